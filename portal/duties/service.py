"""Recording duties: done by whose they are, waived by another. What was shown is checked inside the transaction.

Recording twice is success: the same form sent again gives the same entry, and another form for what is settled already
leads to the entry there is. Evidence that somebody wrote is kept as a file of its own, which the entry names.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import BindParameter, Connection, bindparam, func, select

from portal.acknowledgements.refusals import NotHere
from portal.acknowledgements.service import sealed
from portal.attachments.service import Received, attach
from portal.duties.evidence import LONGEST, Said, keep_evidence, note_of
from portal.duties.facts import Shown, shown_as
from portal.duties.refusals import DutySettled, DutyTextChanged, ReasonMissing
from portal.duties.standing import Task
from portal.duties.tables import FACT
from portal.errors import PortalError
from portal.ledger.canonical import plain_of
from portal.ledger.duty_entries import DutyDone, DutyVerified, DutyWaived
from portal.ledger.files import Files
from portal.ledger.identities import Identity
from portal.ledger.jobs import Alongside, Check, Recorded, RowBeside
from portal.ledger.ledger import Ledger, reading
from portal.ledger.names import SubjectId
from portal.ledger.refusals import KeyReused
from portal.ledger.store import entries_by_key
from portal.people.facts import Day
from portal.people.tables import PERSON
from portal.releases.organisation import Organisation
from portal.releases.tables import RELEASE

REASONS: Final = ("absent", "handed-over", "not-applicable", "other")
"""Why somebody may be let off a duty in a period; said in the locale."""

DutyFact = DutyDone | DutyWaived | DutyVerified

_WHOSE: BindParameter[str] = bindparam("whose")
_SETTLED = (
    select(func.min(FACT.c.seq))
    .where(
        FACT.c.subject == _WHOSE, FACT.c.bucket == bindparam("bucket"), FACT.c.kind.in_(("done", "waived"))
    )
    .where(FACT.c.occurrence == bindparam("occurrence"), FACT.c.corrected_by.is_(None))
)
_NEWEST = select(func.max(RELEASE.c.seq)).where(RELEASE.c.document.in_(bindparam("names", expanding=True)))
_HERE = (
    select(PERSON.c.subject)
    .where(PERSON.c.subject == _WHOSE, PERSON.c.joined <= bindparam("today"))
    .where(PERSON.c.left_on.is_(None) | (PERSON.c.left_on > bindparam("today")))
)
_NOW = select(_SETTLED.scalar_subquery(), _NEWEST.scalar_subquery(), _HERE.scalar_subquery())
"""Whether it is settled, which text is the newest, whether the person is here: one question, written once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """An entry that is ready to be recorded, what is asked inside its transaction, and what is written beside it."""

    entry: DutyFact
    check: Check
    beside: Alongside


def settle(
    ledger: Ledger,
    task: Task,
    said: Said,
    *,
    identity: Identity,
    sign_in: str,
    organisation: Organisation,
    now: datetime.datetime,
) -> Recorded:
    """Records that a person did their duty in a period; answers after COMMIT.

    EvidenceMissing, DutyTextChanged, NotHere; DutySettled names the entry that there is; KeyReused.
    """
    commitment = sealed(ledger, task.subject, identity)
    ready = prepare(
        ledger.files, task, said, identity=commitment, sign_in=sign_in, organisation=organisation, now=now
    )
    return _recorded(ledger, ready)


def prepare(
    files: Files,
    task: Task,
    said: Said,
    *,
    identity: str,
    sign_in: str,
    organisation: Organisation,
    now: datetime.datetime,
) -> Prepared:
    """What a person's word is recorded as; the evidence is safe on disk already. EvidenceMissing."""
    shown = keep_evidence(files, task, said)
    occurrence, release = task.occurrence, task.occurrence.text.release
    entry = DutyDone(
        key=said.key,
        subject=SubjectId(task.subject),
        identity=identity,
        document=release.document,
        revision=release.revision,
        digest=said.digest,
        duty=occurrence.id.duty,
        period=occurrence.period,
        due=occurrence.day.isoformat(),
        late=now > occurrence.until,
        stands_in=task.stands_in,
        evidence=tuple(dict.fromkeys([one.digest for one in shown] + [one.digest for one in said.received])),
        sign_in=sign_in,
    )
    check = still_owed(task, said.digest, organisation, today=organisation.day_of(now))
    row = row_beside(entry, task, shown=shown, by=task.subject)
    beside = _with_files(row, said.received, about=occurrence.about, at=now) if said.received else row
    return Prepared(entry=entry, check=check, beside=beside)


