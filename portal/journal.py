"""The journal of questions without an answer: the question, how often, from which day to which. Never who asked.

A file of its own beside the editions; losing it loses no record. It is bounded: what nobody has asked for a year
goes, and of too many questions the oldest.
"""

import datetime
import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

from portal.personal import without_personal
from portal.web.languages import Language
from search_index.folding import fold, name_key

MOST: Final = 5_000
KEPT: Final = datetime.timedelta(days=365)

_LONGEST: Final = 100
_PATIENCE: Final = 0.5  # seconds; a reader does not wait longer for somebody else's line to be written
_TABLE: Final = """
CREATE TABLE IF NOT EXISTS unanswered (
  language TEXT NOT NULL, key TEXT NOT NULL, question TEXT NOT NULL,
  times INTEGER NOT NULL, told INTEGER NOT NULL, first_day TEXT NOT NULL, last_day TEXT NOT NULL,
  PRIMARY KEY (language, key)
) WITHOUT ROWID
"""
_WRITE: Final = """
INSERT INTO unanswered VALUES (:language, :key, :question, 1, :told, :day, :day)
ON CONFLICT DO UPDATE SET times = times + 1, told = told + :told, last_day = max(last_day, :day)
"""
_TRIM: Final = """
DELETE FROM unanswered WHERE last_day < :oldest OR (language, key) IN
  (SELECT language, key FROM unanswered ORDER BY last_day DESC, times DESC, key LIMIT -1 OFFSET :most)
"""
_READ: Final = """
SELECT question, language, times, told, first_day, last_day FROM unanswered WHERE language = :language
ORDER BY times DESC, last_day DESC, key LIMIT :limit
"""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanswered:
    """One question as its first asker wrote it; ``told`` counts those who got an answer and said it was none.

    Days are those of this machine.
    """

    question: str
    language: Language
    times: int
    told: int
    first_day: str
    last_day: str


class Journal:
    """The questions in one file. No failure here ever reaches a reader: it is logged and the question is lost."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def record(self, question: str, *, language: Language, day: datetime.date, told: bool = False) -> bool:
        """Counts a question once more; whether it could be written down. What looks personal is struck out first."""
        kept = without_personal(question)[:_LONGEST]
        key = name_key(fold(kept))
        if not key:
            return False
        try:
            with self._opened() as store:
                store.execute(
                    _WRITE,
                    {
                        "language": language,
                        "key": key,
                        "question": kept,
                        "day": day.isoformat(),
                        "told": told,
                    },
                )
                store.execute(_TRIM, {"oldest": (day - KEPT).isoformat(), "most": MOST})
        except (sqlite3.Error, OSError) as problem:
            logger.warning("question without answer not written down: %s", problem)
            return False
        return True

    def forget_old(self, day: datetime.date, *, kept: datetime.timedelta = KEPT) -> None:
        """Removes what nobody has asked for so long; also where nobody asks anything any more."""
        if not self._file.is_file():
            return
        try:
            with self._opened() as store:
                store.execute(_TRIM, {"oldest": (day - kept).isoformat(), "most": MOST})
        except (sqlite3.Error, OSError) as problem:
            logger.warning("old questions not removed: %s", problem)

    def most_asked(self, language: Language, *, limit: int) -> tuple[Unanswered, ...]:
        """The questions asked most often, those first."""
        if not self._file.is_file():
            return ()
        try:
            with self._opened() as store:
                rows = store.execute(_READ, {"language": language, "limit": limit}).fetchall()
        except (sqlite3.Error, OSError) as problem:
            logger.warning("questions without answer not read: %s", problem)
            return ()
        return tuple(
            Unanswered(
                question=question,
                language=cast(Language, tongue),
                times=times,
                told=told,
                first_day=first,
                last_day=last,
            )
            for question, tongue, times, told, first, last in rows
        )

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(self._file, timeout=_PATIENCE)) as store, store:
            store.execute(_TABLE)
            yield store
