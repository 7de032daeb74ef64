"""What ``dutybook calendar`` says of a year that is published, and of one that is not."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from portal.calendar_commands import app
from tests.portal.documents import publish_documents

COMPANY = {"calendar": {"days_off": ["2026-03-16"], "extra_workdays": ["2026-12-26"]}}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    publish_documents(tmp_path, company=COMPANY)
    return tmp_path


def test_a_published_year_is_printed_with_its_source(home: Path) -> None:
    answer = CliRunner().invoke(app, ["--home", str(home), "--year", "2026", "--lang", "zh-CN"])
    assert answer.exit_code == 0
    assert "2026 年，上班 248 天。依据：国务院办公厅关于2026年" in answer.output
    for line in (
        "2026-02-23  春节",
        "2026-02-28  调休上班",
        "2026-03-16  公司休息日",
        "2026-12-26  调休上班",
    ):
        assert line in answer.output


def test_an_unpublished_year_is_named_with_the_file_to_write(home: Path) -> None:
    answer = CliRunner().invoke(app, ["--home", str(home), "--year", "2027", "--lang", "en"])
    assert answer.exit_code == 1
    assert "Public holidays of 2027 are not published" in answer.output
    assert "calendar/CN-2027.toml" in answer.output


def test_a_wrong_file_is_named_and_scripts_get_json(home: Path) -> None:
    (home / "calendar").mkdir()
    (home / "calendar/CN-2027.toml").write_text("country = ", encoding="utf-8")
    answer = CliRunner().invoke(app, ["--home", str(home), "--year", "2026", "--json", "--lang", "en"])
    assert answer.exit_code == 1
    said = json.loads(answer.stdout)
    assert (said["worked"], said["unpublished"]) == (248, [])
    assert "not TOML" in said["problems"]["CN-2027.toml"]


def test_without_an_edition_it_says_so(tmp_path: Path) -> None:
    answer = CliRunner().invoke(app, ["--home", str(tmp_path / "nowhere"), "--lang", "en"])
    assert answer.exit_code == 3
    assert "Traceback" not in answer.output
