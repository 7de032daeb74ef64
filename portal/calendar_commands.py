"""``dutybook calendar``: which days a company works in a year, who says so, and which years are not known."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from generators.command_options import FINDINGS, JsonOption, LanguageOption
from generators.console import ENVIRONMENT
from generators.messages import locale_of
from portal.commanding import HomeOption

if TYPE_CHECKING:
    from portal.web.languages import Language
    from portal.web.texts import Texts
    from portal.workdays.calendar import WorkCalendar

app = typer.Typer(pretty_exceptions_enable=False)

YearOption = Annotated[
    int | None, typer.Option("--year", min=1990, max=2200, help="默认今年 · this year by default")
]


@app.command("calendar")
def calendar(
    home: HomeOption = Path("var"),
    year: YearOption = None,
    as_json: JsonOption = False,
    lang: LanguageOption = None,
) -> None:
    """工作日历 · The holidays and shifted workdays of a year, as the current edition's company has them.

    例 / Example: dutybook calendar --year 2027

    退出码 / Exit codes: 0 已公布 known, 1 未公布或文件有错 not published or a file is wrong, 3 环境 environment
    """
    from portal.bookshelf import Bookshelf
    from portal.errors import PortalError
    from portal.web.refusals import sentence
    from portal.web.texts import texts
    from portal.workdays.calendars import Calendars

    language: Language = "en" if locale_of(lang) == "en" else "zh-Hans"
    wording, calendars = texts(language), Calendars(home)
    try:
        found = calendars.of(Bookshelf(home).current().library)
    except PortalError as refusal:
        typer.echo(sentence(refusal, wording, at_the_server=True), err=True)
        raise typer.Exit(ENVIRONMENT) from refusal
    asked = year or date.today().year  # noqa: DTZ011 - the day of whoever sits at this machine
    known = found.years.get((found.country, asked))
    said = {
        "year": asked,
        "source": "–" if known is None else known.source,
        "worked": sum(map(found.is_worked, _days(asked))),
        "days": [{"day": day.isoformat(), "what": what} for day, what in _special(found, asked, language)],
        "unpublished": list(found.unpublished([asked])),
        "problems": dict(calendars.published().problems),
    }
    if as_json:
        typer.echo(json.dumps(said, ensure_ascii=False, indent=1))
    else:
        typer.echo("\n".join(_lines(said, wording)))
    complaints = list(_complaints(said, wording, country=found.country))
    for complaint in complaints:
        typer.echo(complaint, err=True)
    if complaints:
        raise typer.Exit(FINDINGS)


def _lines(said: dict[str, Any], wording: "Texts") -> Iterator[str]:
    yield wording.say("cli.calendar", year=said["year"], worked=said["worked"], source=said["source"])
    yield from (f"{one['day']}  {one['what']}" for one in said["days"])


def _complaints(said: dict[str, Any], wording: "Texts", *, country: str) -> Iterator[str]:
    for name, problem in said["problems"].items():
        yield wording.say("cli.calendar-problem", name=name, problem=problem)
    for year in said["unpublished"]:
        yield wording.say("cli.calendar-unpublished", year=year, file=f"{country}-{year}.toml")


def _days(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=number) for number in range((date(year + 1, 1, 1) - first).days)]


def _special(found: "WorkCalendar", year: int, language: "Language") -> list[tuple[date, str]]:
    """Every day that is not as its weekday says, and why."""
    from portal.web.texts import texts

    words = texts(language)
    listed: list[tuple[date, str]] = []
    for day in _days(year):
        if found.is_shifted(day):
            listed.append((day, words.say("cli.calendar-worked")))
        elif found.holiday(day, language):
            listed.append((day, found.holiday(day, language)))
        elif day in found.days_off:
            listed.append((day, words.say("cli.calendar-off")))
    return listed
