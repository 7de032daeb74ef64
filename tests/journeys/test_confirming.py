"""A new hire's whole task in a browser: find what is due, read, answer, confirm, keep the receipt; by mouse or keyboard."""

import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from portal.ledger.names import SubjectId
from portal.releases import service
from portal.releases.texts import Texts, texts_of
from tests.journeys.portal_process import Portal
from tests.portal.offices import Office, an_office

pytestmark = [pytest.mark.needs("chromium", "chinese-font"), pytest.mark.slow]

ROLE = "auto/role/marketing-assistant"


@dataclass
class House:
    """The demonstration library in force, served to browsers on this machine."""

    office: Office
    address: str
    texts: Texts

    def page_of(self, browser: Browser, subject: SubjectId, *, width: int = 1280) -> Page:
        """A page of somebody who is signed in."""
        context = browser.new_context(viewport={"width": width, "height": 900}, locale="zh-CN")
        token = self.office.visitor(subject).cookies["dutybook-session"]
        context.add_cookies([{"name": "dutybook-session", "value": token, "url": self.address}])
        return context.new_page()


@contextmanager
def served(office: Office) -> Iterator[str]:
    server = uvicorn.Server(uvicorn.Config(office.app, port=0, log_config=None, lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    deadline = time.monotonic() + 90
    while not server.started:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def house(portal: Portal, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The edition that all journeys share, in a home with records of its own."""
    home = tmp_path_factory.mktemp("confirming") / "var"
    edition = portal.home / (portal.home / "current").readlink()
    shutil.copytree(edition, home / "editions" / edition.name)
    (home / "current").symlink_to(f"editions/{edition.name}")
    with an_office(home) as office, served(office) as address:
        texts = texts_of(office.app.state.bookshelf.current())
        service.install(office.records.ledger, texts, now=office.clock.now())
        yield House(office, address, texts)


def new_hire(house: House, number: str) -> SubjectId:
    today = house.office.today
    return house.office.hire(
        number, "林书意", roles=(ROLE,), department="auto/department/marketing", joined=today
    )


def assert_accessible(page: Page) -> None:
    page.wait_for_load_state()
    found = Axe().run(page).response["violations"]
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("width", [1280, 390])
def test_a_new_hire_reads_answers_confirms_and_gets_the_receipt(
    house: House, browser: Browser, width: int
) -> None:
    page = house.page_of(browser, new_hire(house, f"h-{width}"), width=width)
    page.goto(f"{house.address}/my/documents/")
    assert_accessible(page)
    title = house.texts.listed[ROLE].title
    page.get_by_role("link", name=f"去确认 {title}", exact=True).click()
    page.wait_for_url("**/acknowledge/**")
    assert_accessible(page)
    page.get_by_role("link", name="读全文").click()
    page.locator("#confirm").get_by_role("link", name="去确认").click()
    for question in house.texts.documents[ROLE].get("quiz", ()):
        wrong = next(option["id"] for option in question["options"] if not option.get("correct"))
        page.locator(f'input[name="q-{question["id"]}"][value="{wrong}"]').check()
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="确认第").click()
    page.get_by_role("alert").wait_for()
    assert_accessible(page)
    for question in house.texts.documents[ROLE].get("quiz", ()):
        right = next(option["id"] for option in question["options"] if option.get("correct"))
        page.locator(f'input[name="q-{question["id"]}"][value="{right}"]').check()
    page.get_by_role("button", name="确认第").click()
    page.wait_for_url("**/receipts/*/")
    page.get_by_role("heading", name="你已确认这一版").wait_for()
    assert_accessible(page)
    page.get_by_role("link", name="当时的全文").click()
    page.wait_for_url("**/text/")
    assert_accessible(page)
    page.context.close()


def test_the_sentence_is_ticked_and_confirmed_with_the_keyboard_alone(house: House, browser: Browser) -> None:
    page = house.page_of(browser, new_hire(house, "keyboard"))
    simple = next(
        key
        for key in ("auto/policy/attendance-leave", "auto/policy/test-drives")
        if key in house.texts.listed
    )
    page.goto(f"{house.address}/{simple}/")
    assert_accessible(page)
    page.locator("#confirm input[type=checkbox]").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert "receipts" not in page.url  # the browser itself asks for the tick
    page.locator("#confirm input[type=checkbox]").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/receipts/*/")
    page.context.close()
