"""Releasing: an owner proposes class and clauses, a second person releases; editorial changes release themselves.

What is in force is what the ledger's entries say; the table beside them is written in the same transaction.
"""

import datetime
import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass

from sqlalchemy import Connection, func, insert, select, update

from portal.clock import utc_text
from portal.errors import PortalError
from portal.ledger.canonical import plain_of
from portal.ledger.entries import DocumentReleased, DocumentWithdrawn
from portal.ledger.jobs import Alongside, Check, Recorded
from portal.ledger.ledger import Ledger, reading
from portal.releases.facts import Change, all_in_force, in_force
from portal.releases.noticing import WHOLE, Pending, pending_in
from portal.releases.organisation import organisation_json
from portal.releases.proposals import Proposal, close, proposal_of
from portal.releases.refusals import AlreadyInstalled, ReleasedMeanwhile, SecondPersonNeeded
from portal.releases.tables import ORGANISATION, PROPOSAL, RELEASE
from portal.releases.terms import Terms, terms_json, terms_of
from portal.releases.texts import Texts, kept_plain

SYSTEM, SERVER = "system", "server-command"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What taking up an edition did: how many releases made themselves, and what waits for people."""

    released: int
    pending: tuple[Pending, ...]


def install(ledger: Ledger, texts: Texts, *, now: datetime.datetime) -> int:
    """Releases every effective document of a first edition. AlreadyInstalled."""
    with reading(ledger.engine) as connection:
        known = all_in_force(connection)
    if any(found.edition != texts.edition.id for found in known.values()):
        raise AlreadyInstalled
    note_organisation(ledger, texts, now=now)
    pending = [found for found in pending_in(texts, known, ledger.files) if not found.withdraws]
    return _release_all(ledger, texts, pending, by=SERVER)


def take_up(ledger: Ledger, texts: Texts, *, now: datetime.datetime) -> Taken:
    """Notices what an edition changes; what is editorial beyond doubt comes into force at once.

    Before the first installation nothing happens by itself.
    """
    with reading(ledger.engine) as connection:
        known = all_in_force(connection)
        pending = tuple(pending_in(texts, known, ledger.files))
    if not known:
        return Taken(released=0, pending=pending)
    note_organisation(ledger, texts, now=now)
    alone = [found for found in pending if found.releases_itself]
    released = _release_all(ledger, texts, alone, by=SYSTEM)
    return Taken(released=released, pending=tuple(found for found in pending if not found.releases_itself))


def note_organisation(ledger: Ledger, texts: Texts, *, now: datetime.datetime) -> None:
    """Writes down structure and calendar of an edition if they are not what was written last."""
    facts = organisation_json(texts.organisation)

    def work(connection: Connection) -> None:
        newest = select(ORGANISATION).order_by(ORGANISATION.c.number.desc()).limit(1)
        last = connection.execute(newest).one_or_none()
        if last is None or last.facts != facts:
            row = {"number": 1 if last is None else last.number + 1, "edition": texts.edition.id}
            connection.execute(insert(ORGANISATION), row | {"noted_at": utc_text(now), "facts": facts})

    with reading(ledger.engine) as connection:
        newest = select(ORGANISATION.c.facts).order_by(ORGANISATION.c.number.desc()).limit(1)
        if connection.execute(newest).scalar_one_or_none() == facts:
            return
    ledger.sequencer.write(work).result()


def propose(
    ledger: Ledger,
    texts: Texts,
    pending: Pending,
    *,
    change: Change,
    changed: Sequence[str],
    by: str,
    now: datetime.datetime,
    reason: str = "",
) -> Proposal | Recorded:
    """An owner's word on what a change is. It waits for a second person; an editorial one is in force at once."""
    said = Proposal(
        number=secrets.token_hex(8),
        document=pending.document,
        withdraws=pending.withdraws,
        edition=texts.edition.id,
        revision=pending.revision,
        digests=pending.digests,
        change=change if pending.in_force else "first",
        changed=tuple(dict.fromkeys(changed)),
        reason=reason,
        proposed_by=by,
        proposed_at=now,
    )
    if said.change == "editorial" and not said.withdraws:
        entry, terms = _entry(ledger, texts, said, released_by=by)
        check = _still(said.document, pending.in_force.seq if pending.in_force else None)
        return ledger.sequencer.record(entry, check=check, alongside=kept(entry, terms))
    ledger.sequencer.write(lambda connection: _put(connection, said)).result()
    return said


def release(ledger: Ledger, texts: Texts, number: str, *, by: str, now: datetime.datetime) -> Recorded:
    """The second person's word. NothingPending, SecondPersonNeeded, ReleasedMeanwhile."""
    with reading(ledger.engine) as connection:
        said = proposal_of(connection, number)
    if said.proposed_by == by:
        raise SecondPersonNeeded
    if said.withdraws:
        return _withdraw(ledger, said, by=by, now=now)
    listed = texts.listed.get(said.document)
    if listed is None or dict(listed.digests) != dict(said.digests):
        raise ReleasedMeanwhile
    entry, terms = _entry(ledger, texts, said, released_by=by)
    return ledger.sequencer.record(
        entry, check=_open(number), alongside=_both(kept(entry, terms), _closed(number, by=by, now=now))
    )


