"""The ``dutybook`` command: everything the generators offer, and ``serve``.

Exit codes: 0 done, 1 findings, 2 usage, 3 environment.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from generators.cli import app as generators_app
from generators.command_options import USAGE, LanguageOption
from generators.console import ENVIRONMENT
from generators.console import run as run_commands
from generators.messages import locale_of
from portal.evidence_commands import app as evidence_app
from portal.staff_commands import admin, people

if TYPE_CHECKING:
    from socket import socket

    from portal.settings import Settings
    from portal.web.texts import Texts

app = typer.Typer(
    name="dutybook",
    help="职守：岗位手册、流程与制度的门户 · Dutybook: a portal for role handbooks, procedures and policies",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(generators_app)
app.add_typer(evidence_app)
app.add_typer(admin)
app.add_typer(people)


@app.command()
def serve(
    host: Annotated[
        str | None, typer.Option(help="默认 127.0.0.1；对外须有 TLS · beyond loopback with TLS only")
    ] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="默认 8000；0 = 任意空闲端口 · any free port")
    ] = None,
    home: Annotated[Path | None, typer.Option(help="默认 var · where editions and records live")] = None,
    reading: Annotated[
        str | None, typer.Option(help="people = 登录后阅读 · sign in to read; everyone = 免登录 · open")
    ] = None,
    lang: LanguageOption = None,
) -> None:
    """打开门户 · Serves the current edition; a new edition is taken up without a restart.

    例 / Example: dutybook serve --port 8080

    退出码 / Exit codes: 0 已停止 stopped, 2 设置不对 wrong settings, 3 端口不可用 port not available
    """
    from portal.server import BindError, NotLoopback, listen
    from portal.web.texts import texts

    wording = texts("en" if locale_of(lang) == "en" else "zh-Hans")
    given = {"host": host, "port": port, "home": home, "reading": reading}
    settings = _settings({name: value for name, value in given.items() if value is not None}, wording)
    try:
        listener = listen(settings)
    except BindError as refusal:
        typer.echo(wording.say(refusal.code, **refusal.values), err=True)
        raise typer.Exit(USAGE if isinstance(refusal, NotLoopback) else ENVIRONMENT) from refusal
    _serve(settings, listener, wording)


def _settings(given: dict[str, Any], wording: "Texts") -> "Settings":
    """Settings from options, else from the environment; what is wrong with them in one line."""
    from pydantic import ValidationError

    from portal.settings import Settings

    try:
        return Settings(**given)
    except (ValidationError, OSError) as error:
        problems = error.errors() if isinstance(error, ValidationError) else [{"loc": (), "msg": str(error)}]
        said = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in problems)
        typer.echo(wording.say("cli.settings", problem=said), err=True)
        raise typer.Exit(USAGE) from error


def _serve(settings: "Settings", listener: "socket", wording: "Texts") -> None:
    from portal.app import create_app
    from portal.errors import PortalError
    from portal.server import address_of, run

    portal, address = create_app(settings), address_of(listener, settings)
    portal.state.records.open()  # before the address is said: whoever comes then is answered at once
    try:
        mark = portal.state.bookshelf.current().mark
        typer.echo(wording.say("cli.serving", address=address, mark=mark))
    except PortalError as problem:
        typer.echo(wording.say(f"cli.serving-{problem.code}", address=address))
    run(portal, listener, settings)


def main() -> None:
    """The entry point of the installed command."""
    run_commands(app)


if __name__ == "__main__":
    main()
