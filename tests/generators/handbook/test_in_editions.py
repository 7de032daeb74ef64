"""Word files in an edition: beside the pages, made anew only when what they show has changed, offered by the portal."""

import shutil
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document

from generators.pipeline import build
from portal.app import create_app
from portal.settings import Settings
from tests.generators.builders import CONTROL, write_library
from tests.portal.browsing import Browser

PLANNED = (
    "kind: procedure\nid: later\ntitle: {zh-Hans: 以后再写, en: Later}\ndepartment: sales\n"
    'control: {status: planned, owner: boss, planned_for: "2027-01-01"}\n'
)
CLERK = (
    "kind: role\nid: clerk\ntitle: {zh-Hans: 店员, en: Clerk}\ndepartment: sales\nchecklists: [opening]\n"
    + CONTROL
)
OPENING = (
    "kind: checklist\nid: opening\ntitle: {zh-Hans: 开店检查, en: Opening}\ndepartment: sales\nstart: {event: manual}\n"
    + CONTROL + "items:\n  - {id: lights, do: {zh-Hans: 开灯, en: Lights on}}\n"
)  # fmt: skip


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    room = tmp_path_factory.mktemp("published")
    write_library(
        room / "content",
        shop__procedures__later=PLANNED,
        shop__roles__clerk=CLERK,
        shop__checklists__opening=OPENING,
    )
    build(room / "content", room / "home")
    return room


def edition(room: Path) -> Path:
    return (room / "home" / "current").resolve()


def word_files(room: Path) -> dict[str, tuple[int, bytes]]:
    folder = edition(room) / "handbooks"
    return {
        f.relative_to(folder).as_posix(): (f.stat().st_ino, f.read_bytes()) for f in folder.rglob("*.docx")
    }


def test_every_document_with_content_has_a_file_in_both_languages(published: Path) -> None:
    names = set(word_files(published))
    assert {"shop/role/boss.docx", "en/shop/role/boss.docx", "shop/checklist/opening.docx"} <= names
    assert not any("later" in name for name in names)
    opened = Document(BytesIO(word_files(published)["en/shop/role/boss.docx"][1]))
    assert opened.core_properties.title == "Shop manager"


def test_pages_offer_the_file_of_their_document(published: Path) -> None:
    page = (edition(published) / "site/en/shop/role/boss/index.html").read_text(encoding="utf-8")
    assert "handbooks/en/shop/role/boss.docx" in page
    planned = (edition(published) / "site/shop/procedure/later/index.html").read_text(encoding="utf-8")
    assert "handbooks/" not in planned


def test_the_portal_hands_it_out_under_its_title(published: Path) -> None:
    reader = Browser(create_app(Settings(home=published / "home", reading="everyone")))
    answer = reader.get("/handbooks/shop/role/boss.docx")
    assert answer.status_code == 200
    assert answer.content.startswith(b"PK")
    assert "filename*=UTF-8''" in answer.headers["content-disposition"]
    assert reader.get("/handbooks/shop/role/nobody.docx").status_code == 404


def test_only_what_an_edit_shows_is_made_anew(published: Path, tmp_path: Path) -> None:
    room = tmp_path / "room"
    shutil.copytree(published, room, symlinks=True)
    before = word_files(room)
    file = room / "content/shop/checklists/opening.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("开灯", "先开灯"), encoding="utf-8")

    build(room / "content", room / "home")

    after = word_files(room)
    changed = {name for name in after if after[name][1] != before[name][1]}
    assert {"shop/checklist/opening.docx", "shop/role/clerk.docx"} <= changed
    assert after["shop/role/boss.docx"][0] == before["shop/role/boss.docx"][0]


def test_an_edition_may_do_without(published: Path) -> None:
    done = build(published / "content", published / "home-without", with_handbooks=False)
    assert done.published is not None
    assert not (done.published.folder / "handbooks").exists()
    page = (done.published.folder / "site/shop/role/boss/index.html").read_text(encoding="utf-8")
    assert "handbooks/" not in page
