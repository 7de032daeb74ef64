"""Fetching an attachment: always saved, never shown; for its doer, who verifies, their manager, HR and audit.

A file of a case is for whom the case concerns, and audit.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Final
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from sqlalchemy import Connection
from starlette.responses import Response, StreamingResponse

from portal.access.looking import write_down
from portal.access.permissions import Permission
from portal.access.principals import Principal, may
from portal.access.records import TheRecords
from portal.accounts.cookies import address_of
from portal.attachments.kinds import MEDIA_TYPES
from portal.attachments.refusals import AttachmentUnknown
from portal.attachments.service import Attachment, attachment_of
from portal.ledger.files import Files
from portal.ledger.ledger import reading

router = APIRouter(include_in_schema=False)

Rights = Mapping[str, Callable[[Connection, Principal, Attachment], bool]]
"""By the first word of ``about``: who else may fetch such an attachment (``app.state.attachment_rights``)."""

SEES_OTHERS: Final = frozenset({Permission.AUDIT, Permission.MANAGE_PEOPLE})
Fetches = Annotated[
    Principal,
    Depends(
        may(Permission.COMPLETE_OWN, Permission.VERIFY_ITEMS, Permission.AUDIT, Permission.MANAGE_PEOPLE)
    ),
]


@router.get("/attachments/{number}/")
def fetch(request: Request, number: str, records: TheRecords, principal: Fetches) -> Response:
    """The file, to be saved. That HR or an auditor fetches what others handed in is written down first."""
    ledger = records.ledger
    with reading(ledger.engine) as connection:
        found = attachment_of(connection, number)
        is_involved = _is_involved(connection, principal, found, request.app.state.attachment_rights)
    if not is_involved:
        if _sees_others(found).isdisjoint(principal.permissions):
            raise AttachmentUnknown
        scope = {"attachment": number, "about": found.about}
        now, address = records.now(), address_of(request)
        write_down(ledger, "attachment", scope, by=principal.subject, now=now, address=address)
    return handed_out(request, ledger.files, found)


def handed_out(request: Request, files: Files, found: Attachment) -> Response:
    """An attachment as an answer: it is saved under its cleaned name, and a browser lets it do nothing. TextMissing."""
    content: Iterator[bytes] = files.stream(found.digest)
    request.state.is_sandboxed = True
    headers = {
        "content-disposition": f"attachment; filename*=UTF-8''{quote(found.name, safe='')}",
        "content-length": str(found.size),
        "cache-control": "no-store",
    }
    return StreamingResponse(content, media_type=MEDIA_TYPES[found.kind], headers=headers)


def _sees_others(found: Attachment) -> frozenset[Permission]:
    """HR looks into what concerns people; a case is no matter of theirs."""
    return SEES_OTHERS - {Permission.MANAGE_PEOPLE} if _is_of_case(found) else SEES_OTHERS


def _is_of_case(found: Attachment) -> bool:
    return found.about.startswith("case:")


def _is_involved(connection: Connection, principal: Principal, found: Attachment, rights: Rights) -> bool:
    if principal.subject in (found.uploaded_by, found.subject):
        return True
    if (
        not _is_of_case(found)
        and principal.may(Permission.SEE_TEAM)
        and not principal.team.isdisjoint({found.uploaded_by, found.subject})
    ):
        return True
    others = rights.get(found.about.partition(":")[0])
    return others is not None and others(connection, principal, found)
