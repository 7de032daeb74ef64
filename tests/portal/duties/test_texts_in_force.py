"""Which text rules a period when texts change: one occurrence a period, none lost, nothing late by surprise."""

import datetime
from collections.abc import Mapping, Sequence
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from portal.duties.book import Book, DutyId, Occurrence, Text, Words
from portal.duties.facts import Fact
from portal.duties.seats import Seat, Seats, seats_of
from portal.duties.standing import buckets_of, spans_between, tasks_in
from portal.people.facts import Assignment
from portal.releases.organisation import Organisation
from portal.workdays.calendars import calendar_of
from portal.workdays.recurrence import Rule, dues
from portal.workdays.years import years_in
from tests.portal.obligations.companies import a_person, a_release, subject

Day = datetime.date
CALENDAR = calendar_of({}, years_in(None))
ROLE, DUTY = "auto/role/clerk", DutyId("auto/role/clerk", "report")
NEW_YEAR = Day(2026, 1, 1)


def a_book(*course: tuple[Day, Rule | None], counted_from: Mapping[str, Day] | None = None) -> Book:
    """Texts in force from their days on; None is a text without the duty."""
    ends = [day for day, _ in course[1:]] + [Day.max]
    texts = [
        Text(
            release=a_release(number, 0, document=ROLE),
            begins=begins,
            ends=end,
            newest=len(course),
            duties={} if rule is None else {"report": Words(rule=rule, label="", do="报告", evidence=())},
        )
        for number, ((begins, rule), end) in enumerate(zip(course, ends, strict=True), start=1)
        if begins < end
    ]
    return Book(texts={ROLE: texts}, calendar=CALENDAR, counted_from=counted_from or {})


def asked(book: Book) -> dict[str, tuple[str, int]]:
    """By period the day it is due, and the number of the text that rules it."""
    found = book.occurrences(DUTY, Day(2025, 6, 1), Day(2026, 12, 31))
    return {one.period: (one.day.isoformat()[5:], one.text.release.seq) for one in found}


def monthly(day: int) -> Rule:
    return Rule(every="month", on_day=day)


def test_what_is_new_is_asked_for_from_its_first_day_on() -> None:
    found = asked(a_book((Day(2026, 3, 11), monthly(10))))
    assert "2026-03" not in found
    assert found["2026-04"] == ("04-10", 1)
    assert asked(a_book((Day(2026, 3, 10), monthly(10))))["2026-03"] == ("03-10", 1)


def test_a_later_day_gives_more_time_and_an_earlier_one_takes_none_away() -> None:
    later = asked(a_book((NEW_YEAR, monthly(10)), (Day(2026, 3, 5), monthly(25))))
    assert (later["2026-03"], later["2026-04"]) == (("03-25", 2), ("04-25", 2))
    earlier = asked(a_book((NEW_YEAR, monthly(25)), (Day(2026, 3, 12), monthly(10))))
    assert (earlier["2026-03"], earlier["2026-04"]) == (("03-25", 2), ("04-10", 2))


def test_what_was_due_before_the_change_stays_with_the_old_text() -> None:
    found = asked(a_book((NEW_YEAR, monthly(10)), (Day(2026, 3, 12), monthly(25))))
    assert found["2026-03"] == ("03-10", 1)


def test_what_a_text_no_longer_says_is_no_longer_asked_for() -> None:
    found = asked(a_book((NEW_YEAR, monthly(10)), (Day(2026, 3, 5), None), (Day(2026, 5, 20), monthly(10))))
    assert list(found) == [
        "2026-01",
        "2026-02",
        "2026-06",
        "2026-07",
        "2026-08",
        "2026-09",
        "2026-10",
        "2026-11",
        "2026-12",
    ]


def test_another_frequency_begins_with_its_text() -> None:
    found = asked(
        a_book((NEW_YEAR, monthly(10)), (Day(2026, 6, 5), Rule(every="quarter", month=3, on_day=20)))
    )
    assert list(found) == [
        "2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-q2", "2026-q3", "2026-q4",
    ]  # fmt: skip


def test_a_portal_that_was_upgraded_asks_for_nothing_that_lies_behind() -> None:
    book = a_book((NEW_YEAR, monthly(10)), counted_from={"month": Day(2026, 7, 1)})
    assert min(asked(book)) == "2026-07"


COURSES = st.lists(
    st.tuples(st.integers(0, 360), st.none() | st.integers(1, 28)),
    min_size=1,
    max_size=5,
    unique_by=lambda one: one[0],
).map(sorted)


