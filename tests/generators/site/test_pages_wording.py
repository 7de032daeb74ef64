"""Deadlines and durations read as people say them, in both languages."""

from typing import Any

import pytest

from generators.languages import Language
from generators.model.text import Text
from generators.model.timing import Due, Recurrence, Timed, Window
from generators.phrases import wording


@pytest.mark.parametrize(
    ("written", "chinese", "english"),
    [
        ("4h", "4 小时", "4 hours"),
        ("1d", "1 天", "1 day"),
        ("7d", "7 天", "7 days"),
        ("1wd", "1 个工作日", "1 working day"),
        ("2wd", "2 个工作日", "2 working days"),
        ("2w", "2 周", "2 weeks"),
        ("6m", "6 个月", "6 months"),
        ("1y", "1 年", "1 year"),
        ("3y", "3 年", "3 years"),
        ("permanent", "永久", "permanently"),
    ],
)
def test_a_duration_in_words(written: str, chinese: str, english: str) -> None:
    assert wording.duration(written, "zh-Hans") == chinese
    assert wording.duration(written, "en") == english


@pytest.mark.parametrize(
    ("written", "chinese", "english"),
    [
        ({"every": "day"}, "每天", "every day"),
        ({"every": "day", "time": "09:00"}, "每天 09:00", "every day, 09:00"),
        ({"every": "workday", "time": "17:30"}, "每个工作日 17:30", "every working day, 17:30"),
        ({"every": "week"}, "每周", "every week"),
        ({"every": "week", "weekday": "fri"}, "每周五", "every Friday"),
        (
            {"every": "week", "weekday": "fri", "time": "12:00", "holiday": "later"},
            "每周五 12:00（遇节假日顺延）",
            "every Friday, 12:00 (later on holidays)",
        ),
        ({"every": "month"}, "每月", "every month"),
        ({"every": "month", "before_day": 1}, "每月 1 日前", "before the 1st of each month"),
        (
            {"every": "month", "before_day": 1, "holiday": "earlier"},
            "每月 1 日前（遇节假日提前）",
            "before the 1st of each month (earlier on holidays)",
        ),
        (
            {"every": "month", "before_day": 25, "inclusive": True},
            "每月 25 日前（含当日）",
            "by the 25th of each month",
        ),
        (
            {"every": "month", "before_day": 22, "inclusive": True, "holiday": "earlier"},
            "每月 22 日前（含当日，遇节假日提前）",
            "by the 22nd of each month (earlier on holidays)",
        ),
        ({"every": "month", "on_day": 13}, "每月 13 日", "on the 13th of each month"),
        ({"every": "quarter"}, "每季度", "every quarter"),
        (
            {"every": "quarter", "month": 3, "before_day": 25},
            "每季度第 3 个月 25 日前",
            "before the 25th of the 3rd month of each quarter",
        ),
        ({"every": "quarter", "month": 1}, "每季度第 1 个月", "in the 1st month of each quarter"),
        (
            {"every": "quarter", "before_day": 5},
            "每季度末月 5 日前",
            "before the 5th of the last month of each quarter",
        ),
        ({"every": "half_year"}, "每半年", "every half-year"),
        (
            {"every": "half_year", "month": 6, "on_day": 3},
            "每半年第 6 个月 3 日",
            "on the 3rd of the 6th month of each half-year",
        ),
        ({"every": "year"}, "每年", "every year"),
        ({"every": "year", "month": 12}, "每年 12 月", "in December each year"),
        (
            {"every": "year", "month": 12, "before_day": 20, "holiday": "earlier"},
            "每年 12 月 20 日前（遇节假日提前）",
            "before the 20th of December each year (earlier on holidays)",
        ),
        ({"every": "year", "on_day": 11}, "每年 11 日", "every year, on the 11th"),
    ],
)
def test_a_recurring_deadline_in_words(written: dict[str, Any], chinese: str, english: str) -> None:
    value = Recurrence.model_validate(written)

    assert wording.recurrence(value, "zh-Hans") == chinese
    assert wording.recurrence(value, "en") == english


