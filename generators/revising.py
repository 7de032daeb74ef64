"""Revising a document: the current text is kept as an earlier revision, and the next one is opened in its place.

The file is changed in place at exact positions, so comments and layout stay as their author made them.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generators.model.control import ChangeClass
from generators.model.names import FOLDERS
from generators.source.yaml_text import ParsedText, read_yaml


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
    if parsed.problems:
        raise RevisionError("unreadable-document", file=str(file))
    old = _control(parsed.value).get("revision") or ""
    if not old:
        raise RevisionError("unknown-revision", name=identifier)
    new = next_revision(old, change)
    kept = file.parent / "revisions" / f"{file.stem}@{old}.yaml"
    if kept.exists():
        raise RevisionError("revision-exists", file=str(kept))
    kept.parent.mkdir(exist_ok=True)
    _keep(kept, _with_control(parsed, {"status": "superseded"}))
    for prose in _prose_beside(file):
        suffix = prose.name.removeprefix(file.stem)
        _keep(kept.parent / f"{file.stem}@{old}{suffix}", prose.read_text(encoding="utf-8"))
    opened = _with_control(parsed, {"revision": f'"{new}"', "status": "draft"})
    _replace(file, _with_history(opened, new, change, today))
    return Revised(kept, old, new)


def file_of(content: Path, identifier: str) -> Path:
    """The YAML file of ``unit/kind/slug``; raises RevisionError where there is none."""
    parts = identifier.split("/")
    folder = FOLDERS.get(parts[1], "") if len(parts) == 3 else ""
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


def _control(data: Any) -> dict[str, Any]:
    control = data.get("control") if isinstance(data, dict) else None
    return control if isinstance(control, dict) else {}


def _with_control(parsed: ParsedText, values: dict[str, str]) -> str:
    """The file's text with some scalars of its control block replaced."""
    lines = parsed.source.split("\n")
    for key, value in values.items():
        place = parsed.position(("control", key))
        line = lines[place.line - 1]
        before, after = line[: place.column - 1], line[place.column - 1 :]
        comment = re.search(r"\s+#.*$", after)
        lines[place.line - 1] = before + value + (comment[0] if comment else "")
    return "\n".join(lines)


def _with_history(text: str, revision: str, change: ChangeClass, today: str) -> str:
    """The text with a line for the new revision at the head of its history; the note is the author's to write."""
    parsed = read_yaml(text.encode())
    key = parsed.key_position(("control", "revision"))
    indent = " " * (key.column - 1)
    entry = [
        f'{indent}  - revision: "{revision}"',
        f'{indent}    date: "{today}"',
        f"{indent}    change: {change}",
        f"{indent}    note: 待写改动说明",
    ]
    lines = text.split("\n")
    if _control(parsed.value).get("revisions"):
        at = parsed.key_position(("control", "revisions")).line
        return "\n".join([*lines[:at], *entry, *lines[at:]])
    return "\n".join([*lines[: key.line], f"{indent}revisions:", *entry, *lines[key.line :]])


def _prose_beside(file: Path) -> list[Path]:
    return [path for path in (file.with_suffix(".md"), file.with_suffix(".en.md")) if path.is_file()]


def _keep(file: Path, text: str) -> None:
    with file.open("x", encoding="utf-8", newline="\n") as stream:
        stream.write(text)


def _replace(file: Path, text: str) -> None:
    """Writes aside and renames, so that a failure leaves the old file whole."""
    aside = file.with_name(f".{file.name}.new")
    aside.write_text(text, encoding="utf-8", newline="\n")
    aside.replace(file)
