"""``dutybook release``: what two people cannot do yet: the first edition comes into force by the server's word."""

from pathlib import Path
from typing import Annotated

import typer

from generators.command_options import LanguageOption
from generators.console import ENVIRONMENT
from generators.messages import locale_of
from portal.commanding import DatabaseOption

app = typer.Typer(
    name="release",
    help="发布：首次把当前发布版定为现行 · Puts the first edition into force",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


@app.callback()
def release() -> None:
    """发布 · Releases."""


@app.command()
def install(
    home: Annotated[
        Path, typer.Option(envvar="DUTYBOOK_HOME", help="发布与运行数据 · where editions live")
    ] = Path("var"),
    database: DatabaseOption = None,
    lang: LanguageOption = None,
) -> None:
    """首次发布 · Every effective document of the current edition comes into force; only the first time.

    例 / Example: dutybook release install

    退出码 / Exit codes: 0 已发布 done, 3 环境问题 environment, or another process writes
    """
    from portal.bookshelf import Bookshelf
    from portal.clock import SystemClock
    from portal.database import database_address
    from portal.errors import PortalError
    from portal.ledger.ledger import Ledger
    from portal.releases.service import install as put_into_force
    from portal.releases.texts import texts_of
    from portal.web.refusals import sentence
    from portal.web.texts import texts

    wording = texts("en" if locale_of(lang) == "en" else "zh-Hans")
    clock = SystemClock()
    try:
        found = texts_of(Bookshelf(home).current())
        with Ledger(home, database_address(home, database), clock=clock) as ledger:
            released = put_into_force(ledger, found, now=clock.now())
    except PortalError as refusal:
        typer.echo(sentence(refusal, wording, at_the_server=True), err=True)
        raise typer.Exit(ENVIRONMENT) from refusal
    typer.echo(wording.say("cli.release-installed", n=released))
