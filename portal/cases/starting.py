"""Starting 立案: who may begin a case, which conditions come first, and which text and model it keeps to the end."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from portal.access.principals import Principal
from portal.cases.engine import Move
from portal.cases.notes import MOST_IN_LINE, Note, keep_note, written
from portal.cases.office import CaseOffice, owner_of
from portal.cases.plans import Plain, Plan
from portal.cases.recording import add_case, add_event, identity, moment, settle_stops
from portal.cases.refusals import (
    AlreadyFollowed,
    CaseUnknown,
    GateClosed,
    ModelNotAtHand,
    NotRunnable,
    NotYours,
    TitleMissing,
)
from portal.cases.standing import Seats, Standings
from portal.cases.store import case_at, following, model_kept
from portal.cases.values import Case
from portal.clock import moment_of
from portal.errors import PortalError
from portal.ledger.case_entries import CaseStarted
from portal.ledger.jobs import Check, Recorded
from portal.ledger.ledger import reading
from portal.notices.outbox import Notice, over
from portal.releases.facts import Release, in_force
from portal.releases.texts import Texts
from portal.web.languages import Language
from portal.workdays.calendar import WorkCalendar


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A procedure that somebody may start now: its text in force, the model it will run on, and their standing."""

    release: Release
    plan: Plan
    model: str
    role: str
    standings: Standings

    def standing(self, subject: str) -> str:
        """As what somebody may start it; empty if they may not."""
        return self.standings.get(subject, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """What the form says: its own key, what the case is about, how each condition is met, and which case it follows."""

    key: str
    title: str
    gates: Mapping[str, str]
    text: str = ""
    follows: str = ""


def opening_of(
    office: CaseOffice, texts: Texts, principal: Principal, document: str, language: Language
) -> Opening:
    """What there is to start. CaseUnknown, NotRunnable, ModelNotAtHand, ModelUnusable."""
    ledger = office.records.ledger
    if document not in texts.listed or texts.edition.document(document, principal.rights) is None:
        raise CaseUnknown
    with reading(ledger.engine) as connection:
        release = in_force(connection, document)
        if release is None or "/procedure/" not in document:
            raise NotRunnable
        plan = office.plan(release.digests, language)
        if not plan.steps:
            raise NotRunnable
        model = _model(office, connection, texts, principal, release)
        seats = office.seats(connection, texts)
    return Opening(
        release=release,
        plan=plan,
        model=model,
        role=office.engine(model).model.first.actor,
        standings=seats.of(office.engine(model).model.first.actor, owner=owner_of(texts, document)),
    )


def start(office: CaseOffice, texts: Texts, principal: Principal, opening: Opening, said: Beginning) -> Case:
    """Begins a case; the same form sent again leads to the case it began. NotYours, TitleMissing, GateClosed,
    AlreadyFollowed.
    """
    ledger = office.records.ledger
    known = _known(office, said.key, principal)
    if known is not None:
        return known
    standing = opening.standing(principal.subject)
    if not standing:
        raise NotYours(role="")
    note = _note(opening.plan, said)
    with reading(ledger.engine) as connection:
        seats = office.seats(connection, texts)
    move = office.engine(opening.model).begin()
    entry = CaseStarted(
        key=f"case:{said.key}:started",
        case=said.key,
        document=opening.release.document,
        revision=opening.release.revision,
        digest=opening.plan.digest,
        by=principal.subject,
        identity=identity(office, seats.staff, principal.subject),
        note=keep_note(ledger.files, note),
        model=opening.model,
        standing=standing,
        gates=tuple(gate["id"] for gate in opening.plan.gates),
        follows=said.follows or None,
    )
    kept = _Kept(opening, said, note.title, principal.subject, move, office.calendar(texts), entry.note)
    check = _not_followed(said.follows, opening.release.document)
    ledger.sequencer.record(entry, check=check, alongside=kept)
    with reading(ledger.engine) as connection:
        return case_at(connection, said.key)


def first_actor(plain: Plain) -> str:
    """Who acts first in a procedure, as its text says."""
    step = plain["steps"][0]
    approvers = step.get("approve", {}).get("by", ())
    return str(step.get("actor") or next(iter(approvers), ""))


def succession(
    office: CaseOffice, texts: Texts, case: Case, seats: Seats, documents: Iterable[str]
) -> Iterator[Notice]:
    """Who may start what follows is told so; where the text says when it does, people judge for themselves."""
    plan = office.plan(case.digests, "zh-Hans")
    by_steps = {step.get("hand_off") for step in plan.steps.values()}
    judged = {way["to"] for way in plan.text.get("hand_offs", ()) if way.get("when")} - by_steps
    for document in documents:
        plain = texts.documents.get(document, {})
        if not plain.get("steps") or document in judged:
            continue
        for subject in seats.of(first_actor(plain), owner=owner_of(texts, document)):
            yield Notice(
                occasion=f"{next_about(case.key, document)}:{subject}:{case.turn}",
                subject=subject,
                code="case.next",
                about=next_about(case.key, document),
                values={
                    "document": document,
                    "case": case.title,
                    "place": f"cases/start/{document}/?from={case.key}",
                },
            )


@dataclass(frozen=True)
class _Kept:
    """Written beside the entry that a case began."""

    opening: Opening
    said: Beginning
    title: str
    by: str
    move: Move
    calendar: WorkCalendar
    note: str | None

    def __call__(self, connection: Connection, recorded: Recorded) -> None:
        release, at = self.opening.release, moment(recorded)
        case = Case(
            key=self.said.key, seq=recorded.seq, document=release.document, revision=release.revision,
            digests=release.digests, model=self.opening.model, title=self.title, state="open",
            started_by=self.by, started_at=moment_of(at), changed_at=moment_of(at), turn=1, course=self.move.course,
            follows=self.said.follows,
        )  # fmt: skip
        add_case(connection, recorded, case)
        add_event(connection, recorded, self.said.key, self.by, note=self.note)
        plan, calendar = self.opening.plan, self.calendar
        if self.said.follows:
            over(connection, [next_about(self.said.follows, release.document)], now=moment_of(at))
        settle_stops(connection, self.said.key, self.move, at=at, plan=plan, calendar=calendar)


def next_about(case: str, document: str) -> str:
    """The name under which notices say that a procedure follows a case."""
    return f"case:{case}:next:{document}"


def _not_followed(case: str, document: str) -> Check:
    """Asked inside the transaction: did somebody else start the case that follows?"""

    def check(connection: Connection) -> PortalError | None:
        found = following(connection, case) if case else ()
        there = [one for one in found if one.document == document and one.state != "cancelled"]
        return AlreadyFollowed(number=there[0].seq) if there else None

    return check


def _known(office: CaseOffice, key: str, principal: Principal) -> Case | None:
    """The case that this very form began before."""
    with reading(office.records.ledger.engine) as connection:
        try:
            found = case_at(connection, key)
        except CaseUnknown:
            return None
    return found if found.started_by == principal.subject else None


def _note(plan: Plan, said: Beginning) -> Note:
    title = written(said.title, most=MOST_IN_LINE)
    if not title:
        raise TitleMissing
    gates = {}
    for gate in plan.gates:
        met = written(said.gates.get(gate["id"], ""), most=MOST_IN_LINE)
        if not met:
            raise GateClosed(condition=gate["condition"])
        gates[gate["id"]] = met
    return Note(text=written(said.text), title=title, gates=gates)


def _model(
    office: CaseOffice, connection: Connection, texts: Texts, principal: Principal, release: Release
) -> str:
    """The model of the text in force: the file beside its page, else the one that earlier cases ran on."""
    document, files = release.document, office.records.ledger.files
    edition = texts.edition
    shown = edition.documents.get(document) or edition.restricted_documents.get(document)
    if shown is not None and dict(shown.digests) == dict(release.digests):
        slug = document.rpartition("/")[2]
        found = edition.find(f"{document}/{slug}.bpmn", principal.rights)
        if found is None:
            raise NotRunnable
        return files.keep(edition.read(found.path))
    kept = model_kept(connection, document, json.dumps(dict(release.digests), sort_keys=True))
    if kept is None:
        raise ModelNotAtHand(revision=release.revision)
    return kept
