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


def checklist_words(kind: str) -> Sequence[str]:
    """What people write about items of lists: ``texts``, ``numbers`` or ``remarks`` of whoever reopens one."""
    return tuple(_words()["checklists"][kind])


def case_titles() -> Mapping[str, Sequence[str]]:
    """By procedure, what the cases of it were about."""
    found: Mapping[str, Sequence[str]] = _words()["cases"]["titles"]
    return found


def case_words(occasion: str) -> str:
    """Why a case was ``cancelled`` or ``suspended``."""
    return str(_words()["cases"][occasion])


def refusals() -> Sequence[str]:
    """Why somebody did not approve."""
    return tuple(_words()["cases"]["refusals"])


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
