"""The hard deadlines of the source documents on the right days of 2025 and 2026, each expected by hand.

What the content says is read from its files; what it means in a year stands here, holidays and shifted workdays included.
"""

import datetime
import itertools
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.workdays.calendar import WEEKDAYS, WorkCalendar
from portal.workdays.calendars import calendar_of
from portal.workdays.recurrence import Rule, dues, rule_of, until
from portal.workdays.years import years_in

Day = datetime.date
CONTENT = Path(__file__).parents[3] / "content"
ZONES = ["Asia/Shanghai", "Europe/Berlin", "America/Los_Angeles"]


def the_company(zone: str = "Asia/Shanghai") -> WorkCalendar:
    company = yaml.safe_load((CONTENT / "company.yaml").read_text(encoding="utf-8"))
    return calendar_of(company | {"time_zone": zone}, years_in(None))


def the_rule(role: str, duty: str) -> Rule:
    unit, _, slug = role.split("/")
    said = yaml.safe_load((CONTENT / unit / "roles" / f"{slug}.yaml").read_text(encoding="utf-8"))
    return rule_of(next(one for one in said["duties"] if one["id"] == duty)["recurs"])


def days(rule: Rule, first: str, last: str, calendar: WorkCalendar | None = None) -> dict[str, str]:
    found = dues(rule, calendar or the_company(), Day.fromisoformat(first), Day.fromisoformat(last))
    return {due.period: due.day.isoformat() for due in found}


def test_the_three_packs_leave_before_the_first_of_each_month() -> None:
    """每月1日前寄给厂家销售督导部 (S02): the last day of the month before, or the worked day before it."""
    assert days(the_rule("auto/role/marketing-assistant", "monthly-pack"), "2025-01-01", "2026-12-31") == {
        "2025-02": "2025-01-27", "2025-03": "2025-02-28", "2025-04": "2025-03-31", "2025-05": "2025-04-30",
        "2025-06": "2025-05-30", "2025-07": "2025-06-30", "2025-08": "2025-07-31", "2025-09": "2025-08-29",
        "2025-10": "2025-09-30", "2025-11": "2025-10-31", "2025-12": "2025-11-28", "2026-01": "2025-12-31",
        "2026-02": "2026-01-30", "2026-03": "2026-02-28", "2026-04": "2026-03-31", "2026-05": "2026-04-30",
        "2026-06": "2026-05-29", "2026-07": "2026-06-30", "2026-08": "2026-07-31", "2026-09": "2026-08-31",
        "2026-10": "2026-09-30", "2026-11": "2026-10-30", "2026-12": "2026-11-30", "2027-01": "2026-12-31",
    }  # fmt: skip


def test_the_state_of_the_works_is_reported_before_the_25th_of_each_month() -> None:
    """每月25日前 (S07): the 24th at the latest, since the 25th itself is not meant."""
    assert days(the_rule("construction/role/project-manager", "monthly-report"), "2025-01-01", "2026-12-31") == {
        "2025-01": "2025-01-24", "2025-02": "2025-02-24", "2025-03": "2025-03-24", "2025-04": "2025-04-24",
        "2025-05": "2025-05-23", "2025-06": "2025-06-24", "2025-07": "2025-07-24", "2025-08": "2025-08-22",
        "2025-09": "2025-09-24", "2025-10": "2025-10-24", "2025-11": "2025-11-24", "2025-12": "2025-12-24",
        "2026-01": "2026-01-23", "2026-02": "2026-02-24", "2026-03": "2026-03-24", "2026-04": "2026-04-24",
        "2026-05": "2026-05-22", "2026-06": "2026-06-24", "2026-07": "2026-07-24", "2026-08": "2026-08-24",
        "2026-09": "2026-09-24", "2026-10": "2026-10-23", "2026-11": "2026-11-24", "2026-12": "2026-12-24",
    }  # fmt: skip


