"""The pen: writes the pieces a page is made of, in one language, as seen from one address.

Templates say what stands where; whatever needs the library (links, names in running text, deadlines in words,
wording that is not translated) they ask of the pen.
"""

from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import Final

from markupsafe import Markup, escape

from generators.languages import PREFIXES
from generators.model.control import Document
from generators.model.extract import RESTRICTED, Card
from generators.model.library import Library
from generators.model.names import address_of
from generators.model.text import Text
from generators.model.timing import Timed
from generators.phrases import wording
from generators.phrases.labels import english_label
from generators.phrases.words import Words
from generators.site.pages.desk import Desk
from generators.site.pages.prose import render_prose
from generators.site.shell import relative_root

NOTHING: Final = Markup("")
CLOCK: Final = (
    '<svg class="i" viewBox="0 0 24 24" aria-hidden="true">'
    '<circle cx="12" cy="12" r="8"/><path d="M12 7.5V12l3 2"/></svg>'
)
_FOREIGN: Final = '<span lang="zh-Hans">{}</span>'
_FOREIGN_IN_CHINESE: Final = '<span lang="en">{}</span>'


def html(shown: str) -> Markup:
    """Text that is markup already: made of our own words and of pieces that were escaped."""
    return str.__new__(Markup, shown)


class Pen:
    """One page's pen. ``own`` is the document the page is about: names in its text never lead to itself."""

    def __init__(self, desk: Desk, address: str, *, unit: str = "", own: str = "") -> None:
        self.desk = desk
        self.library: Library = desk.library
        self.language = desk.language
        self.word: Words = desk.words
        self.own = own
        self.root = relative_root(address)
        self.home = self.root + PREFIXES[desk.language]
        self.translated = 0
        self.untranslated = 0
        self.sections: list[tuple[str, str]] = []
        self._matcher = desk.matcher(unit)
        self._made: dict[tuple[str, str], str] = {}
        self._linked_things: dict[tuple[str, str], Markup] = {}

    # Sections

    def h2(self, name: str, small: str = "", more: Markup = NOTHING) -> Markup:
        """The heading of a section; it also enters the page's table of contents."""
        return self.heading(f"s-{name}", self.word(f"section.{name}"), small, more)

    def heading(self, anchor: str, title: str, small: str = "", more: Markup = NOTHING) -> Markup:
        """A heading whose words are the document's own."""
        self.sections.append((anchor, title))
        note = f" <small>{escape(small)}</small>" if small else ""
        return html(f'<h2 class="h2" id="{anchor}">{escape(title)}{note}{more}</h2>')

    def more(self, address: str, key: str) -> Markup:
        """A link to another list of the site, at the end of a heading's line."""
        return html(f'<a class="r noprint" href="{self.home}{address}">{self.word(key)}</a>')

    def say(self, key: str, **values: object) -> Markup:
        """A sentence of the interface, as markup: our own words need no escaping."""
        return html(self.word(key, **values))

    @cached_property
    def comma(self) -> Markup:
        """What stands between the things of a list."""
        return self.say("text.comma")

    def phrase(self, key: str, **values: object) -> Markup:
        """A sentence of the interface with links and other pieces in its blanks."""
        return html(self.word.by_key[key]).format(**values)

    # Wording

    def plain(self, text: Text | None) -> str:
        """The wording alone, for titles and attributes."""
        return text.in_language(self.language) if text is not None else ""

    def inline(self, text: Text | None) -> Markup:
        """Wording in a line: names are links, new lines stay, another language is marked as such."""
        if text is None:
            return NOTHING
        shown = self._linked(text.in_language(self.language))
        return self._in_its_language(text, shown.replace("\n", "<br>"))

    def elsewhere(self, text: Text | None) -> Markup:
        """Wording of another document: as `inline`, but no passage of this one."""
        counted = self.translated, self.untranslated
        shown = self.inline(text)
        self.translated, self.untranslated = counted
        return shown

    def inline_of(self, identifier: str, text: Text | None) -> Markup:
        """Wording that is about a thing: its names do not lead to itself."""
        own, self.own = self.own, identifier
        shown = self.inline(text)
        self.own = own
        return shown

    def label(self, label: str) -> str:
        """The author's own number of a clause, in figures on English pages."""
        return english_label(label) if label and self.language == "en" else label

    def paragraphs(self, text: Text | None, css: str = "prose") -> Markup:
        """Wording as paragraphs; a blank line begins a new one."""
        if text is None:
            return NOTHING
        spoken = text.speaks(self.language)
        self._count(spoken)
        foreign = "" if spoken else f' lang="{_other(self.language)}"'
        parts = [part.strip() for part in text.in_language(self.language).split("\n\n")]
        shown = (
            f'<p class="{css}"{foreign}>{self._linked(part)}</p>'.replace("\n", "<br>")
            for part in parts
            if part
        )
        return html("".join(shown))

    def name(self, text: Text) -> Markup:
        """A title: no links inside, and not counted as a passage of this document."""
        said = escape(text.in_language(self.language))
        return said if text.speaks(self.language) else _marked(said, self.language)

    def prose(self, document: Document) -> Markup:
        """The document's long text in this language, else in Chinese."""
        markdown = document.prose
        foreign = ""
        if self.language == "en" and (document.prose_en or markdown):
            self._count(bool(document.prose_en))
            foreign = "" if document.prose_en else ' lang="zh-Hans"'
            markdown = document.prose_en or markdown
        if not markdown:
            return NOTHING
        shown = render_prose(markdown, self._linked_html)
        return html(f'<div class="md-typeset mt-32"{foreign}>{shown}</div>')

    def _linked(self, said: str) -> str:
        return self._matcher.linked(said, self._mention, _escape)

    def _linked_html(self, said: str) -> str:
        return self._matcher.linked(said, self._mention_in_html, str)

    def _in_its_language(self, text: Text, shown: str) -> Markup:
        spoken = text.speaks(self.language)
        self._count(spoken)
        return html(shown) if spoken else _marked(shown, self.language)

    def _count(self, spoken: bool) -> None:
        self.translated += spoken
        self.untranslated += not spoken

    # Links

    def href(self, identifier: str, anchor: str = "") -> str:
        """The address of a thing, as seen from this page."""
        address = self.home + address_of(identifier)
        return f"{address}#{anchor}" if anchor else address

    def _mention(self, identifier: str, said: str) -> str:
        return self._mention_in_html(identifier, _escape(said))

    def _mention_in_html(self, identifier: str, said: str) -> str:
        if identifier == self.own:
            return ""
        made = self._made.get((identifier, said))
        if made is None:
            made = self._made[identifier, said] = self._make_mention(identifier, said)
        return made

    def _make_mention(self, identifier: str, said: str) -> str:
        gloss = self.desk.gloss(identifier)
        if not gloss:
            return f'<a class="ref" href="{self.href(identifier)}">{said}</a>'
        return f'<a class="term" href="{self.href(identifier)}" data-gloss="{_escape(gloss)}">{said}</a>'

    def card(self, identifier: str) -> Card:
        """The card of a thing."""
        return self.library.card(identifier)

    def link(self, identifier: str, anchor: str = "") -> Markup:
        """A thing by its title; what has no page of its own is named only."""
        made = self._linked_things.get((identifier, anchor))
        if made is None:
            made = self._linked_things[identifier, anchor] = self._link(identifier, anchor)
        return made

    def _link(self, identifier: str, anchor: str) -> Markup:
        card = self.library.card(identifier)
        title = self.name(card.title)
        if card.id == RESTRICTED:
            return html(f'<span class="dim">{title}</span>')
        if card.id not in self.desk.with_page:
            return html(f'{title}<span class="dim">{escape(self.word("text.retired"))}</span>')
        return html(f'<a href="{self.href(identifier, anchor)}">{title}</a>')

    def entry(self, identifier: str, mark: str | None = None) -> Markup:
        """A document in a list: title and code make one link; *mark* stands for the code (a revision, say)."""
        card = self.library.card(identifier)
        mark = card.code if mark is None else mark
        if not mark or card.id not in self.desk.with_page:
            return self.link(identifier)
        title = self.name(card.title)
        return html(
            f'<a href="{self.href(identifier)}">{title} <span class="code dim sm">{escape(mark)}</span></a>'
        )

    def term_link(self, identifier: str) -> Markup:
        """A glossary word with its definition at hand."""
        return html(self._mention(identifier, self.plain(self.library.card(identifier).title)))

    def links(self, identifiers: Iterable[str]) -> Markup:
        """Several things in a line."""
        if not identifiers:
            return NOTHING
        return html(str(self.comma).join([self.link(one) for one in dict.fromkeys(identifiers)]))

    def step_mark(self, nature: str, number: int) -> Markup:
        """The number of a step in the shape of its nature, which is also said to who cannot see it."""
        shape = {"decision": " d", "approval": " a"}.get(nature, "")
        spoken = "" if nature == "action" else f'<span class="vh">{self.word(f"procedure.{nature}")}</span>'
        return html(f'<span class="stepno{shape}"><span>{number}</span></span>{spoken}')

    def code(self, identifier: str, anchor: str = "") -> Markup:
        """A document's code as a link; its title where it has none."""
        card = self.library.card(identifier)
        if not card.code or card.id not in self.desk.with_page:
            return self.link(identifier, anchor)
        return html(f'<a class="code" href="{self.href(identifier, anchor)}">{escape(card.code)}</a>')

    # Dates, deadlines, states

    def duration(self, value: str | None) -> str:
        """``2wd`` in words."""
        return wording.duration(value, self.language) if value else ""

    def deadline(self, timed: Timed) -> wording.Deadline | None:
        """The deadline in words."""
        return wording.deadline(timed, self.language)

    def chip(self, timed: Timed) -> Markup:
        """The deadline as a chip, or nothing."""
        due = self.deadline(timed)
        if due is None:
            return NOTHING
        if due.sort == "vague" and timed.vague is not None:
            said = self.name(timed.vague)
            return html(
                f'<span class="due vague">{said}<span class="vh">{self.word("text.vague")}</span></span>'
            )
        return html(f'<span class="due">{CLOCK}{escape(due.words)}</span>')

    def day(self, day: str | None, more: str = "") -> Markup:
        """A calendar day."""
        return html(f'<time class="code" datetime="{day}"{more}>{day}</time>') if day else Markup("–")

    def due_day(self, day: str | None) -> Markup:
        """A day that may have gone by: the page itself says so when it is read."""
        return self.day(day, f' data-review-by="{day}"')

    def month(self, day: str) -> str:
        """The month a day lies in."""
        when = date.fromisoformat(day)
        return self.word("text.year-month", year=when.year, month=self.word(f"deadline.month-{when.month}"))

    def status(self, card: Card) -> Markup:
        """The status mark."""
        return html(f'<span class="st {card.status}">{self._status_words[card.status]}</span>')

    @cached_property
    def _status_words(self) -> dict[str, str]:
        names = ("planned", "draft", "review", "effective", "superseded", "withdrawn")
        return {name: self.word(f"status.{name}") for name in names}


def _escape(said: str) -> str:
    return str(escape(said))


def _other(language: str) -> str:
    return "zh-Hans" if language == "en" else "en"


def _marked(shown: str, language: str) -> Markup:
    return html((_FOREIGN if language == "en" else _FOREIGN_IN_CHINESE).format(shown))
