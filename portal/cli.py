"""The ``dutybook`` command: everything the generators offer, and ``serve``.

Exit codes: 0 done, 1 findings, 2 usage, 3 environment.
"""

from pathlib import Path
from typing import Annotated

import typer

from generators.cli import app as generators_app
from generators.command_options import USAGE, LanguageOption
from generators.console import ENVIRONMENT
from generators.console import run as run_commands
from generators.messages import locale_of
from portal.evidence_commands import app as evidence_app

app = typer.Typer(
    name="dutybook",
    help="职守：岗位手册、流程与制度的门户 · Dutybook: a portal for role handbooks, procedures and policies",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(generators_app)
app.add_typer(evidence_app)


@app.command()
def serve(
    host: Annotated[
        str, typer.Option(envvar="DUTYBOOK_HOST", help="只能是本机地址 · loopback addresses only")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(envvar="DUTYBOOK_PORT", min=0, max=65535, help="0 = 任意空闲端口 · any free port")
    ] = 8000,
    home: Annotated[
        Path, typer.Option(envvar="DUTYBOOK_HOME", help="发布与运行数据 · where editions live")
    ] = Path("var"),
    lang: LanguageOption = None,
) -> None:
    """打开门户 · Serves the current edition to this machine; a new edition is taken up without a restart.

    例 / Example: dutybook serve --port 8080

    退出码 / Exit codes: 0 已停止 stopped, 2 地址不是本机 not a loopback address, 3 端口不可用 port not available
    """
    from portal.app import create_app
    from portal.errors import PortalError
    from portal.server import BindError, NotLoopback, address_of, listen, run
    from portal.settings import Settings
    from portal.web.texts import texts

    wording = texts("en" if locale_of(lang) == "en" else "zh-Hans")
    try:
        listener = listen(host, port)
    except BindError as refusal:
        typer.echo(wording.say(refusal.code, **refusal.values), err=True)
        raise typer.Exit(USAGE if isinstance(refusal, NotLoopback) else ENVIRONMENT) from refusal
    portal = create_app(Settings(home=home, host=host, port=port))
    try:
        mark = portal.state.bookshelf.current().mark
        typer.echo(wording.say("cli.serving", address=address_of(listener), mark=mark))
    except PortalError as problem:
        typer.echo(wording.say(f"cli.serving-{problem.code}", address=address_of(listener)))
    run(portal, listener)


def main() -> None:
    """The entry point of the installed command."""
    run_commands(app)


if __name__ == "__main__":
    main()
