"""Understanding a question: which things it asks about, and by which words each of them may be called.

A *concept* is one such thing. It is met by any of its alternatives: the word itself, the words it is made of, a
synonym from the vocabulary, what spoken language calls so, a name that sounds so. Words that only ask (谁批, 几号前),
weak words, days and bare numbers may lift a hit, but only where the question has nothing better are they required.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Final, NamedTuple

from search_index.analysis import code_keys, latin_terms, stem, words_of
from search_index.folding import fold, name_key
from search_index.frames import without_frames
from search_index.intent import Intent, intent_of
from search_index.overheard import overheard_of
from search_index.segmenter import Segmenter, Sort, is_han
from search_index.speech import spoken_of
from search_index.stopwords import WEAK_WORDS
from search_index.times import is_time
from search_index.vocabulary import Vocabulary
from search_index.weights import KIND_WORDS, PART_WORDS
from search_index.wording import COUNTING, Word, words_that_count

_PAPERS: Final = frozenset("书单表条函册稿")
"""投标书 may be called 标书 or 投标文件: what kind of paper it is says less than what it is about."""
_RELATING: Final = frozenset("往来 关系 接口 配合 对接 打交道 来往".split())
"""With one of these, 甲和乙 means both; else the text that answers may speak of one of them."""
_DASHED_NUMBER = re.compile(r"\d{1,2}(?:-\d{1,2})+")
_LONGEST = 200
KINDS_AND_PARTS: Final = frozenset(" ".join([*KIND_WORDS.values(), *PART_WORDS.values()]).split())
_MOST_CONCEPTS = 16
_LONGEST_PHRASE = 5

BY_PARTS = 0.6
BY_SYNONYM = 0.65
BY_SOUND = 0.8
BY_SPEECH = 0.6
BY_WRITING = 3.0


class Say(NamedTuple):
    """What a word has to say: how much of the question it is, and how far it orders the hits."""

    weight: float
    worth: float


THING: Final = Say(1.0, 1.0)
ACTION: Final = Say(0.6, 0.8)
MANNER: Final = Say(0.2, 0.2)
_TIME: Final = Say(0.4, 0.7)
_ASKING: Final = Say(0.2, 0.6)
_WEAK: Final = Say(0.2, 0.25)
_SPOKEN: Final = Say(0.3, 0.7)
_BY_SORT: Final[Mapping[Sort, Say]] = {"thing": THING, "action": ACTION, "time": _TIME, "manner": MANNER}


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way to meet a concept: all of these terms in one section, or (`written`) these very characters."""

    terms: tuple[str, ...]
    weight: float = 1.0
    synonym: str = ""
    sound: bool = False
    spoken: bool = False
    written: str = ""


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing a question asks about.

    Concepts with the same `slot` are alternatives: 助理和文员, 甲还是乙. One that `narrows` stood right before a thing
    and says which one is meant (出国签证).
    """

    word: str
    alternatives: tuple[Alternative, ...]
    say: Say = THING
    required: bool = True
    slot: int = 0
    narrows: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """A question as understood.

    Its folded text (also `plain`, without its frames), the words that count, those of them that stood side by side, its
    concepts, and what sort of answer it wants. `spoken` tells a sentence from a list of keywords: of those all are
    meant, in a sentence some words are just talk.
    """

    folded: str
    words: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]
    concepts: tuple[Concept, ...]
    intent: Intent = field(default_factory=Intent)
    spoken: bool = False
    plain: str = ""

    @property
    def bare(self) -> str:
        """The name in a question that also says what kind of thing it wants: 市场助理 in 市场助理岗位职责."""
        bare = [word for word in self.words if word not in KINDS_AND_PARTS]
        return name_key("".join(bare)) if bare and len(bare) < len(self.words) else ""

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
    intent = intent_of(folded)
    plain = without_frames(folded)
    tokens = words_of(plain, segmenter=segmenter)
    words = words_that_count(tokens, segmenter)[:_MOST_CONCEPTS]
    spoken = plain != folded or len(words) < sum(bool(name_key(token)) for token in tokens)
    concepts = list(_concepts(words, segmenter, synonyms, intent))
    if spoken:
        concepts = list(map(_overheard, concepts))
    return Question(
        folded=folded,
        words=tuple(word.text for word in words),
        pairs=tuple((a.text, b.text) for a, b in pairwise(words) if b.beside),
        concepts=tuple(_judged(concepts, spoken)),
        intent=intent,
        spoken=spoken,
        plain=plain,
    )


def _concepts(
    words: Sequence[Word], segmenter: Segmenter, synonyms: Synonyms, intent: Intent
) -> Iterator[Concept]:
    slot, joined, last = 0, False, False
    phrases = list(_phrases(words, synonyms))
    apart = _RELATING.isdisjoint(word.text for word in words)
    made = [_concept(tuple(word.text for word in phrase), segmenter, synonyms, intent) for phrase in phrases]
    for place, (phrase, concept) in enumerate(zip(phrases, made, strict=True)):
        joined = joined or phrase[0].joined
        is_thing = concept.say == THING
        slot += 0 if joined and is_thing and last and apart else 1
        following = (
            phrases[place + 1][0].beside and made[place + 1].say == THING if place + 1 < len(made) else False
        )
        yield replace(concept, slot=slot, narrows=following)
        last, joined = last or is_thing, joined and not is_thing


def _judged(concepts: Sequence[Concept], spoken: bool) -> list[Concept]:
    """The concepts with those required that have to be; where only weak words are left, they are what is asked."""
    heaviest = max((concept.say.weight for concept in concepts), default=1.0)
    if heaviest < ACTION.weight:
        return [replace(concept, required=True, say=THING) for concept in concepts]
    if not spoken:  # nobody types an action among keywords unless it matters
        concepts = [replace(concept, say=THING) if concept.say == ACTION else concept for concept in concepts]
        heaviest = THING.weight
    return [replace(concept, required=concept.say.weight >= heaviest) for concept in concepts]


def _phrases(words: Sequence[Word], synonyms: Synonyms) -> Iterator[tuple[Word, ...]]:
    """Runs of words that are one name in the vocabulary (marketing manager), else word by word."""
    start = 0
    while start < len(words):
        last = next((n for n in range(start + 1, len(words)) if words[n].begins), len(words))
        ends = range(min(start + _LONGEST_PHRASE, last), start + 1, -1)
        named = (end for end in ends if _is_name("".join(word.text for word in words[start:end]), synonyms))
        end = next(named, start + 1)
        yield tuple(words[start:end])
        start = end


def _is_name(text: str, synonyms: Synonyms) -> bool:
    return bool(synonyms.of(text) or spoken_of(text))


def _concept(phrase: tuple[str, ...], segmenter: Segmenter, synonyms: Synonyms, intent: Intent) -> Concept:
    name = "".join(phrase)
    others = [Alternative(_terms(other, segmenter), BY_SYNONYM, synonym=other) for other in synonyms.of(name)]
    said = [Alternative(_terms(other, segmenter), BY_SPEECH, spoken=True) for other in spoken_of(name)]
    own = _alternatives(phrase[0], segmenter) if len(phrase) == 1 else [Alternative(_all_terms(phrase))]
    usable = tuple(it for it in [*own, *others, *said] if it.terms or it.written)
    word = " ".join(phrase) if phrase[0].isascii() else name
    return Concept(word, usable, THING if len(phrase) > 1 else _say(name, segmenter, intent))


def _overheard(concept: Concept) -> Concept:
    """The concept with what was learned to be written where people say it; nobody says a list of keywords."""
    heard = overheard_of(concept.word)
    more = tuple(Alternative((other,), BY_SPEECH, spoken=True) for other in heard)
    return replace(concept, alternatives=(*concept.alternatives, *more)) if more else concept


def _say(word: str, segmenter: Segmenter, intent: Intent) -> Say:
    if is_time(word):
        return _TIME
    if stem(word) in intent.words:
        return _ASKING
    if word in WEAK_WORDS or word.isdigit() or len(word) == 1:
        return _SPOKEN if spoken_of(word) and word not in WEAK_WORDS else _WEAK
    return _BY_SORT[segmenter.sort_of(word)] if is_han(word) else THING


def _alternatives(word: str, segmenter: Segmenter) -> list[Alternative]:
    if word[0] in COUNTING and len(word) > 2:
        return [Alternative((), BY_WRITING, written=word), Alternative((word[1:],), BY_SPEECH, spoken=True)]
    if is_han(word):
        parts = segmenter.parts(word)
        if len(word) == 3 and word[-1] in _PAPERS and segmenter.knows(word[:2]):
            return [Alternative((word,)), Alternative((word[:2],), BY_SPEECH, spoken=True)]
        return [Alternative((word,)), *([Alternative(parts, BY_PARTS)] if len(parts) > 1 else [])]
    terms = latin_terms(word)
    pieces = tuple(term for part in word.replace("-", " ").split() for term in latin_terms(part)[:1])
    whole = [Alternative(terms[:1])]
    split = [Alternative(pieces, BY_PARTS)] if len(pieces) > 1 and not code_keys(word) else []
    dotted = [Alternative((word.replace("-", "."),))] if _DASHED_NUMBER.fullmatch(word) else []
    heard = [Alternative((word,), BY_SOUND, sound=True)] if word.isalpha() and len(word) > 1 else []
    return [*dotted, *whole, *split, *heard]


def _terms(name: str, segmenter: Segmenter) -> tuple[str, ...]:
    return _all_terms([word for word in words_of(fold(name), segmenter=segmenter) if name_key(word)])


def _all_terms(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(word if is_han(word) else latin_terms(word)[0] for word in words if name_key(word))
