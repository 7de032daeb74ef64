"""Bodies 形体: how large each node is with its texts, before anybody knows where it stands.

All values are relative to the centre of the node's outline. Beside the outline, on the far side of the lane, stands
the tray: forms, and notes that belong to the node.
"""

from collections.abc import Iterable
from functools import lru_cache
from math import ceil
from typing import Final, Literal, NamedTuple

from generators.process.layout.picture import Box, FormShape, Label, Orientation, Shape, Style, Words
from generators.process.measure import width_of, wrap
from generators.process.parts import Named, Node

SIZES: Final[dict[Style, int]] = {
    "title": 14,
    "strong": 14,
    "sub": 12,
    "pill": 13,
    "label": 12,
    "form": 12,
    "lane": 14,
    "number": 11,
}
LINE_HEIGHTS: Final[dict[Style, int]] = {
    "title": 18,
    "strong": 18,
    "sub": 15,
    "pill": 17,
    "label": 15,
    "form": 15,
    "lane": 17,
    "number": 14,
}
GATEWAY: Final = 36
CONNECTOR: Final = 24
BADGE: Final = 18
_FORM_FOLD: Final = 8
_TRAY_GAP: Final = 8
_MOST_LINES: Final = 4
_MOST_LINES_OF_EVENT: Final = 6
"""What begins a process, or takes it over, is said in a clause rather than a name."""


class Block(NamedTuple):
    """Lines of text around a centre."""

    lines: tuple[Words, ...]
    w: int
    h: int

    def moved(self, dx: int, dy: int) -> tuple[Words, ...]:
        """The lines around another centre."""
        return tuple([line.moved(dx, dy) for line in self.lines])


class Body(NamedTuple):
    """A node's outline and everything that stands beside it, around the centre of the outline."""

    shape: Shape
    forms: tuple[FormShape, ...] = ()

    @property
    def parts(self) -> Iterable[Box]:
        """Everything that takes room."""
        yield self.shape.box
        if self.shape.badge:
            yield self.shape.badge
        yield from (note.box for note in self.shape.notes)
        yield from (form.box for form in self.forms)


@lru_cache(maxsize=4096)
def block(*parts: tuple[str, Style, int, int]) -> Block:
    """Texts below each other: each with its style, the width it may take, and the most lines (0 = any number)."""
    lines: list[tuple[str, Style]] = []
    for text, style, width, most in parts:
        lines += [(line, style) for line in wrap(text, SIZES[style], width, most)]
    height = sum(LINE_HEIGHTS[style] for _, style in lines)
    width_used = max((width_of(text, SIZES[style]) for text, style in lines), default=0)
    placed, top = [], -height // 2
    for text, style in lines:
        tall = LINE_HEIGHTS[style]
        base = top + tall - (tall - SIZES[style]) // 2 - SIZES[style] // 6
        placed.append(Words(text, 0, base, style))
        top += tall
    return Block(tuple(placed), ceil(width_used), height)


def label_of(text: str, orientation: Orientation) -> Block:
    """The label of an edge."""
    return block((text, "label", 78 if orientation == "across" else 52, 3))


