"""A term's places in the whole library, decoded once and kept while they are in demand.

Two caches of postings, none of answers: what was read from the files stays packed (8 bytes a place), what was
asked for lately stays ready as dictionaries (about ten times that). A question is evaluated anew each time.
"""

from array import array
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import TypeAlias

from search_index import weights
from search_index.cache import CostCache
from search_index.shelf import Shelf
from search_index.terms import EXACT, PAIR, SOUND, TITLE, WORD, TermReader

_READY = 250_000
_READY_PER_SECTION = 20
_PACKED = 2_000_000
_PACKED_PER_SECTION = 100
_PRICE_OF_A_TERM = 20

Packed: TypeAlias = "tuple[array[int], array[float]]"
"""Places and weights in eight bytes each, from which a dictionary is quickly made."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where a term (or a whole concept) leads: a weight for each section it covers.

    `direct` are the sections that say it themselves, heads included; the rest is covered by the document's
    names only, which is enough for one word of a question but not for all of them.
    """

    cover: dict[int, float] = field(default_factory=dict)
    direct: Collection[int] = frozenset()

    @classmethod
    def plain(cls, cover: dict[int, float]) -> "Places":
        """Places that all say it themselves."""
        return cls(cover, cover)


class TermTable:
    """All shards' terms as one table over the numbered sections of the shelf."""

    def __init__(self, readers: Sequence[TermReader], *, shelf: Shelf) -> None:
        self._readers = readers
        self._shelf = shelf
        self._ready = CostCache[Places](max(_READY, _READY_PER_SECTION * len(shelf)))
        self._packed = CostCache[Packed](max(_PACKED, _PACKED_PER_SECTION * len(shelf)))

    def word(self, term: str) -> Places:
        """Sections whose own text or whose document's names contain the term."""
        return self._places(WORD, term)

    def names_documents(self, term: str) -> bool:
        """Whether the term stands in the names of a document."""
        return bool(self._packed_of(TITLE, term, self._shelf.group_bases)[0])

    def sound(self, term: str) -> Places:
        """Sections with a name that sounds so."""
        return self._places(SOUND, term)

    @cached_property
    def has_pairs(self) -> bool:
        """Whether anybody wrote down how people ask."""
        return any(True for reader in self._readers for _ in islice(reader.starting_with(PAIR, ""), 1))

    def pair(self, pair: str) -> Packed:
        """Sections with these neighbouring characters in a name or a way of asking, and how much each is one for it."""
        return self._packed_of(PAIR, pair, self._shelf.bases)

    def exact(self, key: str) -> Mapping[int, float]:
        """Sections with exactly this name or code, with the rank of that name."""
        return self._places(EXACT, key).cover

    def starting_with(self, name: str, prefix: str) -> Iterator[str]:
        """A field's terms with that beginning, shard by shard, possibly repeated."""
        return (term for reader in self._readers for term in reader.starting_with(name, prefix))

    def completing(self, name: str, prefix: str, *, most: int) -> set[int]:
        """Sections with a term of that beginning; of each shard only its first few such terms are looked up."""
        return {
            base + place
            for base, reader in zip(self._shelf.bases, self._readers, strict=False)
            for term in islice(reader.starting_with(name, prefix), most)
            for place in reader.postings(name, term)
        }

    def close(self) -> None:
        """Lets go of all files."""
        for reader in self._readers:
            reader.close()

    def _places(self, name: str, term: str) -> Places:
        places = self._ready.get((name, term))
        if places is None:
            places = self._decode(name, term)
            self._ready.put((name, term), places, cost=len(places.cover) + _PRICE_OF_A_TERM)
        return places

    def _decode(self, name: str, term: str) -> Places:
        own = self._gather(name, term, self._shelf.bases)
        titled = self._gather(TITLE, term, self._shelf.group_bases) if name == WORD else {}
        return self._with_titles(own, titled) if titled else Places.plain(own)

    def _gather(self, name: str, term: str, bases: Sequence[int]) -> dict[int, float]:
        return dict(zip(*self._packed_of(name, term, bases), strict=True))

    def _packed_of(self, name: str, term: str, bases: Sequence[int]) -> Packed:
        packed = self._packed.get((name, term))
        if packed is None:
            packed = self._read(name, term, bases)
            self._packed.put((name, term), packed, cost=len(packed[0]) + _PRICE_OF_A_TERM)
        return packed

    def _read(self, name: str, term: str, bases: Sequence[int]) -> Packed:
        numbers, worths = array("I"), array("f")
        for base, reader in zip(bases, self._readers, strict=False):
            postings = reader.postings(name, term)
            numbers.extend([base + place for place in postings])
            worths.extend(postings.values())
        return numbers, worths

    def _with_titles(self, own: dict[int, float], titled: dict[int, float]) -> Places:
        cover, heads, ends = dict(own), self._shelf.heads, self._shelf.ends
        for group, weight in titled.items():
            head, inherited = heads[group], weight * weights.BEYOND_HEAD
            cover[head] = own.get(head, 0.0) + weight
            for section in range(head + 1, ends[group]):
                cover[section] = own.get(section, 0.0) + inherited
        return Places(cover, own.keys() | {heads[group] for group in titled})
