"""One record as an auditor sees it: what was confirmed, the exact text, whose it was, its proof, what came of it."""

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy import Connection, select
from starlette.responses import HTMLResponse, RedirectResponse, Response

from portal.acknowledgements.tables import SHOWN
from portal.clock import moment_of
from portal.duties.tables import FACT
from portal.errors import PageNotFound
from portal.ledger.canonical import plain_of
from portal.ledger.identities import Identity
from portal.ledger.ledger import Ledger
from portal.ledger.proofs import EntryProof
from portal.ledger.refusals import EntryUnknown, TextMissing
from portal.ledger.store import StoredEntry, entry_at
from portal.obligations.tables import CONFIRMED
from portal.people.facts import Person, staff_on
from portal.releases.plain_text import KeptText, read_kept
from portal.reports.auditor_pages import Audits
from portal.reports.stamp import standing_of
from portal.reports.view import View, view_of
from portal.web.pages import here, in_both_languages

router = APIRouter(include_in_schema=False)

_PEOPLE = ("subject", "by", "completed_by", "entered_by", "confirmed_by", "proposed_by", "released_by", "approved_by",
           "asked_by", "agreed_by", "granted_by", "to")  # fmt: skip
_BESIDE = frozenset(
    {*_PEOPLE, "kind", "version", "at", "key", "digest", "shown", "scan", "identity", "sentence"}
)


@dataclass(frozen=True, kw_only=True)
class Record:
    """One entry, read: its claims, who that was as far as it is still known, the text, what corrected it."""

    seq: int
    leaf: str
    claims: dict[str, Any]
    identity: Identity | None
    people: dict[str, Person]
    text: KeptText | None
    corrected_by: int | None
    has_page: bool

    @property
    def named(self) -> dict[str, list[str]]:
        """The people the entry names, by what they did; several where all of them were told."""
        found = {part: self.claims.get(part) for part in _PEOPLE}
        return {
            part: [said] if isinstance(said, str) else list(said)
            for part, said in found.items()
            if isinstance(said, str | list)
        }

    @property
    def other(self) -> dict[str, Any]:
        """What else the entry says."""
        return {name: value for name, value in self.claims.items() if name not in _BESIDE}


@in_both_languages(router, "GET", "/reports/record/{seq:int}/")
def record_page(request: Request, principal: Audits, seq: int) -> HTMLResponse:
    """One record with its proof."""
    view = view_of(request, principal)
    view.looks_at("record", {"seq": str(seq)})
    ledger = view.records.ledger
    proof = ledger.proof(seq)
    with view.reading() as connection:
        record = _record(view, connection, seq)
        standing = standing_of(ledger, connection)
    document = str(record.claims.get("document") or record.claims.get("checklist") or "")
    return view.page(
        "record.html",
        title="report.record",
        seq=seq,
        record=record,
        document=document,
        at=view.local(moment_of(str(record.claims["at"]))),
        proof=proof,
        covered=_covered(proof),
        key=ledger.key.text,
        standing=standing,
    )


@in_both_languages(router, "GET", "/reports/shown/{digest}/")
def page_shown(request: Request, principal: Audits, digest: str) -> Response:
    """The page that was on the screen, byte for byte, whatever the document looks like today."""
    view = view_of(request, principal)
    view.looks_at("shown", {"digest": digest[:64]})
    with view.reading() as connection:
        known = connection.execute(select(SHOWN.c.language).where(SHOWN.c.shown == digest)).scalars().first()
    if known is None:
        raise PageNotFound
    if known != view.language:  # its pictures and styles are found from addresses of its own language only
        return RedirectResponse(here(known, f"reports/shown/{digest}/"), status_code=303)
    headers = {"cache-control": "no-store", "x-robots-tag": "noindex"}
    return HTMLResponse(view.records.ledger.files.read(digest), headers=headers)


@in_both_languages(router, "GET", "/reports/scan/{seq:int}/")
def scan_file(request: Request, principal: Audits, seq: int) -> Response:
    """The signed paper behind a confirmation made on behalf."""
    view = view_of(request, principal)
    view.looks_at("scan", {"seq": str(seq)})
    with view.reading() as connection:
        claims = plain_of(_stored(connection, seq).body)
    scan = claims.get("scan")
    if not isinstance(scan, str):
        raise PageNotFound
    return _file(view.records.ledger.files.read(scan), "application/octet-stream", f"scan-{seq}")


@in_both_languages(router, "GET", "/reports/record/{seq:int}/body/")
def record_body(request: Request, principal: Audits, seq: int) -> Response:
    """The entry itself, byte for byte."""
    view = view_of(request, principal)
    view.looks_at("record-body", {"seq": str(seq)})
    with view.reading() as connection:
        body = _stored(connection, seq).body
    return _file(body, "application/json", f"record-{seq}.json")


@in_both_languages(router, "GET", "/reports/record/{seq:int}/proof/")
def record_proof(request: Request, principal: Audits, seq: int) -> Response:
    """The proof that the entry is in the ledger, as a file (C2SP tlog-proof)."""
    view = view_of(request, principal)
    view.looks_at("record-proof", {"seq": str(seq)})
    proof = view.records.ledger.proof(seq).text
    return _file(proof.encode(), "text/plain; charset=utf-8", f"record-{seq}.tlog-proof")


def _record(view: View, connection: Connection, seq: int) -> Record:
    ledger, stored = view.records.ledger, _stored(connection, seq)
    claims = plain_of(stored.body)
    commitment, shown = claims.get("identity"), claims.get("shown")
    identity = ledger.identities.open(connection, commitment) if isinstance(commitment, str) else None
    staff = staff_on(connection, view.records.day_of(moment_of(str(claims["at"]))))
    corrections = [select(one.c.corrected_by).where(one.c.seq == seq) for one in (CONFIRMED, FACT)]
    corrected = [connection.execute(query).scalar_one_or_none() for query in corrections]
    return Record(
        seq=seq,
        leaf=stored.leaf.hex(),
        claims=claims,
        identity=identity,
        people={str(subject): person for subject, person in staff.people.items()},
        text=_text(ledger, claims.get("digest")),
        corrected_by=next(filter(None, corrected), None),
        has_page=isinstance(shown, str) and shown in ledger.files,
    )


def _stored(connection: Connection, seq: int) -> StoredEntry:
    stored = entry_at(connection, seq)
    if stored is None:
        raise EntryUnknown(entry=seq)
    return stored


def _text(ledger: Ledger, digest: object) -> KeptText | None:
    """The text under a digest, readable; nothing where the entry names none or it is gone."""
    try:
        return read_kept(ledger.files.read(digest)) if isinstance(digest, str) else None
    except (TextMissing, ValueError, KeyError):
        return None


def _covered(proof: EntryProof) -> str:
    """How many entries the proof's checkpoint covers."""
    return proof.note.split("\n", 2)[1]


def _file(content: bytes, kind: str, name: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    return Response(content, media_type=kind, headers=headers)
