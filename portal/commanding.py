"""What the commands of operations have in common: the words, the settings, and how a refusal ends a command."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from generators.command_options import FINDINGS, USAGE
from generators.console import ENVIRONMENT
from generators.messages import locale_of

if TYPE_CHECKING:
    from portal.settings import Settings
    from portal.web.texts import Texts


def _or_from_file(wish: str | None) -> str | None:
    """The address as given, else what the file says that ``DUTYBOOK_DATABASE_FILE`` names, as the server reads it."""
    file = os.environ.get("DUTYBOOK_DATABASE_FILE")
    return wish or (Path(file).read_text(encoding="utf-8").strip() if file else None)


HomeOption = Annotated[
    Path, typer.Option("--home", envvar="DUTYBOOK_HOME", help="发布与运行数据 · where records live")
]
DatabaseOption = Annotated[
    str | None,
    typer.Option(
        "--database",
        envvar="DUTYBOOK_DATABASE",
        help="默认为 SQLite · default: SQLite in the home folder",
        callback=_or_from_file,
    ),
]


def words_of(lang: str | None) -> "Texts":
    """The portal's sentences in the language of this command."""
    from portal.web.texts import texts

    return texts("en" if locale_of(lang) == "en" else "zh-Hans")


def settings_of(given: dict[str, Any], words: "Texts") -> "Settings":
    """Settings from options, else from the environment; what is wrong with them in one line."""
    from pydantic import ValidationError

    from portal.settings import Settings

    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except (ValidationError, OSError) as error:
        problems = error.errors() if isinstance(error, ValidationError) else [{"loc": (), "msg": str(error)}]
        said = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in problems)
        give_up(words.say("cli.settings", problem=said), USAGE)


def give_up(sentence: str, code: int) -> NoReturn:
    """Says one sentence on standard error and ends."""
    typer.echo(sentence, err=True)
    raise typer.Exit(code)


@contextmanager
def refusing(
    words: "Texts", *, findings: frozenset[str] = frozenset(), usage: frozenset[str] = frozenset()
) -> Iterator[None]:
    """Every refusal ends in its sentence and exit code; those that are neither finding nor usage: environment."""
    from portal.errors import PortalError
    from portal.web.refusals import sentence

    try:
        yield
    except PortalError as refusal:
        code = FINDINGS if refusal.code in findings else USAGE if refusal.code in usage else ENVIRONMENT
        give_up(sentence(refusal, words, at_the_server=True), code)
