"""The shells come from the real site engine, and the engine alone renders the same pages."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, cast

import jinja2
import pytest

from generators.languages import LANGUAGES, PREFIXES, Language
from generators.site import engine
from generators.site.engine import (
    THEME,
    EngineError,
    Shells,
    inline_script_hashes,
    load_shells,
    mkdocs_config,
    render_shells,
    shell_inputs_digest,
)
from generators.site.shell import TABS, Masthead, ShellPage, markdown_page, markdown_path

MASTHEAD = Masthead(
    company={"zh-Hans": "衡川集团", "en": "Hengchuan Group"},
    notice={"zh-Hans": "衡川集团内部资料，请勿外传", "en": "Internal, “R&D” included"},
)

ROLE = """<ol class="crumb"><li><a href="../../../">衡启汽车</a></li><li>岗位手册</li></ol>
<div class="wenwu"></div>

<h1 class="title">市场助理</h1>
<dl class="control"><div><dt>状态</dt><dd><span class="st effective">生效</span></dd></div></dl>
<section class="duty" id="d1"><p>汇总 <em>数据</em> &amp; 物料&nbsp;&#8212;
*不是* 强调，_也不是_，[不是](链接)</p></section>
<!-- 注释 -->
<div class="md-typeset"><h2 id="art-1">第一条</h2><p>正文<br>换行</p><ul><li>其一<li>其二</ul></div>"""
PROCEDURE = """<figure class="lanes">
<svg class="flow" width="930" viewBox="0 0 930 416" role="img" aria-labelledby="ft">
<title id="ft">泳道图</title><defs><marker id="ar" markerWidth="8"><path d="M0 .6 7.5 4 0 7.4z"/></marker></defs>
<path class="e" marker-end="url(#ar)" d="M98 52h21"/></svg></figure>

    <p>缩进四格也不是代码</p>

<table><thead><tr><th>步</th></tr></thead><tbody><tr><td>1 | 2</td></tr></tbody></table>
<pre>
```yaml
key: value
```
</pre>"""


def sample_pages() -> Iterator[ShellPage]:
    sides = {
        "rail": "<h2>市场部</h2><ul><li><a href='../x/'>市场部经理</a></li></ul>",
        "rail_label": "本部门",
    }
    contents = {"toc": '<h2>本页</h2><ul><li><a href="#d1">职责</a></li></ul>', "toc_label": "本页目录"}
    samples: list[dict[str, Any]] = [
        {"address": "", "tab": "home", "title": "首页", "content": "<h1>首页</h1>"},
        {"address": "roles/", "tab": "roles", "title": "岗位", "content": "<h1>岗位</h1>", **sides},
        {
            "address": "auto/role/assistant/",
            "tab": "roles",
            "title": "市场助理",
            "content": ROLE,
            **sides,
            **contents,
        },
        {
            "address": "a/b/c/d/",
            "tab": "procedures",
            "title": "R&D: <审批> \"1\" '2'",
            "content": PROCEDURE,
            **contents,
        },
        {
            "address": "search/",
            "tab": "",
            "title": "搜索",
            "content": "",
            "query": '" onfocus="x',
            "robots": "none",
        },
    ]
    for language, other in zip(LANGUAGES, reversed(LANGUAGES), strict=True):
        for sample in samples:
            place = sample["address"]
            addresses = {"address": PREFIXES[language] + place, "alternate": PREFIXES[other] + place}
            yield ShellPage(**{**sample, **addresses, "language": language, "description": "一句话"})


PAGES = tuple(sample_pages())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("shells")


@pytest.fixture(scope="module")
def shells(folder: Path) -> Shells:
    return render_shells(mkdocs_yml=mkdocs_config(), masthead=MASTHEAD, out=folder)


@pytest.fixture(scope="module")
def site_by_mkdocs_alone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout with generated pages in it, built by `mkdocs build` and nothing else."""
    checkout = tmp_path_factory.mktemp("checkout")
    shutil.copyfile(mkdocs_config(), checkout / "mkdocs.yml")
    (checkout / "generators" / "site").mkdir(parents=True)
    shutil.copytree(THEME, checkout / "generators" / "site" / "theme")
    for page in PAGES:
        twin = checkout / "var" / "pages" / markdown_path(page.address)
        twin.parent.mkdir(parents=True, exist_ok=True)
        twin.write_text(markdown_page(page, masthead=MASTHEAD), encoding="utf-8")
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict"]
    subprocess.run(command, cwd=checkout, check=True, capture_output=True)
    return checkout / "var" / "preview"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.address or "home")
def test_the_engine_alone_renders_the_page_we_fill(
    page: ShellPage, shells: Shells, site_by_mkdocs_alone: Path
) -> None:
    rendered = (site_by_mkdocs_alone / page.address / "index.html").read_text(encoding="utf-8")
    assert shells.by_language[page.language].fill(page).split() == rendered.split()


def test_a_preview_asked_for_a_missing_page_says_so(site_by_mkdocs_alone: Path) -> None:
    missing = (site_by_mkdocs_alone / "404.html").read_text(encoding="utf-8")
    assert "<title>没有这一页 · 职守</title>" in missing
    assert 'href="/assets/dutybook/tokens.css"' in missing
    assert 'href="/roles/"' in missing


def test_no_page_runs_an_inline_script(shells: Shells, folder: Path) -> None:
    assert shells.script_sources == ("'self'",)
    assert json.loads((folder / "shells" / "csp.json").read_text(encoding="utf-8")) == {
        "script-src": ["'self'"]
    }


def test_an_inline_script_would_be_noticed() -> None:
    page = '<script>alert(1)</script><script type="application/json">{}</script><script src="a.js"></script>'
    assert inline_script_hashes(page) == {"'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='"}


