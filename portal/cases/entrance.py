"""The entrance 办理入口: on a procedure's page, whoever may start it finds the way to do so."""

import logging

from markupsafe import Markup
from starlette.requests import Request

from portal.access.permissions import Permission
from portal.access.principals import Principal
from portal.bookshelf import PinnedEdition, StaticFile
from portal.cases.office import CaseOffice, owner_of
from portal.cases.starting import first_actor
from portal.errors import PortalError
from portal.ledger.ledger import reading
from portal.releases.facts import in_force
from portal.releases.texts import texts_of
from portal.restricted import document_at
from portal.web.languages import language_of_address
from portal.web.pages import here
from portal.web.rendering import render

_END = b"</article>"
_STYLE = Markup('<link rel="stylesheet" href="/assets/portal/cases.css">')

logger = logging.getLogger(__name__)


def page_with_entrance(
    request: Request, edition: PinnedEdition, found: StaticFile, address: str, page: bytes | None
) -> bytes | None:
    """A procedure's page with the way to start it, for whoever may; else the page as it was given."""
    principal: Principal | None = getattr(request.state, "principal", None)
    if principal is None or "/procedure/" not in address or not principal.may(Permission.COMPLETE_OWN):
        return page
    document = document_at(address)
    listed = edition.document(document, principal.rights)
    if listed is None or address not in listed.pages.values():
        return page
    try:
        is_open = _may_start(request.app.state.cases, edition, document, principal)
    except PortalError as problem:  # reading goes on where nothing can be recorded
        logger.info("no entrance: %s", problem.code)
        return page
    if not is_open:
        return page
    language = language_of_address(address) or "zh-Hans"
    said = render("case_entrance.html", language, document=document, here=lambda path: here(language, path))
    whole = edition.read(found.path) if page is None else page
    at = whole.rfind(_END)
    return whole[:at] + (_STYLE + said).encode() + whole[at:] if at >= 0 else page


def _may_start(office: CaseOffice, edition: PinnedEdition, document: str, principal: Principal) -> bool:
    texts = texts_of(edition)
    plain = texts.documents.get(document, {})
    if not plain.get("steps"):
        return False
    with reading(office.records.ledger.engine) as connection:
        if in_force(connection, document) is None:
            return False
        standings = office.seats(connection, texts).of(first_actor(plain), owner=owner_of(texts, document))
    return principal.subject in standings
