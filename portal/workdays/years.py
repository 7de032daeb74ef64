"""Published years 放假安排: one year of public holidays and shifted workdays of a country, read from one file.

Every year is a file of facts, ours in ``published/``, a company's own in the folder ``calendar`` of its home, both
called ``CN-2027.toml`` and written alike. A company's own file comes before ours.
"""

import datetime
import logging
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from pathlib import Path
from typing import Any, Final

FOLDER: Final = "calendar"
"""Where a home keeps the years that its company supplies."""

_LARGEST = 100_000
_FIELDS = frozenset({"country", "year", "source", "worked", "holiday"})

logger = logging.getLogger(__name__)


class YearUnreadable(ValueError):
    """A file does not say a year of holidays; the words say where it goes wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holiday:
    """Some days off in a row, both named days included, and what they are called by language."""

    first: datetime.date
    last: datetime.date
    names: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Year:
    """Year 年度放假安排: its holidays, the days off that are worked instead, and who says so."""

    country: str
    year: int
    source: str
    holidays: tuple[Holiday, ...]
    worked: frozenset[datetime.date]
    is_supplied: bool = False

    @cached_property
    def off(self) -> Mapping[datetime.date, Holiday]:
        """Every single day off, with the holiday it belongs to."""
        return {day: one for one in self.holidays for day in _days(one.first, one.last)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """All years there are, and the files that could not be read, each with the reason."""

    years: Mapping[tuple[str, int], Year]
    problems: Mapping[str, str]


def years_in(home: Path | None) -> Published:
    """The years that come with the program, and those supplied in a home."""
    found = {(one.country, one.year): one for one in _ours()}
    problems: dict[str, str] = {}
    for path in supplied_files(home):
        try:
            one = read_year(path.read_bytes()[:_LARGEST], name=path.name, supplied=True)
        except (OSError, YearUnreadable) as problem:
            logger.warning("the calendar file %s is left out: %s", path.name, problem)
            problems[path.name] = str(problem)
            continue
        found[one.country, one.year] = one
    return Published(years=found, problems=problems)


def supplied_files(home: Path | None) -> tuple[Path, ...]:
    """The files of a home's own years, in their order."""
    return () if home is None else tuple(sorted((home / FOLDER).glob("*.toml")))


def read_year(content: bytes, *, name: str, supplied: bool = False) -> Year:
    """The year that a file says. YearUnreadable with the place in words."""
    try:
        said = tomllib.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise YearUnreadable(f"not TOML: {problem}") from problem
    if unknown := sorted(set(said) - _FIELDS):
        raise YearUnreadable(f"unknown: {', '.join(unknown)}")
    country, number = said.get("country"), said.get("year")
    if not isinstance(country, str) or type(number) is not int:
        raise YearUnreadable("country (a text) and year (a number) are needed")
    if name != f"{country}-{number}.toml":
        raise YearUnreadable(f"a file of {country} {number} is called {country}-{number}.toml")
    found = Year(
        country=country,
        year=number,
        source=str(said.get("source", name)),
        holidays=tuple(_holiday(one, number) for one in _listed(said, "holiday")),
        worked=frozenset(_day(one, number, "worked") for one in _listed(said, "worked")),
        is_supplied=supplied,
    )
    if both := sorted(found.off.keys() & found.worked):
        raise YearUnreadable(f"{both[0]} is both a holiday and worked")
    return found


@cache
def _ours() -> tuple[Year, ...]:
    folder = resources.files("portal.workdays") / "published"
    files = sorted(
        (file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda one: one.name
    )
    return tuple(read_year(file.read_bytes(), name=file.name) for file in files)


def _listed(said: Mapping[str, Any], name: str) -> list[Any]:
    found = said.get(name, [])
    if not isinstance(found, list):
        raise YearUnreadable(f"{name} is not a list")
    return found


def _holiday(said: object, year: int) -> Holiday:
    if not isinstance(said, dict):
        raise YearUnreadable("holiday is not a table")
    first = _day(said.get("first"), year, "first")
    last = _day(said.get("last", said.get("first")), year, "last")
    if last < first:
        raise YearUnreadable(f"holiday ends on {last}, before it begins on {first}")
    name = said.get("name", "")
    names = name if isinstance(name, dict) else {"zh-Hans": str(name)}
    return Holiday(first=first, last=last, names={str(key): str(value) for key, value in names.items()})


def _day(said: object, year: int, name: str) -> datetime.date:
    try:
        found = said if type(said) is datetime.date else datetime.date.fromisoformat(str(said))
    except ValueError as problem:
        raise YearUnreadable(f"{name}: {said} is not a day") from problem
    if found.year != year:
        raise YearUnreadable(f"{name}: {found} is not in {year}")
    return found


def _days(first: datetime.date, last: datetime.date) -> Iterator[datetime.date]:
    day = first
    while day <= last:
        yield day
        day += datetime.timedelta(days=1)
