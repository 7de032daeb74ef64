"""What may be asked of the search, by page and by program alike."""

from dataclasses import asdict, dataclass
from typing import Annotated, Any, Literal, get_args

from fastapi import Query

from portal.bookshelf import NOBODY, PinnedEdition, Results, Rights
from portal.web.languages import Language
from portal.web.texts import texts

Kind = Literal[
    "role", "procedure", "policy", "guide", "form", "checklist", "department", "unit", "external", "term"
]
Status = Literal["effective", "review", "draft", "planned", "superseded", "withdrawn"]

KINDS: tuple[str, ...] = get_args(Kind)
STATUSES: tuple[str, ...] = get_args(Status)
FACETS = ("kind", "unit", "department", "status")

LONGEST_QUERY = 200
_describe = texts("en").say

Words = Annotated[str, Query(max_length=LONGEST_QUERY, description=_describe("api.parameter.q"))]
Tongue = Annotated[Language, Query(description=_describe("api.parameter.lang"))]
Kinds = Annotated[list[Kind] | None, Query(description=_describe("api.parameter.kind"))]
Statuses = Annotated[list[Status] | None, Query(description=_describe("api.parameter.status"))]
Units = Annotated[list[str] | None, Query(description=_describe("api.parameter.unit"))]
Departments = Annotated[list[str] | None, Query(description=_describe("api.parameter.department"))]
Limit = Annotated[int, Query(ge=1, le=100, description=_describe("api.parameter.limit"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowing:
    """What the reader has narrowed the results to; nothing chosen means everything."""

    kind: tuple[str, ...] = ()
    unit: tuple[str, ...] = ()
    department: tuple[str, ...] = ()
    status: tuple[str, ...] = ()

    def chosen(self) -> dict[str, tuple[str, ...]]:
        """The choices by facet, in the order facets are shown."""
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question to the library, in one language; ``rights`` say which restricted documents may answer it."""

    words: str
    language: Language
    narrowing: Narrowing = Narrowing()
    limit: int = 10
    rights: Rights = NOBODY


def narrowed(
    kind: Kinds = None, unit: Units = None, department: Departments = None, status: Statuses = None
) -> Narrowing:
    """The narrowing an address spells."""
    return Narrowing(
        kind=tuple(kind or ()),
        unit=tuple(unit or ()),
        department=tuple(department or ()),
        status=tuple(status or ()),
    )


def answer(edition: PinnedEdition, question: Question) -> Results:
    """The best sections for a question."""
    return _ask(edition, question, question.narrowing.chosen(), limit=question.limit)


def is_unanswered(question: Question, results: Results) -> bool:
    """Whether the whole library had nothing; what was narrowed away says nothing about the library."""
    return not results.hits and question.narrowing == Narrowing()


def choices(edition: PinnedEdition, question: Question, results: Results) -> dict[str, dict[str, int]]:
    """For every facet what may be chosen and how many sections it would leave.

    A facet is counted as if nothing were chosen in it, so that a second choice can be added to the first.
    """
    chosen = question.narrowing.chosen()
    return {
        facet: dict(
            (_ask(edition, question, chosen | {facet: ()}, limit=1) if chosen[facet] else results).facets.get(
                facet, {}
            )
        )
        for facet in FACETS
    }


def _ask(edition: PinnedEdition, question: Question, chosen: dict[str, Any], *, limit: int) -> Results:
    return edition.search_for(question.rights).search(
        question.words[:LONGEST_QUERY],
        language=question.language,
        limit=limit,
        kinds=chosen["kind"],
        units=chosen["unit"],
        departments=chosen["department"],
        statuses=chosen["status"],
    )
