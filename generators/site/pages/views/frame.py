"""The frame of every controlled document: head, control block, notes, body, history, known gaps, basis."""

from collections.abc import Callable, Iterator
from typing import Any

from markupsafe import Markup, escape

from generators.languages import PREFIXES
from generators.model.checklists import Checklist
from generators.model.control import AcknowledgementRule, Document, KnownGap, Revision
from generators.model.extract import Card
from generators.model.forms import Form
from generators.model.organisation import Department
from generators.model.policies import Articles
from generators.model.procedures import Procedure
from generators.model.roles import Role
from generators.model.text import Text
from generators.phrases.around import Surroundings
from generators.phrases.places import place_name as name_of_place
from generators.phrases.places import places_of
from generators.site.pages.pen import NOTHING, Pen
from generators.site.pages.templates import render
from generators.site.pages.views.articles import articles_view
from generators.site.pages.views.checklists import checklist_view
from generators.site.pages.views.departments import department_view
from generators.site.pages.views.forms import form_view
from generators.site.pages.views.notes import line, said
from generators.site.pages.views.procedures import procedure_view
from generators.site.pages.views.roles import role_view

Note = tuple[str, str, Markup]
"""Class, bold lead, sentence."""


def document_content(pen: Pen, around: Surroundings, document: Document) -> Markup:
    """The content column of a document's page."""
    card = pen.card(document.id)
    planned = document.status == "planned"
    body = _planned_body(pen, document) if planned else _body(pen, around, document)
    tail = NOTHING if planned else _tail(pen, document)
    other = document.title.zh if pen.language == "en" else document.title.en
    return render(
        "document",
        pen,
        doc=document,
        crumb=crumb(pen, card),
        other_title=other if other != pen.plain(document.title) else "",
        other_language="zh-Hans" if pen.language == "en" else "en",
        control=_aligned(list(_control_cells(pen, document, card))),
        word_file=_word_file(pen, document),
        compared=next(reversed(pen.library.earlier_revisions.get(document.id, ())), ""),
        notes=list(_notes(pen, document)),
        body=body,
        tail=tail,
    )


def _word_file(pen: Pen, document: Document) -> str:
    """Where the document stands as a Word file; "" where there is none."""
    if not pen.desk.with_files or document.status == "planned":
        return ""
    return f"{pen.root}handbooks/{PREFIXES[pen.language]}{document.id}.docx"


def _body(pen: Pen, around: Surroundings, document: Document) -> Markup:
    template, view = _view_of(document)
    return render(template, pen, doc=document, **view(pen, around, document))


def _view_of(document: Document) -> tuple[str, Callable[[Pen, Surroundings, Any], dict[str, Any]]]:
    views: dict[type[Document], tuple[str, Callable[[Pen, Surroundings, Any], dict[str, Any]]]] = {
        Role: ("role", role_view),
        Department: ("department", department_view),
        Procedure: ("procedure", procedure_view),
        Articles: ("articles", articles_view),
        Form: ("form", form_view),
        Checklist: ("checklist", checklist_view),
    }
    return next(view for kind, view in views.items() if isinstance(document, kind))


def _planned_body(pen: Pen, document: Document) -> Markup:
    owner = pen.link(document.control.owner) if document.control.owner else pen.say("text.unset")
    day = pen.day(document.control.planned_for) if document.control.planned_for else pen.say("text.unset")
    return render("planned", pen, owner=owner, day=day)


def crumb(pen: Pen, card: Card, *, within: bool = False) -> Markup:
    """Unit, department, kind of document. *within*: the document itself is a step on the way."""
    steps = [pen.link(card.unit)] if card.unit in pen.library.units else []
    if card.department and card.department != card.id:
        steps.append(pen.link(card.department))
    steps.append(pen.link(card.id) if within else escape(pen.word(f"manual.{card.kind}")))
    return Markup('<ol class="crumb">{}</ol>').format(
        NOTHING.join(Markup("<li>{}</li>").format(s) for s in steps)
    )


Cell = tuple[str, Markup | str, str]


def _control_cells(pen: Pen, document: Document, card: Card) -> Iterator[Cell]:
    """Label, value and class of the control block's cells; what is not said is left out."""
    control, word = document.control, pen.word
    if document.status == "planned":
        yield word("control.status"), pen.status(card), ""
        yield from _roles(pen, document, ("owner",))
        yield word("control.planned_for"), pen.due_day(control.planned_for), ""
        return
    if control.revision:
        yield word("control.revision"), word("text.revision", revision=control.revision), ""
    yield word("control.status"), pen.status(card), ""
    yield word("control.effective"), pen.day(control.effective), ""
    yield word("control.review_by"), pen.due_day(control.review_by), ""
    if card.department and card.department != card.id and document_is_owned(card):
        yield word("control.department"), pen.link(card.department), ""
    yield from _roles(pen, document, ("owner", "author", "reviewer", "approver"))
    yield word("control.classification"), word(f"control.{control.classification}"), ""
    yield from _rules(pen, document)


