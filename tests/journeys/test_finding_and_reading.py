"""A new hire's first minutes: find the handbook with the keyboard alone, follow it, read it in English, on paper."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.portal_process import Portal

pytestmark = [pytest.mark.needs("chromium", "chinese-font"), pytest.mark.slow]


@pytest.fixture
def page(browser: Browser, portal: Portal) -> Page:
    """A fresh page at the top of the portal."""
    page = browser.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN").new_page()
    page.goto(portal.address + "/")
    return page


def test_a_role_is_found_and_opened_by_keyboard_alone(page: Page, portal: Portal) -> None:
    page.keyboard.press("/")
    page.keyboard.type("市场助理")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    page.wait_for_url("**/auto/role/marketing-assistant/**")
    expect(page.get_by_role("heading", level=1)).to_have_text("市场助理")


def test_a_code_in_any_writing_leads_to_its_procedure(page: Page) -> None:
    page.keyboard.press("/")
    page.keyboard.type("ｓｃ００５")
    page.keyboard.press("Enter")

    page.wait_for_url("**/search/**")
    first = page.locator(".hit h2 a").first
    expect(first).to_contain_text("推广方案审批")
    first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".code", has_text="SC-005").first).to_be_visible()


def test_a_question_without_answer_gets_no_hits_and_says_what_to_do(page: Page, portal: Portal) -> None:
    page.goto(portal.address + "/search/?q=火星移民签证")

    expect(page.locator(".hit")).to_have_count(0)
    expect(page.locator(".emptystate")).to_contain_text("火星移民签证")


def test_results_can_be_narrowed_without_scripts(browser: Browser, portal: Portal) -> None:
    page = browser.new_context(java_script_enabled=False, locale="zh-CN").new_page()
    page.goto(portal.address + "/search/?q=推广&kind=procedure")

    kinds = page.locator(".hit .kind").all_inner_texts()

    assert kinds
    assert set(kinds) == {"流"}


def test_a_role_page_lists_the_steps_in_which_the_role_acts_and_leads_to_them(
    page: Page, portal: Portal
) -> None:
    page.goto(portal.address + "/headquarters/role/marketing-manager/")
    link = page.get_by_role("link", name=re.compile("SC-005")).first
    link.click()

    page.wait_for_url("**/headquarters/procedure/market-promotion-approval/**")
    expect(page.get_by_role("heading", level=1)).to_contain_text("推广")


def test_the_same_page_in_english_is_one_click_away(page: Page, portal: Portal) -> None:
    page.goto(portal.address + "/auto/role/marketing-assistant/")
    page.get_by_role("link", name=re.compile("EN|English")).first.click()

    page.wait_for_url("**/en/auto/role/marketing-assistant/")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("heading", level=1)).to_have_text("Marketing Assistant", ignore_case=True)


def test_every_link_of_the_portal_leads_somewhere(portal: Portal) -> None:
    site = portal.home / "current" / "site"
    broken = []
    for file in site.rglob("index.html"):
        text = file.read_text(encoding="utf-8")
        for href in set(re.findall(r'href="([^"]+)"', text)):
            if re.match(r"(?:[a-z]+:|#)", href) or re.search(r"/(?:search|api)/|(?:^|/)my/$", href):
                continue
            path, _, anchor = href.partition("#")
            target = (file.parent / path.partition("?")[0]).resolve()
            if target.is_relative_to(site.resolve() / "handbooks"):  # Word files stand beside the site
                target = site.resolve().parent / target.relative_to(site.resolve())
            target = target / "index.html" if target.is_dir() else target
            if not target.is_file():
                broken.append(f"{file.relative_to(site)}: {href}")
            elif anchor and "=" not in anchor and f'id="{anchor}"' not in target.read_text(encoding="utf-8"):
                broken.append(f"{file.relative_to(site)}: no anchor {href}")

    assert broken == []
