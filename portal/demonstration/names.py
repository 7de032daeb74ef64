"""Names 姓名: surnames as common as they are, given names of our own choice, nobody twice."""

from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files

from portal.demonstration.dice import Dice

_COMMON = 3
"""How much oftener a surname of the first line comes than one of the second."""


def invented_names(dice: Dice) -> Iterator[str]:
    """Full names, no two alike."""
    surnames, given = _listed()
    used: set[str] = set()
    number = 0
    while len(used) < len(set(surnames)) * len(given):
        number += 1
        name = dice.one_of(surnames, "surname", number) + dice.one_of(given, "given", number)
        if name not in used:
            used.add(name)
            yield name


@lru_cache(maxsize=1)
def _listed() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What ``names.txt`` lists: frequent surnames, rarer ones, and then given names."""
    text = files("portal.demonstration").joinpath("names.txt").read_text(encoding="utf-8")
    frequent, rarer, *given = (line.split() for line in text.splitlines() if not line.startswith("#"))
    return tuple(frequent * _COMMON + rarer), tuple(name for line in given for name in line)
