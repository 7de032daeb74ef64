"""The timetable 发布日程: on which day which revision of which document came into force, read from the library.

Days follow the documents' own effective dates. Where the demonstration is run long after the newest of them, all move
along, so that there is always something new; a release may come later than a text's date, never before it.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from portal.demonstration.careers import Day, working_day

Plain = Mapping[str, Any]

_NEWEST_IS = datetime.timedelta(days=20)
"""How old the newest effective date is at most made to look."""

_OUT_OF_FORCE: Final = ("superseded", "withdrawn")
_IN_FORCE_FOR = datetime.timedelta(days=260)

WAITING: Final = frozenset({"construction/procedure/progress-control", "estate/procedure/project-research"})
"""Documents whose newest revision waits to be released: visitors do that themselves."""

PROPOSED: Final = frozenset({"estate/procedure/project-research"})
"""Of these an owner has already said what the change is; a second person has to release it."""

JUST_RELEASED: Final[Mapping[str, int]] = {
    "auto/role/marketing-assistant": 5,
    "auto/policy/attendance-leave": 6,
    "auto/procedure/monthly-pack": 6,
    "software/procedure/agency-product-approval": 4,
}
"""Documents whose newest revision came into force so many days ago: the newest hire has to confirm the difference."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """One revision comes into force, or a document goes out of it. ``text`` names an earlier revision's text."""

    document: str
    text: str | None = None
    withdrawn: bool = False


def timetable(library: Plain, documents: Mapping[str, Plain], today: Day) -> Mapping[Day, tuple[Coming, ...]]:
    """What comes when, up to the day before today; documents (by id) and library as plain data."""
    later = _shift(documents, today)
    found: dict[Day, list[Coming]] = defaultdict(list)
    for day, coming in _all(library.get("earlier", {}), documents, today, later):
        if day < today:
            found[day].append(coming)
    return {day: tuple(found[day]) for day in sorted(found)}


def _all(
    earlier: Mapping[str, Plain], documents: Mapping[str, Plain], today: Day, later: datetime.timedelta
) -> Iterator[tuple[Day, Coming]]:
    texts = defaultdict(list)
    for key, plain in earlier.items():
        texts[key.rpartition("@")[0]].append((_effective(plain), key))
    for key, plain in sorted(documents.items()):
        effective, status = _effective(plain), plain["control"].get("status")
        if effective is None or status not in ("effective", *_OUT_OF_FORCE):
            continue
        for day, name in sorted(texts.get(key, ())):
            if day is not None and day < effective:
                yield working_day(day + later), Coming(document=key, text=name)
        if status in _OUT_OF_FORCE:
            yield working_day(effective + later), Coming(document=key)
            yield working_day(effective + later + _IN_FORCE_FOR), Coming(document=key, withdrawn=True)
        elif key not in WAITING:
            yield _newest(key, effective + later, today), Coming(document=key)


def _newest(document: str, effective: Day, today: Day) -> Day:
    if document in JUST_RELEASED:
        ago = working_day(today - datetime.timedelta(days=JUST_RELEASED[document]))
        return max(working_day(effective), ago)
    return working_day(effective)


def _shift(documents: Mapping[str, Plain], today: Day) -> datetime.timedelta:
    newest = max(filter(None, map(_effective, documents.values())), default=today)
    return max(datetime.timedelta(0), today - _NEWEST_IS - newest)


def _effective(plain: Plain) -> Day | None:
    said = plain["control"].get("effective")
    return None if not said else datetime.date.fromisoformat(said)
