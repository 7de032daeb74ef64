"""Somebody who left is erased on two people's word when nothing has to be kept any longer; every proof still holds."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from portal.access import events
from portal.access.permissions import PortalRole
from portal.access.tables import EVENT, LOOKED_AT
from portal.accounts.service import add_account
from portal.accounts.tables import ACCOUNT, LINK, SESSION
from portal.acknowledgements.tables import PAPER
from portal.app import create_app
from portal.ledger import verify
from portal.ledger.audit import verify_database
from portal.ledger.entries import AcknowledgementRecordedOnBehalf, SubjectErased, entry_of
from portal.ledger.ledger import reading
from portal.ledger.names import SubjectId
from portal.ledger.scope import Scope
from portal.ledger.store import entries_of
from portal.people.changes import Amends, Leaves, Returns
from portal.people.facts import staff_on
from portal.people.refusals import PersonErased
from portal.people.tables import PERSON
from portal.retention.leavers import leavers
from portal.retention.periods import Periods, months_after
from portal.settings import Settings
from tests.portal.acknowledgements.reading_rooms import LEAVE, Room, a_room
from tests.portal.browsing import Answer
from tests.portal.editions import publish
from tests.portal.offices import PASSWORD, Office, Visitor, an_office

PDF = b"%PDF-1.7 signed by hand"
NAME, NUMBER, EMAIL = "保洁员甲乙丙", "W-30017", "qiqi@example.invalid"


@dataclass
class Desk:
    """Two people of HR and somebody who left on the office's first day."""

    office: Office
    first: SubjectId
    second: SubjectId
    leaver: SubjectId

    def as_first(self) -> Visitor:
        return self.office.visitor(self.first)

    def as_second(self) -> Visitor:
        return self.office.visitor(self.second)

    def ask(self) -> Answer:
        page = f"/people/person/{self.leaver}/erasure/"
        return self.as_first().post(page, {"reason": "retention-over"})

    def agree(self, visitor: Visitor | None = None) -> Answer:
        page = self.as_second().get("/people/erasure/").text
        number = page.split("/people/erasures/")[1].split("/")[0]
        return (visitor or self.as_second()).post(f"/people/erasures/{number}/agree/")

    def erased(self) -> list[SubjectErased]:
        with reading(self.office.records.ledger.engine) as connection:
            found = [entry_of(stored.body) for stored in entries_of(connection)]
        return [one for one in found if isinstance(one, SubjectErased)]

    def hold(self) -> str:
        self.as_first().post(f"/people/person/{self.leaver}/hold/", {"reason": "仲裁 2026-17"})
        page = self.as_second().get("/people/erasure/").text
        return page.split("/people/holds/")[1].split("/")[0]


def a_desk(office: Office) -> Desk:
    first, second = (office.hire(n, portal_role=PortalRole.HR, password=None) for n in ("1001", "1002"))
    leaver = office.hire(NUMBER, NAME, roles=("auto/role/marketing-assistant",))
    office.change(Amends(subject=leaver, staff_number=NUMBER, name=NAME, email=EMAIL, language="zh-Hans"))
    for subject in (first, second):
        write = office.records.ledger.sequencer.write
        write(lambda c, s=subject: add_account(c, s, login=s, now=office.clock.now())).result()  # type: ignore[misc]
    return Desk(office, first, second, leaver)


@pytest.fixture
def desk(home: Path, address: str | None) -> Iterator[Desk]:
    publish(home)
    with an_office(home, database=address) as office:
        yield a_desk(office)


@pytest.fixture
def room(home: Path) -> Iterator[Room]:
    with a_room(home) as opened:
        yield opened


def leave(desk: Desk) -> None:
    desk.office.change(Leaves(subject=desk.leaver, on=desk.office.today))


def test_nobody_is_erased_who_is_here_or_whose_time_runs(desk: Desk) -> None:
    assert desk.ask().status_code == 409
    leave(desk)
    assert "2028-05-03" in desk.as_first().get(f"/people/person/{desk.leaver}/erasure/").text
    desk.office.clock.move(days=730)
    assert desk.ask().status_code == 409
    assert NAME not in desk.as_first().get("/people/erasure/").text
    assert NAME in desk.as_first().get("/people/erasure/?state=kept").text
    desk.office.clock.move(days=1)
    assert NAME in desk.as_first().get("/en/people/erasure/").text
    assert desk.ask().status_code == 303
    assert desk.ask().status_code == 409  # asked already
    assert desk.erased() == []


