"""``dutybook handbook``, as a person types it."""

import resource
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from typer.testing import CliRunner, Result

from generators.cli import app
from generators.handbook.files import file_name
from tests.generators.builders import CONTROL, write_library

STEPS = "steps:\n  - {id: open, actor: boss, do: {zh-Hans: 开门, en: Open}}\n"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    procedure = 'kind: procedure\nid: day\ntitle: {zh-Hans: 营业日, en: Trading day}\ncode: "SC-001"\ndepartment: sales\n'
    return write_library(tmp_path / "content", shop__procedures__day=procedure + CONTROL + STEPS)


def dutybook(content: Path, *arguments: str) -> Result:
    home = content.parent / "home"
    return CliRunner().invoke(
        app, ["handbook", *arguments, "--content", str(content), "--home", str(home), "--lang", "en"]
    )


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("role", "shop/role/boss"), ("role", "boss"), ("job-description", "店长"), ("procedure", "SC-001"),
        ("department", "sales"), ("unit", "shop"), ("register", "shop"), ("register", "all"),
    ],
)  # fmt: skip
def test_every_kind_becomes_a_word_file(content: Path, tmp_path: Path, kind: str, name: str) -> None:
    file = tmp_path / "out.docx"
    result = dutybook(content, kind, name, "-o", str(file))
    assert result.exit_code == 0, result.output
    assert result.stdout.strip() == str(file)
    assert Document(BytesIO(file.read_bytes())).core_properties.author == "小公司"


def test_without_a_name_the_file_is_called_after_the_document(
    content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert dutybook(content, "procedure", "day").stdout.strip() == "SC-001 营业日.docx"
    assert (
        dutybook(content, "procedure", "day", "--language", "en").stdout.strip() == "SC-001 Trading day.docx"
    )


def test_several_names_make_one_volume(content: Path, tmp_path: Path) -> None:
    file = tmp_path / "volume.docx"
    assert dutybook(content, "role", "boss", "boss", "-o", str(file)).exit_code == 0
    assert file.is_file()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("role", "bos"), "was shop/role/boss meant?"),
        (("role", "zzzz"), "There is no “zzzz”"),
        (("unit", "shpo"), "was shop meant?"),
        (("role",), "Say which one"),
        (("role", "boss", "--profile", "enterprize"), "the nearest is enterprise"),
        (("role", "boss", "--template", "/nowhere.docx"), "cannot be read"),
    ],
)
def test_a_mistake_is_answered_with_one_sentence(
    content: Path, arguments: tuple[str, ...], said: str
) -> None:
    result = dutybook(content, *arguments)
    assert result.exit_code == 2
    assert said in result.stderr
    assert "Traceback" not in result.output


def test_a_template_that_is_no_word_file_is_refused(content: Path, tmp_path: Path) -> None:
    template = tmp_path / "letter.docx"
    template.write_text("hello")
    result = dutybook(content, "role", "boss", "--template", str(template))
    assert result.exit_code == 1
    assert "is no Word file" in result.stderr


def test_a_place_that_cannot_be_written_leaves_nothing_behind(content: Path, tmp_path: Path) -> None:
    result = dutybook(content, "role", "boss", "-o", str(tmp_path / "no" / "such" / "folder.docx"))
    assert result.exit_code == 3
    assert "cannot be written" in result.stderr


def test_a_full_disk_keeps_the_file_of_before(content: Path, tmp_path: Path) -> None:
    file = tmp_path / "boss.docx"
    file.write_bytes(b"before")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        result = dutybook(content, "role", "boss", "-o", str(file))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert result.exit_code == 3
    assert file.read_bytes() == b"before"
    assert list(tmp_path.glob(".boss*")) == []


def test_without_libreoffice_a_pdf_is_refused_and_the_word_file_is_there(
    content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("generators.handbook.office.shutil.which", lambda _: None)
    file = tmp_path / "boss.docx"
    result = dutybook(content, "role", "boss", "--pdf", "-o", str(file))
    assert result.exit_code == 3
    assert "LibreOffice is not on this machine" in result.stderr
    assert file.is_file()
    assert not file.with_suffix(".pdf").exists()


@pytest.mark.slow
@pytest.mark.needs("libreoffice")
def test_a_pdf_with_page_numbers(content: Path, tmp_path: Path) -> None:
    file = tmp_path / "boss.docx"
    result = dutybook(content, "role", "boss", "--pdf", "--pages", "-o", str(file))
    assert result.exit_code == 0, result.output
    assert file.with_suffix(".pdf").read_bytes().startswith(b"%PDF")
    assert b"PAGEREF" in _document(file)


def _document(file: Path) -> bytes:
    from tests.generators.handbook.word_files import parts

    return parts(file.read_bytes())["word/document.xml"]


def test_names_of_files_suit_every_system() -> None:
    assert file_name("QC/1", 'a:b*"c"', ending="docx") == "QC 1 a b c.docx"
    assert file_name("", "", ending="docx") == "handbook.docx"
