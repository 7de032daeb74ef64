"""What changed, in words 改了什么: two kept texts side by side, node by node, for people to read."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from generators.model.difference import NodeChange, compare, marked
from portal.ledger.files import Files
from portal.releases.texts import kept_document
from portal.web.languages import Language
from portal.web.texts import Texts, texts

_SENTENCES = ("do", "text", "may", "decide", "name", "title", "what", "summary", "purpose")
_SPAN = re.compile(r"([1-9][0-9]{0,3})(h|d|wd|w|m|y)")
_TAGS = {"ins": "ins", "del": "del"}


@dataclass(frozen=True, slots=True)
class ShownField:
    """A field by name (empty for the node's own sentence) and its words, struck out and put in."""

    name: str
    said: Markup


@dataclass(frozen=True, slots=True)
class ShownChange:
    """One changed clause as the page shows it; ``mine`` where it concerns the reader."""

    anchor: str
    name: str
    change: str
    fields: tuple[ShownField, ...]
    mine: bool


def changes_between(
    files: Files,
    before: str,
    after: str,
    *,
    language: Language,
    titles: Mapping[str, str],
    mine: Collection[str] = (),
) -> tuple[ShownChange, ...]:
    """What differs between two kept texts, what concerns the reader first. TextMissing."""
    found = compare(kept_document(files, before), kept_document(files, after), language=language)
    words = _Words(texts(language), titles)
    shown = [words.change(change, mine=change.anchor in mine) for change in found]
    return tuple(sorted(shown, key=lambda change: not change.mine))


@dataclass(frozen=True, slots=True)
class _Words:
    texts: Texts
    titles: Mapping[str, str]

    def change(self, change: NodeChange, *, mine: bool) -> ShownChange:
        part = self.texts.label(f"part.{change.part or 'document'}", self.texts.say("part.clause"))
        name = " ".join(filter(None, (part, change.label)))
        return ShownChange(change.anchor, name, change.change, tuple(self._fields(change)), mine)

    def _fields(self, change: NodeChange) -> Iterator[ShownField]:
        for field in sorted(change.fields, key=lambda field: field.name not in _SENTENCES):
            if field.name != "label":
                runs = marked(self._said(field.before), self._said(field.after))
                said = Markup("").join(_run(text, mark) for text, mark in runs)
                yield ShownField(
                    "" if field.name in _SENTENCES else self._name(change.part, field.name), said
                )

    def _name(self, part: str, field: str) -> str:
        """A field's name; a permission's limit is an amount, a step's a time."""
        usual = self.texts.label(f"field.{field}", field.replace("_", " "))
        return self.texts.label(f"field.{part}.{field}", usual)

    def _said(self, value: Any) -> str:
        """A value as a reader would say it."""
        if value is None:
            return ""
        if isinstance(value, bool):
            return self.texts.say("text.yes" if value else "text.no")
        if isinstance(value, str):
            return self._word(value)
        if isinstance(value, Mapping):
            parts = [self._said(part) for key, part in value.items() if key not in ("id", "kind")]
        elif isinstance(value, list | tuple):
            parts = [self._said(part) for part in value]
        else:
            return str(value)
        return self.texts.say("text.comma").join(part for part in parts if part)

    def _word(self, value: str) -> str:
        span = _SPAN.fullmatch(value)
        if span is not None:
            return self.texts.say(f"span.{span[2]}", n=span[1])
        return self.titles.get(value) or self.texts.label(f"value.{value}", value)


def _run(text: str, mark: str) -> Markup:
    said = escape(text).replace("\n", Markup("<br>"))
    tag = _TAGS.get(mark)
    return said if tag is None else Markup("<{0}>{1}</{0}>").format(Markup(tag), said)  # noqa: S704 - two tags of ours
