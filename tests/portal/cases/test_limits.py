"""By when a step is to be done: hours by the clock, days, and working days with holidays and shifted workdays."""

import datetime
import zoneinfo
from pathlib import Path

import pytest

from portal.cases.limits import limit_of
from portal.workdays.calendars import Calendars
from tests.portal.cases.desks import a_desk

SHANGHAI = zoneinfo.ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("since", "span", "until"),
    [
        ("2026-04-30 16:00", "4h", "2026-04-30 20:00"),  # by the clock, also on the eve of a holiday
        ("2026-04-30 16:00", "1d", "2026-05-01 23:59"),  # days are days
        ("2026-04-30 16:00", "1wd", "2026-05-06 23:59"),  # 1–5 May are off
        ("2026-05-08 09:00", "1wd", "2026-05-09 23:59"),  # a Saturday that is worked
        ("2026-09-23 09:00", "3wd", "2026-09-29 23:59"),  # Mid-Autumn is off
        ("2026-09-30 09:00", "1wd", "2026-10-08 23:59"),  # the week of the National Day
        (
            "2026-02-13 18:00",
            "2wd",
            "2026-02-24 23:59",
        ),  # 14 February is worked, 15–23 are the Spring Festival
    ],
)
def test_limits_as_the_published_calendar_counts_them(since: str, span: str, until: str) -> None:
    begun = datetime.datetime.fromisoformat(since).replace(tzinfo=SHANGHAI)
    found = limit_of(begun, span, Calendars(None).of({}))
    assert found.at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M") == until
    assert found.guessed == ()


def test_a_year_that_is_not_published_is_named_and_may_be_supplied(home: Path) -> None:
    with a_desk(home) as desk:
        desk.office.clock.moment = datetime.datetime(2031, 12, 30, 1, 0, tzinfo=datetime.UTC)
        clerk = desk.hire("clerk", "auto/role/clerk")
        desk.starts(clerk)
        task = desk.waits()["draft"]
        assert task.guessed == "2031 2032"
        said = "2031，2032 年放假安排尚未公布，时限按周末推算"
        assert said in clerk.get(f"/cases/task/{task.key}/").text
        assert said in clerk.get(f"/cases/case/{desk.case().key}/").text
        assert said not in clerk.get(f"/en/cases/task/{task.key}/").text
        for year in (2031, 2032):
            supply(home, year)
        desk.starts(clerk, "冬季路演", key="b" * 32)
        later = desk.waits()["draft"]
        assert later.guessed == ""
        assert later.due is not None
        assert later.due.astimezone(SHANGHAI).date() == datetime.date(2032, 1, 6)  # 1–2 January are off
        assert "尚未公布" not in clerk.get(f"/cases/task/{later.key}/").text


def supply(home: Path, year: int) -> None:
    folder = home / "calendar"
    folder.mkdir(exist_ok=True)
    holiday = f"""
[[holiday]]
name = {{ zh-Hans = "元旦", en = "New Year's Day" }}
first = "{year}-01-01"
last = "{year}-01-02"
"""
    said = f'country = "CN"\nyear = {year}\nsource = "手册"\nworked = []\n{holiday}'
    (folder / f"CN-{year}.toml").write_text(said, encoding="utf-8")
