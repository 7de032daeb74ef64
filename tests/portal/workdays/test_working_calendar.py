"""Which days a Chinese company works in 2025 and 2026, and how spans and deadlines are counted on them."""

import datetime
import zoneinfo
from pathlib import Path
from typing import Any

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.workdays.calendar import LONGEST_SHIFT, WorkCalendar
from portal.workdays.calendars import Calendars, calendar_of
from portal.workdays.years import YearUnreadable, read_year, years_in

Day = datetime.date
DAYS = st.dates(Day(2025, 1, 1), Day(2027, 12, 31))


def a_calendar(**said: Any) -> WorkCalendar:
    zone = said.pop("time_zone", "Asia/Shanghai")
    return calendar_of({"time_zone": zone, "calendar": said}, years_in(None))


def days_of(year: int) -> list[Day]:
    first = Day(year, 1, 1)
    return [first + datetime.timedelta(days=number) for number in range((Day(year + 1, 1, 1) - first).days)]


@pytest.mark.parametrize("year", [2025, 2026])
def test_every_day_is_worked_or_not_as_a_well_kept_library_says(year: int) -> None:
    ours = a_calendar()
    wrong = [day for day in days_of(year) if ours.is_worked(day) != chinese_calendar.is_workday(day)]
    assert wrong == []


@pytest.mark.parametrize(
    ("day", "is_worked", "name"),
    [
        ("2025-01-26", True, ""),  # a Sunday, worked for the Spring Festival
        ("2025-01-27", True, ""),
        ("2025-01-28", False, "春节"),
        ("2025-02-04", False, "春节"),
        ("2025-02-05", True, ""),
        ("2025-10-08", False, "国庆节、中秋节"),
        ("2025-10-11", True, ""),
        ("2026-01-01", False, "元旦"),
        ("2026-01-04", True, ""),
        ("2026-02-14", True, ""),
        ("2026-02-23", False, "春节"),
        ("2026-02-28", True, ""),
        ("2026-09-25", False, "中秋节"),
        ("2026-09-28", True, ""),
        ("2026-10-10", True, ""),
    ],
)
def test_the_notices_of_the_state_council_are_followed(day: str, is_worked: bool, name: str) -> None:
    ours, when = a_calendar(), Day.fromisoformat(day)
    assert (ours.is_worked(when), ours.holiday(when, "zh-Hans")) == (is_worked, name)


def test_the_companys_own_days_come_before_those_of_the_state() -> None:
    ours = a_calendar(days_off=["2026-03-16"], extra_workdays=["2026-10-01", "2026-12-26"])
    assert not ours.is_worked(Day(2026, 3, 16))
    assert ours.is_worked(Day(2026, 10, 1))
    assert ours.is_shifted(Day(2026, 12, 26))


def test_a_company_without_a_country_knows_no_holidays_and_misses_none() -> None:
    ours = a_calendar(country="none")
    assert ours.is_worked(Day(2026, 10, 1))
    assert ours.unpublished([2026, 2031]) == ()


def test_a_company_that_works_saturdays_rests_on_holidays_all_the_same() -> None:
    ours = a_calendar(workdays=["mon", "tue", "wed", "thu", "fri", "sat"])
    assert ours.is_worked(Day(2026, 3, 7))
    assert not ours.is_worked(Day(2026, 10, 3))


def test_an_unpublished_year_is_named_and_counts_weekdays() -> None:
    ours = a_calendar()
    assert ours.unpublished([2025, 2026, 2027]) == (2027,)
    assert ours.is_worked(Day(2027, 10, 1))
    assert not ours.is_worked(Day(2027, 10, 2))


