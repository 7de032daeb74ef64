"""The commands of a content owner: init, check, build, verify, search, revise, process, handbook."""

import contextlib
import datetime
import json
import shlex
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer

from generators.command_options import (
    FINDINGS,
    USAGE,
    ContentOption,
    HomeOption,
    JsonOption,
    LanguageOption,
    give_up,
)
from generators.console import ENVIRONMENT, run
from generators.handbook_commands import handbook
from generators.messages import locale_of, say
from generators.model.control import ChangeClass
from generators.process_commands import app as process_app

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
app.add_typer(process_app, name="process")
app.command()(handbook)


class Format(StrEnum):
    """How findings are reported."""

    text = "text"
    json = "json"
    github = "github"


class SearchLanguage(StrEnum):
    """The languages that are searched."""

    chinese = "zh-Hans"
    english = "en"


class Change(StrEnum):
    """Change classes, as on the command line."""

    editorial = "editorial"
    minor = "minor"
    material = "material"


assert tuple(Change) == get_args(ChangeClass)  # noqa: S101 - two spellings of one list


def today(content: Path) -> str:
    """The calendar day where the company works; where company.yaml cannot say, the day in China."""
    from generators.source.yaml_text import read_yaml

    zone = ZoneInfo("Asia/Shanghai")
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError, ZoneInfoNotFoundError):
        said: Any = read_yaml((content / "company.yaml").read_bytes()).value
        zone = ZoneInfo(said["time_zone"])
    return datetime.datetime.now(zone).date().isoformat()


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="新建的内容文件夹 · the folder to start")],
    lang: LanguageOption = None,
) -> None:
    """新建内容文件夹 · Starts a content folder with one example of each kind.

    例 / Example: dutybook init content
    """
    from generators.starting import FolderNotEmpty, start

    locale = locale_of(lang)
    try:
        start(folder)
    except FolderNotEmpty:
        give_up("cli.folder-exists", locale, USAGE, folder=folder)
    except OSError as error:
        give_up("cli.folder-unwritable", locale, ENVIRONMENT, folder=folder, reason=error.strerror)
    typer.echo(say("cli.started", locale, folder=shlex.quote(str(folder))))


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
    loaded = load(content, Cache(None), today=today(content))
    documents = len(loaded.library.extracts) if loaded.library else 0
    out = report(loaded.findings, form.value, locale, documents=documents, content=content)
    if out:
        typer.echo(out)
    if not content.is_dir():
        raise typer.Exit(USAGE)
    if any(finding.severity == "error" for finding in loaded.findings):
        raise typer.Exit(FINDINGS)


@app.command()
def build(  # noqa: PLR0917 - the options of a command
    content: ContentOption = Path("content"),
    home: HomeOption = Path("var"),
    handbooks: Annotated[
        bool, typer.Option("--handbooks/--no-handbooks", help="附 Word 文件 · with the Word files")
    ] = True,
    anew: Annotated[bool, typer.Option("--anew", help="不用缓存 · use no cache")] = False,
    pictures: Annotated[
        bool,
        typer.Option(
            help="泳道图、组织图与下载，不画则快 · pictures and downloads; a draft is faster without"
        ),
    ] = True,
    as_json: JsonOption = False,
    lang: LanguageOption = None,
) -> None:
    """检查、编译并发布 · Checks, compiles and publishes an edition.

    例 / Example: dutybook build --content content --home var
    """
    from generators.edition.errors import EditionError
    from generators.pipeline import build as build_edition
    from generators.reporting import report
    from generators.site.engine import EngineError

    locale = locale_of(lang)
    try:
        built = build_edition(content, home, reuse=not anew, with_pictures=pictures, with_handbooks=handbooks)
    except EditionError as error:
        give_up(f"edition.{error.code}", locale, ENVIRONMENT, **error.values)
    except EngineError as error:
        give_up("cli.engine", locale, ENVIRONMENT, reason=error)
    if built.published is None:
        documents = len(built.loaded.library.extracts) if built.loaded.library else 0
        errors = [finding for finding in built.loaded.findings if finding.severity == "error"]
        typer.echo(report(errors, "text", locale, documents=documents), err=True)
        give_up("cli.not-published", locale, FINDINGS if content.is_dir() else USAGE)
    published = built.published
    if as_json:
        facts = {"id": published.id, "folder": str(published.folder), "outcome": built.outcome}
        typer.echo(json.dumps(facts | {"changed": published.changed, "reused": published.reused}))
        return
    code = "cli.unchanged" if built.outcome == "unchanged" else "cli.published"
    typer.echo(
        say(code, locale, id=published.id, changed=published.changed, reused=published.reused), err=True
    )
    typer.echo(f"{published.id} {published.folder}")


