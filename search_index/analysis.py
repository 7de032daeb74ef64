"""From folded text to the terms it is found by; texts and questions go through the same functions.

Chinese: every word and the dictionary words inside it. Latin: words without their plural s, `follow-up` also as
`followup`. Codes: without punctuation, so `SC-010`, `sc010`, `ＳＣ－０１０` and `sc 010` are all `sc010`; the
last parts of a long code count too (`QC-SC-010` answers to `SC-010`). What is no word of a dictionary is
still findable: the reader falls back to a plain scan of the folded texts.
"""

import re
from collections import Counter
from functools import lru_cache

from search_index.folding import fold, name_key
from search_index.segmenter import NOTEBOOK, Segmenter, is_han
from search_index.times import pieces

_SPACED_CODE = re.compile(r"(?<![a-z0-9])([a-z]{1,6})[ ]?[-_/]?[ ]?(?=\d{2,6}(?![a-z0-9]))")
_CODE = re.compile(r"[a-z]+(?:[-_/.][a-z]+)*[-_/.]?\d+(?:[-_/.]\d+)*(?![a-z0-9])")
_NUMBER = re.compile(r"\d+(?:\.\d+)+")
_LATIN = re.compile(r"[^\W_]+")
_SHORTEST_STEM = 3
_VOWELS = frozenset("aeiouy")
_KEPT_ENDINGS = ("ss", "us", "is")
_LONG_ENDINGS = ("ches", "shes", "sses", "xes", "zes")


def words_of(folded: str, *, segmenter: Segmenter) -> list[str]:
    """The tokens of a folded text, in order; a code written with a space, a day and a period are one token each."""
    words: list[str] = []
    for piece, is_time in pieces(_SPACED_CODE.sub(r"\1-", folded)):
        words += [piece] if is_time else segmenter.cut(piece)
    return words


def count_terms(folded: str, *, segmenter: Segmenter) -> dict[str, int]:
    """How often each term occurs in a folded text."""
    counts: dict[str, int] = {}
    for word, times in Counter(words_of(folded, segmenter=segmenter)).items():
        for term in terms_of(word, segmenter=segmenter):
            counts[term] = counts.get(term, 0) + times
    return counts


def terms_of(word: str, *, segmenter: Segmenter) -> tuple[str, ...]:
    """All terms one token is found by."""
    known = segmenter.terms.get(word)
    if known is None:
        known = (word, *segmenter.within(word)) if is_han(word) else latin_terms(word)
        if len(segmenter.terms) < NOTEBOOK:
            segmenter.terms[word] = known
    return known


@lru_cache(maxsize=20_000)
def latin_terms(word: str) -> tuple[str, ...]:
    """The terms of a token that is not Chinese; none for punctuation."""
    parts = [stem(part) for part in _LATIN.findall(word)]
    joined = ["".join(parts)] if 1 < len(parts) <= 4 and not any(part.isdigit() for part in parts) else []
    return tuple(dict.fromkeys([*code_keys(word), *joined, *parts]))


def code_keys(folded: str) -> list[str]:
    """What a code is found by, longest first: `qc-sc-010` → `qcsc010`, `sc010`; `5.30` stays as it is."""
    keys: list[str] = []
    for match in _CODE.finditer(_SPACED_CODE.sub(r"\1-", folded)):
        parts = _LATIN.findall(match.group())
        starts = [i for i, part in enumerate(parts) if not part[0].isdigit()]
        keys.extend("".join(parts[start:]) for start in starts)
    return [*keys, *_NUMBER.findall(folded)]


def whole_code(code: str) -> set[str]:
    """What a document's own code is called by, as a name of its own."""
    folded = fold(code)
    return {key for key in (name_key(folded), *code_keys(folded)) if key}


def parts_of_code(code: str) -> set[str]:
    """What a document's code is found by: the whole, its last parts, and the longer numbers in it."""
    folded = fold(code)
    return {
        *code_keys(folded),
        *(part for part in _LATIN.findall(folded) if len(part) > 3 and part.isdigit()),
    }


def stem(word: str) -> str:
    """An English word without its usual endings, so that approve, approves, approved and approving are one.

    Anything else, and every word too short to have an ending, is left as it is. Stems need not be words.
    """
    if len(word) <= _SHORTEST_STEM or not word.isalpha() or not word.isascii():
        return word
    return _without_e(_without_past(_without_plural(word)))


def _without_plural(word: str) -> str:
    if not word.endswith("s") or word.endswith(_KEPT_ENDINGS):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-2] if word.endswith(_LONG_ENDINGS) else word[:-1]


def _without_past(word: str) -> str:
    for ending in ("ing", "ed"):
        left = word.removesuffix(ending)
        if left != word and len(left) >= _SHORTEST_STEM and not _VOWELS.isdisjoint(left):
            if left.endswith("i"):  # carried
                return left[:-1] + "y"
            return left[:-1] if left[-1] == left[-2] and left[-1] not in "lsz" else left
    return word


def _without_e(word: str) -> str:
    return word[:-1] if word.endswith("e") and len(word) > _SHORTEST_STEM + 1 else word
