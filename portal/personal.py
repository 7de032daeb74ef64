"""What is personal: in free text it is struck out before it is kept where nobody watches over it."""

import re
from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import Column, ColumnElement

Whose = Callable[[Column[Any]], ColumnElement[bool]]
"""Chooses the rows of some people by the column that names the person."""

_PERSONAL: Final = re.compile(
    r"[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64})+|(?<![A-Za-z\d-])(?!\d{4}-\d\d?-\d\d?\b)\d(?:[ -]?\d){6,}"
)
_SUBJECT: Final = re.compile(r"\bs-[a-z2-7]{26}\b")


def without_personal(said: str) -> str:
    """A text without mail addresses and long numbers (telephones, identity cards)."""
    return _PERSONAL.sub("…", said).strip()


def without_people(said: str) -> str:
    """The same, without pseudonyms as well: a log says what happened, not to whom."""
    return _SUBJECT.sub("s-…", _PERSONAL.sub("…", said))
