"""Reading published editions. The portal knows editions through this module alone.

``current`` is resolved once, by :func:`current_edition`; everything read afterwards comes from the folder it
named, so a request never sees two editions (reading through the link twice does tear).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ValidationError

from generators.edition.errors import EditionError, storage_error
from generators.edition.format import FORMAT, Catalogue, CatalogueDocument, FileDigest, Inputs, Manifest
from generators.edition.layout import (
    CATALOGUE,
    EDITION_ID,
    HANDBOOKS,
    LIBRARY,
    MANIFEST,
    SEARCH,
    SHELL_FILES,
    SHELL_POLICY,
    Home,
    edition_in,
    page_file,
    restricted,
    site_file,
)

__all__ = [
    "CATALOGUE",
    "HANDBOOKS",
    "LIBRARY",
    "SEARCH",
    "SHELL_FILES",
    "SHELL_POLICY",
    "Catalogue",
    "CatalogueDocument",
    "EditionError",
    "EditionFiles",
    "FileDigest",
    "Home",
    "current_edition",
    "edition_ids",
    "open_current",
    "open_edition",
    "page_file",
    "restricted",
    "site_file",
]


class _Format(BaseModel):
    format: int


@dataclass(frozen=True, slots=True)
class EditionFiles:
    """One edition: which files it has, and their bytes. Valid for as long as its folder exists."""

    id: str
    folder: Path
    inputs: Inputs
    files: Mapping[str, FileDigest]

    def path(self, path: str) -> Path:
        """Where a file or folder of the edition lies."""
        return self.folder / path

    def read(self, path: str) -> bytes:
        """The bytes of a listed file. KeyError if it is not listed; ``edition-damaged`` if it is not whole."""
        size = self.files[path].size
        try:
            content = self.path(path).read_bytes()
        except OSError as error:
            raise EditionError("edition-damaged", edition=self.id, file=path) from error
        if len(content) != size:
            raise EditionError("edition-damaged", edition=self.id, file=path)
        return content

    def library_bytes(self) -> bytes:
        """The typed model of the library, as JSON."""
        return self._required(LIBRARY)

    def catalogue(self) -> Catalogue:
        """Every unrestricted document, as lists need it."""
        try:
            return Catalogue.model_validate_json(self._required(CATALOGUE))
        except ValidationError as error:
            raise EditionError("edition-damaged", edition=self.id, file=CATALOGUE) from error

    def _required(self, path: str) -> bytes:
        if path not in self.files:
            raise EditionError("edition-damaged", edition=self.id, file=path)
        return self.read(path)


def edition_ids(home: Home) -> tuple[str, ...]:
    """All published editions, sorted by id."""
    try:
        names = [folder.name for folder in home.editions.iterdir()]
    except OSError:
        return ()
    return tuple(sorted(filter(EDITION_ID.fullmatch, names)))


def current_edition(home: Home) -> str | None:
    """The edition ``current`` names at this moment: one ``readlink``. None where nothing is published."""
    try:
        return edition_in(str(home.current.readlink()))
    except OSError:
        return None


def open_current(home: Home) -> EditionFiles:
    """The current edition. EditionError ``no-edition`` where nothing is published."""
    edition = current_edition(home)
    if edition is None:
        raise EditionError("no-edition", path=str(home.root))
    return open_edition(home, edition)


def open_edition(home: Home, edition: str) -> EditionFiles:
    """One edition by its id. EditionError if it is unknown, damaged or of another format."""
    folder = home.edition(edition)
    if not EDITION_ID.fullmatch(edition) or not folder.is_dir():
        raise EditionError("edition-unknown", edition=edition)
    manifest = _read_manifest(folder)
    return EditionFiles(id=edition, folder=folder, inputs=manifest.inputs, files=manifest.files)


def _read_manifest(folder: Path) -> Manifest:
    try:
        raw = (folder / MANIFEST).read_bytes()
    except FileNotFoundError as error:
        raise EditionError("edition-damaged", edition=folder.name, file=MANIFEST) from error
    except OSError as error:
        raise storage_error(error, path=folder) from error
    try:
        _check_format(raw, edition=folder.name)
        manifest = Manifest.model_validate_json(raw)
    except ValidationError as error:
        raise EditionError("edition-damaged", edition=folder.name, file=MANIFEST) from error
    if manifest.id != folder.name:
        raise EditionError("edition-damaged", edition=folder.name, file=MANIFEST)
    return manifest


def _check_format(raw: bytes, *, edition: str) -> None:
    found = _Format.model_validate_json(raw).format
    if found != FORMAT:
        raise EditionError("edition-format", edition=edition, format=str(found), known=str(FORMAT))
