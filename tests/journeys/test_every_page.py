"""Every kind of page, by day and by night, on a wide screen and on a telephone: no stranger is asked for anything,
nobody is shut out, nothing is broken."""

import pytest
from playwright.sync_api import Browser

from tests.journeys.looking_over import opened, unexpected, visit
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
PARTS = 4
"""The walk is cut so that it can be shared out among processes."""
EVERY_THIRD = 3
"""Where time is short, so many of the English pages are judged, and so many at night: colours come from one palette."""


def pages_of(portal: Portal, *, every: int = 1) -> list[str]:
    """Lists (each, or every second), and one document of every kind and status."""
    chosen: dict[tuple[str, str], str] = {}
    for row in portal.documents():
        chosen.setdefault((row["kind"], row["status"]), row["pages"]["zh-Hans"])
    compared = "/auto/role/marketing-assistant/changes/"
    return [*LISTS[::every], compared, *(f"/{address}" for address in chosen.values())]


def english(address: str) -> str:
    return address if address.startswith("/api/") else f"/en{address}"


@pytest.mark.timeout(900)
@pytest.mark.parametrize("part", range(PARTS))
def test_every_kind_of_page_is_sound(browser: Browser, portal: Portal, part: int, *, full_size: bool) -> None:
    page, trouble = opened(browser, portal.address)

    wrong = [
        problem
        for number, address in enumerate(pages_of(portal, every=1 if full_size else 2)[part::PARTS])
        for problem in visit(
            page, portal.address, address, whole=full_size, nights=number % EVERY_THIRD == part % EVERY_THIRD
        )
    ]

    page.context.close()
    assert not wrong, "\n".join(wrong)
    assert unexpected(trouble) == []


@pytest.mark.timeout(900)
@pytest.mark.parametrize("part", range(PARTS))
def test_every_kind_of_english_page_is_sound(
    browser: Browser, portal: Portal, part: int, *, full_size: bool
) -> None:
    page, trouble = opened(browser, portal.address)

    wrong = [
        problem
        for address in (pages_of(portal) if full_size else LISTS[::EVERY_THIRD])[part::PARTS]
        for problem in visit(page, portal.address, english(address), whole=full_size, nights=False)
    ]

    page.context.close()
    assert not wrong, "\n".join(wrong)
    assert unexpected(trouble) == []
