"""Revising a document: the current text is kept as an earlier revision, and the next one is opened in its place.

The file is changed in place at exact positions, so comments and layout stay as their author made them. Nothing is
written unless the changed text, read again, says exactly what was meant.
"""

import codecs
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generators.control_text import with_history, with_value
from generators.model.control import ChangeClass
from generators.model.names import FOLDERS, LONGEST_SLUG, SLUG
from generators.source.yaml_text import read_yaml

_USABLE_REVISION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.\-]{0,19}")


class RevisionError(Exception):
    """Why a document cannot be revised: a message code under ``cli`` and its values."""

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


@dataclass(frozen=True)
class Revised:
    """What was done: the kept file, and the revisions before and after."""

    kept: Path
    old: str
    new: str


def revise(content: Path, identifier: str, change: ChangeClass, *, today: str) -> Revised:
    """Keeps the current revision of ``unit/kind/slug`` as a file and opens the next as a draft."""
    file = file_of(content, identifier)
    raw = file.read_bytes()
    parsed = read_yaml(raw)
    if parsed.problems or not isinstance(parsed.value, dict):
        raise RevisionError("unreadable-document", file=str(file))
    old = _revision(parsed.value, identifier)
    new = next_revision(old, change)
    mark = codecs.BOM_UTF8 if raw.startswith(codecs.BOM_UTF8) else b""
    superseded = _superseded(parsed.source, parsed.value, file)
    opened = _opened(parsed.source, parsed.value, file, revision=new, change=change, today=today)
    keepsakes = {f"{file.stem}@{old}.yaml": mark + superseded.encode()} | {
        f"{file.stem}@{old}{prose.name.removeprefix(file.stem)}": prose.read_bytes()
        for prose in _prose_beside(file)
    }
    kept = _keep(file.parent / "revisions", keepsakes)
    try:
        _replace(file, mark + opened.encode())
    except OSError:
        _take_back(kept)
        raise
    return Revised(kept[0], old, new)


def file_of(content: Path, identifier: str) -> Path:
    """The YAML file of ``unit/kind/slug``; raises RevisionError where there is none."""
    parts = identifier.split("/")
    named = all(SLUG.fullmatch(part) and len(part) <= LONGEST_SLUG for part in parts)
    folder = FOLDERS.get(parts[1], "") if len(parts) == 3 and named else ""
    file = content / parts[0] / folder / f"{parts[-1]}.yaml"
    if not folder or not file.is_file():
        raise RevisionError("unknown-document", name=identifier)
    return file


def next_revision(old: str, change: ChangeClass) -> str:
    """1.1 → 1.1.1 (editorial), 1.2 (minor), 2.0 (material)."""
    numbers = [int(part) for part in re.findall(r"\d+", old)] or [1]
    major, minor, editorial = (*numbers, 0, 0)[:3]
    if change == "material":
        return f"{major + 1}.0"
    return f"{major}.{minor + 1}" if change == "minor" else f"{major}.{minor}.{editorial + 1}"


def _revision(data: dict[str, Any], identifier: str) -> str:
    revision = _control(data).get("revision") or ""
    if not revision:
        raise RevisionError("unknown-revision", name=identifier)
    if not isinstance(revision, str) or not _USABLE_REVISION.fullmatch(revision):
        raise RevisionError("unusable-revision", name=identifier, revision=str(revision))
    return revision


def _control(data: dict[str, Any]) -> dict[str, Any]:
    control = data.get("control")
    return control if isinstance(control, dict) else {}


def _superseded(text: str, data: dict[str, Any], file: Path) -> str:
    return _meant(with_value(text, "status", "superseded"), file, _with(data, status="superseded"))


def _opened(
    text: str, data: dict[str, Any], file: Path, *, revision: str, change: ChangeClass, today: str
) -> str:
    """The next revision: a draft, with a line in its history whose note is the author's to write."""
    entry = {"revision": revision, "date": today, "change": change, "note": "待写改动说明"}
    edited = with_value(with_value(text, "revision", f'"{revision}"'), "status", "draft")
    history = _control(data).get("revisions") or []
    meant = _with(data, revision=revision, status="draft", revisions=[entry, *history])
    return _meant(with_history(edited, entry), file, meant)


def _with(data: dict[str, Any], **values: Any) -> dict[str, Any]:
    return {**data, "control": {**_control(data), **values}}


def _meant(text: str, file: Path, meaning: dict[str, Any]) -> str:
    """The edited text, if it says what was meant: there are more ways to lay out YAML than we can edit."""
    found = read_yaml(text.encode())
    if found.problems or found.value != meaning:
        raise RevisionError("control-layout", file=str(file))
    return text


def _prose_beside(file: Path) -> list[Path]:
    return [path for path in (file.with_suffix(".md"), file.with_suffix(".en.md")) if path.is_file()]


def _keep(folder: Path, keepsakes: dict[str, bytes]) -> list[Path]:
    """Writes all files or none; nothing kept before is overwritten."""
    for name in keepsakes:
        if (folder / name).exists():
            raise RevisionError("revision-exists", file=str(folder / name))
    folder.mkdir(exist_ok=True)
    kept: list[Path] = []
    try:
        for name, content in keepsakes.items():
            kept.append(folder / name)
            with (folder / name).open("xb") as stream:
                stream.write(content)
    except OSError:
        _take_back(kept)
        raise
    return kept


def _take_back(kept: list[Path]) -> None:
    for file in kept:
        file.unlink(missing_ok=True)


def _replace(file: Path, content: bytes) -> None:
    """Writes aside and renames, so that a failure leaves the old file whole."""
    aside = file.with_name(f".{file.name}.new")
    try:
        aside.write_bytes(content)
        aside.replace(file)
    except OSError:
        aside.unlink(missing_ok=True)
        raise
