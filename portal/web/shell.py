"""The shell: one page of the site with placeholders, so that the portal's own pages look like all others.

A placeholder is ``[[db:name]]``. The edition brings one shell a language; the names are explained where it is
made. Here every address starts at the top (``root`` is ``/``), so that a refusal may answer any address.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup, escape

from portal.web.languages import Language

_PLACEHOLDER = re.compile(r"\[\[db:([a-z-]+)\]\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalPage:
    """A page of the portal itself. Addresses are below the top; ``body`` is the columns' HTML."""

    address: str
    alternate: str
    language: Language
    title: str
    body: Markup
    query: str = ""
    status: int = 200


def fill(shell: str, page: PortalPage) -> str:
    """The complete HTML of a page."""
    values = {
        "root": "/",
        "address": escape(page.address),
        "alternate": escape(page.alternate),
        "title": escape(page.title),
        "robots": "noindex",
        "query": escape(page.query),
        "body": page.body,
    }
    pieces = list(_pieces(shell))
    pieces[1::2] = [values.get(name, "") for name in pieces[1::2]]
    return "".join(pieces)


@lru_cache(maxsize=8)
def _pieces(shell: str) -> tuple[str, ...]:
    """Text, name, text, name, …, text."""
    return tuple(_PLACEHOLDER.split(shell))
