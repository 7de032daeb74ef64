"""Timing 期限: recurring deadlines, deadlines after an event, windows between events, and vague ones.

``每月1日前`` is ``{every: month, before_day: 1}``; ``每个工作日 17:30`` is ``{every: workday, time: "17:30"}``.
A deadline the author could only call 定期 or 及时 is kept as text: ``vague``; no machine can check it.
"""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from generators.model.control import Duration
from generators.model.names import RoleRef
from generators.model.text import Model, Wording

ClockTime = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$"), Field(title="时刻")]
Every = Literal["day", "workday", "week", "month", "quarter", "half_year", "year"]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class Recurrence(Model):
    """Recurrence 周期: how often, and by when within the period.

    ``before_day`` excludes that day unless ``inclusive``. ``holiday`` says where a deadline on a day off goes.
    ``month`` counts within the year (every: year), or within the quarter or half-year.
    """

    every: Every = Field(title="周期")
    before_day: int | None = Field(default=None, ge=1, le=31, title="几日之前")
    on_day: int | None = Field(default=None, ge=1, le=31, title="几日当天")
    weekday: Weekday | None = Field(default=None, title="星期几")
    month: int | None = Field(default=None, ge=1, le=12, title="月份")
    time: ClockTime | None = Field(default=None, title="时刻")
    inclusive: bool = Field(default=False, title="含当日")
    holiday: Literal["keep", "earlier", "later"] = Field(default="keep", title="遇节假日")

    @model_validator(mode="after")
    def _one_day_only(self) -> Self:
        if self.before_day is not None and self.on_day is not None:
            raise ValueError("before-and-on-day")
        if self.weekday is not None and self.every != "week":
            raise ValueError("weekday-without-week")
        dated = self.before_day is not None or self.on_day is not None
        if dated and self.every in ("day", "workday", "week"):
            raise ValueError("day-without-month")
        return self


class Due(Model):
    """Due 限时: within a time after an event, or before an event."""

    within: Duration | None = Field(default=None, title="多久之内")
    after: Wording | None = Field(default=None, title="自何事起")
    before: Wording | None = Field(default=None, title="在何事之前")

    @model_validator(mode="after")
    def _says_when(self) -> Self:
        if self.within is None and self.before is None:
            raise ValueError("due-without-time")
        return self


class Window(Model):
    """Window 区间: between two events, not dates (定案后、初步报告前)."""

    opens: Wording | None = Field(default=None, title="自何事起")
    closes: Wording | None = Field(default=None, title="至何事止")

    @model_validator(mode="after")
    def _has_an_end(self) -> Self:
        if self.opens is None and self.closes is None:
            raise ValueError("window-without-event")
        return self


class Timed(Model):
    """Anything that may carry one kind of deadline: recurring, after an event, a window, or only words."""

    recurs: Recurrence | None = Field(default=None, title="周期期限")
    due: Due | None = Field(default=None, title="限时")
    window: Window | None = Field(default=None, title="区间")
    vague: Wording | None = Field(default=None, title="含糊的期限（原话）")

    @property
    def has_deadline(self) -> bool:
        """Whether a machine could tell that this is late."""
        return self.recurs is not None or self.due is not None


class Escalation(Model):
    """Escalation 升级: to whom the matter goes when the limit has passed."""

    after: Duration = Field(title="多久之后")
    to: RoleRef = Field(title="升级到的岗位")
