"""The files beside a procedure's page: published with it, shared like it, and no wider known than it."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from lxml import etree

from generators.edition.reader import Home, open_current
from generators.edition.verify import verify_edition
from generators.pipeline import build
from tests.generators.builders import CONTROL, write_library

FILES = ("opening.svg", "opening-down.svg", "opening.bpmn")
STEPS = """steps:
  - {id: unlock, actor: boss, do: {zh-Hans: 开门, en: Unlock}}
  - {id: sign, actor: boss, approve: {by: [boss]}, do: {zh-Hans: 批准开业, en: Agree}, rejected: unlock}
"""
OPENING = (
    "kind: procedure\nid: opening\ntitle: {zh-Hans: 开店流程, en: Opening}\ncode: SH-L-001\ndepartment: sales\n"
    + CONTROL
    + STEPS
)
RESTRICTED = OPENING.replace("{revision", "{classification: restricted, readers: [boss], revision")
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shells of a first build: the site engine runs once for all tests here."""
    room = tmp_path_factory.mktemp("rendered")
    build(write_library(room / "content"), room / "home")
    return room / "home" / "cache" / "shells"


@pytest.fixture
def room(tmp_path: Path, rendered: Path) -> Path:
    """A folder with a procedure in its content, and an empty home that knows the shells."""
    write_library(tmp_path / "content", shop__procedures__opening=OPENING)
    shutil.copytree(rendered, tmp_path / "home" / "cache" / "shells")
    return tmp_path


def listed(room: Path) -> dict[str, bytes]:
    """Every file of the current edition that its manifest lists."""
    edition = open_current(Home(room / "home"))
    return {path: edition.read(path) for path in edition.files}


def published(room: Path) -> dict[str, bytes]:
    build(room / "content", room / "home")
    return listed(room)


def edit(room: Path, name: str, old: str, new: str) -> None:
    file = room / "content" / name
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_pictures_and_model_stand_beside_the_page_in_both_languages(room: Path) -> None:
    files = published(room)

    for language, words in (("", "批准开业"), ("en/", "Agree")):
        folder = f"site/{language}shop/procedure/opening"
        page = files[f"{folder}/index.html"].decode()
        for name in FILES:
            assert f'shop/procedure/opening/{name}" download="SH-L-001 ' in page
            etree.fromstring(files[f"{folder}/{name}"])
            assert words in files[f"{folder}/{name}"].decode()
        sizes = re.findall(r'<a href="[^"]*" download=[^>]*>[^<]*</a> <span class="nb">(\d+) kB', page)
        assert [int(size) for size in sizes] == [
            round(len(files[f"{folder}/{name}"]) / 1000) for name in FILES
        ]
    assert verify_edition((room / "home/current").resolve()).passed


def test_a_saved_picture_stands_alone(room: Path) -> None:
    drawing = published(room)["site/shop/procedure/opening/opening.svg"].decode()

    assert "<style>" in drawing
    assert not re.search(r"<script|<a |href=|url\(|\bon[a-z]+=", drawing)


def test_the_same_bytes_come_from_another_process_and_another_day(room: Path) -> None:
    first = published(room)
    shutil.rmtree(room / "home/cache/build")
    shutil.rmtree(room / "home/editions")
    script = "import sys; from pathlib import Path; from generators.pipeline import build; build(*map(Path, sys.argv[1:]))"
    subprocess.run(
        [sys.executable, "-c", script, str(room / "content"), str(room / "home")],
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "77", "PYTHONPATH": str(ROOT)},
    )

    assert listed(room) == first


def test_an_edit_elsewhere_shares_the_files_and_draws_nothing(room: Path) -> None:
    build(room / "content", room / "home", with_handbooks=False)
    first = listed(room)
    edit(room, "shop/roles/boss.yaml", "每天开门", "每天按时开门")
    script = (
        "import sys; from pathlib import Path; from generators.pipeline import build; "
        "build(*map(Path, sys.argv[1:]), with_handbooks=False);"
        "print([name for name in sys.modules if name.startswith('generators.process.')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(room / "content"), str(room / "home")],
        check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )

    now = listed(room)
    assert done.stdout.strip() in ("[]", "['generators.process.responsibility']")
    for name in FILES:
        path = f"site/shop/procedure/opening/{name}"
        assert now[path] == first[path]
        assert (room / "home/current" / path).stat().st_nlink > 1


def test_an_edit_of_a_step_reaches_page_and_files(room: Path) -> None:
    published(room)
    edit(room, "shop/procedures/opening.yaml", "批准开业", "批准开张")

    files = published(room)

    for name in (*FILES, "index.html"):
        assert "批准开张" in files[f"site/shop/procedure/opening/{name}"].decode()
    assert "批准开张" in (room / "home/pages/shop/procedure/opening/opening.svg").read_text(encoding="utf-8")


def test_a_procedure_that_loses_its_steps_loses_its_files(room: Path) -> None:
    published(room)
    edit(room, "shop/procedures/opening.yaml", STEPS, "")

    files = published(room)

    assert not [path for path in files if path.endswith((".bpmn", "opening.svg"))]
    assert "opening.bpmn" not in files["site/shop/procedure/opening/index.html"].decode()
    assert not list((room / "home/pages").rglob("*.bpmn"))


def test_files_of_a_restricted_procedure_stay_in_its_own_part(room: Path) -> None:
    write_library(room / "content", shop__procedures__opening=RESTRICTED)

    files = published(room)

    found = sorted(path for path in files if path.endswith(FILES))
    assert found == sorted(
        f"restricted/site/{language}shop/procedure/opening/{name}"
        for language in ("", "en/")
        for name in FILES
    )
    open_part = {path: raw for path, raw in files.items() if not path.startswith(("restricted/", "search/"))}
    assert not [path for path, raw in open_part.items() if "开店流程".encode() in raw or b"SH-L-001" in raw]
    assert not list((room / "home/pages").rglob("*.svg"))


def test_a_drawing_names_a_restricted_document_no_more_than_its_page_does(room: Path) -> None:
    closing = (
        OPENING.replace("opening", "closing").replace("SH-L-001", "SH-L-002").replace("开店流程", "关店流程")
    )
    closing = closing.replace("rejected: unlock", "rejected: unlock, hand_off: opening")
    write_library(room / "content", shop__procedures__opening=RESTRICTED, shop__procedures__closing=closing)

    files = published(room)

    for name in ("closing.svg", "closing-down.svg", "closing.bpmn", "index.html"):
        said = files[f"site/shop/procedure/closing/{name}"].decode()
        assert not [trace for trace in ("开店流程", "SH-L-001", "procedure/opening") if trace in said]
        assert "受限文件" in said


def test_a_draft_without_pictures_draws_nothing_and_is_an_edition_of_its_own(room: Path) -> None:
    whole = build(room / "content", room / "home")
    plain = build(room / "content", room / "home", with_pictures=False)
    without = listed(room)
    again = build(room / "content", room / "home")

    assert whole.published is not None
    assert plain.published is not None
    assert again.published is not None
    assert again.published.id == whole.published.id != plain.published.id
    assert not [path for path in without if path.endswith(("opening.svg", "opening-down.svg", ".bpmn"))]
    assert not [path for path, text in without.items() if path.endswith(".html") and b'class="flow' in text]
    assert [path for path, text in listed(room).items() if path.endswith(".html") and b'class="flow' in text]