def test_a_year_the_company_supplies_counts_from_the_next_request_on(tmp_path: Path) -> None:
    library: dict[str, Any] = {"company": {"calendar": {}}}
    calendars = Calendars(tmp_path)
    assert calendars.of(library).unpublished([2027]) == (2027,)
    folder = tmp_path / "calendar"
    folder.mkdir()
    (folder / "CN-2027.toml").write_text(
        'country = "CN"\nyear = 2027\nsource = "行政部"\nworked = ["2027-10-09"]\n'
        '[[holiday]]\nname = "国庆节"\nfirst = 2027-10-01\nlast = 2027-10-07\n',
        encoding="utf-8",
    )
    ours = calendars.of(library)
    assert ours.unpublished([2027]) == ()
    assert [ours.is_worked(Day(2027, 10, day)) for day in (1, 7, 8, 9)] == [False, False, True, True]
    assert ours.holiday(Day(2027, 10, 1), "en") == "国庆节"
    assert calendars.of(library) is ours


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        ("CN-2027.toml", "country = ", "not TOML"),
        ("CN-2027.toml", 'country = "CN"', "year"),
        ("CN-2028.toml", 'country = "CN"\nyear = 2027', "CN-2027.toml"),
        ("CN-2027.toml", 'country = "CN"\nyear = 2027\nworked = ["2026-10-09"]', "not in 2027"),
        ("CN-2027.toml", 'country = "CN"\nyear = 2027\nworked = ["soon"]', "not a day"),
        ("CN-2027.toml", 'country = "CN"\nyear = 2027\nworked = 7', "not a list"),
        ("CN-2027.toml", 'country = "CN"\nyear = 2027\nholidays = []', "unknown: holidays"),
        (
            "CN-2027.toml",
            'country = "CN"\nyear = 2027\n[[holiday]]\nfirst = 2027-10-07\nlast = 2027-10-01',
            "before it begins",
        ),
        (
            "CN-2027.toml",
            'country = "CN"\nyear = 2027\nworked = ["2027-10-01"]\n[[holiday]]\nfirst = 2027-10-01',
            "both a holiday and worked",
        ),
    ],
)
def test_a_file_that_says_no_year_is_left_out_and_says_why(
    tmp_path: Path, name: str, text: str, complaint: str
) -> None:
    with pytest.raises(YearUnreadable, match=complaint):
        read_year(text.encode(), name=name)
    (tmp_path / "calendar").mkdir()
    (tmp_path / "calendar" / name).write_text(text, encoding="utf-8")
    found = years_in(tmp_path)
    assert complaint in found.problems[name]
    assert ("CN", 2026) in found.years
    assert ("CN", 2027) not in found.years


@pytest.mark.parametrize(
    ("since", "span", "last"),
    [
        ("2026-02-13", "2wd", "2026-02-24"),  # Saturday the 14th is worked; the festival lasts to the 23rd
        ("2026-09-30", "1wd", "2026-10-08"),
        ("2026-09-30", "3wd", "2026-10-10"),
        ("2026-09-30", "7d", "2026-10-07"),
        ("2026-01-31", "1m", "2026-02-28"),
        ("2024-02-29", "1y", "2025-02-28"),
        ("2026-03-02", "25h", "2026-03-04"),
        ("2026-03-02", "2w", "2026-03-16"),
    ],
)
def test_spans_end_on_the_day_a_person_would_count_to(since: str, span: str, last: str) -> None:
    assert a_calendar().last_day(Day.fromisoformat(since), span) == Day.fromisoformat(last)


def test_four_hours_are_four_hours_and_working_days_end_at_the_same_hour() -> None:
    ours = a_calendar()
    asked = datetime.datetime(2026, 9, 30, 9, 0, tzinfo=datetime.UTC)
    assert ours.deadline(asked, "4h") == asked + datetime.timedelta(hours=4)
    assert ours.deadline(asked, "1wd") == datetime.datetime(2026, 10, 8, 9, 0, tzinfo=datetime.UTC)


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Europe/Berlin", "America/Los_Angeles"])
def test_a_day_ends_at_midnight_of_the_companys_own_zone(zone: str) -> None:
    ours = a_calendar(time_zone=zone)
    for day in (Day(2026, 3, 8), Day(2026, 3, 29), Day(2026, 10, 25), Day(2026, 11, 1)):
        last = ours.end_of(day)
        assert ours.day_of(last) == day
        assert ours.day_of(last + datetime.timedelta(microseconds=1)) == day + datetime.timedelta(days=1)
        assert ours.at(day, "17:30").astimezone(zoneinfo.ZoneInfo(zone)).hour == 17


@given(day=DAYS, later=st.booleans())
def test_a_moved_deadline_is_on_the_nearest_worked_day_of_its_side(day: Day, later: bool) -> None:
    ours = a_calendar()
    found = ours.moved(day, "later" if later else "earlier")
    assert ours.is_worked(found)
    between = [day + datetime.timedelta(days=number) for number in range((found - day).days)] if later else [
        found + datetime.timedelta(days=number + 1) for number in range((day - found).days)
    ]  # fmt: skip
    assert not any(map(ours.is_worked, between))


def test_who_never_works_keeps_every_deadline_where_it_is() -> None:
    ours = a_calendar(workdays=[])
    assert ours.moved(Day(2026, 3, 4), "later") == Day(2026, 3, 4)
    assert ours.last_day(Day(2027, 3, 4), "2wd") == Day(2027, 3, 4) + datetime.timedelta(days=LONGEST_SHIFT)
