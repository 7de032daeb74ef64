"""The slip 阅读确认单: what the person who reads a document's page has to confirm, put at the end of that page."""

import logging

from markupsafe import Markup
from starlette.requests import Request

from portal.access.permissions import Permission
from portal.access.principals import Principal
from portal.acknowledgements.confirming import Confirming
from portal.acknowledgements.views import fingerprint
from portal.bookshelf import PinnedEdition, StaticFile
from portal.errors import PortalError
from portal.ledger.ledger import reading
from portal.releases.texts import texts_of
from portal.restricted import document_at
from portal.web.languages import Language, language_of_address
from portal.web.pages import here
from portal.web.rendering import render

_END = b"</article>"
_STYLE = Markup('<link rel="stylesheet" href="/assets/portal/acknowledgements.css">')

logger = logging.getLogger(__name__)


def page_with_slip(request: Request, edition: PinnedEdition, found: StaticFile, address: str) -> bytes | None:
    """A document's page with the slip of whoever reads it; nothing where there is none, or no records."""
    principal: Principal | None = getattr(request.state, "principal", None)
    if principal is None or not principal.may(Permission.CONFIRM_OWN):
        return None
    document = document_at(address)
    listed = edition.document(document, principal.rights)
    if listed is None or address not in listed.pages.values():
        return None
    language = language_of_address(address) or "zh-Hans"
    slip = _slip(request.app.state.confirming, principal, edition, document, language)
    page = edition.read(found.path) if slip else b""
    at = page.rfind(_END)
    return page[:at] + slip.encode() + page[at:] if at >= 0 else None


def _slip(
    confirming: Confirming, principal: Principal, edition: PinnedEdition, document: str, language: Language
) -> str:
    try:
        with reading(confirming.records.ledger.engine) as connection:
            statement = confirming.statement(
                connection, texts_of(edition), principal.subject, document, language
            )
        if statement is None or statement.obligation.state in ("waived", "ended"):
            return ""
        is_open = statement.obligation.is_open
        offer = confirming.offer(texts_of(edition), principal, document, language) if is_open else None
    except PortalError as problem:  # reading goes on where nothing can be recorded
        logger.info("no slip: %s", problem.code)
        return ""
    return _STYLE + render(
        "slip.html",
        language,
        statement=statement,
        offer=offer if offer is not None and offer.shown is not None else None,
        revision=statement.release.revision,
        fingerprint=fingerprint(statement.digest, 3),
        csrf=principal.csrf,
        name=principal.name,
        here=lambda path: here(language, path),
    )
