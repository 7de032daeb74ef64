"""What programs get: the shapes of the search's answers."""

from pydantic import BaseModel, ConfigDict

from portal.bookshelf import Hit
from portal.reading.marking import Runs


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


class SearchAnswer(_Answer):
    """The best sections for a question; ``hits`` is empty where the library has no answer."""

    query: str
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
