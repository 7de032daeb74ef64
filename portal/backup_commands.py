"""The commands ``dutybook backup`` and ``dutybook restore``.

Exit codes: 0 done, 1 something is not as it was or is missing, 2 usage, 3 environment.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from generators.command_options import FINDINGS, USAGE, JsonOption, LanguageOption
from generators.console import ENVIRONMENT
from generators.messages import locale_of
from portal.commanding import DatabaseOption, HomeOption
from portal.evidence_commands import AnchorOption

if TYPE_CHECKING:
    from portal.backups.restoring import Restored
    from portal.ledger.notes import VerifierKey
    from portal.web.texts import Texts

app = typer.Typer(pretty_exceptions_enable=False)

_IS_FINDING = frozenset({"backup-unsound", "backup-unreadable", "anchor-contradicts", "ledger-damaged"})
_IS_USAGE = frozenset(
    "backup-taken home-not-empty database-not-empty backup-of-file anchor-unreadable"
    " database-not-understood".split()
)


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="要写的备份文件 · the backup to write")],
    home: HomeOption = Path("var"),
    database: DatabaseOption = None,
    as_json: JsonOption = False,
    lang: LanguageOption = None,
) -> None:
    """备份 · Writes records, keys, kept files and anchors into one file, also beside a running server, and verifies it.

    例 / Example: dutybook backup /mnt/backup/2026-11-22.dutybook

    退出码 / Exit codes: 0 已备份 done, 1 记录不符 unsound records, 2 文件已存在 file taken, 3 环境 environment
    """
    from portal.backups.writing import back_up
    from portal.clock import SystemClock

    words = _words(lang)
    with _refusing(words):
        made = back_up(home, file, clock=SystemClock(), database=database)
    facts = asdict(made) | {"path": str(made.path)}
    if as_json:
        typer.echo(json.dumps(facts, ensure_ascii=False))
        return
    typer.echo(words.say("backup.made", **facts))
    typer.echo(words.say("backup.secret"))


@app.command()
def restore(  # noqa: PLR0917 - the options of a command
    file: Annotated[Path, typer.Argument(metavar="FILE", help="备份文件 · the backup")],
    home: Annotated[Path, typer.Option("--home", help="新的文件夹 · a new folder")],
    outside: AnchorOption = None,
    key: Annotated[
        str | None, typer.Option(help="自备的公钥或其文件 · a public key of your own, or its file")
    ] = None,
    accept_missing: Annotated[
        bool,
        typer.Option("--accept-missing", help="缺失无法找回，照常记录 · record on without what is missing"),
    ] = False,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
    lang: LanguageOption = None,
) -> None:
    """恢复 · Makes a new home from a backup, after recomputing everything and comparing it with anchors outside.

    例 / Example: dutybook restore 2026-11-22.dutybook --home /srv/dutybook --anchor /mnt/audit/….checkpoint

    退出码 / Exit codes: 0 已恢复 done, 1 备份不符或有缺失 unsound or behind an anchor, 2 用法 usage, 3 环境 environment
    """
    from portal.backups.restoring import restore as put_back
    from portal.clock import SystemClock

    words = _words(lang)
    with _refusing(words):
        restored = put_back(
            file,
            home,
            clock=SystemClock(),
            anchors=outside or (),
            key=_key(key, words),
            database=database,
            accept_missing=accept_missing,
        )
    if as_json:
        typer.echo(json.dumps(asdict(restored) | {"home": str(restored.home)}, ensure_ascii=False))
    else:
        for line in _sentences(restored, words, accepted=accept_missing, compared=bool(outside)):
            typer.echo(line)
    if restored.shortfall is not None and not accept_missing:
        raise typer.Exit(FINDINGS)


def _sentences(restored: "Restored", words: "Texts", *, accepted: bool, compared: bool) -> Iterator[str]:
    yield words.say("restore.done", home=restored.home, entries=restored.entries, made=restored.made_at)
    if restored.anchored:
        yield words.say("restore.anchored", anchored=restored.anchored)
    elif not compared:
        yield words.say("restore.not-compared")
    missing = restored.shortfall
    if missing is not None:
        values = {"first": missing.entries + 1, "last": missing.size, "source": missing.source}
        yield words.say("restore.missing", **values)
        yield words.say("restore.accepted" if accepted else "restore.read-only")


def _key(given: str | None, words: "Texts") -> "VerifierKey | None":
    from portal.ledger.notes import NotANote, verifier_key

    if given is None:
        return None
    try:
        return verifier_key(Path(given).read_text(encoding="utf-8") if Path(given).is_file() else given)
    except (NotANote, OSError, ValueError):
        _give_up(words.say("evidence.key-unreadable", key=given), USAGE)


@contextmanager
def _refusing(words: "Texts") -> Iterator[None]:
    """Every refusal ends in its sentence and exit code."""
    from portal.errors import PortalError
    from portal.web.refusals import sentence

    try:
        yield
    except PortalError as refusal:
        is_finding, is_usage = refusal.code in _IS_FINDING, refusal.code in _IS_USAGE
        _give_up(
            sentence(refusal, words, at_the_server=True),
            FINDINGS if is_finding else USAGE if is_usage else ENVIRONMENT,
        )


def _words(lang: str | None) -> "Texts":
    from portal.web.texts import texts

    return texts("en" if locale_of(lang) == "en" else "zh-Hans")


def _give_up(sentence: str, code: int) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(code)
