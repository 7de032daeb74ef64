"""Understanding a question: which things it asks about, and by which words each of them may be called.

A *concept* is one such thing. It is met by any of its alternatives: the word itself, the words it is made of,
a synonym from the vocabulary, a name that sounds so. Question words carry no requirement; a lone character
or a bare number may lift a hit, but only where the question has nothing better is it required.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from search_index.analysis import code_keys, latin_terms, words_of
from search_index.folding import fold, name_key
from search_index.segmenter import Segmenter, is_han
from search_index.stopwords import STOP_WORDS, WEAK_WORDS
from search_index.vocabulary import Vocabulary

_LONGEST = 200
_MOST_CONCEPTS = 16
_LONGEST_PHRASE = 5

_OWN_MEANING = STOP_WORDS | WEAK_WORDS

BY_PARTS = 0.6
BY_SYNONYM = 0.8
BY_SOUND = 0.8


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way to meet a concept: all of these terms in one section."""

    terms: tuple[str, ...]
    weight: float = 1.0
    synonym: str = ""
    sound: bool = False


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing a question asks about."""

    word: str
    alternatives: tuple[Alternative, ...]
    required: bool = True


@dataclass(frozen=True, slots=True)
class Question:
    """A question as understood: its folded text, the words that count, and its concepts."""

    folded: str
    words: tuple[str, ...]
    concepts: tuple[Concept, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """What the question is called if it is nothing but a name or a code."""
        whole = [name_key(self.folded), *code_keys(self.folded), name_key("".join(self.words))]
        return tuple(dict.fromkeys(key for key in whole if key))


class Synonyms:
    """The vocabulary's groups, looked up by any of their names."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._others: dict[str, tuple[str, ...]] = {}
        for group in vocabulary.synonyms:
            for name in group:
                key = name_key(fold(name))
                others = [other for other in group if name_key(fold(other)) != key]
                self._others[key] = tuple(dict.fromkeys([*self._others.get(key, ()), *others]))

    def of(self, folded: str) -> tuple[str, ...]:
        """The other names of a thing; none where it has only this one."""
        return self._others.get(name_key(folded), ())


def understand(query: str, *, segmenter: Segmenter, synonyms: Synonyms) -> Question:
    """The question behind a query of any text; what is too long is cut."""
    folded = fold(query[:_LONGEST]).strip()
    words = tuple(_content(words_of(folded, segmenter=segmenter)))[:_MOST_CONCEPTS]
    phrases = list(_phrases(words, synonyms))
    concepts = [_concept(phrase, segmenter, synonyms) for phrase in phrases]
    if not any(concept.required for concept in concepts):
        concepts = [replace(concept, required=True) for concept in concepts]
    return Question(folded, words, tuple(concepts))


def _content(words: Sequence[str]) -> Iterator[str]:
    """The words that count; neighbouring single characters are one word the dictionary does not know."""
    loose = ""
    for word in words:
        if len(word) == 1 and is_han(word) and word not in _OWN_MEANING:
            loose += word
            continue
        yield from [loose] if loose else []
        loose = ""
        if word not in STOP_WORDS and name_key(word):
            yield word
    yield from [loose] if loose else []


def _phrases(words: Sequence[str], synonyms: Synonyms) -> Iterator[tuple[str, ...]]:
    """Runs of words that are one name in the vocabulary (marketing manager), else word by word."""
    start = 0
    while start < len(words):
        ends = range(min(start + _LONGEST_PHRASE, len(words)), start + 1, -1)
        end = next((end for end in ends if synonyms.of("".join(words[start:end]))), start + 1)
        yield tuple(words[start:end])
        start = end


def _concept(phrase: tuple[str, ...], segmenter: Segmenter, synonyms: Synonyms) -> Concept:
    others = [
        Alternative(_terms(other, segmenter), BY_SYNONYM, synonym=other)
        for other in synonyms.of("".join(phrase))
    ]
    own = _alternatives(phrase[0], segmenter) if len(phrase) == 1 else [Alternative(_all_terms(phrase))]
    usable = tuple(alternative for alternative in [*own, *others] if alternative.terms)
    return Concept(" ".join(phrase) if phrase[0].isascii() else "".join(phrase), usable, _is_telling(phrase))


def _is_telling(phrase: tuple[str, ...]) -> bool:
    if len(phrase) > 1:
        return True
    word = phrase[0]
    return word not in WEAK_WORDS and not word.isdigit() and len(word) != 1


def _alternatives(word: str, segmenter: Segmenter) -> list[Alternative]:
    if is_han(word):
        parts = segmenter.parts(word)
        return [Alternative((word,)), *([Alternative(parts, BY_PARTS)] if len(parts) > 1 else [])]
    terms = latin_terms(word)
    pieces = tuple(term for part in word.replace("-", " ").split() for term in latin_terms(part)[:1])
    whole = [Alternative(terms[:1])]
    split = [Alternative(pieces, BY_PARTS)] if len(pieces) > 1 and not code_keys(word) else []
    heard = [Alternative((word,), BY_SOUND, sound=True)] if word.isalpha() and len(word) > 1 else []
    return [*whole, *split, *heard]


def _terms(name: str, segmenter: Segmenter) -> tuple[str, ...]:
    return _all_terms([word for word in words_of(fold(name), segmenter=segmenter) if name_key(word)])


def _all_terms(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(word if is_han(word) else latin_terms(word)[0] for word in words if name_key(word))
