"""What the commands of a content owner have in common: options, exit codes, and how a command gives up."""

from pathlib import Path
from typing import Annotated, NoReturn

import typer

from generators.messages import Locale, locale_of, say

FINDINGS, USAGE = 1, 2
"""Exit codes, with ENVIRONMENT documented in docs/commands.md."""

ContentOption = Annotated[
    Path, typer.Option("--content", envvar="DUTYBOOK_CONTENT", help="内容文件夹 · the content folder")
]
HomeOption = Annotated[
    Path, typer.Option("--home", envvar="DUTYBOOK_HOME", help="发布与运行数据 · where editions live")
]


def _known_language(wish: str | None) -> str | None:
    if wish and not wish.lower().startswith(("zh", "en")):
        raise typer.BadParameter(say("cli.language-unknown", locale_of(), language=wish, known="zh-CN, en"))
    return wish


LanguageOption = Annotated[
    str | None,
    typer.Option("--lang", help="zh-CN | en", show_default=False, metavar="LANG", callback=_known_language),
]
JsonOption = Annotated[bool, typer.Option("--json", help="JSON")]


def give_up(code: str, locale: Locale, exit_code: int, **values: object) -> NoReturn:
    """Says one sentence on standard error and ends."""
    typer.echo(say(code, locale, **values), err=True)
    raise typer.Exit(exit_code)
