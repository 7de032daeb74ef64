"""Rounds 巡查: what the portal does by itself about running cases. Whoever was told something is not told it again."""

import datetime
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from sqlalchemy import Connection, select

from portal.bookshelf import Bookshelf
from portal.cases.escalating import Passed, bring, passed
from portal.cases.lists import settle_lists
from portal.cases.office import CaseOffice
from portal.cases.standing import Seats
from portal.cases.store import assignments_of, done_in, limits_passed
from portal.cases.tables import CASE, TASK
from portal.cases.telling import Brought, Story, notices
from portal.cases.work import Waiting, waiting_tasks
from portal.checklists.board import Checklists
from portal.ledger.ledger import reading
from portal.notices.outbox import Notice, tell, untold
from portal.releases.texts import texts_of

_AT_ONCE: Final = 200


@dataclass(frozen=True)
class CaseRounds:
    """Part of the portal's rounds."""

    office: CaseOffice
    bookshelf: Bookshelf
    checklists: Checklists

    def __call__(self) -> None:
        """One round."""
        records, texts = self.office.records, texts_of(self.bookshelf.current())
        now = records.now()
        with reading(records.ledger.engine) as connection:
            seats, found = waiting_tasks(self.office, connection, texts)
            story = _story(self.office, connection, found, texts.edition.zone)
            late = list(_late(self.office, connection, seats, found))
            fresh = untold(connection, [notice for one in found for notice in notices(one, story, now=now)])
        for at in range(0, len(fresh), _AT_ONCE):
            some = fresh[at : at + _AT_ONCE]
            records.ledger.sequencer.write(partial(self._tell, some=some)).result()
        for one in late:
            bring(one, story, channels=self.office.channels)
        settle_lists(self.office, self.checklists, texts)

    def _tell(self, connection: Connection, *, some: Sequence[Notice]) -> None:
        """A task may have ended since it was looked at; of that nobody is told."""
        waits = _still_open(connection, {notice.about for notice in some})
        still = [notice for notice in some if notice.about in waits]
        tell(connection, still, channels=self.office.channels, now=self.office.records.now())


def _late(
    office: CaseOffice, connection: Connection, seats: Seats, found: Sequence[Waiting]
) -> Iterator[Passed]:
    """Limits that passed and of which nothing was recorded yet."""
    now = office.records.now()
    known = limits_passed(
        connection, [one.task.key for one in found if one.task.is_late(now) or one.task.is_escalated(now)]
    )
    for one in found:
        for limit in passed(one, office.plan(one.case.digests, "zh-Hans"), seats, now=now):
            if (one.task.key, f"task:{limit.way}") not in known:
                yield limit


def _story(
    office: CaseOffice, connection: Connection, found: Sequence[Waiting], zone: datetime.tzinfo
) -> Story:
    cases = {one.case.key: one.case for one in found}
    moves = {(task.case, task.at): task for task in done_in(connection, cases)}
    brought: dict[str, Brought] = {}
    for one in found:
        before, case = moves.get((one.case.key, one.task.opened_at)), one.case
        if before is not None:
            brought[one.task.key] = Brought(by=before.by, is_refused=before.outcome == "refused")
        elif case.started_at == one.task.opened_at:
            brought[one.task.key] = Brought(by=case.started_by)
    given = assignments_of(connection, [one.task.key for one in found if one.task.holder])
    return Story(office=office, zone=zone, brought=brought, given=given)


def _still_open(connection: Connection, named: Collection[str]) -> frozenset[str]:
    keys = [name.partition(":")[2] for name in named]
    running = select(CASE.c.key).where(CASE.c.state == "open")
    query = select(TASK.c.key).where(
        TASK.c.key.in_(keys), TASK.c.state == "open", TASK.c.process_case.in_(running)
    )
    return frozenset(f"case:{key}" for key in connection.execute(query).scalars())
