"""Check → compile → publish: immutable, incremental, and never worse off than before."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from generators.edition.verify import verify_edition
from generators.pipeline import build
from search_index.reader import SearchIndex
from tests.generators.builders import CONTROL, write_library


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The cache of a first build: the site engine runs once for all tests here."""
    room = tmp_path_factory.mktemp("rendered")
    build(write_library(room / "content"), room / "home")
    return room / "home" / "cache" / "shells"


@pytest.fixture
def room(tmp_path: Path, rendered: Path) -> Path:
    """A folder with content and an empty home that knows the shells."""
    write_library(tmp_path / "content")
    shutil.copytree(rendered, tmp_path / "home" / "cache" / "shells")
    return tmp_path


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def current(room: Path, home: str = "home") -> Path:
    return (room / home / "current").resolve()


def edit(room: Path, name: str, old: str, new: str) -> None:
    file = room / "content" / name
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_a_build_publishes_pages_model_catalogue_and_index(room: Path) -> None:
    built = build(room / "content", room / "home")

    edition = current(room)
    page = (edition / "site/shop/role/boss/index.html").read_text(encoding="utf-8")
    catalogue = json.loads((edition / "catalogue.json").read_bytes())
    assert built.outcome == "published"
    assert "每天开门" in page
    assert "Open every day" in (edition / "site/en/shop/role/boss/index.html").read_text(encoding="utf-8")
    assert [row["id"] for row in catalogue["documents"]] == ["shop/department/sales", "shop/role/boss"]
    assert SearchIndex.open(edition / "search").search("店长").hits[0].document == "shop/role/boss"
    assert verify_edition(edition).passed


def test_the_link_is_relative_so_that_the_home_can_be_moved(room: Path) -> None:
    build(room / "content", room / "home")

    assert str((room / "home" / "current").readlink()) == f"editions/{current(room).name}"


def test_the_same_content_gives_the_same_edition_and_writes_nothing(room: Path) -> None:
    first = build(room / "content", room / "home")
    stamps = {path: path.stat().st_mtime_ns for path in current(room).rglob("*")}

    second = build(room / "content", room / "home")

    assert second.outcome == "unchanged"
    assert first.published is not None
    assert second.published is not None
    assert second.published.id == first.published.id
    assert {path: path.stat().st_mtime_ns for path in current(room).rglob("*")} == stamps


def test_a_rebuild_after_one_edit_equals_a_full_build_and_shares_the_rest(room: Path) -> None:
    build(room / "content", room / "home")
    edit(room, "shop/roles/boss.yaml", "每天开门", "每天按时开门")

    again = build(room / "content", room / "home")
    shutil.copytree(room / "home/cache/shells", room / "full/cache/shells")
    build(room / "content", room / "full")

    assert again.published is not None
    assert files_of(current(room)) == files_of(current(room, "full"))
    assert again.published.reused > again.published.changed


def test_a_rename_of_a_role_reaches_every_page_that_names_it(room: Path) -> None:
    build(room / "content", room / "home")
    edit(room, "shop/roles/boss.yaml", "title: {zh-Hans: 店长", "title: {zh-Hans: 店面负责人")

    build(room / "content", room / "home")

    assert "店面负责人" in (current(room) / "site/shop/department/sales/index.html").read_text(
        encoding="utf-8"
    )


def test_an_error_in_the_content_leaves_the_published_edition_alone(room: Path) -> None:
    build(room / "content", room / "home")
    before = current(room)
    edit(room, "shop/roles/boss.yaml", "department: sales", "department: sale")

    refused = build(room / "content", room / "home")

    assert refused.outcome == "refused"
    assert [finding.code for finding in refused.loaded.findings if finding.severity == "error"] == [
        "unknown-reference"
    ]
    assert current(room) == before
    assert verify_edition(before).passed


def test_the_bytes_do_not_depend_on_the_process(room: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from generators.pipeline import build; "
        "build(Path(sys.argv[1]), Path(sys.argv[2]))"
    )
    for home, seed in (("one", "1"), ("two", "77")):
        shutil.copytree(room / "home/cache/shells", room / home / "cache/shells")
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parents[2])}
        subprocess.run(
            [sys.executable, "-c", script, str(room / "content"), str(room / home)],
            check=True,
            env=environment,
        )

    assert files_of(current(room, "one")) == files_of(current(room, "two"))


SECRET = (
    "kind: policy\nid: pay-scale\ntitle: {zh-Hans: 薪酬等级表, en: Pay scale}\ncode: SH-P-009\ndepartment: sales\n"
    + CONTROL.replace("{revision", "{classification: restricted, readers: [boss], revision")
    + "chapters:\n  - id: c1\n    title: {zh-Hans: 绝密章节, en: Secret chapter}\n"
)


def test_a_restricted_document_leaves_no_trace_in_what_everybody_can_read(room: Path) -> None:
    write_library(room / "content", **{"shop__policies__pay-scale": SECRET})
    edit(room, "shop/departments/sales.yaml", "head: boss\n", "head: boss\naliases: [销售]\n")

    built = build(room / "content", room / "home")

    traces = ("薪酬等级表", "Pay scale", "绝密章节", "pay-scale", "SH-P-009")
    assert built.outcome == "published"
    shared = {
        name: raw for name, raw in files_of(current(room)).items() if not name.startswith("restricted/")
    }
    shared.pop("manifest.json")
    found = [name for name, raw in shared.items() for trace in traces if trace.encode() in raw]
    assert found == []
    apart = (current(room) / "restricted/site/shop/policy/pay-scale/index.html").read_text(encoding="utf-8")
    assert "绝密章节" in apart
    assert "handbooks/shop/policy/pay-scale.docx" in apart  # made by the portal for who may read it
    assert not SearchIndex.open(current(room) / "search").search("薪酬等级表").hits
    assert SearchIndex.open(current(room) / "restricted/search").search("薪酬等级表").hits
    twins = "".join(path.read_text(encoding="utf-8") for path in (room / "home/pages").rglob("*.md"))
    assert "绝密章节" not in twins


def test_a_reference_to_a_restricted_document_says_no_more_than_that(room: Path) -> None:
    guide = "kind: guide\nid: hiring\ntitle: 招人指引\ndepartment: sales\nsee: [pay-scale]\n" + CONTROL
    write_library(room / "content", **{"shop__policies__pay-scale": SECRET, "shop__guides__hiring": guide})

    build(room / "content", room / "home")

    page = (current(room) / "site/shop/guide/hiring/index.html").read_text(encoding="utf-8")
    assert "受限文件" in page
    assert "pay-scale" not in (current(room) / "library.json").read_text(encoding="utf-8")


def test_pages_of_documents_that_are_gone_go(room: Path) -> None:
    guide = "kind: guide\nid: short\ntitle: 短指引\ndepartment: sales\n" + CONTROL
    write_library(room / "content", shop__guides__short=guide)
    build(room / "content", room / "home")
    (room / "content/shop/guides/short.yaml").unlink()

    build(room / "content", room / "home")

    assert not (current(room) / "site/shop/guide/short").exists()
    assert not (room / "home/pages/shop/guide/short.md").exists()


def test_a_damaged_cache_costs_time_and_nothing_else(room: Path) -> None:
    build(room / "content", room / "home")
    for file in (room / "home/cache/build").iterdir():
        file.write_bytes(file.read_bytes().replace(b"{", b"<"))
    edit(room, "shop/roles/boss.yaml", "每天开门", "每天按时开门")

    assert build(room / "content", room / "home").outcome == "published"
    assert verify_edition(current(room)).passed
