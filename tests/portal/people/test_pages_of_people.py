import datetime
import re

import pytest
from sqlalchemy import select

from portal.access.permissions import PortalRole
from portal.errors import PortalError
from portal.ledger.entries import AssignmentChanged, entry_of
from portal.ledger.ledger import reading
from portal.ledger.names import SubjectId
from portal.ledger.store import entries_of
from portal.people.changes import Begins, Change, Ends, Leaves, Moves, Posting
from portal.people.facts import assignments_ever
from portal.people.refusals import AssignmentUnknown, PeriodImpossible, PersonUnknown, StaffNumberTaken
from portal.people.tables import PERSON
from tests.portal.offices import LONG_AGO, Office, Visitor

ASSISTANT = "auto/role/marketing-assistant"


def assignment_entries(office: Office) -> list[AssignmentChanged]:
    with reading(office.records.ledger.engine) as connection:
        entries = [entry_of(stored.body) for stored in entries_of(connection)]
    return [entry for entry in entries if isinstance(entry, AssignmentChanged)]


def person_at(location: str) -> str:
    found = re.search(r"/people/person/(s-[a-z2-7]{26})/", location)
    assert found
    return found[1]


def test_human_resources_hire_move_and_let_somebody_go(office: Office, hr: Visitor) -> None:
    joined = hr.post(
        "/people/",
        {"staff_number": "Q9", "name": "周新", "unit": "衡启汽车", "department": "市场部", "role": "市场助理",
         "manager": "HR1", "joined": "2026-05-01"},
    )  # fmt: skip
    assert joined.status_code == 303, joined.text
    subject = person_at(joined.headers["location"])
    page = hr.get(f"/people/person/{subject}/")
    assert "周新" in page.text
    assert "何静" in page.text
    assert office.staff().roles_of(subject) == (ASSISTANT,)

    moved = hr.post(f"/people/person/{subject}/move/", {"unit": "estate", "on": "2026-05-02"})
    assert moved.status_code == 303
    ended = hr.post(f"/people/person/{subject}/end/", {"role": ASSISTANT, "on": "2026-05-03"})
    assert ended.status_code == 303
    gone = hr.post(f"/people/person/{subject}/leave/", {"on": "2026-05-03"})
    assert gone.status_code == 303

    assert "衡启汽车" in hr.get(f"/people/person/{subject}/").text
    assert "周新" not in hr.get("/people/").text
    assert "周新" in hr.get("/people/?state=left").text
    before = office.staff(datetime.date(2026, 5, 1))
    assert before.person(subject) is not None
    assert before.people[SubjectId(subject)].unit == "auto"
    assert [person.name for person in before.holders(ASSISTANT)] == ["周新"]
    assert office.staff().holders(ASSISTANT) == ()


def test_every_change_of_a_role_is_an_entry_without_any_name(office: Office, hr: Visitor) -> None:
    subject = office.hire("Q9", "周新", roles=(ASSISTANT,))
    hr.post(f"/people/person/{subject}/end/", {"role": ASSISTANT, "on": "2026-05-03"})
    began, ended = assignment_entries(office)
    assert (began.change, began.role, began.since, began.by) == (
        "began", ASSISTANT, LONG_AGO.isoformat(), "server-command",
    )  # fmt: skip
    assert (ended.change, ended.since, ended.by) == ("ended", "2026-05-03", hr.subject)
    with reading(office.records.ledger.engine) as connection:
        bodies = b"".join(stored.body for stored in entries_of(connection)).decode()
        who = office.records.ledger.identities.open(connection, began.identity)
    assert "周新" not in bodies
    assert "Q9" not in bodies
    assert who
    assert (who.name, who.staff_number, who.roles) == ("周新", "Q9", (ASSISTANT,))


def test_asking_twice_for_the_same_change_records_it_once(office: Office) -> None:
    subject = office.hire("Q9")
    begins = Begins(subject=subject, role=ASSISTANT, on=office.today)
    office.change(begins)
    office.change(begins)
    ends = Ends(subject=subject, role=ASSISTANT, on=office.today)
    office.change(ends)
    office.change(ends)
    assert [entry.change for entry in assignment_entries(office)] == ["began", "ended"]


def test_a_role_can_be_taken_up_again(office: Office) -> None:
    subject = office.hire("Q9", roles=(ASSISTANT,))
    office.change(Ends(subject=subject, role=ASSISTANT, on=datetime.date(2025, 1, 1)))
    office.change(Begins(subject=subject, role=ASSISTANT, on=datetime.date(2026, 1, 1)))
    days = [(2024, 6, 1), (2025, 6, 1), (2026, 2, 1)]
    held = [bool(office.staff(datetime.date(*day)).roles_of(subject)) for day in days]
    assert held == [True, False, True]


def test_leaving_ends_every_role_also_one_still_to_begin(office: Office) -> None:
    subject = office.hire("Q9", roles=(ASSISTANT,))
    tomorrow = office.today + datetime.timedelta(days=1)
    office.change(Begins(subject=subject, role="auto/role/sales", on=tomorrow, backup=True))
    office.change(Leaves(subject=subject, on=office.today))
    with reading(office.records.ledger.engine) as connection:
        held = assignments_ever(connection, subject)
    assert [(one.role, one.ended) for one in held] == [
        (ASSISTANT, office.today),
        ("auto/role/sales", tomorrow),
    ]
    assert office.staff(tomorrow).backups("auto/role/sales") == ()


