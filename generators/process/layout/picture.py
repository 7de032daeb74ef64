"""Picture 图: where everything of a flow stands, in whole pixels at 96 to the inch; no shape, colour or font.

SVG, Word shapes and the diagram of a BPMN model are all drawn from these values, so none can disagree.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

from generators.process.parts import Edge, Flow, Lane, Named, Node

Orientation = Literal["across", "down"]
"""Lanes lie across the page and time runs to the right, or they stand and time runs down."""

Style = Literal["title", "strong", "sub", "pill", "label", "form", "lane", "number"]
Point = tuple[int, int]


class Box(NamedTuple):
    """A rectangle: its upper left corner, width and height."""

    x: int
    y: int
    w: int
    h: int

    @property
    def right(self) -> int:
        """The x of the right side."""
        return self.x + self.w

    @property
    def bottom(self) -> int:
        """The y of the lower side."""
        return self.y + self.h

    @property
    def middle(self) -> Point:
        """The centre."""
        return self.x + self.w // 2, self.y + self.h // 2

    def moved(self, dx: int, dy: int) -> "Box":
        """The same rectangle elsewhere."""
        return Box(self.x + dx, self.y + dy, self.w, self.h)

    def grown(self, by: int) -> "Box":
        """The rectangle with a margin around it."""
        return Box(self.x - by, self.y - by, self.w + 2 * by, self.h + 2 * by)

    def meets(self, other: "Box") -> bool:
        """Whether the two share more than a border."""
        across = self.x < other.right and other.x < self.right
        return across and self.y < other.bottom and other.y < self.bottom


class Words(NamedTuple):
    """One line of text: the x of its middle, the y of its base line."""

    text: str
    x: int
    y: int
    style: Style

    def moved(self, dx: int, dy: int) -> "Words":
        """The same line elsewhere."""
        return Words(self.text, self.x + dx, self.y + dy, self.style)


class Label(NamedTuple):
    """A text that stands free, such as the name of a branch."""

    box: Box
    lines: tuple[Words, ...]

    def moved(self, dx: int, dy: int) -> "Label":
        """The same text elsewhere."""
        return Label(self.box.moved(dx, dy), tuple(line.moved(dx, dy) for line in self.lines))


@dataclass(frozen=True)
class Shape:
    """A node: its outline fills the box; ``badge`` carries the number; ``notes`` stand beside the outline."""

    node: Node
    box: Box
    lines: tuple[Words, ...] = ()
    badge: Box | None = None
    notes: tuple[Label, ...] = ()

    def moved(self, dx: int, dy: int) -> "Shape":
        """The same node elsewhere."""
        return Shape(
            self.node,
            self.box.moved(dx, dy),
            tuple([line.moved(dx, dy) for line in self.lines]),
            self.badge.moved(dx, dy) if self.badge else None,
            tuple([note.moved(dx, dy) for note in self.notes]) if self.notes else (),
        )


@dataclass(frozen=True)
class FormShape:
    """A form beside the node that needs it (``in``) or makes it (``out``)."""

    node: str
    form: Named
    way: Literal["in", "out"]
    box: Box
    lines: tuple[Words, ...]


@dataclass(frozen=True)
class Route:
    """An edge: its corners from the outline of one node to that of the other, and its label."""

    edge: Edge
    points: tuple[Point, ...]
    label: Label | None = None


@dataclass(frozen=True)
class Band:
    """A lane: the whole of it, and the part of it that holds the name."""

    lane: Lane
    box: Box
    head: Box
    lines: tuple[Words, ...]


@dataclass(frozen=True)
class Page:
    """One sheet of a picture. Time runs on from page to page; connectors say where an edge goes on."""

    width: int
    height: int
    bands: tuple[Band, ...]
    shapes: tuple[Shape, ...]
    forms: tuple[FormShape, ...]
    routes: tuple[Route, ...]

    @cached_property
    def shape(self) -> dict[str, Shape]:
        """The shapes by the id of their node."""
        return {shape.node.id: shape for shape in self.shapes}


@dataclass(frozen=True)
class Picture:
    """A flow laid out: one page, or several where it is longer than the given width."""

    flow: Flow
    orientation: Orientation
    pages: tuple[Page, ...]
