"""A term's places in the whole library, decoded once and kept while they are in demand.

A cache of postings, not of answers: a question is evaluated anew each time, on dictionaries instead of files.
"""

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field
from threading import Lock

from search_index import weights
from search_index.shelf import Shelf
from search_index.terms import EXACT, SOUND, TITLE, WORD, TermReader

_SMALLEST_BUDGET = 400_000
_BUDGET_PER_SECTION = 40
_PRICE_OF_A_TERM = 20


@dataclass(frozen=True, slots=True)
class Places:
    """Where a term (or a whole concept) leads: a weight for each section it covers.

    `direct` are the sections that say it themselves, heads included; the rest is covered by the document's
    names only, which is enough for one word of a question but not for all of them.
    """

    cover: dict[int, float] = field(default_factory=dict)
    direct: Set[int] = frozenset()

    @classmethod
    def plain(cls, cover: dict[int, float]) -> "Places":
        """Places that all say it themselves."""
        return cls(cover, cover.keys())


class TermTable:
    """All shards' terms as one table over the numbered sections of the shelf."""

    def __init__(self, readers: Sequence[TermReader], *, shelf: Shelf) -> None:
        self._readers = readers
        self._shelf = shelf
        self._known: dict[tuple[str, str], Places] = {}
        self._spent = 0
        self._budget = max(_SMALLEST_BUDGET, _BUDGET_PER_SECTION * len(shelf))
        self._lock = Lock()

    def word(self, term: str) -> Places:
        """Sections whose own text or whose document's names contain the term."""
        return self._known.get((WORD, term)) or self._keep(WORD, term)

    def sound(self, term: str) -> Places:
        """Sections with a name that sounds so."""
        return self._known.get((SOUND, term)) or self._keep(SOUND, term)

    def exact(self, key: str) -> dict[int, float]:
        """Sections with exactly this name or code, with the rank of that name."""
        return (self._known.get((EXACT, key)) or self._keep(EXACT, key)).cover

    def starting_with(self, name: str, prefix: str) -> Iterator[str]:
        """A field's terms with that beginning, shard by shard, possibly repeated."""
        return (term for reader in self._readers for term in reader.starting_with(name, prefix))

    def close(self) -> None:
        """Lets go of all files."""
        for reader in self._readers:
            reader.close()

    def _keep(self, name: str, term: str) -> Places:
        places = self._decode(name, term)
        with self._lock:
            if self._spent > self._budget:
                self._forget_older_half()
            self._known[name, term] = places
            self._spent += len(places.cover) + _PRICE_OF_A_TERM
        return places

    def _forget_older_half(self) -> None:
        kept = list(self._known.items())[len(self._known) // 2 :]
        self._known = dict(kept)
        self._spent = sum(len(places.cover) + _PRICE_OF_A_TERM for _, places in kept)

    def _decode(self, name: str, term: str) -> Places:
        own = self._gather(name, term, self._shelf.bases)
        titled = self._gather(TITLE, term, self._shelf.group_bases) if name == WORD else {}
        return self._with_titles(own, titled) if titled else Places.plain(own)

    def _gather(self, name: str, term: str, bases: Sequence[int]) -> dict[int, float]:
        return {
            base + place: weight
            for base, reader in zip(bases, self._readers, strict=False)
            for place, weight in reader.postings(name, term)
        }

    def _with_titles(self, own: dict[int, float], titled: dict[int, float]) -> Places:
        cover, heads, ends = dict(own), self._shelf.heads, self._shelf.ends
        for group, weight in titled.items():
            head, inherited = heads[group], weight * weights.BEYOND_HEAD
            cover[head] = own.get(head, 0.0) + weight
            for section in range(head + 1, ends[group]):
                cover[section] = own.get(section, 0.0) + inherited
        return Places(cover, own.keys() | {heads[group] for group in titled})
