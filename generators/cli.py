"""The commands of a content owner: start, check, build, verify, search, revise."""

import datetime
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn
from zoneinfo import ZoneInfo

import typer

from generators.messages import Locale, locale_of, say

app = typer.Typer(no_args_is_help=True, add_completion=False)

CLEAN, FINDINGS, USAGE, ENVIRONMENT = 0, 1, 2, 3
"""Exit codes, documented in docs/commands.md."""

ContentOption = Annotated[
    Path, typer.Option("--content", envvar="DUTYBOOK_CONTENT", help="内容文件夹 · the content folder")
]
HomeOption = Annotated[
    Path, typer.Option("--home", envvar="DUTYBOOK_HOME", help="发布与运行数据 · where editions live")
]
LanguageOption = Annotated[str | None, typer.Option("--lang", help="zh-CN | en", show_default=False)]


class Format(StrEnum):
    """How findings are reported."""

    text = "text"
    json = "json"
    github = "github"


def today(time_zone: str = "Asia/Shanghai") -> str:
    """The calendar day where the company works."""
    return datetime.datetime.now(ZoneInfo(time_zone)).date().isoformat()


def give_up(code: str, locale: Locale, exit_code: int, **values: object) -> NoReturn:
    """Says one sentence on standard error and ends."""
    typer.echo(say(code, locale, **values), err=True)
    raise typer.Exit(exit_code)


@app.command()
def check(
    content: ContentOption = Path("content"),
    form: Annotated[Format, typer.Option("--format", help="text | json | github")] = Format.text,
    lang: LanguageOption = None,
) -> None:
    """检查内容 · Checks a content folder and reports every finding.

    例 / Example: dutybook check --content content --format json
    """
    from generators.cache import Cache
    from generators.reporting import report
    from generators.source.loader import load

    locale = locale_of(lang)
    loaded = load(content, Cache(None), today=today())
    documents = len(loaded.library.extracts) if loaded.library else 0
    out = report(loaded.findings, form.value, locale, documents=documents)
    if out:
        typer.echo(out)
    if any(finding.severity == "error" for finding in loaded.findings):
        raise typer.Exit(FINDINGS)
    sys.stdout.flush()
