"""What a search answers with: hits, facets, suggestions, as plain frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape

FACETS = ("kind", "unit", "department", "status")
"""What hits are counted by."""

Run = tuple[str, bool]
"""A piece of a snippet and whether it is marked."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One section that answers, in the words it was written in."""

    document: str
    anchor: str
    title: str
    heading: str
    snippet: tuple[Run, ...]
    score: float
    kind: str
    part: str
    unit: str
    department: str
    status: str
    code: str
    address: str
    context: str
    language: str

    @property
    def snippet_text(self) -> str:
        """The snippet without marks."""
        return "".join(text for text, _ in self.snippet)

    @property
    def snippet_html(self) -> str:
        """The snippet as safe HTML, its marks as <mark>."""
        return "".join(
            f"<mark>{escape(text)}</mark>" if marked else escape(text) for text, marked in self.snippet
        )


def no_facets() -> dict[str, dict[str, int]]:
    """The facets of no hits: all there, all empty."""
    return {name: {} for name in FACETS}


@dataclass(frozen=True, slots=True)
class AnswerValue:
    """One value of a direct answer in the reader's language; `address` is empty where it has no page of its own."""

    text: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """A direct answer, taken from a field of the model and never from prose.

    `kind` is deadline, approver, form or owner; `sentence` says what the values belong to (the duty, the step), and
    the rest says where that stands, `address` with its anchor.
    """

    kind: str
    sentence: str
    values: tuple[AnswerValue, ...]
    document: str
    title: str
    code: str
    address: str
    context: str
    language: str


@dataclass(frozen=True, slots=True)
class Results:
    """What the library says to one question.

    `total` counts all matching sections, `facets` counts them by kind, unit, department and status;
    `understood_as` names the synonyms that helped (市调 → 市场调研); `did_you_mean` is the question as it was
    answered where a typing mistake had to be mended first; `answer` is there only where the question asks for a
    deadline, an approver, a form or an owner, and the best hit has one.
    """

    hits: tuple[Hit, ...] = ()
    total: int = 0
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=no_facets)
    understood_as: tuple[str, ...] = ()
    did_you_mean: str | None = None
    answer: Answer | None = None

    @property
    def answered(self) -> bool:
        """Whether the library has an answer; where it has none, nothing that is merely near is passed off as one."""
        return bool(self.hits)


@dataclass(frozen=True, slots=True)
class Step:
    """A place inside a suggested document."""

    heading: str
    address: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One document offered while the reader is still typing; `reason` is code, title, sound or step."""

    document: str
    title: str
    code: str
    kind: str
    unit: str
    context: str
    address: str
    reason: str
    steps: tuple[Step, ...] = ()
