"""One's own documents and receipts: what is to be confirmed by when, what was, and the files that prove it."""

from collections.abc import Iterable
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from portal.access.looking import write_down
from portal.access.permissions import Permission
from portal.access.principals import Principal, csrf, may
from portal.access.records import TheLedger, TheRecords
from portal.accounts.cookies import address_of
from portal.acknowledgements.corrections import REASONS, correct
from portal.acknowledgements.pages import TheConfirming, TheTexts, onwards
from portal.acknowledgements.receipts import Receipt, past_of, receipt_of
from portal.acknowledgements.reminders import OWN_REMINDERS
from portal.acknowledgements.views import fingerprint, local, notice_in_words, page_of, tasks, title_of
from portal.errors import InvalidParameter
from portal.ledger.ledger import reading
from portal.notices.outbox import Notice, notices_of, seen
from portal.obligations.values import Obligation
from portal.releases.plain_text import read_kept
from portal.web.pages import answer_page, in_both_languages, language_of
from portal.web.texts import texts

router = APIRouter(include_in_schema=False)

Own = Annotated[Principal, Depends(may(Permission.SEE_OWN_RECORDS))]
Sees = Annotated[
    Principal,
    Depends(may(Permission.SEE_OWN_RECORDS, Permission.AUDIT, Permission.RECORD_ON_BEHALF)),
]


def receipt_shown(request: Request, seq: int, records: TheRecords, principal: Sees) -> Receipt:
    """A receipt for whoever may see it; that somebody looks at another's is written down first."""
    receipt = receipt_of(records.ledger, seq, principal)
    if receipt.entry.subject != principal.subject:
        scope = {"record": str(seq), "subject": receipt.entry.subject}
        now, address = records.now(), address_of(request)
        write_down(records.ledger, "receipt", scope, by=principal.subject, now=now, address=address)
    return receipt


Shown = Annotated[Receipt, Depends(receipt_shown)]
Corrects = Annotated[Principal, Depends(may(Permission.RECORD_ON_BEHALF))]
_WEEK = 7


@in_both_languages(router, "GET", "/my/documents/")
def my_documents(
    request: Request, found: TheTexts, confirming: TheConfirming, records: TheRecords, principal: Own
) -> Response:
    """What I have to confirm, the most urgent first, and what I have confirmed."""
    language, today = language_of(request), records.today()
    with reading(records.ledger.engine) as connection:
        obligations = confirming.desk.of(connection, principal.subject, today)
        past = past_of(connection, principal.subject)
        told = still_of_use(notices_of(connection, principal.subject), obligations)
    todo = tasks(obligations, found, language, today=today)
    groups = {
        "late": [task for task in todo if task.days < 0],
        "week": [task for task in todo if 0 <= task.days <= _WEEK],
        "later": [task for task in todo if task.days > _WEEK],
    }
    waived = [one for one in obligations if one.state == "waived"]
    return answer_page(
        request,
        "my_documents.html",
        title="my.title",
        groups=groups,
        todo=todo,
        waived=[(title_of(found, one.document, language), one) for one in waived],
        past=[(one, title_of(found, one.document, language), local(one.at, found.edition.zone)) for one in past],
        told=[(notice_in_words(one, found, language), one.values.get("place", "")) for one in told],
        principal=principal,
    )  # fmt: skip


def still_of_use(told: Iterable[Notice], obligations: Iterable[Obligation]) -> list[Notice]:
    """What somebody was told, without reminders of what they have done since."""
    due = {one.id for one in obligations if one.is_open}
    return [one for one in told if one.about in due or one.code not in OWN_REMINDERS]


@in_both_languages(router, "POST", "/my/notices/", dependencies=[Depends(csrf)])
def notices_seen(request: Request, records: TheRecords, principal: Own) -> Response:
    """I have read what I was told."""
    now = records.now()
    records.ledger.sequencer.write(lambda connection: seen(connection, principal.subject, now=now)).result()
    return onwards(request, "my/documents/")


@in_both_languages(router, "GET", "/receipts/{seq:int}/")
def receipt_page(request: Request, seq: int, found: TheTexts, receipt: Shown, principal: Sees) -> Response:
    """The receipt of one confirmation."""
    language = language_of(request)
    return answer_page(
        request,
        "receipt.html",
        title=texts(language).say("receipt.title", seq=seq),
        receipt=receipt,
        entry=receipt.entry,
        document_title=title_of(found, receipt.entry.document, language),
        code=found.listed[receipt.entry.document].code if receipt.entry.document in found.listed else "",
        page=page_of(found, receipt.entry.document, language),
        roles=[title_of(found, role, language) for role in receipt.roles],
        at=local(receipt.at, found.edition.zone),
        zone=found.edition.zone.key,
        fingerprint=fingerprint(receipt.entry.digest),
        may_correct=principal.may(Permission.RECORD_ON_BEHALF) and receipt.corrected_by is None,
        reasons=REASONS,
        principal=principal,
    )


@in_both_languages(router, "GET", "/receipts/{seq:int}/text/")
def receipt_text(request: Request, ledger: TheLedger, receipt: Shown) -> Response:
    """The text that was confirmed, from the bytes that were kept, whatever the document says today."""
    kept = read_kept(ledger.files.read(receipt.entry.digest))
    return answer_page(
        request, "kept_text.html", title=kept.title, kept=kept, digest=receipt.entry.digest, receipt=receipt
    )


@router.get("/receipts/{seq:int}/record.json")
def record_file(receipt: Shown) -> Response:
    """The entry itself, byte for byte."""
    return _file(receipt.body, "application/json", f"record-{receipt.seq}.json")


@router.get("/receipts/{seq:int}/proof.tlog-proof")
def proof_file(ledger: TheLedger, receipt: Shown) -> Response:
    """The proof that the entry is in the ledger, with its signed checkpoint."""
    proof = ledger.proof(receipt.seq).text.encode()
    return _file(proof, "text/plain; charset=utf-8", f"record-{receipt.seq}.tlog-proof")


@in_both_languages(router, "POST", "/receipts/{seq:int}/correct/", dependencies=[Depends(csrf)])
async def correct_record(request: Request, seq: int, ledger: TheLedger, principal: Corrects) -> Response:
    """A record that should not be there: a new entry says so, and it no longer counts."""
    reason = str((await request.form()).get("reason", ""))
    if reason not in REASONS:
        raise InvalidParameter(parameter="reason", reason="not-one-of", limit="", expected=", ".join(REASONS))
    await run_in_threadpool(correct, ledger, seq, reason=reason, by=principal.subject)
    return onwards(request, f"receipts/{seq}/")


def _file(content: bytes, kind: str, name: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    return Response(content, media_type=kind, headers=headers)