def test_archives_are_handed_over_every_quarter() -> None:
    """每季度移交行政中心 (S08): by the 10th of its first month; a shifted Saturday is a working day."""
    assert days(the_rule("headquarters/role/records-clerk", "hand-over"), "2025-01-01", "2026-12-31") == {
        "2025-q1": "2025-01-10", "2025-q2": "2025-04-10", "2025-q3": "2025-07-10", "2025-q4": "2025-10-10",
        "2026-q1": "2026-01-12", "2026-q2": "2026-04-10", "2026-q3": "2026-07-10", "2026-q4": "2026-10-10",
    }  # fmt: skip


def test_shelf_rates_are_reckoned_every_friday_or_before_a_holiday() -> None:
    """每周上柜率 (S17): Fridays; those on holidays come earlier, once onto a shifted Saturday."""
    found = days(the_rule("devices/role/marketing-clerk", "shelf-rate"), "2025-01-01", "2026-12-31")
    assert len(found) == 104
    moved = {day for day in found.values() if Day.fromisoformat(day).weekday() != 4}
    assert moved == {
        "2025-01-27", "2025-04-03", "2025-04-30", "2025-09-30", "2025-12-31",
        "2026-02-14", "2026-04-30", "2026-06-18", "2026-09-24", "2026-09-30",
    }  # fmt: skip
    assert found["2026-w08"] == "2026-02-14"
    assert found["2026-w10"] == "2026-03-06"


def test_norms_are_reviewed_every_year() -> None:
    """按年度审补 (S12): by 15 December."""
    found = days(the_rule("manufacturing/role/technical-director", "norms"), "2025-01-01", "2026-12-31")
    assert found == {"2025": "2025-12-15", "2026": "2026-12-15"}


def test_walk_ins_are_summed_up_every_working_day_at_half_past_five() -> None:
    """每天汇总来店与来电 (S02): 248 working days in 2025, 249 in 2026 with the company's own 26 December."""
    rule, calendar = the_rule("auto/role/marketing-assistant", "daily-leads"), the_company()
    found = [due.day for due in dues(rule, calendar, Day(2025, 1, 1), Day(2026, 12, 31))]
    assert [sum(day.year == year for day in found) for year in (2025, 2026)] == [248, 249]
    assert [day.day for day in found if (day.year, day.month) == (2026, 2)] == [
        2, 3, 4, 5, 6, 9, 10, 11, 12, 13, 14, 24, 25, 26, 27, 28,
    ]  # fmt: skip
    assert [day.day for day in found if (day.year, day.month) == (2025, 10)] == [
        9, 10, 11, 13, 14, 15, 16, 17, 20, 21, 22, 23, 24, 27, 28, 29, 30, 31,
    ]  # fmt: skip
    assert until(rule, calendar, Day(2026, 2, 14)) == datetime.datetime(
        2026, 2, 14, 9, 30, tzinfo=datetime.UTC
    )


def test_sales_people_report_every_single_day() -> None:
    """每天联系市场经理 (S09): every day of the calendar."""
    rule = the_rule("headquarters/role/sales-representative", "call-in")
    assert len(days(rule, "2025-01-01", "2026-12-31")) == 730


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (Rule(every="month", before_day=31), {"2026-02": "2026-02-28", "2026-03": "2026-03-30"}),
        (
            Rule(every="month", before_day=31, inclusive=True),
            {"2026-02": "2026-02-28", "2026-03": "2026-03-31"},
        ),
        (Rule(every="month", on_day=30), {"2026-02": "2026-02-28", "2026-03": "2026-03-30"}),
        (Rule(every="month"), {"2026-02": "2026-02-28", "2026-03": "2026-03-31"}),
        (Rule(every="quarter"), {"2026-q1": "2026-03-31"}),
        (Rule(every="half_year", month=2, before_day=10), {"2026-h1": "2026-02-09"}),
        (Rule(every="year", month=3, on_day=15, holiday="later"), {"2026": "2026-03-16"}),
    ],
)
def test_short_months_and_named_months(rule: Rule, expected: dict[str, str]) -> None:
    assert days(rule, "2026-02-01", "2026-03-31") == expected


