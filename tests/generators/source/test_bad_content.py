"""A whole content folder with something wrong in it: named at its exact place, without a crash and without echoes."""

import codecs
import time
from pathlib import Path

import pytest

from generators.cache import Cache
from generators.messages import sentence_of
from generators.model.findings import Finding
from generators.source import binding
from generators.source.loader import Loaded, load
from tests.generators.libraries import CLEAN, TODAY, a_role, compose

RUNNER = "hq/roles/runner.yaml"
ROLE = a_role("通讯员")
BOMB = "kind: role\nid: runner\na: &a [x, x]\n" + "".join(
    f"{name}: &{name} [*{below}, *{below}, *{below}, *{below}]\n"
    for name, below in zip("bcdefghij", "abcdefghi", strict=True)
)


def with_file(root: Path, raw: bytes | str, place: str = RUNNER) -> Loaded:
    content = compose(CLEAN, root)
    file = content / place
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(raw.encode() if isinstance(raw, str) else raw)
    return load(content, Cache(None), today=TODAY)


def places(found: Loaded) -> list[str]:
    return [f"{finding.place} {finding.code}" for finding in found.findings]


@pytest.mark.parametrize(
    "raw",
    [
        codecs.BOM_UTF8 + ROLE.encode(),
        ROLE.replace("\n", "\r\n").encode(),
        codecs.BOM_UTF8 + ROLE.replace("\n", "\r\n").encode(),
    ],
    ids=["BOM", "CRLF", "both"],
)
def test_a_file_saved_on_windows_is_as_good_as_any(raw: bytes, tmp_path: Path) -> None:
    assert places(with_file(tmp_path, raw)) == []


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_places_are_counted_alike_whatever_the_line_ends(end: str, tmp_path: Path) -> None:
    raw = (
        codecs.BOM_UTF8
        + ROLE.replace("reports_to: director", "reports_to: nobody").replace("\n", end).encode()
    )

    assert places(with_file(tmp_path, raw)) == [f"{RUNNER}:6:13 unknown-reference"]


def test_wrong_indentation_is_shown_where_it_stands(tmp_path: Path) -> None:
    found = with_file(tmp_path, ROLE.replace("reports_to", "  reports_to"))

    assert places(found) == [f"{RUNNER}:6:3 yaml-syntax"]


def test_an_alias_bomb_is_refused_before_it_goes_off(tmp_path: Path) -> None:
    begun = time.process_time()
    found = with_file(tmp_path, BOMB)

    assert time.process_time() - begun < 10
    assert {finding.code for finding in found.findings} == {"yaml-anchor", "yaml-alias"}
    assert f"{RUNNER}:3:4 yaml-anchor" in places(found)
    assert f"{RUNNER}:4:8 yaml-alias" in places(found)


def test_a_full_width_colon_within_a_key_is_named(tmp_path: Path) -> None:
    found = with_file(tmp_path, ROLE.replace("{id: keep,", "{id：keep,"))

    assert [place for place in places(found) if "unknown-key" in place] == [f"{RUNNER}:8:6 unknown-key"]
    unknown = next(finding for finding in found.findings if finding.code == "unknown-key")
    assert "全角冒号" in sentence_of(unknown, "zh-CN")
    assert "full-width colon" in sentence_of(unknown, "en")


def test_everything_wrong_with_a_folder_is_told_in_one_run(tmp_path: Path) -> None:
    content = compose(CLEAN, tmp_path)
    (content / RUNNER).write_text(ROLE.replace("duties:", "dutys:"), encoding="utf-8")
    (content / "hq/forms/slip.yaml").write_text("kind: form\nid: slip\n\ttitle: 单\n", encoding="utf-8")
    (content / "hq/forms/label.yaml").write_text("kind: form\nid: sticker\n", encoding="utf-8")

    found = load(content, Cache(None), today=TODAY)

    assert [place for place in places(found) if not place.startswith("hq/procedures")] == [
        "hq/forms/label.yaml:2:5 id-not-filename",
        "hq/forms/slip.yaml:3:1 yaml-tab",
        f"{RUNNER}:7:1 unknown-key",
    ]
    assert not found.publishable


def test_a_file_that_cannot_be_read_has_no_echo_where_it_is_referred_to(tmp_path: Path) -> None:
    found = with_file(tmp_path, "kind: role\nid: director\ntitle: [主任\n", "hq/roles/director.yaml")

    assert places(found) == ["hq/roles/director.yaml:3:8 yaml-syntax"]


