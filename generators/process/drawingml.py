"""DrawingML 图形标记: the few elements that shapes in Word are made of."""

from collections.abc import Iterable
from typing import Any, Final, TypeAlias

from lxml import etree

from generators.process.layout.picture import Box, Point

EMU: Final = 9525
"""English metric units in a pixel of 1/96 inch."""

_URI = "http://schemas.openxmlformats.org/drawingml/2006/"
_WORD = "http://schemas.microsoft.com/office/word/2010/"
NAMESPACES: Final = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "wp": f"{_URI}wordprocessingDrawing",
    "a": f"{_URI}main",
    "pic": f"{_URI}picture",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wpg": f"{_WORD}wordprocessingGroup",
    "wps": f"{_WORD}wordprocessingShape",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
}

Element: TypeAlias = Any
"""An element of lxml, which carries no types."""


def qualified(name: str) -> str:
    """``w:p`` as lxml spells it."""
    prefix, _, local = name.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}" if local else name


def add(parent: Element, tag: str, /, **attributes: object) -> Element:
    """A new last child."""
    values = {qualified(key): str(value) for key, value in attributes.items()}
    return etree.SubElement(parent, qualified(tag), values)


def set_frame(looks: Element, box: Box) -> None:
    """Where a shape stands and how large it is."""
    frame = add(looks, "a:xfrm")
    add(frame, "a:off", x=box.x * EMU, y=box.y * EMU)
    add(frame, "a:ext", cx=box.w * EMU, cy=box.h * EMU)


def set_geometry(looks: Element, box: Box, name: str) -> None:
    """A shape that Word knows; a diamond by its corners, since Word's own leaves its text half of the width."""
    if name == "diamond":
        x, y = box.middle
        set_path(looks, box, [(x, box.y), (box.right, y), (x, box.bottom), (box.x, y)], filled=True)
        return
    values = add(add(looks, "a:prstGeom", prst=name), "a:avLst")
    if name == "roundRect":
        add(values, "a:gd", name="adj", fmla="val 50000")


def set_path(looks: Element, box: Box, points: Iterable[Point], *, filled: bool = False) -> None:
    """A line with corners, or the area it encloses."""
    shape = add(looks, "a:custGeom")
    for name in ("a:avLst", "a:gdLst", "a:ahLst", "a:cxnLst"):
        add(shape, name)
    add(shape, "a:rect", l="0", t="0", r="r", b="b")
    path = add(add(shape, "a:pathLst"), "a:path", w=box.w * EMU, h=box.h * EMU)
    for place, (x, y) in enumerate(points):
        way = add(path, "a:lnTo" if place else "a:moveTo")
        add(way, "a:pt", x=(x - box.x) * EMU, y=(y - box.y) * EMU)
    if filled:
        add(path, "a:close")
    else:
        path.set("fill", "none")


def set_fill(looks: Element, colour: str) -> None:
    """A colour, or none."""
    if colour:
        add(add(looks, "a:solidFill"), "a:srgbClr", val=colour)
    else:
        add(looks, "a:noFill")


def set_outline(looks: Element, colour: str, *, dash: str = "", arrow: bool = False) -> None:
    """A thin line, or none."""
    line = add(looks, "a:ln", w=EMU)
    set_fill(line, colour)
    if dash:
        add(line, "a:prstDash", val=dash)
    if arrow:
        add(line, "a:tailEnd", type="triangle", w="med", len="med")
