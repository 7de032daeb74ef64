"""Tidying 定期清理: what is kept for a time only is gone when it is over; the portal sees to it by itself."""

import datetime
from collections.abc import Callable, Sequence

from sqlalchemy import Connection, delete

from portal.access import events
from portal.access.looking import forget_old_looks
from portal.access.records import Records
from portal.accounts import sessions
from portal.accounts.tables import LINK
from portal.cases.erasing import forget_drafts
from portal.clock import utc_text
from portal.journal import Journal
from portal.retention.leavings import remove_leavings
from portal.retention.periods import Periods
from portal.retention.scans import forget_returned

_A_DAY = datetime.timedelta(days=1)


class Tidying:
    """Forgets sessions that have ended, links, the security log, looks at reports, returned scans and questions."""

    def __init__(
        self,
        records: Records,
        journal: Journal,
        periods: Periods,
        *,
        session_hours: int,
        besides: Sequence[Callable[[], None]] = (),
    ) -> None:
        """``besides``: what others clear up at the same time."""
        self._records = records
        self._besides = tuple(besides)
        self._journal = journal
        self._periods = periods
        self._longest = datetime.timedelta(hours=session_hours) + _A_DAY

    def __call__(self) -> None:
        """Everything that is too old at this moment. Doing it twice changes nothing."""
        self._journal.forget_old(self._records.today(), kept=self._periods.questions)
        self._records.ledger.sequencer.write(self._forget).result()
        forget_returned(self._records, kept=self._periods.uploads)
        remove_leavings(self._records)
        forget_drafts(self._records)
        for clear_up in self._besides:
            clear_up()

    def _forget(self, connection: Connection) -> None:
        now = self._records.now()
        sessions.forget_old(connection, before=now - self._longest)
        connection.execute(delete(LINK).where(LINK.c.expires_at < utc_text(now - _A_DAY)))
        events.forget_old(connection, now=now, kept=self._periods.security_log)
        forget_old_looks(connection, now=now, kept=self._periods.security_log)
