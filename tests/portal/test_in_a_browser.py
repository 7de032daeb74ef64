"""The page of results in a real browser, in the real shell of the site."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page

from generators.site.engine import mkdocs_config, render_shells
from generators.site.shell import SHELL_FILES, Masthead
from tests.portal.editions import publish

pytestmark = [pytest.mark.needs("chromium", "chinese-font"), pytest.mark.slow]

ROOT = Path(__file__).parents[2]
MASTHEAD = Masthead(
    company={"zh-Hans": "衡川集团", "en": "Hengchuan"}, notice={"zh-Hans": "内部资料", "en": "Internal"}
)


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running portal over a library in the real shell."""
    room = tmp_path_factory.mktemp("browser")
    shells = render_shells(mkdocs_yml=mkdocs_config(), masthead=MASTHEAD, out=room / "look")
    publish(
        room / "var",
        files={
            f"site/assets/{file.relative_to(shells.assets).as_posix()}": file.read_bytes()
            for file in shells.assets.rglob("*")
            if file.is_file()
        },
        shells={
            language: (room / "look/shells" / name).read_text("utf-8")
            for language, name in SHELL_FILES.items()
        },
    )
    command = [sys.executable, "-m", "portal.cli", "serve", "--home", str(room / "var"), "--port", "0"]
    command += ["--reading", "everyone"]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout
        found = re.search(r"http://[\d.]+:\d+", process.stdout.readline())
        assert found
        yield found[0]
        process.terminate()


def open_page(
    browser: Browser, address: str, *, width: int = 1280, script: bool = True
) -> tuple[Page, list[str]]:
    """A page, and whatever the browser complains about: errors, refused scripts, requests to elsewhere."""
    context = browser.new_context(
        viewport={"width": width, "height": 800}, java_script_enabled=script, locale="zh-CN"
    )
    page, complaints = context.new_page(), list[str]()
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "request",
        lambda asked: (
            None if asked.url.startswith(("http://127.", "data:")) else complaints.append(asked.url)
        ),
    )
    page.goto(address, wait_until="networkidle")
    return page, complaints


@pytest.mark.parametrize("path", ["/search/?q=调研", "/search/", "/en/search/?q=market", "/api/docs"])
@pytest.mark.parametrize("width", [1280, 390])
def test_pages_of_the_portal_show_without_complaint(
    portal: str, browser: Browser, path: str, width: int
) -> None:
    page, complaints = open_page(browser, portal + path, width=width)

    assert complaints == []
    assert page.locator("h1").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert re.search("发布版|Edition", page.get_by_role("contentinfo").inner_text())
    page.context.close()


def test_results_are_narrowed_without_any_script(portal: str, browser: Browser) -> None:
    page, _ = open_page(browser, f"{portal}/search/?q={quote('调研')}", script=False)
    page.get_by_role("navigation", name="缩小范围").get_by_role("link", name="表单").click()
    page.wait_for_url("**kind=form**")

    assert page.locator("article.hit").count() == 1
    assert page.locator("article.hit").inner_text().startswith("表")
    page.context.close()


def test_on_a_narrow_screen_the_choices_are_in_the_drawer(portal: str, browser: Browser) -> None:
    page, _ = open_page(browser, f"{portal}/search/?q={quote('调研')}", width=390)
    page.get_by_role("button", name="打开目录").click()
    page.get_by_role("dialog").get_by_role("link", name="衡川置业").click()
    page.wait_for_url("**unit=estate**")

    assert page.locator("article.hit").count() == 1
    page.context.close()


def test_what_is_typed_is_suggested_and_opened_with_the_keyboard(portal: str, browser: Browser) -> None:
    page, complaints = open_page(browser, f"{portal}/search/")
    page.keyboard.press("/")
    page.keyboard.type("sc003")
    page.get_by_role("option", name="市场调研").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/auto/procedure/market-research/")

    assert complaints == []
    page.context.close()
