"""Confirming: what the person saw is checked against what is in force, inside the transaction that records it.

Recording twice is success: the same form sent again gives the same entry, another form for what is confirmed already
leads to the entry there is. What is no longer true is refused by name, and nothing is recorded.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.acknowledgements.statement import Statement
from portal.acknowledgements.still_true import StillTrue
from portal.ledger.canonical import plain_of
from portal.ledger.entries import AcknowledgementRecorded, AcknowledgementRecordedOnBehalf, ShownDifference
from portal.ledger.identities import Identity
from portal.ledger.jobs import Recorded, RowBeside
from portal.ledger.ledger import Ledger, reading
from portal.ledger.names import SubjectId
from portal.ledger.refusals import KeyReused
from portal.ledger.store import entries_by_key
from portal.obligations.tables import CONFIRMED
from portal.people.facts import Day

Acknowledgement = AcknowledgementRecorded | AcknowledgementRecordedOnBehalf


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the form says: which text was on the screen, under which key, and which questions were answered."""

    key: str
    digest: str
    shown: str | None = None
    quiz: tuple[str, ...] = ()


async def acknowledge(
    ledger: Ledger,
    statement: Statement,
    said: Said,
    *,
    identity: str,
    sign_in: str,
    names: Sequence[str],
    today: Day,
) -> Recorded:
    """Records that a person confirmed this text; answers after COMMIT.

    StaleText, NoLongerInForce, NotHere; AlreadyConfirmed names the entry that there is; KeyReused.
    """
    entry = entry_of(statement, said, identity=identity, sign_in=sign_in)
    check = StillTrue(
        subject=statement.obligation.subject,
        statement=statement,
        digest=said.digest,
        names=names,
        today=today,
    )
    try:
        return await ledger.sequencer.recorded(
            entry, check=check, alongside=kept(entry, statement, about=check.about)
        )
    except KeyReused:
        return _the_same(ledger, entry)


def entry_of(statement: Statement, said: Said, *, identity: str, sign_in: str) -> AcknowledgementRecorded:
    """The entry of a confirmation."""
    return AcknowledgementRecorded(
        key=said.key,
        subject=SubjectId(statement.obligation.subject),
        identity=identity,
        document=statement.release.document,
        revision=statement.release.revision,
        digest=said.digest,
        shown=said.shown,
        language=language_of(statement, said.digest),
        sentence=statement.sentence,
        difference=difference_of(statement),
        quiz=said.quiz,
        obligation=statement.obligation.id,
        sign_in=sign_in,
    )


def difference_of(statement: Statement) -> ShownDifference | None:
    """The difference that is shown with a statement: since what was confirmed last."""
    if statement.last is None:
        return None
    return ShownDifference(since=statement.last.revision, clauses=statement.obligation.clauses)


def language_of(statement: Statement, digest: str) -> str:
    """The language whose text has this digest."""
    found = (language for language, known in statement.release.digests.items() if known == digest)
    return next(found, statement.language)


def kept(entry: Acknowledgement, statement: Statement, *, about: str = "") -> RowBeside:
    """Writes the row that obligations are met from, in the transaction of its entry; ``about`` as its check says."""

    def row_of(recorded: Recorded) -> dict[str, object]:
        row = {"seq": recorded.seq, "subject": entry.subject, "document": entry.document}
        row |= {"release": statement.release.seq, "revision": entry.revision, "digest": entry.digest}
        row |= {"language": entry.language, "obligation": entry.obligation}
        row |= {"on_behalf": isinstance(entry, AcknowledgementRecordedOnBehalf)}
        return row | {"at": recorded.at}

    return RowBeside(table=CONFIRMED, row=row_of, about=about or entry.subject)


def sealed(ledger: Ledger, subject: str, identity: Identity) -> str:
    """The commitment to who somebody is now; written only if that has changed since the last one."""
    whose = SubjectId(subject)
    with reading(ledger.engine) as connection:
        known = ledger.identities.known(connection, whose, identity)
    if known is not None:
        return known
    return ledger.sequencer.write(
        lambda connection: ledger.identities.commit(connection, whose, identity), quiet=True
    ).result()


def _the_same(ledger: Ledger, entry: AcknowledgementRecorded) -> Recorded:
    """The entry under this key, if it says the same thing; only how the person was known may have changed."""
    with reading(ledger.engine) as connection:
        stored = entries_by_key(connection, [entry.key]).get(entry.key)
    claims = {} if stored is None else plain_of(stored.body)
    said = entry.claims()
    if stored is None or any(claims.get(name) != said.get(name) for name in ("kind", "subject", "digest")):
        raise KeyReused
    return Recorded(seq=stored.seq, body=stored.body, leaf=stored.leaf, at=claims["at"], repeated=True)
