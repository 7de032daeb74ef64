"""Word files at the addresses that pages name: published ones, and restricted ones made for who may read them."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from portal.bookshelf import PinnedEdition, Rights
from portal.errors import PageNotFound
from portal.handbooks.choosing import has_text
from portal.handbooks.ordering import restricted_file
from portal.handbooks.pages import handed_out
from portal.reading.files import published_file
from portal.reading.pinning import Allowed, Pinned
from portal.web.languages import Language

router = APIRouter(include_in_schema=False)


@router.get("/handbooks/{unit}/{kind}/{slug}.docx")
def word_file(
    request: Request, unit: str, kind: str, slug: str, *, edition: Pinned, rights: Allowed
) -> Response:
    """The Chinese file of a document."""
    return _file(request, f"{unit}/{kind}/{slug}", "zh-Hans", edition=edition, rights=rights)


@router.get("/handbooks/en/{unit}/{kind}/{slug}.docx")
def english_word_file(
    request: Request, unit: str, kind: str, slug: str, *, edition: Pinned, rights: Allowed
) -> Response:
    """The English file of a document."""
    return _file(request, f"{unit}/{kind}/{slug}", "en", edition=edition, rights=rights)


def _file(
    request: Request, document: str, language: Language, *, edition: PinnedEdition, rights: Rights
) -> Response:
    """Restricted documents have no file in an edition; theirs is made for whoever they name. PageNotFound."""
    listed = edition.restricted_documents.get(document)
    if listed is None:
        return published_file(request, request.scope["path"].lstrip("/"), edition, rights)
    if document not in edition.readable(rights) or language not in listed.pages or not has_text(listed):
        raise PageNotFound
    return handed_out(restricted_file(request, edition, listed, language))
