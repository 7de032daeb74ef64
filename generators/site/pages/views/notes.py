"""Small lines beneath a duty, step or item: to whom, from what, kept how long."""

from collections.abc import Iterable

from markupsafe import Markup

from generators.model.roles import Evidence
from generators.site.pages.around import Passage, node_of
from generators.site.pages.pen import NOTHING, Pen
from generators.site.pages.wording import timed_of


def line(pen: Pen, parts: Iterable[Markup]) -> Markup:
    """The parts that say something, in one line."""
    return Markup(pen.word("text.stop")).join(part for part in parts if part)


def said(pen: Pen, key: str, name: str, value: Markup | str | None) -> Markup:
    """``交 {who}`` with its blank filled; nothing when there is nothing to fill in."""
    return pen.phrase(key, **{name: value}) if value else NOTHING


def strong(value: Markup) -> Markup:
    """The piece of a line that the eye looks for."""
    return Markup(f"<b>{value}</b>") if value else NOTHING


def evidence(pen: Pen, proofs: Iterable[Evidence]) -> Markup:
    """What shows that something was done."""
    return Markup(pen.word("text.comma")).join(
        pen.link(proof.form) if proof.form else pen.name(proof.label) for proof in proofs if proof.form or proof.label
    )


def chip_of(pen: Pen, passage: Passage) -> Markup:
    """The deadline of a passage of another document."""
    return pen.chip(timed_of(node_of(passage)))


def wide(nodes: Iterable[object]) -> str:
    """A class for lists whose labels (第十二条) need a wider column."""
    longest = max((len(getattr(node, "label", "")) for node in nodes), default=0)
    return " wide" if longest > 3 else ""
