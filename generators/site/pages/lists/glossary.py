"""The glossary 术语: every word by its initial, what it means here, what else people say."""

from collections.abc import Iterator

from markupsafe import Markup

from generators.model.terms import Term
from generators.site.pages.pen import Pen
from generators.site.pages.templates import render


def glossary(pen: Pen) -> Markup:
    """The content column of the glossary."""
    terms = pen.library.glossary.terms
    return render(
        "glossary",
        pen,
        count=len(terms),
        groups=_by_initial(pen, terms),
        other=lambda term: _other(pen, term),
        other_language="zh-Hans" if pen.language == "en" else "en",
        notes=lambda term: list(_notes(pen, term)),
    )


def _by_initial(pen: Pen, terms: tuple[Term, ...]) -> list[tuple[str, list[Term]]]:
    groups: dict[str, list[tuple[str, Term]]] = {}
    for term in terms:
        sound = sound_of(pen.plain(term.title))
        initial = sound[:1].upper()
        letter = initial if initial.isascii() and initial.isalpha() else "#"
        groups.setdefault(letter, []).append((sound, term))
    ordered = sorted(groups.items(), key=lambda group: (group[0] == "#", group[0]))
    return [
        (letter, [term for _, term in sorted(found, key=lambda pair: (pair[0], pair[1].id))])
        for letter, found in ordered
    ]


def sound_of(name: str) -> str:
    """How a name is sorted: its pinyin, or itself in lower case. The library is slow to import."""
    from pypinyin import lazy_pinyin

    return "".join(lazy_pinyin(name)).lower()


def _other(pen: Pen, term: Term) -> str:
    other = term.title.zh if pen.language == "en" else term.title.en
    return other if other != pen.plain(term.title) else ""


def _notes(pen: Pen, term: Term) -> Iterator[Markup]:
    comma = pen.comma
    if term.aliases:
        yield pen.phrase("glossary.aliases", names=comma.join(map(pen.name, term.aliases)))
    if term.instead_of:
        yield pen.phrase("glossary.instead", names=comma.join(map(pen.name, term.instead_of)))
    if term.see:
        yield pen.phrase("glossary.see", names=pen.links(term.see))
    if term.unit:
        yield pen.phrase("glossary.unit", unit=pen.link(term.unit))
