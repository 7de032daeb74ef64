from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from portal.access.freshness import changed
from portal.accounts import service as accounts
from portal.people.changes import Leaves
from tests.portal.editions import publish
from tests.portal.offices import PASSWORD, Office, an_office


@pytest.fixture
def office(home: Path) -> Iterator[Office]:
    publish(home)
    with an_office(home) as opened:
        yield opened


def test_who_is_not_signed_in_is_led_to_the_sign_in_page_and_back(office: Office) -> None:
    office.hire("Q1", "李想")
    visitor = office.stranger()

    answer = visitor.get("/auto/role/marketing-assistant/?x=1")
    assert (answer.status_code, answer.headers["location"]) == (
        303,
        "/sign-in/?next=%2Fauto%2Frole%2Fmarketing-assistant%2F%3Fx%3D1",
    )
    page = visitor.get(answer.headers["location"])
    assert page.status_code == 200
    assert 'value="/auto/role/marketing-assistant/?x=1"' in page.text

    answer = visitor.sign_in("q1", next="/auto/role/marketing-assistant/?x=1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/auto/role/marketing-assistant/?x=1")
    assert "市场助理" in visitor.get("/auto/role/marketing-assistant/").text


def test_programs_hear_401_and_files_are_not_redirected(office: Office) -> None:
    visitor = office.stranger()
    answer = visitor.get("/api/v1/search?q=x")
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "sign-in-needed")
    style = visitor.get("/assets/main.0f1e2d3c.min.css", headers={"sec-fetch-dest": "style"})
    assert style.status_code == 401


def test_a_session_is_stored_hashed_and_its_cookie_is_closed_to_scripts(office: Office) -> None:
    office.hire("Q1")
    visitor = office.stranger()
    answer = visitor.sign_in("Q1")

    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    token = visitor.cookies["dutybook-session"]
    assert len(token) >= 43
    with office.records.ledger.engine.connect() as connection:
        stored = connection.execute(text("SELECT * FROM account_session")).all()
        passwords = connection.execute(text("SELECT password FROM account")).scalars().all()
    assert token not in str(stored)
    assert all(password.startswith("$argon2id$") for password in passwords)


def test_over_https_the_cookie_is_secure_and_bound_to_the_host(office: Office) -> None:
    office.hire("Q1")
    visitor = office.stranger()
    visitor.scheme = "https"
    cookie = visitor.sign_in("Q1").headers["set-cookie"]
    assert cookie.startswith("__Host-dutybook=")
    assert "Secure" in cookie
    assert "Path=/" in cookie
    assert "domain" not in cookie.lower()


def test_wrong_passwords_pause_the_account_and_then_even_the_right_one_waits(office: Office) -> None:
    office.hire("Q1")
    visitor = office.stranger()
    for left in (4, 3, 2, 1, 0):
        answer = visitor.sign_in("Q1", "not this one")
        assert answer.status_code == 401
        assert f"再错 {left} 次" in answer.text
    assert visitor.sign_in("Q1").status_code == 429
    office.clock.move(minutes=16)
    assert visitor.sign_in("Q1").status_code == 303


def test_an_address_that_guesses_names_is_paused_too(office: Office) -> None:
    visitor = office.stranger()
    answers = [visitor.sign_in(f"guess-{number}", "not this one").status_code for number in range(31)]
    assert answers[:30] == [401] * 30
    assert answers[30] == 429


def test_nobody_learns_from_the_answer_whether_an_account_exists(office: Office) -> None:
    office.hire("Q1")
    first = office.stranger().sign_in("Q1", "not this one").text.replace("Q1", "")
    second = office.stranger().sign_in("Q2", "not this one").text.replace("Q2", "")
    assert first == second


def test_a_forged_form_signs_nobody_in_or_out(office: Office) -> None:
    subject = office.hire("Q1")
    visitor = office.visitor(subject)
    evil = {"sec-fetch-site": "cross-site"}
    assert visitor.post("/sign-out/", headers=evil).status_code == 403
    assert visitor.post("/sign-out/", csrf="0" * 64).status_code == 403
    assert visitor.post("/sign-out/", csrf="ä").status_code == 403
    assert visitor.get("/").status_code == 200
    assert visitor.post("/sign-out/").status_code == 303
    assert visitor.get("/").status_code == 303


