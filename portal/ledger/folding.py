"""Folding: what was committed moves from SQLite's write-ahead log into the database file beside the writer, not by it.

Left to itself the writer does it in the middle of a commit, and everybody waits for the disk a second time. What is
committed is safe in the log either way; folding only keeps the log short.
"""

import logging
import threading
from collections.abc import Sequence
from contextlib import closing

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from portal.ledger.jobs import Job

_REST_SECONDS = 1.0
_PAGES = 1000

logger = logging.getLogger(__name__)


class Folding:
    """Told of every commit; folds at most once a second, and only where enough has come together."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._written = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="ledger-folding", daemon=True)
        self._thread.start()

    def told(self, jobs: Sequence[Job], answers: Sequence[object]) -> None:
        """Something was committed."""
        del jobs, answers
        self._written.set()

    def forget(self) -> None:
        """Nothing is remembered here."""

    def close(self) -> None:
        """Stops; the last connection that closes folds the rest."""
        self._stopping.set()
        self._written.set()
        self._thread.join()

    def _run(self) -> None:
        while self._written.wait() and not self._stopping.is_set():
            self._written.clear()
            try:
                self._fold()
            except (SQLAlchemyError, self._driver_error):
                logger.warning(
                    "the write-ahead log could not be folded; the writer will do it", exc_info=True
                )
            self._stopping.wait(_REST_SECONDS)

    @property
    def _driver_error(self) -> type[Exception]:
        driver = self._engine.dialect.dbapi
        return Exception if driver is None else driver.Error

    def _fold(self) -> None:
        with closing(self._engine.raw_connection()) as connection, closing(connection.cursor()) as cursor:
            _, logged, folded = cursor.execute("PRAGMA wal_checkpoint(NOOP)").fetchone()
            if logged - folded >= _PAGES:
                cursor.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