def test_second_person_agrees_and_nothing_names_the_person_any_more(
    desk: Desk, home: Path, address: str | None
) -> None:
    leave(desk)
    desk.office.clock.move(days=800)
    desk.ask()
    assert desk.agree(desk.as_first()).status_code == 409
    assert desk.erased() == []
    made = desk.office.app.state.workshop
    made.keep("a-file-with-names", b"...")
    assert desk.agree().status_code == 303
    assert made.at_hand("a-file-with-names") is None
    (entry,) = desk.erased()
    assert (entry.subject, entry.asked_by, entry.agreed_by) == (desk.leaver, desk.first, desk.second)

    ledger = desk.office.records.ledger
    with reading(ledger.engine) as connection:
        person = connection.execute(select(PERSON).where(PERSON.c.subject == desk.leaver)).one()
        login = connection.execute(select(ACCOUNT).where(ACCOUNT.c.subject == desk.leaver)).first()
        assert (person.name, person.staff_number, person.email, login) == (desk.leaver[:8], None, "", None)
    page = desk.as_first().get(f"/people/person/{desk.leaver}/erasure/")
    assert "身份已删除" in page.text
    for address_of_page in (
        "/people/?state=all",
        "/people/erasure/?state=done",
        f"/people/person/{desk.leaver}/",
    ):
        answer = desk.as_first().get(address_of_page)
        assert (answer.status_code, NAME in answer.text, NUMBER in answer.text) == (200, False, False)
    if address is None:
        for path in home.glob("records.sqlite*"):
            content = path.read_bytes()
            assert [word for word in (NAME, NUMBER, EMAIL) if word.encode() in content] == []


def test_proofs_and_packs_hold_after_the_erasure(desk: Desk, tmp_path: Path) -> None:
    ledger = desk.office.records.ledger
    signed, _ = ledger.anchor(tmp_path / "audit")
    leave(desk)
    desk.office.clock.move(days=800)
    desk.ask()
    desk.agree()
    found = verify_database(ledger.engine, key=ledger.key, files=ledger.files, identities=ledger.identities)
    assert found.passed, found.problems
    for seq in range(1, found.size + 1):
        assert ledger.proof(seq).index == seq - 1
    packed, _ = ledger.export(tmp_path / "pack.zip", Scope(), by="server-command")
    said = verify.check(str(packed.path), ledger.key.text, [signed.checkpoint.short_code])
    assert "全部成立" in said


def test_erased_person_never_comes_back_under_the_same_pseudonym(desk: Desk) -> None:
    leave(desk)
    desk.office.clock.move(days=800)
    desk.ask()
    desk.agree()
    amended = Amends(subject=desk.leaver, staff_number=NUMBER, name=NAME, email="", language="zh-Hans")
    for change in (amended, Returns(subject=desk.leaver, on=desk.office.today)):
        with pytest.raises(PersonErased):
            desk.office.change(change)
    assert desk.as_first().post(f"/people/person/{desk.leaver}/hold/", {"reason": "x"}).status_code == 409
    assert desk.ask().status_code == 409
    again = desk.office.hire(NUMBER, NAME, password=None)
    assert again != desk.leaver
    assert desk.office.stranger().sign_in(NUMBER, PASSWORD).status_code == 401


def test_hold_keeps_somebody_from_the_first_word_until_two_lift_it(desk: Desk) -> None:
    leave(desk)
    desk.office.clock.move(days=800)
    desk.ask()
    number = desk.hold()
    assert desk.agree().status_code == 409
    assert desk.as_first().post(f"/people/holds/{number}/agree/").status_code == 409
    assert desk.as_second().post(f"/people/holds/{number}/agree/").status_code == 303
    assert desk.as_second().post(f"/people/holds/{number}/agree/").status_code == 404
    assert desk.as_first().post(f"/people/holds/{number}/lift/").status_code == 303
    assert desk.agree().status_code == 409
    assert desk.as_first().post(f"/people/holds/{number}/lift/").status_code == 409
    assert desk.erased() == []
    assert desk.as_second().post(f"/people/holds/{number}/lift/").status_code == 303
    assert desk.agree().status_code == 303
    assert len(desk.erased()) == 1


def test_request_can_be_taken_back(desk: Desk) -> None:
    leave(desk)
    desk.office.clock.move(days=800)
    desk.ask()
    number = desk.as_second().get("/people/erasure/").text.split("/people/erasures/")[1].split("/")[0]
    assert desk.as_first().post(f"/people/erasures/{number}/drop/").status_code == 303
    assert desk.as_second().post(f"/people/erasures/{number}/agree/").status_code == 404
    assert desk.ask().status_code == 303


def test_nobody_of_hr_agrees_to_their_own_erasure(desk: Desk) -> None:
    leave(desk)
    desk.office.clock.move(days=800)
    visitor = desk.as_second()
    desk.office.change(Leaves(subject=desk.second, on=desk.office.today))
    assert visitor.get("/people/erasure/").status_code in (303, 401)


def test_signed_scan_goes_with_the_last_person_on_it(room: Room) -> None:
    office = room.office
    desk = a_desk(office)
    other = office.hire("3002", "另一人", password=None)
    for who in (NUMBER, "3002"):
        form = {"person": who, "document": LEAVE, "signed_on": office.today.isoformat()}
        assert desk.as_first().upload("/paper/", name="scan", content=PDF, form=form).status_code == 303
        with reading(office.records.ledger.engine) as connection:
            open_ones = select(PAPER.c.number).where(PAPER.c.state == "open")
            number = connection.execute(open_ones).scalar_one()
        assert desk.as_second().post(f"/paper/{number}/confirm/").status_code == 303
    entry = room.entries("acknowledgement:recorded-on-behalf")[0]
    assert isinstance(entry, AcknowledgementRecordedOnBehalf)
    office.change(Leaves(subject=desk.leaver, on=office.today), Leaves(subject=other, on=office.today))
    files = office.records.ledger.files

    office.clock.move(days=800)
    assert desk.ask().status_code == 409  # whoever confirmed is kept three years
    office.clock.move(days=400)
    desk.ask()
    assert desk.agree().status_code == 303
    assert entry.scan in files
    desk.leaver = other
    desk.ask()
    assert desk.agree().status_code == 303
    assert entry.scan not in files
    ledger = office.records.ledger
    assert verify_database(ledger.engine, key=ledger.key, files=files, identities=ledger.identities).passed


