"""One request, one edition."""

from typing import Annotated

from fastapi import Depends, Request

from portal.access.principals import Reader
from portal.bookshelf import NOBODY, Bookshelf, PinnedEdition, Rights


def _pin(request: Request) -> PinnedEdition:
    bookshelf: Bookshelf = request.app.state.bookshelf
    edition = bookshelf.current()
    request.state.edition = edition
    return edition


Pinned = Annotated[PinnedEdition, Depends(_pin)]
"""The edition this request is answered from, from its first line to its last."""


def _rights(reader: Reader) -> Rights:
    return NOBODY if reader is None else reader.rights


Allowed = Annotated[Rights, Depends(_rights)]
"""Which restricted documents this reader may find; asking for it asks for the sign-in, too."""
