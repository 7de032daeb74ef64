"""The papers name everything there is: settings, commands, events, findings; and what they show is what the product says."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from generators.model.findings import SEVERITIES
from portal import cli
from portal.access.events import KINDS
from portal.web.languages import Language
from portal.web.texts import texts

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAIRS = ("operations", "auditing", "writing")


def commands(app: typer.Typer, before: str = "dutybook") -> Iterator[str]:
    """Every command with its group, as somebody types it."""
    for command in app.registered_commands:
        name = command.name or (command.callback.__name__.replace("_", "-") if command.callback else "")
        yield f"{before} {name}"
    for group in app.registered_groups:
        inner = group.typer_instance
        if inner is None:
            continue
        named = [name for name in (group.name, inner.info.name) if isinstance(name, str)]
        yield from commands(inner, " ".join([before, *named[:1]]))


def read(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def test_every_command_is_documented() -> None:
    page = read("commands.md")
    missing = [command for command in commands(cli.app) if f"`{command}" not in page]
    assert missing == []


@pytest.mark.parametrize("page", ["auditing.md", "auditing.zh-CN.md"])
def test_every_event_of_the_security_log_is_documented(page: str) -> None:
    assert [kind for kind in KINDS if f"`{kind}`" not in read(page)] == []


def test_every_finding_is_documented() -> None:
    page = read("findings.md")
    assert [code for code in SEVERITIES if f"`{code}`" not in page] == []


@pytest.mark.parametrize("name", PAIRS)
def test_papers_for_users_stand_in_both_languages_and_name_the_same_things(name: str) -> None:
    chinese, english = read(f"{name}.zh-CN.md"), read(f"{name}.md")
    assert f"({name}.md)" in chinese
    assert f"({name}.zh-CN.md)" in english
    commands_named = [set(re.findall(r"dutybook [a-z]+(?: [a-z]+)?", page)) for page in (chinese, english)]
    assert commands_named[0] - commands_named[1] == set()


def test_the_first_example_says_what_the_paper_shows(tmp_path: Path) -> None:
    folder = str(tmp_path / "content")
    runner = CliRunner()
    assert runner.invoke(cli.app, ["init", folder]).exit_code == 0
    role = tmp_path / "content" / "demo" / "roles" / "office-assistant.yaml"
    text = role.read_text(encoding="utf-8")
    for name in ("writing.md", "writing.zh-CN.md"):
        shown = re.search(r"```yaml\n(.*?)```", read(name), re.DOTALL)
        assert shown is not None
        plain = [re.sub(r"\s+#.*", "", line).rstrip("… }]") for line in shown[1].splitlines()]
        assert [line for line in plain if line.strip() not in text] == []
    role.write_text(text.replace("[equipment-repair]", "[equipment-repiar]"), encoding="utf-8")
    for name, lang in (("writing.md", "en"), ("writing.zh-CN.md", "zh-CN")):
        said = runner.invoke(cli.app, ["check", "--content", folder, "--lang", lang])
        assert said.exit_code == 1
        assert said.stdout.splitlines()[0] in read(name)


FAILURES = (
    ("ledger-unavailable", "disk-full"),
    ("ledger-unavailable", "disk-read-only"),
    ("ledger-unavailable", "records-unavailable"),
    ("signing-key-missing", "keys-lost"),
    ("", "tls-expired"),
    ("", "clock-behind"),
    ("single-sign-on-failed", "sign-in-failed"),
)
"""What goes wrong on a server, as pages and the doctor call it. Each is produced by a test of the failure itself."""


@pytest.mark.parametrize(("page", "language"), [("operations.md", "en"), ("operations.zh-CN.md", "zh-Hans")])
def test_what_is_said_when_something_fails_stands_in_the_papers_word_for_word(
    page: str, language: Language
) -> None:
    paper, words = read(page), texts(language)
    for refusal, finding in FAILURES:
        said = [f"health.{finding}", *([f"error.{refusal}.title"] if refusal else [])]
        if refusal:
            said.append(
                "error.of-the-server.text" if refusal == "signing-key-missing" else f"error.{refusal}.text"
            )
        missing = [code for code in said if re.sub(r"\{\w+\}", "…", words.label(code, "")) not in paper]
        assert missing == []
        assert f"`{finding}`" in paper
