"""SVG: a picture as real text and lines, styled by the site's own style sheet; no inline style, no script."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from html import escape as _escaped
from typing import Final, Literal

from generators.messages import Locale, say
from generators.process.layout.joins import Stroke, strokes_of
from generators.process.layout.picture import Band, Box, FormShape, Label, Page, Picture, Point, Shape, Words

ARROW: Final = 8
_FOLD: Final = 7

Part = Literal["whole", "heads", "body"]
"""A page, only the names of its lanes, or only the rest: so that the names can stay while the rest is scrolled."""


@dataclass(frozen=True)
class Links:
    """Where the parts of a picture lead: an address, or "" for no link."""

    step: Callable[[str], str] = lambda step: f"#{step}"
    actor: Callable[[str], str] = lambda _: ""
    form: Callable[[str], str] = lambda _: ""
    procedure: Callable[[str], str] = lambda _: ""


escape = lru_cache(maxsize=4096)(_escaped)
"""The words of a picture come back on its sheets and in its files."""

NO_LINKS: Final = Links(step=lambda _: "")


def svg_of(
    picture: Picture, number: int = 0, *, part: Part = "whole", links: Links = NO_LINKS, prefix: str = "flow"
) -> str:
    """The page *number* of a picture. *prefix* keeps its ids apart from those of other pictures beside it."""
    page = picture.pages[number]
    pen = _Pen(picture, links)
    box = _cut(picture, page, part)
    size = f'width="{box.w}" height="{box.h}" viewBox="{box.x} {box.y} {box.w} {box.h}"'
    if part == "heads":
        return f'<svg class="flow heads" {size}>{"".join(pen.heads(page))}</svg>'
    drawn = "".join(pen.everything(page, heads=part == "whole"))
    role = "img" if links is NO_LINKS else "group"  # an image holds nothing that one can step into
    return (
        f'<svg class="flow" {size} role="{role}" aria-labelledby="{prefix}-t{number} {prefix}-d{number}">'
        f'<title id="{prefix}-t{number}">{escape(title_of(picture, number))}</title>'
        f'<desc id="{prefix}-d{number}">{escape(description_of(picture, page))}</desc>{drawn}</svg>'
    )


def title_of(picture: Picture, number: int = 0) -> str:
    """What a picture is called; with several pages, which of them this is."""
    locale, pages = _locale(picture), len(picture.pages)
    steps = any(node.step for node in picture.flow.nodes)
    name = say("process.picture", locale, title=picture.flow.title) if steps else picture.flow.title
    return say("process.picture-page", locale, title=name, n=number + 1, of=pages) if pages > 1 else name


def description_of(picture: Picture, page: Page) -> str:
    """The picture in words: who does what, in order."""
    locale, flow = _locale(picture), picture.flow
    steps = [
        _described(locale, node.number, flow.lane[node.lane].title, node.title)
        for node in (shape.node for shape in page.shapes)
        if node.number
    ]
    steps = steps or [
        say(
            "process.leads",
            locale,
            source=flow.node[way.edge.source].title,
            target=flow.node[way.edge.target].title,
        )
        for way in page.routes
        if {way.edge.source, way.edge.target} <= flow.node.keys()
    ]
    return say("process.semicolon", locale).join(steps) + say("process.stop", locale)


@lru_cache(maxsize=512)
def _described(locale: Locale, number: str, who: str, what: str) -> str:
    return say("process.described", locale, number=number, who=who, what=what)


def _locale(picture: Picture) -> Locale:
    return "en" if picture.flow.language == "en" else "zh-CN"


def _cut(picture: Picture, page: Page, part: Part) -> Box:
    """The rectangle of a page that is shown."""
    if part == "whole" or not page.bands:
        return Box(0, 0, page.width, page.height)
    head = page.bands[0].head
    if picture.orientation == "across":
        if part == "heads":
            return Box(0, 0, head.w, page.height)
        return Box(head.w, 0, page.width - head.w, page.height)
    if part == "heads":
        return Box(0, 0, page.width, head.h)
    return Box(0, head.h, page.width, page.height - head.h)


class _Pen:
    """Writes shapes. Lines come first, so that what they lead to lies on them."""

    def __init__(self, picture: Picture, links: Links) -> None:
        self._picture, self._links = picture, links

    def everything(self, page: Page, *, heads: bool) -> Iterable[str]:
        for band in page.bands:
            yield _rect("band external" if band.lane.external else "band", band.box)
        yield from self._borders(page)
        if heads:
            yield from self.heads(page)
        yield from map(_stroke, strokes_of(page.routes))
        yield from map(self._form, page.forms)
        yield from map(self._shape, page.shapes)
        yield from (_label(route.label) for route in page.routes if route.label)

    def heads(self, page: Page) -> Iterable[str]:
        for band in page.bands:
            yield self._head(band)
        yield from self._borders(page, heads=True)

    def _head(self, band: Band) -> str:
        upright = ' writing-mode="vertical-rl"' if self._picture.orientation == "across" else ""
        lines = "".join(
            f'<text class="lname" x="{line.x}" y="{line.y}"{upright}>{escape(line.text)}</text>'
            for line in band.lines
        )
        href = self._links.actor(band.lane.id) if band.lane.id else ""
        return _rect("rail", band.head) + _linked(lines, href)

    def _borders(self, page: Page, *, heads: bool = False) -> Iterable[str]:
        if not page.bands:
            return
        across = self._picture.orientation == "across"
        for band in page.bands[1:]:
            box = band.head if heads else band.box
            way = f"M{box.x} {box.y}h{box.w}" if across else f"M{box.x} {box.y}v{box.h}"
            yield f'<path class="lane" d="{way}"/>'
        head = page.bands[0].head
        edge = f"M{head.right} 0v{page.height}" if across else f"M0 {head.bottom}h{page.width}"
        yield f'<path class="lane first" d="{edge}"/>'

    def _form(self, form: FormShape) -> str:
        box = form.box
        outline = (
            f"M{box.x} {box.y}H{box.right - _FOLD}l{_FOLD} {_FOLD}V{box.bottom}H{box.x}z"
            f"M{box.right - _FOLD} {box.y}v{_FOLD}h{_FOLD}"
        )
        drawn = f'<path class="form {form.way}" d="{outline}"/>{_texts(form.lines)}'
        return _linked(drawn, self._links.form(form.form.id))

    def _shape(self, shape: Shape) -> str:
        node = shape.node
        drawn = _OUTLINES.get(node.kind, _action)(shape) + _texts(shape.lines, inked=node.kind in _INKED)
        if shape.badge:
            drawn += _badge(shape.badge, node.number)
        drawn += "".join(map(_label, shape.notes))
        hint = f"<title>{escape(node.sentence)}</title>" if node.sentence not in ("", node.title) else ""
        group = f'<g class="{node.kind}" data-node="{escape(node.id)}">{hint}{drawn}</g>'
        return _linked(group, self._href(shape))

    def _href(self, shape: Shape) -> str:
        node = shape.node
        if node.kind == "post":
            return self._links.actor(node.id)
        if node.kind in _LEADING and len(node.procedures) == 1:
            return self._links.procedure(node.procedures[0].id)
        return self._links.step(node.step) if node.number else ""


_LEADING: Final = ("trigger", "start", "end", "handoff", "procedure")
_INKED: Final = ("start", "end", "connector")


def _action(shape: Shape) -> str:
    return _rect("box", shape.box, rx=2)


def _approval(shape: Shape) -> str:
    box = shape.box
    return _rect("box", box, rx=2) + _rect("appr2", Box(box.x + 3, box.y + 3, box.w - 6, box.h - 6))


def _diamond(shape: Shape) -> str:
    box = shape.box
    x, y = box.middle
    return f'<path class="box" d="M{x} {box.y} {box.right} {y} {x} {box.bottom} {box.x} {y}z"/>'


def _fork(shape: Shape) -> str:
    x, y = shape.box.middle
    sign = f'<path class="sign" d="M{x - 8} {y}h16M{x} {y - 8}v16"/>'
    if shape.node.mode == "any":
        sign = f'<circle class="sign" cx="{x}" cy="{y}" r="8"/>'
    return _diamond(shape) + sign


def _pill(shape: Shape) -> str:
    return _rect("box pill", shape.box, rx=min(shape.box.w, shape.box.h) // 2)


def _trigger(shape: Shape) -> str:
    return _rect("box", shape.box, rx=min(16, shape.box.h // 2))


def _handoff(shape: Shape) -> str:
    box = shape.box
    _, y = box.middle
    edge = box.right - 10
    return f'<path class="box" d="M{box.x} {box.y}H{edge}L{box.right} {y} {edge} {box.bottom}H{box.x}z"/>'


_OUTLINES: Final[dict[str, Callable[[Shape], str]]] = {
    "approval": _approval,
    "decision": _diamond,
    "fork": _fork,
    "join": _fork,
    "start": _pill,
    "end": _pill,
    "connector": _pill,
    "trigger": _trigger,
    "handoff": _handoff,
}


def _stroke(stroke: Stroke) -> str:
    edge = stroke.route.edge
    head = f'<path class="{"e back" if edge.kind == "rejected" else "e"}" data-edge="{escape(edge.id)}"'
    if not stroke.arrow:
        return f'{head} d="{_way(stroke.points)}"/>'
    return f'{head} d="{_way(_shortened(stroke.points))}"/><path class="tip" d="{arrow_of(stroke.points)}"/>'


def _way(points: tuple[Point, ...]) -> str:
    return "".join(f"{'L' if at else 'M'}{x} {y}" for at, (x, y) in enumerate(points))


def _shortened(points: tuple[Point, ...]) -> tuple[Point, ...]:
    """The line ends inside the arrow, so that a dash never sticks out of its tip."""
    (x, y), (dx, dy) = points[-1], _direction(points)
    return (*points[:-1], (x - dx * (ARROW - 2), y - dy * (ARROW - 2)))


def arrow_of(points: tuple[Point, ...]) -> str:
    """The arrow at the end of a line."""
    (x, y), (dx, dy) = points[-1], _direction(points)
    back_x, back_y = x - dx * ARROW, y - dy * ARROW
    side_x, side_y = dy * 3.5, dx * 3.5
    return f"M{x} {y}L{back_x + side_x:g} {back_y + side_y:g} {back_x - side_x:g} {back_y - side_y:g}z"


def _direction(points: tuple[Point, ...]) -> tuple[int, int]:
    (x0, y0), (x1, y1) = points[-2:]
    return (x1 > x0) - (x1 < x0), (y1 > y0) - (y1 < y0)


def _label(label: Label) -> str:
    return _texts(label.lines)


def _badge(box: Box, number: str) -> str:
    x, y = box.middle
    return _rect("numc", box, rx=9) + f'<text class="num" x="{x}" y="{y + 4}">{escape(number)}</text>'


_CLASSES: Final = {
    "sub": "sub",
    "label": "lab",
    "pill": "word",
    "form": "sub",
    "number": "num",
    "lane": "lname",
}


def _texts(lines: Iterable[Words], *, inked: bool = False) -> str:
    return "".join(_text(line, inked=inked) for line in lines)


def _text(line: Words, *, inked: bool) -> str:
    kind = "onink" if inked else _CLASSES.get(line.style, "")
    named = f' class="{kind}"' if kind else ""
    return f'<text{named} x="{line.x}" y="{line.y}">{escape(line.text)}</text>'


def _rect(kind: str, box: Box, *, rx: int = 0) -> str:
    rounded = f' rx="{rx}"' if rx else ""
    return f'<rect class="{kind}" x="{box.x}" y="{box.y}" width="{box.w}" height="{box.h}"{rounded}/>'


def _linked(drawn: str, href: str) -> str:
    return f'<a href="{escape(href)}">{drawn}</a>' if href and drawn else drawn
