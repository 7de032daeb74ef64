"""Web, Word and BPMN show one process: the same nodes and ways, under the same names."""

import re
from dataclasses import dataclass

import pytest
from lxml import etree

from generators.model.procedures import Procedure
from generators.model.text import Language
from generators.process.bpmn.exporting import export_model
from generators.process.bpmn.translation import element_id
from generators.process.drawingml import NAMESPACES
from generators.process.flow import Flow, flow_of
from generators.process.layout import Picture, lay_out, lay_out_sheets
from generators.process.shapes import word_picture
from generators.process.svg import svg_of
from generators.process.svg_file import svg_file
from tests.generators.process.bpmn.procedures import drawn_procedures, names
from tests.generators.process.made_procedures import made_names, made_procedure

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
OURS = "{urn:dutybook:process:1}"
NAMED = ("action", "approval", "decision", "trigger", "handoff")
PROCEDURES = drawn_procedures()
CASES = [(procedure, "zh-Hans") for procedure in PROCEDURES] + [(p, "en") for p in PROCEDURES[::3]]


@dataclass(frozen=True)
class Shown:
    """What a reader finds: the words of each node by id, and the ways by id."""

    nodes: dict[str, str]
    ways: frozenset[str]


def on_the_web(*drawings: str) -> Shown:
    nodes: dict[str, str] = {}
    ways: set[str] = set()
    for drawing in drawings:
        root = etree.fromstring(drawing)
        for group in root.iter("{*}g"):
            if group.get("class") != "connector":
                lines = group.xpath("*[local-name()='text'][not(@class='num')]")
                nodes[group.attrib["data-node"]] = squeezed("".join(line.text for line in lines))
        ways |= {path.attrib["data-edge"] for path in root.iter("{*}path") if "data-edge" in path.attrib}
    return Shown(nodes, frozenset(way for way in ways if not way.endswith("/in")))


def in_word(picture: Picture) -> Shown:
    nodes: dict[str, str] = {}
    ways: set[str] = set()
    for number in range(len(picture.pages)):
        for shape in word_picture(picture, number, width=600).iter(f"{{{NAMESPACES['wps']}}}wsp"):
            kind, _, name = shape.find("wps:cNvPr", NAMESPACES).attrib["name"].partition(" ")
            words = squeezed("".join(shape.xpath(".//w:t/text()", namespaces=NAMESPACES)))
            if kind == "edge":
                ways.add(name)
            elif kind in ("node", "note"):
                nodes[name] = nodes.get(name, "") + ("" if words in "+○" else words)
    return Shown(nodes, frozenset(ways))


def squeezed(words: str) -> str:
    return re.sub(r"\s", "", words)


class Model:
    """A BPMN file as another tool reads it."""

    def __init__(self, xml: str) -> None:
        root = etree.fromstring(xml.encode())
        self.names = {e.attrib["id"]: e.get("name", "") for e in root.iter() if "id" in e.attrib}
        self.waits = {e.attrib["id"] for e in root.iter() if e.get(f"{OURS}part") == "request"}
        self.flows = [
            (f.attrib["sourceRef"], f.attrib["targetRef"], f.tag == f"{BPMN}messageFlow", f.get("name", ""))
            for f in root.iter(f"{BPMN}sequenceFlow", f"{BPMN}messageFlow")
        ]

    def leaving(self, key: str) -> list[str]:
        """While an external party works, the company only waits for it."""
        return [end for at, end, message, _ in self.flows if at == key and (message or key not in self.waits)]

    def ways(self, flow: Flow) -> set[tuple[str, str]]:
        """The ways between the nodes of a flow, past the nodes that BPMN wants besides."""
        known = {element_id(key): key for key in flow.node}
        found = set()
        for key, source in known.items():
            ahead, seen = self.leaving(key), set()
            while ahead:
                here = ahead.pop()
                if here in known:
                    found.add((source, known[here]))
                elif here not in seen:
                    seen.add(here)
                    ahead += self.leaving(here)
        return found


def says(shown: str, name: str) -> bool:
    """Whether a node shows a name, as far as there is room for it."""
    whole, name = squeezed(shown), squeezed(name)
    return whole.startswith(name) or ("…" in whole and name.startswith(whole.partition("…")[0]))


@pytest.mark.parametrize(
    ("procedure", "language"), CASES, ids=[f"{procedure.id} {language}" for procedure, language in CASES]
)
def test_web_word_and_bpmn_agree_node_by_node(procedure: Procedure, language: Language) -> None:
    flow = flow_of(procedure, names(language))
    whole, sheets = lay_out_sheets(flow, width=940)
    down = lay_out(flow, orientation="down", forms=False)
    web = on_the_web(svg_file(whole))

    assert web.nodes.keys() == flow.node.keys()
    assert web.ways == {edge.id for edge in flow.edges}
    assert on_the_web(*(svg_of(sheets, number) for number in range(len(sheets.pages)))) == web
    assert in_word(whole) == web
    narrow = on_the_web(svg_file(down))
    assert (narrow.nodes.keys(), narrow.ways) == (web.nodes.keys(), web.ways)

    model = Model(export_model(procedure, names(language)))
    assert model.ways(flow) == {(edge.source, edge.target) for edge in flow.edges}
    assert {edge.label for edge in flow.edges if edge.label} <= {name for *_, name in model.flows}
    for node in flow.nodes:
        if node.kind in NAMED:
            assert model.names[element_id(node.id)] == node.title
            assert says(web.nodes[node.id], node.title)


@pytest.mark.slow
def test_made_procedures_agree_too(*, full_size: bool) -> None:
    for seed in range(200 if full_size else 20):
        flow = flow_of(made_procedure(seed), made_names())
        whole, sheets = lay_out_sheets(flow, width=940)
        web = on_the_web(svg_file(whole))
        assert web.nodes.keys() == flow.node.keys()
        assert web.ways == {edge.id for edge in flow.edges}
        assert on_the_web(*(svg_of(sheets, number) for number in range(len(sheets.pages)))) == web
        assert in_word(whole) == web
