"""Procedures of the demonstration library run: SC-005 outside the plan in browsers, all of them by random walks."""

import io
import os
import random
import shutil
import zipfile
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from portal.cases import store
from portal.cases.engine import Engine
from portal.cases.models import read_model
from portal.ledger.audit import verify_database
from portal.ledger.ledger import reading
from portal.releases import service
from portal.releases.facts import all_in_force
from portal.releases.texts import texts_of
from tests.conftest import Record
from tests.journeys.portal_process import Portal
from tests.journeys.running import Chosen, everybody, model_in, procedures, run
from tests.journeys.test_confirming import House, served
from tests.portal.cases.walks import walk
from tests.portal.offices import an_office

pytestmark = [pytest.mark.needs("chromium", "chinese-font"), pytest.mark.slow]

PROCEDURE = "headquarters/procedure/market-promotion-approval"
PEOPLE = {
    "陈立": "marketing-manager", "周远": "business-unit-head", "高岚": "group-general-manager", "许安": "marketing-director",
}  # fmt: skip


@pytest.fixture(scope="module")
def house(portal: Portal, tmp_path_factory: pytest.TempPathFactory, *, full_size: bool) -> Iterator[House]:
    """The edition that all journeys share, with records of its own; in force are the procedures that are to run."""
    home = tmp_path_factory.mktemp("running") / "var"
    edition = portal.home / (portal.home / "current").readlink()
    shutil.copytree(edition, home / "editions" / edition.name, copy_function=os.link)
    (home / "current").symlink_to(f"editions/{edition.name}")
    with an_office(home) as office, served(office) as address:
        texts = texts_of(office.app.state.bookshelf.current())
        listed = [one for one in procedures(texts.edition) if one in texts.effective]
        chosen = listed if full_size else [PROCEDURE, *random.Random(5).sample(listed, 4)]
        service.install(office.records.ledger, Chosen(texts.edition, tuple(chosen)), now=office.clock.now())
        yield House(office, address, texts)


class Colleague:
    """Somebody with a telephone in one hand."""

    def __init__(self, house: House, browser: Browser, name: str, role: str) -> None:
        self.house = house
        self.subject = house.office.hire(
            role,
            name,
            roles=(f"headquarters/role/{role}",),
            unit="headquarters",
            department="headquarters/department/marketing",
        )
        self.page: Page = house.page_of(browser, self.subject, width=390)
        self.page.set_default_timeout(30_000)

    def opens(self, path: str) -> None:
        self.page.goto(f"{self.house.address}{path}")

    def takes_up(self, step: str) -> None:
        """From the list of what waits to the task."""
        self.opens("/cases/")
        self.page.get_by_role("link", name=step, exact=True).first.click()

    def says(self, button: str) -> None:
        self.page.get_by_role("button", name=button, exact=True).click()
        self.page.wait_for_load_state()

    def sees(self, words: str) -> bool:
        return words in self.page.inner_text("main, #main")


def fill_in_plan(drafter: Colleague, *, cost: str) -> None:
    page = drafter.page
    page.get_by_role("link", name="在线填写").or_(page.get_by_role("link", name="继续填写")).first.click()
    page.get_by_role("radio", name="否").check()
    for label, words in (
        ("推广重点", "秋季新品"),
        ("促销做法", "路演三场"),
        ("预期效果分析", "到店增两成"),
        ("起止日期", "十月"),
        ("费用合计", cost),
    ):
        page.get_by_label(label, exact=True).fill(words)
    drafter.says("填好了")


def decide_outside(drafter: Colleague, *, number: str) -> None:
    drafter.page.get_by_role("radio", name="计划外").check()
    drafter.page.get_by_role("textbox", name="或填已有记录的编号").last.fill(number)
    drafter.says("确定")


def returned_and_drafted_again(chen: Colleague, gao: Colleague) -> None:
    gao.takes_up("签批计划外方案")
    gao.says("退回")
    assert gao.sees("请写明原因")
    gao.page.get_by_role("textbox").last.fill("费用再压两成")
    assert Axe().run(gao.page).violations_count == 0
    gao.says("退回")
    chen.takes_up("起草方案")
    assert chen.sees("费用再压两成")
    chen.page.get_by_role("link", name="在线填写").first.click()
    assert chen.page.get_by_label("费用合计", exact=True).input_value() == "48000"
    chen.page.get_by_label("费用合计", exact=True).fill("38400")
    chen.says("填好了")
    chen.says("办结")


