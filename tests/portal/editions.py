"""Small published libraries for tests of the portal, written as the generators write them."""

import atexit
import functools
import json
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from generators.edition.format import Catalogue, CatalogueDocument, Inputs, catalogue_bytes
from generators.edition.layout import (
    CATALOGUE,
    LIBRARY,
    SEARCH,
    SHELL_FILES,
    SHELL_POLICY,
    Home,
    page_file,
    restricted,
    site_file,
)
from generators.edition.publisher import Published, staging
from search_index.section import Section
from search_index.vocabulary import Vocabulary
from search_index.writer import write_index

POLICY = {"script-src": ["'self'", "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"]}

SHELLS = {
    "zh-Hans": (
        '<!doctype html><html lang="zh-Hans"><head><title>[[db:title]] · 职守</title>'
        '<meta name="robots" content="[[db:robots]]"><link rel="canonical" href="[[db:root]][[db:address]]"></head>'
        '<body><a hreflang="en" href="[[db:root]][[db:alternate]]">EN</a><input name="q" value="[[db:query]]">'
        '<a href="[[db:root]]roles/"[[db:tab-roles]]>岗位</a>[[db:body]]</body></html>'
    ),
    "en": (
        '<!doctype html><html lang="en"><head><title>[[db:title]] · Dutybook</title></head>'
        '<body><a hreflang="zh-Hans" href="[[db:root]][[db:alternate]]">中</a><input name="q" value="[[db:query]]">'
        "[[db:body]]</body></html>"
    ),
}

VOCABULARY = Vocabulary.of(
    ["市场调研", "推广方案", "市场助理"], synonyms=[["市调", "市场调研"], ["软文", "宣传稿"]]
)


def procedure(*, title: str = "市场调研", code: str = "SC-003") -> list[Section]:
    """A procedure with two steps, in both languages."""
    page = "auto/procedure/market-research/"
    head = Section(
        document="auto/procedure/market-research", kind="procedure", unit="auto", status="effective", code=code,
        department="auto/department/marketing", title=title, context="衡启汽车·市场部", part="document",
        address=page, text="由市场经理按季度计划派出调研，走访同业和顾客。",
    )  # fmt: skip
    return [
        head,
        replace(head, part="step", anchor="visit", address=f"{page}#visit", text="记录注明来源和日期。",
                heading="第 2 步　走访门店，填调研记录"),
        replace(head, part="step", anchor="report", address=f"{page}#report", text="报告交市场部经理。",
                heading="第 4 步　写出市场调研报告"),
        replace(head, language="en", title="Market research", context="Hengqi Auto · Marketing",
                address=f"en/{page}", text="The market is surveyed every quarter."),
    ]  # fmt: skip


def role() -> list[Section]:
    """A role with a summary and one duty."""
    page = "auto/role/marketing-assistant/"
    head = Section(
        document="auto/role/marketing-assistant", kind="role", unit="auto", status="effective", code="QC-R-012",
        department="auto/department/marketing", title="市场助理", context="衡启汽车·市场部", part="document",
        address=page, text="协助市场部经理收集信息、安排推广。",
    )  # fmt: skip
    return [
        head,
        replace(head, part="duty", anchor="d4", address=f"{page}#d4", text="注明来源和日期，供经理判断是否另做市调。",
                heading="职责 4　收集同城竞品的价格与促销"),
    ]  # fmt: skip


def form() -> list[Section]:
    """A form of another unit, still a draft."""
    return [
        Section(document="estate/form/research-request", kind="form", unit="estate", status="draft", code="ZY-F-009",
                title="市场调研申请表", context="衡川置业·表单", part="document",
                address="estate/form/research-request/", text="字段：目的、区域、天数、预算。"),
    ]  # fmt: skip


SECTIONS = [*procedure(), *role(), *form()]