def test_what_cannot_be_leaves_everything_as_it_was(office: Office) -> None:
    subject = office.hire("Q9", roles=(ASSISTANT,))
    nobody = office.hire("Q8")
    before = (office.staff(), assignment_entries(office))
    early = datetime.date(2020, 1, 1)
    impossible: list[tuple[type[PortalError], Change]] = [
        (PeriodImpossible, Begins(subject=subject, role="auto/role/sales", on=early)),
        (PeriodImpossible, Ends(subject=subject, role=ASSISTANT, on=early)),
        (PeriodImpossible, Leaves(subject=subject, on=early)),
        (PeriodImpossible, Moves(subject=subject, posting=Posting(unit="estate"), on=early)),
        (AssignmentUnknown, Ends(subject=nobody, role=ASSISTANT, on=office.today)),
    ]
    for refusal, change in impossible:
        with pytest.raises(refusal):
            office.change(Moves(subject=subject, posting=Posting(unit="estate"), on=office.today), change)
    with pytest.raises(StaffNumberTaken):
        office.hire("Q9")
    with pytest.raises(PersonUnknown):
        office.change(Begins(subject="s-" + "z" * 26, role=ASSISTANT, on=office.today))  # type: ignore[arg-type]
    assert (office.staff(), assignment_entries(office)) == before


def test_renamed_roles_and_units_keep_their_holders(office: Office) -> None:
    subject = office.hire("Q9", roles=("auto/role/old-name",))
    with reading(office.records.ledger.engine) as connection:
        from portal.people.facts import staff_on

        staff = staff_on(connection, office.today, moved={"auto/role/old-name": ASSISTANT, "auto": "cars"})
    assert [person.subject for person in staff.holders(ASSISTANT)] == [subject]
    assert staff.people[subject].unit == "cars"


def test_vacant_roles_and_roles_taken_out_are_named(office: Office, hr: Visitor) -> None:
    assert "市场助理" in hr.get("/people/vacant/").text
    office.hire("Q9", "周新", roles=(ASSISTANT,))
    office.hire("Q8", "吴去", roles=("auto/role/forum-promoter",))
    page = hr.get("/people/vacant/").text
    assert "auto/role/marketing-assistant" not in page
    assert "吴去" in page
    assert "auto/role/forum-promoter" in page


def test_exceptions_hold_between_their_days_and_can_end_early(office: Office, hr: Visitor) -> None:
    giver, taker = office.hire("Q1", "赵一"), office.hire("Q2", "钱二")
    assert hr.post(
        f"/people/person/{giver}/delegate/", {"taker": "Q2", "began": "2026-05-03", "ended": "2026-05-10"}
    ).status_code == 303  # fmt: skip
    assert hr.post(
        f"/people/person/{giver}/waive/",
        {"document": "auto/procedure/market-research", "reason": "产假", "until": "2026-06-01"},
    ).status_code == 303  # fmt: skip
    staff = office.staff()
    assert staff.givers_to(taker) == (giver,)
    waiver = staff.waiver_of(giver, "auto/procedure/market-research")
    assert waiver
    assert (waiver.reason, waiver.granted_by) == ("产假", hr.subject)
    assert office.staff(datetime.date(2026, 5, 10)).givers_to(taker) == ()
    assert office.staff(datetime.date(2026, 6, 1)).waivers == ()
    page = hr.get(f"/people/person/{giver}/").text
    assert "钱二 代 赵一" in page
    assert "产假" in page
    undone = hr.post(f"/people/person/{giver}/undo/", {"kind": "waiver", "number": waiver.number})
    assert undone.status_code == 303
    assert office.staff().waivers == ()
    unknown = hr.post(
        f"/people/person/{giver}/waive/",
        {"document": "auto/policy/none", "reason": "x", "until": "2026-06-01"},
    )
    assert unknown.status_code == 422


@pytest.mark.parametrize("address", ["/people/", "/people/vacant/", "/people/new/", "/people/import/"])
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_every_page_opens_in_both_languages(hr: Visitor, prefix: str, address: str) -> None:
    page = hr.get(prefix + address)
    assert page.status_code == 200
    assert 'lang="en"' in page.text if prefix else 'lang="zh-Hans"' in page.text
    assert " style=" not in page.text
    assert "<script" not in page.text


def test_the_list_finds_people_by_any_word_and_hides_nothing_dangerous(office: Office, hr: Visitor) -> None:
    office.hire("Q7", "<script>alert(1)</script>")
    office.hire("Q6", "孙六", roles=(ASSISTANT,))
    page = hr.get("/people/").text
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    narrowed = hr.get("/people/?q=市场助理 Q6").text
    assert "孙六" in narrowed
    assert "Q7" not in narrowed


def test_an_auditor_sees_people_and_changes_none(office: Office) -> None:
    subject = office.hire("Q9", "周新", roles=(ASSISTANT,))
    auditor = office.visitor(
        office.hire("A1", is_external=True, portal_role=PortalRole.AUDITOR, until=datetime.date(2026, 6, 1))
    )
    assert "周新" in auditor.get("/people/").text
    page = auditor.get(f"/people/person/{subject}/").text
    assert "<form" not in page.replace('<form role="search"', "")
    assert auditor.post(f"/people/person/{subject}/leave/", {"on": "2026-05-03"}).status_code == 403


def test_nobody_by_that_pseudonym_is_a_clear_page(hr: Visitor) -> None:
    assert hr.get("/people/person/s-" + "z" * 26 + "/").status_code == 404
    assert hr.get("/people/person/../").status_code == 404


def test_external_people_are_asked_for_nothing(office: Office) -> None:
    subject = office.hire("X1", is_external=True)
    staff = office.staff()
    assert subject not in {person.subject for person in staff.active}
    assert staff.is_active(subject)
    with reading(office.records.ledger.engine) as connection:
        assert connection.execute(
            select(PERSON.c.is_external).where(PERSON.c.subject == subject)
        ).scalar_one()
