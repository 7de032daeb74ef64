"""One request, one edition."""

from typing import Annotated

from fastapi import Depends, Request

from portal.bookshelf import Bookshelf, PinnedEdition


def _pin(request: Request) -> PinnedEdition:
    bookshelf: Bookshelf = request.app.state.bookshelf
    edition = bookshelf.current()
    request.state.edition = edition
    return edition


Pinned = Annotated[PinnedEdition, Depends(_pin)]
"""The edition this request is answered from, from its first line to its last."""
