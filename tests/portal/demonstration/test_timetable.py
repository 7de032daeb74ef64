"""When documents came into force: by the library's own dates, never before them, and always something new."""

import datetime
from typing import Any

import pytest

from portal.demonstration.careers import Day
from portal.demonstration.timetable import JUST_RELEASED, WAITING, Coming, timetable

TODAY = datetime.date(2026, 11, 22)
Plain = dict[str, Any]


@pytest.fixture(scope="module")
def comings(library: Plain, documents: dict[str, Plain]) -> list[tuple[Day, Coming]]:
    found = timetable(library, documents, TODAY)
    return [(day, one) for day, listed in found.items() for one in listed]


def text_of(library: Plain, documents: dict[str, Plain], one: Coming) -> Plain:
    found: Plain = library["earlier"][one.text] if one.text else documents[one.document]
    return found


def test_every_effective_document_comes_into_force_but_those_that_wait(
    documents: dict[str, Plain], comings: list[tuple[Day, Coming]]
) -> None:
    effective = {key for key, plain in documents.items() if plain["control"].get("status") == "effective"}
    assert {one.document for _, one in comings if one.text is None} >= effective - WAITING
    assert not any(one.document in WAITING and one.text is None for _, one in comings)


def test_nothing_is_released_before_its_own_date(
    library: Plain, documents: dict[str, Plain], comings: list[tuple[Day, Coming]]
) -> None:
    for day, one in comings:
        assert day.isoformat() >= text_of(library, documents, one)["control"]["effective"], one


def test_earlier_revisions_come_first_each_with_the_text_of_its_day(
    comings: list[tuple[Day, Coming]],
) -> None:
    course = [one.text for _, one in comings if one.document == "auto/role/marketing-assistant"]
    assert course == ["auto/role/marketing-assistant@1.2", "auto/role/marketing-assistant@1.3", None]


def test_some_documents_came_into_force_within_the_last_week(comings: list[tuple[Day, Coming]]) -> None:
    newest = {one.document: day for day, one in comings}
    for document in JUST_RELEASED:
        assert TODAY - datetime.timedelta(days=8) <= newest[document] < TODAY, document


def test_what_is_superseded_or_withdrawn_was_in_force_once(comings: list[tuple[Day, Coming]]) -> None:
    gone = [one.document for _, one in comings if one.withdrawn]
    assert len(gone) == 4
    for document in gone:
        days = [day for day, one in comings if one.document == document]
        assert days[0] < days[-1]


def test_years_later_everything_has_moved_along(library: Plain, documents: dict[str, Plain]) -> None:
    later = datetime.date(2029, 3, 1)
    days = list(timetable(library, documents, later))
    assert later - datetime.timedelta(days=21) <= days[-1] < later
    assert len(days) == pytest.approx(len(timetable(library, documents, TODAY)), abs=4)
