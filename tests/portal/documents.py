"""Published libraries of a few real documents, for tests of what the portal does with their text."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from generators.edition.format import Catalogue, CatalogueDocument, Inputs, catalogue_bytes
from generators.edition.layout import (
    CATALOGUE,
    LIBRARY,
    SHELL_FILES,
    SHELL_POLICY,
    Home,
    page_file,
    restricted,
    site_file,
)
from generators.edition.publisher import Stage, staging
from generators.model.digest import digest_of_plain
from generators.model.kinds import DOCUMENTS
from portal.bookshelf import Bookshelf, PinnedEdition
from portal.releases.texts import Texts, texts_of
from tests.portal.editions import POLICY, SHELLS

Plain = dict[str, Any]


def a_policy(slug: str = "leave", *, unit: str = "auto", revision: str = "1.0", **changes: Any) -> Plain:
    """A policy of two articles; ``articles`` replaces them, ``control`` is added to its control block."""
    articles = changes.pop("articles", {"art-1": "请假须提前三天提出。", "art-2": "病假凭医院证明。"})
    control = {"revision": revision, "status": "effective", "owner": f"{unit}/role/boss", "effective": "2026-01-01",
               "acknowledge": {"by": [unit]}} | changes.pop("control", {})  # fmt: skip
    return {
        "id": f"{unit}/policy/{slug}", "kind": "policy", "code": f"P-{slug}", "title": {"zh-Hans": f"制度{slug}", "en": slug},
        "department": f"{unit}/department/office", "control": control,
        "chapters": [{"id": "general", "title": "总则",
                      "articles": [{"id": key, "label": key, "text": text} for key, text in articles.items()]}],
    } | changes  # fmt: skip


def a_procedure(slug: str = "visit", *, unit: str = "auto", revision: str = "1.0", **changes: Any) -> Plain:
    """A procedure in which a clerk acts and a boss approves."""
    control = {"revision": revision, "status": "effective", "owner": f"{unit}/role/boss",
               "acknowledge": {"by": ["participants"]}} | changes.pop("control", {})  # fmt: skip
    steps = changes.pop("steps", None) or [
        {"id": "write", "actor": f"{unit}/role/clerk", "do": "填写走访记录", "limit": "2d"},
        {"id": "sign", "approve": {"by": [f"{unit}/role/boss"]}, "informed": [f"{unit}/role/seller"]},
    ]
    return {"id": f"{unit}/procedure/{slug}", "kind": "procedure", "code": f"L-{slug}", "title": f"流程{slug}",
            "department": f"{unit}/department/office", "control": control, "steps": steps} | changes  # fmt: skip


def a_role(slug: str, *, unit: str = "auto", **changes: Any) -> Plain:
    return {"id": f"{unit}/role/{slug}", "kind": "role", "title": slug, "department": f"{unit}/department/office",
            "control": {"revision": "1.0", "status": "effective"}} | changes  # fmt: skip


ROLES = [
    a_role("boss"),
    a_role("clerk", backup="auto/role/seller", reports_to="auto/role/boss"),
    a_role("seller"),
]


def a_page(plain: Plain, language: str) -> bytes:
    """A page with the document's text, shaped as the generators shape one."""
    title = plain["title"] if isinstance(plain["title"], str) else plain["title"][language]
    text = json.dumps(plain, ensure_ascii=False)
    return (
        f'<!doctype html><html lang="{language}"><head><title>{title}</title></head><body><article>'
        f"<h1>{title}</h1><p>{text}</p>\n</article></body></html>"
    ).encode()


def publish_documents(
    home: Path,
    *documents: Plain,
    company: Mapping[str, Any] | None = None,
    models: Mapping[str, bytes] | None = None,
) -> PinnedEdition:
    """Publishes documents, with the roles that every one of these small libraries has.

    ``models`` are the BPMN files beside the pages of procedures, by id.
    """
    listed = [*documents, *ROLES]
    for plain in listed:
        DOCUMENTS[plain["kind"]].model_validate(plain)  # a test writes what an author could write
    name = json.dumps([listed, company], ensure_ascii=False, sort_keys=True)
    with staging(Home(home), Inputs(content_digest=name, generator="dutybook/test")) as stage:
        if not stage.already_published:
            for language, shell in SHELLS.items():
                stage.write(SHELL_FILES[language], shell.encode())
            stage.write(SHELL_POLICY, json.dumps(POLICY).encode())
            _write(stage, [plain for plain in listed if not _is_restricted(plain)], company, place=str)
            hidden = [plain for plain in listed if _is_restricted(plain)]
            if hidden:
                _write(stage, hidden, company, place=restricted)
            for document, model in (models or {}).items():
                place = restricted if document in {plain["id"] for plain in hidden} else str
                stage.write(place(site_file(f"{document}/{document.rpartition('/')[2]}.bpmn")), model)
        stage.publish()
    return Bookshelf(home).current()


def _is_restricted(plain: Plain) -> bool:
    return bool(plain["control"].get("classification") == "restricted")


def _write(
    stage: Stage, listed: list[Plain], company: Mapping[str, Any] | None, *, place: Callable[[str], str]
) -> None:
    """One part of an edition: what everybody reads, or what only named readers do."""
    library = {
        "format": 1, "company": {"kind": "company", "title": "衡川", "time_zone": "Asia/Shanghai", **(company or {})},
        "units": [{"kind": "unit", "id": "auto", "title": "汽车"}], "externals": [], "glossary": {}, "earlier": {},
        "documents": listed,
    }  # fmt: skip
    stage.write(place(LIBRARY), json.dumps(library, ensure_ascii=False).encode())
    rows = tuple(map(_row, sorted(listed, key=lambda plain: str(plain["id"]))))
    stage.write(
        place(CATALOGUE), catalogue_bytes(Catalogue(documents=rows, units={"auto": {"zh-Hans": "汽车"}}))
    )
    for plain in listed:
        for language, address in _pages(plain).items():
            stage.write(place(page_file(address)), a_page(plain, language))


def _pages(plain: Plain) -> dict[str, str]:
    return {"zh-Hans": f"{plain['id']}/", "en": f"en/{plain['id']}/"}


def _row(plain: Plain) -> CatalogueDocument:
    title, control = plain["title"], plain["control"]
    titles = {"zh-Hans": title, "en": title} if isinstance(title, str) else title
    digests = {language: digest_of_plain(plain, language) for language in ("zh-Hans", "en")}
    return CatalogueDocument(
        id=plain["id"], kind=plain["kind"], unit=plain["id"].split("/")[0], title=titles["zh-Hans"], titles=titles,
        code=plain.get("code", ""), department=plain.get("department", ""), revision=control.get("revision", ""),
        status=control["status"], owner=control.get("owner") or "", classification=control.get("classification", "internal"), digest=digests["zh-Hans"], digests=digests,
        pages=_pages(plain),
    )  # fmt: skip


def texts_in(home: Path, *documents: Plain, **more: Any) -> Texts:
    """The texts of a library just published."""
    return texts_of(publish_documents(home, *documents, **more))