def drop(ledger: Ledger, number: str, *, by: str, now: datetime.datetime) -> None:
    """Takes a proposal back, or refuses it. NothingPending."""
    ledger.sequencer.write(lambda connection: close(connection, number, "dropped", by=by, now=now)).result()


def _withdraw(ledger: Ledger, said: Proposal, *, by: str, now: datetime.datetime) -> Recorded:
    entry = DocumentWithdrawn(
        key=f"withdraw-{said.number}",
        document=said.document,
        revision=said.revision,
        reason=said.reason or "withdrawn",
        by=said.proposed_by,
        approved_by=by,
    )

    def kept(connection: Connection, recorded: Recorded) -> None:
        row = {"seq": recorded.seq, "document": said.document, "kind": "withdrawn", "revision": said.revision}
        row |= {"change": "material", "changed": "[]", "digests": json.dumps(dict(said.digests))}
        row |= {"edition": said.edition, "at": plain_of(recorded.body)["at"]}
        connection.execute(insert(RELEASE), row)

    alongside = _both(kept, _closed(said.number, by=by, now=now))
    return ledger.sequencer.record(entry, check=_open(said.number), alongside=alongside)


def _release_all(ledger: Ledger, texts: Texts, pending: Sequence[Pending], *, by: str) -> int:
    waiting = []
    for found in pending:
        seen = None if found.in_force is None else found.in_force.seq
        said = Proposal(
            number=_name_of(found, seen),
            document=found.document,
            edition=texts.edition.id,
            revision=found.revision,
            digests=found.digests,
            change=found.change,
            changed=found.changed,
            proposed_by=by,
        )
        entry, terms = _entry(ledger, texts, said, released_by=by)
        check = _still(found.document, seen)
        waiting.append(ledger.sequencer.submit(entry, check=check, alongside=kept(entry, terms)))
    return sum(map(_recorded, waiting))


def _recorded(waiting: "Future[Recorded]") -> bool:
    try:
        return not waiting.result().repeated
    except ReleasedMeanwhile:  # somebody else took up the same edition
        return False


def _name_of(found: Pending, seen: int | None) -> str:
    said = json.dumps([found.document, sorted(found.digests.items()), seen])
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def _entry(
    ledger: Ledger, texts: Texts, said: Proposal, *, released_by: str
) -> tuple[DocumentReleased, Terms | None]:
    """The entry of a release; its texts and terms are safe on disk when this returns."""
    with reading(ledger.engine) as connection:
        before = in_force(connection, said.document)
    plain = texts.documents[said.document]
    earlier = None if before is None else kept_plain(ledger.files, before.digests)
    clauses = () if said.change == "first" else said.changed
    terms = terms_of(plain, changed=clauses, before=earlier)
    entry = DocumentReleased(
        key=f"release-{said.number}",
        document=said.document,
        revision=said.revision,
        digests=dict(texts.keep(said.document, ledger.files)),
        edition=said.edition,
        change=said.change,
        changed=tuple(anchor for anchor in clauses if anchor != WHOLE),
        proposed_by=said.proposed_by,
        released_by=released_by,
        effective=plain["control"].get("effective"),
        terms=None if terms is None else ledger.files.keep(terms_json(terms)),
    )
    return entry, terms


def kept(entry: DocumentReleased, terms: Terms | None) -> Alongside:
    def keep(connection: Connection, recorded: Recorded) -> None:
        row = {"seq": recorded.seq, "document": entry.document, "kind": "released"}
        row |= {"revision": entry.revision, "change": entry.change, "changed": json.dumps(entry.changed)}
        row |= {"digests": json.dumps(entry.digests), "edition": entry.edition, "effective": entry.effective}
        row |= {"terms": None if terms is None else terms_json(terms).decode()}
        connection.execute(insert(RELEASE), row | {"at": plain_of(recorded.body)["at"]})

    return keep


def _still(document: str, seen: int | None) -> Check:
    """Nothing else has come into force since it was looked at."""

    def check(connection: Connection) -> PortalError | None:
        newest = select(func.max(RELEASE.c.seq)).where(RELEASE.c.document == document)
        found = connection.execute(newest).scalar_one()
        known = in_force(connection, document)
        if (known.seq if known else None) == seen or (known is None and found is None):
            return None
        return ReleasedMeanwhile()

    return check


def _open(number: str) -> Check:
    def check(connection: Connection) -> PortalError | None:
        try:
            proposal_of(connection, number)
        except PortalError as refusal:
            return refusal
        return None

    return check


def _closed(number: str, *, by: str, now: datetime.datetime) -> Alongside:
    return lambda connection, _: close(connection, number, "released", by=by, now=now)


def _both(first: Alongside, second: Alongside) -> Alongside:
    def both(connection: Connection, recorded: Recorded) -> None:
        first(connection, recorded)
        second(connection, recorded)

    return both


def _put(connection: Connection, said: Proposal) -> None:
    """A newer proposal for a document takes the place of those before it."""
    here = (PROPOSAL.c.document == said.document, PROPOSAL.c.state == "open")
    closing: Mapping[str, str] = {"closed_by": said.proposed_by, "closed_at": utc_text(said.proposed_at)}
    connection.execute(update(PROPOSAL).where(*here).values(state="dropped", **closing))
    connection.execute(insert(PROPOSAL), said.row())
