"""The command ``dutybook doctor``: how this installation is.

Exit codes: 0 it runs (there may be warnings), 1 something is failing, 2 wrong settings, 3 environment.
"""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from generators.command_options import FINDINGS, JsonOption, LanguageOption
from portal.commanding import settings_of, words_of

if TYPE_CHECKING:
    from portal.health.checks import Check
    from portal.web.texts import Texts

app = typer.Typer(pretty_exceptions_enable=False)

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
