"""The comparison page 版次对照: consecutive revisions of one document, node by node, word by word."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

from markupsafe import Markup, escape

from generators.model.control import Document, Revision
from generators.model.difference import FieldChange, NodeChange, compare, marked
from generators.model.procedures import END
from generators.model.timing import Recurrence
from generators.phrases import wording
from generators.phrases.places import places_of
from generators.site.pages.pen import NOTHING, Pen, html
from generators.site.pages.templates import render
from generators.site.pages.views.frame import crumb, place_name

_SENTENCES = ("do", "text", "may", "decide", "name", "title", "what", "summary", "purpose", "")
_TAGS = {"ins": "ins", "del": "del"}


class ShownField(NamedTuple):
    """A field's name (empty for the node's own sentence) and its wording with what was struck out and put in."""

    name: str
    said: Markup


class ShownNode(NamedTuple):
    """A changed node as the page shows it."""

    name: str
    change: str
    fields: list[ShownField]


@dataclass(frozen=True)
class Pair:
    """Two consecutive revisions, the line of history that explains the step, and what differs."""

    old: Document
    new: Document
    line: Revision | None
    nodes: list[ShownNode]


def comparison_content(pen: Pen, document: Document) -> Markup:
    """The content column of the comparison page, the newest step first."""
    revisions = [*pen.library.earlier(document.id), document]
    pairs = [_pair(pen, old, new) for old, new in pairwise(revisions)]
    return render(
        "comparison",
        pen,
        doc=document,
        crumb=crumb(pen, pen.card(document.id), within=True),
        pairs=pairs[::-1],
    )


def _pair(pen: Pen, old: Document, new: Document) -> Pair:
    lines = (line for line in new.control.revisions if line.revision == new.control.revision)
    places = {**places_of(old), **places_of(new)}
    shown = _Differ(pen, {**_step_numbers(places_of(old)), **_step_numbers(places_of(new))})
    nodes = [shown.node(change, places) for change in compare(old, new, language=pen.language)]
    return Pair(old, new, next(lines, None), nodes)


def _step_numbers(places: dict[str, tuple[str, str]]) -> dict[str, int]:
    steps = [anchor for anchor, (part, _) in places.items() if part == "steps"]
    return {anchor: number for number, anchor in enumerate(steps, 1)}


class _Differ:
    """Shows changes of one pair of revisions; values are put in words before they are compared."""

    def __init__(self, pen: Pen, steps: dict[str, int]) -> None:
        self._pen = pen
        self._steps = steps

    def node(self, change: NodeChange, places: dict[str, tuple[str, str]]) -> ShownNode:
        pen = self._pen
        name = (
            place_name(pen, *places[change.anchor]) if change.anchor in places else pen.word("part.document")
        )
        fields = [
            self._field(field)
            for field in sorted(change.fields, key=_sentence_first)
            if field.name != "label"
        ]
        return ShownNode(name, change.change, fields)

    def _field(self, field: FieldChange) -> ShownField:
        before, after = self._words(field.name, field.before), self._words(field.name, field.after)
        runs = marked(before, after)
        said = NOTHING.join(_run(text, mark) for text, mark in runs)
        return ShownField("" if field.name in _SENTENCES else self._name(field.name), said)

    def _name(self, field: str) -> str:
        known = self._pen.word.by_key.get(f"field.{field}")
        return known if known is not None else field.replace("_", " ")

    def _words(self, name: str, value: Any) -> str:
        """A value as a reader would say it."""
        if value is None or value == "":
            return ""
        if isinstance(value, bool):
            return self._pen.word("text.yes" if value else "text.no")
        if isinstance(value, str):
            return self._single(name, value)
        if isinstance(value, list):
            return self._pen.word.joined([self._words(name, part) for part in value])
        if isinstance(value, dict):
            return self._mapping(name, value)
        return str(value)

    def _single(self, name: str, value: str) -> str:
        pen = self._pen
        if value in pen.library.cards:
            return pen.plain(pen.card(value).title)
        if name in ("next", "rejected", "fork"):
            return (
                pen.word("text.end")
                if value == END
                else pen.word("text.step", n=self._steps.get(value, value))
            )
        if name in ("limit", "keep", "within", "after") and _is_duration(value):
            return pen.duration(value)
        return value

    def _mapping(self, name: str, value: dict[str, Any]) -> str:
        pen = self._pen
        if name == "recurs":
            return wording.recurrence(Recurrence.model_construct(**value), pen.language)
        if name in ("due", "window"):
            timed = wording.timed_of({name: value})
            deadline = pen.deadline(timed)
            return deadline.words if deadline else ""
        parts = [self._words(key, part) for key, part in value.items() if key not in ("id", "kind", "mode")]
        return pen.word("text.stop").join(part for part in parts if part)


def _sentence_first(field: FieldChange) -> int:
    return 0 if field.name in _SENTENCES else 1


def _is_duration(value: str) -> bool:
    return value == "permanent" or (value[:1].isdigit() and value.rstrip("hdwmy").isdigit())


def _run(text: str, mark: str) -> Markup:
    said = escape(text).replace("\n", Markup("<br>"))
    return html(f"<{_TAGS[mark]}>{said}</{_TAGS[mark]}>") if mark in _TAGS else said
