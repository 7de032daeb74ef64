"""Every kind of page, by day and by night, on a wide screen and on a telephone: no stranger is asked for anything,
nobody is shut out, nothing is broken."""

from collections.abc import Mapping
from urllib.parse import urlparse

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tests.journeys.portal_process import Portal

pytestmark = [pytest.mark.needs("chromium", "chinese-font"), pytest.mark.slow]

LISTS = [
    "/", "/roles/", "/procedures/", "/policies/", "/forms/", "/checklists/", "/register/", "/glossary/", "/calendar/",
    "/findings/", "/changes/", "/register/planned/", "/calendar/events/", "/company/chart/", "/company/new-hire/",
    "/company/owner/", "/company/auditor/", "/company/hr/", "/company/manager/", "/auto/", "/auto/responsibilities/",
    "/headquarters/responsibilities/", "/headquarters/procedure/market-promotion-approval/",
    "/auto/role/marketing-manager/", "/search/", "/search/?q=推广", "/search/?q=qwertyuiop", "/nothing/here/",
    "/api/docs",
]  # fmt: skip
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
PARTS = 4
"""The walk is cut so that it can be shared out among processes."""
MOST_ALIKE = 10
"""So many rows of one table, or items of one list, are judged; what follows is the same again a thousand times over."""
SHORTEN = """(most) => {
  for (const parent of document.querySelectorAll("tbody, ul, ol, dl, .entries, .rows"))
    for (const extra of [...parent.children].slice(most)) extra.remove();
}"""


def pages_of(portal: Portal) -> list[str]:
    """Lists, and one document of every kind and status."""
    chosen: dict[tuple[str, str], str] = {}
    for row in portal.documents():
        chosen.setdefault((row["kind"], row["status"]), row["pages"]["zh-Hans"])
    compared = "/auto/role/marketing-assistant/changes/"
    return [*LISTS, compared, *(f"/{address}" for address in chosen.values())]


def english(address: str) -> str:
    return address if address.startswith("/api/") else f"/en{address}"


def opened(browser: Browser, portal: Portal, *, width: int) -> tuple[Page, list[str]]:
    """A page of a size, and a list that fills with everything that goes wrong."""
    context = browser.new_context(viewport={"width": width, "height": 900}, locale="zh-CN")
    page, trouble = context.new_page(), []

    def heard(request: Request) -> None:
        if urlparse(request.url).netloc != urlparse(portal.address).netloc and not request.url.startswith(
            "data:"
        ):
            trouble.append(f"asks a stranger: {request.url}")

    page.on("request", heard)
    page.on("pageerror", lambda error: trouble.append(f"script error: {error}"))
    page.on("console", lambda said: trouble.append(f"console: {said.text}") if said.type == "error" else None)
    return page, trouble


def visit(page: Page, portal: Portal, address: str, *, whole: bool, nights: bool = True) -> list[str]:
    """Everything wrong with one page for people who cannot see it, by day and by night, or whose screen is narrow.

    Colours at night are those of the wide Chinese page, however narrow the screen and whatever the language: only at
    full size they are judged on every one.
    """
    page.emulate_media(color_scheme="light")
    page.goto(portal.address + address, wait_until="load")
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if not whole:
        page.evaluate(SHORTEN, MOST_ALIKE)
    wrong = violations(page, RULES)
    page.emulate_media(color_scheme="dark")
    if not turns_dark(page):
        wrong.append("stays light at night")
    if nights or whole:
        wrong += [f"at night {found}" for found in violations(page, CONTRAST)]
    return [f"{address}: {found}" for found in wrong] + (
        [f"{address}: {overflow}px wider than the screen"] if overflow > 0 else []
    )


def turns_dark(page: Page) -> bool:
    """Whether a page follows the system when night falls; it hears of it a moment later."""
    try:
        page.wait_for_selector("body:not([data-md-color-scheme=default])", state="attached", timeout=10_000)
    except PlaywrightTimeout:
        return False
    return True


def violations(page: Page, rules: Mapping[str, object]) -> list[str]:
    """What axe finds."""
    found = Axe().run(page, options=rules).response["violations"]
    return [f"{rule['id']} {node['target']}" for rule in found for node in rule["nodes"][:3]]


@pytest.mark.timeout(900)
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("width", [1280, 390])
def test_every_kind_of_page_is_sound(
    browser: Browser, portal: Portal, width: int, part: int, *, full_size: bool
) -> None:
    page, trouble = opened(browser, portal, width=width)

    wrong = [
        problem
        for address in pages_of(portal)[part::PARTS]
        for problem in visit(page, portal, address, whole=full_size, nights=width == 1280)
    ]

    page.context.close()
    assert not wrong, "\n".join(wrong)
    assert _unexpected(trouble) == []


@pytest.mark.timeout(900)
@pytest.mark.parametrize("part", range(PARTS))
def test_every_kind_of_english_page_is_sound(
    browser: Browser, portal: Portal, part: int, *, full_size: bool
) -> None:
    page, trouble = opened(browser, portal, width=1280)

    wrong = [
        problem
        for address in pages_of(portal)[part::PARTS]
        for problem in visit(page, portal, english(address), whole=full_size, nights=False)
    ]

    page.context.close()
    assert not wrong, "\n".join(wrong)
    assert _unexpected(trouble) == []


def _unexpected(trouble: list[str]) -> list[str]:
    """The one address that is not there answers 404, which a browser's console tells."""
    return [entry for entry in trouble if "404" not in entry]