def test_a_stolen_token_is_worth_nothing_after_signing_out(office: Office) -> None:
    visitor = office.visitor(office.hire("Q1"))
    stolen = dict(visitor.cookies)
    visitor.post("/sign-out/")
    visitor.cookies = stolen
    assert visitor.get("/").status_code == 303


def test_a_session_ends_when_idle_and_after_a_day_in_any_case(office: Office) -> None:
    subject = office.hire("Q1")
    idle, busy = office.visitor(subject), office.visitor(subject)
    for _ in range(2):
        office.clock.move(minutes=20)
        assert busy.get("/").status_code == 200
    assert idle.get("/").status_code == 303
    for _ in range(40):
        office.clock.move(minutes=20)
        if busy.get("/").status_code == 303:
            break
    else:
        pytest.fail("a session that never ends")
    assert office.clock.moment.hour - 8 >= 11


def test_a_leaver_is_out_within_one_request_and_the_records_stay(office: Office) -> None:
    subject = office.hire("Q1", roles=("auto/role/marketing-assistant",))
    visitor, elsewhere = office.visitor(subject), office.visitor(subject)
    assert visitor.get("/").status_code == 200

    office.change(Leaves(subject=subject, on=office.today))

    assert visitor.get("/").status_code == 303
    assert elsewhere.get("/").status_code == 303
    assert office.stranger().sign_in("Q1").status_code == 401
    assert office.staff().person(subject) is not None


def test_who_leaves_tomorrow_is_in_today_and_out_when_the_day_comes(office: Office) -> None:
    """The day is the company's, in Shanghai: it begins at 16:00 UTC."""
    subject = office.hire("Q1")
    office.change(Leaves(subject=subject, on=office.today.replace(day=4)))
    visitor = office.visitor(subject)
    for _ in range(31):
        office.clock.move(minutes=15)
        assert visitor.get("/").status_code == 200
    office.clock.move(minutes=16)
    assert visitor.get("/").status_code == 303


def test_changing_the_password_ends_every_other_session(office: Office) -> None:
    subject = office.hire("Q1")
    visitor, elsewhere = office.visitor(subject), office.visitor(subject)
    weak = visitor.post("/account/password/", {"old": PASSWORD, "new": "short"})
    assert weak.status_code == 422
    wrong = visitor.post("/account/password/", {"old": "not this one", "new": "a much better phrase"})
    assert wrong.status_code == 422
    assert elsewhere.get("/").status_code == 200
    done = visitor.post("/account/password/", {"old": PASSWORD, "new": "a much better phrase"})
    assert done.status_code == 303
    assert "密码已更改" in visitor.get("/account/?done=password").text
    assert elsewhere.get("/").status_code == 303
    assert visitor.get("/").status_code == 200
    assert office.stranger().sign_in("Q1", PASSWORD).status_code == 401
    assert office.stranger().sign_in("Q1", "a much better phrase").status_code == 303


def test_signing_out_everywhere_ends_every_session(office: Office) -> None:
    subject = office.hire("Q1")
    visitor, elsewhere = office.visitor(subject), office.visitor(subject)
    visitor.post("/account/sessions/")
    assert [visitor.get("/").status_code, elsewhere.get("/").status_code] == [303, 303]


def test_an_invitation_works_once_and_not_for_ever(office: Office) -> None:
    subject = office.hire("Q1", password=None)
    write = office.records.ledger.sequencer.write
    write(lambda c: accounts.add_account(c, subject, login="Q1", now=office.clock.now())).result()
    assert office.stranger().sign_in("Q1").status_code == 401
    old = accounts.make_link(office.records, subject, purpose="invitation")
    token = accounts.make_link(office.records, subject, purpose="invitation")
    visitor = office.stranger()
    assert visitor.get(f"/invitation/?token={old}").status_code == 410
    assert "q1" in visitor.get(f"/invitation/?token={token}").text
    assert (
        visitor.post("/invitation/", {"token": token, "password": "1234567890"}, csrf="").status_code == 422
    )
    assert visitor.post("/invitation/", {"token": token, "password": PASSWORD}, csrf="").status_code == 303
    assert visitor.get("/").status_code == 200
    assert visitor.post("/invitation/", {"token": token, "password": PASSWORD}, csrf="").status_code == 410
    late = accounts.make_link(office.records, subject, purpose="reset")
    office.clock.move(hours=2)
    assert visitor.get(f"/invitation/?token={late}").status_code == 410


