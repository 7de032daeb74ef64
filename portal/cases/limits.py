"""Limits 时限: by when a step is to be done, counted from the moment it began to wait.

Hours are counted as the clock goes; days, working days and longer spans end with their last day in the company's zone.
"""

import datetime
import re

from portal.clock import moment_of
from portal.releases.organisation import Organisation

_HOURS = re.compile(r"([1-9][0-9]{0,3})h")


def deadline(since: datetime.datetime, span: str, organisation: Organisation) -> datetime.datetime:
    """The last moment of a span such as ``4h``, ``3wd`` or ``5d``."""
    hours = _HOURS.fullmatch(span)
    if hours:
        return since + datetime.timedelta(hours=int(hours[1]))
    day = organisation.due(organisation.day_of(since), span)
    return moment_of(organisation.end_of(day)) - datetime.timedelta(microseconds=1)
