"""The checklist page 检查表: what is ticked off, by whom, with what evidence."""

from typing import Any

from markupsafe import Markup

from generators.model.checklists import CheckItem, Checklist
from generators.phrases import wording
from generators.phrases.around import Surroundings
from generators.site.pages.pen import NOTHING, Pen
from generators.site.pages.views.notes import evidence, line, said


def checklist_view(pen: Pen, around: Surroundings, checklist: Checklist) -> dict[str, Any]:
    """What the template of a checklist page needs beside the checklist."""
    return {
        "start": _start(pen, checklist),
        "count": count_items(checklist.items),
        "item_notes": lambda item: _item_notes(pen, item),
        "used_by": [card for card in around.naming(checklist.id, "checklists") if card.kind == "role"],
    }


def count_items(items: tuple[CheckItem, ...]) -> int:
    """Everything to tick off, at all depths."""
    return sum(1 + count_items(item.items) for item in items)


def _start(pen: Pen, checklist: Checklist) -> Markup:
    start = checklist.start
    if start.recurs is not None:
        return (
            pen.say(f"checklist.{start.event}")
            + pen.word("text.stop")
            + wording.recurrence(start.recurs, pen.language)
        )
    if start.procedure:
        place = (
            pen.library.extracts[start.procedure].places.get(start.step)
            if start.procedure in pen.library.extracts
            else None
        )
        step = pen.word("text.step", n=place.number) if place else ""
        return pen.phrase("checklist.step-of", procedure=pen.link(start.procedure, start.step), step=step)
    return pen.say(f"checklist.{start.event}")


def _item_notes(pen: Pen, item: CheckItem) -> Markup:
    return line(pen, (
        said(pen, "checklist.requirement", "what", pen.inline(item.requirement)),
        said(pen, "checklist.method", "what", pen.inline(item.method)),
        said(pen, "checklist.by", "who", pen.link(item.by) if item.by else NOTHING),
        said(pen, "checklist.read", "document", pen.link(item.read) if item.read else NOTHING),
        said(pen, "duty.evidence", "what", evidence(pen, item.evidence)),
        said(pen, "checklist.verify", "who", pen.link(item.verify) if item.verify else NOTHING),
    ))  # fmt: skip
