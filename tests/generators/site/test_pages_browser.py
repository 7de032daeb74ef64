"""Every kind of page in a real browser: accessible, nothing beyond the edge, nothing from outside, on paper too."""

import functools
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from generators.languages import LANGUAGES
from generators.site.engine import mkdocs_config, render_shells
from generators.site.shell import Masthead
from tests.generators.site.page_libraries import loaded, planned

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.slow]

KINDS = (
    "", "register/", "glossary/", "calendar/", "findings/", "works/", "works/external/customer/",
    "works/role/inspector/", "works/role/inspector/changes/", "works/procedure/inspection/",
    "works/procedure/planning/", "works/policy/rules/", "works/form/report/", "works/checklist/first-day/",
    "en/works/policy/rules/",
)  # fmt: skip


class Quiet(SimpleHTTPRequestHandler):
    """Serves without writing every request to the terminal."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Nothing."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("site")
    masthead = Masthead(
        company={"zh-Hans": "青禾制造", "en": "Qinghe Works"}, notice={"zh-Hans": "内部", "en": "Internal"}
    )
    shells = render_shells(mkdocs_yml=mkdocs_config(), masthead=masthead, out=root)
    for language in LANGUAGES:
        for address, page in planned(loaded(), language).items():
            folder = root / address
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "index.html").write_text(
                shells.by_language[language].fill(page.render()), encoding="utf-8"
            )
    (root / "edition.json").write_text("{}", encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(site)))
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
    thread.join()


def opened(browser: Browser, url: str, *, width: int, scheme: str = "light") -> tuple[Page, list[str]]:
    """A page and what it asked for from other hosts, or complained of."""
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    strange: list[str] = []
    page.on("request", lambda request: None if "127.0.0.1" in request.url else strange.append(request.url))
    page.on("pageerror", lambda error: strange.append(str(error)))
    page.goto(url)
    return page, strange


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_is_accessible_and_fits(browser: Browser, address: str, kind: str) -> None:
    page, strange = opened(browser, address + kind, width=390, scheme="dark")  # the walk has the other shapes

    results = Axe().run(
        page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    )
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    page.close()

    assert strange == []
    assert results.violations_count == 0, results.generate_report()
    assert wide <= 0


def test_the_register_is_filtered_by_status_and_kind(browser: Browser, address: str) -> None:
    page, _ = opened(browser, f"{address}register/#status=planned", width=1280)

    assert page.locator("#list tbody tr:not(.grp):visible").count() == 1
    page.get_by_role("group", name="按状态筛选").get_by_role("button", name="全部").click()
    page.get_by_role("group", name="按类型筛选").get_by_role("button", name="表单").click()
    assert page.locator("#list tbody tr:not(.grp):visible").count() == 4
    page.close()


def test_the_calendar_opens_the_period_that_was_asked_for(browser: Browser, address: str) -> None:
    page, _ = opened(browser, f"{address}calendar/#period=month", width=1280)
    shown = page.locator("#calendar details:visible")

    assert shown.count() == 1
    assert shown.locator("tbody tr:visible").count() > 0
    page.close()


def test_a_numbered_duty_and_a_section_can_be_sent_on(browser: Browser, address: str) -> None:
    page, _ = opened(browser, f"{address}works/role/inspector/", width=1280)
    duty = page.locator(".duty[id]").first

    assert duty.locator(".no > a").get_attribute("href") == f"#{duty.get_attribute('id')}"
    assert page.locator("#s-duties > a.here").get_attribute("href") == "#s-duties"
    page.close()


def test_a_term_explains_itself_to_the_keyboard(browser: Browser, address: str) -> None:
    page, _ = opened(browser, f"{address}works/form/report/", width=1280)
    term = page.locator("a.term").first

    term.focus()
    shown = term.evaluate("element => getComputedStyle(element, '::after').content")
    page.close()

    assert "同一天开工的一组产品" in shown


def test_home_finds_without_scripts(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)

    assert page.locator(".homesearch input").is_visible()
    assert page.get_by_role("link", name="质检员").first.is_visible()
    context.close()
