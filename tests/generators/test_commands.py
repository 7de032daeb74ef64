"""The commands as a content owner meets them: clear sentences, documented exit codes, never a traceback."""

import datetime
import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from generators.cli import app, today
from generators.source.folder import scan
from tests.generators.builders import write_library


def run(*arguments: str | Path, lang: str = "zh-CN") -> Result:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments], env={"DUTYBOOK_LANG": lang})
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    return result


def test_init_starts_a_folder_that_is_clean_and_has_every_kind(tmp_path: Path) -> None:
    assert run("init", tmp_path / "content").exit_code == 0

    checked = run("check", "--content", tmp_path / "content", "--format", "json")

    assert json.loads(checked.output)["findings"] == []
    kinds = {file.kind for file in scan(tmp_path / "content").documents}
    assert kinds == {
        "company", "terms", "unit", "department", "role", "procedure", "policy", "guide", "form", "checklist",
        "external",
    }  # fmt: skip
    assert (tmp_path / "content" / ".schema" / "role.json").is_file()


def test_init_never_overwrites(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("keep")

    refused = run("init", tmp_path)

    assert refused.exit_code == 2
    assert "不会覆盖" in refused.output
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_init_where_nothing_can_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    refused = run("init", tmp_path / "file" / "content", lang="en")

    assert refused.exit_code == 3
    assert "cannot be written" in refused.output


def test_check_reports_every_finding_with_its_place(tmp_path: Path) -> None:
    write_library(tmp_path, shop__roles__clerk="kind: role\nid: clerk\ntitel: 店员\ndepartment: sale\n")

    report = run("check", "--content", tmp_path)

    assert report.exit_code == 1
    assert (
        "shop/roles/clerk.yaml:3:1: 错误[unknown-key] titel: 不认识的键“titel”；是否想写“title”？"
        in report.output
    )
    assert "shop/roles/clerk.yaml:4:13: 错误[unknown-reference]" in report.output
    assert "[missing-key]" in report.output


def test_check_speaks_to_github(tmp_path: Path) -> None:
    write_library(tmp_path, shop__roles__clerk="kind: role\nid: clerk\ntitel: 店员\ndepartment: sales\n")

    lines = run("check", "--content", tmp_path, "--format", "github", lang="en").output.splitlines()

    assert any(
        line.startswith(
            f"::error file={tmp_path}/shop/roles/clerk.yaml,line=3,col=1,title=unknown-key::Unknown key"
        )
        for line in lines
    )


@pytest.mark.parametrize(
    ("lang", "sentence"), [("zh-CN", "找不到内容文件夹"), ("en", "There is no content folder")]
)
def test_a_missing_content_folder_is_named_in_the_readers_language(
    tmp_path: Path, lang: str, sentence: str
) -> None:
    for command in ("check", "build"):
        result = run(command, "--content", tmp_path / "nowhere", lang=lang)
        assert result.exit_code == 2
        assert sentence in result.output


def test_verify_without_an_edition_says_what_to_do(tmp_path: Path) -> None:
    result = run("verify", "--home", tmp_path)

    assert result.exit_code == 3
    assert "dutybook build" in result.output


def test_search_without_an_edition_says_what_to_do(tmp_path: Path) -> None:
    result = run("search", "店长", "--home", tmp_path, lang="en")

    assert result.exit_code == 3
    assert "dutybook build" in result.output


def test_build_verify_search_and_what_a_changed_file_does(tmp_path: Path) -> None:
    content, home = write_library(tmp_path / "content"), tmp_path / "home"

    built = run("build", "--content", content, "--home", home, "--json")
    facts = json.loads(built.output)
    assert facts["outcome"] == "published"
    assert run("verify", "--home", home).exit_code == 0

    hits = json.loads(run("search", "店长", "--home", home, "--json").output)["hits"]
    assert (hits[0]["document"], hits[0]["title"]) == ("shop/role/boss", "店长")
    assert set(hits[0]) == {"document", "anchor", "title", "heading", "snippet", "score"}
    assert json.loads(run("search", "qwertyuiop", "--home", home, "--json").output) == {"hits": []}

    page = Path(facts["folder"]) / "site/shop/role/boss/index.html"
    page.chmod(0o644)
    page.write_text("changed")
    broken = run("verify", "--home", home)
    assert broken.exit_code == 1
    assert "site/shop/role/boss/index.html: 文件内容被改动" in broken.output


def test_an_output_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    content = write_library(tmp_path / "content")
    (tmp_path / "home").write_text("a file")

    result = run("build", "--content", content, "--home", tmp_path / "home")

    assert result.exit_code == 3
    assert "不是文件夹" in result.output


def test_revise_keeps_the_old_text_and_opens_the_next(tmp_path: Path) -> None:
    run("init", tmp_path / "content")
    file = tmp_path / "content/demo/guides/before-you-call.yaml"
    before = file.read_text(encoding="utf-8")

    done = run("revise", "demo/guide/before-you-call", "--class", "minor", "--content", tmp_path / "content")

    kept = file.parent / "revisions" / "before-you-call@1.0.yaml"
    after = file.read_text(encoding="utf-8")
    assert done.exit_code == 0
    assert kept.read_text(encoding="utf-8") == before.replace("status: effective", "status: superseded")
    assert (kept.parent / "before-you-call@1.0.md").is_file()
    assert (kept.parent / "before-you-call@1.0.en.md").is_file()
    assert 'revision: "1.1"\n  status: draft' in after
    assert "# 正文写在同名的 .md 文件里" in after
    assert run("check", "--content", tmp_path / "content").exit_code == 0
    again = run(
        "revise", "demo/guide/before-you-call", "--class", "material", "--content", tmp_path / "content"
    )
    assert "2.0" in again.output


@pytest.mark.parametrize("name", ["demo/role/nobody", "nonsense", "demo/planet/x"])
def test_revise_of_an_unknown_document_says_so(tmp_path: Path, name: str) -> None:
    run("init", tmp_path / "content")

    result = run("revise", name, "--class", "minor", "--content", tmp_path / "content")

    assert result.exit_code == 2
    assert name in result.output


def test_revise_does_not_overwrite_a_kept_revision(tmp_path: Path) -> None:
    run("init", tmp_path / "content")
    role = tmp_path / "content/demo/roles/office-manager.yaml"
    shutil.copy(role, tmp_path / "saved.yaml")
    run("revise", "demo/role/office-manager", "--class", "minor", "--content", tmp_path / "content")
    shutil.copy(tmp_path / "saved.yaml", role)

    result = run("revise", "demo/role/office-manager", "--class", "minor", "--content", tmp_path / "content")

    assert result.exit_code == 2
    assert role.read_bytes() == (tmp_path / "saved.yaml").read_bytes()


def test_an_unknown_language_is_refused_and_the_known_ones_are_named(tmp_path: Path) -> None:
    assert run("check", "--lang", "fr").exit_code == 2
    assert "zh-CN, en" in run("check", "--lang", "fr").output
    assert run("search", "x", "--language", "fr", "--home", tmp_path).exit_code == 2


def test_verify_of_an_edition_that_never_was_is_a_mistyped_id(tmp_path: Path) -> None:
    for name in ("nonsense", "../..", "0123456789abcdef"):
        result = run("verify", name, "--home", tmp_path)
        assert result.exit_code == 2
        assert name in result.output


def test_a_current_link_in_a_circle_is_no_edition(tmp_path: Path) -> None:
    (tmp_path / "current").symlink_to("current")

    assert run("verify", "--home", tmp_path).exit_code == 3
    assert run("search", "店长", "--home", tmp_path).exit_code == 3


def test_a_search_index_that_cannot_be_read_is_not_called_a_missing_edition(tmp_path: Path) -> None:
    (tmp_path / "editions/0123456789abcdef").mkdir(parents=True)
    (tmp_path / "current").symlink_to("editions/0123456789abcdef")

    result = run("search", "店长", "--home", tmp_path)

    assert result.exit_code == 3
    assert "--anew" in result.output


def test_an_init_that_fails_half_way_leaves_the_folder_empty(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full() -> dict[str, str]:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("generators.starting.schema.files", full)
    refused = run("init", tmp_path)
    monkeypatch.undo()

    assert refused.exit_code == 3
    assert list(tmp_path.iterdir()) == []
    assert run("init", tmp_path).exit_code == 0


def test_the_next_command_can_be_copied_whatever_the_folder_is_called(tmp_path: Path) -> None:
    assert f"--content '{tmp_path}/my handbook'" in run("init", tmp_path / "my handbook").output


def test_github_is_told_files_as_its_repository_has_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_library(tmp_path / "handbook")
    (tmp_path / "handbook/shop/roles/a,b.yaml").write_text("kind: role\nid: x\n")
    monkeypatch.chdir(tmp_path)

    report = run("check", "--content", "handbook", "--format", "github").output

    assert "::error file=handbook/shop/roles/a%2Cb.yaml,line=2," in report


def test_the_day_is_that_of_the_companys_time_zone(tmp_path: Path) -> None:
    zones = {
        "Pacific/Kiritimati": datetime.timedelta(hours=14),
        "Pacific/Niue": datetime.timedelta(hours=-11),
    }
    for zone, offset in zones.items():
        (tmp_path / "company.yaml").write_text(f"kind: company\ntime_zone: {zone}\n")
        there = datetime.datetime.now(datetime.timezone(offset))
        assert today(tmp_path) == there.date().isoformat()


def test_without_a_company_the_day_is_that_of_china(tmp_path: Path) -> None:
    there = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=8)))

    assert today(tmp_path) == there.date().isoformat()
