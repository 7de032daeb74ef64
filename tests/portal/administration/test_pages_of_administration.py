"""What an administrator sees and does: health, jobs, settings without secrets, who is signed in; and the first steps."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import insert

from portal.access.permissions import PortalRole
from portal.access.records import Records
from portal.administration.first_steps import STEPS, first_steps
from portal.administration.settings_shown import GROUPS, HIDDEN, shown
from portal.bookshelf import Bookshelf
from portal.clock import SystemClock
from portal.health import checkup
from portal.health.checks import Check, good
from portal.notices.tables import OUTBOX
from portal.releases import service as releases
from portal.releases.texts import texts_of
from portal.settings import SECRETS, Settings
from portal.web.texts import texts
from tests.portal.documents import a_policy, a_procedure, publish_documents
from tests.portal.editions import publish
from tests.portal.offices import Office, Visitor, an_office

DOCS = Path(__file__).parents[3] / "docs"


@pytest.fixture
def office(home: Path) -> Iterator[Office]:
    publish(home)
    with an_office(home) as opened:
        yield opened


@pytest.fixture
def admin(office: Office) -> Visitor:
    return office.visitor(office.hire("Z1", "何静", is_external=True, portal_role=PortalRole.ADMINISTRATOR))


def test_health_says_what_the_doctor_says_and_what_is_still_to_do(office: Office, admin: Visitor) -> None:
    page = admin.get("/administration/")
    assert page.status_code == 200
    assert "从未备份：请执行 dutybook backup" in page.text
    assert "dutybook people import staff.csv --apply" in page.text
    office.hire("1001", "林书意")
    english = admin.get("/en/administration/")
    assert "Never backed up" in english.text
    assert "dutybook people import" not in english.text


def test_health_is_not_looked_into_by_every_look_and_anew_when_wanted(
    office: Office, admin: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[int] = []

    def examine(*_: object, **__: object) -> tuple[Check, ...]:
        looks.append(1)
        return (good("disk", path="/", free="9 GiB"),)

    monkeypatch.setattr(checkup, "examine", examine)
    pages = [admin.get("/administration/").text for _ in range(3)]
    assert (len(looks), all("检查时间：2026-05-03 16:00" in page for page in pages)) == (1, True)
    assert admin.post("/administration/").status_code == 303
    assert admin.post("/administration/", csrf="").status_code == 403
    assert (admin.get("/en/administration/").status_code, len(looks)) == (200, 2)
    office.clock.move(minutes=11)
    admin.get("/administration/")
    assert len(looks) == 3


def test_jobs_show_what_ran_and_failed_and_can_be_done_at_once(office: Office, admin: Visitor) -> None:
    assert "还没有作业" in admin.get("/administration/jobs/").text
    office.app.state.rounds.once()
    page = admin.get("/administration/jobs/").text
    assert all(name in page for name in ("接收新发布版", "提醒与上报", "到期清理", "签署检查点"))
    assert "下一轮" not in page.partition("提醒与上报")[2].partition("</li>")[0]
    assert admin.post("/administration/jobs/remind/").status_code == 303
    page = admin.get("/administration/jobs/").text
    assert "下一轮" in page[page.index("提醒与上报") : page.index("到期清理")]
    assert admin.post("/administration/jobs/no-such/").status_code == 303
    assert admin.post("/administration/jobs/remind/", csrf="").status_code == 403


def test_given_up_letters_are_counted_without_names_and_sent_once_more(
    office: Office, admin: Visitor
) -> None:
    row = {
        "number": "1",
        "notice": "n",
        "channel": "mail",
        "state": "given-up",
        "tries": 6,
        "closed_at": "2026-05-03T08",
    }
    row |= {"next_at": "2026-05-03T08:00:00.000000Z", "trouble": "ConnectionRefused: lin@example.com"}
    office.records.ledger.sequencer.write(lambda c: c.execute(insert(OUTBOX), row)).result()
    page = admin.get("/administration/jobs/").text
    assert ("ConnectionRefused" in page, "lin@example.com" in page) == (True, False)
    assert admin.post("/administration/outbox/").status_code == 303
    page = admin.get("/en/administration/jobs/").text
    assert re.search(r"waiting</dt><dd>1<", page)
    assert "Send what was given up" not in page


def test_settings_say_where_they_come_from_and_no_secret(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, home: Path
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("hush-hush-hush", encoding="utf-8")
    monkeypatch.setenv("DUTYBOOK_OIDC_CLIENT_SECRET_FILE", str(secret))
    monkeypatch.setenv("DUTYBOOK_MAIL_SERVER", "smtps://duty:hush-hush@mail.example.test:465")
    monkeypatch.setenv("DUTYBOOK_SESSION_HOURS", "8")
    publish(home)
    with an_office(home) as office:
        admin = office.visitor(office.hire("Z1", is_external=True, portal_role=PortalRole.ADMINISTRATOR))
        page = admin.get("/administration/settings/").text
    assert "hush" not in page
    assert "smtps://mail.example.test:465" in page
    found = {one.name: one for _, group in shown(office.app.state.settings) for one in group}
    assert [found[name].origin for name in ("session_hours", "oidc_client_secret", "home", "port")] == [
        "environment", "file", "command", "default",
    ]  # fmt: skip


def test_every_setting_is_shown_and_documented() -> None:
    listed = {name for names in GROUPS.values() for name in names}
    assert listed | HIDDEN == set(Settings.model_fields)
    assert set(SECRETS) <= listed
    documented = (DOCS / "commands.md").read_text(encoding="utf-8") + (DOCS / "operations.md").read_text(
        encoding="utf-8"
    )
    missing = [name for name in listed if f"`DUTYBOOK_{name.upper()}`" not in documented]
    assert missing == []


def test_sessions_are_seen_found_by_name_and_ended(office: Office, admin: Visitor) -> None:
    lin = office.visitor(office.hire("1001", "林书意"))
    office.hire("1002", "王建国", password=None)
    page = admin.get("/administration/sign-ins/").text
    assert page.index("林书意") > 0
    assert "王建国" not in page, "who has no account is not listed"
    only = admin.get("/en/administration/sign-ins/?named=林").text
    assert ("林书意" in only, 'mono">z1<' in only) == (True, False)
    assert admin.post(f"/administration/sign-ins/{lin.subject}/end/").status_code == 303
    assert lin.get("/my/").status_code == 303
    assert admin.post(f"/administration/sign-ins/{admin.subject}/end/").status_code == 303
    assert admin.get("/administration/").status_code == 200, "one's own session goes on"


def test_a_new_installation_leads_through_its_first_steps(home: Path) -> None:
    with an_office(home) as office:
        stranger = office.stranger()
        page = stranger.get("/first-steps/")
        assert (page.status_code, "dutybook admin invite 姓名" in page.text) == (200, True)
        assert 'href="/en/first-steps/"' in stranger.get("/en/sign-in/").text
        assert "Dutybook" in stranger.get("/en/first-steps/").text
    with an_office(home, reading="everyone") as office:
        empty = office.stranger().get("/")
        assert (empty.status_code, 'href="/first-steps/"' in empty.text) == (503, True)
        publish_documents(home, a_policy(), a_procedure())
        edition = office.app.state.bookshelf.current()
        releases.install(office.records.ledger, texts_of(edition), now=office.clock.now())
        office.hire("Z1", is_external=True, portal_role=PortalRole.ADMINISTRATOR)
        assert "first-steps" not in office.stranger().get("/sign-in/").text
        office.hire("1001", "林书意")
        assert [step.is_done for step in first_steps(office.records, office.app.state.bookshelf)] == [
            True
        ] * 5
        assert office.stranger().get("/first-steps/").status_code == 404


def test_without_records_the_first_steps_are_all_still_to_do(home: Path) -> None:
    publish(home)
    bookshelf = Bookshelf(home)
    records = Records(home, "sqlite:////nowhere/at/all", clock=SystemClock(), zone=bookshelf.zone)
    found = {step.code: step.is_done for step in first_steps(records, bookshelf)}
    assert found == dict.fromkeys(STEPS, False) | {"edition": True}
    assert all(texts("en").say(f"first.{code}-command") for code in STEPS)