@pytest.mark.parametrize("zone", ZONES)
def test_the_days_are_the_same_in_every_zone_and_end_at_its_own_midnight(zone: str) -> None:
    rule, calendar = the_rule("auto/role/marketing-assistant", "monthly-pack"), the_company(zone)
    found = list(dues(rule, calendar, Day(2025, 1, 1), Day(2026, 12, 31)))
    assert [due.day for due in found] == [
        due.day for due in dues(rule, the_company(), Day(2025, 1, 1), Day(2026, 12, 31))
    ]
    for due in found:
        last = until(rule, calendar, due.day).astimezone(calendar.zone)
        assert (last.date(), last.hour, last.minute) == (due.day, 23, 59)


DAYS = st.dates(Day(2024, 1, 1), Day(2028, 12, 31))
RULES = st.builds(
    Rule,
    every=st.sampled_from(["day", "workday", "week", "month", "quarter", "half_year", "year"]),
    before_day=st.none() | st.integers(1, 31),
    weekday=st.none() | st.sampled_from(WEEKDAYS),
    month=st.none() | st.integers(1, 12),
    inclusive=st.booleans(),
    holiday=st.sampled_from(["keep", "earlier", "later"]),
) | st.builds(
    Rule,
    every=st.sampled_from(["month", "quarter", "half_year", "year"]),
    on_day=st.integers(1, 31),
    month=st.none() | st.integers(1, 12),
    holiday=st.sampled_from(["keep", "earlier", "later"]),
)
CALENDARS = st.sampled_from(
    [the_company(), calendar_of({"calendar": {"workdays": ["mon", "sat"]}}, years_in(None))]
)


@settings(max_examples=60, deadline=None)
@given(rule=RULES, calendar=CALENDARS, cuts=st.lists(DAYS, min_size=3, max_size=3).map(sorted))
def test_however_time_is_cut_nothing_is_left_out_and_nothing_comes_twice(
    rule: Rule, calendar: WorkCalendar, cuts: list[Day]
) -> None:
    first, middle, last = cuts
    whole = list(dues(rule, calendar, first, last))
    after = middle + datetime.timedelta(days=1)
    assert [*dues(rule, calendar, first, middle), *dues(rule, calendar, after, last)] == whole
    assert len({due.period for due in whole}) == len(whole)


@settings(max_examples=60, deadline=None)
@given(rule=RULES, calendar=CALENDARS, first=DAYS, length=st.integers(0, 800))
def test_days_never_go_back_and_every_period_in_between_is_there(
    rule: Rule, calendar: WorkCalendar, first: Day, length: int
) -> None:
    found = list(dues(rule, calendar, first, first + datetime.timedelta(days=length)))
    assert [due.day for due in found] == sorted(due.day for due in found)
    assert [due.period for due in found] == sorted(due.period for due in found)
    months = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}.get(rule.every)
    if months is not None:
        numbers = [_number(due.period) for due in found]
        assert all(later - earlier == months for earlier, later in itertools.pairwise(numbers))
    if rule.holiday != "keep" and rule.every != "day":
        assert all(calendar.is_worked(due.day) for due in found)


def _number(period: str) -> int:
    """The first month of a period, counted from the year 0."""
    year, _, part = period.partition("-")
    within = {"": 0, "q": 3, "h": 6}.get(part[:1], 1)
    return int(year) * 12 + (within * (int(part.lstrip("qh")) - 1) if part else 0)


def test_what_an_author_may_write_is_a_rule() -> None:
    said = {"every": "month", "before_day": 5, "inclusive": False, "holiday": "keep", "time": None}
    assert rule_of(said) == Rule(every="month", before_day=5)
