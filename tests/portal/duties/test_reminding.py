"""What the portal does by itself about duties: reminders once each, and the manager after a week."""

import datetime

import pytest

from portal.duties.reminding import DutyRounds
from portal.ledger.ledger import reading
from portal.ledger.names import SubjectId
from portal.ledger.store import entry_at
from portal.notices.outbox import notices_of
from tests.portal.duties.shops import at, employ, settle, work
from tests.portal.offices import Office

pytestmark = pytest.mark.parametrize("address", [None])  # the outbox is tested on both databases elsewhere


def rounds_on(office: Office, *days: str, hour: int = 9) -> None:
    """The portal makes a round on each of these days; one more in the same hour changes nothing."""
    for day in days:
        at(office, day, hour)
        state = office.app.state
        for _ in range(2):
            DutyRounds(state.records, state.bookshelf, state.duties)()


def told(office: Office, subject: str) -> list[tuple[str, str]]:
    with reading(office.records.ledger.engine) as connection:
        return sorted((one.code, one.values["duty"]) for one in notices_of(connection, subject, limit=99))


def escalations(office: Office) -> list[bytes]:
    with reading(office.records.ledger.engine) as connection:
        found = (entry_at(connection, seq) for seq in range(1, 99))
        return [one.body for one in found if one is not None and b"duty:escalated" in one.body]


def test_a_monthly_duty_is_told_of_before_on_the_day_and_when_late(office: Office, helper: SubjectId) -> None:
    rounds_on(office, "2026-02-25", "2026-02-27", "2026-02-28", "2026-03-01", "2026-03-02")
    assert [one for one in told(office, helper) if one[1] == "pack"] == [
        ("duty.before-0", "pack"), ("duty.before-1", "pack"), ("duty.late", "pack"),
    ]  # fmt: skip
    page = office.visitor(helper).get("/my/documents/").text
    assert "逾期：helper——寄出三本资料，应于 2026-02-28" in page


def test_a_daily_duty_is_told_of_once_a_week(office: Office, helper: SubjectId) -> None:
    rounds_on(office, "2026-02-03", "2026-02-04", "2026-02-05", "2026-02-06", "2026-02-10")
    assert [one for one in told(office, helper) if one[1] == "leads"] == [("duty.late", "leads")] * 2


def test_after_a_week_the_manager_is_told_once_and_it_is_recorded(office: Office, helper: SubjectId) -> None:
    manager = employ(office, "M1", joined=datetime.date(2026, 2, 2))
    late = employ(
        office, "E5", roles=("auto/role/helper",), manager=manager, joined=datetime.date(2026, 2, 2)
    )
    rounds_on(office, "2026-03-06")
    assert escalations(office) == []
    rounds_on(office, "2026-03-07", "2026-03-08", "2026-03-20")
    assert told(office, manager) == [("duty.manager", "pack")]
    (entry,) = escalations(office)
    assert manager.encode() in entry
    assert late.encode() in entry
    assert "pack/2026-03" in work(office, late)


def test_who_has_done_it_is_left_alone_and_their_reminders_end(office: Office, helper: SubjectId) -> None:
    rounds_on(office, "2026-02-27")
    assert ("duty.before-1", "pack") in told(office, helper)
    assert settle(office.visitor(helper), "/my/duties/auto/helper/pack/2026-03/", {"words-0": "SF 1"}) == 303
    assert told(office, helper) == [("duty.late", "leads")]
    rounds_on(office, "2026-02-28")
    assert told(office, helper) == [("duty.late", "leads")]
