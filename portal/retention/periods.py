"""Periods 保存期限: from the day somebody left, by what there is of them. The longest one counts.

The defaults: labour contracts are kept for two years after they end (劳动合同法 §50), claims lapse after three
(民法典 §188), logs are kept for at least six months (网络安全法 §21).
"""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from portal.settings import Settings

RecordClass = Literal["employment", "confirmation", "grant", "external"]
CLASSES: Final[tuple[RecordClass, ...]] = ("employment", "confirmation", "grant", "external")


@dataclass(frozen=True, slots=True, kw_only=True)
class Periods:
    """How long what is kept: of people in months after they left, of logs and uploads in days."""

    employment: int = 24
    confirmation: int = 36
    grant: int = 36
    external: int = 12
    security_log: timedelta = timedelta(days=400)
    uploads: timedelta = timedelta(days=180)
    questions: timedelta = timedelta(days=365)

    @classmethod
    def of(cls, settings: Settings) -> "Periods":
        """As the company set them."""
        return cls(
            employment=settings.keep_employment_months,
            confirmation=settings.keep_confirmation_months,
            grant=settings.keep_grant_months,
            external=settings.keep_external_months,
            security_log=timedelta(days=settings.keep_security_log_days),
            uploads=timedelta(days=settings.keep_uploads_days),
            questions=timedelta(days=settings.keep_questions_days),
        )

    def months(self, kind: RecordClass) -> int:
        """Of one class."""
        return {
            "employment": self.employment,
            "confirmation": self.confirmation,
            "grant": self.grant,
            "external": self.external,
        }[kind]

    def ends(self, left: date, kinds: Iterable[RecordClass]) -> date:
        """The first day on which nothing has to be kept any longer."""
        return max(months_after(left, self.months(kind)) for kind in kinds)


def months_after(day: date, months: int) -> date:
    """The same day so many months later; the month's last where there is none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
