"""The commands ``dutybook evidence …``: checkpoint, verify, export, anchor.

Exit codes: 0 done, 1 something is not as it was, 2 usage, 3 environment.
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

if TYPE_CHECKING:
    from portal.errors import PortalError
    from portal.ledger.anchors import Anchor
    from portal.ledger.audit import Verification
    from portal.ledger.ledger import Ledger
    from portal.ledger.notes import VerifierKey
    from portal.web.texts import Texts

app = typer.Typer(
    name="evidence",
    help="证据账：检查点、核验、导出、锚点 · the ledger: checkpoints, verification, export, anchors",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

AnchorOption = Annotated[
    list[str] | None,
    typer.Option("--anchor", help="检查点文件或短码，可多次 · a checkpoint file or short code"),
]

_IS_FINDING = frozenset({"anchor-contradicts", "ledger-behind-anchor", "ledger-damaged"})
_IS_USAGE = frozenset({"anchor-unreadable", "database-not-understood"})


@app.command()
def checkpoint(
    home: HomeOption = Path("var"),
    database: DatabaseOption = None,
    as_json: JsonOption = False,
    lang: LanguageOption = None,
) -> None:
    """签署检查点 · Signs everything recorded so far and prints the checkpoint with its short code.

    例 / Example: dutybook evidence checkpoint
    """
    words = _words(lang)
    with _ledger(home, database, words) as ledger:
        signed = ledger.checkpoint()
        facts = {"size": signed.checkpoint.size, "code": signed.checkpoint.short_code}
        if as_json:
            typer.echo(json.dumps(facts | {"checkpoint": signed.note}, ensure_ascii=False))
            return
        typer.echo(signed.note, nl=False)
        typer.echo(words.say("evidence.checkpoint", **facts), err=True)


@app.command()
def anchor(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="外部文件夹 · a folder elsewhere")],
    home: HomeOption = Path("var"),
    database: DatabaseOption = None,
    as_json: JsonOption = False,
    lang: LanguageOption = None,
) -> None:
    """外存检查点 · Keeps a checkpoint in a second folder, after comparing it with those already there.

    例 / Example: dutybook evidence anchor /mnt/audit
    """
    words = _words(lang)
    with _ledger(home, database, words) as ledger:
        signed, path = ledger.anchor(folder)
        facts = {"size": signed.checkpoint.size, "path": str(path), "code": signed.checkpoint.short_code}
        if as_json:
            typer.echo(json.dumps(facts, ensure_ascii=False))
            return
        typer.echo(words.say("evidence.anchored", **facts))
        typer.echo(words.say("evidence.print-code", **facts))


@app.command()
def export(  # noqa: PLR0917 - the options of a command
    output: Annotated[Path, typer.Option("-o", "--output", help="证据包文件 · the pack to write")],
    document: Annotated[str | None, typer.Option(help="只要这份文件 · of this document only")] = None,
    subject: Annotated[str | None, typer.Option(help="只要此人（代号） · of this person only")] = None,
    case: Annotated[str | None, typer.Option(help="只要这一件 · of this case or running list only")] = None,
    kind: Annotated[list[str] | None, typer.Option(help="只要这类条目，可多次 · of this kind only")] = None,
    since: Annotated[str | None, typer.Option(metavar="DAY", help="YYYY-MM-DD (UTC)")] = None,
    until: Annotated[str | None, typer.Option(metavar="DAY", help="YYYY-MM-DD (UTC)")] = None,
    outside: AnchorOption = None,
    names: Annotated[bool, typer.Option(help="附姓名快照 · with identity snapshots")] = True,
    home: HomeOption = Path("var"),
    database: DatabaseOption = None,
    as_json: JsonOption = False,
    lang: LanguageOption = None,
) -> None:
    """导出证据包 · Writes a zip that proves records without this server.

    例 / Example: dutybook evidence export -o pack.zip --document auto/policy/expenses
    """
    from portal.ledger.scope import Scope

    words = _words(lang)
    if output.exists():
        _give_up(words.say("evidence.taken", path=output), USAGE)
    scope = Scope(
        document=document, subject=subject, case=case, kinds=tuple(kind or ()), since=since, until=until
    )
    with _ledger(home, database, words) as ledger:
        anchors = _anchors(outside, ledger.key)
        packed, signed = ledger.export(
            output, scope, by="server-command", anchors=anchors, with_identities=names
        )
        facts = {
            name: str(value) if isinstance(value, Path) else value for name, value in asdict(packed).items()
        }
        facts |= {"code": signed.checkpoint.short_code, "key": ledger.key.text}
    if as_json:
        typer.echo(json.dumps(facts, ensure_ascii=False))
        return
    typer.echo(words.say("evidence.exported", **facts))
    if packed.absent:
        typer.echo(words.say("evidence.exported-without", **facts), err=True)
    typer.echo(words.say("evidence.print-code", **facts))
    typer.echo(words.say("evidence.exported-key", **facts))


@app.command()
def verify(  # noqa: PLR0917 - the options of a command
    outside: AnchorOption = None,
    key: Annotated[
        str | None, typer.Option(help="自备的公钥或其文件 · a public key of your own, or its file")
    ] = None,
    home: HomeOption = Path("var"),
    database: DatabaseOption = None,
    as_json: JsonOption = False,
    lang: LanguageOption = None,
) -> None:
    """核验证据账 · Recomputes everything recorded, also beside a running server; changes nothing.

    例 / Example: dutybook evidence verify --anchor /mnt/audit/ledger-000005120.checkpoint
    """
    words = _words(lang)
    with _refusing(words):
        verification = _verify(home, database, key=key, outside=outside, words=words)
    if as_json:
        rows = [asdict(problem) for problem in verification.problems]
        facts = {"size": verification.size, "signed": verification.signed, "anchored": verification.anchored}
        typer.echo(
            json.dumps(facts | {"root": verification.root.hex(), "problems": rows}, ensure_ascii=False)
        )
    else:
        for line in _sentences(verification, words):
            typer.echo(line)
    if not verification.passed:
        _give_up(words.say("evidence.unsound", count=len(verification.problems)), FINDINGS)


def _verify(
    home: Path, database: str | None, *, key: str | None, outside: list[str] | None, words: "Texts"
) -> "Verification":
    from portal.clock import SystemClock
    from portal.database import SQLITE_FILE, database_address, open_database
    from portal.ledger.audit import verify_database
    from portal.ledger.files import Files
    from portal.ledger.identities import Identities
    from portal.ledger.keys import identity_key
    from portal.ledger.refusals import SigningKeyMissing

    if database is None and not (home / SQLITE_FILE).is_file():
        _give_up(words.say("evidence.nothing", home=home), ENVIRONMENT)
    verifier = _own_key(home, key, words)
    anchors = _anchors(outside, verifier)
    try:
        identities = Identities(identity_key(home, may_create=False), clock=SystemClock())
    except SigningKeyMissing:
        identities = None
    engine = open_database(database_address(home, database))
    try:
        return verify_database(
            engine, key=verifier, anchors=anchors, files=Files(home), identities=identities
        )
    finally:
        engine.dispose()


def _sentences(verification: "Verification", words: "Texts") -> Iterator[str]:
    """What was found, then how far anchors and signatures reach: never more than they do."""
    for problem in verification.problems:
        yield words.say(f"evidence.problem.{problem.code}", where=problem.where)
    if verification.passed:
        yield words.say("evidence.sound", size=verification.size)
    if verification.anchored:
        yield words.say("evidence.sound-anchored", anchored=verification.anchored)
    if verification.signed > verification.anchored:
        yield words.say("evidence.signed-only", count=verification.signed - verification.anchored)
    unsigned = verification.size - max(verification.signed, verification.anchored)
    if unsigned:
        yield words.say("evidence.unsigned", count=unsigned)


def _own_key(home: Path, key: str | None, words: "Texts") -> "VerifierKey":
    """The key to verify with: the verifier's own, else the one this home shows."""
    from portal.ledger.keys import public_key_file
    from portal.ledger.notes import NotANote, verifier_key

    given = key or str(public_key_file(home))
    try:
        return verifier_key(Path(given).read_text(encoding="utf-8") if Path(given).is_file() else given)
    except (NotANote, OSError, ValueError):
        _give_up(words.say("evidence.key-unreadable", key=given), USAGE if key else ENVIRONMENT)


