"""Each check finds the one offender it exists for, and passes a small repository that is in order."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.checks import branches, budgets, hygiene, languages, licences, links, lock

Write = Callable[[str, str], Path]

PROJECT = """
[project]
dependencies = ["whoosh>=2.7.4,<3"]
[project.optional-dependencies]
postgres = []
sso = []
notify = []
dev = []
bench = []
"""
PIN = "whoosh==2.7.4 \\\n    --hash=sha256:00\n"


@pytest.fixture
def write(tmp_path: Path) -> Write:
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)

    def write_file(name: str, text: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write_file


def test_module_and_function_over_budget_are_named(write: Write, tmp_path: Path) -> None:
    body = "\n".join(f"    x{number} = {number}" for number in range(300))
    write("portal/long.py", f'"""Long."""\n\n\ndef run() -> None:\n{body}\n')
    assert budgets.offenders(tmp_path) == [
        "portal/long.py: 304 lines, the budget is 300",
        "portal/long.py:4: run has 301 lines, the budget is 50",
        "the median function has 301 lines, the budget is 8",
    ]


def test_untyped_and_unexplained_code_is_named(write: Write, tmp_path: Path) -> None:
    write("portal/bare.py", "class Shelf:\n    def first(self): return 1\n")
    write("tests/test_bare.py", "def test_it(): assert 1\n")
    assert budgets.offenders(tmp_path) == [
        "portal/bare.py:2: first does not say what it returns",
        "portal/bare.py: no docstring says what the module is",
        "portal/bare.py:1: no docstring says what Shelf is",
        "tests/test_bare.py:1: test_it does not say what it returns",
    ]


def test_file_that_is_not_python_is_named(write: Write, tmp_path: Path) -> None:
    write("portal/broken.py", '"""Broken.\n')
    assert budgets.offenders(tmp_path)[0].startswith("portal/broken.py:1: is not Python")


def test_code_in_order_passes(write: Write, tmp_path: Path) -> None:
    write("portal/good.py", '"""Good."""\n\n\nclass _Inner:\n    def first(self) -> int:\n        return 1\n')
    assert budgets.offenders(tmp_path) == []


def test_missing_key_placeholder_and_text_are_named(write: Write, tmp_path: Path) -> None:
    write("generators/locale/zh-CN.toml", 'a = "甲 {n}"\nb = "乙"\nc = ""\n')
    write("generators/locale/en.toml", 'a = "A"\nc = "C"\n')
    assert languages.offenders(tmp_path) == [
        "generators/locale/*.toml: 'b' is only in Chinese",
        "generators/locale/*.toml: 'a' has other placeholders in Chinese than in English",
        "generators/locale/*.toml: 'c' has no text in Chinese",
    ]


def test_missing_language_is_named(write: Write, tmp_path: Path) -> None:
    write("generators/locale/zh-CN.toml", 'a = "甲"\n')
    assert languages.offenders(tmp_path) == ["generators/locale/*.toml: English is missing"]


def test_untranslated_doubled_and_unlike_gettext_messages_are_named(write: Write, tmp_path: Path) -> None:
    folder = "portal/web/locale"
    chinese = 'msgid "found"\nmsgstr "找到 {n} 条"\n\nmsgid "empty"\nmsgstr ""\n'
    english = (
        'msgid "found"\nmsgstr "found"\n\nmsgid "empty"\nmsgstr "Nothing"\n\nmsgid "empty"\nmsgstr "None"\n'
    )
    write(f"{folder}/zh_CN/LC_MESSAGES/dutybook.po", chinese)
    write(f"{folder}/en/LC_MESSAGES/dutybook.po", english)
    assert languages.offenders(tmp_path) == [
        f"{folder}/*/dutybook.po: 'empty' stands twice in dutybook.po",
        f"{folder}/*/dutybook.po: 'found' has other placeholders in Chinese than in English",
        f"{folder}/*/dutybook.po: 'empty' has no text in Chinese",
    ]


def test_strings_of_a_template_are_compared_and_a_singular_may_leave_out_the_number(
    write: Write, tmp_path: Path
) -> None:
    write(
        "generators/site/theme/locale/zh-Hans.html",
        '{% set strings = {"n-one": "{n} 条", "tabs": ["首页"]} %}',
    )
    write(
        "generators/site/theme/locale/en.html",
        '{% set strings = {"n-one": "The one", "tabs": ["Home", "X"]} %}',
    )
    assert languages.offenders(tmp_path) == [
        "generators/site/theme/locale/*.html: 'tabs.1' is only in English"
    ]


