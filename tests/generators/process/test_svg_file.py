"""A picture as a file: it is proper SVG, and its style knows every class that is drawn."""

import re
from xml.etree import ElementTree as ET

from generators.process.flow import flow_of
from generators.process.layout import lay_out
from generators.process.svg_file import svg_file
from tests.generators.process.made_procedures import made_names, made_procedure

SHAPES = {
    "flow",
    "action",
    "approval",
    "decision",
    "start",
    "trigger",
    "end",
    "fork",
    "join",
    "handoff",
    "out",
}
"""Classes of groups, which only gather what has a style of its own."""


def test_every_class_has_a_style() -> None:
    for seed in range(12):
        drawn = svg_file(lay_out(flow_of(made_procedure(seed), made_names())))
        root = ET.fromstring(drawn)  # noqa: S314 - drawn a moment ago
        style = "".join(root.find("{http://www.w3.org/2000/svg}style").itertext())  # type: ignore[union-attr]
        used = {name for element in root.iter() for name in element.get("class", "").split()}

        assert used - SHAPES <= set(re.findall(r"\.([a-z0-9]+)", style))
