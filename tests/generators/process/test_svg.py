"""The SVG of a picture: real text, titles, links, nothing inline."""

import re
from collections.abc import Sequence
from itertools import pairwise

from lxml import etree

from generators.process.flow import flow_of
from generators.process.layout import Point, Route, lay_out
from generators.process.layout.joins import strokes_of
from generators.process.parts import Edge
from generators.process.svg import Links, svg_of
from tests.generators.process.made_procedures import made_names, made_procedure

FLOW = flow_of(made_procedure(7, most=24), made_names())
PICTURE = lay_out(FLOW, width=940)


def pages(**options: object) -> list[str]:
    return [svg_of(PICTURE, page, **options) for page in range(len(PICTURE.pages))]  # type: ignore[arg-type]


def test_every_page_is_sound_and_says_what_it_shows() -> None:
    for drawn in pages():
        root = etree.fromstring(drawn)
        labelled = root.attrib["aria-labelledby"].split()
        texts = {part.attrib.get("id"): part.text for part in root.iter()}
        assert all(texts[name] for name in labelled)


def test_there_is_no_style_and_no_script_inside() -> None:
    assert not re.search(r"\sstyle=|<style|<script|\son\w+=", "".join(pages(links=Links())))


def test_texts_of_nodes_are_texts() -> None:
    shown = "".join(pages())
    for node in FLOW.nodes:
        if node.kind == "action":
            assert all(part in shown for part in re.split(r"\W+", node.title)[:1])
        if node.number:
            assert f">{node.number}</text>" in shown


def test_a_step_leads_to_its_row_and_a_lane_to_its_role() -> None:
    links = Links(actor=lambda key: f"/{key}/")
    drawn = "".join(pages(links=links))
    assert all(f'href="#{node.step}"' in drawn for node in FLOW.nodes if node.number)
    assert all(f'href="/{lane.id}/"' in drawn for lane in FLOW.lanes)
    assert "<a " not in "".join(pages())


def test_names_of_lanes_can_stand_apart_from_the_rest() -> None:
    for page in range(len(PICTURE.pages)):
        heads, body = svg_of(PICTURE, page, part="heads"), svg_of(PICTURE, page, part="body")
        assert "lname" in heads
        assert "lname" not in body
        widths = [int(re.findall(r'width="(\d+)"', part)[0]) for part in (heads, body)]
        assert sum(widths) == PICTURE.pages[page].width


def test_what_an_author_wrote_cannot_become_markup() -> None:
    procedure = made_procedure(7, most=24)
    risky = procedure.model_copy(update={"title": procedure.title.model_copy(update={"zh": "<script>&'\""})})
    drawn = svg_of(lay_out(flow_of(risky, made_names())))
    assert "<script" not in drawn
    etree.fromstring(drawn)


def inches_of(points: Sequence[Point]) -> set[tuple[Point, Point]]:
    """A line cut into its smallest pieces."""
    pieces = set()
    for (x0, y0), (x1, y1) in pairwise(points):
        dx, dy = (x1 > x0) - (x1 < x0), (y1 > y0) - (y1 < y0)
        at = (x0, y0)
        while at != (x1, y1):
            onward = (at[0] + dx, at[1] + dy)
            pieces.add((min(at, onward), max(at, onward)))
            at = onward
    return pieces


def test_lines_that_run_together_are_drawn_once_and_nothing_of_them_is_lost() -> None:
    trunk = [
        ((0, 20), (10, 20), (10, 0), (20, 0)),
        ((0, 20), (20, 20)),
        ((0, 20), (10, 20), (10, 40), (20, 40)),
    ]
    routes = [Route(Edge(f"top--{n}", "top", f"{n}", "reports"), points) for n, points in enumerate(trunk)]
    drawn = [stroke.points for stroke in strokes_of(routes)]
    assert drawn == [trunk[0], ((10, 20), (20, 20)), ((10, 20), (10, 40), (20, 40))]
    for seed in range(12):
        for page in lay_out(flow_of(made_procedure(seed), made_names())).pages:
            wanted = {piece for route in page.routes for piece in inches_of(route.points)}
            shown = {piece for stroke in strokes_of(page.routes) for piece in inches_of(stroke.points)}
            assert shown == wanted


def test_lines_to_the_same_target_share_one_arrow() -> None:
    for seed in range(30):
        for page in lay_out(flow_of(made_procedure(seed), made_names())).pages:
            strokes = list(strokes_of(page.routes))
            assert [stroke.route for stroke in strokes] == list(page.routes)
            for stroke in strokes:
                assert stroke.points[-1] == stroke.route.points[-1] or not stroke.arrow
            ends = {stroke.route.edge.target for stroke in strokes}
            assert ends == {stroke.route.edge.target for stroke in strokes if stroke.arrow}
