"""Files that cannot be models are refused with one clear sentence in both languages, quickly, never with a traceback."""

import time

import pytest

from generators.messages import LOCALES, say
from generators.process.bpmn.importing import import_model
from generators.process.bpmn.xml_tree import DEEPEST, LARGEST, UnreadableModel
from tests.generators.process.bpmn.words import nothing

OPEN = b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL">'
BOMB = b"""<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><d>&b;</d>"""
OUTSIDE = b"""<!DOCTYPE d SYSTEM "file:///etc/passwd"><d/>"""

REFUSED = {
    "empty": b"  \n",
    "not-xml": OPEN + b"<process>",
    "doctype": BOMB,
    "too-large": b" " * (50 * 1024 * 1024),
    "too-deep": OPEN + b"<a>" * (DEEPEST + 1),
    "too-many": OPEN + b"<a/>" * 100_001 + b"</definitions>",
    "not-bpmn": b"<html/>",
    "no-process": OPEN + b"</definitions>",
    "encoding": b'<?xml version="1.0" encoding="no-such-thing"?><d/>',
}


@pytest.mark.parametrize("code", REFUSED)
def test_a_file_is_refused_in_one_sentence(code: str) -> None:
    began = time.process_time()
    with pytest.raises(UnreadableModel) as refusal:
        import_model(REFUSED[code], lookup=nothing)

    assert time.process_time() - began < 30  # one that is read to its end takes minutes
    assert refusal.value.code == code
    for locale in LOCALES:
        sentence = say(f"bpmn.{code}", locale, **refusal.value.values)
        assert "–" not in sentence
        assert "\n" not in sentence


@pytest.mark.parametrize(
    "raw", [OUTSIDE, b"\xff\xfe\x00", b"BPMN", b"<a>\x00</a>", b"<a b=1/>", b"\x00" * 99, b"<a>&b;</a>"]
)
def test_nonsense_is_refused(raw: bytes) -> None:
    with pytest.raises(UnreadableModel):
        import_model(raw, lookup=nothing)


def test_the_limit_is_far_above_any_model() -> None:
    assert LARGEST >= 8 * 1024 * 1024


def test_an_unknown_process_names_those_that_are_there() -> None:
    raw = OPEN + b'<process id="p" name="A"/><process id="q" name="B"/></definitions>'

    with pytest.raises(UnreadableModel) as refusal:
        import_model(raw, lookup=nothing, wanted="C")

    assert refusal.value.values["known"] == "A、B"


def test_the_wanted_process_is_taken() -> None:
    raw = (
        OPEN
        + b'<process id="p" name="A"><task id="a"/><task id="b"/></process><process id="q" name="B"><task id="c" name="C"/></process></definitions>'
    )

    assert import_model(raw, lookup=nothing, wanted="B").data["title"] == "B"
    assert import_model(raw, lookup=nothing).data["title"] == "A"


CIRCLES = {
    "flows": b'<task id="a" name="A"/><task id="b" name="B"/><sequenceFlow id="f" sourceRef="a" targetRef="b"/><sequenceFlow id="g" sourceRef="b" targetRef="a"/>',
    "itself": b'<task id="a" name="A"/><sequenceFlow id="f" sourceRef="a" targetRef="a"/>',
    "gateways": b'<task id="a" name="A"/><exclusiveGateway id="b"/><sequenceFlow id="f" sourceRef="a" targetRef="b"/><sequenceFlow id="g" sourceRef="b" targetRef="b"/>',
    "boundary": b'<boundaryEvent id="x" attachedToRef="x"/><task id="a" name="A"/>',
    "loose": b'<task id="a" name="A"/><sequenceFlow id="f" sourceRef="a" targetRef="nowhere"/>',
    "double": b'<task id="a" name="A"/><task id="a" name="B"/>',
    "without ids": b'<task name="A"/><subProcess><task name="B"/></subProcess>',
}


@pytest.mark.parametrize("name", CIRCLES)
def test_circles_and_loose_ends_give_a_draft(name: str) -> None:
    imported = import_model(
        OPEN + b'<process id="p">' + CIRCLES[name] + b"</process></definitions>", lookup=nothing
    )

    assert [step for step in imported.data["steps"] if step["do"] == "A"]
