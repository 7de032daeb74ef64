"""Settling: what stays for long is put out of the collector's way, so that it never stops everybody to look through it.

An edition and a company are hundreds of thousands of values; looking for circles among them takes a fifth of a second
in which nobody is answered. Once an hour all of it is looked through after all.
"""

import gc
import time

from portal.access.records import Records
from portal.bookshelf import Bookshelf
from portal.ledger.ledger import reading
from portal.memory import give_back
from portal.obligations.desk import Desk
from portal.obligations.reckoning import Facts
from portal.releases.texts import Texts, texts_of

_AGAIN_SECONDS = 3600.0
EASY = (20_000, 20, 20)
"""How many new values make the collector look, and how often at older ones: a server makes many and keeps few."""


class Settling:
    """Done in every round: gives memory back, reads what everybody needs, and settles it where it is new."""

    def __init__(self, records: Records, bookshelf: Bookshelf, desk: Desk) -> None:
        self._records = records
        self._bookshelf = bookshelf
        self._desk = desk
        self._settled: tuple[Texts, Facts] | None = None
        self._at = 0.0

    def __call__(self) -> None:
        """One round. NoEdition, LedgerUnavailable."""
        give_back()
        texts = texts_of(self._bookshelf.current())
        with reading(self._records.ledger.engine) as connection:
            facts = self._desk.facts(connection, self._records.today())
        known, now = self._settled, time.monotonic()
        is_known = known is not None and known[0] is texts and known[1] is facts
        if is_known and now - self._at < _AGAIN_SECONDS:
            return
        self._settled, self._at = (texts, facts), now
        gc.unfreeze()
        gc.collect()
        gc.freeze()
