"""An office in which a procedure runs: a campaign plan is drafted, decided on, approved, carried out."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any

from generators.model.procedures import Procedure
from generators.process.bpmn.exporting import export_model
from portal.accounts.service import add_account
from portal.cases import store
from portal.cases.values import Case, Event, Task
from portal.ledger.entries import entry_of
from portal.ledger.ledger import reading
from portal.ledger.names import SubjectId
from portal.ledger.store import entries_of
from portal.releases import service
from tests.generators.process.made_procedures import made_names
from tests.portal.acknowledgements.reading_rooms import Room
from tests.portal.browsing import Answer
from tests.portal.documents import Plain, a_procedure, a_role, publish_documents
from tests.portal.offices import Visitor, an_office

CAMPAIGN = "auto/procedure/campaign"
PLAN_FORM, NOTE_FORM = "auto/form/plan", "auto/form/note"


def a_form(slug: str, fields: list[dict[str, Any]], **changes: Any) -> Plain:
    return {"id": f"auto/form/{slug}", "kind": "form", "code": f"F-{slug}", "title": f"表单{slug}",
            "department": "auto/department/office", "fields": fields,
            "control": {"revision": "1.0", "status": "effective", "owner": "auto/role/boss"}} | changes  # fmt: skip


FORMS = [
    a_form("plan", [
        {"id": "focus", "label": "重点", "type": "long_text", "required": True},
        {"id": "cost", "label": "费用", "type": "money", "unit": "元", "required": True},
        {"id": "begins", "label": "开始", "type": "date"},
        {"id": "kind", "label": "类别", "type": "choice", "options": ["路演", "促销"]},
        {"id": "lines", "label": "明细", "type": "table", "rows": 3,
         "columns": [{"id": "use", "label": "用途"}, {"id": "sum", "label": "金额", "type": "money"}]},
    ], signatures=[{"id": "approved", "by": "auto/role/boss", "capacity": "签批"}]),
    a_form("note", [{"id": "why", "label": "缘由", "type": "text", "required": True}]),
]  # fmt: skip


def a_campaign(**changes: Any) -> Plain:
    """The approval of a campaign plan: outside the annual plan the chief decides after the boss."""
    steps = [
        {"id": "draft", "name": "起草方案", "actor": "auto/role/clerk", "do": "起草方案", "limit": "3wd", "output": [PLAN_FORM]},
        {"id": "in-plan", "name": "计划内？", "actor": "auto/role/clerk", "decide": "在计划内吗？", "branches": [
            {"label": {"zh-Hans": "计划内", "en": "In plan"}, "next": "approve-unit"},
            {"label": {"zh-Hans": "计划外", "en": "Outside"}, "next": "approve-group", "requires": [NOTE_FORM]}]},
        {"id": "approve-unit", "name": "签批", "approve": {"by": ["auto/role/boss"]}, "limit": "2wd", "rejected": "draft",
         "escalate": {"after": "3wd", "to": "auto/role/chief"}, "next": "pass-copy"},
        {"id": "approve-group", "name": "签批计划外", "approve": {"mode": "in_order", "by": ["auto/role/boss", "auto/role/chief"]},
         "rejected": "draft", "next": "pass-copy"},
        {"id": "pass-copy", "name": "送一份", "actor": "auto/role/clerk", "do": "送一份", "fork": ["supervise", "carry-out"]},
        {"id": "supervise", "name": "督办", "actor": "auto/role/seller", "do": "督办", "next": "close"},
        {"id": "carry-out", "name": "执行", "actor": "auto/role/clerk", "do": "执行", "hand_off": "auto/procedure/visit", "next": "close"},
        {"id": "close", "name": "总结", "actor": "auto/role/clerk", "join": "all", "do": "交总结", "next": "end"},
    ]  # fmt: skip
    gates = [
        {"id": "approved-project", "condition": {"zh-Hans": "有立项单", "en": "There is a project approval"}}
    ]
    said: dict[str, Any] = {"steps": steps, "gates": gates, "title": "推广审批"}
    return a_procedure("campaign", **said | changes)


def model_of(plain: Plain) -> bytes:
    """The model of a procedure, as the edition has it beside the procedure's page."""
    return export_model(Procedure.model_validate(plain), made_names()).encode()


