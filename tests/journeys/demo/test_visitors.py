"""The stories a visitor can act out: each in a real browser, over the demonstration as `make run` serves it."""

import json
import re
import subprocess
import sys
import zipfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.demo.conftest import Demo, signed_in

pytestmark = [pytest.mark.slow, pytest.mark.needs("chromium", "chinese-font"), pytest.mark.timeout(900)]

ROLE = "auto/role/marketing-assistant"
CAMPAIGNS = "headquarters/procedure/market-promotion-approval"
CHANGED = "construction/procedure/progress-control"
PARTS = ("new-hire", "manager", "hr", "second-hr", "owner", "approver", "auditor", "administrator")


def answer_rightly(page: Page, demo: Demo, document: str) -> None:
    library = json.loads((demo.home / "current/library.json").read_text(encoding="utf-8"))
    plain = next(one for one in library["documents"] if one["id"] == document)
    for question in plain["quiz"]:
        right = next(option["id"] for option in question["options"] if option.get("correct"))
        page.check(f"input[name='q-{question['id']}'][value='{right}']")


def entry_in(page: Page) -> str:
    """The number of the entry whose receipt is on the page."""
    found = re.search(r"/receipts/(\d+)/", page.url)
    assert found, page.url
    return found[1]


def answer_wrongly(page: Page) -> None:
    for question in page.locator("fieldset.ak-question").all():
        question.locator("input[type=radio]").last.check()


@pytest.mark.parametrize("part", PARTS)
def test_every_account_that_is_printed_works(browser: Browser, demo: Demo, part: str) -> None:
    with signed_in(browser, demo, part) as page:
        answer = page.goto(f"{demo.address}/my/")
        assert answer is not None
        assert answer.status == 200


def test_a_new_hire_reads_what_changed_answers_confirms_and_gets_a_receipt(
    browser: Browser, demo: Demo
) -> None:
    with signed_in(browser, demo, "new-hire") as page:
        page.goto(f"{demo.address}/my/documents/")
        page.locator(f"a[href='/acknowledge/{ROLE}/']").first.click()
        expect(page.locator("h1")).to_have_text("自你上次确认以来")
        assert page.locator(".diff del").count() > 0
        assert page.locator(".diff ins").count() > 0
        answer_wrongly(page)
        page.check("input[name=agree]")
        page.click("form.ak-form button[type=submit]")
        expect(page.locator(".ak-wrong a").first).to_have_attribute("href", re.compile(r"#\w"))
        answer_rightly(page, demo, ROLE)
        page.check("input[name=agree]")
        page.click("form.ak-form button[type=submit]")
        page.wait_for_url(re.compile(r"/receipts/\d+/"))
        receipt = page.locator("#receipt")
        expect(receipt).to_contain_text(demo.visitor("new-hire")["name"])
        expect(receipt).to_contain_text("2.0")
        proof = page.request.get(f"{demo.address}/receipts/{entry_in(page)}/proof.tlog-proof")
        assert proof.text().startswith("c2sp.org/tlog-proof@v1")
        page.goto(f"{demo.address}/my/documents/")
        expect(page.locator("main")).to_contain_text("2.0")
        assert page.locator(f"a[href='/acknowledge/{ROLE}/']").count() == 0


def test_a_material_change_is_released_by_two_people_and_asks_only_those_it_concerns(
    browser: Browser, demo: Demo
) -> None:
    with signed_in(browser, demo, "owner") as owner:
        owner.goto(f"{demo.address}/releases/{CHANGED}/")
        assert owner.locator("select[name=change]").input_value() == "material"
        owner.click("#propose button[type=submit]")
        owner.goto(f"{demo.address}/releases/{CHANGED}/")
        assert owner.locator("form[action*='/release/']").count() == 0  # not by the same person
    with signed_in(browser, demo, "approver") as approver:
        approver.goto(f"{demo.address}/releases/{CHANGED}/")
        approver.click("form[action*='/release/'] button")
        approver.wait_for_load_state()
    with signed_in(browser, demo, "owner") as owner:  # the chief of engineering is named in changed steps
        owner.goto(f"{demo.address}/my/documents/")
        expect(owner.locator(f"a[href='/acknowledge/{CHANGED}/']").first).to_be_visible()
    with signed_in(browser, demo, "hr") as hr:
        hr.goto(f"{demo.address}/reports/open/")
        owed = [row for row in hr.locator("tr").all_inner_texts() if "进度控制" in row]
    assert 5 <= len(owed) <= 20  # the whole audience is more than forty
    assert not any("安全员" in row or "质量员" in row for row in owed)


