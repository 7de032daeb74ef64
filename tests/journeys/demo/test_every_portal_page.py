"""Every page the portal itself makes, as each visitor of the demonstration reaches it from their own work, is sound."""

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.demo.conftest import Demo, signed_in
from tests.journeys.looking_over import listen, unexpected, visit

pytestmark = [pytest.mark.slow, pytest.mark.needs("chromium", "chinese-font"), pytest.mark.timeout(900)]

OURS = {
    "access", "account", "acknowledge", "administration", "cases", "handbooks", "my", "paper", "people", "receipts", "releases", "reports", "unanswered",
}  # fmt: skip
"""The first part of the address of whatever no edition holds."""
PARTS = ("administrator", "auditor", "hr", "owner", "approver", "manager", "new-hire")
_NUMBER = re.compile(r"(?<=/)(?:\d+|s-\w+|[0-9a-f]{16,}(?:-\d+)?)(?=/|$)")
_DOCUMENT = re.compile(
    r"^/(en/)?(acknowledge|releases|cases/start|reports/cases|cases/task/\w+/form)/.+/(?=$|text/)"
)
_DUTY = re.compile(r"^/(en/)?my/duties/(of/[^/]+/)?(?:[^/]+/){4}$")
_ENOUGH = 120


def shape(address: str) -> str:
    """Pages of one shape differ only in what they are about: ``/receipts/17/`` and ``/receipts/18/``."""
    path = _DUTY.sub(r"/\1my/duties/\2…/", _DOCUMENT.sub(r"/\1\2/…/", urlsplit(address).path))
    names = sorted(pair.partition("=")[0] for pair in urlsplit(address).query.split("&") if pair)
    return _NUMBER.sub("…", path) + (f"?{','.join(names)}" if names else "")


def led_to(page: Page) -> Iterator[str]:
    """The portal's own pages that this one leads to."""
    for link in page.locator("a[href]").evaluate_all("links => links.map(link => link.href)"):
        here, there = urlsplit(page.url), urlsplit(urljoin(page.url, link))
        first = there.path.removeprefix("/en").split("/")[1] if there.path.startswith("/") else ""
        if there.netloc == here.netloc and first in OURS:
            yield there.path + (f"?{there.query}" if there.query else "")


def is_page(page: Page, home: str, address: str) -> bool:
    """Whether it is shown; files are taken away instead."""
    return page.request.head(home + address).headers.get("content-type", "").startswith("text/html")


JUDGED: set[str] = set()
"""The shapes this process has judged for whoever came to them first; at full size everybody comes to all of theirs."""


def problems_on_the_way(page: Page, home: str, *, whole: bool) -> Iterator[str]:
    """What is wrong with the pages one comes to; of each shape one, without the English ones where time is short."""
    known, waiting = (set() if whole else JUDGED), ["/my/", *(["/en/my/"] if whole else [])]
    while waiting and len(known) < _ENOUGH:
        address = waiting.pop(0)
        if shape(address) in known or (address.startswith("/en/") and not whole):
            continue
        known.add(shape(address))
        if not is_page(page, home, address):
            continue
        yield from visit(page, home, address, whole=whole)
        waiting += led_to(page)


@pytest.mark.parametrize("part", PARTS)
def test_what_somebody_comes_to_is_sound(browser: Browser, demo: Demo, part: str, *, full_size: bool) -> None:
    with signed_in(browser, demo, part) as page:
        trouble = listen(page, demo.address)
        wrong = list(problems_on_the_way(page, demo.address, whole=full_size))
    assert not wrong, "\n".join(wrong)
    assert unexpected(trouble) == []