def catalogue(sections: Iterable[Section], *, revision: str = "1.1") -> bytes:
    """The catalogue of the documents that have sections, with their department."""
    heads = {
        section.document: section
        for section in sections
        if section.language == "zh-Hans" and not section.anchor
    }
    documents = [
        CatalogueDocument(
            id=head.document, kind=head.kind, unit=head.unit, code=head.code, title=head.title, status=head.status,
            revision=revision, digest="0" * 64, pages={"zh-Hans": head.address}, owner="auto/role/marketing-manager",
        )
        for head in heads.values()
    ]  # fmt: skip
    department = CatalogueDocument(
        id="auto/department/marketing", kind="department", unit="auto", title="市场部",
        titles={"zh-Hans": "市场部", "en": "Marketing"}, status="effective", digest="0" * 64,
    )  # fmt: skip
    units = {"auto": {"zh-Hans": "衡启汽车", "en": "Hengqi Auto"}, "estate": {"zh-Hans": "衡川置业"}}
    return catalogue_bytes(Catalogue(documents=(*documents, department), units=units))


def page(text: str) -> bytes:
    return f'<!doctype html><title>{text}</title><link rel="icon" href="data:,"><p>{text * 40}'.encode()


PAGES: Mapping[str, bytes] = {
    site_file("index.html"): page("首页"),
    site_file("en/index.html"): page("Home"),
    site_file("assets/main.0f1e2d3c.min.css"): b"body { color: black }" * 50,
    site_file("assets/dutybook/search.js"): b"'use strict';",
    site_file("assets/dutybook/mark.svg"): b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    page_file("auto/procedure/market-research/"): page("市场调研"),
    page_file("auto/role/marketing-assistant/"): page("市场助理"),
    page_file("estate/form/research-request/"): page("申请表"),
    restricted(page_file("auto/policy/salaries/")): page("薪酬"),
    restricted(CATALOGUE): b'{"documents":[],"format":1}',
}


_USUAL, _USUAL_SECTIONS, _USUAL_REVISION = "first", tuple(SECTIONS), "1.1"


def publish(
    home: Path,
    content: str = _USUAL,
    *,
    sections: Iterable[Section] = _USUAL_SECTIONS,
    files: Mapping[str, bytes] | None = None,
    shells: Mapping[str, str] | None = None,
    revision: str = _USUAL_REVISION,
) -> Published:
    """Publishes a library; ``content`` names it, ``files`` are added to the usual pages."""
    is_usual = content == _USUAL and sections is _USUAL_SECTIONS and revision == _USUAL_REVISION
    if is_usual and files is None and shells is None and not home.exists():
        shutil.copytree(_usual_home(), home, symlinks=True)
    return _published(home, content, sections, files=files, shells=shells, revision=revision)


@functools.cache
def _usual_home() -> Path:
    """The usual library, published once; copies of it are as good."""
    folder = tempfile.TemporaryDirectory(prefix="published-")
    atexit.register(folder.cleanup)
    home = Path(folder.name) / "var"
    _published(home, _USUAL, _USUAL_SECTIONS, revision=_USUAL_REVISION)
    return home


def _published(
    home: Path,
    content: str,
    sections: Iterable[Section],
    *,
    files: Mapping[str, bytes] | None = None,
    shells: Mapping[str, str] | None = None,
    revision: str,
) -> Published:
    inputs = Inputs(content_digest=content, generator="dutybook/test")
    listed = list(sections)
    with staging(Home(home), inputs) as stage:
        if stage.already_published:
            return stage.publish()
        for path, body in {**PAGES, **(files or {})}.items():
            stage.write(path, body)
        for language, shell in (shells or SHELLS).items():
            stage.write(SHELL_FILES[language], shell.encode())
        stage.write(SHELL_POLICY, json.dumps(POLICY).encode())
        stage.write(CATALOGUE, catalogue(listed, revision=revision))
        stage.write(LIBRARY, b'{"company":{},"documents":[],"units":[]}')
        folder = stage.scratch(SEARCH)
        write_index(listed, vocabulary=VOCABULARY, folder=folder)
        stage.adopt_folder(SEARCH, folder)
        return stage.publish()
