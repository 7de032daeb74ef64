"""All pages of a library in one language: which there are, what each depends on, how each is made."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from markupsafe import Markup, escape

from generators.languages import PREFIXES
from generators.model.extract import Card
from generators.model.findings import Finding
from generators.model.library import Library
from generators.model.text import Language
from generators.phrases.around import Surroundings
from generators.site.pages.desk import Desk
from generators.site.pages.downloads import FORMS, Form, file_name, is_drawn
from generators.site.pages.keys import KINDS, Keys
from generators.site.pages.lists import registers
from generators.site.pages.lists.calendar import calendar, events
from generators.site.pages.lists.changes import changes
from generators.site.pages.lists.chart import chart
from generators.site.pages.lists.findings import findings
from generators.site.pages.lists.glossary import glossary
from generators.site.pages.lists.home import PERSONAS, home, roles_page
from generators.site.pages.lists.personas import persona
from generators.site.pages.pen import Pen, html
from generators.site.pages.planned import PlannedFile, PlannedPage
from generators.site.pages.views.comparison import comparison_content
from generators.site.pages.views.frame import document_content
from generators.site.pages.views.places import external_content, unit_content
from generators.site.shell import ShellPage

_TABS: Final[Mapping[str, str]] = {
    "role": "roles", "department": "roles", "unit": "roles", "external": "", "procedure": "procedures",
    "policy": "policies", "guide": "policies", "form": "forms", "checklist": "roles",
}  # fmt: skip

_TABS_OF_LISTS: Final = {
    "": "home", "company": "home", "checklists": "roles", "findings": "register", "changes": "register",
}  # fmt: skip

Content = Callable[[Pen], Markup]


class SitePages:
    """The pages of one library in one language.

    *keys* gives for each document (and ``id@revision``) the digest of all it was made from. *only* limits the pages
    to those of some documents: the second pass over restricted documents, which sees the full library. Without
    pictures nothing is drawn, and there is nothing to download. *with_files*: each page offers its document as a Word
    file.
    """

    def __init__(
        self,
        library: Library,
        *,
        language: Language,
        keys: Mapping[str, str],
        findings: Sequence[Finding] = (),
        only: Collection[str] | None = None,
        with_pictures: bool = True,
        with_files: bool = False,
    ) -> None:
        self._library = library
        self._desk = Desk(library, language, tuple(findings), with_pictures, with_files)
        self._around = Surroundings(library)
        self._keys = Keys(self._desk, self._around, keys)
        self._only = only
        self._rails: dict[str, list[tuple[str, str]]] = {}
        self._here = PREFIXES[language]
        self._there = PREFIXES["zh-Hans" if language == "en" else "en"]

    def plan(self) -> Iterable[PlannedPage]:
        """Every page, cheaply: no document is opened, no template filled."""
        if self._only is None:
            yield from self._lists()
            yield from self._places()
        for card in self._library.documents():
            if self._only is None or card.id in self._only:
                yield from self._pages_of(card)

    # Documents

    def _pages_of(self, card: Card) -> Iterable[PlannedPage]:
        address = f"{card.id}/"
        page = self._planned(address, self._keys.document(card), partial(self._document, card, address))
        yield replace(page, files=tuple(self._files(card)))
        if self._library.earlier_revisions.get(card.id):
            address = f"{card.id}/changes/"
            yield self._planned(
                address, self._keys.comparison(card), partial(self._comparison, card, address)
            )

    def _files(self, card: Card) -> Iterable[PlannedFile]:
        """What can be downloaded beside a page."""
        if not self._desk.with_pictures or not is_drawn(self._library.extracts[card.id]):
            return
        key = self._keys.drawing(card)
        for form in FORMS:
            address = f"{self._here}{card.id}/{file_name(card.id, form)}"
            yield PlannedFile(address, key, partial(self._file, card.id, form))

    def _file(self, identifier: str, form: Form) -> bytes:
        return self._desk.drawings.file(identifier, form)

    def _planned(self, address: str, key: str, render: Callable[[], ShellPage]) -> PlannedPage:
        return PlannedPage(self._here + address, key, render)

    def _document(self, card: Card, address: str) -> ShellPage:
        pen = self._pen(address, card)
        content = document_content(pen, self._around, self._library.document(card.id))
        return self._page(
            pen, address, pen.plain(card.title), content, _TABS[card.kind], rail=self._rail(pen, card)
        )

    def _comparison(self, card: Card, address: str) -> ShellPage:
        pen = self._pen(address, card)
        content = comparison_content(pen, self._library.document(card.id))
        title = pen.word("changes.compare-title", title=pen.plain(card.title))
        return self._page(pen, address, title, content, _TABS[card.kind])

    def _rail(self, pen: Pen, card: Card) -> tuple[str, str]:
        """The left column of roles and departments: colleagues, then neighbours."""
        if card.kind not in ("role", "department"):
            return "", ""
        entries = self._rails.get(card.department)
        if entries is None:
            entries = self._rails[card.department] = self._rail_entries(pen, card)
        html = "".join(
            entry.replace('">', '" aria-current="page">', 1) if here == card.id else entry
            for here, entry in entries
        )
        return html, pen.word("page.rail")

    def _rail_entries(self, pen: Pen, card: Card) -> list[tuple[str, str]]:
        """The pieces of the rail of a department's pages, which all lie equally deep, with the id each leads to."""
        members = self._around.members(card.department, "role") if card.department else []
        unit = pen.plain(pen.card(card.unit).title)
        near = [other for other in self._around.departments(card.unit) if other.id != card.department]
        groups = [
            (f"{unit}·{pen.plain(pen.card(card.department).title)}", members),
            (pen.word("page.rail-departments"), near),
        ]
        return [entry for title, cards in groups if cards for entry in _rail_group(pen, title, cards)]

    # Units, external parties

    def _places(self) -> Iterable[PlannedPage]:
        for unit in self._library.units:
            yield self._place(unit, "unit", partial(unit_content, around=self._around, identifier=unit))
            if self._library.documents("procedure", unit=unit):
                yield self._matrix(unit)
        for party in self._library.externals:
            yield self._place(
                party, "external", partial(external_content, around=self._around, identifier=party)
            )

    def _place(self, identifier: str, kind: str, content: Callable[..., Markup]) -> PlannedPage:
        address = f"{identifier}/"

        def render() -> ShellPage:
            card = self._library.card(identifier)
            pen = self._pen(address, card)
            return self._page(pen, address, pen.plain(card.title), content(pen), _TABS[kind])

        return self._planned(address, self._keys.place(identifier), render)

    def _matrix(self, unit: str) -> PlannedPage:
        address = f"{unit}/responsibilities/"

        def render() -> ShellPage:
            from generators.site.pages.views.charges import matrix_content

            pen = self._pen(address, self._library.card(unit))
            title = pen.word("raci.matrix-of", unit=pen.plain(self._library.card(unit).title))
            return self._page(pen, address, title, matrix_content(pen, unit), _TABS["unit"])

        return self._planned(address, self._keys.matrix(unit), render)

    # Lists

    def _lists(self) -> Iterable[PlannedPage]:
        keys = self._keys
        frame = (keys.units, keys.cards("department", "role"))
        everything = keys.cards(*KINDS)
        around = self._around
        shown_at_home = (keys.revisions, keys.gaps, keys.term_uses)
        yield self._list("", "home.title", lambda pen: home(pen, around), frame, everything, shown_at_home)
        yield from self._personas(frame)
        yield self._list("company/chart/", "chart.title", lambda pen: chart(pen, around), frame)
        yield self._list("roles/", "lists.roles", lambda pen: roles_page(pen, around), frame, everything)
        yield self._list(
            "procedures/", "lists.procedures", registers.procedures, frame, keys.cards("procedure")
        )
        yield self._list(
            "policies/", "lists.policies", registers.policies, frame, keys.cards("policy", "guide")
        )
        yield self._list("forms/", "lists.forms", registers.forms, frame, keys.cards("form"))
        yield self._list(
            "checklists/", "lists.checklists", registers.checklists, frame, keys.cards("checklist")
        )
        yield self._list("register/", "register.title", registers.documents, frame, everything)
        yield self._list("register/planned/", "lists.planned", registers.planned, frame, everything)
        yield self._list("glossary/", "glossary.title", glossary, frame, everything)
        yield self._list("calendar/", "calendar.title", calendar, frame, everything, keys.deadlines)
        yield self._list("calendar/events/", "calendar.others", events, frame, everything, keys.deadlines)
        yield self._list("findings/", "findings.title", findings, frame, everything, keys.gaps, keys.findings)
        yield self._list("changes/", "changes.title", changes, frame, everything, keys.revisions)

    def _personas(self, frame: tuple[str, ...]) -> Iterable[PlannedPage]:
        """The home pages by persona; each depends on no more than it shows."""
        keys, around = self._keys, self._around
        everything = keys.cards(*KINDS)
        shown = {
            "new-hire": (keys.cards("checklist", "policy"), keys.term_uses),
            "owner": (everything, keys.gaps, keys.findings),
            "auditor": (everything, keys.gaps, keys.findings),
            "hr": (keys.cards("checklist"),),
            "manager": (everything, keys.deadlines),
        }
        for name in PERSONAS:
            content = partial(persona, around=around, name=name)
            yield self._list(f"company/{name}/", f"persona.{name}-title", content, frame, shown[name])

    def _list(self, address: str, name: str, content: Content, *parts: tuple[str, ...] | str) -> PlannedPage:
        tab = _tab_of(address)
        facts = [fact for part in parts for fact in ([part] if isinstance(part, str) else part)]

        def render() -> ShellPage:
            pen = self._pen(address, None)
            title = pen.word(name)
            return self._page(pen, address, title, content(pen), tab)

        return self._planned(address, self._keys.page(name, *facts), render)

    # Pages

    def _pen(self, address: str, card: Card | None) -> Pen:
        return Pen(
            self._desk, self._here + address, unit=card.unit if card else "", own=card.id if card else ""
        )

    def _page(
        self,
        pen: Pen,
        address: str,
        title: str,
        content: Markup,
        tab: str,
        *,
        rail: tuple[str, str] = ("", ""),
    ) -> ShellPage:
        toc = _toc(pen) if len(pen.sections) > 1 and address not in ("", "glossary/") else ""
        return ShellPage(
            address=self._here + address,
            alternate=self._there + address,
            language=self._desk.language,
            title=title,
            content=str(content),
            rail=str(rail[0]),
            rail_label=rail[1],
            toc=str(toc),
            toc_label=pen.word("page.toc") if toc else "",
            tab=tab,
        )


def _tab_of(address: str) -> str:
    """The tab a list belongs to."""
    part = address.partition("/")[0]
    if address != "company/chart/":
        return _TABS_OF_LISTS.get(part, part)
    return "roles"


_RAIL_LENGTH: Final = 24


def _rail_group(pen: Pen, title: str, cards: Sequence[Card]) -> Iterator[tuple[str, str]]:
    """Heading and links of one group. A long one is cut: the department's page has them all."""
    yield "", f"<h2>{escape(title)}</h2><ul>"
    for card in cards[:_RAIL_LENGTH]:
        yield card.id, f'<li><a href="{escape(pen.href(card.id))}">{pen.name(card.title)}</a></li>'
    yield "", "</ul>"


def _toc(pen: Pen) -> Markup:
    entries = (f'<li><a href="#{anchor}">{escape(title)}</a></li>' for anchor, title in pen.sections)
    return html(f"<h2>{pen.word('page.on-page')}</h2><ul>{''.join(entries)}</ul>")
