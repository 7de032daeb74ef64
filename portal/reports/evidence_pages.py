"""Evidence to take away: packs with their scope, the verification of the whole ledger, the log of who looked."""

import datetime
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, get_args

from fastapi import APIRouter, Depends, Form, Request
from starlette.background import BackgroundTask
from starlette.responses import FileResponse, HTMLResponse, Response

from portal.access.looking import newest_looks
from portal.access.permissions import Permission
from portal.access.principals import Principal, csrf, may
from portal.errors import PortalError
from portal.ledger.anchors import Anchor
from portal.ledger.audit import Verification, verify_database
from portal.ledger.checkpoints import open_checkpoint, parse_short_code
from portal.ledger.entries import Entry
from portal.ledger.notes import NotANote, VerifierKey
from portal.ledger.pack import pack_name
from portal.ledger.refusals import AnchorUnreadable
from portal.ledger.scope import Scope
from portal.people.facts import staff_on
from portal.reports.stamp import standing_of
from portal.reports.view import View, asked_day, view_of
from portal.web.pages import in_both_languages
from portal.web.refusals import sentence
from portal.web.texts import texts

router = APIRouter(include_in_schema=False)

Exports = Annotated[Principal, Depends(may(Permission.EXPORT_EVIDENCE))]
ReadsLog = Annotated[Principal, Depends(may(Permission.READ_SECURITY_LOG))]
CHANGE = [Depends(csrf)]
Field = Annotated[str, Form(max_length=200)]
Anchors = Annotated[str, Form(max_length=20_000)]
_LINES = 300
KINDS = tuple(sorted(kind.model_fields["kind"].default for kind in get_args(get_args(Entry)[0])))


@in_both_languages(router, "GET", "/reports/evidence/")
def evidence_page(
    request: Request, principal: Exports, document: str = "", subject: str = "", case: str = ""
) -> HTMLResponse:
    """What can be taken away as proof, and how it is verified without us."""
    view = view_of(request, principal)
    view.looks_at("evidence", {})
    return _page(view, asked={"document": document[:200], "subject": subject[:60], "case": case[:60]})


@in_both_languages(router, "POST", "/reports/evidence/pack/", dependencies=CHANGE)
def take_pack(
    request: Request,
    principal: Exports,
    *,
    document: Field = "",
    subject: Field = "",
    case: Field = "",
    kind: Field = "",
    since: Field = "",
    until: Field = "",
    anchors: Anchors = "",
    names: Field = "",
) -> Response:
    """An evidence pack of a scope. Taking it is an entry of its own."""
    view = view_of(request, principal)
    ledger = view.records.ledger
    asked = {"document": document, "subject": subject, "case": case.strip(), "kind": kind}
    asked |= {"since": since, "until": until}
    folder = tempfile.TemporaryDirectory(prefix="pack-", dir=view.records.home)
    try:
        packed, signed = ledger.export(
            Path(folder.name) / "pack.zip",
            _scope(asked),
            by=principal.subject,
            anchors=read_anchors(anchors, ledger.key),
            with_identities=names == "yes",
        )
    except PortalError as refusal:
        folder.cleanup()
        return _page(view, asked=asked | {"anchors": anchors, "names": names}, refusal=refusal)
    except BaseException:
        folder.cleanup()
        raise
    return FileResponse(
        packed.path,
        media_type="application/zip",
        filename=pack_name(signed.checkpoint),
        headers={"cache-control": "no-store", "x-dutybook-code": signed.checkpoint.short_code},
        background=BackgroundTask(folder.cleanup),
    )


@in_both_languages(router, "POST", "/reports/evidence/verify/", dependencies=CHANGE)
def verify_all(request: Request, principal: Exports, *, anchors: Anchors = "") -> Response:
    """Recomputes everything recorded and compares it with the anchors somebody brings."""
    view = view_of(request, principal)
    ledger = view.records.ledger
    view.looks_at("verify", {})
    try:
        known = read_anchors(anchors, ledger.key)
        found = verify_database(
            ledger.engine, key=ledger.key, anchors=known, files=ledger.files, identities=ledger.identities
        )
    except PortalError as refusal:
        return _page(view, asked={"anchors": anchors}, refusal=refusal)
    return _page(view, asked={"anchors": anchors}, verification=found)


@in_both_languages(router, "GET", "/reports/looks/")
def looks_page(request: Request, principal: ReadsLog) -> HTMLResponse:
    """Who looked at which report, and how it was narrowed."""
    view = view_of(request, principal)
    view.looks_at("looks", {})
    with view.reading() as connection:
        people = staff_on(connection, view.records.today()).people
        looks = newest_looks(connection, limit=_LINES)
    return view.page("looks.html", title="report.looks", looks=looks, people=people, shown=_LINES)


def read_anchors(said: str, key: VerifierKey) -> tuple[Anchor, ...]:
    """The anchors that somebody typed or pasted: short codes, a line each, or whole checkpoints. AnchorUnreadable."""
    text = said.replace("\r\n", "\n").strip()
    if not text:
        return ()
    try:
        if "\n— " in text:
            checkpoint = open_checkpoint(f"{text}\n", [key])
            return (Anchor(f"checkpoint {checkpoint.size}", checkpoint),)
        lines = [line.strip() for line in text.split("\n") if line.strip()]
        return tuple(Anchor(line, parse_short_code(line)) for line in lines)
    except (NotANote, ValueError) as error:
        raise AnchorUnreadable(source=text[:80]) from error


def _scope(asked: dict[str, str]) -> Scope:
    """The scope that was asked for. InvalidParameter for days that are none."""
    since, until = (
        asked_day(asked[name]).isoformat() if asked[name] else None for name in ("since", "until")
    )
    return Scope(
        document=asked["document"] or None,
        subject=asked["subject"] or None,
        case=asked["case"] or None,
        kinds=(asked["kind"],) if asked["kind"] else (),
        since=since,
        until=until,
    )


def _page(
    view: View,
    *,
    asked: dict[str, str],
    refusal: PortalError | None = None,
    verification: Verification | None = None,
) -> HTMLResponse:
    ledger = view.records.ledger
    with view.reading() as connection:
        standing = standing_of(ledger, connection)
        people = staff_on(connection, view.records.today())
    naming = view.naming
    documents = sorted((naming.full(key), key) for key in view.texts.listed)
    return view.page(
        "evidence.html",
        title="report.evidence",
        status=refusal.status if refusal else 200,
        asked=asked,
        problem=sentence(refusal, texts(view.language)) if refusal else "",
        verification=verification,
        found=_sentences(view, verification),
        standing=standing,
        key=ledger.key.text,
        kinds=KINDS,
        documents=documents,
        people=people.active,
        today=view.records.today(),
        a_year_ago=view.records.today() - datetime.timedelta(days=365),
    )


def _sentences(view: View, found: Verification | None) -> Sequence[str]:
    """What was found, then how far anchors and signatures reach: never more than they do."""
    if found is None:
        return ()
    words = texts(view.language)
    lines = [words.say(f"evidence.problem.{problem.code}", where=problem.where) for problem in found.problems]
    if found.passed:
        lines.append(words.say("evidence.sound", size=found.size))
    if found.anchored:
        lines.append(words.say("evidence.sound-anchored", anchored=found.anchored))
    if found.signed > found.anchored:
        lines.append(words.say("evidence.signed-only", count=found.signed - found.anchored))
    unsigned = found.size - max(found.signed, found.anchored)
    return [*lines, *([words.say("evidence.unsigned", count=unsigned)] if unsigned else [])]
