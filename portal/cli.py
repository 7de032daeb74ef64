"""The ``dutybook`` command: everything the generators offer, ``serve`` and ``demo``.

Exit codes: 0 done, 1 findings, 2 usage, 3 environment.
"""

import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from generators.cli import app as generators_app
from generators.cli import build
from generators.command_options import USAGE, JsonOption, LanguageOption
from generators.console import ENVIRONMENT
from generators.console import run as run_commands
from generators.messages import locale_of
from portal.backup_commands import app as backup_app
from portal.calendar_commands import app as calendar_app
from portal.commanding import settings_of as _settings
from portal.evidence_commands import app as evidence_app
from portal.operation_commands import app as operation_app
from portal.operation_commands import records as records_app
from portal.release_commands import app as release_app
from portal.staff_commands import admin, people

if TYPE_CHECKING:
    from socket import socket

    from portal.demonstration.filling import Demonstration
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
app.add_typer(backup_app)
app.add_typer(operation_app)
app.add_typer(records_app)
app.add_typer(release_app)
app.add_typer(calendar_app)
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
    settings = _settings(given, wording)
    _keep_inside(settings, wording)
    try:
        listener = listen(settings)
    except BindError as refusal:
        typer.echo(wording.say(refusal.code, **refusal.values), err=True)
        raise typer.Exit(USAGE if isinstance(refusal, NotLoopback) else ENVIRONMENT) from refusal
    _serve(settings, listener, wording)


@app.command()
def demo(  # noqa: PLR0917 - the options of a command
    open_portal: Annotated[
        bool, typer.Option("--serve/--no-serve", help="只备好，不打开 · prepare only, serve nothing")
    ] = True,
    port: Annotated[
        int, typer.Option(envvar="DUTYBOOK_PORT", min=0, max=65535, help="0 = 任意空闲端口 · any free port")
    ] = 8000,
    home: Annotated[
        Path, typer.Option(envvar="DUTYBOOK_HOME", help="示范数据 · where the demonstration lives")
    ] = Path("var"),
    content: Annotated[
        Path, typer.Option(envvar="DUTYBOOK_CONTENT", help="示范内容 · the demonstration library")
    ] = Path("content"),
    as_json: JsonOption = False,
    lang: LanguageOption = None,
) -> None:
    """演示门户 · Builds, fills an invented company with two years of history, and serves it to this machine alone.

    例 / Example: dutybook demo --port 8080

    退出码 / Exit codes: 0 已停止 stopped, 1 内容有错 errors in the content, 3 此处有真实记录 records of others are here
    """
    from portal.database import database_address
    from portal.demonstration import telling
    from portal.server import BindError, listen
    from portal.web.texts import texts

    wording = texts("en" if locale_of(lang) == "en" else "zh-Hans")
    with redirect_stdout(sys.stderr):
        build(content=content, home=home, anew=False, as_json=False, lang=lang)
    filled = _fill(home, wording)
    typer.echo(telling.as_json(filled) if as_json else "\n".join(telling.lines(filled, wording)))
    if not open_portal:
        return
    alone = {"host": "127.0.0.1", "public_address": "", "trusted_proxy": "", "mail_server": "", "notify": ""}
    given = {"port": port, "home": home, "database": database_address(home), "demonstration": True}
    settings = _settings(alone | given | {"reading": "people", "oidc_issuer": ""}, wording)
    try:
        listener = listen(settings)
    except BindError as refusal:
        typer.echo(wording.say(refusal.code, **refusal.values), err=True)
        raise typer.Exit(ENVIRONMENT) from refusal
    _serve(settings, listener, wording)


def _fill(home: Path, wording: "Texts") -> "Demonstration":
    """The demonstration of a home; lived through now if it is not there yet."""
    from portal.bookshelf import Bookshelf
    from portal.clock import SystemClock
    from portal.demonstration.filling import fill
    from portal.errors import PortalError

    edition = Bookshelf(home).current()
    today = SystemClock().now().astimezone(edition.zone).date()
    try:
        with typer.progressbar(
            length=100, label=wording.say("demo.filling"), file=sys.stderr, hidden=not sys.stderr.isatty()
        ) as bar:
            return fill(
                home, edition, today, progress=lambda done, days: bar.update(done * 100 // days - bar.pos)
            )
    except PortalError as refusal:
        said = wording.say(f"error.{refusal.code}.text", **refusal.values)
        typer.echo(said, err=True)
        raise typer.Exit(ENVIRONMENT) from refusal


def _keep_inside(settings: "Settings", wording: "Texts") -> None:
    """A demonstration, whose password lies beside it, is served to this machine and to nobody else."""
    from portal.demonstration.filling import demonstration_in
    from portal.loopback import is_loopback

    reaches_out = settings.public_address or not is_loopback(settings.host)
    if reaches_out and demonstration_in(settings.home) is not None:
        typer.echo(wording.say("demo.only-here", home=settings.home), err=True)
        raise typer.Exit(USAGE)


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
    _say_what_is_missing(settings.home, wording)
    _say_about_certificate(settings, wording)
    run(portal, listener, settings)


def _say_what_is_missing(home: Path, wording: "Texts") -> None:
    """A ledger that was put back from an old copy is only read; whoever starts the server is told."""
    from portal.errors import PortalError
    from portal.ledger.shortfall import shortfall_in

    try:
        found = shortfall_in(home)
    except PortalError:
        return  # whatever records says so
    if found is not None:
        typer.echo(wording.say("cli.read-only", first=found.entries + 1, last=found.size), err=True)


def _say_about_certificate(settings: "Settings", wording: "Texts") -> None:
    """Browsers will refuse, or soon: whoever starts the server hears it before they do."""
    from portal.clock import SystemClock
    from portal.health.certificate import certificate
    from portal.health.checks import State

    found = certificate(settings, now=SystemClock().now())
    if found.state is not State.GOOD:
        typer.echo(found.sentence(wording), err=True)


def main() -> None:
    """The entry point of the installed command."""
    run_commands(app)


if __name__ == "__main__":
    main()