def test_an_invalid_numbering_pattern_is_a_finding(tmp_path: Path) -> None:
    rule = "kind: company\ntitle: 样例\nnumbering:\n  - {id: n, title: 号, pattern: '[0-9'}\n"

    assert places(with_file(tmp_path, rule, "company.yaml")) == ["company.yaml:4:32 bad-value"]


def a_restricted_role(**more: str) -> str:
    return ROLE.replace("status: draft", "status: draft, classification: restricted, readers: [director]")


def codes_of(findings: tuple[Finding, ...]) -> list[str]:
    return [finding.code for finding in findings]


def test_readers_of_the_open_part_learn_nothing_of_restricted_documents(tmp_path: Path) -> None:
    restricted = a_restricted_role().replace("reports_to: director", "reports_to: director\naliases: [文员]")
    found = with_file(tmp_path, restricted)

    assert codes_of(found.findings) == ["alias-clash"]
    assert codes_of(found.open_findings) == []


def test_an_unneeded_exemption_is_told_in_the_open_part_too(tmp_path: Path) -> None:
    exempt = ROLE.replace("status: draft", "status: draft, silence: [{rule: owner-missing, reason: 无}]")
    content = compose(CLEAN, tmp_path)
    (content / RUNNER).write_text(exempt, encoding="utf-8")
    (content / "hq/roles/secret.yaml").write_text(
        a_restricted_role().replace("id: runner", "id: secret").replace("通讯员", "机要员"), encoding="utf-8"
    )
    found = load(content, Cache(None), today=TODAY)

    assert codes_of(found.findings) == codes_of(found.open_findings) == ["silence-unused"]


def test_findings_kept_from_an_earlier_run_are_told_again(tmp_path: Path) -> None:
    content = compose("deadline-vague", tmp_path)
    told = []
    for _ in range(2):
        cache = Cache(tmp_path / "cache.sqlite")
        told.append(load(content, cache, today=TODAY).findings)
        cache.save()

    assert told[0] == told[1] != ()


def test_what_other_code_has_found_is_not_taken_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = compose("deadline-vague", tmp_path)
    cache = Cache(tmp_path / "cache.sqlite")
    now = load(content, cache, today=TODAY).keys
    monkeypatch.setattr(binding, "scheme", lambda: "document/0")

    assert load(content, cache, today=TODAY).keys.keys() == now.keys()
    assert not set(load(content, cache, today=TODAY).keys.values()) & set(now.values())


# What the author adds to a sound role, and what is said about it.
EXPLAINED = """
headcount: many
  “headcount”的写法不对，这里应是整数
  “headcount” is written wrongly; a whole number belongs here
headcount: -1
  “headcount”的值“-1”不可用：不能小于 0
  The value “-1” of “headcount” cannot be used: it must not be less than 0
code: ' x'
  “code”的值“ x”不可用：写法不合要求
  The value “ x” of “code” cannot be used: it is not written as required
title2: x
  不认识的键“title2”；是否想写“title”？
  Unknown key “title2”; did you mean “title”?
backup: [x]
  “backup”的写法不对，这里应是文字
  “backup” is written wrongly; text belongs here
permissions: {a: b}
  “permissions”的写法不对，这里应是列表（每行以“- ”开头）
  “permissions” is written wrongly; a list (each line begins with “- ”) belongs here
quiz: [x]
  “quiz”的写法不对，这里应是“键: 值”的一组
  “quiz” is written wrongly; a group of “key: value” belongs here
backup: directr
  找不到“directr”（应为岗位）；相近的有：director
  There is no “directr” (wanted: role); similar: director
checklists: [nowhere]
  找不到“nowhere”（应为检查表）
  There is no “nowhere” (wanted: checklist)
acknowledge: {}
  不认识的键“acknowledge”
  Unknown key “acknowledge”
summary: @all
  YAML 写法有误：值不能以“@”开头，请给整个值加引号
  The YAML cannot be read: a value cannot begin with “@”; put the whole value in quotes
"""
_SAID = [line.removeprefix("  ") for line in EXPLAINED.strip().splitlines()]


@pytest.mark.parametrize(
    ("wrong", "chinese", "english"),
    list(zip(_SAID[::3], _SAID[1::3], _SAID[2::3], strict=True)),
    ids=_SAID[::3],
)
def test_a_wrong_value_is_explained_in_both_languages(
    wrong: str, chinese: str, english: str, tmp_path: Path
) -> None:
    (finding,) = with_file(tmp_path, f"{ROLE}{wrong}\n").findings

    assert sentence_of(finding, "zh-CN") == chinese
    assert sentence_of(finding, "en") == english
    assert (finding.file, finding.line) == (RUNNER, 9)
