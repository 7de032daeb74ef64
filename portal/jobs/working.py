"""Working off jobs: each is leased, done and given back; one that fails leaves the others alone and is tried again."""

import logging
import os
import socket
from collections.abc import Callable, Iterable

from portal.access.records import Records
from portal.errors import PortalError
from portal.jobs.leasing import CUT_SHORT, DONE, FAILED, Job, Run, finish, lease

logger = logging.getLogger(__name__)


class Worker:
    """Does jobs in the name of this process."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self.name = f"{socket.gethostname()}:{os.getpid()}:{id(self):x}"

    def work_off(self, jobs: Iterable[Job], *, stopping: Callable[[], bool] = lambda: False) -> None:
        """Everything that is due, in this order, until told to stop."""
        for job in jobs:
            if stopping():
                return
            self._attempt(job)

    def _attempt(self, job: Job) -> None:
        try:
            write = self._records.ledger.sequencer.write
            if not write(lambda c: lease(c, job, by=self.name, now=self._records.now())).result():
                return
            run = self._run(job)
            write(lambda c: finish(c, job, run, by=self.name)).result()
        except PortalError as problem:
            # Without records there is nowhere to say so but the log.
            logger.info("a round was cut short: %s", problem.code)
        except Exception:
            logger.exception("a round failed", extra={"job": job.name})

    def _run(self, job: Job) -> Run:
        began, outcome, trouble = self._records.now(), DONE, ""
        try:
            job.work()
        except PortalError as problem:
            outcome, trouble = CUT_SHORT, problem.code
            logger.info("a round was cut short: %s", problem.code, extra={"job": job.name})
        except Exception as defect:
            outcome, trouble = FAILED, type(defect).__name__
            logger.exception("a round failed", extra={"job": job.name})
        return Run(began=began, ended=self._records.now(), outcome=outcome, trouble=trouble)
