"""Whether every word that a person wrote in a model stands in the draft made of it, or in the list of what is left."""

import json
import re

from generators.process.bpmn.importing import import_model, left_sentence
from generators.process.bpmn.vocabulary import MODEL
from generators.process.bpmn.xml_tree import read_xml

PLUMBING = frozenset(
    {"incoming", "outgoing", "flowNodeRef", "sourceRef", "targetRef", "definitions", "property"}
)
LINK = "linkEventDefinition"
"""Its name only says which other end it has; the draft leads there directly."""
PLAIN = frozenset({"", "start", "end", "开始", "结束"})


def nothing(_name: str, _kinds: tuple[str, ...]) -> str:
    """A library that knows nobody."""
    return ""


def lost_words(raw: bytes) -> list[str]:
    """The names and texts of a model that are neither in the draft nor in the list."""
    imported = import_model(raw, lookup=nothing)
    draft = json.dumps(imported.data, ensure_ascii=False).replace("\\n", " ").replace('\\"', '"')
    told = _flat(draft + " ".join(left_sentence(left, "zh-CN") for left in imported.left))
    said = [
        _flat(words)
        for tag in read_xml(raw).walk()
        if tag.space == MODEL and tag.name not in PLUMBING
        for words in (tag.attributes.get("name", ""), "".join(tag.words))
    ]
    links = {_flat(tag.attributes.get("name", "")) for tag in read_xml(raw).walk() if tag.name == LINK}
    return [
        words for words in said if words not in told and words.lower() not in PLAIN and words not in links
    ]


def _flat(words: str) -> str:
    return re.sub(r"\s+", "", words)
