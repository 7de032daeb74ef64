"""Pages in a browser, under the strict policy of the portal: keyboard, narrow screens, day and night, no scripts."""

import json
import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlparse

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from generators.site.engine import Shells, mkdocs_config, render_shells
from generators.site.shell import Masthead, ShellPage

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.slow]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'"
)
ROLE = "auto/role/assistant/"
DUTIES = "".join(
    f'<section class="duty" id="d{n}"><span class="no">{n}</span><div><p>职责</p></div></section>'
    for n in range(60)
)
ROLE_CONTENT = f"""<ol class="crumb"><li><a href="../../../">衡启汽车</a></li><li>岗位手册</li></ol>
<h1 class="title">市场助理</h1><button class="btn db-js" type="button" data-print>打印</button>
<h2 class="h2" id="s">要点</h2>
<p class="prose">先读<a class="term" href="../../../glossary/" data-gloss="厂家按约定返还的货款">返利</a>。</p>
<h2 class="h2" id="d">职责</h2><div class="duties">{DUTIES}</div>
<h2 class="h2" id="p">权限</h2><p class="prose">权限</p>"""
TOC = '<h2>本页</h2><ul><li><a href="#s">要点</a></li><li><a href="#d">职责</a></li><li><a href="#p">权限</a></li></ul>'
RAIL = '<h2>市场部</h2><ul><li><a href="./" aria-current="page">市场助理</a></li></ul>'


def a_row(code: str, status: str, review: str) -> str:
    cells = f'<td class="code">{code}</td><td class="stt"><span class="st {status}">…</span></td>'
    late = f'<td class="rev"><time data-review-by="{review}">{review}</time></td>'
    return f'<tr data-status="{status}">{cells}{late}</tr>'


REGISTER_CONTENT = f"""<h1 class="title">文件登记册</h1>
<div class="filters" role="group" aria-label="按状态筛选" data-filters="register">
<button class="pick" type="button" data-filter="" aria-pressed="true">全部 <em>3</em></button>
<button class="pick" type="button" data-filter="status=draft" aria-pressed="false">草稿 <em>1</em></button>
<button class="pick" type="button" data-filter="status=withdrawn" aria-pressed="false">已作废 <em>0</em></button>
<button class="pick late" type="button" data-filter="late=yes" aria-pressed="false">过了复审期 <em>0</em></button></div>
<p role="status" class="sm dim" data-filter-status="register"></p>
<table class="stack mid reg" id="register"><thead><tr><th>编号</th><th>状态</th><th>复审期限</th></tr></thead><tbody>
{a_row("SC-001", "effective", "2020-02-29")}
{a_row("SC-002", "draft", "2999-01-01")}
{a_row("SC-003", "effective", "2999-01-01")}
</tbody></table><div class="emptystate" data-filter-empty="register" hidden><b>没有这样的文件</b></div>"""


def a_hit(title: str, address: str, **facts: str) -> dict[str, Any]:
    return {"kind": "procedure", "mark": "流", "title_runs": [[title, True]], "address": address, **facts}


ANSWERS = {
    "sc05": {
        "groups": [
            {
                "label": "编号相符",
                "hits": [
                    a_hit("推广方案审批", f"/{ROLE}", code="SC-005", status="effective", status_label="生效")
                ],
            },
            {
                "label": "也许是",
                "hits": [a_hit("<b>市场调研</b>", f"/{ROLE}#d7"), a_hit("恶意", "javascript:alert(1)")],
            },
        ],
        "total": 7,
        "search_address": "/search/?q=sc05",
    },
    "zzz": {"groups": [], "total": 0, "search_address": "/search/?q=zzz"},
}


class Portal(SimpleHTTPRequestHandler):
    """Serves a folder under the portal's policy and answers for suggestions; any other question is an outage."""

    def do_GET(self) -> None:
        address = urlparse(self.path)
        if address.path != "/api/v1/suggest":
            return super().do_GET()
        answer = ANSWERS.get(parse_qs(address.query)["q"][0])
        if answer is None:
            return self.send_error(503)
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        return None

    def end_headers(self) -> None:
        self.send_header("content-security-policy", POLICY)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        """Tests are quiet."""


