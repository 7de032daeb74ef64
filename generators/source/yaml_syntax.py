"""The parser's complaint, turned into a plain reason and moved to the place that an author must change."""

import re
from collections.abc import Callable

import yaml

from generators.source.yaml_bytes import BREAK, position_at
from generators.source.yaml_colons import indent, slips_above, slips_around
from generators.source.yaml_events import (
    MAPPING_END,
    MAPPING_START,
    SEQUENCE_END,
    SEQUENCE_START,
    Mark,
    open_events,
)
from generators.source.yaml_problems import START, Position, Problem, ProblemCode, problem
from generators.source.yaml_tree import position_of

_TOKEN = re.compile(r"\S*")
_OVERSIZED_ESCAPE = re.compile(r"\\U(?!00(?:0[0-9A-Fa-f]|10))")


class Complaint:
    """What the parser said: its words, where it began and where it gave up."""

    def __init__(self, error: yaml.MarkedYAMLError, text: str) -> None:
        self.text = text
        self.words = f"{error.context or ''}: {error.problem or ''}"
        self.mark: Mark = error.problem_mark or yaml.Mark("", 0, 0, 0, None, 0)
        self.context: Mark = error.context_mark or self.mark

    @property
    def character(self) -> str:
        """The character where the parser gave up, empty at the end of the file."""
        return self.text[self.mark.index : self.mark.index + 1]

    @property
    def line_before(self) -> str:
        """The text between the line's start and the place where the parser gave up."""
        return self.text[self.mark.index - self.mark.column : self.mark.index]

    def because(self, reason: str, mark: Mark | None = None, **values: str) -> list[Problem]:
        """One syntax problem, at the place where the parser gave up unless told otherwise."""
        return [problem("yaml-syntax", position_of(mark or self.mark), reason=reason, **values)]


def explain(error: Exception, text: str) -> list[Problem]:
    """The problems behind an exception of the parser, at least one."""
    if not isinstance(error, yaml.MarkedYAMLError):
        # Only the pure parser: it hands an impossible \U escape on to chr().
        escape = _OVERSIZED_ESCAPE.search(text)
        place = position_at(text, escape.start()) if escape else START
        return [problem("yaml-syntax", place, reason="bad-escape" if escape else "other")]
    complaint = Complaint(error, text)
    if complaint.character == "\t":
        return [problem("yaml-tab", position_of(complaint.mark))]
    for pattern, explanation in _EXPLANATIONS:
        if pattern.search(complaint.words):
            return explanation(complaint)
    return complaint.because("other")


def _missing_colon(complaint: Complaint) -> list[Problem]:
    line = complaint.context.line + 1
    return slips_around(complaint.text, line) or complaint.because("missing-colon", complaint.context)


def _unexpected_colon(complaint: Complaint) -> list[Problem]:
    """Either the line has a second colon, or the parser took the line for a continuation of the one above."""
    before = complaint.line_before
    if re.search(r":\s", before):
        return complaint.because("colon-in-value")
    slips = slips_above(complaint.text, complaint.mark.line + 1)
    return slips or _at_line_start(complaint)


def _at_line_start(complaint: Complaint) -> list[Problem]:
    before = complaint.line_before
    place = Position(complaint.mark.line + 1, indent(before) + 1)
    return [problem("yaml-syntax", place, reason="bad-indentation")]


def _interrupted_block(complaint: Complaint) -> list[Problem]:
    """A block ends early in the middle of a line, or at the start of one that does not continue it."""
    before = complaint.line_before.replace("- ", "  ")
    if before.strip():
        return complaint.because("text-after-value")
    slips = slips_above(complaint.text, complaint.mark.line + 1)
    return slips or complaint.because("bad-indentation")


def _interrupted_brackets(complaint: Complaint) -> list[Problem]:
    """A line that stands no deeper than the one with the open bracket shows that the bracket was forgotten."""
    lines = BREAK.split(complaint.text)
    below = complaint.mark.line > complaint.context.line
    if not complaint.character or (
        below and _depth(lines, complaint.mark) <= _depth(lines, complaint.context)
    ):
        return complaint.because("unclosed-bracket", complaint.context)
    return complaint.because("missing-comma")


def _depth(lines: list[str], mark: Mark) -> int:
    return len(lines[mark.line]) - len(lines[mark.line].lstrip(" "))


def _missing_node(complaint: Complaint) -> list[Problem]:
    if complaint.character:
        return _unexpected_character(complaint)
    return complaint.because("unclosed-bracket", _innermost_open_bracket(complaint.text))


def _unexpected_character(complaint: Complaint) -> list[Problem]:
    return complaint.because("unexpected-character", character=complaint.character)


def _innermost_open_bracket(text: str) -> Mark | None:
    opened: list[Mark] = []
    next_event = open_events(text)
    try:
        while True:
            event = next_event()
            if type(event) in (MAPPING_START, SEQUENCE_START):
                opened.append(event.start_mark)
            elif type(event) in (MAPPING_END, SEQUENCE_END):
                opened.pop()
    except yaml.YAMLError:
        return opened[-1] if opened else None


def _reserved_character(complaint: Complaint) -> list[Problem]:
    return complaint.because("reserved-character", character=complaint.character)


def _bad_escape(complaint: Complaint) -> list[Problem]:
    backslash = complaint.text.rfind("\\", 0, complaint.mark.index + 1)
    return [problem("yaml-syntax", position_at(complaint.text, backslash), reason="bad-escape")]


def _plain(reason: str) -> Callable[[Complaint], list[Problem]]:
    return lambda complaint: complaint.because(reason)


def _at_context(reason: str) -> Callable[[Complaint], list[Problem]]:
    return lambda complaint: complaint.because(reason, complaint.context)


def _property(code: ProblemCode) -> Callable[[Complaint], list[Problem]]:
    """A tag, anchor or alias that the parser cannot even read, such as `**bold**`."""

    def explanation(complaint: Complaint) -> list[Problem]:
        found = _TOKEN.match(complaint.text, complaint.context.index)
        typed = found[0] if found else ""
        values = {"tag": typed} if code == "yaml-tag" else {"name": typed[1:]}
        return [problem(code, position_of(complaint.context), **values)]

    return explanation


# Words of both parsers, the C one first; the order matters where words overlap.
_EXPLANATIONS: tuple[tuple[re.Pattern[str], Callable[[Complaint], list[Problem]]], ...] = tuple(
    (re.compile(words), explanation)
    for words, explanation in (
        ("could not find expected ':'", _missing_colon),
        ("mapping values are not allowed", _unexpected_colon),
        ("sequence entries are not allowed", _plain("dash-in-value")),
        ("anning an alias", _property("yaml-alias")),
        ("anning an anchor", _property("yaml-anchor")),
        ("ing a tag|undefined tag handle", _property("yaml-tag")),
        ("escape|hexdecimal", _bad_escape),
        ("end of stream|document indicator|document separator", _at_context("unclosed-quote")),
        ("directive|incompatible YAML", _at_context("directive")),
        ("scanning a block scalar", _plain("block-header")),
        ("expected ',' or", _interrupted_brackets),
        ("node content", _missing_node),
        ("found unexpected ':'|mapping keys are not allowed", _unexpected_character),
        ("cannot start any token", _reserved_character),
        ("expected key|'-' indicator|<block end>|document start", _interrupted_block),
    )
)
