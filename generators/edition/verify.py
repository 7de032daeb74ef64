"""Verifying an edition: every digest recomputed, by code that shares nothing with the code that wrote it.

Only the places of files are common knowledge (``layout``). All problems are reported, not the first.

====================  ===========================================================
code                  meaning
====================  ===========================================================
edition-missing       there is no such folder
manifest-unreadable   the manifest is missing, no JSON, or not of the known shape
manifest-spelling     the manifest is not in its one canonical spelling
format-unknown        written by a program with another format
id-mismatch           the folder is not named like the edition in the manifest
inputs-mismatch       the id is not the digest of the inputs in the manifest
path-unsafe           the manifest lists a path outside the edition
file-missing          a listed file is absent, or is no plain file
file-changed          a file's bytes are not those that were written
file-extra            a file that was never part of the edition
folder-unreadable     a folder cannot be entered
catalogue-unreadable  the list of documents cannot be read
page-missing          a document of the catalogue has no page
====================  ===========================================================
"""

import hashlib
import json
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generators.edition.layout import (
    CATALOGUE,
    MANIFEST,
    files_below,
    is_edition_path,
    page_file,
    restricted,
)

_KNOWN_FORMAT = 1
_TAG = "dutybook/edition/v1"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is not as it was published."""

    path: str
    code: str


@dataclass(frozen=True, slots=True)
class Verification:
    """The outcome for one edition: how many files were recomputed, and every problem, sorted by path."""

    id: str
    files: int
    problems: tuple[Problem, ...]

    @property
    def passed(self) -> bool:
        """Whether the edition is exactly what was published."""
        return not self.problems


def verify_edition(folder: Path) -> Verification:
    """Recomputes everything in ``editions/<id>``. Never raises on what it finds there."""
    name = folder.resolve().name
    if not folder.is_dir():
        return Verification(id=name, files=0, problems=(Problem("", "edition-missing"),))
    raw, manifest = _read_manifest(folder)
    if manifest is None:
        return Verification(id=name, files=0, problems=(Problem(MANIFEST, "manifest-unreadable"),))
    problems = {
        *_identity_problems(name, raw, manifest),
        *_file_problems(folder, manifest["files"]),
        *_extra_files(folder, manifest["files"]),
        *_page_problems(folder, manifest["files"]),
    }
    return Verification(id=name, files=len(manifest["files"]), problems=tuple(sorted(problems)))


def _read_manifest(folder: Path) -> tuple[bytes, dict[str, Any] | None]:
    try:
        raw = (folder / MANIFEST).read_bytes()
        manifest = json.loads(raw)
    except (OSError, ValueError, RecursionError):
        return b"", None
    return raw, manifest if _has_known_shape(manifest) else None


def _has_known_shape(manifest: Any) -> bool:
    if not isinstance(manifest, dict) or manifest.keys() != {"format", "id", "inputs", "files"}:
        return False
    files = manifest["files"]
    return isinstance(files, dict) and all(
        isinstance(entry, dict) and entry.keys() == {"sha256", "size"} for entry in files.values()
    )


def _identity_problems(name: str, raw: bytes, manifest: dict[str, Any]) -> Iterator[Problem]:
    if manifest["format"] != _KNOWN_FORMAT or isinstance(manifest["format"], bool):
        yield Problem(MANIFEST, "format-unknown")
    if manifest["id"] != name:
        yield Problem(MANIFEST, "id-mismatch")
    if hashlib.sha256(_canonical([_TAG, manifest["inputs"]])).hexdigest()[:16] != manifest["id"]:
        yield Problem(MANIFEST, "inputs-mismatch")
    if _canonical(manifest) + b"\n" != raw:
        yield Problem(MANIFEST, "manifest-spelling")


def _canonical(value: Any) -> bytes:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


def _file_problems(folder: Path, files: dict[str, dict[str, Any]]) -> Iterator[Problem]:
    for path, entry in files.items():
        if not is_edition_path(path):
            yield Problem(path, "path-unsafe")
            continue
        file = folder / path
        if not _is_plain_file(file):
            yield Problem(path, "file-missing")
        elif not _is_unchanged(file, entry):
            yield Problem(path, "file-changed")


def _is_plain_file(file: Path) -> bool:
    try:
        return stat.S_ISREG(file.lstat().st_mode)
    except (OSError, ValueError):  # hidden from us, or a name that no file can have
        return False


def _below(folder: Path, path: str) -> str:
    return Path(path).relative_to(folder).as_posix()


def _is_unchanged(file: Path, entry: dict[str, Any]) -> bool:
    try:
        content = file.read_bytes()
    except OSError:
        return False
    return bool(len(content) == entry["size"] and hashlib.sha256(content).hexdigest() == entry["sha256"])


def _extra_files(folder: Path, files: dict[str, dict[str, Any]]) -> Iterator[Problem]:
    try:
        found = files_below(folder)
    except (
        OSError
    ) as error:  # a folder that may not be entered: what it hides cannot be told from extra files
        yield Problem(_below(folder, error.filename), "folder-unreadable")
        return
    for path in found:
        if path != MANIFEST and path not in files:
            yield Problem(path, "file-extra")


def _page_problems(folder: Path, files: dict[str, dict[str, Any]]) -> Iterator[Problem]:
    for path, inside in ((CATALOGUE, str), (restricted(CATALOGUE), restricted)):
        if path not in files:
            if path == CATALOGUE:
                yield Problem(path, "catalogue-unreadable")
            continue
        try:
            pages = _pages(json.loads((folder / path).read_bytes()))
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            yield Problem(path, "catalogue-unreadable")
            continue
        yield from (Problem(inside(page), "page-missing") for page in pages if inside(page) not in files)


def _pages(catalogue: dict[str, Any]) -> list[str]:
    return [
        page_file(address) for document in catalogue["documents"] for address in document["pages"].values()
    ]
