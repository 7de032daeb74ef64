"""Releasing on a page: what waits, what differs, whom it will ask; the owner proposes, a second person releases."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import Response

from portal.access.permissions import Permission
from portal.access.principals import Principal, csrf, may
from portal.access.records import TheLedger, TheRecords
from portal.acknowledgements.difference import ShownChange, changes_between
from portal.acknowledgements.pages import TheConfirming, TheDocument, TheTexts, onwards
from portal.acknowledgements.views import local, page_of, title_of, titles_in
from portal.errors import PageNotFound
from portal.ledger.files import Files
from portal.ledger.ledger import Ledger, reading
from portal.ledger.names import SubjectId
from portal.ledger.refusals import TextMissing
from portal.obligations.reckoning import Facts
from portal.people.facts import staff_on
from portal.releases import service
from portal.releases.facts import RANK, Change, all_in_force
from portal.releases.noticing import WHOLE, Pending, pending_in
from portal.releases.proposals import Proposal, open_proposals, proposal_of
from portal.releases.refusals import NotYours
from portal.releases.terms import terms_of
from portal.releases.texts import Texts, kept_plain
from portal.web.languages import Language
from portal.web.pages import answer_page, in_both_languages, language_of

router = APIRouter(include_in_schema=False)

Sees = Annotated[Principal, Depends(may(Permission.RELEASE, Permission.APPROVE_RELEASE))]
Proposes = Annotated[Principal, Depends(may(Permission.RELEASE))]
Releases = Annotated[Principal, Depends(may(Permission.APPROVE_RELEASE))]
CLASSES: tuple[Change, ...] = ("editorial", "minor", "material")
REASONS = ("replaced", "obsolete", "unlawful")
_CHANGES = [Depends(csrf)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A document that waits, as the list shows it."""

    pending: Pending
    title: str
    code: str
    proposal: Proposal | None
    is_mine: bool


@in_both_languages(router, "GET", "/releases/")
def waiting_page(request: Request, found: TheTexts, ledger: TheLedger, principal: Sees) -> Response:
    """What differs from what is in force, one's own documents first."""
    language = language_of(request)
    with reading(ledger.engine) as connection:
        known, proposals = all_in_force(connection), open_proposals(connection)
    lines = [
        Line(
            pending=pending,
            title=title_of(found, pending.document, language),
            code=found.listed[pending.document].code if pending.document in found.listed else "",
            proposal=proposals.get(pending.document),
            is_mine=pending.document in principal.owned,
        )
        for pending in _seen(pending_in(found, known, ledger.files), found, principal)
    ]
    lines.sort(key=lambda line: (not line.is_mine, line.proposal is None, line.title))
    return answer_page(request, "releases.html", title="releases.title", lines=lines)


@in_both_languages(router, "GET", "/releases/{unit}/{kind}/{slug}/")
def one_page(
    request: Request, document: TheDocument, found: TheTexts, confirming: TheConfirming, principal: Sees
) -> Response:
    """One document that waits: its differences, and the form of whoever is to act."""
    records, language = confirming.records, language_of(request)
    ledger = records.ledger
    pending = _pending(ledger, found, document, principal)
    with reading(ledger.engine) as connection:
        proposal = open_proposals(connection).get(document)
        facts = confirming.desk.facts(connection, records.today())
        people = staff_on(connection, records.today()).people
    said = pending if proposal is None else replace(pending, change=proposal.change, changed=proposal.changed)
    proposer = None if proposal is None else people.get(SubjectId(proposal.proposed_by))
    return answer_page(
        request,
        "release.html",
        title=title_of(found, document, language),
        pending=pending,
        said=said,
        proposal=proposal,
        proposer="" if proposer is None else proposer.name,
        proposed_at="" if proposal is None else local(proposal.proposed_at, found.edition.zone),
        changes=_differences(pending, found, ledger.files, language),
        whole=WHOLE,
        classes=CLASSES,
        reasons=REASONS,
        asks=0 if pending.withdraws else _asked(facts, said, found, ledger),
        code=found.listed[document].code if document in found.listed else "",
        page=page_of(found, document, language),
        owner=title_of(found, _owner(found, document), language),
        note=_in(pending.note, language),
        may_propose=document in principal.owned
        or (document not in found.listed and principal.may(Permission.RELEASE)),
        may_release=principal.may(Permission.APPROVE_RELEASE),
        principal=principal,
    )


