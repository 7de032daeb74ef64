"""Words 措辞: what people of the demonstration wrote down, from ``words.toml``."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any


def outsiders(kind: str) -> Sequence[str]:
    """Names of people from outside: ``administrators`` or ``auditors``."""
    return tuple(_words()["outsiders"][kind])


def waiver_reasons() -> Sequence[str]:
    """Why somebody need not confirm for a while."""
    return tuple(_words()["waivers"]["reasons"])


def corrections() -> Mapping[str, str]:
    """By reason, what was noted about a confirmation that should not have been recorded."""
    found: Mapping[str, str] = _words()["corrections"]
    return found


def proofs(kind: str, number: int) -> str:
    """What somebody fills in as evidence of a kind; another for another number."""
    found: Sequence[str] = _words()["duties"]["proofs"][kind]
    return found[number % len(found)]


def waived_duties() -> Mapping[str, str]:
    """By reason, why somebody need not do a duty in a period."""
    found: Mapping[str, str] = _words()["duties"]["waived"]
    return found


@lru_cache(maxsize=1)
def _words() -> Mapping[str, Any]:
    return tomllib.loads(files("portal.demonstration").joinpath("words.toml").read_text(encoding="utf-8"))