def sample_pages() -> Iterator[ShellPage]:
    role: dict[str, Any] = {
        "title": "市场助理",
        "tab": "roles",
        "content": ROLE_CONTENT,
        "toc": TOC,
        "rail": RAIL,
    }
    labels = {"toc_label": "本页目录", "rail_label": "本部门岗位"}
    register: dict[str, Any] = {"title": "文件登记册", "tab": "register", "content": REGISTER_CONTENT}
    yield ShellPage(address=ROLE, alternate=f"en/{ROLE}", language="zh-Hans", **role, **labels)
    yield ShellPage(address=f"en/{ROLE}", alternate=ROLE, language="en", **role, **labels)
    yield ShellPage(address="register/", alternate="en/register/", language="zh-Hans", **register)
    results: dict[str, Any] = {"title": "搜索", "content": "<h1 class='title-2'>结果</h1>"}
    yield ShellPage(address="search/", alternate="en/search/", language="zh-Hans", **results)


def write_site(shells: Shells, site: Path) -> None:
    shutil.copytree(shells.assets, site / "assets")
    edition = {"mark": "e7b2·41c9", "published": "2026-11-20"}
    (site / "edition.json").write_text(json.dumps(edition), encoding="utf-8")
    for page in sample_pages():
        file = site / page.address / "index.html"
        file.parent.mkdir(parents=True)
        file.write_text(shells.by_language[page.language].fill(page), encoding="utf-8")


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    masthead = Masthead(
        company={"zh-Hans": "衡川集团", "en": "Hengchuan"}, notice={"zh-Hans": "内部", "en": "Internal"}
    )
    shells = render_shells(
        mkdocs_yml=mkdocs_config(), masthead=masthead, out=tmp_path_factory.mktemp("shells")
    )
    site = tmp_path_factory.mktemp("site")
    write_site(shells, site)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Portal, directory=str(site))) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def open_context(browser: Browser, **settings: Any) -> BrowserContext:
    return browser.new_context(**{"viewport": {"width": 1280, "height": 800}, "locale": "zh-CN", **settings})


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = open_context(browser)
    yield context.new_page()
    context.close()


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    context = open_context(browser, viewport={"width": 390, "height": 844})
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("width", [1280, 1000, 390])
@pytest.mark.parametrize("address", [ROLE, f"en/{ROLE}", "register/", "search/"])
def test_a_page_stays_at_home_and_runs_without_complaint(
    address: str, width: int, page: Page, base: str
) -> None:
    requests: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(base + address)
    page.wait_for_selector("[data-edition-file]:visible")  # the last thing a page asks for
    assert not [url for url in requests if not url.startswith(base)]
    assert complaints == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", [ROLE, "register/"])
