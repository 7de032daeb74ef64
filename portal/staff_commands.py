"""The commands ``dutybook admin …`` and ``dutybook people …``: what somebody who may run commands on the server does.

Exit codes: 0 done, 1 findings, 2 usage, 3 environment.
"""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from generators.command_options import FINDINGS, USAGE, JsonOption, LanguageOption
from generators.console import ENVIRONMENT
from generators.messages import locale_of
from portal.commanding import DatabaseOption, HomeOption

if TYPE_CHECKING:
    from portal.access.permissions import PortalRole
    from portal.access.records import Records
    from portal.bookshelf import PinnedEdition
    from portal.errors import PortalError
    from portal.people.planning import Plan
    from portal.people.wishes import Granted, Wish
    from portal.web.texts import Texts

admin = typer.Typer(
    name="admin",
    help="账户与授权：邀请、授予身份 · accounts and grants, on the server itself",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
people = typer.Typer(
    name="people",
    help="人员名册 · the staff list",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

RoleOption = Annotated[str, typer.Option("--role", help="administrator, hr, auditor")]
UntilOption = Annotated[
    str | None, typer.Option("--until", metavar="DAY", help="YYYY-MM-DD，审计必填 · required for auditors")
]
AddressOption = Annotated[
    str, typer.Option("--address", envvar="DUTYBOOK_PUBLIC_ADDRESS", help="门户地址 · the portal's address")
]

_IS_USAGE = frozenset(
    "person-unknown account-exists account-unknown grant-needs-end role-not-grantable roster-unreadable"
    " database-not-understood".split()
)


@admin.command("invite")
def invite(
    name: Annotated[str, typer.Argument(help="工号、账号或新管理员的名字 · staff number, account or a name")],
    role: RoleOption = "",
    until: UntilOption = None,
    address: AddressOption = "http://127.0.0.1:8000",
    home: HomeOption = Path("var"),
    *,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
    lang: LanguageOption = None,
) -> None:
    """邀请 · Prints a link with which one person chooses a password, once. A new name becomes an administrator.

    门户运行时也可执行 · works beside a running portal, as the user it runs as or as root

    例 / Example: dutybook admin invite 何静 · dutybook admin invite audit-2026 --role auditor --until 2026-12-31
    """
    from portal.people.wishes import Wish

    words = _words(lang)
    wish = Wish(what="invite", name=name, role=_role(role, words) if role else None, until=_day(until, words))
    _say_link(_carried_out(wish, home, database, words), address, words, as_json=as_json)


@admin.command("grant")
def grant(
    name: Annotated[str, typer.Argument(help="工号或账号 · staff number or account")],
    role: Annotated[str, typer.Argument(help="administrator, hr, auditor")],
    until: UntilOption = None,
    home: HomeOption = Path("var"),
    database: DatabaseOption = None,
    *,
    lang: LanguageOption = None,
) -> None:
    """授予身份 · Gives somebody a portal role; recorded in the ledger as given by the server command.

    例 / Example: dutybook admin grant Q10482 hr
    """
    from portal.people.wishes import Wish

    words = _words(lang)
    given = _role(role, words)
    done = _carried_out(
        Wish(what="grant", name=name, role=given, until=_day(until, words)), home, database, words
    )
    typer.echo(words.say("admin.granted", name=done.name, role=words.say(f"portal-role.{given}")))


@people.command("import")
def import_people(  # noqa: PLR0917 - the options of a command
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", exists=True, dir_okay=False, readable=True)],
    apply: Annotated[bool, typer.Option("--apply", help="真正写入 · carry it out")] = False,
    leavers: Annotated[
        bool, typer.Option("--leavers", help="名册之外的人视为离职 · who is not listed has left")
    ] = False,
    on: Annotated[str | None, typer.Option(metavar="DAY", help="变动日期 · the day of the changes")] = None,
    home: HomeOption = Path("var"),
    database: DatabaseOption = None,
    as_json: JsonOption = False,
    lang: LanguageOption = None,
) -> None:
    """导入人员名册 · Shows what a staff list would change, with findings by line; --apply carries it out.

    例 / Example: dutybook people import staff.csv --leavers --apply
    """
    from portal.people import importing

    words = _words(lang)
    content = file.read_bytes()
    with _records(home, database, words) as records:
        edition = _edition(home)
        planned = importing.preview(records, edition, content, on=_day(on, words), with_leavers=leavers)
        if apply and planned.is_sound:
            importing.apply(records, edition, planned, by="server-command")
    _say_plan(planned, file, words, applied=apply and planned.is_sound, as_json=as_json)
    if not planned.is_sound:
        raise typer.Exit(FINDINGS)


def _carried_out(wish: "Wish", home: Path, database: str | None, words: "Texts") -> "Granted":
    """Here, or by the portal that runs on this home and has its records open."""
    from portal.errors import PortalError
    from portal.ledger.refusals import LedgerHeld
    from portal.people import hatch
    from portal.people.wishes import carry_out_wish

    try:
        with _opened(home, database) as records:
            return carry_out_wish(records, wish)
    except LedgerHeld as held:
        try:
            return hatch.ask(home, wish)
        except hatch.NobodyThere:
            _refuse(held, words)
        except PortalError as refusal:
            _refuse(refusal, words)
    except PortalError as refusal:
        _refuse(refusal, words)


def _say_link(made: "Granted", address: str, words: "Texts", *, as_json: bool) -> None:
    prefix = "/en" if words.language == "en" else ""
    link = f"{address.rstrip('/')}{prefix}/invitation/?token={made.token}"
    if as_json:
        facts = {"name": made.name, "login": made.login, "link": link, "role": made.role}
        typer.echo(json.dumps(facts, ensure_ascii=False))
        return
    typer.echo(words.say("admin.invited", name=made.name, login=made.login), err=True)
    if made.role:
        role = words.say(f"portal-role.{made.role}")
        typer.echo(words.say("admin.granted", name=made.name, role=role), err=True)
    typer.echo(link)


def _say_plan(planned: "Plan", file: Path, words: "Texts", *, applied: bool, as_json: bool) -> None:
    if as_json:
        findings = [
            {
                "line": found.line,
                "severity": found.severity,
                "code": found.code,
                "column": found.column,
                "value": found.value,
            }
            for found in planned.findings
        ]
        facts = {"rows": planned.rows, "applied": applied, "changes": planned.counts(), "findings": findings}
        typer.echo(json.dumps(facts, ensure_ascii=False))
        return
    for found in planned.findings:
        sentence = words.say(f"roster.{found.code}", column=found.column, value=found.value, near=found.near)
        typer.echo(f"{file}:{found.line}: {found.severity}[{found.code}] {sentence}")
    for kind, number in planned.counts().items():
        if number:
            typer.echo(words.say(f"people.change.{kind}", n=number))
    if not planned.changes and planned.is_sound:
        typer.echo(words.say("people.nothing-changes"))
    code = "people.applied" if applied else "people.not-applied" if planned.is_sound else "people.faulty"
    typer.echo(words.say(code), err=True)


def _edition(home: Path) -> "PinnedEdition":
    from portal.bookshelf import Bookshelf

    return Bookshelf(home).current()


def _role(said: str, words: "Texts") -> "PortalRole":
    from portal.access.permissions import GRANTED, PortalRole

    if said not in {role.value for role in GRANTED}:
        _give_up(words.say("error.role-not-grantable.text", role=said), USAGE)
    return PortalRole(said)


def _day(said: str | None, words: "Texts") -> date | None:
    try:
        return None if said is None else date.fromisoformat(said)
    except ValueError:
        _give_up(words.say("roster.not-a-day", column="", value=said, near=""), USAGE)


@contextmanager
def _records(home: Path, database: str | None, words: "Texts") -> "Iterator[Records]":
    """The records, open to write; a server that has them open is named."""
    from portal.errors import PortalError

    try:
        with _opened(home, database) as records:
            yield records
    except PortalError as refusal:
        _refuse(refusal, words)


@contextmanager
def _opened(home: Path, database: str | None) -> "Iterator[Records]":
    """The records, open to write. LedgerHeld where a server has them open, and whatever else is in the way."""
    from portal.access.records import Records
    from portal.bookshelf import Bookshelf
    from portal.clock import SystemClock
    from portal.database import database_address

    logging.getLogger("portal.access.records").addHandler(logging.NullHandler())  # a sentence says it
    address = database_address(home, database)
    records = Records(home, address, clock=SystemClock(), zone=Bookshelf(home).zone)
    try:
        records.open()
        _ = records.ledger
        yield records
    finally:
        records.close()


def _refuse(refusal: "PortalError", words: "Texts") -> NoReturn:
    title = words.say(f"error.{refusal.code}.title", **refusal.values)
    text = words.say(f"error.{refusal.code}.text", **refusal.values)
    stop = ". " if words.language == "en" else "。"
    _give_up(f"{title}{stop}{text}", USAGE if refusal.code in _IS_USAGE else ENVIRONMENT)


def _words(lang: str | None) -> "Texts":
    from portal.web.texts import texts

    return texts("en" if locale_of(lang) == "en" else "zh-Hans")


def _give_up(sentence: str, code: int) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(code)