@pytest.mark.parametrize("every", ["day", "workday", "week", "month", "quarter", "half_year", "year"])
@pytest.mark.parametrize("language", ["zh-Hans", "en"])
def test_every_period_has_words_with_and_without_month_and_day(every: str, language: Language) -> None:
    for extra in ({}, {"month": 2}, {"on_day": 2}, {"before_day": 2}, {"month": 2, "before_day": 2}):
        dated = "on_day" in extra or "before_day" in extra
        if dated and every in ("day", "workday", "week"):
            continue
        assert wording.recurrence(Recurrence.model_validate({"every": every, **extra}), language)


@pytest.mark.parametrize(
    ("written", "chinese"),
    [
        ({"within": "2wd", "after": "收到申请"}, "收到申请后 2 个工作日内"),
        ({"within": "1d", "after": "活动结束后"}, "活动结束后 1 天内"),
        ({"within": "3d"}, "3 天内"),
        ({"before": "换陈列日 5 个工作日"}, "换陈列日 5 个工作日前"),
        ({"before": "活动开展前 1 天"}, "活动开展前 1 天"),
        ({"before": "开门", "within": "1h"}, "开门前 1 小时内"),
    ],
)
def test_a_deadline_after_or_before_an_event_says_after_once(written: dict[str, str], chinese: str) -> None:
    assert wording.due(_due(written), "zh-Hans") == chinese


def _due(written: dict[str, str]) -> Due:
    return Due.model_validate(written)


def test_a_deadline_around_events_in_english() -> None:
    event = Text(zh="收到申请", en="the request comes in")

    assert (
        wording.due(Due(within="1wd", after=event), "en") == "within 1 working day after the request comes in"
    )
    assert wording.due(Due(before=Text(en="one day before the event")), "en") == "one day before the event"
    assert wording.due(Due(before=Text(en="opening time")), "en") == "before opening time"


def test_a_window_may_be_open_at_either_end() -> None:
    opens, closes = Text(zh="定案", en="the decision"), Text(zh="初步报告", en="the first report")

    assert wording.window(Window(opens=opens, closes=closes), "zh-Hans") == "定案后、初步报告前"
    assert wording.window(Window(opens=opens), "zh-Hans") == "定案后"
    assert wording.window(Window(closes=closes), "en") == "before the first report"
    assert (
        wording.window(Window(opens=opens, closes=closes), "en")
        == "after the decision, before the first report"
    )


def test_a_vague_deadline_stays_the_authors_word() -> None:
    assert wording.deadline(Timed(vague=Text(zh="定期")), "zh-Hans") == ("vague", "定期")
    assert wording.deadline(Timed(), "zh-Hans") is None


def test_plain_data_reads_like_the_model() -> None:
    node = {"due": {"within": "2wd", "after": {"zh-Hans": "收到", "en": "receipt"}}}

    assert wording.deadline(wording.timed_of(node), "en") == ("due", "within 2 working days after receipt")
    assert wording.deadline(wording.timed_of({"window": {"opens": "开工"}}), "zh-Hans") == (
        "window",
        "开工后",
    )
    assert wording.deadline(wording.timed_of({"vague": "及时"}), "zh-Hans") == ("vague", "及时")
    assert wording.deadline(wording.timed_of({"recurs": {"every": "day"}}), "zh-Hans") == ("recurs", "每天")


def test_the_calendar_sorts_by_period_then_by_day_then_by_hour() -> None:
    written: list[dict[str, Any]] = [
        {"every": "year", "month": 1},
        {"every": "month", "before_day": 25},
        {"every": "month", "before_day": 1},
        {"every": "week", "weekday": "fri"},
        {"every": "week", "weekday": "mon"},
        {"every": "workday", "time": "17:30"},
        {"every": "workday", "time": "09:00"},
    ]
    values = [Recurrence.model_validate(value) for value in written]

    assert sorted(values, key=wording.order) == values[::-1]
