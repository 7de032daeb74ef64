"""Looking a page over in a browser: what shuts somebody out, asks a stranger, breaks, or is wider than the screen."""

from collections.abc import Mapping
from urllib.parse import urlparse

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request
from playwright.sync_api import TimeoutError as PlaywrightTimeout

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
SETTLED = "Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => null)))"
"""Colours fade from day to night; what is measured in between is neither."""
WIDE, NARROW = 1280, 390
MOST_ALIKE = 10
"""So many rows of one table, or items of one list, are judged; what follows is the same again a thousand times over."""
SHORTEN = """(most) => {
  for (const parent of document.querySelectorAll("tbody, ul, ol, dl, .entries, .rows"))
    for (const extra of [...parent.children].slice(most)) extra.remove();
}"""


def opened(browser: Browser, home: str) -> tuple[Page, list[str]]:
    """A page, and a list that fills with everything that goes wrong."""
    page = browser.new_context(locale="zh-CN").new_page()
    return page, listen(page, home)


def listen(page: Page, home: str) -> list[str]:
    """A list that fills with everything that goes wrong on a page of the portal at home."""
    trouble: list[str] = []

    def heard(request: Request) -> None:
        if urlparse(request.url).netloc != urlparse(home).netloc and not request.url.startswith("data:"):
            trouble.append(f"asks a stranger: {request.url}")

    page.on("request", heard)
    page.on("pageerror", lambda error: trouble.append(f"script error: {error}"))
    page.on("console", lambda said: trouble.append(f"console: {said.text}") if said.type == "error" else None)
    return trouble


def visit(page: Page, home: str, address: str, *, whole: bool, nights: bool = True) -> list[str]:
    """Everything wrong with the page at an address, on a wide screen and on a telephone."""
    enter(page, home, address, width=NARROW)
    narrow = problems(page, whole=True) if whole else too_wide(page)
    if whole:
        enter(page, home, address, width=WIDE)
    page.set_viewport_size({"width": WIDE, "height": 900})
    wide = problems(page, whole=whole, nights=nights)
    return [f"{address}: {found}" for found in wide] + [f"{address} at {NARROW}: {found}" for found in narrow]


def enter(page: Page, home: str, address: str, *, width: int) -> None:
    """Opens a page by day."""
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    page.goto(home + address, wait_until="load")


def problems(page: Page, *, whole: bool, nights: bool = True) -> list[str]:
    """Everything wrong with an open page for people who cannot see it, by day and by night, or whose screen is narrow.

    Colours at night are those of the Chinese page in any language: only the whole judges them on every one. It also
    judges the narrow page as the wide one.
    """
    wrong = too_wide(page)
    if not whole:
        page.evaluate(SHORTEN, MOST_ALIKE)
    wrong += violations(page, RULES)
    page.emulate_media(color_scheme="dark")
    if not turns_dark(page):
        wrong.append("stays light at night")
    if nights or whole:
        wrong += [f"at night {found}" for found in violations(page, CONTRAST)]
    return wrong


def too_wide(page: Page) -> list[str]:
    """Whether something stands out beyond the edge of the screen."""
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [f"{overflow}px wider than the screen"] if overflow > 0 else []


def turns_dark(page: Page) -> bool:
    """Whether a page follows the system when night falls; it hears of it a moment later."""
    try:
        page.wait_for_selector("body:not([data-md-color-scheme=default])", state="attached", timeout=30_000)
    except PlaywrightTimeout:
        return False
    page.evaluate(SETTLED)
    return True


def violations(page: Page, rules: Mapping[str, object]) -> list[str]:
    """What axe finds."""
    found = Axe().run(page, options=rules).response["violations"]
    return [f"{rule['id']} {node['target']}" for rule in found for node in rule["nodes"][:3]]


def unexpected(trouble: list[str]) -> list[str]:
    """The one address that is not there answers 404, which a browser's console tells."""
    return [entry for entry in trouble if "404" not in entry]