@app.command()
def verify(
    edition: Annotated[
        str | None, typer.Argument(metavar="EDITION", help="默认为现行版 · default: current")
    ] = None,
    home: HomeOption = Path("var"),
    as_json: JsonOption = False,
    lang: LanguageOption = None,
) -> None:
    """核对发布版 · Recomputes every digest of an edition.

    例 / Example: dutybook verify
    """
    from generators.edition.layout import Home
    from generators.edition.reader import current_edition, edition_ids
    from generators.edition.verify import verify_edition

    locale, place = locale_of(lang), Home(home)
    wanted = edition or current_edition(place)
    if wanted not in edition_ids(place):
        code, exit_code = ("edition.edition-unknown", USAGE) if edition else ("cli.no-edition", ENVIRONMENT)
        give_up(code, locale, exit_code, home=home, edition=edition)
    result = verify_edition(place.edition(str(wanted)))
    if as_json:
        rows = [{"path": problem.path, "code": problem.code} for problem in result.problems]
        typer.echo(json.dumps({"id": result.id, "files": result.files, "problems": rows}))
    else:
        for problem in result.problems:
            typer.echo(f"{problem.path}: {say(f'verify.{problem.code}', locale)}")
    if not result.passed:
        give_up("cli.unsound", locale, FINDINGS, id=result.id, count=len(result.problems))
    if not as_json:
        typer.echo(say("cli.sound", locale, id=result.id, files=result.files))


@app.command()
def search(  # noqa: PLR0917 - the options of a command
    query: Annotated[str, typer.Argument(metavar="QUERY", help="问什么 · what to look for")],
    limit: Annotated[int, typer.Option("-n", "--limit", min=1, max=100)] = 10,
    home: HomeOption = Path("var"),
    language: Annotated[
        SearchLanguage, typer.Option("--language", help="zh-Hans | en")
    ] = SearchLanguage.chinese,
    as_json: JsonOption = False,
    lang: LanguageOption = None,
) -> None:
    """搜索现行发布版 · Searches the current edition.

    例 / Example: dutybook search 推广方案谁批 -n 3
    """
    from generators.edition.layout import SEARCH, Home
    from generators.edition.reader import current_edition, edition_ids
    from search_index.reader import SearchIndex, UnreadableIndex

    locale, place = locale_of(lang), Home(home)
    edition = current_edition(place)
    if edition not in edition_ids(place):
        give_up("cli.no-edition", locale, ENVIRONMENT, home=home)
    try:
        index = SearchIndex.open(place.edition(str(edition)) / SEARCH)
    except UnreadableIndex:
        give_up("edition.edition-damaged", locale, ENVIRONMENT, edition=edition, file=SEARCH)
    hits = index.search(query, language=language.value, limit=limit).hits
    if as_json:
        rows = [
            {"document": hit.document, "anchor": hit.anchor, "title": hit.title, "heading": hit.heading,
             "snippet": hit.snippet_text, "score": round(hit.score, 3)}
            for hit in hits
        ]  # fmt: skip
        typer.echo(json.dumps({"hits": rows}, ensure_ascii=False))
        return
    for hit in hits:
        typer.echo(
            f"{hit.title} › {hit.heading}  {hit.code}\n  {hit.context}  /{hit.address}\n  {hit.snippet_text}"
        )
    if not hits:
        typer.echo(say("cli.no-hits", locale, query=query), err=True)


@app.command()
def revise(
    identifier: Annotated[str, typer.Argument(metavar="ID", help="单位/类型/标识 · unit/kind/slug")],
    change: Annotated[Change, typer.Option("--class", help="editorial | minor | material")],
    content: ContentOption = Path("content"),
    lang: LanguageOption = None,
) -> None:
    """开新版 · Keeps the current text as an earlier revision and opens the next.

    例 / Example: dutybook revise auto/role/marketing-assistant --class minor
    """
    from generators.revising import RevisionError
    from generators.revising import revise as revise_document

    locale = locale_of(lang)
    try:
        done = revise_document(content, identifier, change.value, today=today(content))
    except RevisionError as error:
        give_up(f"cli.{error.code}", locale, USAGE, **error.values)
    except OSError as error:
        give_up("cli.failed", locale, ENVIRONMENT, reason=error.strerror)
    typer.echo(say("cli.revised", locale, old=done.old, new=done.new, file=done.kept))


def main() -> None:
    """Runs the commands of this package alone; ``dutybook`` mounts them beside the portal's."""
    run(app)
