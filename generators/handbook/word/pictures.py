"""Pictures 图: flows as native shapes, which Word can edit, with an image for readers that do not know shapes."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from generators.handbook.outline.blocks import Figure
from generators.process.layout.picture import Picture
from generators.process.shapes import word_picture

PIXELS_A_MILLIMETRE: Final = 96 / 25.4
FIRST_IMAGE: Final = 100

Paint = Callable[[Picture, int], bytes]
"""Paints one page of a picture as PNG."""

_NUMBERED: Final = (b"<wp:docPr ", b"<wps:cNvPr ", b"<pic:cNvPr ")


@dataclass
class Album:
    """The pictures of one file; without *paint* they have shapes only."""

    paint: Paint | None = None
    first: int = 1
    images: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._next = self.first

    def drawing(self, figure: Figure, room: tuple[int, int]) -> str:
        """The drawing of one page, no wider or higher than its room in pixels."""
        page = figure.picture.pages[figure.page]
        width = min(room[0], int(page.width * min(1.0, room[1] / page.height)))
        fallback = self._painted(figure) if self.paint else ""
        drawn = word_picture(
            figure.picture, figure.page, width=width, first_id=self._next, fallback=fallback, style="Picture"
        )
        xml: bytes = etree.tostring(drawn)
        self._next += sum(xml.count(mark) for mark in _NUMBERED)
        return xml.decode()

    def _painted(self, figure: Figure) -> str:
        assert self.paint is not None  # noqa: S101 - the caller has looked
        self.images.append(self.paint(figure.picture, figure.page))
        return f"rId{FIRST_IMAGE + len(self.images)}"