def test_human_resources_enters_a_signature_on_paper_and_a_second_person_confirms_it(
    browser: Browser, demo: Demo, tmp_path: Path
) -> None:
    scan = tmp_path / "slip.pdf"
    scan.write_bytes(b"%PDF-1.4\n% a scan\n")
    with signed_in(browser, demo, "hr") as hr:
        hr.goto(f"{demo.address}/paper/")
        waiting = hr.locator("ul.rows form[action*='/confirm/']").count()
        hr.fill("input[name=person]", demo.visitor("new-hire")["login"].upper())
        hr.select_option("select[name=document]", "auto/policy/attendance-leave")
        hr.fill("input[name=signed_on]", date.fromisoformat(demo.said["day"]).isoformat())
        hr.set_input_files("input[name=scan]", scan)
        hr.click("form[enctype] button[type=submit]")
        hr.wait_for_load_state()
        assert hr.locator("ul.rows form[action*='/confirm/']").count() == waiting  # never by who entered it
    name = demo.visitor("new-hire")["name"]
    with signed_in(browser, demo, "second-hr") as second:
        second.goto(f"{demo.address}/paper/")
        row = second.locator("ul.rows li", has_text=name).filter(has=second.locator("form"))
        row.locator("form[action*='/confirm/'] button").click()
        second.wait_for_load_state()
        second.goto(f"{demo.address}/paper/")
        second.locator("ul.rows.sm a", has_text=name).first.click()
        expect(second.locator("#receipt")).to_contain_text("代签")


def test_an_auditor_asks_for_a_past_day_and_takes_away_what_proves_itself(
    browser: Browser, demo: Demo, tmp_path: Path
) -> None:
    past = (date.fromisoformat(demo.said["day"]) - timedelta(days=200)).isoformat()
    with signed_in(browser, demo, "auditor", accept_downloads=True) as page:
        page.goto(f"{demo.address}/reports/coverage/")
        now = page.locator("main").inner_text()
        page.fill("input[name=day]", past)
        page.press("input[name=day]", "Enter")
        page.wait_for_url(re.compile(f"day={past}"))
        assert page.locator("main").inner_text() != now
        page.goto(f"{demo.address}/reports/document/?document={CAMPAIGNS}&day={past}")
        expect(page.locator("main")).to_contain_text("1.1")
        assert (
            page.locator("main tbody tr").count() >= 3
        )  # those who had confirmed it and those who should have
        page.goto(f"{demo.address}/reports/evidence/")
        page.select_option("select[name=document]", CAMPAIGNS)
        with page.expect_download() as coming:
            page.click("form[action*='/pack/'] button[type=submit]")
        pack = tmp_path / "pack.zip"
        coming.value.save_as(pack)
        page.goto(f"{demo.address}/reports/evidence/")
        said = page.locator("pre.rp-pre").inner_text()
    found = re.search(r"--key '([^']+)' --anchor (\S+)", said)
    assert found, said
    with zipfile.ZipFile(pack) as packed:
        packed.extract("verify.py", tmp_path)
    command = [sys.executable, "-I", "verify.py", str(pack), "--key", found[1], "--anchor", found[2]]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, env={})
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_leaver_is_out_within_one_request(browser: Browser, demo: Demo) -> None:
    with signed_in(browser, demo, "manager") as manager, signed_in(browser, demo, "hr") as hr:
        assert manager.request.get(f"{demo.address}/my/", max_redirects=0).status == 200
        hr.goto(f"{demo.address}/people/person/{demo.visitor('manager')['subject']}/")
        leaving = hr.locator("details", has=hr.locator("form[action*='/leave/']"))
        leaving.locator("summary").click()
        leaving.locator("button[type=submit]").click()
        hr.wait_for_load_state()
        answer = manager.request.get(f"{demo.address}/my/", max_redirects=0)
        assert answer.status == 303
        assert "/sign-in/" in answer.headers["location"]
