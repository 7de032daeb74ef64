"""Values and places straight from parser events: nothing is resolved, converted, merged or expanded."""

import re
from dataclasses import dataclass, field
from typing import TypeAlias

from generators.source.yaml_bytes import UNSAFE, code_point, position_at
from generators.source.yaml_events import (
    ALIAS,
    MAPPING_END,
    MAPPING_START,
    SCALAR,
    SEQUENCE_END,
    STREAM_END,
    Event,
    Mark,
    open_events,
)
from generators.source.yaml_problems import Position, Problem, ProblemCode, problem

YamlValue: TypeAlias = "str | list[YamlValue] | dict[str, YamlValue] | None"
"""A scalar is the text its author typed; None stands for a value left out (`key:` with nothing behind it)."""

MAX_NESTING = 40

_PROPERTY = re.compile(
    r"(?:[ \t\r\n]++|#[^\r\n]*+)*+(?:(?P<anchor>&[^\s,\[\]{}]*)|(?P<tag>!<[^>\s]*>?|![^\s,\[\]{}]*))"
)

_TAG_DIRECTIVE = re.compile(r"(?:\A|(?<=[\r\n]))%TAG")


@dataclass(slots=True)
class Branch:
    """Where a mapping or list begins, and where its keys and values stand."""

    mark: Mark
    keys: dict[str, Mark] = field(default_factory=dict)
    children: "dict[str | int, Place]" = field(default_factory=dict)


Place: TypeAlias = Mark | Branch
Pair: TypeAlias = tuple[YamlValue, Place]


class NestingError(Exception):
    """Reading must stop: each further level costs the parser more than the one before."""

    def __init__(self, position: Position) -> None:
        super().__init__(position)
        self.problem = problem("yaml-nesting", position, limit=str(MAX_NESTING))


class TreeReader:
    """Reads one document. `problems` and `literal_lines` fill on the way, also when reading breaks off."""

    def __init__(self, text: str) -> None:
        self.problems: list[Problem] = []
        self.literal_lines: set[int] = set()
        self._text = text
        self._next = open_events(text)

    def read(self) -> Pair | None:
        """The document's value and places, None when there is no document; raises YAMLError and NestingError."""
        self._next()
        start = self._next()
        if type(start) is STREAM_END:
            return None
        if start.tags:
            self._report_tag_directive()
        pair = self._node(self._next(), 1)
        self._next()
        following = self._next()
        if type(following) is not STREAM_END:
            self._report("yaml-multiple-documents", following.start_mark)
        return pair

    # The next three methods are the hot path of every build: concrete event types, locals, no indirection.

    def _node(self, event: Event, depth: int) -> Pair:
        kind = type(event)
        if kind is ALIAS:
            self._report("yaml-alias", event.start_mark, name=event.anchor or "")
            return None, event.start_mark
        if event.anchor or event.tag:
            self._report_properties(event)
        if kind is SCALAR:
            return self._text_of(event), event.start_mark
        if depth > MAX_NESTING:
            raise NestingError(position_of(event.start_mark))
        if kind is MAPPING_START:
            return self._mapping(event.start_mark, depth)
        return self._sequence(event.start_mark, depth)

    def _mapping(self, mark: Mark, depth: int) -> Pair:
        values: dict[str, YamlValue] = {}
        branch = Branch(mark)
        keys, children = branch.keys, branch.children
        while type(event := self._next()) is not MAPPING_END:
            key = self._key(event, keys, depth)
            value, place = self._node(self._next(), depth + 1)
            if key is not None:
                keys[key] = event.start_mark
                values[key] = value
                children[key] = place
        return values, branch

    def _sequence(self, mark: Mark, depth: int) -> Pair:
        values: list[YamlValue] = []
        branch = Branch(mark)
        while type(event := self._next()) is not SEQUENCE_END:
            value, branch.children[len(values)] = self._node(event, depth + 1)
            values.append(value)
        return values, branch

    def _text_of(self, event: Event) -> str | None:
        style = event.style
        if not style:
            return event.value or None
        if style == '"':
            self._check_escapes(event)
        elif style != "'":
            self.literal_lines.update(_lines_within(event))
        return event.value

    def _key(self, event: Event, keys: dict[str, Mark], depth: int) -> str | None:
        """The key's text, or None when the pair must be left out; the first of two equal keys stays."""
        if type(event) is not SCALAR:
            self._skip_strange_key(event, depth)
            return None
        if event.anchor or event.tag:
            self._report_properties(event)
        key = self._text_of(event)
        if key in keys:
            self._report("yaml-duplicate-key", event.start_mark, key=key, first_line=str(keys[key].line + 1))
            return None
        return key if event.style else self._plain_key(key, event.start_mark)

    def _plain_key(self, key: str | None, mark: Mark) -> str | None:
        if key is None or key == "<<":
            self._report("yaml-key-not-text", mark, found="merge" if key else "empty")
            return None
        if key[0].isspace():
            # YAML takes away plain spaces only: this line was indented with wide or non-breaking ones.
            self._report("yaml-syntax", mark, reason="bad-indentation", hint="wide-space")
            return None
        return key

    def _skip_strange_key(self, event: Event, depth: int) -> None:
        value, _ = self._node(event, depth + 1)
        if value is not None:
            found = "mapping" if isinstance(value, dict) else "list"
            self._report("yaml-key-not-text", event.start_mark, found=found)

    def _check_escapes(self, event: Event) -> None:
        """A control character written as an escape would break every output that is XML."""
        if unsafe := UNSAFE.search(event.value):
            self._report("yaml-binary", event.start_mark, character=code_point(unsafe[0]))

    def _report_tag_directive(self) -> None:
        found = _TAG_DIRECTIVE.search(self._text)
        place = position_at(self._text, found.start() if found else 0)
        self.problems.append(problem("yaml-tag", place, tag="%TAG"))

    def _report_properties(self, event: Event) -> None:
        """Anchor and tag before a node, in the order typed; the event tells only where the first begins."""
        mark = event.start_mark
        index = mark.index
        for _ in filter(None, (event.anchor, event.tag)):
            found = _PROPERTY.match(self._text, index)
            if not found:
                return
            name = "anchor" if found["anchor"] else "tag"
            place = _position_after(mark, self._text[mark.index : found.start(name)])
            if name == "anchor":
                self.problems.append(problem("yaml-anchor", place, name=found[name][1:]))
            else:
                self.problems.append(problem("yaml-tag", place, tag=found[name]))
            index = found.end()

    def _report(self, code: ProblemCode, mark: Mark, **values: str) -> None:
        self.problems.append(problem(code, position_of(mark), **values))


def _lines_within(event: Event) -> range:
    """The lines of a block scalar, from 1, without its header; the end mark usually opens the line below."""
    return range(event.start_mark.line + 2, event.end_mark.line + 1 + bool(event.end_mark.column))


def _position_after(mark: Mark, passed: str) -> Position:
    """Counted from the mark and not from the file's start, so that a file full of anchors costs no square."""
    moved = position_at(passed, len(passed))
    column = moved.column + mark.column if moved.line == 1 else moved.column
    return Position(mark.line + moved.line, column)


def position_of(mark: Mark) -> Position:
    """The parser counts from 0, editors from 1."""
    return Position(mark.line + 1, mark.column + 1)
