"""Editing the control block of a document as text: a value, or a line of its history, at the exact place.

Blocks and braces are both edited in their own style. Where a layout is odder than that, the result may be wrong:
the caller reads it again and compares.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from generators.source.yaml_text import ParsedText, Path, Position, read_yaml

_CONTROL = ("control",)
_SCALAR = re.compile(r""""[^"\n]*"|'[^'\n]*'|[^\s,\[\]{}]+""")


def with_value(text: str, key: str, value: str) -> str:
    """The text with one scalar of its control block replaced, or given behind the revision where it is missing."""
    parsed = read_yaml(text.encode())
    if _control(parsed).get(key) is None:
        return _behind_revision(parsed, flow=f"{key}: {value}", block=[f"{key}: {value}"])
    return _at(parsed, (*_CONTROL, key), lambda rest: _SCALAR.sub(lambda _: value, rest, count=1))


def with_history(text: str, entry: Mapping[str, str]) -> str:
    """The text with a line for a revision at the head of its history."""
    parsed = read_yaml(text.encode())
    revision, *others = (f"{key}: {_quoted(key, value)}" for key, value in entry.items())
    flow, block = (
        f"{{{', '.join([revision, *others])}}}",
        [f"- {revision}", *(f"  {line}" for line in others)],
    )
    place = (*_CONTROL, "revisions")
    if "revisions" not in _control(parsed):
        return _behind_revision(
            parsed, flow=f"revisions: [{flow}]", block=["revisions:", *(f"  {line}" for line in block)]
        )
    if _character(parsed, parsed.position(place)) == "[":
        apart = ", " if _control(parsed)["revisions"] else ""
        return _at(parsed, place, lambda rest: f"[{flow}{apart}{rest[1:]}")
    first = parsed.position((*place, 0))
    indent = _indent(parsed.source.splitlines()[first.line - 1])
    return _inserted(parsed, parsed.key_position(place), [" " * indent + line for line in block])


def _control(parsed: ParsedText) -> dict[str, Any]:
    control = parsed.value.get("control") if isinstance(parsed.value, dict) else None
    return control if isinstance(control, dict) else {}


def _quoted(key: str, value: str) -> str:
    return f'"{value}"' if key in ("revision", "date") else value


def _behind_revision(parsed: ParsedText, *, flow: str, block: Sequence[str]) -> str:
    place = (*_CONTROL, "revision")
    if _character(parsed, parsed.position(_CONTROL)) == "{":
        return _at(
            parsed, place, lambda rest: _SCALAR.sub(lambda found: f"{found[0]}, {flow}", rest, count=1)
        )
    key = parsed.key_position(place)
    return _inserted(parsed, key, [" " * (key.column - 1) + line for line in block])


def _at(parsed: ParsedText, path: Path, change: Callable[[str], str]) -> str:
    """The text with the rest of the line changed from where the value of a path begins."""
    place = parsed.position(path)
    lines = parsed.source.splitlines(keepends=True)
    line = lines[place.line - 1]
    lines[place.line - 1] = line[: place.column - 1] + change(line[place.column - 1 :])
    return "".join(lines)


def _inserted(parsed: ParsedText, above: Position, new: Sequence[str]) -> str:
    """The text with lines below another one, ended as that is."""
    lines = parsed.source.splitlines(keepends=True)
    end = "\r\n" if lines[above.line - 1].endswith("\r\n") else "\n"
    lines[above.line : above.line] = [line + end for line in new]
    return "".join(lines)


def _character(parsed: ParsedText, place: Position) -> str:
    return parsed.source.splitlines()[place.line - 1][place.column - 1 : place.column]


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
