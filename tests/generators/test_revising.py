"""Revising a document whose author laid it out in their own way: only what was meant changes, or nothing does."""

import codecs
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from generators.cache import Cache
from generators.cli import app
from generators.source.loader import load
from generators.source.yaml_text import read_yaml
from tests.generators.builders import write_library

DOCUMENT = "shop/role/boss"
HEAD = "kind: role\nid: boss\ntitle: 店长\ndepartment: sales\n"
DUTIES = "duties:\n  - {id: open, do: 每天开门, recurs: {every: day}}\n"
NOTE = "note: 首次发布"
LAYOUTS = {
    "block": 'control:\n  revision: "1.0"\n  status: effective\n  owner: boss\n',
    "comments": 'control:\n  revision: "1.0"  # 首版\n  status: effective # 已批准 # 是\n  owner: boss\n',
    "quotes": "control:\n  'revision': '1.0'\n  'status': \"effective\"\n  owner: boss\n",
    "bare": "control:\n  revision: 1.0\n  status: effective\n",
    "last line": 'control:\n  owner: boss\n  status: effective\n  revision: "1.0"\n',
    "no status": 'control:\n  revision: "1.0"\n  owner: boss\n',
    "braces": 'control: {revision: "1.0", status: effective, owner: boss}\n',
    "braces without status": 'control: {owner: boss, revision: "1.0"}\n',
    "braces over lines": 'control: {revision: "1.0",\n  status: effective,\n  owner: boss}\n',
    "history": f'control:\n  revision: "1.0"\n  status: effective\n  revisions:\n    - revision: "1.0"\n      date: "2026-01-05"\n      change: material\n      {NOTE}\n',
    "history not indented": f'control:\n  revision: "1.0"\n  status: effective\n  revisions:\n  # 从新到旧\n  - {{revision: "1.0", date: "2026-01-05", change: material, {NOTE}}}\n',
    "history in brackets": f'control:\n  revision: "1.0"\n  status: effective\n  revisions: [{{revision: "1.0", date: "2026-01-05", change: material, {NOTE}}}]\n',
    "empty history": 'control:\n  revision: "1.0"\n  status: effective\n  revisions: []\n',
}  # fmt: skip


def revise(content: Path, document: str = DOCUMENT, change: str = "minor") -> Result:
    arguments = ["revise", document, "--class", change, "--content", str(content)]
    result = CliRunner().invoke(app, arguments, env={"DUTYBOOK_LANG": "zh-CN"})
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    return result


def with_control(root: Path, control: str, end: str = "\n") -> Path:
    """The content folder whose role has this control block; the role's file is ``role_of(content)``."""
    content = write_library(root / "content")
    role_of(content).write_bytes((HEAD + control + DUTIES).replace("\n", end).encode())
    return content


def role_of(content: Path) -> Path:
    return content / "shop/roles/boss.yaml"


def files(content: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in content.rglob("*") if path.is_file()}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_usual_layout_is_revised_without_a_new_error(tmp_path: Path, layout: str) -> None:
    content = with_control(tmp_path, LAYOUTS[layout])

    assert revise(content).exit_code == 0

    opened = read_yaml(role_of(content).read_bytes()).value
    kept = read_yaml((content / "shop/roles/revisions/boss@1.0.yaml").read_bytes()).value
    assert isinstance(opened, dict)
    assert isinstance(kept, dict)
    assert isinstance(control := opened["control"], dict)
    assert (control["revision"], control["status"]) == ("1.1", "draft")
    assert str(control["revisions"]).startswith("[{'revision': '1.1', 'date': '2")
    assert str(kept["control"]).count("superseded") == 1
    found = load(content, Cache(None)).findings
    assert [finding for finding in found if finding.severity == "error"] == []


def test_comments_and_line_ends_and_the_mark_at_the_start_stay(tmp_path: Path) -> None:
    content = with_control(tmp_path, LAYOUTS["comments"], end="\r\n")
    file = role_of(content)
    file.write_bytes(codecs.BOM_UTF8 + file.read_bytes())

    assert revise(content).exit_code == 0

    for path in (file, file.parent / "revisions/boss@1.0.yaml"):
        raw = path.read_bytes()
        assert raw.startswith(codecs.BOM_UTF8)
        assert raw.count(b"\n") == raw.count(b"\r\n") > 0
        assert "# 已批准 # 是".encode() in raw


@pytest.mark.parametrize(
    ("control", "says"),
    [
        ('control:\n  revision: "1.0"\n  status:\n', "改不动"),
        ("control:\n  revision: >-\n    1.0\n  status: effective\n", "改不动"),
        ('control:\n  revision: "1/../../x"\n  status: effective\n', "不能用作文件名"),
        ("control:\n  revision: [1]\n  status: effective\n", "不能用作文件名"),
        ("control:\n  revision: 甲\n  status: effective\n", "不能用作文件名"),
        ("control:\n  status: effective\n", "没有版次"),
        ("control: draft\n", "没有版次"),
        ("control: [\n", "读不通"),
    ],
)
def test_what_cannot_be_revised_is_said_and_left_as_it_is(tmp_path: Path, control: str, says: str) -> None:
    content = with_control(tmp_path, control)
    before = files(content)

    refused = revise(content)

    assert refused.exit_code == 2
    assert says in refused.output
    assert files(content) == before


@pytest.mark.parametrize(
    "name", ["../content/role/x", "shop/role/../boss", "..", "shop/role/" + "x" * 300, "//"]
)
def test_no_name_leads_out_of_its_folder(tmp_path: Path, name: str) -> None:
    assert revise(write_library(tmp_path / "content"), name).exit_code == 2


def test_prose_is_kept_byte_for_byte_whatever_its_encoding(tmp_path: Path) -> None:
    content = with_control(tmp_path, LAYOUTS["block"])
    prose = "前言\r\n".encode("gbk")
    role_of(content).with_suffix(".md").write_bytes(prose)

    assert revise(content).exit_code == 0
    assert (content / "shop/roles/revisions/boss@1.0.md").read_bytes() == prose


def test_a_kept_prose_is_not_overwritten_and_nothing_else_is_kept_either(tmp_path: Path) -> None:
    content = with_control(tmp_path, LAYOUTS["block"])
    role_of(content).with_suffix(".md").write_text("新", encoding="utf-8")
    (content / "shop/roles/revisions").mkdir()
    (content / "shop/roles/revisions/boss@1.0.md").write_text("旧", encoding="utf-8")
    before = files(content)

    assert revise(content).exit_code == 2
    assert files(content) == before


@pytest.mark.parametrize("failing", ["write_bytes", "replace"])
def test_a_disk_that_fills_up_on_the_way_leaves_everything_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    content = with_control(tmp_path, LAYOUTS["block"])
    before = files(content)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, failing, full)
    refused = revise(content)
    monkeypatch.undo()

    assert refused.exit_code == 3
    assert "No space left" in refused.output
    assert files(content) == before