def test_a_campaign_outside_the_plan_goes_to_the_general_manager(house: House, browser: Browser) -> None:
    chen, zhou, gao, xu = (Colleague(house, browser, name, role) for name, role in PEOPLE.items())
    chen.opens(f"/{PROCEDURE}/")
    chen.page.get_by_role("link", name="发起", exact=True).click()
    chen.page.get_by_label("这一单办什么事").fill("秋季新品路演")
    chen.says("发起")
    chen.page.get_by_role("link", name="办理 起草方案").click()
    fill_in_plan(chen, cost="一千")
    assert "请填数字" in chen.page.inner_text("#main")
    chen.page.get_by_label("费用合计", exact=True).fill("48,000")
    chen.says("填好了")
    chen.says("办结")

    chen.takes_up("计划内？")
    chen.page.get_by_role("radio", name="计划外").check()
    chen.says("确定")
    assert chen.sees("计划外说明")
    decide_outside(chen, number="JHW-2026-03")

    zhou.takes_up("签批计划外方案")
    zhou.says("同意")
    returned_and_drafted_again(chen, gao)
    chen.takes_up("计划内？")
    decide_outside(chen, number="JHW-2026-04")
    zhou.takes_up("签批计划外方案")
    zhou.says("同意")
    gao.takes_up("签批计划外方案")
    gao.says("同意")

    chen.takes_up("送一份督办")
    chen.page.get_by_role("textbox", name="或填已有记录的编号").fill("HY-12")
    chen.says("办结")
    chen.takes_up("组织执行")
    assert chen.sees("办结后转入")
    chen.says("办结")
    assert not chen.sees("轮到你了")  # the summary waits for whoever follows up
    xu.takes_up("检查督办")
    xu.page.get_by_role("textbox", name="或填已有记录的编号").fill("DB-7")
    xu.says("办结")
    chen.takes_up("交总结")
    chen.page.get_by_role("textbox", name="或填已有记录的编号").fill("ZJ-1")
    chen.says("办结")

    assert chen.sees("已办结")
    assert chen.sees("费用再压两成")
    assert Axe().run(chen.page).violations_count == 0
    with reading(house.office.records.ledger.engine) as connection:
        case = store.cases_in(connection)[0]
        filed = store.forms_of(connection, case.key)[-1]
    word = chen.page.request.get(f"{house.address}/cases/case/{case.key}/form/{filed.key}/word/")
    with zipfile.ZipFile(io.BytesIO(word.body())) as form:
        assert "38400" in form.read("word/document.xml").decode()
    assert (case.state, case.title, case.revision) == ("done", "秋季新品路演", "1.1")


def test_every_procedure_comes_to_its_end(house: House, proof: Record, *, full_size: bool) -> None:
    edition, steps, cases = house.office.app.state.bookshelf.current(), 0, 0
    listed = procedures(edition)
    for document in listed if full_size else random.Random(11).sample(listed, 40):
        engine = Engine(read_model(model_in(edition, document)))
        for seed in range(20 if full_size else 1):
            steps += sum(1 for _ in walk(engine, seed))
            cases += 1
    proof("every procedure of the library runs to its end", "all", f"{cases} cases, {steps} steps")
    assert len(listed) >= 90
    assert steps > 5 * cases


def test_cases_run_to_their_end_through_the_portal(house: House, proof: Record) -> None:
    """One person holds every role, so that each step finds its owner; each of them is an entry."""
    edition = house.office.app.state.bookshelf.current()
    texts = texts_of(edition)
    with reading(house.office.records.ledger.engine) as connection:
        chosen = sorted(all_in_force(connection))
    runner = everybody(house.office, texts)
    entries = sum(run(house.office, texts, runner, document, seed) for seed, document in enumerate(chosen))
    audit = verify_database(house.office.records.ledger.engine, key=house.office.records.ledger.key)
    proof("procedures run through the portal", "all end, 0 problems", f"{len(chosen)} cases, {entries} steps")
    assert audit.problems == []
    assert entries > 5 * len(chosen)
