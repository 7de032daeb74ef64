"""Human resources in a real browser, without any script: three documents become one Word file."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from docx import Document
from docx.oxml.ns import qn
from playwright.sync_api import Browser, BrowserContext, Page, expect

from portal.access.permissions import PortalRole
from tests.journeys.portal_process import Portal, served
from tests.portal.offices import PASSWORD, an_office

pytestmark = [pytest.mark.needs("chromium", "chinese-font"), pytest.mark.slow, pytest.mark.timeout(600)]

THREE = {
    "auto/role/marketing-manager": "市场部经理",
    "auto/procedure/daily-lead-report": "来店来电渠道日报",
    "auto/policy/staff-code": "衡启汽车员工守则",
}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
WIDE, NARROW = 1280, 390


@pytest.fixture(scope="module")
def office(portal: Portal, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """The demonstration library with one person of human resources."""
    home = tmp_path_factory.mktemp("files") / "var"
    shutil.copytree(portal.home / "editions", home / "editions", symlinks=True, copy_function=os.link)
    shutil.copy(portal.home / "current", home / "current", follow_symlinks=False)
    with an_office(home) as opened:
        opened.hire("H1", "何静", portal_role=PortalRole.HR)
    with served(home) as running:
        yield running


@pytest.fixture(scope="module")
def signed_in(office: Portal, browser: Browser) -> Iterator[BrowserContext]:
    """Human resources, signed in, with scripts switched off."""
    context = browser.new_context(locale="zh-CN", java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{office.address}/handbooks/")
    page.get_by_label("账号").fill("H1")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Word 文件")
    page.close()
    yield context
    context.close()


def tick(page: Page, document: str) -> None:
    """Looks for a document by its name and ticks it."""
    page.get_by_label("名称或编号").fill(THREE[document])
    page.get_by_role("button", name="筛选").click()
    page.locator(f'input[value="{document}"]').check()


def lines_of(file: Path) -> list[str]:
    """The paragraphs of a Word file, also those inside content controls."""
    body = Document(str(file)).element.body
    return ["".join(piece.text or "" for piece in line.iter(qn("w:t"))) for line in body.iter(qn("w:p"))]


@pytest.fixture(scope="module")
def volume(office: Portal, signed_in: BrowserContext, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that came of choosing three documents and asking for who has confirmed."""
    page = signed_in.new_page()
    page.goto(f"{office.address}/handbooks/")
    for document in THREE:
        tick(page, document)
    page.get_by_role("checkbox", name="附签收情况").check()
    page.get_by_role("button", name="生成文件").click()
    page.wait_for_url("**/handbooks/made/**")
    with page.expect_download() as taken:
        page.get_by_role("link", name="下载").click(timeout=60_000)
    file = tmp_path_factory.mktemp("taken") / taken.value.suggested_filename
    taken.value.save_as(file)
    page.close()
    return file


def test_three_documents_are_chosen_and_come_as_one_volume(volume: Path) -> None:
    said = lines_of(volume)

    assert volume.name.startswith("文件汇编")
    assert [title for title in THREE.values() if title not in said] == []
    assert said.count("签收情况") == len(THREE)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_both_pages_are_for_everybody(
    office: Portal, signed_in: BrowserContext, browser: Browser, volume: Path, width: int, scheme: str
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
        storage_state=signed_in.storage_state(),
        locale="zh-CN",
    )
    page, complaints = context.new_page(), list[str]()
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    chosen = "&".join(f"document={document}" for document in THREE)

    page.goto(f"{office.address}/handbooks/?{chosen}&unit=auto")
    seen = [page.evaluate("document.documentElement.scrollWidth <= innerWidth")]
    found = Axe().run(page, options=RULES).response["violations"]
    page.get_by_role("link", name=volume.name).click()
    expect(page.get_by_role("link", name="下载")).to_be_visible()
    seen.append(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
    found += Axe().run(page, options=RULES).response["violations"]

    assert seen == [True, True]
    assert found == []
    assert complaints == []
    context.close()