@pytest.mark.parametrize(
    "wish",
    ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "x", "/\n/x"],
)
def test_signing_in_leads_to_no_other_site(office: Office, wish: str) -> None:
    office.hire("Q1")
    assert office.stranger().sign_in("Q1", next=wish).headers["location"] == "/"


def test_the_sign_in_page_gives_nothing_of_the_library_away(office: Office) -> None:
    page = office.stranger().get("/sign-in/").text
    assert "市场" not in page
    assert "衡启" not in page
    assert "<script" not in page
    assert office.stranger().get("/assets/portal/accounts.css").status_code == 200
    assert office.stranger().get("/en/sign-in/").text.count("Sign in") >= 2


def test_reading_goes_on_without_records_where_everybody_may_read(home: Path) -> None:
    publish(home)
    (home / "records.sqlite").mkdir(parents=True)
    with an_office(home, reading="everyone") as office:
        visitor = office.stranger()
        assert visitor.get("/auto/role/marketing-assistant/").status_code == 200
        assert visitor.sign_in("Q1").status_code == 503


def out_of_reach(office: Office) -> None:
    """The records are closed and cannot be opened again: the database is gone."""
    office.records.close()
    for file in office.records.home.glob("records.sqlite*"):
        file.rename(file.with_suffix(".gone"))
    (office.records.home / "records.sqlite").mkdir()
    office.records.open()


def test_reading_goes_on_for_who_is_signed_in_while_the_records_are_gone(office: Office) -> None:
    office.hire("Q1")
    visitor, stranger = office.stranger(), office.stranger()
    visitor.sign_in("Q1")
    out_of_reach(office)
    changed()  # nothing that was remembered counts

    assert "市场助理" in visitor.get("/auto/role/marketing-assistant/").text
    assert visitor.get("/search/?q=调研").status_code == 200
    page = visitor.get("/account/")
    assert page.status_code == 503
    assert "无法记录" in page.text or "记录" in page.text
    assert "Traceback" not in page.text
    assert stranger.get("/auto/role/marketing-assistant/").status_code in (303, 503)
    assert stranger.sign_in("Q1").status_code == 503


@pytest.mark.parametrize("forged", ["{real}0", "s-{a}{rest}", "!!", ""])
def test_a_pass_that_is_not_ours_opens_nothing(office: Office, forged: str) -> None:
    office.hire("Q1")
    visitor = office.stranger()
    visitor.sign_in("Q1")
    out_of_reach(office)
    changed()
    real = visitor.cookies["dutybook-session-reading"]
    visitor.cookies["dutybook-session-reading"] = forged.format(real=real, a="a" * 26, rest=real[28:])
    assert visitor.get("/").status_code == 503
    visitor.cookies["dutybook-session-reading"] = real
    assert visitor.get("/").status_code == 200
    office.clock.move(hours=12)
    assert visitor.get("/").status_code == 503


def test_a_pass_is_worth_nothing_while_records_can_be_read(office: Office) -> None:
    subject = office.hire("Q1")
    visitor = office.stranger()
    visitor.sign_in("Q1")
    office.change(Leaves(subject=subject, on=office.today))
    assert "dutybook-session-reading" in visitor.cookies
    assert visitor.get("/").status_code == 303


def test_a_password_costs_what_the_standard_asks_for_at_least(real_hash: str) -> None:
    # RFC 9106 section 4: 64 MiB and three passes where memory is scarce.
    _, kind, _, costs, *_ = real_hash.split("$")

    memory, passes, _ = (int(cost.partition("=")[2]) for cost in costs.split(","))
    assert (kind, memory >= 64 * 1024, passes >= 3) == ("argon2id", True, True)
