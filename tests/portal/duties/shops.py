"""A shop with a role that has recurring duties, and people who move its clock and do them."""

import datetime
import re
from typing import Any

from portal.accounts import service as accounts
from portal.bookshelf import PinnedEdition
from portal.ledger.names import SubjectId
from portal.releases import service
from portal.releases.proposals import Proposal
from portal.releases.texts import texts_of
from tests.portal.documents import a_role
from tests.portal.ledger.ledgers import ANNA, BORIS
from tests.portal.offices import Office, Visitor

Plain = dict[str, Any]
PACK = {
    "id": "pack", "label": "3.", "do": {"zh-Hans": "寄出三本资料", "en": "Send the three packs"},
    "recurs": {"every": "month", "before_day": 1, "holiday": "earlier"},
    "evidence": [{"kind": "number", "label": {"zh-Hans": "快递单号", "en": "Courier number"}}],
}  # fmt: skip
LEADS = {
    "id": "leads",
    "label": "7.",
    "do": "汇总当日来店来电",
    "recurs": {"every": "workday", "time": "17:30"},
}


def at(office: Office, day: str, hour: int = 9) -> None:
    """It is that day, at an hour of Shanghai."""
    local = datetime.datetime.fromisoformat(day).replace(
        hour=hour, tzinfo=datetime.timezone(datetime.timedelta(hours=8))
    )
    office.clock.moment = local.astimezone(datetime.UTC)


def a_clerk_role(*duties: Plain, revision: str = "1.0") -> Plain:
    control = {"revision": revision, "status": "effective", "owner": "auto/role/boss"}
    return a_role(
        "helper", duties=list(duties or (PACK, LEADS)), control=control, reports_to="auto/role/boss"
    )


def employ(office: Office, number: str, name: str = "", **more: Any) -> SubjectId:
    """Somebody new, signed in by the company's account: to make up a password for everybody takes long."""
    subject = office.hire(number, name, password=None, **more)
    write = office.records.ledger.sequencer.write
    write(lambda c: accounts.add_account(c, subject, login=number, now=office.clock.now())).result()
    return subject


def work(office: Office, subject: str) -> dict[str, str]:
    """What somebody has to do now: duty and period, and the day it is due in Shanghai."""
    found = office.app.state.duty_work.work_of(subject, at=office.clock.now(), language="zh-Hans")
    zone = datetime.timezone(datetime.timedelta(hours=8))
    return {one.key.partition("@")[2]: one.due.astimezone(zone).strftime("%m-%d %H:%M") for one in found}


def form_on(visitor: Visitor, place: str) -> dict[str, str]:
    """What the form of a duty states by itself."""
    return dict(re.findall(r'name="(key|digest)" value="([0-9a-f]+)"', visitor.get(place).text))


def settle(visitor: Visitor, place: str, form: Plain | None = None) -> int:
    return visitor.post(place, form_on(visitor, place) | (form or {})).status_code


def release(office: Office, edition: PinnedEdition) -> None:
    """The owner proposes what changed, a second person releases it."""
    ledger, texts, now = office.records.ledger, texts_of(edition), office.clock.now()
    for found in service.take_up(ledger, texts, now=now).pending:
        said = service.propose(
            ledger, texts, found, change=found.change, changed=found.changed, by=ANNA, now=now
        )
        if isinstance(said, Proposal):
            service.release(ledger, texts, said.number, by=BORIS, now=now)
