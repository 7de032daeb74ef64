"""Every page is sound HTML: links lead somewhere, ids are unique, headings descend, tables have heads."""

from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from generators.languages import LANGUAGES, Language
from generators.site.shell import ShellPage, relative_root
from tests.generators.site.page_libraries import loaded, planned

_VOID = {"br", "input", "hr", "img", "path", "circle", "wbr"}
_SERVED_ELSEWHERE = ("search/",)


@dataclass
class Read(HTMLParser):
    """What a page consists of."""

    ids: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    headings: list[int] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._open: list[str] = []
        self._links_open = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if values.get("id"):
            self.ids.append(str(values["id"]))
        if "style" in values:
            self.problems.append(f"inline style on {tag}")
        if tag == "th" and not values.get("scope"):
            self.problems.append("a head cell without scope")
        if tag[0] == "h" and tag[1:].isdigit():
            self.headings.append(int(tag[1]))
        if tag == "a":
            if "a" in self._open:
                self.problems.append("a link inside a link")
            self.links.append(str(values.get("href")))
        if tag not in _VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        if not self._open or self._open.pop() != tag:
            self.problems.append(f"unbalanced {tag} at {self.getpos()}")

    def closed(self) -> bool:
        return not self._open


def read(html: str) -> Read:
    reader = Read()
    reader.feed(html)
    return reader


@pytest.fixture(scope="module", params=LANGUAGES)
def pages(request: pytest.FixtureRequest) -> dict[str, tuple[ShellPage, Read]]:
    language: Language = request.param
    rendered = {address: page.render() for address, page in planned(loaded(), language).items()}
    return {address: (page, read(page.rail + page.content + page.toc)) for address, page in rendered.items()}


def test_markup_is_balanced_and_carries_no_style(pages: dict[str, tuple[ShellPage, Read]]) -> None:
    for address, (_, found) in pages.items():
        assert found.problems == [], address
        assert found.closed(), address


def test_every_id_stands_once_on_its_page(pages: dict[str, tuple[ShellPage, Read]]) -> None:
    for address, (_, found) in pages.items():
        assert [anchor for anchor, times in Counter(found.ids).items() if times > 1] == [], address


def test_a_page_has_one_title_and_headings_that_descend_by_one(
    pages: dict[str, tuple[ShellPage, Read]],
) -> None:
    for address, (page, _) in pages.items():
        levels = read(page.content).headings
        assert levels.count(1) == 1, address
        assert levels[0] == 1, address
        assert all(below - above <= 1 for above, below in pairwise(levels)), (
            address,
            levels,
        )


def test_every_link_leads_to_a_page_and_a_place_that_exist(pages: dict[str, tuple[ShellPage, Read]]) -> None:
    ids = {address: set(found.ids) for address, (_, found) in pages.items()}
    ids |= {
        file.address: set()
        for page in (*planned(loaded()).values(), *planned(loaded(), "en").values())
        for file in page.files
    }
    for address, (_, found) in pages.items():
        for link in found.links:
            assert _leads_somewhere(address, link, ids), f"{address} → {link}"


def _leads_somewhere(here: str, link: str, ids: dict[str, set[str]]) -> bool:
    if link.startswith("https://"):
        return True
    target, _, anchor = link.partition("#")
    address = target.removeprefix(relative_root(here)) if target else here
    if address.endswith(_SERVED_ELSEWHERE):
        return True
    return address in ids and (not anchor or "=" in anchor or anchor in ids[address])


def test_addresses_are_those_of_the_rendered_pages(pages: dict[str, tuple[ShellPage, Read]]) -> None:
    for address, (page, _) in pages.items():
        assert page.address == address
        assert page.alternate.removeprefix("en/") == address.removeprefix("en/")
        assert page.alternate != address
