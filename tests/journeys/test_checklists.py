"""A new 市场助理 in a browser: hired on HR's pages, has handbook, list and obligation; attaches proof, the manager verifies."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from portal.access.permissions import PortalRole
from portal.ledger.canonical import plain_of
from portal.ledger.ledger import reading
from portal.ledger.names import SubjectId
from portal.ledger.store import entries_of
from portal.people.inviting import person_called
from portal.releases import service
from portal.releases.texts import texts_of
from tests.journeys.portal_process import Portal
from tests.journeys.test_confirming import House, assert_accessible, served
from tests.portal.attachments.files import PDF
from tests.portal.offices import an_office

pytestmark = [pytest.mark.needs("chromium", "chinese-font"), pytest.mark.slow]

ASSISTANT, LEADER = "auto/role/marketing-assistant", "auto/role/marketing-manager"
DRAFT = "写一篇宣传稿初稿，价格注明出处"


@pytest.fixture(scope="module")
def house(portal: Portal, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The demonstration library, in force since yesterday, with nobody in it yet."""
    home = tmp_path_factory.mktemp("checklists") / "var"
    edition = portal.home / (portal.home / "current").readlink()
    shutil.copytree(edition, home / "editions" / edition.name)
    (home / "current").symlink_to(f"editions/{edition.name}")
    with an_office(home) as office, served(office) as address:
        texts = texts_of(office.app.state.bookshelf.current())
        service.install(office.records.ledger, texts, now=office.clock.now())
        office.clock.move(days=1)
        yield House(office, address, texts)


def hired(house: House, browser: Browser, *, number: str, name: str) -> SubjectId:
    """HR enters somebody new on the page for it."""
    office = house.office
    hr = office.hire(f"hr-{number}", "何静", portal_role=PortalRole.HR)
    page = house.page_of(browser, hr)
    page.goto(f"{house.address}/people/new/")
    fields = {
        "staff_number": number, "name": name, "unit": "auto", "department": "市场部", "role": "市场助理",
        "manager": f"m-{number}", "joined": office.today.isoformat(),
    }  # fmt: skip
    for field, value in fields.items():
        page.fill(f"input[name={field}]", value)
    page.get_by_role("button", name="办理入职").or_(page.locator("button.ink[type=submit]")).first.click()
    page.wait_for_url("**/people/person/**")
    page.context.close()
    person = person_called(office.records, number)
    assert person is not None
    office.give_account(person.subject, number)
    office.app.state.checklists.make_round()  # what the portal does every minute
    return person.subject


def test_a_new_assistant_has_it_all_attaches_proof_and_the_manager_verifies_it(
    house: House, browser: Browser, tmp_path: Path, *, full_size: bool
) -> None:
    """With one hand, on a phone; at full size on a desk, too."""
    draft = tmp_path / "初稿.pdf"
    draft.write_bytes(PDF)
    for width in (390, 1280) if full_size else (390,):
        live_through(house, browser, draft, width=width)
    done, verified = (recorded(house, f"checklist-item:{what}") for what in ("completed", "verified"))
    assert len(done) == len(verified) == (2 if full_size else 1)
    assert all(one["evidence"] for one in done)
    assert {one["by"] for one in done}.isdisjoint(one["by"] for one in verified)


def recorded(house: House, kind: str) -> list[dict[str, Any]]:
    """What the ledger says of the item that was done, in order."""
    with reading(house.office.records.ledger.engine) as connection:
        bodies = [plain_of(stored.body) for stored in entries_of(connection)]
    return [body for body in bodies if body["kind"] == kind and body["check_item"] == "draft-copy"]


def live_through(house: House, browser: Browser, draft: Path, *, width: int) -> None:
    number = f"z{width}"
    manager = house.office.hire(f"m-{number}", "盛明", roles=(LEADER,))
    hire = hired(house, browser, number=number, name="林书意")
    mine = house.page_of(browser, hire, width=width)
    open_my_work(house, mine)
    for title in (
        house.texts.listed[ASSISTANT].title,
        DRAFT,
    ):  # the handbook to confirm, the list to work through
        assert mine.get_by_role("link", name=title).first.is_visible()
    assert_accessible(mine)
    mine.get_by_role("link", name=DRAFT, exact=True).first.click()
    mine.wait_for_url("**/my/checklists/**")
    if width < 400:
        heights = mine.locator(".ck-big:visible").evaluate_all("all => all.map(one => one.offsetHeight)")
        assert min(heights) >= 44
    item = mine.locator("#draft-copy")
    item.locator("input[type=file]").set_input_files(draft)
    item.get_by_role("button", name="办完了").focus()
    mine.keyboard.press("Enter")
    mine.locator("#draft-copy.is-to-verify").wait_for()
    assert item.get_by_role("link", name="初稿.pdf").is_visible()
    assert item.get_by_role("button", name="核实无误").count() == 0
    assert_accessible(mine)
    address = mine.url.partition("#")[0]
    theirs = house.page_of(browser, manager, width=width)
    open_my_work(house, theirs)
    theirs.locator(f"a.btn[href*='{address.rpartition('/my/')[2]}#draft-copy']").click()
    theirs.locator("#draft-copy").get_by_role("button", name="核实无误").click()
    theirs.locator("#draft-copy.is-done").wait_for()
    theirs.goto(f"{house.address}/my/team/work/?subject={hire}")
    assert_accessible(theirs)
    mine.goto(address)
    assert "盛明" in mine.locator("#draft-copy").inner_text()
    for page in (mine, theirs):
        page.context.close()


def open_my_work(house: House, page: Page) -> None:
    """From one's own page, where today's work comes first."""
    page.goto(f"{house.address}/my/")
    page.get_by_role("link", name="全部待办").click()
    page.wait_for_url("**/my/work/")