def _anchors(outside: list[str] | None, key: "VerifierKey") -> "tuple[Anchor, ...]":
    from portal.ledger.anchors import read_anchor

    return tuple(read_anchor(given, key) for given in outside or ())


@contextmanager
def _ledger(home: Path, database: str | None, words: "Texts") -> "Iterator[Ledger]":
    """The ledger, open to write; a server that has it open is named."""
    from portal.clock import SystemClock
    from portal.database import database_address
    from portal.ledger.ledger import Ledger

    with _refusing(words):
        home.mkdir(parents=True, exist_ok=True)
        with Ledger(home, database_address(home, database), clock=SystemClock()) as ledger:
            yield ledger


@contextmanager
def _refusing(words: "Texts") -> Iterator[None]:
    """Every refusal ends in its sentence and exit code."""
    from portal.errors import PortalError

    try:
        yield
    except PortalError as refusal:
        code = (
            FINDINGS if refusal.code in _IS_FINDING else USAGE if refusal.code in _IS_USAGE else ENVIRONMENT
        )
        _give_up(_sentence(refusal, words), code)


def _sentence(refusal: "PortalError", words: "Texts") -> str:
    title = words.say(f"error.{refusal.code}.title", **refusal.values)
    text = words.say(f"error.{refusal.code}.text", **refusal.values)
    return f"{title}{'. ' if words.language == 'en' else '。'}{text}"


def _words(lang: str | None) -> "Texts":
    from portal.web.texts import texts

    return texts("en" if locale_of(lang) == "en" else "zh-Hans")


def _give_up(sentence: str, code: int) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(code)