def test_requirement_that_is_not_locked_is_named(write: Write, tmp_path: Path) -> None:
    write("pyproject.toml", PROJECT)
    for name in lock.LOCKS:
        write(name, PIN)
    assert lock.offenders(tmp_path) == []
    write("requirements.lock", PIN.replace("whoosh", "woosh"))
    assert "requirements.lock: whoosh is not locked; run `make lock`" in lock.offenders(tmp_path)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (PIN.replace("2.7.4", "2.5"), "whoosh is locked at 2.5, pyproject.toml asks for <3,>=2.7.4"),
        (PIN.replace("--hash=sha256:00", ""), "no hash for whoosh==2.7.4"),
        (f"--index-url=somewhere\n{PIN}", "names an index or an address"),
    ],
)
def test_lock_out_of_order_is_named(write: Write, tmp_path: Path, text: str, complaint: str) -> None:
    write("pyproject.toml", PROJECT)
    write("requirements.lock", text)
    assert f"requirements.lock: {complaint}" in lock.offenders(tmp_path)


def test_locks_that_disagree_are_named(write: Write, tmp_path: Path) -> None:
    write("pyproject.toml", PROJECT)
    write("requirements.lock", PIN)
    write("requirements-dev.lock", PIN.replace("2.7.4", "2.8"))
    assert "whoosh is locked differently in two lock files; run `make lock`" in lock.offenders(tmp_path)


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("see https://py" + "pi.org/simple", "the host of a package registry"),
        ("cd /wor" + "k/main", "a path of the machine it was written on"),
        ("# TO" + "DO later", "a loose end"),
    ],
)
def test_word_that_must_not_be_committed_is_named(write: Write, tmp_path: Path, line: str, what: str) -> None:
    write("docs/page.md", f"first\n{line}\n")
    assert hygiene.offenders(tmp_path) == [f"docs/page.md:2: names {what}"]


def test_unconditional_skip_is_named_and_a_condition_is_not(write: Write, tmp_path: Path) -> None:
    write("tests/test_a.py", "@pytest.mark.sk" + "ip\n@pytest.mark.skipif(True, reason='x')\n")
    assert hygiene.offenders(tmp_path) == ["tests/test_a.py:1: skips a test whatever the machine"]


def test_big_file_is_named(write: Write, tmp_path: Path) -> None:
    write("docs/big.txt", "x" * (4 * hygiene.MEBIBYTE + 1))
    assert hygiene.offenders(tmp_path) == ["docs/big.txt: 4.0 MiB, at most 4 are allowed"]


def test_built_file_that_is_tracked_is_named(write: Write, tmp_path: Path) -> None:
    write("var/current", "x")
    subprocess.run(["git", "-C", str(tmp_path), "add", "--force", "var/current"], check=True)
    assert hygiene.offenders(tmp_path) == ["var/current: built or installed, yet tracked"]


def test_vendored_file_without_licence_or_notice_is_named(write: Write, tmp_path: Path) -> None:
    write("LICENSE", "")
    write("NOTICE", "")
    write("portal/web/vendor/one.js", "")
    assert licences.offenders(tmp_path) == [
        "portal/web/vendor/one.js: no licence stands beside it",
        "portal/web/vendor/one.js: not named in NOTICE",
    ]


def test_vendored_file_with_licence_and_notice_passes(write: Write, tmp_path: Path) -> None:
    write("LICENSE", "")
    write("NOTICE", "portal/web/vendor/one.js: MIT")
    write("portal/web/vendor/one.js", "")
    write("portal/web/vendor/LICENSE", "")
    assert licences.offenders(tmp_path) == []


def test_untaken_branches_below_the_bar_fail_and_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    summary = {"num_branches": 10, "covered_branches": 8}
    files = {"generators/model/a.py": {"summary": summary, "missing_branches": [[3, -1], [5, 7]]}}
    assert branches.judge(json.loads(json.dumps(files))) == 1
    printed = capsys.readouterr().out
    assert "generators/model: 80.0 %" in printed
    assert "generators/source: 0.0 %" in printed  # no test imports it
    assert "generators/model/a.py:3->exit\ngenerators/model/a.py:5->7" in printed


def test_dead_link_and_unlisted_paper_are_named(write: Write, tmp_path: Path) -> None:
    write("docs/README.md", "[a](a.md) [far](https://example.org) [here](#top) `[code](none.md)`\n")
    write("docs/a.md", "[gone](../gone.md#part)\n")
    write("docs/b.md", "")
    assert links.offenders(tmp_path) == [
        "docs/a.md: ../gone.md is not there",
        "docs/b.md: not listed in docs/README.md",
    ]
