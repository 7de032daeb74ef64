"""How a name sounds: `shichangzhuli` and `sczl` find 市场助理.

Only names are spelled out (titles, headings, aliases), never running text, and word by word rather than
character by character, so that 会计 is kuaiji. The tables are large, so they are opened for the first word whose
reading is not known yet; a shard keeps the readings of its words, and the one built in its place learns them.
"""

from collections.abc import Mapping, Sequence

from search_index.segmenter import is_han

_LONGEST_SPAN = 5
_SHORTEST_INITIALS = 2


_known: dict[str, tuple[str, ...]] = {}


def learn(readings: Mapping[str, Sequence[str]]) -> None:
    """Takes over readings that an earlier run looked up."""
    _known.update((word, tuple(spoken)) for word, spoken in readings.items())


def syllables(word: str) -> tuple[str, ...]:
    """The toneless syllables of one Chinese word."""
    if word not in _known:
        from pypinyin import lazy_pinyin  # costs a fifth of a second, and is rarely needed

        _known[word] = tuple(lazy_pinyin(word))
    return _known[word]


def sounds_of_title(words: Sequence[str]) -> set[str]:
    """Full spelling and initials of every run of up to five words of a title, and of the whole."""
    spoken = [syllables(word) for word in words if is_han(word)]
    spans = [
        spoken[i:j] for i in range(len(spoken)) for j in range(i + 1, min(i + _LONGEST_SPAN, len(spoken)) + 1)
    ]
    return {sound for span in [*spans, spoken] for sound in _both(span)}


def sounds_of_heading(words: Sequence[str]) -> set[str]:
    """Each word's full spelling, and both forms of the whole: headings are many and mostly sentences."""
    spoken = [syllables(word) for word in words if is_han(word)]
    return {"".join(word) for word in spoken if len(word) > 1} | _both(spoken)


def sounds_of_whole(words: Sequence[str]) -> set[str]:
    """Full spelling and initials of a whole name: who types just that means just this."""
    return _both([syllables(word) for word in words if is_han(word)])


def _both(span: Sequence[tuple[str, ...]]) -> set[str]:
    parts = [syllable for word in span for syllable in word]
    initials = "".join(part[0] for part in parts)
    return {"".join(parts), initials} if len(initials) >= _SHORTEST_INITIALS else set()


def sound_alike(one: str, other: str) -> bool:
    """Whether two characters are spelled alike, as far as people tell zh from z or ang from an."""
    return spoken_key(one) == spoken_key(other)


def spoken_key(word: str) -> str:
    """How a word sounds to somebody who does not tell zh from z or ang from an."""
    return "".join(map(blurred, syllables(word)))


def blurred(syllable: str) -> str:
    """One syllable without what many speakers do not tell apart."""
    sound = syllable.replace("zh", "z").replace("ch", "c").replace("sh", "s")
    return sound.removesuffix("g") if sound.endswith("ng") else sound
