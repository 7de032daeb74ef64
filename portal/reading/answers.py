"""What programs get: the shapes of the search's answers."""

from pydantic import BaseModel, ConfigDict

from portal.bookshelf import Answer, Hit
from portal.reading.marking import Runs
from portal.web.texts import Texts


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True)


class FoundSection(_Answer):
    """One section that answers. ``snippet`` is safe HTML in which ``<mark>`` is the only element."""

    document: str
    anchor: str
    title: str
    heading: str
    snippet: str
    score: float
    kind: str
    code: str
    status: str
    address: str
    context: str

    @classmethod
    def of(cls, hit: Hit) -> "FoundSection":
        """A hit as programs see it."""
        return cls(
            document=hit.document,
            anchor=hit.anchor,
            title=hit.title,
            heading=hit.heading,
            snippet=hit.snippet_html,
            score=hit.score,
            kind=hit.kind,
            code=hit.code,
            status=hit.status,
            address=f"/{hit.address}",
            context=hit.context,
        )


class NamedValue(_Answer):
    """One value of a direct answer; ``address`` is empty where it has no page of its own."""

    text: str
    address: str


class DirectAnswer(_Answer):
    """The deadline, approver, form or owner that was asked for, from a field of the document it names."""

    kind: str
    label: str
    values: tuple[NamedValue, ...]
    sentence: str
    document: str
    title: str
    code: str
    address: str
    context: str

    @classmethod
    def of(cls, answer: Answer | None, wording: Texts) -> "DirectAnswer | None":
        """A direct answer as programs see it."""
        if answer is None:
            return None
        return cls(
            kind=answer.kind,
            label=wording.say(f"answer.{answer.kind}"),
            values=tuple(
                NamedValue(text=value.text, address=f"/{value.address}" if value.address else "")
                for value in answer.values
            ),
            sentence=answer.sentence,
            document=answer.document,
            title=answer.title,
            code=answer.code,
            address=f"/{answer.address}",
            context=answer.context,
        )


class SearchAnswer(_Answer):
    """The best sections for a question; ``hits`` is empty where the library has no answer.

    ``answer`` is there where the question asks for a deadline, an approver, a form or an owner and the best section
    has one.
    """

    query: str
    answer: DirectAnswer | None
    total: int
    hits: tuple[FoundSection, ...]
    facets: dict[str, dict[str, int]]
    understood_as: tuple[str, ...]
    did_you_mean: str | None


class SuggestedPlace(_Answer):
    """One line under the search box."""

    kind: str
    mark: str
    title_runs: Runs
    code: str
    note: str
    status: str
    status_label: str
    address: str


class SuggestionGroup(_Answer):
    """Lines that were found in the same way."""

    label: str
    hits: tuple[SuggestedPlace, ...]


class SuggestAnswer(_Answer):
    """What to offer while somebody types; ``search_address`` leads to all results."""

    groups: tuple[SuggestionGroup, ...]
    total: int
    search_address: str


class EditionAnswer(_Answer):
    """The edition being served. ``mark`` is how pages print it; ``published`` is this machine's day."""

    id: str
    mark: str
    published: str
