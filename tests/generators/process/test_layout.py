"""Pictures of procedures: nothing lies on anything else, whatever the procedure, and always in the same way."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from generators.cache import Cache
from generators.languages import LANGUAGES
from generators.model.procedures import Procedure
from generators.phrases.naming import names_in
from generators.process.flow import Flow, flow_of
from generators.process.layout import Picture, lay_out
from generators.process.svg import svg_of
from generators.source.loader import load
from tests.generators.process.geometry import flaws_of
from tests.generators.process.made_procedures import made_names, made_procedure

ROOT = Path(__file__).parents[3]
SHEETS: list[dict[str, Any]] = [
    {"width": 940},
    {},
    {"orientation": "down"},
    {"orientation": "down", "forms": False},
]


def made_flow(seed: int) -> Flow:
    return flow_of(made_procedure(seed), made_names())


def library_flows() -> Iterator[Flow]:
    library = load(ROOT / "content", Cache(None)).library
    assert library is not None
    for card in library.documents("procedure"):
        procedure = library.document(card.id)
        assert isinstance(procedure, Procedure)
        for language in LANGUAGES:
            yield flow_of(procedure, names_in(library, language))


def test_the_library_is_drawn_without_a_flaw() -> None:
    flaws = [
        (flow.id, sheet, flaw)
        for flow in library_flows()
        for sheet in SHEETS
        for flaw in flaws_of(lay_out(flow, **sheet))
    ]
    assert flaws == []


@pytest.mark.parametrize("tens", range(22))
def test_made_procedures_are_drawn_without_a_flaw(tens: int) -> None:
    for seed in range(tens * 10, tens * 10 + 10):
        for sheet in (SHEETS[0], SHEETS[1 + seed % 3]):
            assert flaws_of(lay_out(made_flow(seed), **sheet)) == [], f"seed {seed}, {sheet}"


def test_every_node_and_edge_is_drawn_once_on_one_page() -> None:
    for seed in range(40):
        flow = made_flow(seed)
        (page,) = lay_out(flow).pages
        assert sorted(shape.node.id for shape in page.shapes) == sorted(flow.node)
        assert sorted(route.edge.id for route in page.routes) == sorted(edge.id for edge in flow.edges)


def test_on_several_pages_every_node_is_drawn_once_and_letters_match() -> None:
    for seed in range(60):
        picture = lay_out(made_flow(seed), width=940)
        shapes = [shape.node for page in picture.pages for shape in page.shapes]
        assert sorted(node.id for node in shapes if node.kind != "connector") == sorted(picture.flow.node)
        leaving = {node.title for node in shapes if node.id.endswith("/out")}
        arriving = [node.title for node in shapes if node.id.endswith("/in")]
        assert sorted(leaving) == sorted(arriving), f"seed {seed}"
        assert all(
            shape.lines[0].text == shape.node.title
            for page in picture.pages
            for shape in page.shapes
            if shape.node.kind == "connector"
        )


def test_pages_are_no_wider_than_asked_where_that_is_possible() -> None:
    for seed in range(40):
        assert all(page.width <= 940 for page in lay_out(made_flow(seed), width=940).pages)


def test_time_runs_on() -> None:
    for seed in range(20):
        (page,) = lay_out(made_flow(seed)).pages
        for route in page.routes:
            if not route.edge.back:
                assert page.shape[route.edge.source].box.right < page.shape[route.edge.target].box.x


def fingerprint() -> str:
    pictures = (lay_out(made_flow(seed), **sheet) for seed in range(8) for sheet in SHEETS)
    drawn = "".join(svg_of(picture, page) for picture in pictures for page in range(len(picture.pages)))
    return hashlib.sha256(drawn.encode()).hexdigest()


def test_the_same_procedure_is_always_drawn_the_same() -> None:
    code = "from tests.generators.process.test_layout import fingerprint; print(fingerprint())"
    environment = {**os.environ, "PYTHONHASHSEED": "4711", "PYTHONPATH": str(ROOT)}
    other = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert other.stdout.strip() == fingerprint()


def spoilt(picture: Picture, **changes: Any) -> Picture:
    return replace(picture, pages=(replace(picture.pages[0], **changes),))


def test_the_judge_of_pictures_sees_what_is_wrong() -> None:
    picture = lay_out(made_flow(3))
    page = picture.pages[0]
    one, other = page.shapes[1], page.shapes[2]
    moved = replace(one, box=other.box.moved(5, 5))
    shapes = tuple(moved if shape is one else shape for shape in page.shapes)
    assert any("overlaps" in flaw for flaw in flaws_of(spoilt(picture, shapes=shapes)))
    x, y = other.box.middle
    through = replace(page.routes[0], points=((x - 300, y), (x + 300, y)))
    assert any(
        "runs through" in flaw for flaw in flaws_of(spoilt(picture, routes=(through, *page.routes[1:])))
    )
    named = next(route for route in page.routes if route.label)
    assert named.label is not None
    (px, py), (qx, qy) = named.points[:2]
    box = named.label.box
    onto = named.label.moved((px + qx) // 2 - box.middle[0], (py + qy) // 2 - box.middle[1])
    routes = tuple(replace(route, label=onto) if route is named else route for route in page.routes)
    assert any("lies on the line" in flaw for flaw in flaws_of(spoilt(picture, routes=routes)))
    twin = replace(page.routes[0], edge=replace(page.routes[0].edge, id="twin", source="x", target="y"))
    assert any("twin" in flaw for flaw in flaws_of(spoilt(picture, routes=(*page.routes, twin))))
