"""Where the stored ledger ends, and whether it still is what was signed."""

import datetime

from sqlalchemy import Connection

from portal.ledger import store
from portal.ledger.batch import SignedCheckpoint, Tip, time_of
from portal.ledger.canonical import NotCanonical, plain_of
from portal.ledger.checkpoints import Checkpoint, open_checkpoint
from portal.ledger.merkle import frontier_at, leaf_hash, root_at
from portal.ledger.notes import NotANote, VerifierKey
from portal.ledger.refusals import LedgerDamaged


def tip_of(connection: Connection, key: VerifierKey) -> Tip:
    """The end of the ledger, in a few reads. LedgerDamaged if its newest checkpoint does not hold for it.

    This finds a ledger that was shortened, and most that were altered; `portal.ledger.audit` recomputes everything.
    """
    size = store.size_of(connection)
    nodes = store.StoredNodes(connection)
    signed = _newest(connection, key)
    if signed is not None and signed.checkpoint.size > size:
        raise LedgerDamaged(entry=size + 1)
    try:
        if signed is not None and root_at(signed.checkpoint.size, nodes) != signed.checkpoint.root:
            raise LedgerDamaged(entry=signed.checkpoint.size)
        frontier = frontier_at(size, nodes)
    except (IndexError, ValueError) as error:
        raise LedgerDamaged(entry=size) from error
    last = store.entry_at(connection, size)
    return Tip(frontier=frontier, last_at=_time_of(last), signed=signed)


def _newest(connection: Connection, key: VerifierKey) -> SignedCheckpoint | None:
    newest = store.newest_checkpoint(connection)
    if newest is None:
        return None
    size, note, _ = newest
    try:
        checkpoint: Checkpoint = open_checkpoint(note, [key])
    except NotANote as error:
        raise LedgerDamaged(entry=size) from error
    if checkpoint.size != size or checkpoint.origin != key.name:
        raise LedgerDamaged(entry=size)
    return SignedCheckpoint(checkpoint, note)


def _time_of(last: store.StoredEntry | None) -> datetime.datetime | None:
    if last is None:
        return None
    try:
        if leaf_hash(last.body) != last.leaf:
            raise LedgerDamaged(entry=last.seq)
        return time_of(plain_of(last.body))
    except NotCanonical as error:
        raise LedgerDamaged(entry=last.seq) from error
