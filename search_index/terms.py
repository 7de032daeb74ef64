"""What any search library must do for us: keep, for each field, which places a term leads to.

Everything else (analysis, ranking, highlights, filters) is ours and the same for every library. A second
backend is one more module with these two functions; the writer and the reader take either.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, Protocol

Postings = Mapping[int, float]
"""Places in ascending order, each with the term's weight there. (A dict of plain numbers: nothing for the garbage
collector to walk through, of which there would be a million pairs.)"""

WORD: Final = "word"
"""Terms of a section's own heading and text; places are sections."""
TITLE: Final = "title"
"""Terms of a document's names, code and surroundings; places are the document's group of sections."""
EXACT: Final = "exact"
"""Whole names and codes without spaces and punctuation; places are sections."""
SOUND: Final = "sound"
"""Pinyin and initials of names; places are sections."""

PAIR: Final = "pair"
"""Neighbouring characters of a section's names and of the ways in which people ask for it; places are sections."""

FIELDS: Final = (EXACT, PAIR, SOUND, TITLE, WORD)


class TermReader(Protocol):
    """The terms of one shard."""

    def postings(self, field: str, term: str) -> Postings:
        """The places of a term; empty where it does not occur."""
        ...

    def starting_with(self, field: str, prefix: str) -> Iterator[str]:
        """The field's terms that begin so, in order."""
        ...

    def close(self) -> None:
        """Lets go of the files."""
        ...


class TermWriter(Protocol):
    """Writes one shard's terms into a folder, the same bytes for the same terms."""

    def __call__(self, fields: Mapping[str, Mapping[str, Postings]], *, folder: Path) -> None:
        """Writes all fields at once."""
        ...


class TermOpener(Protocol):
    """Opens what a TermWriter wrote."""

    def __call__(self, folder: Path) -> TermReader:
        """The terms in that folder."""
        ...
