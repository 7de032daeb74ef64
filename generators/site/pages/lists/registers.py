"""The registers: documents, procedures, policies and guides, forms, checklists."""

from collections.abc import Callable, Sequence
from typing import Any

from markupsafe import Markup

from generators.model.extract import Card, as_text
from generators.model.organisation import Unit
from generators.phrases.labels import by_code
from generators.site.pages.lists.coverage import coverage_table
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
from generators.site.pages.pen import NOTHING, Pen
from generators.site.pages.templates import render
from generators.site.pages.views.orgtree import units_in_order

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
        "groups": _by_unit(pen, cards, row),
        "before": NOTHING,
        "foot": [],
        "more": (),
    }
    return render("list", pen, **{**values, **more})


def _by_unit(pen: Pen, cards: Sequence[Card], row: Callable[[Card], Row]) -> list[tuple[Unit, list[Row]]]:
    """The rows of each unit, the group's own first."""
    rows: dict[str, list[Row]] = {}
    for card in cards:
        rows.setdefault(card.unit, []).append(row(card))
    return [(unit, rows[unit.id]) for unit in units_in_order(pen.library) if unit.id in rows]


def documents(pen: Pen) -> Markup:
    """The register of documents 文件登记册: every controlled document there is, planned ones included."""
    cards = sorted(pen.library.documents(), key=by_code)
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
        figure=figure, foot=foot, more=(("register/planned/", pen.word("planned.link", n=planned)),) if planned else (),
        filters=[*status_choices(pen, cards, overdue=True), *kind_choices(pen, cards), *unit_choices(pen, cards)],
    )  # fmt: skip


def _document_row(pen: Pen, card: Card) -> Row:
    review = pen.due_day(card.review_by)
    if card.status == "planned" and card.planned_for:
        review = pen.phrase("register.planned-for", day=pen.due_day(card.planned_for))
    return Row(row_attributes(card), [
        _code(pen, card),
        name_cell(pen, card),
        cell(pen.word(f"kind.{card.kind}"), "hide dim nb"),
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


def planned(pen: Pen) -> Markup:
    """The register of planned documents 待编文件: what is still to be written, by whom and by when."""
    cards = sorted((card for card in pen.library.documents() if card.status == "planned"), key=by_code)
    return _register(
        pen, "planned", cards, ("code", "name", "kind", "department", "owner", "planned"),
        lambda card: Row(row_attributes(card), [
            _code(pen, card),
            cell(pen.link(card.id), "w nm"),
            cell(pen.word(f"kind.{card.kind}"), "dim stt"),
            cell(_owner(pen, card), "hide"),
            cell(pen.link(card.owner) if card.owner else "–", "who", pen.word("table.owner")),
            cell(pen.due_day(card.planned_for), "code rev"),
        ]),
        filters=[*kind_choices(pen, cards), *unit_choices(pen, cards)],
        before=coverage_table(pen),
    )  # fmt: skip


def procedures(pen: Pen) -> Markup:
    """Procedures with their department and number of steps."""
    cards = sorted(pen.library.documents("procedure"), key=by_code)
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
    cards = [
        card for kind in ("policy", "guide") for card in sorted(pen.library.documents(kind), key=by_code)
    ]
    return _register(
        pen, "policies", cards, ("code", "name", "kind", "department", "revision", "status", "effective"),
        lambda card: Row(row_attributes(card), [
            _code(pen, card),
            _name_and_purpose(pen, card),
            cell(pen.word(f"kind.{card.kind}"), "hide dim nb"),
            cell(_owner(pen, card), "hide"),
            cell(card.revision or "–", "hide code"),
            cell(pen.status(card), "stt"),
            cell(pen.day(card.effective), "hide code"),
        ]),
        filters=[*kind_choices(pen, cards), *status_choices(pen, cards), *unit_choices(pen, cards)],
    )  # fmt: skip


def forms(pen: Pen) -> Markup:
    """The register of forms 表单登记册, with how long each is kept."""
    cards = sorted(pen.library.documents("form"), key=by_code)
    return _register(
        pen, "forms", cards, ("code", "name", "kind", "department", "status", "keep"),
        lambda card: Row(row_attributes(card), [
            _code(pen, card),
            _name_and_purpose(pen, card),
            cell(pen.word("form.register" if card.fact("is_register") else "form.single"), "hide dim nb"),
            cell(_owner(pen, card), "hide"),
            cell(pen.status(card), "stt"),
            cell(pen.duration(card.fact("keep")) or "–", "nb rev", pen.word("table.keep")),
        ]),
    )  # fmt: skip


def checklists(pen: Pen) -> Markup:
    """Checklists with what starts them and for whom they are."""
    cards = sorted(pen.library.documents("checklist"), key=by_code)
    return _register(
        pen, "checklists", cards, ("code", "name", "roles", "start", "status", "items"),
        lambda card: Row(row_attributes(card), [
            _code(pen, card),
            _name_and_purpose(pen, card),
            cell(pen.links(card.fact("for_roles", ())) or "–", "hide"),
            cell(pen.word(f"checklist.{card.fact('start', {}).get('event', 'manual')}"), "hide dim nb"),
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
