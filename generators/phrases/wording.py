"""Deadlines and durations in words: ``{every: month, before_day: 1, holiday: earlier}`` → 每月 1 日前（遇节假日提前）.

Pure functions of the model's values; the patterns are in the locale files, table ``deadline``.
"""

from typing import Any, Final, Literal, NamedTuple

from generators.model.extract import as_text
from generators.model.text import Language, Text
from generators.model.timing import Due, Recurrence, Timed, Window
from generators.phrases.words import Words, words_of

_UNIT_LENGTHS: Final = ("wd", "h", "d", "w", "m", "y")
_PERIODS: Final = ("day", "workday", "week", "month", "quarter", "half_year", "year")
_AFTER: Final = ("后", "之后", "以后", "起", "时")


class Deadline(NamedTuple):
    """A deadline in words, and what sort it is: only recurring and event deadlines can be late."""

    sort: Literal["recurs", "due", "window", "vague"]
    words: str


def duration(value: str, language: Language) -> str:
    """``2wd`` → 2 个工作日, ``3y`` → 3 年, ``permanent`` → 永久."""
    words = words_of(language)
    if value == "permanent":
        return words("duration.permanent")
    unit = next(unit for unit in _UNIT_LENGTHS if value.endswith(unit))
    return words.count(f"duration.{unit}", int(value.removesuffix(unit)))


def size(octets: int) -> str:
    """How large a file is: ``840 B``, ``24 kB``."""
    return f"{round(octets / 1000)} kB" if octets >= 1000 else f"{octets} B"


def recurrence(value: Recurrence, language: Language) -> str:
    """How often and by when, with what happens on a day off."""
    words = words_of(language)
    said = _period(value, words)
    if value.time:
        said = words("deadline.at-time", when=said, time=value.time)
    notes = []
    if value.inclusive and value.before_day is not None and language != "en":
        notes.append(words("deadline.inclusive"))
    if value.holiday != "keep":
        notes.append(words(f"deadline.holiday-{value.holiday}"))
    return (
        words("deadline.noted", when=said, notes=words("deadline.notes-comma").join(notes)) if notes else said
    )


def _period(value: Recurrence, words: Words) -> str:
    if value.every == "week" and value.weekday:
        return words("deadline.every-weekday", weekday=words(f"deadline.{value.weekday}"))
    day = _day(value, words)
    if not day:
        return _month_alone(value, words)
    if value.every == "year":
        if value.month is None:
            return words("deadline.year-day", day=day)
        return words("deadline.year-month-day", month=words(f"deadline.month-{value.month}"), day=day)
    if value.every in ("quarter", "half_year") and value.month is not None:
        return words(f"deadline.{value.every}-month-day", month=_ordinal(value.month, words), day=day)
    return words(f"deadline.{value.every}-day", day=day)


def _month_alone(value: Recurrence, words: Words) -> str:
    if value.every == "year" and value.month is not None:
        return words("deadline.year-month", month=words(f"deadline.month-{value.month}"))
    if value.every in ("quarter", "half_year") and value.month is not None:
        return words(f"deadline.{value.every}-month", month=_ordinal(value.month, words))
    return words(f"deadline.every-{value.every}")


def _day(value: Recurrence, words: Words) -> str:
    if value.on_day is not None:
        return words("deadline.on-day", day=_ordinal(value.on_day, words))
    if value.before_day is not None:
        key = "deadline.by-day" if value.inclusive else "deadline.before-day"
        return words(key, day=_ordinal(value.before_day, words))
    return ""


def _ordinal(number: int, words: Words) -> str:
    if words.language != "en":
        return str(number)
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def due(value: Due, language: Language) -> str:
    """Within a time after an event, or before one."""
    words = words_of(language)
    before = _before(value.before, language) if value.before else ""
    if value.within is None:
        return before
    within = duration(value.within, language)
    if before:
        return words("deadline.within-before", before=before, within=within)
    if value.after is None:
        return words("deadline.within", within=within)
    return words("deadline.within-after", after=_after(value.after, language), within=within)


def window(value: Window, language: Language) -> str:
    """Between two events, either of which may be open."""
    words = words_of(language)
    ends = []
    if value.opens:
        opens = _after(value.opens, language)
        ends.append(words("deadline.after", after=opens))
    if value.closes:
        ends.append(_before(value.closes, language))
    return words.joined(ends)


def _after(event: Text, language: Language) -> str:
    """The event, with 后 where the author has not said it."""
    said = event.in_language(language)
    if language == "en":
        return said.removeprefix("after ")
    return said if said.endswith(_AFTER) else f"{said}后"


def _before(event: Text, language: Language) -> str:
    """Before the event; 前 or "before" is added where the author has not said it."""
    said = event.in_language(language)
    if language == "en":
        return said if "before" in said.lower().split() else f"before {said}"
    return said if "前" in said else f"{said}前"


def deadline(timed: Timed, language: Language) -> Deadline | None:
    """The deadline of a duty, step, clause or interface, or None."""
    if timed.recurs is not None:
        return Deadline("recurs", recurrence(timed.recurs, language))
    if timed.due is not None:
        return Deadline("due", due(timed.due, language))
    if timed.window is not None:
        return Deadline("window", window(timed.window, language))
    if timed.vague is not None:
        return Deadline("vague", timed.vague.in_language(language))
    return None


def timed_of(node: dict[str, Any]) -> Timed:
    """The deadline of a node given as plain data that was validated before (see `Place`)."""
    parts = (node.get("due", {}), node.get("window", {}))
    ends = {name: as_text(said) for part in parts for name, said in part.items() if name != "within"}
    return Timed.model_construct(
        recurs=Recurrence.model_construct(**node["recurs"]) if "recurs" in node else None,
        due=_due_of(node["due"], ends) if "due" in node else None,
        window=Window.model_construct(opens=ends.get("opens"), closes=ends.get("closes"))
        if "window" in node
        else None,
        vague=as_text(node["vague"]) if "vague" in node else None,
    )


def _due_of(node: dict[str, Any], ends: dict[str, Text]) -> Due:
    return Due.model_construct(within=node.get("within"), after=ends.get("after"), before=ends.get("before"))


def order(value: Recurrence) -> tuple[int, int, int, str]:
    """Sorts recurring deadlines: by period, then by when within it."""
    weekday = ("mon", "tue", "wed", "thu", "fri", "sat", "sun").index(value.weekday) if value.weekday else 0
    day = value.on_day or value.before_day or weekday
    return (_PERIODS.index(value.every), value.month or 0, day, value.time or "")