@in_both_languages(router, "POST", "/releases/{unit}/{kind}/{slug}/", dependencies=_CHANGES)
def propose(
    request: Request,
    document: TheDocument,
    found: TheTexts,
    records: TheRecords,
    principal: Proposes,
    *,
    change: Annotated[Change, Form()] = "material",
    changed: Annotated[list[str], Form()] = [],  # noqa: B006 - FastAPI copies it
    reason: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """The owner's word. NotYours."""
    if document not in principal.owned and document in found.listed:
        raise NotYours
    pending = _pending(records.ledger, found, document, principal)
    service.propose(
        records.ledger,
        found,
        pending,
        change=change,
        changed=[
            anchor for anchor in changed if anchor in {*pending.changed, *_anchors(found, document), WHOLE}
        ],
        by=principal.subject,
        now=records.now(),
        reason=reason if reason in REASONS else "",
    )
    return onwards(request, "releases/")


@in_both_languages(router, "POST", "/proposals/{number}/release/", dependencies=_CHANGES)
def release(
    request: Request, number: str, found: TheTexts, records: TheRecords, principal: Releases
) -> Response:
    """The second person's word."""
    service.release(records.ledger, found, number, by=principal.subject, now=records.now())
    return onwards(request, "releases/")


@in_both_languages(router, "POST", "/proposals/{number}/drop/", dependencies=_CHANGES)
def drop(request: Request, number: str, records: TheRecords, principal: Releases) -> Response:
    """A proposal taken back, or refused by the second person."""
    with reading(records.ledger.engine) as connection:
        proposal_of(connection, number)
    service.drop(records.ledger, number, by=principal.subject, now=records.now())
    return onwards(request, "releases/")


def _seen(waiting: Iterator[Pending], found: Texts, principal: Principal) -> Iterator[Pending]:
    """Without the restricted documents that are neither one's own nor one's to read."""
    hidden = frozenset(found.edition.restricted_documents) - found.edition.readable(principal.rights)
    return (one for one in waiting if one.document not in hidden or one.document in principal.owned)


def _pending(ledger: Ledger, found: Texts, document: str, principal: Principal) -> Pending:
    with reading(ledger.engine) as connection:
        known = all_in_force(connection)
    waiting = _seen(pending_in(found, known, ledger.files), found, principal)
    pending = next((one for one in waiting if one.document == document), None)
    if pending is None:
        raise PageNotFound
    return pending


def _differences(
    pending: Pending, found: Texts, files: Files, language: Language
) -> tuple[ShownChange, ...] | None:
    if pending.in_force is None or pending.withdraws:
        return None
    before, after = pending.in_force.digests, found.keep(pending.document, files)
    shared = next((one for one in (language, *after) if one in before and one in after), None)
    if shared is None:
        return None
    try:
        return changes_between(
            files, before[shared], after[shared], language=language, titles=titles_in(found, language)
        )
    except TextMissing:
        return None


def _asked(facts: Facts, said: Pending, found: Texts, ledger: Ledger) -> int:
    """How many people the release would ask: whom its terms reach today, as far as the clauses concern them."""
    before = None if said.in_force is None else kept_plain(ledger.files, said.in_force.digests)
    clauses = said.changed if said.in_force is not None else ()
    terms = terms_of(found.documents[said.document], changed=clauses, before=before)
    if terms is None or RANK[said.change] < RANK[terms.when_changed]:
        return 0
    reached = facts.audience.of(terms)
    if terms.concerns is None:
        return len(reached)
    concerned = frozenset(map(facts.organisation.today_name, terms.concerns))
    there = facts.audience.at_any(concerned)
    return sum(
        subject in there or not concerned.isdisjoint(reach.places) for subject, reach in reached.items()
    )


def _anchors(found: Texts, document: str) -> frozenset[str]:
    def anchors(value: Any) -> Iterator[str]:
        if isinstance(value, Mapping):
            if isinstance(value.get("id"), str):
                yield value["id"]
            for part in value.values():
                yield from anchors(part)
        elif isinstance(value, list):
            for part in value:
                yield from anchors(part)

    return frozenset(anchors(found.documents.get(document, {})))


def _owner(found: Texts, document: str) -> str:
    return found.listed[document].owner if document in found.listed else ""


def _in(note: Mapping[str, str] | str, language: Language) -> str:
    return note if isinstance(note, str) else note.get(language) or next(iter(note.values()), "")