def document_is_owned(card: Card) -> bool:
    """Whether a department answers for the document; a role belongs to one, which its page says elsewhere."""
    return card.kind != "role"


def _roles(pen: Pen, document: Document, names: tuple[str, ...]) -> Iterator[Cell]:
    for name in names:
        role = getattr(document.control, name)
        if role:
            yield pen.word(f"control.{name}"), pen.link(role), ""


def _rules(pen: Pen, document: Document) -> Iterator[Cell]:
    """Retention, confirmation, distribution."""
    control, word = document.control, pen.word
    classes = {kept.id: kept for kept in pen.library.company.retention}
    if control.retention in classes:
        yield word("control.retention"), pen.name(classes[control.retention].title), ""
    if control.acknowledge:
        yield word("control.acknowledge"), _acknowledgement(pen, control.acknowledge), ""
    if control.readers:
        yield word("control.readers"), pen.links(control.readers), ""
    if control.distribution:
        yield word("control.distribution"), pen.links(control.distribution), ""


def _acknowledgement(pen: Pen, rule: AcknowledgementRule) -> Markup:
    words = {"participants", "holders", "everyone"}
    who = [escape(pen.word(f"control.{name}")) if name in words else pen.link(name) for name in rule.by]
    joined = pen.comma.join(who)
    said = pen.phrase("control.acknowledge-value", who=joined, within=pen.duration(rule.within))
    return Markup('<span class="mixed">{}</span>').format(said)


def _aligned(cells: list[Cell]) -> list[Cell]:
    """The last cell takes what is left of its line of four."""
    left = -len(cells) % 4
    if left and len(cells) > 4:
        label, value, _ = cells[-1]
        cells[-1] = (label, value, f"w{min(left + 1, 3)}")
    return cells


def _notes(pen: Pen, document: Document) -> Iterator[Note]:
    status, by = document.status, document.control.superseded_by
    if status == "superseded":
        said_by = pen.phrase("page.superseded", by=pen.link(by)) if by else pen.say("page.superseded-alone")
        yield "late", pen.word("page.superseded-lead"), said_by
    elif status in ("withdrawn", "draft", "review"):
        css = "late" if status == "withdrawn" else "info"
        yield css, pen.word(f"page.{status}-lead"), pen.say(f"page.{status}")
    if pen.untranslated and not pen.translated:
        yield "", "", pen.say("page.untranslated")
    elif pen.untranslated:
        yield "", "", pen.say("page.partly-untranslated")


def _tail(pen: Pen, document: Document) -> Markup:
    places = places_of(document) if _names_places(document) else {}
    control = document.control
    compared = pen.library.earlier_revisions.get(document.id)
    more = NOTHING
    if compared:
        link = Markup('<a class="r noprint" href="{}changes/">{}</a>')
        more = link.format(pen.href(document.id), pen.word("changes.compare"))
    sources = {source.id: source.title for source in pen.library.company.sources}
    basis = [(code, pen.name(sources[code]) if code in sources else NOTHING) for code in control.basis]
    return render(
        "tail",
        pen,
        doc=document,
        compare=more,
        basis=basis if document.status == "effective" else basis or None,
        line_notes=lambda line_: _line_notes(pen, line_, places),
        gap_notes=lambda gap: gap_notes(pen, gap, places),
    )


def _names_places(document: Document) -> bool:
    control = document.control
    return any(line_.clauses for line_ in control.revisions) or any(gap.about for gap in control.gaps)


def place_link(pen: Pen, anchor: str, places: dict[str, tuple[str, str]]) -> Markup:
    """A node of this page by its name (职责 3); nothing for one that is gone."""
    if anchor not in places:
        return NOTHING
    return Markup('<a href="#{}">{}</a>').format(anchor, place_name(pen, *places[anchor]))


def place_name(pen: Pen, part: str, label: str | Text) -> str:
    """What people call a node: the list it stands in and its number."""
    return name_of_place(pen.word, part, label)


def _line_notes(pen: Pen, revision: Revision, places: dict[str, tuple[str, str]]) -> Markup:
    links = [link for link in (place_link(pen, anchor, places) for anchor in revision.clauses) if link]
    return line(pen, (
        pen.day(revision.date),
        said(pen, "changes.by", "who", pen.link(revision.by) if revision.by else NOTHING),
        said(pen, "changes.approved", "who", pen.link(revision.approved_by) if revision.approved_by else NOTHING),
        said(pen, "changes.clauses", "places", pen.comma.join(links)),
    ))  # fmt: skip


def gap_notes(pen: Pen, gap: KnownGap, places: dict[str, tuple[str, str]]) -> list[Markup]:
    """Where the gap is, who closes it, by when."""
    notes = (
        said(pen, "gaps.about", "place", place_link(pen, gap.about, places)),
        said(pen, "gaps.owner", "who", pen.link(gap.owner) if gap.owner else NOTHING),
        said(pen, "gaps.due", "day", pen.due_day(gap.due) if gap.due else NOTHING),
    )
    return [note for note in notes if note]
