"""Spans for confirming that count working days: public holidays and shifted workdays as published, the company's first."""

import datetime
from typing import Any

import pytest

from portal.releases.organisation import organisation_json, organisation_of, read_organisation


@pytest.mark.parametrize(
    ("calendar", "since", "until"),
    [
        ({}, "2026-04-30", "2026-05-06"),  # 1–5 May are off
        ({}, "2026-05-08", "2026-05-09"),  # a Saturday that is worked
        ({"extra_workdays": ["2026-05-03"]}, "2026-04-30", "2026-05-03"),  # this company works on the Sunday
        (
            {"days_off": ["2026-05-09"]},
            "2026-05-08",
            "2026-05-11",
        ),  # and that one rests on the shifted Saturday
        ({"country": "none"}, "2026-04-30", "2026-05-01"),
        ({}, "2031-09-30", "2031-10-01"),  # not published: weekdays count
    ],
)
def test_working_days_of_confirmations(calendar: dict[str, Any], since: str, until: str) -> None:
    said = organisation_of({"company": {"calendar": calendar}, "units": []}, {})
    noted = read_organisation(organisation_json(said))
    assert noted.due(datetime.date.fromisoformat(since), "1wd") == datetime.date.fromisoformat(until)
