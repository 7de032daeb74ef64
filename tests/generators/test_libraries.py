"""Every finding code has a tiny content folder that shows exactly this finding, wording in both languages, and docs."""

from pathlib import Path

import pytest

from generators.documentation import PAGE, main, page
from generators.messages import LOCALES, sentence_of, wording
from generators.model.findings import SEVERITIES
from generators.model.rules import rules_by_code
from tests.generators.libraries import CLEAN, codes, expected, loaded, told

BESIDE = {"gap-without-owner": ["gap-registered"]}
"""Findings that cannot be had without another."""

BY_LOADER = frozenset({
    "file-unreadable", "content-missing", "company-missing", "unit-missing", "file-misplaced", "prose-without-document",
    "id-not-filename", "unknown-kind", "unknown-key", "missing-key", "wrong-type", "bad-value",
    "revision-without-document", "revision-not-as-named", "unknown-reference", "ambiguous-reference", "moved-reference",
    "retired-role-used", "restricted-reference", "silence-unused",
})  # fmt: skip


def test_there_is_a_library_for_every_code() -> None:
    assert codes() == sorted(SEVERITIES)


def test_the_clean_library_gives_no_finding(tmp_path: Path) -> None:
    assert loaded(CLEAN, tmp_path).findings == ()


@pytest.mark.parametrize("code", sorted(SEVERITIES))
def test_a_library_gives_its_finding_at_the_exact_place(code: str, tmp_path: Path) -> None:
    found = loaded(code, tmp_path)

    assert told(found, tmp_path / "content") == expected(code)
    assert sorted(finding.code for finding in found.findings) == sorted([code, *BESIDE.get(code, [])])
    assert {finding.severity for finding in found.findings if finding.code == code} == {SEVERITIES[code]}


@pytest.mark.parametrize("code", sorted(SEVERITIES))
def test_a_finding_is_said_in_both_languages_without_a_blank(code: str, tmp_path: Path) -> None:
    found = loaded(code, tmp_path).findings
    for locale in LOCALES:
        for finding in found:
            sentence = sentence_of(finding, locale)
            assert "–" not in sentence
            assert "{" not in sentence


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("table", ["finding", "advice"])
def test_every_code_has_words_in_each_language(locale: str, table: str) -> None:
    assert list(wording("zh-CN" if locale == "zh-CN" else "en")[table]) == list(SEVERITIES)


def test_every_code_has_a_rule_or_belongs_to_the_loader() -> None:
    from_text = {code for code in SEVERITIES if code.startswith("yaml-")}

    assert rules_by_code().keys() | BY_LOADER | from_text == SEVERITIES.keys()
    assert not rules_by_code().keys() & (BY_LOADER | from_text)


def test_every_rule_says_what_it_looks_for() -> None:
    assert [
        rule.code for rules in rules_by_code().values() for rule in rules if not rule.meaning.endswith(".")
    ] == []


def test_the_page_of_findings_has_a_line_for_each() -> None:
    lines = page().splitlines()

    assert [line.split("`")[1] for line in lines if line.startswith("| `")] == list(SEVERITIES)


def test_an_outdated_page_of_findings_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    PAGE.parent.mkdir()

    assert main(["--check"]) == 1
    assert "python -m generators.documentation" in capsys.readouterr().err
    assert main([]) == 0
    assert main(["--check"]) == 0
    PAGE.write_text("old", encoding="utf-8")
    assert main(["--check"]) == 1
