"""Shapes 形状: a picture as native Word drawing, each box and line editable, with a picture for readers without it.

Word draws `wpg:wgp` (a group) of `wps:wsp` (shapes with text). The group scales its shapes but not their text, so
the size of the text is scaled here. Where Word shapes are unknown, the reader shows the fallback of the
`mc:AlternateContent`: an inline image, whose relationship the caller has made.
"""

from collections.abc import Iterable, Iterator
from itertools import count
from typing import Final

from lxml import etree

from generators.process.drawingml import (
    EMU,
    NAMESPACES,
    Element,
    add,
    qualified,
    set_fill,
    set_frame,
    set_geometry,
    set_outline,
    set_path,
)
from generators.process.layout.bodies import LINE_HEIGHTS
from generators.process.layout.joins import Stroke, strokes_of
from generators.process.layout.picture import Band, Box, FormShape, Page, Picture, Shape, Style, Words
from generators.process.svg import description_of, title_of

_POINTS: Final[dict[Style, float]] = {
    "title": 10.5,
    "strong": 10.5,
    "sub": 9,
    "pill": 9.75,
    "label": 9,
    "form": 9,
    "lane": 10.5,
    "number": 8.25,
}
_TWIPS: Final = 15
"""Twips in a pixel."""
_INK, _QUIET, _PALE = "1A2126", "5E676D", "F4F5F1"
_GEOMETRY: Final = {
    "decision": "diamond",
    "fork": "diamond",
    "join": "diamond",
    "start": "flowChartTerminator",
    "end": "flowChartTerminator",
    "trigger": "roundRect",
    "handoff": "homePlate",
    "connector": "ellipse",
}
_SIGNS: Final = {"all": "+", "any": "○"}


def word_picture(
    picture: Picture, number: int = 0, *, width: int, first_id: int = 1, fallback: str = "", style: str = ""
) -> Element:
    """The page *number* of a picture, *width* pixels wide at most, to be put into a run (`w:r`).

    *first_id* begins the numbers of its drawings, which must differ within a document; it uses as many as the page
    has parts, and two. *fallback* is the relationship of an image of the same page. *style* is the paragraph style of
    the texts; their size and pitch are those of the picture.
    """
    return _Drawing(picture, number, width, first_id, style).element(fallback)


