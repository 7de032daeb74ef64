"""Word files as Word, LibreOffice and an auditor of packages see them."""

import hashlib
import os
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from openxml_audit import OpenXmlValidator

from generators.handbook.outline.manuscripts import (
    department_handbook,
    job_description_of,
    manuscript_of,
    register_of,
    volume_of,
)
from generators.handbook.outline.scribe import Scribe
from generators.handbook.word.anchors import LONGEST_BOOKMARK, LONGEST_TAG, bookmark_of, tag_of
from generators.handbook.word.authors import read_label, written
from generators.handbook.word.profile import load_profile, profile_names
from generators.handbook.word.writing import write
from generators.model.library import Library
from generators.model.outline import Outline
from tests.generators.handbook.conftest import CONTENT
from tests.generators.handbook.word_files import (
    W,
    bookmarks,
    paragraphs,
    part,
    parts,
    style_of,
    tags,
    text_of,
)
from tests.tools import find_program

SHARED = Path(os.environ.get("DUTYBOOK_SHARED", CONTENT.parents[1] / "shared"))
JUDGE, SCHEMAS = SHARED / "tools" / "validate_docx.py", SHARED / "ooxml-xsd"
ROLE, PROCEDURE, POLICY = (
    "auto/role/marketing-manager", "auto/procedure/promotion-execution", "headquarters/policy/archive-management",
)  # fmt: skip


def file_of(
    library: Library, identifier: str, *, profile: str = "enterprise", language: str = "zh-Hans"
) -> bytes:
    scribe = Scribe(library, "en" if language == "en" else "zh-Hans", base="https://portal.example")
    return write(manuscript_of(scribe, identifier), load_profile(profile)).content


def some_files(library: Library, profile: str) -> list[bytes]:
    """One of each sort of document, in both languages."""
    made = []
    for scribe in (Scribe(library, "zh-Hans"), Scribe(library, "en")):
        manuscripts = [
            *(manuscript_of(scribe, library.documents(kind)[3].id) for kind in
              ("role", "procedure", "policy", "guide", "form", "checklist", "department")),
            job_description_of(scribe, ROLE), register_of(scribe, "auto"), volume_of(scribe, [ROLE, PROCEDURE]),
        ]  # fmt: skip
        made += [write(manuscript, load_profile(profile)).content for manuscript in manuscripts]
    return made


@pytest.mark.slow
@pytest.mark.parametrize("profile", profile_names())
def test_an_auditor_of_packages_finds_nothing(library: Library, profile: str, tmp_path: Path) -> None:
    for number, content in enumerate(some_files(library, profile)):
        file = tmp_path / f"{number}.docx"
        file.write_bytes(content)
        result = OpenXmlValidator().validate(str(file))
        assert [str(error) for error in result.errors] == []


@pytest.mark.slow
@pytest.mark.skipif(not JUDGE.is_file(), reason="the judge with the schemas is not on this machine")
@pytest.mark.parametrize("profile", profile_names())
def test_the_schemas_are_kept(library: Library, profile: str, tmp_path: Path) -> None:
    files = []
    for number, content in enumerate(some_files(library, profile)):
        files.append(tmp_path / f"{number}.docx")
        files[-1].write_bytes(content)
    command = [sys.executable, str(JUDGE), "--xsd", str(SCHEMAS), "--errors-only", *map(str, files)]
    judged = subprocess.run(command, capture_output=True, text=True, check=False)
    assert judged.returncode == 0, judged.stdout


@pytest.mark.parametrize("profile", profile_names())
def test_python_docx_opens_every_profile(library: Library, profile: str) -> None:
    opened = Document(BytesIO(file_of(library, ROLE, profile=profile)))
    assert opened.core_properties.title == "市场部经理"
    assert opened.core_properties.subject == "QC-R-010"


