"""The workshop 工坊: makes files in the background, one at a time a person and few in all; keeps them for a day.

A finished file lies under the digest of its order and is there whole or not at all. What is ordered again is at hand.
Jobs live in memory: after a restart they are forgotten, their files are still at hand for whoever orders again.
"""

import datetime
import logging
import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from generators.handbook.files import save_whole
from generators.handbook.office import NoOffice, OfficeFailed
from portal.clock import Clock
from portal.errors import PageNotFound
from portal.handbooks.jobs import Cancelled, Job
from portal.handbooks.making import Told
from portal.handbooks.refusals import AlreadyMaking, WorkshopBusy

FOLDER: Final = "handbooks-made"
KEPT: Final = datetime.timedelta(days=1)
_AT_ONCE = 2
_MOST_UNDER_WAY = 8
_MOST_REMEMBERED = 200

Make = Callable[[Told], bytes]

logger = logging.getLogger(__name__)


class Workshop:
    """One of an app; threads share it."""

    def __init__(self, home: Path, clock: Clock) -> None:
        self._folder = home / FOLDER
        self._clock = clock
        self._jobs: dict[str, Job] = {}
        self._lock = threading.Lock()
        self._hands: ThreadPoolExecutor | None = None

    def at_hand(self, key: str) -> bytes | None:
        """The finished file of an order, if it was made within the last day."""
        file = self._folder / key
        try:
            return None if self._is_old(file) else file.read_bytes()
        except FileNotFoundError:
            return None

    def keep(self, key: str, content: bytes) -> None:
        """Puts a finished file where the same order finds it. OSError where the disk refuses."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        save_whole(self._folder / key, content)
        moment = self._clock.now().timestamp()
        os.utime(self._folder / key, (moment, moment))

    def keep_if_possible(self, key: str, content: bytes) -> None:
        """The same for what is handed out anyway: a disk that refuses costs the next one time, nothing else."""
        try:
            self.keep(key, content)
        except OSError:
            logger.exception("a Word file could not be kept")

    def admit(self, subject: str) -> None:
        """Whether somebody may begin something now. AlreadyMaking, WorkshopBusy."""
        with self._lock:
            self._admit(subject)

    def begin(self, job: Job, make: Make) -> None:
        """Takes a job in hand. AlreadyMaking, WorkshopBusy."""
        with self._lock:
            self._admit(job.subject)
            self._remember(job)
            if self._hands is None:
                self._hands = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="handbooks")
            self._hands.submit(self._work, job, make)

    def job(self, number: str, subject: str) -> Job:
        """One of somebody's own jobs. PageNotFound for those of others, too."""
        found = self._jobs.get(number)
        if found is None or found.subject != subject:
            raise PageNotFound
        return found

    def jobs_of(self, subject: str) -> list[Job]:
        """What somebody has ordered, the newest first; what is cleared away is left out."""
        with self._lock:
            mine = [job for job in self._jobs.values() if job.subject == subject]
        return [job for job in reversed(mine) if job.is_under_way or not self._is_over(job)]

    def clear_up(self) -> None:
        """Removes what is older than a day: files, what a crash left of one, and the memory of jobs."""
        for file in self._folder.glob("*"):
            if self._is_old(file):
                file.unlink(missing_ok=True)
        with self._lock:
            for job in [job for job in self._jobs.values() if not job.is_under_way and self._is_over(job)]:
                del self._jobs[job.number]

    def empty(self) -> None:
        """Removes every file, and calls off what is being made: none may name somebody who was erased."""
        for job in list(self._jobs.values()):
            job.stop()
        for file in self._folder.glob("*"):
            file.unlink(missing_ok=True)

    def close(self) -> None:
        """Calls off whatever is under way and waits for the step it is at."""
        for job in list(self._jobs.values()):
            job.stop()
        if self._hands is not None:
            self._hands.shutdown(wait=True, cancel_futures=True)
            self._hands = None

    def _work(self, job: Job, make: Make) -> None:
        if not job.is_under_way:
            return
        job.state = "making"
        try:
            self.clear_up()
            content = make(job.told)
            job.told("keeping", job.documents)
            self.keep(job.key, content)
            job.ended("ready")
        except Cancelled:
            job.ended("cancelled")
        except NoOffice:
            job.ended("failed", "no-office")
        except OfficeFailed:
            job.ended("failed", "office-failed")
        except OSError:
            logger.exception("a Word file could not be kept")
            job.ended("failed", "disk")
        except Exception:
            logger.exception("a Word file could not be made")
            job.ended("failed", "defect")

    def _admit(self, subject: str) -> None:
        under_way = [known for known in self._jobs.values() if known.is_under_way]
        if any(known.subject == subject for known in under_way):
            raise AlreadyMaking
        if len(under_way) >= _MOST_UNDER_WAY:
            raise WorkshopBusy

    def _remember(self, job: Job) -> None:
        self._jobs[job.number] = job
        over = [known for known in self._jobs.values() if not known.is_under_way]
        for known in over[: max(0, len(self._jobs) - _MOST_REMEMBERED)]:
            del self._jobs[known.number]

    def _is_over(self, job: Job) -> bool:
        return self._clock.now() - job.at >= KEPT

    def _is_old(self, file: Path) -> bool:
        try:
            made_at = file.stat().st_mtime
        except FileNotFoundError:
            return False
        return self._clock.now().timestamp() - made_at >= KEPT.total_seconds()
