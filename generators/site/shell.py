"""The shell: one page the site engine rendered, into which every other page is filled.

mkdocs-material renders a single page per language (`engine.render_shells`). Where a page differs from its
neighbours that page holds a placeholder, and a shell file is that page as plain HTML text. Filling is therefore
splitting once and joining often; nothing here knows MkDocs, so importing this module is cheap.

The placeholder format, for anyone who fills a shell without this module (the portal does):

    [[db:NAME]]      NAME is lower-case letters and hyphens

    root             way back to the top of the site, "./" or "../../"; precedes every address. A page that may be
                     shown at any address, such as an error, uses "/"
    address          address of this page below the top, "auto/role/x/"
    alternate        address of the same page in the other language
    title            title without the product's name
    description      one sentence for the head of the page
    robots           content of the robots meta element
    query            what the search box already holds (the search page only)
    tab-KEY          one per tab; ` aria-current="true"` for the section one is in, else nothing
    body             HTML of the columns, see `compose_body`

All values but `body` and `tab-KEY` are HTML-escaped text. An unknown or unneeded name is filled with nothing, so
`re.sub(r"\\[\\[db:([a-z-]+)\\]\\]", lambda found: values.get(found[1], ""), shell)` is a complete filler.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from generators.languages import PREFIXES, Language

SHELL_FILES: Final[Mapping[Language, str]] = {"zh-Hans": "zh.html", "en": "en.html"}

TABS: Final[Mapping[str, str]] = {
    "home": "",
    "roles": "roles/",
    "procedures": "procedures/",
    "policies": "policies/",
    "forms": "forms/",
    "register": "register/",
    "calendar": "calendar/",
    "glossary": "glossary/",
}

_PLACEHOLDER = re.compile(r"\[\[db:([a-z-]+)\]\]")
_ADDRESS = re.compile(r"(?:[^/\s]+/)*")
# The spelling of entities the template engine uses, so that filled and rendered pages agree to the byte.
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "'": "&#39;"})
# Markdown would read a fence at the start of a line as code even inside raw HTML.
_FENCE = re.compile(r"^([ \t]*)(`{3,}|~{3,})", re.MULTILINE)
# Legal as they are inside a JSON string, but line breaks or unprintable to YAML.
_YAML_ESCAPES = {code: f"\\u{code:04x}" for code in (*range(0x7F, 0xA0), 0x2028, 0x2029, 0xFEFF)}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShellPage:
    """One page to be shown in the shell; addresses are relative to the top of the site and end with a slash.

    `content`, `rail` and `toc` are HTML. The rail (left) and the table of contents (right) may be empty and then
    leave no column; each names itself to assistive technology with its label.
    """

    address: str
    language: Language
    title: str
    alternate: str
    content: str
    rail: str = ""
    rail_label: str = ""
    toc: str = ""
    toc_label: str = ""
    tab: str = ""
    description: str = ""
    robots: str = "noindex"
    query: str = ""

    def __post_init__(self) -> None:
        for address in (self.address, self.alternate):
            if not _ADDRESS.fullmatch(address):
                raise ValueError(
                    f"a page address is empty or ends with a slash and starts with none: {address!r}"
                )
        if self.tab and self.tab not in TABS:
            raise ValueError(f"unknown tab: {self.tab!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Masthead:
    """What the shell says about the company, by language: its name beside the mark, its notice at the foot."""

    company: Mapping[Language, str]
    notice: Mapping[Language, str]


@dataclass(frozen=True, slots=True)
class Shell:
    """A rendered shell cut at its placeholders: text, name, text, name, …, text."""

    pieces: tuple[str, ...]

    @classmethod
    def parse(cls, template: str) -> "Shell":
        """Cut the text of a shell file."""
        return cls(tuple(_PLACEHOLDER.split(template)))

    def fill(self, page: ShellPage) -> str:
        """The complete HTML of one page."""
        values = placeholder_values(page)
        filled = list(self.pieces)
        filled[1::2] = [values.get(name, "") for name in self.pieces[1::2]]
        return "".join(filled)


def load_shell(path: Path) -> Shell:
    """Read a shell file that an earlier run left behind."""
    return Shell.parse(path.read_text(encoding="utf-8"))


def relative_root(address: str) -> str:
    """The way from a page back to the top of the site, as a prefix for any address."""
    return "../" * address.count("/") or "./"


def placeholder_values(page: ShellPage) -> dict[str, str]:
    """What stands at each placeholder on this page."""
    values = {name: escape(text) for name, text in _texts(page).items()}
    values["body"] = compose_body(page)
    if page.tab:
        values[f"tab-{page.tab}"] = f' aria-current="{_tab_state(page)}"'
    return values


def compose_body(page: ShellPage) -> str:
    """The columns of a page: rail, content, table of contents, in reading order."""
    columns = (
        '<div class="db-columns">',
        _side("rail", page.rail_label, page.rail),
        '<div class="md-content" id="main" tabindex="-1"><article class="md-content__inner">',
        page.content,
        "</article></div>",
        _side("toc", page.toc_label, page.toc),
        "</div>",
    )
    body = "\n".join(column for column in columns if column)
    has_fence = "```" in body or "~~~" in body  # to look for one at the start of a line costs far more
    return _FENCE.sub(_spell_out_fence, body) if has_fence else body


def markdown_page(page: ShellPage, *, masthead: Masthead) -> str:
    """The Markdown twin: the site engine renders it to the HTML that `Shell.fill` gives."""
    facts = {
        **_texts(page),
        "language": page.language,
        "company": masthead.company[page.language],
        "notice": masthead.notice[page.language],
        "tab": page.tab,
        "tab_state": _tab_state(page),
    }
    del facts["root"]  # the engine knows where the page lies
    return front_matter(facts) + compose_body(page) + "\n"


def front_matter(facts: Mapping[str, str]) -> str:
    """A YAML block of quoted texts; JSON strings are YAML strings but for a few characters."""
    lines = (
        f"{name}: {json.dumps(text, ensure_ascii=False).translate(_YAML_ESCAPES)}"
        for name, text in facts.items()
    )
    return "---\n" + "\n".join(lines) + "\n---\n"


def markdown_path(address: str) -> str:
    """Where the Markdown twin lies below the documentation folder."""
    return f"{address.rstrip('/') or 'index'}.md"


def escape(text: str) -> str:
    """Text made safe for element content and quoted attributes."""
    return text.translate(_ENTITIES)


def _texts(page: ShellPage) -> dict[str, str]:
    return {
        "root": relative_root(page.address),
        "address": page.address,
        "alternate": page.alternate,
        "title": page.title,
        "description": page.description,
        "robots": page.robots,
        "query": page.query,
    }


def _tab_state(page: ShellPage) -> str:
    on_tab = page.tab and page.address == PREFIXES[page.language] + TABS[page.tab]
    return "page" if on_tab else "true"


def _side(name: str, label: str, html: str) -> str:
    return f'<nav class="db-side db-side--{name}" aria-label="{escape(label)}">{html}</nav>' if html else ""


def _spell_out_fence(found: re.Match[str]) -> str:
    return found[1] + "".join(f"&#{ord(mark)};" for mark in found[2])