def test_every_node_is_anchored_twice(library: Library) -> None:
    for identifier in (ROLE, PROCEDURE, POLICY):
        file = file_of(library, identifier)
        places = [f"{identifier}#{node.id}" for node in Outline(library.document(identifier)).nodes]
        places = [place for place in places if place.rpartition("#")[2] != "option"]
        assert {tag_of(place) for place in places} <= tags(file)
        assert {bookmark_of(place) for place in places} <= bookmarks(file)


def test_names_of_anchors_fit_into_word() -> None:
    place = f"{'unit' * 8}/procedure/{'long-name-' * 8}#{'node-' * 12}"
    assert len(tag_of(place)) <= LONGEST_TAG
    assert len(bookmark_of(place)) <= LONGEST_BOOKMARK
    assert tag_of("auto/role/clerk#daily") == "auto/role/clerk#daily"


@pytest.mark.slow
@pytest.mark.needs("libreoffice")
def test_anchors_and_properties_survive_libreoffice(library: Library, tmp_path: Path) -> None:
    file = tmp_path / "role.docx"
    file.write_bytes(file_of(library, ROLE))
    before = {name for name in bookmarks(file.read_bytes()) if name.startswith("_d")}
    office = find_program("soffice", "libreoffice")
    assert office is not None
    room = f"-env:UserInstallation={(tmp_path / 'office').as_uri()}"
    out = tmp_path / "saved"
    subprocess.run(
        [office, room, "--headless", "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(out), str(file)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    saved = (out / "role.docx").read_bytes()
    assert before <= bookmarks(saved)
    assert b"Dutybook digest" in parts(saved)["docProps/custom.xml"]


def test_two_processes_on_another_day_write_the_same_bytes(library: Library, tmp_path: Path) -> None:
    here = hashlib.sha256(file_of(library, ROLE)).hexdigest()
    program = (
        "from tests.generators.handbook.conftest import demonstration\n"
        "from tests.generators.handbook.test_word_files import ROLE, file_of\n"
        "import hashlib, sys\n"
        "sys.stdout.write(hashlib.sha256(file_of(demonstration(), ROLE)).hexdigest())\n"
    )
    environment = {
        **os.environ,
        "PYTHONHASHSEED": "12345",
        "PYTHONPATH": str(CONTENT.parent),
        "TZ": "Asia/Tokyo",
    }
    there = subprocess.run(
        [sys.executable, "-c", program],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        cwd=CONTENT.parent,
    )
    assert there.stdout == here


def test_entries_stand_in_a_fixed_order_with_a_fixed_time(library: Library) -> None:
    with zipfile.ZipFile(BytesIO(file_of(library, POLICY))) as opened:
        names = opened.namelist()
        assert names[0] == "[Content_Types].xml"
        assert names[1:] == sorted(names[1:])
        assert {info.date_time for info in opened.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert opened.testzip() is None


def test_the_contents_lead_to_headings_and_guess_no_page(library: Library) -> None:
    file = file_of(library, PROCEDURE)
    document = part(file)
    entries = [p for p in document.iter(f"{W}p") if style_of(p) in ("TOC1", "TOC2")]
    assert text_of(entries[0]) == "1　目的与适用范围"
    assert {link.get(f"{W}anchor") for entry in entries for link in entry.iter(f"{W}hyperlink")} <= bookmarks(
        file
    )
    assert not [i for entry in entries for i in entry.iter(f"{W}instrText") if "PAGEREF" in (i.text or "")]
    assert b"updateFields" not in parts(file)["word/settings.xml"]


def test_page_numbers_are_written_where_they_are_known(library: Library) -> None:
    manuscript = manuscript_of(Scribe(library, "zh-Hans"), PROCEDURE)
    first = write(manuscript, load_profile("enterprise"))
    again = write(manuscript, load_profile("enterprise"), pages={first.bookmarks[0]: 3})
    entries = [p for p in part(again.content).iter(f"{W}p") if style_of(p) == "TOC1"]
    assert text_of(entries[0]).endswith("3")
    assert "PAGEREF" in "".join(i.text or "" for i in entries[0].iter(f"{W}instrText"))


def test_links_lead_to_what_the_file_shows(library: Library) -> None:
    scribe = Scribe(library, "zh-Hans")
    file = write(volume_of(scribe, [ROLE, PROCEDURE]), load_profile("enterprise")).content
    led_to = {str(link.get(f"{W}anchor")) for link in part(file).iter(f"{W}hyperlink")}
    assert led_to <= bookmarks(file)
    assert bookmark_of(PROCEDURE) in led_to
    assert bookmark_of(f"{PROCEDURE}#draft") in led_to


def test_an_author_s_running_numbers_are_counted_by_word(library: Library) -> None:
    file = file_of(library, "auto/policy/attendance-leave")
    shown = [text for style, text in paragraphs(file) if style == "Article1"]
    assert shown[0].startswith("班次")
    assert b'w:lvlText w:val="\xe7\xac\xac%1\xe6\x9d\xa1' in parts(file)["word/numbering.xml"]


@pytest.mark.parametrize(
    ("label", "number"),
    [("第十二条", 12), ("（二十）", 20), ("一百零一、", 101), ("3.", 3), ("第110条", 110)],
)
def test_authors_numbers_are_read_and_written_alike(label: str, number: int) -> None:
    read = read_label(label)
    assert read is not None
    pattern, counts, value = read
    assert value == number
    assert pattern.replace("%", written(number, counts)) == label


@pytest.mark.parametrize("label", ["壹", "5.2.1", "①", "甲、", "第〇条"])
def test_other_labels_stay_text(label: str) -> None:
    assert read_label(label) is None


def test_a_draft_is_marked_across_every_page(library: Library) -> None:
    draft = next(card.id for card in library.documents() if card.status == "draft")
    headers = [
        value for name, value in parts(file_of(library, draft)).items() if name.startswith("word/header")
    ]
    assert headers
    assert all("草稿".encode() in header for header in headers)
    sound = [v for n, v in parts(file_of(library, ROLE)).items() if n.startswith("word/header")]
    assert not any(b"PowerPlusWaterMark" in header for header in sound)


def test_the_digest_and_the_address_are_printed(library: Library) -> None:
    shown = "\n".join(text for _, text in paragraphs(file_of(library, ROLE)))
    assert library.extracts[ROLE].digests["zh-Hans"] in shown
    assert f"https://portal.example/{ROLE}/" in shown


def test_nothing_of_the_text_is_formatted_by_hand(library: Library) -> None:
    for paragraph in part(file_of(library, ROLE)).iter(f"{W}p"):
        for run in paragraph.findall(f"{W}r"):
            looks = run.find(f"{W}rPr")
            assert looks is None or [child.tag for child in looks] == [f"{W}rStyle"]


def test_a_form_is_filled_in_with_controls(library: Library) -> None:
    form = next(card.id for card in library.documents("form") if "choice" in str(library.document(card.id)))
    document = part(file_of(library, form))
    assert list(document.iter(f"{W}dropDownList"))
    assert list(document.iter(f"{W}text"))
    dated = part(file_of(library, "auto/form/ad-plan"))
    assert list(dated.iter(f"{W}date"))


def test_a_department_handbook_holds_its_roles_and_procedures(library: Library) -> None:
    manuscript = department_handbook(Scribe(library, "zh-Hans"), "auto/department/marketing")
    held = [shown.document for shown in manuscript.parts]
    assert held[0] == "auto/department/marketing"
    assert ROLE in held
    assert PROCEDURE in held


def test_hostile_text_is_only_text(library: Library) -> None:
    from generators.handbook.word.markup import plain_run

    assert "\x00" not in plain_run("a\x00b\ud800<w:p>&")
    assert "&lt;w:p&gt;&amp;" in plain_run("a\x00b\ud800<w:p>&")