class Addresses(HTMLParser):
    """Collects everything a browser would fetch or a reader could follow, and all inline styles and handlers."""

    def __init__(self) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.linked: list[str] = []
        self.forbidden: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "style" or name.startswith("on"):
                self.forbidden.append(f"{tag} {name}")
            if name in ("src", "href", "action"):
                (self.fetched if tag in ("link", "script", "img") else self.linked).append(value or "")


def read(html: str) -> Addresses:
    addresses = Addresses()
    addresses.feed(html)
    return addresses


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.address or "home")
def test_a_page_asks_nothing_of_the_outside_world(page: ShellPage, shells: Shells) -> None:
    found = read(shells.by_language[page.language].fill(page))
    assert not [
        address for address in found.fetched + found.linked if "//" in address or address.startswith("/")
    ]
    assert not found.forbidden


def test_every_file_a_page_names_is_there(shells: Shells) -> None:
    page = PAGES[0]
    sheets = [name for name in read(shells.by_language["zh-Hans"].fill(page)).fetched if "assets/" in name]
    assert len(sheets) > 10
    assert not [name for name in sheets if not (shells.assets.parent / name).is_file()]


def test_nothing_but_what_pages_need_is_carried(shells: Shells) -> None:
    theirs = [
        path.name for path in shells.assets.rglob("*") if path.is_file() and "dutybook" not in path.parts
    ]
    assert len(theirs) == 1
    assert re.fullmatch(r"main\.\w+\.min\.css", theirs[0])


def test_our_sheets_and_scripts_name_no_other_host() -> None:
    for path in (THEME / "assets").rglob("*.*"):
        text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?://|@import", text), path.name


def test_the_shell_itself_is_small(shells: Shells) -> None:
    for shell in shells.by_language.values():
        assert len("".join(shell.pieces[::2]).encode()) < 12_000


@pytest.mark.parametrize(("language", "expected"), [("zh-Hans", "岗位"), ("en", "Roles")])
def test_each_language_speaks_its_own_words(language: Language, expected: str, shells: Shells) -> None:
    page = next(page for page in PAGES if page.language == language)
    html = shells.by_language[language].fill(page)
    assert f'<html lang="{language}"' in html
    assert expected in html
    assert MASTHEAD.company[language] in html


def test_a_page_offers_itself_in_the_other_language(shells: Shells) -> None:
    page = next(page for page in PAGES if page.address == "en/auto/role/assistant/")
    html = shells.by_language["en"].fill(page)
    assert html.count('href="../../../../auto/role/assistant/"') == 2  # the switch and the head
    assert 'hreflang="zh-Hans"' in html


def words_of(language: Language) -> Mapping[str, Any]:
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(THEME), autoescape=True)
    words = vars(environment.get_template(f"locale/{language}.html").module)["strings"]
    return cast("Mapping[str, Any]", words)


def test_both_languages_have_the_same_words() -> None:
    chinese, english = words_of("zh-Hans"), words_of("en")
    assert chinese.keys() == english.keys()
    assert chinese["script"].keys() == english["script"].keys()
    for key, text in chinese["script"].items():
        assert set(re.findall(r"{\w+}", text)) >= set(re.findall(r"{\w+}", english["script"][key])), key


def test_the_theme_and_the_filler_agree_on_the_tabs() -> None:
    for language in LANGUAGES:
        words = words_of(language)
        assert {key: path for key, path, _ in words["tabs"]} == dict(TABS)
        assert words["prefix"] == PREFIXES[language]


def test_shells_are_read_back_without_the_engine(
    shells: Shells, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "_run_mkdocs", None)
    assert load_shells(folder) == shells


def test_a_filler_of_one_line_fills_a_shell(shells: Shells, folder: Path) -> None:
    text = (folder / "shells" / "zh.html").read_text(encoding="utf-8")
    values = {"root": "./", "title": "没有这一页", "body": "<p>没有</p>"}
    filled = re.sub(r"\[\[db:([a-z-]+)\]\]", lambda found: values.get(found[1], ""), text)
    assert "[[db:" not in filled
    assert "<title>没有这一页 · 职守</title>" in filled


def test_the_config_may_lie_anywhere_as_in_an_installed_package(shells: Shells, tmp_path: Path) -> None:
    copy = Path(shutil.copyfile(mkdocs_config(), tmp_path / "mkdocs.yml"))
    assert (
        render_shells(mkdocs_yml=copy, masthead=MASTHEAD, out=tmp_path / "out").by_language
        == shells.by_language
    )


def test_the_same_look_has_the_same_digest_and_another_look_another(tmp_path: Path) -> None:
    digest = shell_inputs_digest(mkdocs_config(), masthead=MASTHEAD)
    assert digest == shell_inputs_digest(mkdocs_config(), masthead=MASTHEAD)
    renamed = Masthead(company={"zh-Hans": "衡启", "en": "Hengqi"}, notice=MASTHEAD.notice)
    changed = tmp_path / "mkdocs.yml"
    changed.write_text(mkdocs_config().read_text(encoding="utf-8") + "strict: true\n", encoding="utf-8")
    assert (
        len(
            {
                digest,
                shell_inputs_digest(mkdocs_config(), masthead=renamed),
                shell_inputs_digest(changed, masthead=MASTHEAD),
            }
        )
        == 3
    )


def test_a_failing_engine_says_why_and_leaves_nothing(tmp_path: Path) -> None:
    broken = tmp_path / "mkdocs.yml"
    broken.write_text("site_name: x\ntheme:\n  name: no-such-theme\n", encoding="utf-8")
    with pytest.raises(EngineError, match="no-such-theme"):
        render_shells(mkdocs_yml=broken, masthead=MASTHEAD, out=tmp_path / "out")
    assert not (tmp_path / "out").exists()
