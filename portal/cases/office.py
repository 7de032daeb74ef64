"""The office of cases 流程办公室: models, texts and people as cases need them. One of an app; threads share it."""

import datetime
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Final, TypeVar

from sqlalchemy import Connection

from portal.access.freshness import generation
from portal.access.records import Records
from portal.cases.engine import Engine
from portal.cases.models import read_model
from portal.cases.plans import Plan, plan_of
from portal.cases.standing import Seats, Standings
from portal.cases.values import Case, Task
from portal.people.facts import staff_on
from portal.releases.texts import Texts
from portal.web.languages import Language
from portal.workdays.calendar import WorkCalendar
from portal.workdays.calendars import Calendars

_MOST: Final = 256

T = TypeVar("T")


class CaseOffice:
    """Remembers what does not change: models and texts under their digests; and people for as long as nothing does.

    ``channels`` are the ways by which notices leave the house.
    """

    def __init__(self, records: Records, calendars: Calendars | None = None) -> None:
        self.records = records
        self.channels: tuple[str, ...] = ()
        self._calendars = calendars or Calendars(records.home)
        self._remembering = threading.Lock()
        self._engines: OrderedDict[str, Engine] = OrderedDict()
        self._plans: OrderedDict[str, Plan] = OrderedDict()
        self._seats: tuple[tuple[int, datetime.date, str], Seats] | None = None

    def engine(self, model: str) -> Engine:
        """The engine of a kept model. TextMissing, ModelUnusable."""
        return self._known(
            self._engines, model, lambda: Engine(read_model(self.records.ledger.files.read(model)))
        )

    def plan(self, digests: Mapping[str, str], language: Language) -> Plan:
        """The text of a procedure. TextMissing."""
        digest = digests.get(language) or next(iter(digests.values()))
        return self._known(self._plans, digest, lambda: plan_of(self.records.ledger.files, digests, language))

    def seats(self, connection: Connection, texts: Texts) -> Seats:
        """Who sits where today."""
        day = self.records.today()
        mark = (generation(), day, texts.edition.id)
        known = self._seats
        if known is None or known[0] != mark:
            organisation = texts.organisation
            seats = Seats(staff_on(connection, day, moved=organisation.moved), organisation)
            known = self._seats = (mark, seats)
        return known[1]

    def calendar(self, texts: Texts) -> WorkCalendar:
        """The days the company works, with the holidays published by now."""
        return self._calendars.of(texts.edition.library)

    def standings(self, seats: Seats, texts: Texts, case: Case, task: Task) -> Standings:
        """Who may do a task now, and as what."""
        plan, owner = self.plan(case.digests, "zh-Hans"), owner_of(texts, case.document)
        backup = backup_of(texts, task.actor)
        return seats.for_task(task, plan, owner=owner, now=self.records.now(), backup=backup)

    def _known(self, shelf: OrderedDict[str, T], key: str, make: Callable[[], T]) -> T:
        with self._remembering:
            if key in shelf:
                shelf.move_to_end(key)
                return shelf[key]
        made = make()
        with self._remembering:
            shelf[key] = made
            while len(shelf) > _MOST:
                shelf.popitem(last=False)
        return made


def owner_of(texts: Texts, document: str) -> str:
    """The role that answers for a document; empty where the edition no longer has it."""
    listed = texts.listed.get(document)
    return "" if listed is None else listed.owner


def backup_of(texts: Texts, actor: str) -> str:
    """The role that the text of a role names as its backup; empty where there is none."""
    place = texts.organisation.today_name(actor)
    return texts.organisation.today_name(str(texts.documents.get(place, {}).get("backup") or ""))


def owners(seats: Seats, texts: Texts, document: str) -> frozenset[str]:
    """The people who answer for a document."""
    return frozenset(seats.of(owner_of(texts, document)))
