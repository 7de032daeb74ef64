"""Pictures in Word: native shapes that say the same as the web, and a document that opens."""

import re
import subprocess
import zipfile
from pathlib import Path

import docx
import pytest
from lxml import etree

from generators.process.drawingml import NAMESPACES, Element
from generators.process.flow import flow_of
from generators.process.layout import lay_out
from generators.process.shapes import word_picture
from generators.process.svg import svg_of
from tests.generators.process.made_procedures import made_names, made_procedure
from tests.tools import find_program

PICTURES = [lay_out(flow_of(made_procedure(seed), made_names()), width=940) for seed in range(1, 9)]


def names_in(element: Element) -> list[str]:
    found = element.xpath(".//wps:cNvPr/@name", namespaces=NAMESPACES)
    return [str(name) for name in found]


def test_web_and_word_show_the_same_nodes_edges_and_labels() -> None:
    for picture in PICTURES:
        for number, page in enumerate(picture.pages):
            names = names_in(word_picture(picture, number, width=600))
            for shape in page.shapes:
                assert f"node {shape.node.id}" in names
            assert sum(name.startswith("edge ") for name in names) == len(page.routes)
            assert svg_of(picture, number).count('<path class="e') == len(page.routes)
            assert sum(n.startswith("label ") for n in names) == sum(bool(r.label) for r in page.routes)


def test_texts_in_word_are_those_of_the_web() -> None:
    for picture in PICTURES[:3]:
        drawn = etree.tostring(word_picture(picture, 0, width=600), encoding="unicode")
        texts = set(re.findall(r"<w:t>([^<]+)</w:t>", drawn))
        shown = set(re.findall(r"<text[^>]*>([^<]+)</text>", svg_of(picture, 0)))
        assert texts - {"+", "○"} == shown


def test_numbers_of_drawings_differ() -> None:
    drawn = etree.tostring(word_picture(PICTURES[0], 0, width=600, first_id=50), encoding="unicode")
    numbers = re.findall(r'(?:docPr|cNvPr) id="(\d+)"', drawn)
    assert len(set(numbers)) == len(numbers)
    assert min(map(int, numbers)) == 50


def test_a_reader_without_shapes_gets_the_picture() -> None:
    drawn = etree.tostring(word_picture(PICTURES[0], 0, width=600, fallback="rId9"), encoding="unicode")
    assert 'r:embed="rId9"' in drawn.split("<mc:Fallback>")[1]


@pytest.mark.slow
@pytest.mark.needs("libreoffice")
def test_the_document_opens_and_shows_the_texts(tmp_path: Path) -> None:
    document, first = docx.Document(), 1
    for picture in PICTURES[:2]:
        for number in range(len(picture.pages)):
            run = document.add_paragraph().add_run()
            run._r.append(word_picture(picture, number, width=576, first_id=first))
            first += 1000
    document.save(str(tmp_path / "pictures.docx"))
    office = find_program("soffice", "libreoffice")
    assert office is not None
    room = f"-env:UserInstallation={(tmp_path / 'office').as_uri()}"
    command = [office, room, "--headless", "--convert-to", "odt", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(tmp_path / "pictures.docx")], check=True, capture_output=True, timeout=120)
    with zipfile.ZipFile(tmp_path / "pictures.odt") as opened:
        read = opened.read("content.xml").decode()
    assert all(node.title[:2] in read for p in PICTURES[:2] for node in p.flow.nodes if node.kind == "action")
    assert read.count("<draw:custom-shape") > sum(len(page.routes) for p in PICTURES[:2] for page in p.pages)
