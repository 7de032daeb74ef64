"""Vocabulary: the words a company uses, so that its names are cut and its synonyms understood."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from search_index.digest import digest_of


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """`words` the segmenter should know whole; `synonyms` groups of names for one thing, each standing for all.

    Order carries no meaning: both are kept sorted and without repetition, so equal vocabularies have equal
    digests however they were gathered.
    """

    words: tuple[str, ...] = ()
    synonyms: tuple[tuple[str, ...], ...] = ()

    @classmethod
    def of(cls, words: Iterable[str] = (), *, synonyms: Iterable[Iterable[str]] = ()) -> Self:
        """Puts words and groups into their canonical order; blanks and groups of one say nothing and go."""
        groups = {tuple(sorted({word.strip() for word in group} - {""})) for group in synonyms}
        return cls(
            words=tuple(sorted({word.strip() for word in words} - {""})),
            synonyms=tuple(sorted(group for group in groups if len(group) > 1)),
        )

    def digest(self) -> str:
        """Identifies the vocabulary; a shard built with another one is another shard."""
        return digest_of("vocabulary", [self.words, self.synonyms])

    def to_json(self) -> str:
        """One line of JSON that `from_json` reads back."""
        return json.dumps({"words": self.words, "synonyms": self.synonyms}, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Reads what `to_json` wrote."""
        stored = json.loads(text)
        return cls.of(stored["words"], synonyms=stored["synonyms"])