def body_of(
    node: Node,
    orientation: Orientation,
    *,
    forms: Iterable[tuple[Named, Literal["in", "out"]]],
    spread: int = 0,
) -> Body:
    """The body of a node with the forms that are shown beside it; its front is at least *spread* long."""
    text = _text_of(node, orientation)
    width, height = _outline(node, text)
    if orientation == "across":
        height = max(height, spread)
    else:
        width = max(width, spread)
    width, height = width + width % 2, height + height % 2
    box = Box(-width // 2, -height // 2, width, height)
    blocks = [*_notes(node), *(_form_block(form, way) for form, way in forms)]
    notes, shapes = _tray(node, blocks, box, orientation)
    return Body(Shape(node, box, text.lines, _badge(node, box), tuple(notes)), tuple(shapes))


def _text_of(node: Node, orientation: Orientation) -> Block:
    wide = 100 if orientation == "across" else 92
    if node.kind in ("fork", "join"):
        return block()
    if node.kind in ("start", "end", "connector"):
        return block((node.title, "pill", 96, 2))
    if node.kind == "decision":
        return block((node.title, "pill", _decision_width(node.title), _MOST_LINES))
    if node.kind in ("trigger", "handoff"):
        return block((node.title, "pill", wide, _MOST_LINES_OF_EVENT))
    return block((node.title, "title", wide, _MOST_LINES), (node.limit, "sub", wide + 8, 3))


def _decision_width(title: str) -> int:
    """Short questions stand in one line, longer ones make a text about twice as wide as high."""
    width = width_of(title, SIZES["pill"])
    return 56 if width <= 56 else 84


_LEAST: Final[dict[str, tuple[int, int, int, int]]] = {
    "start": (48, 24, 28, 11),
    "end": (48, 24, 28, 11),
    "trigger": (72, 30, 32, 14),
    "handoff": (80, 34, 40, 14),
    "connector": (CONNECTOR, 12, CONNECTOR, 0),
}
_BOX: Final = (86, 20, 46, 16)
"""Least width, margin beside the text, least height, margin above and below the text together."""


def _outline(node: Node, text: Block) -> tuple[int, int]:
    if node.kind in ("fork", "join"):
        return GATEWAY, GATEWAY
    if node.kind == "decision":
        return _diamond(text)
    width, beside_text, height, around_text = _LEAST.get(node.kind, _BOX)
    return max(width, text.w + beside_text), max(height, text.h + around_text)


def _diamond(text: Block) -> tuple[int, int]:
    """The smallest diamond of pleasant proportions around a text: w/W + h/H ≤ 1."""
    w, h = text.w + 10, text.h + 4
    height = max(64, 2 * h + 8)
    return max(84, ceil(w / (1 - h / height))), height


def _badge(node: Node, box: Box) -> Box | None:
    if not node.number:
        return None
    wide = max(BADGE, ceil(width_of(node.number, SIZES["number"])) + 9)
    wide += wide % 2
    x, y = (box.x // 2, box.y // 2 - 2) if node.kind == "decision" else (box.x, box.y)
    return Box(x - wide // 2, y - BADGE // 2, wide, BADGE)


TrayBlock = tuple[Block, Named | None, Literal["in", "out"]]


def beside(node: Node) -> str:
    """What stands beside the outline in plain words: where a start comes from, a decision's time limit."""
    if node.kind in ("trigger", "start", "end", "handoff"):
        return node.note
    return node.limit if node.kind == "decision" else ""


def fills_below(node: Node, orientation: Orientation, *, forms: bool) -> bool:
    """Whether something stands on the far side of the outline, where no line can pass."""
    if orientation == "across" and node.kind == "decision":
        return forms
    return forms or bool(beside(node))


def _notes(node: Node) -> list[TrayBlock]:
    words = beside(node)
    return [(block((words, "sub", 112, 3)), None, "in")] if words else []


def _form_block(form: Named, way: Literal["in", "out"]) -> TrayBlock:
    return block((form.title, "form", 100, 2)), form, way


def _tray(
    node: Node, blocks: list[TrayBlock], outline: Box, orientation: Orientation
) -> tuple[list[Label], list[FormShape]]:
    """Stacks notes and forms: below the outline, or to its right where time runs down."""
    heights = [text.h + (8 if form else 2) for text, form, _ in blocks]
    total = sum(heights) + 6 * (len(heights) - 1)
    across = orientation == "across"
    corner = across and node.kind == "decision" and beside(node) != ""
    top = outline.bottom + (0 if corner else _TRAY_GAP) if across else -total // 2
    notes: list[Label] = []
    shapes: list[FormShape] = []
    for (text, form, way), height in zip(blocks, heights, strict=True):
        width = text.w + (2 * _FORM_FOLD + 6 if form else 4)
        left = -width // 2 if across else outline.right + _TRAY_GAP
        if corner and not form:  # beside the lower corner, so that a line can leave there
            left = -_TRAY_GAP - width
        box = Box(left, top, width, height)
        lines = text.moved(*box.middle)
        if form:
            shapes.append(FormShape(node.id, form, way, box, lines))
        else:
            notes.append(Label(box, lines))
        top += height + 6
    return notes, shapes
