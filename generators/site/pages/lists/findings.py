"""The page of findings 检查意见: what the company knows to be missing, said openly."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from markupsafe import Markup, escape

from generators.messages import sentence_of
from generators.model.extract import Card, as_text
from generators.model.findings import Finding
from generators.model.text import Text
from generators.site.pages.pen import NOTHING, Pen
from generators.site.pages.templates import render
from generators.site.pages.views.departments import locale_of_pen
from generators.site.pages.views.orgtree import units_in_order

Told = list[tuple[Finding, str]]
"""Findings, each with its sentence."""


class Gap(NamedTuple):
    """One known gap: what is missing, who closes it and when."""

    what: Text
    notes: list[Markup]


class Group(NamedTuple):
    """What is said about the documents of one unit, document by document."""

    title: Markup
    size: int
    documents: list[tuple[Markup, Sequence[Any]]]


def findings(pen: Pen) -> Markup:
    """The content column: known gaps first, then findings by document, then the ones exempted with a reason."""
    found = pen.desk.findings_by_document
    silenced = [f for listed in found.values() for f in listed if f.silenced]
    gaps = {card.id: own for card in pen.library.documents() if (own := _gaps(pen, card))}
    told = {document: said for document, listed in sorted(found.items()) if (said := _told(pen, listed))}
    counts = sum(map(len, gaps.values())), sum(map(len, told.values()))
    return render(
        "findings",
        pen,
        gap_count=counts[0],
        gaps=_by_unit(pen, gaps),
        foreign=sum(not gap.what.speaks(pen.language) for own in gaps.values() for gap in own),
        count=counts[1],
        figure=pen.word("findings.figure", gaps=counts[0], findings=counts[1], silenced=len(silenced)),
        by_document=_by_unit(pen, told),
        silenced=[(f, _name(pen, f.document), _sentence(pen, f)) for f in silenced],
    )


def is_shown(finding: Finding) -> bool:
    """Registered gaps have a section of their own."""
    return not finding.silenced and finding.code != "gap-registered"


def _told(pen: Pen, listed: list[Finding]) -> Told:
    return [(finding, _sentence(pen, finding)) for finding in listed if is_shown(finding)]


def _by_unit(pen: Pen, listed: Mapping[str, Sequence[Any]]) -> list[Group]:
    """By unit; what concerns no unit (the company, its glossary) stands first."""
    units = units_in_order(pen.library)
    names = {"": pen.say("findings.company"), **{unit.id: pen.name(unit.title) for unit in units}}
    groups = []
    for unit, name in names.items():
        own = [(key, said) for key, said in listed.items() if _unit_of(pen, key) == unit]
        if own:
            count = sum(len(said) for _, said in own)
            groups.append(Group(name, count, [(_name(pen, key), said) for key, said in own]))
    return groups


def _unit_of(pen: Pen, document: str) -> str:
    unit = document.partition("/")[0]
    return unit if unit in pen.library.units else ""


def _sentence(pen: Pen, finding: Finding) -> str:
    return sentence_of(finding, locale_of_pen(pen))


def _name(pen: Pen, document: str) -> Markup:
    document, _, revision = document.partition("@")
    if document not in pen.desk.with_page:
        return escape(pen.word("findings.company"))
    return pen.link(document) + (
        Markup(' <span class="code dim">{}</span>').format(revision) if revision else NOTHING
    )


def _gaps(pen: Pen, card: Card) -> list[Gap]:
    return [Gap(as_text(gap["what"]), _gap_notes(pen, gap)) for gap in pen.library.extracts[card.id].gaps]


def _gap_notes(pen: Pen, gap: dict[str, str]) -> list[Markup]:
    notes = []
    if gap.get("owner"):
        notes.append(pen.phrase("gaps.owner", who=pen.link(gap["owner"])))
    if gap.get("due"):
        notes.append(pen.phrase("gaps.due", day=pen.due_day(gap["due"])))
    return notes
