"""YAML as text with positions: what the author typed, where it stands, and everything that is wrong with it.

Types are the schema's business: `5.30`, `0027`, `no` and `9:30` stay text. A value left out (`key:`) is None,
an empty text (`key: ""`) is "". Nothing here raises on any bytes; nothing an author writes is executed or expanded.
"""

from dataclasses import dataclass, field
from functools import cached_property

import yaml

from generators.source.yaml_bytes import BREAK, decode
from generators.source.yaml_colons import slip_on
from generators.source.yaml_events import Mark
from generators.source.yaml_problems import START, Position, Problem, in_reading_order, problem
from generators.source.yaml_syntax import explain
from generators.source.yaml_tabs import tabs_in_indentation, without_consequences
from generators.source.yaml_tree import Branch, NestingError, Pair, Place, TreeReader, YamlValue, position_of

__all__ = ["ParsedText", "Path", "Position", "Problem", "YamlValue", "read_text", "read_yaml"]

MAX_YAML_BYTES = 256 * 1024
MAX_TEXT_BYTES = 1024 * 1024

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class ParsedText:
    """One YAML file as its author typed it.

    `value` is plain data; every scalar is text. It is None when the file could not be read to its end, and the
    best reading there is (first of two equal keys, None for an alias) when there are other problems.
    """

    value: YamlValue
    problems: tuple[Problem, ...] = ()
    source: str = field(default="", repr=False)

    def position(self, path: Path) -> Position:
        """Where the value at a path begins; for a path that is not there, its closest ancestor."""
        return self._locate(path)[1]

    def key_position(self, path: Path) -> Position:
        """Where the key of a path stands; a list entry is its own key; otherwise as `position`."""
        return self._locate(path)[0]

    def _locate(self, path: Path) -> tuple[Position, Position]:
        if self._places is None:
            return START, START
        place: Place = self._places
        key = _begin(place)
        for step in path:
            if not isinstance(place, Branch) or step not in place.children:
                # What is missing is missing from the whole value above it, not from that value's key.
                key = _begin(place)
                break
            child = place.children[step]
            key = place.keys[step] if isinstance(step, str) else _begin(child)
            place = child
        return position_of(key), position_of(_begin(place))

    @cached_property
    def _places(self) -> Place | None:
        """Read again when first asked: few files have findings, and thousands of files are held at once."""
        if self.value is None:
            return None
        pair, _ = _read_tree(self.source)
        return pair[1] if pair else None


def read_yaml(raw: bytes, *, for_positions: bool = False) -> ParsedText:
    """Reads the bytes of a YAML file; never raises. *for_positions* keeps the places, which will be asked for."""
    text = decode(raw, limit=MAX_YAML_BYTES)
    if isinstance(text, Problem):
        return ParsedText(None, (text,))
    if not text.strip():
        return ParsedText(None, (problem("yaml-empty", START),), text)
    pair, problems = _read_tree(text)
    parsed = ParsedText(pair[0] if pair else None, in_reading_order(problems), text)
    if for_positions and pair is not None and pair[0] is not None:
        parsed.__dict__["_places"] = pair[1]  # where cached_property would put them
    return parsed


def read_text(raw: bytes) -> tuple[str | None, tuple[Problem, ...]]:
    """Reads the bytes of a Markdown file: the text without BOM and with LF, or None and why not; never raises."""
    text = decode(raw, limit=MAX_TEXT_BYTES)
    if isinstance(text, Problem):
        return None, (text,)
    return BREAK.sub("\n", text), ()


def _read_tree(text: str) -> tuple[Pair | None, list[Problem]]:
    reader = TreeReader(text)
    try:
        pair = reader.read()
    except NestingError as stop:
        return None, [*reader.problems, stop.problem]
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        return None, [*reader.problems, *_syntax_problems(reader, text, explain(error, text))]
    tabs = tabs_in_indentation(text, reader.literal_lines, unread_from=len(text))
    return pair, [*reader.problems, *tabs, *_root_problems(pair, text, reader)]


def _syntax_problems(reader: TreeReader, text: str, errors: list[Problem]) -> list[Problem]:
    tabs = tabs_in_indentation(text, reader.literal_lines, unread_from=max(error.line for error in errors))
    return [*tabs, *without_consequences(errors, tabs)]


def _root_problems(pair: Pair | None, text: str, reader: TreeReader) -> list[Problem]:
    if pair and isinstance(pair[0], dict):
        return []
    if pair is None or pair[0] is None:
        return [] if reader.problems else [problem("yaml-empty", START)]
    place = position_of(_begin(pair[1]))
    if isinstance(pair[0], list):
        return [problem("yaml-not-mapping", place, found="list")]
    slip = slip_on(BREAK.split(text), place.line)
    if slip:
        return [problem("yaml-not-mapping", slip.position, found="text", hint=slip.values["hint"])]
    return [problem("yaml-not-mapping", place, found="text")]


def _begin(place: Place) -> Mark:
    return place.mark if isinstance(place, Branch) else place
