"""The registers: documents, procedures, policies and guides, forms, checklists."""

from collections.abc import Callable, Sequence
from typing import Any

from markupsafe import Markup

from generators.model.extract import Card, as_text
from generators.site.pages.lists.gaps import code_gaps
from generators.site.pages.lists.rows import (
    Choice,
    Row,
    cell,
    kind_choices,
    name_cell,
    row_attributes,
    status_choices,
    unit_choices,
)
from generators.site.pages.pen import Pen
from generators.site.pages.templates import render

Filters = list[tuple[str, list[Choice]]]
_RIGHT = ("items", "steps")


def _register(
    pen: Pen,
    name: str,
    cards: Sequence[Card],
    columns: Sequence[str],
    row: Callable[[Card], Row],
    **more: Any,
) -> Markup:
    filters: Filters = [*status_choices(pen, cards), *unit_choices(pen, cards)]
    values: dict[str, Any] = {
        "title": pen.word(f"lists.{name}"),
        "lead": pen.word(f"lists.{name}-lead"),
        "figure": pen.word.count("lists.count", len(cards)),
        "filters": filters,
        "heads": [(pen.word(f"table.{column}"), column in _RIGHT) for column in columns],
        "rows": list(map(row, cards)),
        "foot": [],
    }
    return render("list", pen, **{**values, **more})


def documents(pen: Pen) -> Markup:
    """The register of documents 文件登记册: every controlled document there is, planned ones included."""
    cards = sorted(
        pen.library.documents(), key=lambda card: (card.code or "~", card.unit, card.kind, card.id)
    )
    planned = sum(card.status == "planned" for card in cards)
    figure = pen.word("register.figure", n=len(cards), written=len(cards) - planned, planned=planned)
    gaps = code_gaps(pen.library)
    foot = [pen.word("register.restricted")]
    if gaps:
        foot.append(pen.word("register.gaps", codes=pen.word.joined(gaps)))
    return _register(
        pen, "register", cards,
        ("code", "name", "kind", "revision", "status", "department", "effective", "review"),
        lambda card: _document_row(pen, card),
        figure=figure, foot=foot,
        filters=[*status_choices(pen, cards, overdue=True), *kind_choices(pen, cards), *unit_choices(pen, cards)],
    )  # fmt: skip


def _document_row(pen: Pen, card: Card) -> Row:
    review = pen.due_day(card.review_by)
    if card.status == "planned" and card.planned_for:
        review = pen.phrase("register.planned-for", day=pen.due_day(card.planned_for))
    return Row(row_attributes(card), [
        _code(pen, card),
        name_cell(pen, card),
        cell(pen.word(f"kind.{card.kind}"), "hide dim"),
        cell(card.revision or "–", "hide code"),
        cell(pen.status(card), "stt"),
        cell(_owner(pen, card), "hide"),
        cell(pen.day(card.effective), "hide code"),
        cell(review, "code rev" if card.review_by or card.planned_for else "code rev hide", pen.word("table.review")),
    ])  # fmt: skip


def _code(pen: Pen, card: Card) -> tuple[object, Markup]:
    return cell(pen.code(card.id) if card.code else "–", "code" if card.code else "code hide")


def _owner(pen: Pen, card: Card) -> Markup:
    return pen.link(card.department) if card.department and card.department != card.id else Markup("–")


def procedures(pen: Pen) -> Markup:
    """Procedures with their department and number of steps."""
    cards = pen.library.documents("procedure")
    return _register(
        pen, "procedures", cards, ("code", "name", "department", "revision", "status", "steps"),
        lambda card: Row(row_attributes(card), [
            _code(pen, card),
            _name_and_purpose(pen, card),
            cell(_owner(pen, card), "hide"),
            cell(card.revision or "–", "hide code"),
            cell(pen.status(card), "stt"),
            _figure(pen, card, "steps"),
        ]),
    )  # fmt: skip


def policies(pen: Pen) -> Markup:
    """Policies, then guides."""
    cards = [*pen.library.documents("policy"), *pen.library.documents("guide")]
    return _register(
        pen, "policies", cards, ("code", "name", "kind", "department", "revision", "status", "effective"),
        lambda card: Row(row_attributes(card), [
            _code(pen, card),
            _name_and_purpose(pen, card),
            cell(pen.word(f"kind.{card.kind}"), "hide dim"),
            cell(_owner(pen, card), "hide"),
            cell(card.revision or "–", "hide code"),
            cell(pen.status(card), "stt"),
            cell(pen.day(card.effective), "hide code"),
        ]),
        filters=[*kind_choices(pen, cards), *status_choices(pen, cards), *unit_choices(pen, cards)],
    )  # fmt: skip


def forms(pen: Pen) -> Markup:
    """The register of forms 表单登记册, with how long each is kept."""
    cards = pen.library.documents("form")
    return _register(
        pen, "forms", cards, ("code", "name", "kind", "department", "status", "keep"),
        lambda card: Row(row_attributes(card), [
            _code(pen, card),
            _name_and_purpose(pen, card),
            cell(pen.word("form.register" if card.fact("is_register") else "form.single"), "hide dim"),
            cell(_owner(pen, card), "hide"),
            cell(pen.status(card), "stt"),
            cell(pen.duration(card.fact("keep")) or "–", "nb rev", pen.word("table.keep")),
        ]),
    )  # fmt: skip


def checklists(pen: Pen) -> Markup:
    """Checklists with what starts them and for whom they are."""
    cards = pen.library.documents("checklist")
    return _register(
        pen, "checklists", cards, ("code", "name", "roles", "start", "status", "items"),
        lambda card: Row(row_attributes(card), [
            _code(pen, card),
            _name_and_purpose(pen, card),
            cell(pen.links(card.fact("for_roles", ())) or "–", "hide"),
            cell(pen.word(f"checklist.{card.fact('start', {}).get('event', 'manual')}"), "hide dim"),
            cell(pen.status(card), "stt"),
            _figure(pen, card, "items"),
        ]),
    )  # fmt: skip


def _name_and_purpose(pen: Pen, card: Card) -> tuple[object, Markup]:
    name, css = name_cell(pen, card)
    purpose = card.fact("purpose")
    if purpose is None or card.status == "planned":
        return name, css
    return Markup('{}<small class="clip">{}</small>').format(name, pen.name(as_text(purpose))), css


def _figure(pen: Pen, card: Card, fact: str) -> tuple[object, Markup]:
    count = card.fact(fact)
    return cell(
        count if count is not None else "–",
        "num" if count is not None else "num gone",
        pen.word(f"table.{fact}"),
    )
