"""The ledger of one home, opened: what other parts of the portal hold in their hands."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from portal.clock import Clock, utc_text
from portal.database import open_database, upgrade
from portal.ledger import store
from portal.ledger.anchors import Anchor, anchors_in, compare, keep_anchor
from portal.ledger.batch import SignedCheckpoint
from portal.ledger.checkpoints import open_checkpoint
from portal.ledger.entries import ExportRead
from portal.ledger.files import Files
from portal.ledger.folding import Folding
from portal.ledger.identities import Identities
from portal.ledger.jobs import Follower
from portal.ledger.keys import identity_key, signing_key
from portal.ledger.names import new_key
from portal.ledger.notes import NotANote
from portal.ledger.pack import Packed, PackWriter
from portal.ledger.proofs import EntryProof, ProofMaker
from portal.ledger.refusals import EntryUnknown, LedgerDamaged, LedgerUnavailable, NothingToAnchor
from portal.ledger.scope import Scope
from portal.ledger.sequencer import Sequencer
from portal.ledger.shortfall import shortfall_in


class Ledger:
    """Records, proofs, checkpoints, anchors and packs of one home. This process is its only writer."""

    def __init__(
        self,
        home: Path,
        address: str,
        *,
        clock: Clock,
        anchors: Path | None = None,
        followers: Sequence[Follower] = (),
    ) -> None:
        """Opens it, or begins a new one. ``followers`` are told of everything that is committed.

        ``anchors`` is the folder where checkpoints are kept outside; a ledger that is behind one of them, or of
        another history, is not written to: LedgerBehindAnchor, AnchorContradicts.
        """
        home.mkdir(parents=True, exist_ok=True)
        self.engine = prepared(address)
        try:
            self._open(home, clock=clock, anchors=anchors, followers=followers)
        except BaseException:
            self.engine.dispose()
            raise

    def _open(self, home: Path, *, clock: Clock, anchors: Path | None, followers: Sequence[Follower]) -> None:
        self.files = Files(home)
        self._clock = clock
        with reading(self.engine) as connection:
            fresh = store.size_of(connection) == 0
        key = signing_key(home, may_create=fresh)
        self.key = key.verifier
        self.identities = Identities(identity_key(home, may_create=fresh), clock=clock)
        if anchors is not None:
            with reading(self.engine) as connection:
                compare(connection, anchors_in(anchors, self.key))
        self.shortfall = shortfall_in(home)
        self._folding: Folding | None = None
        self.sequencer = Sequencer(
            home,
            self.engine,
            clock=clock,
            key=key,
            closed_by=None if self.shortfall is None else self.shortfall.refusal(),
            followers=lambda: followers if self._folding is None else (*followers, self._folding),
        )
        if self.engine.dialect.name == "sqlite":
            self._folding = Folding(self.engine)

    def __enter__(self) -> "Ledger":
        return self

    def __exit__(self, *_reason: object) -> None:
        self.close()

    def close(self) -> None:
        """Finishes what waits to be recorded and lets go."""
        self.sequencer.close()
        if self._folding is not None:
            self._folding.close()
        self.engine.dispose()

    def checkpoint(self) -> SignedCheckpoint:
        """A checkpoint of everything recorded. NothingToAnchor if that is nothing."""
        signed = self.sequencer.checkpoint()
        if signed is None:
            raise NothingToAnchor
        return signed

    def proof(self, seq: int) -> EntryProof:
        """The proof of one entry, under a checkpoint made now if none covers it yet. EntryUnknown, LedgerDamaged."""
        with reading(self.engine) as connection:
            newest = store.newest_checkpoint(connection)
            known = 0 < seq <= store.size_of(connection)
        if not known:
            raise EntryUnknown(entry=seq)
        if newest is None or newest[0] < seq:
            self.checkpoint()
        with reading(self.engine) as connection:
            return self._proof(connection, seq)

    def _proof(self, connection: Connection, seq: int) -> EntryProof:
        stored, newest = store.entry_at(connection, seq), store.newest_checkpoint(connection)
        if stored is None or newest is None:
            raise LedgerDamaged(entry=seq)
        try:
            checkpoint = open_checkpoint(newest[1], [self.key])
        except NotANote as error:
            raise LedgerDamaged(entry=newest[0]) from error
        return ProofMaker(connection).entry(stored, checkpoint, newest[1])

    def anchor(self, folder: Path) -> tuple[SignedCheckpoint, Path]:
        """Keeps a checkpoint of now in a folder outside. AnchorContradicts, LedgerBehindAnchor."""
        with reading(self.engine) as connection:
            compare(connection, anchors_in(folder, self.key))
        signed = self.checkpoint()
        path = keep_anchor(folder, signed.checkpoint, signed.note, key=self.key)
        self.note_anchor(signed, place=str(folder))
        return signed, path

    def note_anchor(self, signed: SignedCheckpoint, *, place: str) -> None:
        """Remembers that a checkpoint went outside (printed, mailed, copied): later packs prove growth from it."""
        size, kept_at = signed.checkpoint.size, utc_text(self._clock.now())
        self.sequencer.write(
            lambda connection: store.add_anchor(connection, size=size, place=place, kept_at=kept_at)
        ).result()

    def export(
        self,
        target: Path,
        scope: Scope,
        *,
        by: str,
        anchors: Sequence[Anchor] = (),
        with_identities: bool = True,
    ) -> tuple[Packed, SignedCheckpoint]:
        """Writes an evidence pack. That it was taken is an entry of its own, and its checkpoint an anchor."""
        with reading(self.engine) as connection:
            compare(connection, anchors)
            size = store.size_of(connection)
        taken = ExportRead(key=new_key(), by=by, what="evidence-pack", scope=scope.stated(), size=size)
        self.sequencer.record(taken)
        signed = self.checkpoint()
        with reading(self.engine) as connection:
            writer = PackWriter(
                connection,
                signed=signed,
                key=self.key,
                files=self.files,
                identities=self.identities if with_identities else None,
            )
            packed = writer.write(target, scope, anchors=anchors)
        self.note_anchor(signed, place="evidence-pack")
        return packed, signed


def prepared(address: str) -> Engine:
    """Connections to a database whose tables are there. LedgerUnavailable if it cannot be reached."""
    engine = open_database(address)
    try:
        upgrade(engine)
    except (SQLAlchemyError, OSError, UnicodeError) as error:
        engine.dispose()
        raise LedgerUnavailable from error
    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One moment of the ledger, to read. LedgerUnavailable if the database cannot be reached."""
    try:
        with engine.connect() as connection, connection.begin():
            yield connection
    except (SQLAlchemyError, UnicodeError) as error:
        raise LedgerUnavailable from error
