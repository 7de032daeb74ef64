"""An auditor's visit in a real browser: a past day, a record, a pack, and its proof without the portal."""

import datetime
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from portal.access.permissions import PortalRole
from portal.access.principals import Principal
from portal.acknowledgements.service import Said
from portal.ledger.names import SubjectId
from portal.releases import service
from portal.releases.texts import texts_of
from tests.journeys.portal_process import Portal, served
from tests.loops import run_apart
from tests.portal.ledger.ledgers import HandClock
from tests.portal.offices import PASSWORD, Office, an_office

pytestmark = [pytest.mark.needs("chromium", "chinese-font"), pytest.mark.slow, pytest.mark.timeout(600)]

ROLE = "auto/role/marketing-assistant"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


@dataclass(frozen=True)
class Visit:
    """The portal that is visited, the day somebody had confirmed, and what."""

    portal: Portal
    day: datetime.date
    document: str
    key: str


@pytest.fixture(scope="module")
def visit(portal: Portal, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    """The demonstration library with an auditor and an assistant who has confirmed one document."""
    home = tmp_path_factory.mktemp("audited") / "var"
    shutil.copytree(portal.home / "editions", home / "editions", symlinks=True)
    shutil.copy(portal.home / "current", home / "current", follow_symlinks=False)
    with an_office(home) as office:
        day, document, key = prepared(office)
    with served(home) as running:
        yield Visit(running, day, document, key)


def prepared(office: Office) -> tuple[datetime.date, str, str]:
    three_weeks_ago = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=21)
    clock: HandClock = office.clock
    clock.moment = three_weeks_ago.replace(hour=2)
    texts = texts_of(office.app.state.bookshelf.current())
    service.install(office.records.ledger, texts, now=clock.now())
    office.hire("A1", "顾明远", is_external=True, portal_role=PortalRole.AUDITOR)
    person = office.hire("1001", "林书意", roles=(ROLE,))
    office.give_account(office.hire("1002", "魏来", roles=(ROLE,), password=None), "wei")
    document = run_apart(confirmed(office, person))
    return office.today, document, office.records.ledger.key.text


async def confirmed(office: Office, subject: SubjectId) -> str:
    """The assistant confirms the handbook of the role; its id."""
    confirming, clock = office.app.state.confirming, office.clock
    texts = texts_of(office.app.state.bookshelf.current())
    principal = Principal(
        subject=subject, name="林书意", language="zh-Hans", portal_roles=frozenset({PortalRole.EMPLOYEE}), method="password",
        signed_in_at=clock.now(), session="", csrf="", roles=(ROLE,),
    )  # fmt: skip
    offer = confirming.offer(texts, principal, ROLE, "zh-Hans")
    said = Said(key=offer.key, digest=offer.statement.digest, shown=offer.shown)
    await confirming.take(offer, said, sign_in="password")
    clock.move(minutes=1)
    return ROLE


@pytest.fixture
def page(browser: Browser, visit: Visit) -> Iterator[Page]:
    """The auditor, signed in and asking for coverage."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, locale="zh-CN", accept_downloads=True
    )
    opened = context.new_page()
    opened.goto(f"{visit.portal.address}/reports/coverage/")
    opened.get_by_label("账号").fill("A1")
    opened.get_by_label("密码").fill(PASSWORD)
    opened.get_by_role("button", name="登录").first.click()
    expect(opened.get_by_role("heading", level=1)).to_have_text("阅读确认覆盖情况")
    yield opened
    context.close()


def test_a_past_day_leads_to_the_record_and_to_the_text_that_was_shown(page: Page, visit: Visit) -> None:
    before = visit.day - datetime.timedelta(days=1)
    page.get_by_label("截至当日").fill(before.isoformat())
    page.get_by_role("button", name="查看", exact=True).click()
    expect(page.get_by_text("没有人需要确认")).to_be_visible()

    page.get_by_label("截至当日").fill(visit.day.isoformat())
    page.get_by_role("button", name="查看", exact=True).click()
    page.goto(f"{visit.portal.address}/reports/document/?day={visit.day}&document={visit.document}")
    line = page.get_by_role("row", name="林书意")
    expect(line).to_contain_text("已确认")
    expect(page.get_by_role("row", name="魏来")).not_to_contain_text("已确认")
    line.get_by_role("link").last.click()

    expect(page.get_by_role("heading", name="当时所示的文本")).to_be_visible()
    expect(page.locator("body")).to_contain_text("林书意")
    assert Axe().run(page, options=RULES).response["violations"] == []


def test_what_is_taken_away_is_proved_without_the_portal(page: Page, visit: Visit, tmp_path: Path) -> None:
    with page.expect_download() as report:
        page.get_by_role("button", name="CSV").click()
    said = Path(report.value.path()).read_text("utf-8-sig")
    code = said.split("短码 ")[1].split("，")[0]  # printed on the report, kept on paper

    page.get_by_role("link", name="证据包").click()
    page.locator("select[name=document]").select_option(visit.document)
    page.get_by_label("以前留存的短码或检查点").first.fill(code)
    with page.expect_download() as taken:
        page.get_by_role("button", name="导出证据包").click()
    pack = tmp_path / "pack.zip"
    taken.value.save_as(pack)

    with zipfile.ZipFile(pack) as archive:
        archive.extract("verify.py", tmp_path)
    command = [sys.executable, "-I", "verify.py", pack.name, "--key", visit.key, "--anchor", code]
    proved = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert proved.returncode == 0, proved.stdout + proved.stderr
    page.get_by_role("link", name="查看记录").click()
    expect(page.get_by_role("row", name="证据包页面").first).to_contain_text("顾明远")