@dataclass
class Desk(Room):
    """An office with a campaign procedure in force, and people for its roles."""

    people: dict[str, SubjectId] = field(default_factory=dict)

    def hire(self, name: str, *roles: str, **more: Any) -> Visitor:
        subject = self.office.hire(
            name.upper(), name, roles=roles, department="auto/department/office", password=None, **more
        )
        self.people[name], now = subject, self.office.clock.now()
        self.office.records.ledger.sequencer.write(
            lambda connection: add_account(connection, subject, login=name, now=now)
        ).result()
        return self.browser(name)

    def browser(self, name: str) -> Visitor:
        return self.office.visitor(self.people[name])

    def revise(self, plain: Plain) -> None:
        """A new revision of the campaign procedure is published and released."""
        publish(self.home, plain)
        self.office.app.state.bookshelf.current()
        self.releases(plain["id"])

    def starts(
        self, visitor: Visitor, title: str = "秋季路演", *, key: str = "a" * 32, **more: str
    ) -> Answer:
        form = {"key": key, "title": title, "gate-approved-project": "LX-2026-007"} | more
        return visitor.post(f"/cases/start/{CAMPAIGN}/", form)

    def case(self) -> Case:
        """The newest case."""
        with reading(self.office.records.ledger.engine) as connection:
            return store.cases_in(connection)[0]

    def waits(self) -> dict[str, Task]:
        """What waits in the newest case, by node."""
        with reading(self.office.records.ledger.engine) as connection:
            found = store.tasks_of(connection, store.cases_in(connection)[0].key)
        return {task.node: task for task in found if task.is_open}

    def tasks(self) -> list[Task]:
        with reading(self.office.records.ledger.engine) as connection:
            return list(store.tasks_of(connection, store.cases_in(connection)[0].key))

    def events(self) -> list[Event]:
        with reading(self.office.records.ledger.engine) as connection:
            return list(store.events_of(connection, store.cases_in(connection)[0].key))

    def does(self, visitor: Visitor, node: str, **said: Any) -> Answer:
        """Somebody does what waits at a node; keyword ``records`` gives numbers by form."""
        records: Mapping[str, str] = said.pop("records", {})
        form = {f"record-{name}": number for name, number in records.items()} | said
        return visitor.post(f"/cases/task/{self.waits()[node].key}/", form)

    def fills(self, visitor: Visitor, node: str, slug: str, **said: str) -> Answer:
        return visitor.post(
            f"/cases/task/{self.waits()[node].key}/form/auto/{slug}/", {"wish": "finish"} | said
        )

    def kinds(self) -> list[str]:
        """What the ledger says of cases, in order."""
        with reading(self.office.records.ledger.engine) as connection:
            kinds = [entry_of(stored.body).kind for stored in entries_of(connection)]
        return [kind for kind in kinds if kind.partition(":")[0] in ("case", "task", "approval")]


def publish(home: Path, plain: Plain, *more: Plain, forms: Sequence[Plain] = FORMS) -> None:
    """Publishes the campaign procedure with its forms and the model beside its page."""
    running = {one["id"]: model_of(one) for one in (plain, *more) if one["kind"] == "procedure"}
    visits = [] if "auto/procedure/visit" in running else [a_procedure("visit")]
    publish_documents(home, plain, *visits, a_role("chief"), *forms, *more, models=running)


@contextmanager
def a_desk(
    home: Path,
    *more: Plain,
    plain: Plain | None = None,
    forms: Sequence[Plain] = FORMS,
    **settings: Any,
) -> Iterator[Desk]:
    """An office where the campaign procedure is in force."""
    publish(home, plain or a_campaign(), *more, forms=forms)
    with an_office(home, **settings) as office:
        desk = Desk(office, home)
        service.install(office.records.ledger, desk.texts, now=office.clock.now())
        yield desk


def problem_on(page: Answer) -> str:
    """What a page says was wrong."""
    found = re.search(r'role="alert"[^>]*>(.*?)</div></div>', page.text, re.DOTALL)
    return unescape(re.sub(r"<[^>]+>", " ", found[1])).strip() if found else ""
