"""Prose 长文: an author's Markdown as clean HTML, with headings that fit below a page's title."""

import re
from collections.abc import Callable
from functools import cache
from typing import Final

from markupsafe import Markup

_EXTENSIONS: Final = ("tables", "sane_lists", "def_list")
_HEADING: Final = re.compile(r"<h([1-6])[^>]*>(.*?)</h\1>", re.DOTALL)
_TAG: Final = re.compile(r"(<[^>]+>)")
_SILENT: Final = ("a", "code", "pre", "h2", "h3", "h4", "h5", "h6")
_TAGS: Final = frozenset(
    "a abbr b blockquote br code dd del dl dt em h1 h2 h3 h4 h5 h6 hr i ins kbd li ol p pre s small strong sub sup "
    "table tbody td th thead tr ul".split()
)
_ATTRIBUTES: Final = {"a": {"href", "title"}, "ol": {"start"}, "abbr": {"title"}}


@cache
def _clean_html(markdown: str) -> str:
    """Markdown rendered and sanitised. Both libraries are slow to import, and few documents have prose."""
    import nh3
    from markdown import Markdown

    raw = Markdown(extensions=list(_EXTENSIONS)).convert(markdown)
    return nh3.clean(raw, tags=set(_TAGS), attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()})


def render_prose(markdown: str, link_names: Callable[[str], str]) -> Markup:
    """HTML for a ``.md-typeset`` island. *link_names* turns the escaped text between tags into text with links."""
    html = _numbered_headings(_clean_html(markdown))
    return Markup(_linked(html, link_names).replace("<th>", '<th scope="col">'))


def _numbered_headings(html: str) -> str:
    """Headings begin at the second level, skip none, and carry an id: slugs of Chinese headings come out empty."""
    levels: list[int] = []

    def renumbered(found: re.Match[str]) -> str:
        level = int(found[1])
        while levels and levels[-1] >= level:
            levels.pop()
        levels.append(level)
        shown = min(len(levels) + 1, 6)
        count[0] += 1
        return f'<h{shown} id="s-prose-{count[0]}">{found[2]}</h{shown}>'

    count = [0]
    return _HEADING.sub(renumbered, html)


def headings(html: str) -> list[tuple[str, str]]:
    """Anchors and texts of the second-level headings, for the table of contents."""
    found = re.findall(r'<h2 id="([^"]+)">(.*?)</h2>', html, re.DOTALL)
    return [(anchor, _TAG.sub("", text)) for anchor, text in found]


def _linked(html: str, link_names: Callable[[str], str]) -> str:
    parts = _TAG.split(html)
    silent = 0
    for place, part in enumerate(parts):
        if place % 2 == 0:
            if part and not silent:
                parts[place] = link_names(part)
            continue
        name = part.strip("</>").split()[0].lower() if part.strip("</>") else ""
        if name in _SILENT:
            silent += -1 if part.startswith("</") else 1
    return "".join(parts)
