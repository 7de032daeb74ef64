"""An office in which checklists run."""

import datetime
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from portal.accounts.service import add_account
from portal.checklists.board import Checklists
from portal.checklists.office import Scene
from portal.checklists.runs import Run, all_runs
from portal.checklists.standing import Standing
from portal.ledger.ledger import reading
from portal.ledger.names import SubjectId
from portal.people.changes import Begins, Ends, Leaves
from portal.releases import service
from portal.work.sources import Work
from portal.workdays.tasks import WorkItem
from tests.portal.acknowledgements.reading_rooms import Room
from tests.portal.browsing import Answer
from tests.portal.documents import Plain, a_policy, publish_documents
from tests.portal.offices import Visitor, an_office

ONBOARDING = "auto/checklist/onboarding"
CLERK, BOSS, SELLER = "auto/role/clerk", "auto/role/boss", "auto/role/seller"
ITEMS: list[Plain] = [
    {"id": "first-day", "label": "一", "do": "报到当天", "within": "1d", "items": [
        {"id": "desk", "label": "1", "do": "领工牌和电脑", "by": BOSS, "within": "1d",
         "evidence": [{"kind": "signature", "label": "领用签字"}]},
        {"id": "walk", "label": "2", "do": "走一遍消防通道", "requirement": "说出三处", "method": "自己走一遍"},
    ]},
    {"id": "read-leave", "label": "二", "do": "请假制度", "read": "auto/policy/leave", "within": "7d"},
    {"id": "draft", "label": "三", "do": "写一篇初稿", "within": "2wd",
     "evidence": [{"kind": "file", "label": "初稿"}], "verify": BOSS},
]  # fmt: skip


def a_checklist(
    slug: str = "onboarding", *, event: str = "joining", revision: str = "1.0", **changes: Any
) -> Plain:
    """A checklist for clerks, owned by the boss; ``start`` adds to its start."""
    control = {"revision": revision, "status": "effective", "owner": BOSS} | changes.pop("control", {})
    return {
        "id": f"auto/checklist/{slug}", "kind": "checklist", "code": f"C-{slug}", "title": f"清单{slug}",
        "department": "auto/department/office", "control": control, "for_roles": changes.pop("for_roles", [CLERK]),
        "start": {"event": event} | changes.pop("start", {}), "items": changes.pop("items", ITEMS),
    } | changes  # fmt: skip


@dataclass
class Desk(Room):
    """A room in which lists run; ``boss`` leads everybody hired here."""

    boss: SubjectId = field(init=False)
    known: set[SubjectId] = field(default_factory=set)

    @property
    def checklists(self) -> Checklists:
        checklists: Checklists = self.office.app.state.checklists
        return checklists

    @property
    def work(self) -> Work:
        work: Work = self.office.app.state.work
        return work

    def hire(self, number: str, *roles: str, **more: Any) -> SubjectId:
        more.setdefault("manager", getattr(self, "boss", None))
        more.setdefault("department", "auto/department/office")
        more.setdefault("joined", self.office.today)
        return self.office.hire(number, roles=roles, password=None, **more)

    def visitor(self, subject: SubjectId) -> Visitor:
        """Somebody's browser; nobody needs a password for it."""
        if subject not in self.known:
            now, write = self.office.clock.now(), self.office.records.ledger.sequencer.write
            write(lambda c: add_account(c, subject, login=subject, now=now)).result()
            self.known.add(subject)
        return self.office.visitor(subject)

    def scene(self) -> Scene:
        with reading(self.office.records.ledger.engine) as connection:
            return self.checklists.scene(connection, self.texts)

    def round(self) -> list[Run]:
        """What the portal does every minute; then all runs, the oldest first."""
        self.checklists.make_round()
        return self.runs()

    def runs(self) -> list[Run]:
        with reading(self.office.records.ledger.engine) as connection:
            return list(reversed(all_runs(connection)))

    def standing(self, run: Run) -> Standing:
        with reading(self.office.records.ledger.engine) as connection:
            (now,) = [one for one in self.runs() if one.number == run.number]
            return self.scene().standing(connection, now, "zh-Hans")

    def states(self, run: Run) -> Mapping[str, str]:
        return {key: one.state for key, one in self.standing(run).items.items()}

    def work_of(self, subject: SubjectId) -> list[tuple[str, str]]:
        """The tasks of somebody by their item or document, with their state."""
        found = self.work.of(subject, at=self.office.clock.now(), language="zh-Hans")
        return [(place_of(one), one.state) for one in found]

    def takes_up(self, subject: SubjectId, role: str) -> None:
        self.office.change(Begins(subject=subject, role=role, on=self.office.today))

    def lays_down(self, subject: SubjectId, role: str, *, in_days: int = 0) -> None:
        self.office.change(Ends(subject=subject, role=role, on=day(self, in_days)))

    def leaves(self, subject: SubjectId, *, in_days: int = 0) -> None:
        self.office.change(Leaves(subject=subject, on=day(self, in_days)))


def day(desk: Desk, later: int) -> datetime.date:
    return desk.office.today + datetime.timedelta(days=later)


def place_of(one: WorkItem) -> str:
    """The item of a list, or the document."""
    return one.place.partition("#")[2] or one.document


@contextmanager
def a_desk(home: Path, *documents: Plain, **settings: Any) -> Iterator[Desk]:
    """An office whose documents have been in force since yesterday."""
    publish_documents(home, *(documents or (a_policy(), a_checklist())))
    with an_office(home, **settings) as office:
        desk = Desk(office, home)
        service.install(office.records.ledger, desk.texts, now=office.clock.now())
        office.clock.move(days=1)
        desk.boss = desk.hire("1000", BOSS)
        yield desk


def tick(visitor: Visitor, run: Run, item: str, form: Mapping[str, Any] | None = None) -> Answer:
    return visitor.post(f"/my/checklists/{run.number}/{item}/done/", form or {})


def hand_in(
    visitor: Visitor, run: Run, item: str, content: bytes, *, form: Mapping[str, str] | None = None
) -> Answer:
    address = f"/my/checklists/{run.number}/{item}/done/"
    return visitor.upload(address, name="file-0", content=content, form=form)


def attachments_on(page: Answer) -> list[str]:
    """The addresses of files that a page offers."""
    return re.findall(r'href="(/attachments/[0-9a-f]+/)"', page.text)
