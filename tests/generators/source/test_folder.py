"""Odd things in a content folder: never followed, never waited for, always named."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from generators.cache import Cache
from generators.messages import LOCALES, sentence_of
from generators.model.names import RESERVED_UNITS
from generators.source.folder import scan
from generators.source.loader import load
from tests.generators.builders import write_library


def said(content: Path) -> list[str]:
    findings = scan(content).findings
    for finding in findings:
        assert all(sentence_of(finding, locale) for locale in LOCALES)
        f"{finding.file}".encode()
    return [
        f"{finding.file} {finding.code} {finding.values.get('reason', '')}".rstrip() for finding in findings
    ]


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return write_library(tmp_path / "content")


def test_a_pipe_is_named_and_not_waited_for(content: Path) -> None:
    os.mkfifo(content / "shop/roles/pipe.yaml")

    assert said(content) == ["shop/roles/pipe.yaml file-unreadable no-file"]


def test_a_link_out_of_the_folder_is_not_read(content: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("secret")
    (content / "shop/roles/boss.md").symlink_to(tmp_path / "secret.md")

    assert said(content) == ["shop/roles/boss.md file-unreadable leads-outside"]


def test_a_link_within_the_folder_is_read_also_where_the_folder_is_a_link(
    content: Path, tmp_path: Path
) -> None:
    (content / "shop/boss.txt").write_text("正文", encoding="utf-8")
    (content / "shop/roles/boss.md").symlink_to("../boss.txt")
    (tmp_path / "link").symlink_to(content)

    assert said(tmp_path / "link") == []
    assert [file.place for file in scan(tmp_path / "link").prose] == ["shop/roles/boss.md"]


def test_a_link_to_a_folder_is_named_instead_of_followed(content: Path) -> None:
    (content / "shop/loop").symlink_to("..")

    assert said(content) == ["shop/loop file-unreadable linked-folder"]


def test_a_folder_that_may_not_be_entered_is_named(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    walk = os.walk

    def refusing(root: Path, onerror: Callable[[OSError], None]) -> object:
        onerror(PermissionError(13, "Permission denied", str(content / "shop/roles")))
        return walk(root)

    monkeypatch.setattr(os, "walk", refusing)

    assert "shop/roles file-unreadable no-entry" in said(content)


@pytest.mark.parametrize("name", [b"\xff.yaml", b"new\nline.yaml"])
def test_a_name_that_cannot_be_shown_is_told_in_escapes(content: Path, name: bytes) -> None:
    Path(os.fsdecode(os.fsencode(content / "shop/roles/") + b"/" + name)).write_text("kind: role\n")

    assert [line.split()[1:] for line in said(content)] == [["file-unreadable", "odd-name"]]


@pytest.mark.parametrize("name", ["clerk.yml", "clerk.YAML", "clerk.MD"])
def test_a_suffix_that_is_not_read_is_not_passed_over(content: Path, name: str) -> None:
    (content / "shop/roles" / name).write_text("kind: role\n")

    assert said(content) == [f"shop/roles/{name} file-misplaced"]


@pytest.mark.parametrize("slug", ["Clerk", "a b", "店员", "a--b", "x" * 81])
def test_an_id_that_cannot_be_an_address_is_refused_though_the_file_is_named_so(
    content: Path, slug: str
) -> None:
    text = (content / "shop/roles/boss.yaml").read_text(encoding="utf-8")
    (content / f"shop/roles/{slug}.yaml").write_text(
        text.replace("id: boss", f"id: {slug}"), encoding="utf-8"
    )

    found = [finding for finding in load(content, Cache(None)).findings if finding.severity == "error"]

    assert [(finding.code, finding.values["reason"]) for finding in found] == [("bad-value", "not-a-slug")]


@pytest.mark.parametrize("unit", sorted(RESERVED_UNITS))
def test_a_unit_may_not_take_an_address_of_the_portal(tmp_path: Path, unit: str) -> None:
    write_library(tmp_path, **{f"{unit}__unit": f"kind: unit\nid: {unit}\ntitle: 单位\n"})

    found = [finding for finding in load(tmp_path, Cache(None)).findings if finding.severity == "error"]

    assert [(finding.file, finding.values["reason"]) for finding in found] == [
        (f"{unit}/unit.yaml", "reserved")
    ]
