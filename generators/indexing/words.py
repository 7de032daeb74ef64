"""The vocabulary of a library: names the segmenter must not cut apart, and words that mean the same."""

from collections.abc import Iterator

from generators.model.library import Library
from generators.model.text import Text
from search_index.vocabulary import Vocabulary

_LONGEST_WORD = 12
"""Longer names are phrases; cutting them into words finds them better."""


def vocabulary_of(library: Library) -> Vocabulary:
    """Titles, aliases and terms as words; terms with their aliases, and the author's groups, as synonyms."""
    groups = [list(_names(term.title, term.aliases, term.instead_of)) for term in library.glossary.terms]
    groups += [list(group.words) for group in library.glossary.synonyms]
    groups += [
        list(_names(card.title, card.aliases))
        for card in library.cards.values()
        if card.aliases and card.unit
    ]
    return Vocabulary.of(_words(library, groups), synonyms=groups)


def _words(library: Library, groups: list[list[str]]) -> Iterator[str]:
    for card in library.cards.values():
        for name in (card.title, *card.aliases):
            if name.zh and len(name.zh) <= _LONGEST_WORD:
                yield name.zh
    for group in groups:
        for word in group:
            if len(word) <= _LONGEST_WORD and not word.isascii():
                yield word


def _names(title: Text, *others: tuple[Text, ...]) -> Iterator[str]:
    yield from title.names()
    for texts in others:
        for text in texts:
            yield from text.names()
