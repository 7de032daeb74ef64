"""A test that lacks a tool of the system is skipped by name on a desk and fails in CI."""

import os
from pathlib import Path

import pytest

from tests.tools import TOOLS, install_missing, missing_of

CONFTEST = Path(__file__).with_name("conftest.py").read_text(encoding="utf-8")

NEEDY = """
import pytest

@pytest.mark.needs("chromium")
def test_page_opens():
    assert True
"""

PROVING = """
def test_nothing_is_lost(proof, full_size):
    proof("nothing recorded is lost", "0 lost", "0 of 20" if full_size else "0 of 2")
"""


@pytest.fixture
def suite(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[1]))
    pytester.makeini("[pytest]\nmarkers = needs(tool, ...)\n")
    pytester.makeconftest(CONFTEST)
    return pytester


@pytest.fixture
def without_browser(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))


@pytest.mark.usefixtures("without_browser")
def test_test_without_its_tool_is_skipped_and_says_which(suite: pytest.Pytester) -> None:
    suite.makepyfile(NEEDY)
    outcome = suite.runpytest_subprocess("-rs")
    outcome.assert_outcomes(skipped=1)
    outcome.stdout.fnmatch_lines(["*needs chromium (Debian: chromium)*"])


@pytest.mark.usefixtures("without_browser")
def test_missing_tool_fails_in_ci(suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    suite.makepyfile(NEEDY)
    outcome = suite.runpytest_subprocess()
    outcome.assert_outcomes(errors=1)
    outcome.stdout.fnmatch_lines(["*CI does without no tool*"])


def test_test_with_its_tool_runs(
    suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    browser = tmp_path / "chromium"
    browser.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    suite.makepyfile(NEEDY)
    suite.runpytest_subprocess().assert_outcomes(passed=1)


def test_misspelt_tool_is_a_mistake_of_the_test() -> None:
    with pytest.raises(KeyError, match="chromiun"):
        missing_of(("chromiun",))


def test_every_tool_names_its_package_and_purpose() -> None:
    assert all(tool.purpose for tool in TOOLS.values())
    of_the_machine = {name for name, tool in TOOLS.items() if not tool.package}
    assert of_the_machine == {"small-disk", "full-device", "ipv6", "systemd", "nginx"}


def test_what_no_package_brings_is_skipped_by_name_in_ci_too(
    suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CI", "true")
    monkeypatch.setenv("PATH", str(tmp_path))  # without mount
    suite.makepyfile(NEEDY.replace("chromium", "small-disk"))
    outcome = suite.runpytest_subprocess("-rs")
    outcome.assert_outcomes(skipped=1)
    outcome.stdout.fnmatch_lines(["*needs small-disk*"])


def an_installer(folder: Path, *, fails_before_update: bool) -> Path:
    """A stand-in for apt-get that writes down how it was called; returns where."""
    log = folder / "calls"
    lines = ["#!/bin/sh", f'echo "$@" >> {log}']
    if fails_before_update:
        lines.append(
            f'[ "$1" = update ] || while read -r call; do [ "$call" = update ] && exit 0; done < {log} || exit 1'
        )
    installer = folder / "apt-get"
    installer.write_text("\n".join([*lines, ""]), encoding="utf-8")
    installer.chmod(0o755)
    return log


@pytest.mark.usefixtures("without_browser")
@pytest.mark.parametrize("fresh", [False, True])
def test_root_gets_missing_tools_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, fresh: bool
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    log = an_installer(tmp_path, fails_before_update=fresh)
    install_missing()
    install = "install --yes --no-install-recommends chromium libreoffice-writer-nogui fonts-noto-cjk"
    assert log.read_text(encoding="utf-8").splitlines() == (
        [install, "update", install] if fresh else [install]
    )


@pytest.mark.usefixtures("without_browser")
def test_user_without_root_learns_which_tests_cannot_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    log = an_installer(tmp_path, fails_before_update=False)
    install_missing()
    assert not log.exists()
    assert "tests that need chromium" in capsys.readouterr().out


def test_proofs_are_printed_as_one_table(suite: pytest.Pytester) -> None:
    suite.makepyfile(PROVING)
    reduced = suite.runpytest_subprocess()
    assert reduced.ret == 0
    reduced.stdout.fnmatch_lines(["*promises*", "nothing recorded is lost*0 lost*0 of 2 *passed*"])
    full = suite.runpytest_subprocess("--full-size")
    assert full.ret == 0
    full.stdout.fnmatch_lines(["nothing recorded is lost*0 lost*0 of 20*passed*"])
