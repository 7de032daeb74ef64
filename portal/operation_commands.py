"""The commands ``dutybook doctor``, ``upgrade`` and ``records move``: looking after an installation.

Exit codes: 0 done (there may be warnings), 1 something is failing or not as it was, 2 usage, 3 environment.
"""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from generators.command_options import FINDINGS, JsonOption, LanguageOption
from portal.commanding import DatabaseOption, HomeOption, refusing, settings_of, words_of

if TYPE_CHECKING:
    from portal.health.checks import Check
    from portal.web.texts import Texts

app = typer.Typer(pretty_exceptions_enable=False)

records = typer.Typer(
    name="records",
    help="记录库：在 SQLite 与 PostgreSQL 之间迁移 · the records database",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

_IS_FINDING = frozenset({"backup-unsound", "upgrade-unsound", "moved-unequal", "ledger-damaged"})
_IS_USAGE = frozenset({"database-not-understood", "database-not-empty"})
_MARKS = {"good": "✓", "warning": "!", "failing": "✗"}


@app.command()
def doctor(
    home: Annotated[Path | None, typer.Option(help="默认 var · where editions and records live")] = None,
    reach: Annotated[
        bool, typer.Option("--reach/--no-reach", help="是否联系邮件与登录服务 · ask services outside")
    ] = True,
    as_json: JsonOption = False,
    lang: LanguageOption = None,
) -> None:
    """体检 · Looks at versions, disk, permissions, keys, records, clock, backup, anchor, TLS, fonts; changes nothing.

    例 / Example: dutybook doctor · dutybook doctor --json

    退出码 / Exit codes: 0 可以运行 it runs, 1 有故障 something is failing, 2 设置不对 wrong settings
    """
    from portal.clock import SystemClock
    from portal.health.checks import State
    from portal.health.doctor import examine, worst_of

    words = words_of(lang)
    settings = settings_of({"home": home}, words)
    checks = examine(settings, now=SystemClock().now(), reach=reach)
    worst = worst_of(checks)
    if as_json:
        rows = [_facts(check, words) for check in checks]
        typer.echo(json.dumps({"state": worst, "checks": rows}, ensure_ascii=False))
    else:
        for check in checks:
            mark, name = _MARKS[check.state], words.say(f"health.check.{check.name}")
            typer.echo(f"{mark} {name}{words.say('text.colon')}{check.sentence(words)}")
        counts = {str(state): sum(check.state is state for check in checks) for state in State}
        typer.echo(
            words.say(f"health.sum-{worst}", warnings=counts["warning"], failing=counts["failing"]), err=True
        )
    if worst is State.FAILING:
        raise typer.Exit(FINDINGS)


def _facts(check: "Check", words: "Texts") -> dict[str, object]:
    facts = {"check": check.name, "state": check.state, "code": check.code, "message": check.sentence(words)}
    return facts | {"values": dict(check.values)}


@app.command()
def upgrade(  # noqa: PLR0917 - the options of a command
    home: HomeOption = Path("var"),
    database: DatabaseOption = None,
    backups: Annotated[
        Path | None, typer.Option("--backups", help="默认 HOME/backups · where the backup goes")
    ] = None,
    link: Annotated[
        Path | None, typer.Option("--link", help="指向在用版本的链接 · the link to the release in use")
    ] = None,
    as_json: JsonOption = False,
    lang: LanguageOption = None,
) -> None:
    """升级 · Backs up, brings the tables to this program's form, verifies, then points --link at this release.

    例 / Example: dutybook upgrade --home /var/lib/dutybook --link /opt/dutybook/current

    退出码 / Exit codes: 0 已升级 done, 1 核验不符，已撤回 unsound and taken back, 3 服务仍在运行 the server still runs
    """
    from portal.backups.upgrading import upgrade_home
    from portal.clock import SystemClock

    words = words_of(lang)
    with refusing(words, findings=_IS_FINDING, usage=_IS_USAGE):
        done = upgrade_home(home, clock=SystemClock(), database=database, backups=backups, link=link)
    facts = {name: str(value) if isinstance(value, Path) else value for name, value in asdict(done).items()}
    if as_json:
        typer.echo(json.dumps(facts, ensure_ascii=False))
        return
    typer.echo(words.say("upgrade.backup", path=done.backup))
    typer.echo(words.say("upgrade.same" if done.before == done.after else "upgrade.done", **facts))
    if done.link is not None:
        typer.echo(words.say("upgrade.linked", link=done.link))


@records.callback()
def _records() -> None:
    """记录库 · The records database."""


@records.command("move")
def move(
    target: Annotated[
        str,
        typer.Option("--to", metavar="ADDRESS", help="postgresql://… · sqlite = 本机文件 · the file at home"),
    ],
    home: HomeOption = Path("var"),
    database: DatabaseOption = None,
    as_json: JsonOption = False,
    lang: LanguageOption = None,
) -> None:
    """迁移记录库 · Copies all records to an empty database and verifies the same root there; the server is stopped.

    例 / Example: dutybook records move --to postgresql://dutybook@db/dutybook

    退出码 / Exit codes: 0 已迁移 done, 1 核验不符 unsound, 2 目标非空 not empty, 3 服务仍在运行 server runs
    """
    from portal.backups.moving import move_records
    from portal.clock import SystemClock

    words = words_of(lang)
    address = None if target == "sqlite" else target
    with refusing(words, findings=_IS_FINDING, usage=_IS_USAGE):
        moved = move_records(home, clock=SystemClock(), source=database, target=address)
    facts = {name: str(value) if isinstance(value, Path) else value for name, value in asdict(moved).items()}
    if as_json:
        typer.echo(json.dumps(facts, ensure_ascii=False))
        return
    typer.echo(words.say("moved.done", **facts))
    typer.echo(words.say("moved.kept", path=moved.kept) if moved.kept else words.say("moved.server-kept"))
    typer.echo(words.say("moved.to-sqlite" if address is None else "moved.to-server"))
