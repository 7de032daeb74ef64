"""The scribe 执笔: writes lines in one language: names, deadlines, sentences with blanks."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Final

from generators.handbook.outline.blocks import Line, Run, RunStyle, run
from generators.model.extract import RESTRICTED, Card
from generators.model.library import Library
from generators.model.names import kind_of
from generators.model.text import Language, Text
from generators.model.timing import Timed
from generators.phrases import wording
from generators.phrases.around import Surroundings
from generators.phrases.labels import english_label
from generators.phrases.words import Words, words_of

LOCALE: Final = Path(__file__).parents[1] / "locale"
_FILES: Final[Mapping[Language, str]] = {"zh-Hans": "zh-CN.toml", "en": "en.toml"}
_BLANK: Final = re.compile(r"\{(\w+)\}")


@cache
def handbook_words(language: Language) -> Words:
    """The words of the pages and those that only Word documents say."""
    tables = tomllib.loads((LOCALE / _FILES[language]).read_text(encoding="utf-8"))
    own = {f"{table}.{name}": said for table, entries in tables.items() for name, said in entries.items()}
    return Words(language, {**words_of(language).by_key, **own})


class Scribe:
    """Writes for one library in one language. *base* is where the portal stands, so that addresses are whole."""

    def __init__(self, library: Library, language: Language, *, base: str = "") -> None:
        self.library = library
        self.language: Language = language
        self.word = handbook_words(language)
        self.around = Surroundings(library)
        self.base = base.rstrip("/")
        self.comma: Line = run(self.word("text.comma"))
        self.stop: Line = run(self.word("text.stop"))
        self._terms = {f"term/{term.id}": term for term in library.glossary.terms}
        self.translated = 0
        self.untranslated = 0

    # Wording

    def text(self, text: Text | None) -> str:
        """The wording, counted as translated or not."""
        if text is None:
            return ""
        spoken = text.speaks(self.language)
        self.translated += spoken
        self.untranslated += not spoken
        return text.in_language(self.language)

    def plain(self, text: Text) -> str:
        """A title or another document's wording: not counted."""
        return text.in_language(self.language)

    def line(self, text: Text | None, style: RunStyle = "") -> Line:
        """The wording as a line."""
        return run(self.text(text), style)

    def say(self, key: str, style: RunStyle = "", **values: object) -> Line:
        """A sentence of ours."""
        return run(self.word(key, **values), style)

    def phrase(self, key: str, **lines: Line) -> Line:
        """A sentence of ours with lines in its blanks; nothing where a blank has nothing."""
        if not all(lines.values()):
            return ()
        parts = _BLANK.split(self.word.by_key[key])
        pieces = (lines[part] if place % 2 else run(part) for place, part in enumerate(parts))
        return tuple(piece for line in pieces for piece in line)

    def joined(self, lines: Iterable[Line], between: Line | None = None) -> Line:
        """Lines one after the other, with a comma between those that say something."""
        joint = self.comma if between is None else between
        out: Line = ()
        for line in lines:
            if line:
                out = (*out, *joint, *line) if out else line
        return out

    def notes(self, lines: Iterable[Line]) -> Line:
        """Small remarks in one line; a whole sentence loses its full stop before the next."""
        said = [line for line in lines if line]
        return self.joined([*map(_unstopped, said[:-1]), *said[-1:]], self.stop)

    def label(self, label: str) -> str:
        """The author's own number, in figures for English readers."""
        return english_label(label) if label and self.language == "en" else label

    # Names

    def card(self, identifier: str) -> Card:
        """The card of a thing."""
        return self.library.card(identifier)

    def title(self, identifier: str) -> str:
        """What a thing is called."""
        return self.plain(self.card(identifier).title)

    def name(self, identifier: str | None, anchor: str = "", style: RunStyle = "") -> Line:
        """A thing by its title, leading to it where it is in the same file."""
        if not identifier:
            return ()
        target = f"{identifier}#{anchor}" if anchor else identifier
        return run(self.title(identifier), style, "" if identifier == RESTRICTED else target)

    def names(self, identifiers: Iterable[str]) -> Line:
        """Several things in a line."""
        return self.joined(map(self.name, dict.fromkeys(identifiers)))

    def entry(self, identifier: str, anchor: str = "") -> Line:
        """A document by title and code."""
        code = self.card(identifier).code
        named = self.name(identifier, anchor)
        return (*named, Run(f" {code}", "code")) if code else named

    def meaning(self, identifier: str) -> Text | None:
        """What a glossary term means."""
        term = self._terms.get(identifier)
        return term.means if term else None

    def address(self, identifier: str) -> str:
        """Where a document stands in the portal."""
        prefix = "/en/" if self.language == "en" else "/"
        return f"{self.base}{prefix}{identifier}/" if kind_of(identifier) != "term" else ""

    # Time

    def duration(self, value: str | None) -> str:
        """``2wd`` in words."""
        return wording.duration(value, self.language) if value else ""

    def deadline(self, timed: Timed) -> Line:
        """The deadline in words."""
        due = wording.deadline(timed, self.language)
        return run(due.words) if due else ()


def _unstopped(line: Line) -> Line:
    last = line[-1]._replace(text=line[-1].text.rstrip("。.；;"))
    return (*line[:-1], last)