# --- periods ------------------------------------------------------------------------------------------------


def test_longest_class_counts_and_months_end_where_months_do() -> None:
    periods = Periods()
    left = datetime.date(2026, 8, 31)
    assert periods.ends(left, ["employment"]) == datetime.date(2028, 8, 31)
    assert periods.ends(left, ["employment", "confirmation"]) == datetime.date(2029, 8, 31)
    assert periods.ends(left, ["external", "grant"]) == datetime.date(2029, 8, 31)
    assert months_after(left, 6) == datetime.date(2027, 2, 28)
    assert months_after(datetime.date(2027, 12, 31), 2) == datetime.date(2028, 2, 29)


def test_company_sets_its_own_periods(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUTYBOOK_KEEP_EMPLOYMENT_MONTHS", "60")
    monkeypatch.setenv("DUTYBOOK_KEEP_UPLOADS_DAYS", "31")
    periods = Periods.of(Settings())
    assert (periods.employment, periods.uploads) == (60, datetime.timedelta(days=31))
    monkeypatch.setenv("DUTYBOOK_KEEP_SECURITY_LOG_DAYS", "30")
    with pytest.raises(ValueError, match="184"):
        Settings()


def test_list_is_made_in_a_few_queries_whatever_the_number(desk: Desk) -> None:
    leave(desk)
    with reading(desk.office.records.ledger.engine) as connection:
        staff = staff_on(connection, desk.office.today)
        found = leavers(connection, staff, Periods())
    assert [one.person.subject for one in found] == [desk.leaver]


# --- forgetting by itself -------------------------------------------------------------------------------------


def count(office: Office, table: object) -> int:
    with reading(office.records.ledger.engine) as connection:
        return len(connection.execute(select(table)).all())  # type: ignore[call-overload]


def test_old_sessions_links_logs_questions_and_returned_scans_are_forgotten(room: Room, home: Path) -> None:
    office = room.office
    desk = a_desk(office)
    form = {"person": NUMBER, "document": LEAVE, "signed_on": office.today.isoformat()}
    desk.as_first().upload("/paper/", name="scan", content=PDF, form=form)
    with reading(office.records.ledger.engine) as connection:
        paper = connection.execute(select(PAPER)).one()
    desk.as_second().post(f"/paper/{paper.number}/return/")
    row = {
        "number": "1",
        "at": "2026-05-03T08:00:00.000000Z",
        "subject": desk.first,
        "page": "x",
        "scope": "{}",
    }
    office.records.ledger.sequencer.write(lambda c: c.execute(insert(LOOKED_AT), row)).result()
    office.app.state.journal.record("打印机在哪里", language="zh-Hans", day=office.today)
    tidy = next(job.work for job in office.app.state.rounds.jobs if job.name == "tidy")
    files = office.records.ledger.files

    tidy()
    assert count(office, SESSION) > 0
    assert (count(office, PAPER), paper.scan in files, count(office, LOOKED_AT)) == (1, True, 1)
    office.clock.move(days=181)
    tidy()
    assert (count(office, SESSION), count(office, LINK)) == (0, 0)
    assert (count(office, PAPER), paper.scan in files) == (0, False)
    assert (count(office, EVENT) > 0, count(office, LOOKED_AT)) == (True, 1)
    assert len(office.app.state.journal.most_asked("zh-Hans", limit=9)) == 1
    office.clock.move(days=220)
    tidy()
    tidy()
    assert (count(office, EVENT), count(office, LOOKED_AT)) == (0, 0)
    assert office.app.state.journal.most_asked("zh-Hans", limit=9) == ()
    ledger = office.records.ledger
    assert verify_database(ledger.engine, key=ledger.key, files=files).passed


def test_the_portal_tidies_by_itself_a_few_times_a_day(home: Path) -> None:
    publish(home)
    with an_office(home) as office:
        subject = office.hire("E1")
        rounds = office.app.state.rounds
        rounds.once()
        office.visitor(subject)
        assert count(office, SESSION) == 2
        office.clock.move(hours=5)
        rounds.once()
        assert count(office, SESSION) == 2
        office.clock.move(days=3)
        rounds.once()
        assert count(office, SESSION) == 0
        jobs = create_app(Settings(home=home)).state.rounds.jobs
        assert [job.name for job in jobs] == [
            "edition", "remind", "tidy", "settle", "checklists", "duties", "cases", "checkpoint",
        ]  # fmt: skip
        assert Periods().security_log == events.KEPT
