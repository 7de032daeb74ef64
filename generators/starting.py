"""Starting a content folder: one small example of each kind, clean under every rule."""

import shutil
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from generators.source import schema


class FolderNotEmpty(Exception):
    """The folder has files in it; nothing was written."""


def start(folder: Path) -> None:
    """Writes the starter content into a new or empty folder, or nothing. Raises FolderNotEmpty, OSError."""
    if folder.exists() and any(folder.iterdir()):
        raise FolderNotEmpty(folder)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        _fill(folder)
    except OSError:
        _empty(folder)
        raise


def _fill(folder: Path) -> None:
    _copy(resources.files("generators") / "starter", folder)
    schemas = folder / ".schema"
    schemas.mkdir()
    for name, text in schema.files().items():
        (schemas / name).write_text(text, encoding="utf-8")


def _empty(folder: Path) -> None:
    """The folder was empty before; a second try must find it so."""
    for entry in folder.iterdir():
        shutil.rmtree(entry) if entry.is_dir() else entry.unlink()


def _copy(source: Traversable, target: Path) -> None:
    for entry in source.iterdir():
        place = target / entry.name
        if entry.is_dir():
            place.mkdir()
            _copy(entry, place)
        elif entry.name.endswith((".yaml", ".md")):
            place.write_text(entry.read_text(encoding="utf-8"), encoding="utf-8")
