"""Libraries to make pages of: a small one with everything in it, and a large one made of numbers."""

import copy
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from generators.cache import Cache
from generators.languages import Language
from generators.model.control import Document
from generators.model.extract import extract, read_extract
from generators.model.kinds import DOCUMENTS
from generators.model.library import Library
from generators.model.organisation import Company, Unit
from generators.model.terms import Term, Terms
from generators.site.pages import PlannedPage, SitePages
from generators.source.loader import Loaded, load

CONTENT = Path(__file__).parents[2] / "libraries" / "pages"


def loaded(content: Path = CONTENT, cache: Cache | None = None) -> Loaded:
    return load(content, cache or Cache(None))


def planned(found: Loaded, language: Language = "zh-Hans") -> dict[str, PlannedPage]:
    """The open pages of a library by address."""
    assert found.library is not None
    pages = SitePages(found.library.open_part, language=language, keys=found.keys, findings=found.findings)
    return {page.address: page for page in pages.plan()}


def content_of(address: str, language: Language = "zh-Hans") -> str:
    return planned(loaded(), language)[address].render().content


def text_of(html: str) -> str:
    """What a reader sees, in one line; pieces of a table or list stay apart."""
    spaced = re.sub(r"</(td|th|li|p|dt|dd|h[1-6]|div|section|small|span)>", " ", html)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", spaced))


def section_of(html: str, name: str) -> str:
    """The part of a page from one section's heading to the next."""
    return html.split(f'id="s-{name}"', 1)[1].split("<h2", 1)[0]


def large_library(size: int) -> tuple[Library, dict[str, str]]:
    """A synthetic library of about *size* documents in ten units, and the keys of its documents."""
    documents = {data["id"]: data for number in range(size // 4) for data in _four_documents(number)}
    units = {f"u{n}": Unit(kind="unit", id=f"u{n}", title=f"单位{n}") for n in range(10)}  # type: ignore[arg-type]
    terms = tuple(Term(id=f"t{n}", title=f"术语词{n}", means="含义") for n in range(50))  # type: ignore[arg-type]
    library = Library(
        company=Company(kind="company", title="大公司"),  # type: ignore[arg-type]
        units=units,
        externals={},
        glossary=Terms(kind="terms", terms=terms),
        extracts={key: read_extract(extract(data)) for key, data in documents.items()},
        earlier_revisions={},
        open_document=_opener(documents),
    )
    return library, {key: f"{hash_of(key)}" for key in documents}


def hash_of(key: str) -> str:
    return f"key-of-{key}"


def _opener(documents: dict[str, dict[str, Any]]) -> Callable[[str], Document]:
    def open_document(identifier: str) -> Document:
        data = copy.deepcopy(documents[identifier])
        return DOCUMENTS[data["kind"]].model_validate(data)

    return open_document


def _four_documents(number: int) -> Iterator[dict[str, Any]]:
    unit = f"u{number % 10}"
    department = f"{unit}/department/d{number // 10 % 10}"
    if number < 100:
        yield _document(department, f"部门第{number}号", number, superior=unit, mission="管好本单位的事。")
    role, form = f"{unit}/role/r{number}", f"{unit}/form/f{number}"
    procedure = f"{unit}/procedure/p{number}"
    duties = [
        {"id": f"d{n}", "do": f"填岗位记录表{number}，核对术语词{n}，交岗位第{number}号办理，当天入账备查。",
         "recipient": [f"{unit}/role/r{(number + 10) % 250}"], "deliverables": [form], "procedures": [procedure],
         "recurs": {"every": "month", "before_day": n + 1}}
        for n in range(8)
    ]  # fmt: skip
    steps = [
        {"id": f"s{n}", "actor": role, "do": f"第{n}步：填岗位记录表{number}，核对后交下一步办理，写明术语词{n}。",
         "output": [form], "limit": "2wd", "informed": [f"{unit}/role/r{(number + 20) % 250}"]}
        for n in range(8)
    ]  # fmt: skip
    fields = [{"id": f"x{n}", "label": f"栏目{n}", "type": "text"} for n in range(8)]
    yield _document(
        role, f"岗位第{number}号", number, department=department, summary="管一摊事。", duties=duties
    )
    yield _document(
        procedure, f"流程第{number}号", number, department=department, purpose="办事。", steps=steps
    )
    yield _document(form, f"岗位记录表{number}", number, department=department, fields=fields)


def _document(identifier: str, title: str, number: int, **fields: Any) -> dict[str, Any]:
    kind = identifier.split("/")[1]
    control = {
        "status": "effective", "revision": "1.0", "owner": f"{identifier.split('/', maxsplit=1)[0]}/role/r{number}",
        "effective": "2026-01-01", "review_by": "2027-01-01",
        "revisions": [{"revision": "1.0", "date": "2026-01-01", "change": "material", "note": "首次发布。"}],
    }  # fmt: skip
    base = {
        "kind": kind,
        "id": identifier,
        "unit": identifier.split("/", maxsplit=1)[0],
        "code": f"{kind[:2].upper()}-{number:04d}",
    }
    return {**base, "title": title, "control": control, **fields}
