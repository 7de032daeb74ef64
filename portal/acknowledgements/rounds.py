"""Rounds 巡查: what the portal does by itself every minute or so.

It notices new editions, reminds people, sends what waits in the outbox, signs, and forgets what is too old. Each of
these is a job with a lease in the database. Nothing depends on when a round is made: each finds out what is due, and
what was done is not done again.
"""

import datetime
import threading
from collections.abc import Callable, Mapping, Sequence

from portal.access.records import Records
from portal.acknowledgements.reminders import reminders
from portal.bookshelf import Bookshelf
from portal.jobs.leasing import Job
from portal.jobs.working import Worker
from portal.ledger.ledger import Ledger, reading
from portal.notices.outbox import Channel, Notice, deliver, tell, untold, waiting
from portal.obligations.desk import Desk
from portal.releases.service import take_up
from portal.releases.texts import texts_of

SECONDS = 60.0
REMIND_EVERY = datetime.timedelta(minutes=30)
TIDY_EVERY = datetime.timedelta(hours=6)
_AT_ONCE = 200


class Rounds:
    """Makes rounds in a thread of its own from :meth:`start` to :meth:`stop`."""

    def __init__(
        self,
        records: Records,
        bookshelf: Bookshelf,
        desk: Desk,
        channels: Mapping[str, Channel],
        *,
        tidy: Callable[[], None] | None = None,
        besides: Sequence[Job] = (),
    ) -> None:
        """``tidy`` forgets whatever is kept longer than it may be; ``besides`` is what others have done by rounds."""
        self._records = records
        self._bookshelf = bookshelf
        self._desk = desk
        self._channels = channels
        self._worker = Worker(records)
        self.jobs = (
            Job(name="edition", work=self._notice_edition),
            Job(name="remind", work=self._remind, every=REMIND_EVERY),
            *((Job(name="deliver", work=self._deliver),) if channels else ()),
            *((Job(name="tidy", work=tidy, every=TIDY_EVERY),) if tidy else ()),
            *besides,
        )
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._edition = ""

    def start(self) -> None:
        """The first round is made at once."""
        self._stopping.clear()
        self._thread = threading.Thread(target=self._run, name="rounds", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """After the part of a round that is under way."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def once(self) -> None:
        """One round: every job that is due; one that fails leaves the others alone and is tried again."""
        self._worker.work_off(self.jobs, stopping=self._stopping.is_set)

    def _run(self) -> None:
        while True:
            self.once()
            if self._stopping.wait(SECONDS):
                return

    def _notice_edition(self) -> None:
        """What is editorial beyond doubt comes into force; the rest waits on the owner's page."""
        edition = self._bookshelf.current()
        if edition.id != self._edition:
            take_up(self._records.ledger, texts_of(edition), now=self._records.now())
            self._edition = edition.id

    def _remind(self) -> None:
        now = self._records.now()
        ledger, today = self._records.ledger, self._records.today()
        with reading(ledger.engine) as connection:
            people = self._desk.facts(connection, today).people
            due = list(reminders(self._desk.everyone(connection, today), people, today=today))
            fresh = [notice for some in _parts(due) for notice in untold(connection, some)]
        for some in _parts(fresh):
            self._tell(ledger, some, now)

    def _tell(self, ledger: Ledger, some: Sequence[Notice], now: datetime.datetime) -> None:
        channels = tuple(self._channels)
        ledger.sequencer.write(lambda connection: tell(connection, some, channels=channels, now=now)).result()

    def _deliver(self) -> None:
        ledger, now = self._records.ledger, self._records.now()
        with reading(ledger.engine) as connection:
            parcels = waiting(connection, now=now)
        deliver(parcels, self._channels, write=lambda work: ledger.sequencer.write(work).result(), now=now)


def _parts(notices: Sequence[Notice]) -> list[Sequence[Notice]]:
    """A few at a time, so that nobody who confirms waits behind all of them."""
    return [notices[at : at + _AT_ONCE] for at in range(0, len(notices), _AT_ONCE)]