class _Drawing:
    """One page as a group."""

    def __init__(self, picture: Picture, number: int, width: int, first_id: int, style: str) -> None:
        self._picture, self._number, self._style = picture, number, style
        self._page: Page = picture.pages[number]
        self._scale = min(1.0, width / self._page.width)
        self._ids = count(first_id)

    def element(self, fallback: str) -> Element:
        root = etree.Element(qualified("mc:AlternateContent"), nsmap=NAMESPACES)
        choice = add(root, "mc:Choice", Requires="wpg")
        group = add(self._inline(choice), "a:graphicData", uri=NAMESPACES["wpg"])
        self._group(add(group, "wpg:wgp"))
        other = add(root, "mc:Fallback")
        if fallback:
            self._image(add(self._inline(other), "a:graphicData", uri=NAMESPACES["pic"]), fallback)
        return root

    def _inline(self, parent: Element) -> Element:
        """An inline drawing of the scaled size; its `a:graphic`."""
        inline = add(add(parent, "w:drawing"), "wp:inline", distT="0", distB="0", distL="0", distR="0")
        wide, high = self._size()
        add(inline, "wp:extent", cx=wide, cy=high)
        name = title_of(self._picture, self._number)
        described = description_of(self._picture, self._page)
        add(inline, "wp:docPr", id=next(self._ids), name=name, descr=described)
        add(inline, "wp:cNvGraphicFramePr")
        return add(inline, "a:graphic")

    def _size(self) -> tuple[int, int]:
        page = self._page
        return round(page.width * EMU * self._scale), round(page.height * EMU * self._scale)

    def _group(self, group: Element) -> None:
        add(group, "wpg:cNvGrpSpPr")
        frame = add(add(group, "wpg:grpSpPr"), "a:xfrm")
        wide, high = self._size()
        add(frame, "a:off", x=0, y=0)
        add(frame, "a:ext", cx=wide, cy=high)
        add(frame, "a:chOff", x=0, y=0)
        add(frame, "a:chExt", cx=self._page.width * EMU, cy=self._page.height * EMU)
        for part in self._parts():
            group.append(part)

    def _parts(self) -> Iterator[Element]:
        for band in self._page.bands:
            yield self._box("lane", band.box, line=_QUIET)
            yield self._head(band)
        yield from map(self._stroke, strokes_of(self._page.routes))
        for form in self._page.forms:
            yield self._form(form)
        for shape in self._page.shapes:
            yield from self._shape(shape)
        for route in self._page.routes:
            if route.label:
                yield self._box(f"label {route.edge.id}", route.label.box, lines=route.label.lines)

    def _head(self, band: Band) -> Element:
        upright = self._picture.orientation == "across"
        return self._box(
            f"lane {band.lane.id}", band.head, lines=band.lines, line=_QUIET, fill=_PALE, upright=upright
        )

    def _form(self, form: FormShape) -> Element:
        name = f"form {form.form.id} {form.way} {form.node}"
        dash = "sysDash" if form.way == "in" else ""
        return self._box(
            name, form.box, lines=form.lines, line=_QUIET, fill="FFFFFF", geometry="foldedCorner", dash=dash
        )

    def _shape(self, shape: Shape) -> Iterator[Element]:
        node, dark = shape.node, shape.node.kind in ("start", "end", "connector")
        lines: Iterable[Words] = shape.lines
        if node.gateway:
            lines = [Words(_SIGNS[node.mode or "all"], 0, 0, "title")]
        yield self._box(
            f"node {node.id}",
            shape.box,
            lines=lines,
            line=_INK,
            fill=_INK if dark else "FFFFFF",
            ink="FFFFFF" if dark else _INK,
            geometry=_GEOMETRY.get(node.kind, "rect"),
        )
        if node.kind == "approval":
            box = shape.box
            yield self._box(f"frame {node.id}", Box(box.x + 3, box.y + 3, box.w - 6, box.h - 6), line=_INK)
        if shape.badge:
            badge = [Words(node.number, 0, 0, "number")]
            yield self._box(
                f"number {node.id}", shape.badge, lines=badge, fill=_INK, ink="FFFFFF", geometry="roundRect"
            )
        for note in shape.notes:
            yield self._box(f"note {node.id}", note.box, lines=note.lines)

    def _box(
        self,
        name: str,
        box: Box,
        *,
        lines: Iterable[Words] = (),
        line: str = "",
        fill: str = "",
        ink: str = _INK,
        geometry: str = "rect",
        dash: str = "",
        upright: bool = False,
    ) -> Element:
        shape = self._new(name)
        looks = add(shape, "wps:spPr")
        set_frame(looks, box)
        set_geometry(looks, box, geometry)
        set_fill(looks, fill)
        set_outline(looks, line, dash=dash)
        self._text(shape, lines, ink=ink, upright=upright)
        return shape

    def _new(self, name: str) -> Element:
        shape = etree.Element(qualified("wps:wsp"), nsmap=NAMESPACES)
        add(shape, "wps:cNvPr", id=next(self._ids), name=name)
        add(shape, "wps:cNvSpPr")
        return shape

    def _text(self, shape: Element, lines: Iterable[Words], *, ink: str, upright: bool) -> None:
        shown = list(lines)
        if shown:
            content = add(add(shape, "wps:txbx"), "w:txbxContent")
            paragraph = add(content, "w:p")
            looks = add(paragraph, "w:pPr")
            if self._style:
                add(looks, "w:pStyle", **{"w:val": self._style})
            pitch = round(max(LINE_HEIGHTS[line.style] for line in shown) * _TWIPS * self._scale)
            add(looks, "w:spacing", **{"w:before": 0, "w:after": 0, "w:line": pitch, "w:lineRule": "exact"})
            add(looks, "w:ind", **{"w:firstLine": 0, "w:left": 0})
            add(looks, "w:jc", **{"w:val": "center"})
            for place, line in enumerate(shown):
                self._run(paragraph, line, ink, broken=place > 0)
        turned = {"vert": "eaVert"} if upright else {}
        add(shape, "wps:bodyPr", lIns=0, tIns=0, rIns=0, bIns=0, anchor="ctr", wrap="none", **turned)

    def _run(self, paragraph: Element, line: Words, ink: str, *, broken: bool) -> None:
        run = add(paragraph, "w:r")
        looks = add(run, "w:rPr")
        if line.style in ("lane", "number"):
            add(looks, "w:b")
        add(looks, "w:color", **{"w:val": ink})
        half_points = max(10, round(_POINTS[line.style] * 2 * self._scale))
        add(looks, "w:sz", **{"w:val": half_points})
        add(looks, "w:szCs", **{"w:val": half_points})
        if broken:
            add(run, "w:br")
        add(run, "w:t").text = line.text

    def _stroke(self, stroke: Stroke) -> Element:
        """A line as a path of its own: it keeps the corners of the picture."""
        shape = self._new(f"edge {stroke.route.edge.id}")
        looks = add(shape, "wps:spPr")
        xs, ys = [x for x, _ in stroke.points], [y for _, y in stroke.points]
        box = Box(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))
        set_frame(looks, box)
        set_path(looks, box, stroke.points)
        set_fill(looks, "")
        dash = "dash" if stroke.route.edge.kind == "rejected" else ""
        set_outline(looks, _INK, dash=dash, arrow=stroke.arrow)
        add(shape, "wps:bodyPr")
        return shape

    def _image(self, data: Element, relationship: str) -> None:
        image = add(data, "pic:pic")
        named = add(image, "pic:nvPicPr")
        add(named, "pic:cNvPr", id=next(self._ids), name=title_of(self._picture, self._number))
        add(named, "pic:cNvPicPr")
        fill = add(image, "pic:blipFill")
        add(fill, "a:blip", **{"r:embed": relationship})
        add(add(fill, "a:stretch"), "a:fillRect")
        looks = add(image, "pic:spPr")
        frame = add(looks, "a:xfrm")
        wide, high = self._size()
        add(frame, "a:off", x=0, y=0)
        add(frame, "a:ext", cx=wide, cy=high)
        add(add(looks, "a:prstGeom", prst="rect"), "a:avLst")
