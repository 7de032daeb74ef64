"""Charts as SVG made here, on the tokens of the look; the words of the text alternative come from whoever asks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

_LEFT, _RIGHT, _TOP, _BOTTOM = 40, 600, 30, 180
_STEPS = (1, 2, 5, 10, 20, 25)


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One value of a line, and what stands below it."""

    label: str
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Something that happened between two points: how far along the line, from 0 to 1."""

    at: float
    label: str


def line_chart(
    points: Sequence[Point], *, alternative: str, target: float, target_label: str, marks: Sequence[Mark] = ()
) -> Markup:
    """A line of values up to 100, with a target. Nothing where there are not two points."""
    if len(points) < 2:
        return Markup("")
    step, lowest = _scale(min(target, *(point.value for point in points)))
    places = [
        (_x(number / (len(points) - 1)), _y(point.value, lowest)) for number, point in enumerate(points)
    ]
    body = Markup("").join(
        [
            *_axis(step, lowest),
            *_line(places),
            *_target(_y(target, lowest), target_label),
            *(piece for mark in marks for piece in _mark(mark)),
            *_end(places[-1], points[-1]),
            *_labels(points, places),
        ]
    )
    frame = Markup('<svg class="chart" viewBox="0 0 640 215" role="img" aria-label="{}">{}</svg>')
    return frame.format(alternative, body)


def _scale(lowest: float) -> tuple[int, int]:
    """The step between lines and the lowest one, so that there are at most five lines."""
    for step in _STEPS:
        bottom = int(lowest // step) * step
        if (100 - bottom) / step <= 4:
            return step, max(0, min(bottom, 100 - step))
    return 25, 0


def _x(part: float) -> float:
    return round(_LEFT + (_RIGHT - _LEFT) * part, 1)


def _y(value: float, lowest: int) -> float:
    return round(_BOTTOM - (_BOTTOM - _TOP) * (value - lowest) / (100 - lowest), 1)


def _axis(step: int, lowest: int) -> Iterator[Markup]:
    for value in range(100, lowest - 1, -step):
        y = _y(value, lowest)
        yield Markup('<line class="ax" x1="34" x2="600" y1="{}" y2="{}"/>').format(y, y)
        yield Markup('<text x="28" y="{}" text-anchor="end">{}</text>').format(y + 4, value)


def _line(places: Sequence[tuple[float, float]]) -> Iterator[Markup]:
    path = " ".join(f"{x} {y}" for x, y in places)
    yield Markup('<path class="area" d="M{}V{}H{}z"/>').format(path, _BOTTOM, _LEFT)
    yield Markup('<path class="ln" d="M{}"/>').format(path)


def _target(y: float, label: str) -> Iterator[Markup]:
    yield Markup('<line class="tg" x1="34" x2="600" y1="{}" y2="{}"/>').format(y, y)
    yield Markup('<text class="o" x="44" y="{}">{}</text>').format(y + 14, label)


def _mark(mark: Mark) -> Iterator[Markup]:
    x = _x(mark.at)
    anchor = "end" if mark.at > 0.5 else "start"
    yield Markup('<path class="ev" d="M{} 18V{}"/>').format(x, _BOTTOM)
    aside = x - 6 if anchor == "end" else x + 6
    yield Markup('<text x="{}" y="22" text-anchor="{}">{}</text>').format(aside, anchor, mark.label)


def _end(place: tuple[float, float], point: Point) -> Iterator[Markup]:
    x, y = place
    yield Markup('<circle class="dot" cx="{}" cy="{}" r="4"/>').format(x, y)
    yield Markup('<text class="ink" x="{}" y="{}" text-anchor="end">{}</text>').format(
        x - 6, y + 20 if y < 150 else y - 10, f"{point.value:g}"
    )


def _labels(points: Sequence[Point], places: Sequence[tuple[float, float]]) -> Iterator[Markup]:
    """Every third label, the last one always; the rest would run into each other."""
    last = len(points) - 1
    for number, (point, (x, _)) in enumerate(zip(points, places, strict=True)):
        if number == last or (number % 3 == 0 and last - number > 1):
            anchor = "end" if number == last else "start" if number == 0 else "middle"
            text = Markup('<text x="{}" y="202" text-anchor="{}">{}</text>')
            yield text.format(x, anchor, escape(point.label))