def test_a_page_has_no_accessibility_violations(
    address: str, scheme: Any, browser: Browser, base: str
) -> None:
    # The checker is injected as a script, which the policy of the site rightly forbids.
    context = open_context(browser, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    page.goto(base + address)
    found = Axe().run(page)
    context.close()
    assert found.violations_count == 0, found.generate_report()


def test_one_finds_a_document_with_the_keyboard_alone(page: Page, base: str) -> None:
    page.goto(base + "register/")
    page.keyboard.press("/")
    page.keyboard.type("sc05")
    page.wait_for_selector("[role=option]")
    box = page.locator("#db-query")
    assert box.get_attribute("aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    first = page.locator("[role=option]").first
    assert first.get_attribute("aria-selected") == "true"
    assert box.get_attribute("aria-activedescendant") == first.get_attribute("id")
    assert page.inner_text("[data-search-all]") == "全部 7 条结果"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{base}{ROLE}#d7")


def test_the_arrows_go_round_and_pass_the_box(page: Page, base: str) -> None:
    page.goto(base + "register/")
    page.fill("#db-query", "sc05")
    page.wait_for_selector("[role=option]")
    page.keyboard.press("ArrowUp")
    assert page.locator("[role=option]").last.get_attribute("aria-selected") == "true"
    page.keyboard.press("ArrowDown")
    assert page.locator("#db-query").get_attribute("aria-activedescendant") is None


def test_what_the_server_says_is_text_and_its_links_stay_here(page: Page, base: str) -> None:
    page.goto(base + "register/")
    page.fill("#db-query", "sc05")
    page.wait_for_selector("[role=option]")
    assert page.locator("[role=option] mark").nth(1).inner_text() == "<b>市场调研</b>"
    assert page.locator("[role=option]").nth(2).get_attribute("href") == f"{base}search/"


def test_enter_without_a_choice_goes_to_the_page_of_results(page: Page, base: str) -> None:
    page.goto(base + ROLE)
    page.fill("#db-query", "市调")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{base}search/?q=*")
    assert parse_qs(urlparse(page.url).query)["q"] == ["市调"]


def test_escape_first_closes_the_suggestions_then_leaves_the_box(page: Page, base: str) -> None:
    page.goto(base + ROLE)
    page.fill("#db-query", "sc05")
    page.wait_for_selector("[role=option]")
    page.keyboard.press("Escape")
    assert page.locator("[data-search-drop]").is_hidden()
    assert page.input_value("#db-query") == "sc05"
    page.keyboard.press("Escape")
    assert page.input_value("#db-query") == ""


@pytest.mark.parametrize(
    ("query", "said"), [("zzz", "没有找到“zzz”。"), ("down", "搜索服务没有应答，可能因为这里是静态预览。")]
)
def test_an_empty_or_missing_answer_is_put_in_words(query: str, said: str, page: Page, base: str) -> None:
    page.goto(base + ROLE)
    page.fill("#db-query", query)
    page.wait_for_selector("[data-search-word]:not([hidden])")
    assert page.inner_text("[data-search-word]") == said
    assert page.inner_text("[data-search-status]") == said


def test_a_document_past_its_review_date_says_so_today(page: Page, base: str) -> None:
    page.clock.set_fixed_time("2020-03-31T12:00:00")
    page.goto(base + "register/")
    late = page.locator("time.late")
    assert late.count() == 1
    assert late.inner_text().split() == ["2020-02-29", "晚", "31", "天"]


def test_a_filtered_register_can_be_sent_on_as_an_address(page: Page, base: str) -> None:
    page.goto(base + "register/")
    page.click("[data-filter='late=yes']")
    assert page.url.endswith("register/#late=yes")
    assert page.inner_text("[data-filter-status]") == "共 3 项，列出 1 项"
    page.goto("about:blank")
    page.goto(base + "register/#status=draft")
    assert page.locator("tbody tr:visible .code").all_inner_texts() == ["SC-002"]
    assert page.locator("[data-filter='status=draft']").get_attribute("aria-pressed") == "true"
    assert page.locator(".pick em").all_inner_texts() == ["3", "1", "0", "1"]


def test_a_filter_that_leaves_nothing_says_so(page: Page, base: str) -> None:
    page.goto(base + "register/")
    page.click("[data-filter='status=withdrawn']")
    assert page.locator("[data-filter-empty]").is_visible()
    assert page.locator("#register").is_hidden()


def test_the_contents_follow_the_reader(page: Page, base: str) -> None:
    page.goto(base + ROLE)
    current = page.locator(".db-side--toc [aria-current]")
    assert current.inner_text() == "要点"
    page.goto(f"{base}{ROLE}#d30")
    page.wait_for_function("document.querySelector('.db-side--toc [aria-current]').textContent === '职责'")
    place = page.locator("#d30").bounding_box()
    assert place is not None
    assert place["y"] >= 59, "the sticky head covers the place the link led to"


def test_night_is_chosen_once_and_kept(page: Page, base: str) -> None:
    page.goto(base + ROLE)
    assert page.locator("body").get_attribute("data-md-color-scheme") == "default"
    page.click("[data-palette]")
    page.goto(base + "register/")
    assert page.locator("body").get_attribute("data-md-color-scheme") == "slate"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(21, 25, 28)"


def test_the_system_s_night_is_respected_until_one_chooses(browser: Browser, base: str) -> None:
    context = open_context(browser, color_scheme="dark")
    page = context.new_page()
    page.goto(base + ROLE)
    assert page.locator("body").get_attribute("data-md-color-scheme") == "slate"
    context.close()


def test_the_foot_names_the_edition(page: Page, base: str) -> None:
    page.goto(base + ROLE)
    page.wait_for_selector("[data-edition-file]:visible")
    assert page.inner_text("[data-edition-file]") == "发布版 e7b2·41c9，2026-11-20 发布"
    page.goto(base + f"en/{ROLE}")
    page.wait_for_selector("[data-edition-file]:visible")
    assert page.inner_text("[data-edition-file]") == "Edition e7b2·41c9, published 2026-11-20"


def test_the_switch_leads_to_the_same_page_in_the_other_language_and_back(page: Page, base: str) -> None:
    page.goto(base + ROLE)
    page.click(".db-language")
    page.wait_for_url(f"{base}en/{ROLE}")
    assert page.get_attribute("html", "lang") == "en"
    page.click(".db-language")
    page.wait_for_url(base + ROLE)
    assert page.get_attribute("html", "lang") != "en"


def test_the_first_tab_key_offers_to_skip_to_the_content(page: Page, base: str) -> None:
    page.goto(base + ROLE)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_a_term_explains_itself_until_one_has_read_enough(page: Page, base: str) -> None:
    definition = "getComputedStyle(document.querySelector('.term'), '::after').content"
    page.goto(base + ROLE)
    assert page.evaluate(definition) == "none"
    page.hover(".term")
    assert page.evaluate(definition) == '"厂家按约定返还的货款"'
    page.keyboard.press("Escape")
    assert page.evaluate(definition) == "none"


def test_the_print_button_prints(page: Page, base: str) -> None:
    page.goto(base + ROLE)
    page.evaluate("window.print = () => { document.title = '打印过' }")
    page.click("[data-print]")
    assert page.title() == "打印过"


def test_on_a_phone_the_drawer_holds_tabs_contents_and_rail(phone: Page, base: str) -> None:
    phone.goto(base + ROLE)
    assert phone.locator(".md-tabs").is_hidden()
    phone.focus("[data-drawer-open]")
    phone.keyboard.press("Enter")
    drawer = phone.locator("[data-drawer]")
    assert drawer.is_visible()
    assert drawer.locator("a").all_inner_texts()[1:2] + drawer.locator("h2").all_inner_texts() == [
        "岗位",
        "本页",
        "市场部",
    ]
    assert drawer.locator("[id]").count() == 0
    phone.keyboard.press("Escape")
    assert drawer.is_hidden()
    assert phone.evaluate("document.activeElement.dataset.drawerOpen !== undefined")
    phone.click("[data-drawer-open]")
    drawer.get_by_text("权限").click()
    assert drawer.is_hidden()
    assert phone.url.endswith("#p")


def test_on_a_phone_the_search_opens_over_the_page_and_closes_again(phone: Page, base: str) -> None:
    phone.goto(base + ROLE)
    assert phone.locator("#db-query").is_hidden()
    phone.click("[data-drawer-open]")
    phone.click("[data-drawer-search]")
    phone.keyboard.type("sc05")
    phone.wait_for_selector("[role=option]")
    phone.keyboard.press("Escape")
    phone.keyboard.press("Escape")
    assert phone.locator("#db-query").is_hidden()
    assert phone.locator("[data-search-open]").get_attribute("aria-expanded") == "false"


def test_without_scripts_everything_is_there_to_follow(browser: Browser, base: str) -> None:
    context = open_context(browser, viewport={"width": 390, "height": 844}, java_script_enabled=False)
    page = context.new_page()
    page.goto(base + ROLE)
    for part in (".md-tabs", ".db-side--rail", ".db-side--toc", "#db-query"):
        assert page.locator(part).is_visible(), part
    for dead in ("[data-drawer-open]", "[data-palette]", "[data-search-open]", "[data-print]"):
        assert page.locator(dead).is_hidden(), dead
    page.fill("#db-query", "市调")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{base}search/?q=*")
    context.close()


def test_on_paper_only_the_document_remains(page: Page, base: str) -> None:
    page.goto(base + ROLE)
    page.emulate_media(media="print")
    for gone in (".md-header", ".md-tabs", ".db-side--rail", ".db-side--toc", ".md-footer", ".crumb"):
        assert page.locator(gone).is_hidden(), gone
    assert page.locator("h1").is_visible()
