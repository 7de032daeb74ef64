"""Small lines beneath a duty, step or item: to whom, from what, kept how long."""

from collections.abc import Iterable

from markupsafe import Markup

from generators.model.roles import Evidence
from generators.phrases.around import Passage, node_of
from generators.phrases.wording import timed_of
from generators.site.pages.pen import NOTHING, Pen, html


def line(pen: Pen, parts: Iterable[Markup]) -> Markup:
    """The parts that say something, in one line; a part that is a whole sentence loses its full stop."""
    said = [part for part in parts if part]
    return pen.say("text.stop").join([*(part.rstrip("。.；;") for part in said[:-1]), *said[-1:]])


def said(pen: Pen, key: str, name: str, value: Markup | str | None) -> Markup:
    """``交 {who}`` with its blank filled; nothing when there is nothing to fill in."""
    return pen.phrase(key, **{name: value}) if value else NOTHING


def strong(value: Markup) -> Markup:
    """The piece of a line that the eye looks for."""
    return html(f"<b>{value}</b>") if value else NOTHING


def evidence(pen: Pen, proofs: Iterable[Evidence]) -> Markup:
    """What shows that something was done."""
    named = (pen.link(proof.form) if proof.form else _label(pen, proof) for proof in proofs)
    return pen.comma.join(name for name in named if name)


def _label(pen: Pen, proof: Evidence) -> Markup:
    return pen.name(proof.label) if proof.label else NOTHING


def chip_of(pen: Pen, passage: Passage) -> Markup:
    """The deadline of a passage of another document."""
    return pen.chip(timed_of(node_of(passage)))


def wide(nodes: Iterable[object]) -> str:
    """A class for lists whose labels (第十二条) need a wider column."""
    longest = max((len(getattr(node, "label", "")) for node in nodes), default=0)
    return " wide" if longest > 3 else ""
