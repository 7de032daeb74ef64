"""The page of findings 检查意见: what the company knows to be missing, said openly."""

from typing import Any

from markupsafe import Markup, escape

from generators.messages import sentence_of
from generators.model.extract import as_text
from generators.model.findings import Finding
from generators.site.pages.lists.rows import unit_choices
from generators.site.pages.pen import NOTHING, Pen
from generators.site.pages.templates import render
from generators.site.pages.views.departments import locale_of_pen


def findings(pen: Pen) -> Markup:
    """The content column: known gaps first, then findings by document, then the ones exempted with a reason."""
    found = pen.desk.findings_by_document
    open_ones = {document: [f for f in listed if is_shown(f)] for document, listed in found.items()}
    silenced = [f for listed in found.values() for f in listed if f.silenced]
    gaps = _gaps(pen)
    count = sum(map(len, open_ones.values()))
    return render(
        "findings",
        pen,
        gaps=gaps,
        filters=unit_choices(pen, [card for card, _, _ in gaps]),
        count=count,
        figure=pen.word("findings.figure", gaps=len(gaps), findings=count, silenced=len(silenced)),
        by_document=[
            (_name(pen, document), [(f, _sentence(pen, f)) for f in listed])
            for document, listed in sorted(open_ones.items())
            if listed
        ],
        silenced=[(f, _name(pen, f.document), _sentence(pen, f)) for f in silenced],
    )


def is_shown(finding: Finding) -> bool:
    """Registered gaps have a section of their own."""
    return not finding.silenced and finding.code != "gap-registered"


def _sentence(pen: Pen, finding: Finding) -> str:
    return sentence_of(finding, locale_of_pen(pen))


def _name(pen: Pen, document: str) -> Markup:
    document, _, revision = document.partition("@")
    if document not in pen.desk.with_page:
        return escape(pen.word("findings.company"))
    return pen.link(document) + (
        Markup(' <span class="code dim">{}</span>').format(revision) if revision else NOTHING
    )


def _gaps(pen: Pen) -> list[tuple[Any, Any, list[Markup]]]:
    rows = []
    for card in pen.library.documents():
        for gap in pen.library.extracts[card.id].gaps:
            notes = []
            if gap.get("owner"):
                notes.append(pen.phrase("gaps.owner", who=pen.link(gap["owner"])))
            if gap.get("due"):
                notes.append(pen.phrase("gaps.due", day=pen.due_day(gap["due"])))
            rows.append((card, as_text(gap["what"]), notes))
    return rows