def waive(
    ledger: Ledger,
    task: Task,
    *,
    key: str,
    reason: str,
    note: str,
    by: str,
    organisation: Organisation,
    now: datetime.datetime,
) -> Recorded:
    """Records that somebody need not do a duty in a period. ReasonMissing, DutySettled, DutyTextChanged."""
    said = note.strip()
    if reason not in REASONS or not said or len(said) > LONGEST:
        raise ReasonMissing
    occurrence, release = task.occurrence, task.occurrence.text.release
    digest = release.digests.get("zh-Hans") or next(iter(release.digests.values()))
    words = Shown("note", "", ledger.files.keep(note_of(key, said)))
    entry = DutyWaived(
        key=key,
        subject=SubjectId(task.subject),
        document=release.document,
        revision=release.revision,
        digest=digest,
        duty=occurrence.id.duty,
        period=occurrence.period,
        due=occurrence.day.isoformat(),
        reason=reason,
        note=words.digest,
        by=by,
    )
    check = still_owed(task, digest, organisation, today=organisation.day_of(now), here=False)
    beside = row_beside(entry, task, shown=[words], by=by, reason=reason)
    return _recorded(ledger, Prepared(entry=entry, check=check, beside=beside))


def still_owed(
    task: Task, digest: str, organisation: Organisation, *, today: Day, here: bool = True
) -> Check:
    """Asked inside the transaction: is the text still the one, the duty not settled, and the person here?"""
    names = tuple(
        {task.occurrence.id.role}
        | {old for old in organisation.moved if organisation.today_name(old) == task.occurrence.id.role}
    )
    return _StillOwed(
        about=task.subject, task=task, digest=digest, names=names, today=today.isoformat(), here=here
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _StillOwed:
    about: str
    task: Task
    digest: str
    names: tuple[str, ...]
    today: str
    here: bool

    def __call__(self, connection: Connection) -> PortalError | None:
        occurrence = self.task.occurrence
        asked: dict[str, object] = {
            "whose": self.about,
            "bucket": occurrence.bucket,
            "occurrence": occurrence.key,
        }
        asked |= {"names": self.names, "today": self.today}
        known, newest, is_here = connection.execute(_NOW, asked).one()
        if known is not None:
            return DutySettled(entry=known)
        is_stated = self.digest in occurrence.text.release.digests.values()
        if not is_stated or newest != occurrence.text.newest:
            return DutyTextChanged()
        return NotHere() if self.here and is_here is None else None


def row_beside(
    entry: DutyFact, task: Task, *, by: str, shown: Sequence[Shown] = (), reason: str = ""
) -> RowBeside:
    """The row of facts that goes with an entry."""

    def row_of(recorded: Recorded) -> dict[str, object]:
        return {
            "seq": recorded.seq,
            "kind": entry.kind.partition(":")[2],
            "occurrence": task.occurrence.key,
            "bucket": task.occurrence.bucket,
            "subject": entry.subject,
            "day": entry.due,
            "is_late": isinstance(entry, DutyDone) and entry.late,
            "digest": entry.digest,
            "evidence": shown_as(shown),
            "reason": reason,
            "by": by,
            "at": plain_of(recorded.body)["at"],
        }

    return RowBeside(table=FACT, row=row_of, about=entry.subject)


def _with_files(
    row: RowBeside, received: Sequence[Received], *, about: str, at: datetime.datetime
) -> Alongside:
    def alongside(connection: Connection, recorded: Recorded) -> None:
        row(connection, recorded)
        attach(connection, received, about=about, by=row.about, at=at, subject=row.about, seq=recorded.seq)

    return alongside


def _recorded(ledger: Ledger, ready: Prepared) -> Recorded:
    try:
        return ledger.sequencer.record(ready.entry, check=ready.check, alongside=ready.beside)
    except KeyReused:
        return _the_same(ledger, ready.entry)


def _the_same(ledger: Ledger, entry: DutyFact) -> Recorded:
    """The entry under this key, if it is about the same; only whether it is late by now may have changed."""
    with reading(ledger.engine) as connection:
        stored = entries_by_key(connection, [entry.key]).get(entry.key)
    claims = {} if stored is None else plain_of(stored.body)
    said = entry.claims()
    same = ("kind", "subject", "document", "duty", "period", "digest", "evidence", "note")
    if stored is None or any(claims.get(name) != said.get(name) for name in same):
        raise KeyReused
    return Recorded(seq=stored.seq, body=stored.body, leaf=stored.leaf, at=claims["at"], repeated=True)
