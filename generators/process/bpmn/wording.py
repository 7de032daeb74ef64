"""Wording 措辞: names as ids, durations as the content writes them, events in words."""

import re
from collections.abc import Iterable

from generators.model.names import LONGEST_SLUG
from generators.process.bpmn.model import Datum, Element

_DURATION = re.compile(r"P(?:(\d{1,4})([YMWD])|T(\d{1,4})H)")
_WORDS_OF_SLUG = 6


def slug(name: str) -> str:
    """A name as an id: Latin letters, figures and hyphens; Chinese by its sound."""
    from pypinyin import lazy_pinyin  # a quarter of a second, and only drafts need it

    words = re.findall(r"[a-z0-9]+", " ".join(lazy_pinyin(name)).lower())
    return "-".join(words[:_WORDS_OF_SLUG])[: LONGEST_SLUG - 4].strip("-")


def duration_of(words: str) -> str:
    """A duration of BPMN (P3D, PT4H) as the content writes it (3d, 4h); "" if it is more than one figure."""
    found = _DURATION.fullmatch(words.strip())
    if not found or not int(found.group(1) or found.group(3)):
        return ""
    return f"{int(found.group(3))}h" if found.group(3) else f"{int(found.group(1))}{found.group(2).lower()}"


def event_words(element: Element) -> str:
    """What an event is called, with what it waits for."""
    detail = (
        f"（{element.detail}）" if element.detail and element.detail != element.name and element.name else ""
    )
    return f"{element.name}{detail}" or element.detail


def once_each(data: Iterable[Datum]) -> tuple[Datum, ...]:
    """Data without doubles."""
    found: dict[str, Datum] = {}
    for datum in data:
        found.setdefault(datum.ref or datum.name or datum.id, datum)
    return tuple(found.values())
