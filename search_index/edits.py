"""One edit: a character wrong, missing, extra, or two exchanged."""

from collections.abc import Iterator
from string import ascii_lowercase, digits


def one_edit_from(word: str) -> set[str]:
    """Everything that becomes this Latin word by one edit."""
    letters = ascii_lowercase + digits
    splits = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    near = {a + b[1:] for a, b in splits if b} | {a + c + b for a, b in splits for c in letters}
    near |= {a + c + b[1:] for a, b in splits if b for c in letters}
    near |= {a + b[1] + b[0] + b[2:] for a, b in splits if len(b) > 1}
    return near - {word}


def near_pieces(phrase: str, names: str) -> set[str]:
    """The pieces of names that are one edit from the phrase: one half of it stays as it was."""
    half = len(phrase) // 2
    left, right = phrase[:half], phrase[half:]
    sizes = (len(right), len(right) - 1, len(right) + 1)
    after = {left + names[p + half : p + half + n] for p in _everywhere(left, names) for n in sizes}
    sizes = (len(left), len(left) - 1, len(left) + 1)
    before = {names[max(0, p - n) : p] + right for p in _everywhere(right, names) for n in sizes}
    exchanged = {phrase[:i] + phrase[i + 1] + phrase[i] + phrase[i + 2 :] for i in range(len(phrase) - 1)}
    near = {near for near in after | before if near.isalnum() and is_one_edit(phrase, near)}
    return near | {other for other in exchanged - {phrase} if other in names}


def _everywhere(needle: str, names: str) -> Iterator[int]:
    position = names.find(needle)
    while position >= 0:
        yield position
        position = names.find(needle, position + 1)


def is_one_edit(one: str, other: str) -> bool:
    """Whether one character is wrong, missing or extra."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    same = next(
        (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    if len(one) == len(other):
        return one[same + 1 :] == other[same + 1 :]
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    return longer[same + 1 :] == shorter[same:]