@settings(max_examples=80, deadline=None)
@given(course=COURSES, cut=st.integers(1, 700))
def test_whatever_texts_come_each_period_is_asked_for_at_most_once_and_in_order(
    course: Sequence[tuple[int, int | None]], cut: int
) -> None:
    book = a_book(
        *(
            (NEW_YEAR + datetime.timedelta(days=at), None if day is None else monthly(day))
            for at, day in course
        )
    )
    first, last = NEW_YEAR - datetime.timedelta(days=40), NEW_YEAR + datetime.timedelta(days=760)
    whole = book.occurrences(DUTY, first, last)
    assert len({one.period for one in whole}) == len(whole)
    assert [one.day for one in whole] == sorted(one.day for one in whole)
    middle = first + datetime.timedelta(days=cut)
    after = book.occurrences(DUTY, middle + datetime.timedelta(days=1), last)
    assert [*book.occurrences(DUTY, first, middle), *after] == list(whole)
    assert all(one.day >= one.text.begins for one in whole)


@settings(max_examples=80, deadline=None)
@given(at=st.integers(1, 360), before=st.integers(1, 28), after=st.integers(1, 28))
def test_no_month_is_lost_where_a_text_only_moves_the_day(at: int, before: int, after: int) -> None:
    book = a_book((NEW_YEAR, monthly(before)), (NEW_YEAR + datetime.timedelta(days=at), monthly(after)))
    found = [one.period for one in book.occurrences(DUTY, NEW_YEAR, Day(2027, 6, 30))]
    assert all(int(b[:4]) * 12 + int(b[5:]) - int(a[:4]) * 12 - int(a[5:]) == 1 for a, b in pairwise(found))
    assert len(found) == 18


STAYS = st.lists(st.tuples(st.integers(0, 300), st.integers(1, 120)), min_size=1, max_size=4)


@settings(max_examples=60, deadline=None)
@given(stays=STAYS, now=st.integers(0, 400))
def test_a_person_is_asked_exactly_on_the_days_they_hold_the_role(
    stays: list[tuple[int, int]], now: int
) -> None:
    """However often somebody comes and goes: once a day they hold it, never otherwise; done stays done."""
    who, rule = subject("lin"), Rule(every="workday")
    held = [
        (NEW_YEAR + datetime.timedelta(days=at), NEW_YEAR + datetime.timedelta(days=at + for_))
        for at, for_ in stays
    ]
    assignments = [
        Assignment(subject=who, role=ROLE, unit="auto", department=None, began=began, ended=ended)
        for began, ended in held
    ]
    seats = seats_of(assignments, {who: a_person("lin")}, Organisation(), owners={})
    book = a_book((NEW_YEAR, rule))
    moment = CALENDAR.end_of(NEW_YEAR + datetime.timedelta(days=now))
    spans = spans_between(book, seats, who, NEW_YEAR, Day(2027, 3, 31))
    found = tasks_in(spans, seats, who, {}, now=moment)
    expected = [due.day for due in dues(rule, CALENDAR, NEW_YEAR, Day(2027, 3, 31))]
    expected = [day for day in expected if any(began <= day < ended for began, ended in held)]
    assert [task.occurrence.day for task in found] == expected
    assert sum(task.state == "late" for task in found) <= 1
    assert all((task.state == "open") == (task.occurrence.until >= moment) for task in found)
    done = {one.occurrence.key: a_fact(one.occurrence) for one in found}
    again = tasks_in(spans, seats, who, done, now=moment)
    assert {task.state for task in again} <= {"done"}
    assert len(again) == len(found)
    assert {one.occurrence.bucket for one in found} <= buckets_of(spans)


def a_fact(occurrence: Occurrence) -> Fact:
    return Fact(1, "done", "s-lin", False, occurrence.until, "s-lin", "", ())


def test_a_vacant_role_is_stood_in_for_by_backups_then_superiors_then_the_owner() -> None:
    people = {str(subject(name)): a_person(name) for name in ("lin", "backup", "chief", "owner")}
    organisation = Organisation(stand_ins={ROLE: ("auto/role/second", "auto/role/chief")})

    def held(
        name: str, role: str, began: int, ended: int | None = None, *, backup: bool = False
    ) -> Assignment:
        days = [None if at is None else NEW_YEAR + datetime.timedelta(days=at) for at in (began, ended)]
        return Assignment(
            subject=subject(name),
            role=role,
            unit="auto",
            department=None,
            began=days[0] or NEW_YEAR,
            ended=days[1],
            backup=backup,
        )

    assignments = [
        held("lin", ROLE, 0, 10), held("backup", ROLE, 0, 20, backup=True), held("chief", "auto/role/chief", 0, 30),
        held("owner", "auto/role/owner", 0, 40),
    ]  # fmt: skip
    seats: Seats = seats_of(assignments, people, organisation, owners={ROLE: "auto/role/owner"})
    stand = [seats.asked(ROLE, NEW_YEAR + datetime.timedelta(days=at)) for at in (5, 10, 20, 30, 40)]
    assert [(sorted(one.people), one.stands_in) for one in stand] == [
        (["s-lin"], False), (["s-backup"], True), (["s-chief"], True), (["s-owner"], True), ([], False),
    ]  # fmt: skip
    assert ROLE in seats.roles_of("s-chief")
    assert ROLE in seats.roles_of("s-backup")
    assert seats.holders[ROLE] == (Seat("s-lin", NEW_YEAR, NEW_YEAR + datetime.timedelta(days=10)),)
