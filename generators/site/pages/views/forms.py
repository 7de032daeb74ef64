"""The form page 表单: what is filled in, who signs, where it is used, how long it is kept."""

from itertools import groupby
from typing import Any

from markupsafe import Markup

from generators.model.forms import Form, FormField
from generators.phrases.around import Passage, Surroundings
from generators.site.pages.pen import NOTHING, Pen, html
from generators.site.pages.views.notes import line

_RANKED = (
    "output", "outputs", "deliverables", "inputs", "branches.requires", "gates.requires", "evidence.form",
    "records.form", "forms",
)  # fmt: skip
_ROWS, _MOST_ROWS = 4, 12
"""Blank rows of a table on the sheet, where the author says nothing, and at most."""


def form_view(pen: Pen, around: Surroundings, form: Form) -> dict[str, Any]:
    """What the template of a form page needs beside the form."""
    uses = around.passages(form.id)
    used = {use.source.id for use in uses}
    naming = around.naming(form.id, *_RANKED)
    groups = groupby(form.fields, lambda field: field.group)
    return {
        "blank_rows": lambda field: min(field.rows or _ROWS, _MOST_ROWS),
        "groups": [(group, list(fields)) for group, fields in groups],
        "field_notes": lambda field: _field_notes(pen, field),
        "uses": uses,
        "use_words": lambda use: _use(pen, use),
        "named_by": [card for card in naming if card.id not in used],
    }


def _field_notes(pen: Pen, field: FormField) -> Markup:
    options = pen.comma.join(pen.inline(option) for option in field.options)
    return line(pen, (
        pen.inline(field.hint),
        pen.phrase("form.options", options=options) if options else NOTHING,
        pen.phrase("form.unit", unit=pen.inline(field.unit)) if field.unit else NOTHING,
        html(pen.word.count("form.rows", field.rows)) if field.rows else NOTHING,
    ))  # fmt: skip


def _use(pen: Pen, use: Passage) -> str:
    relation = next((name for name in _RANKED if name in use.relations), "other")
    return pen.word(f"form.use-{relation}")
