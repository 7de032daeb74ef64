"""The nodes of a document by anchor: which list they stand in, and what number people call them by."""

from typing import Any, Final

from pydantic import BaseModel

from generators.model.control import Document
from generators.model.text import Text
from generators.phrases.labels import english_label
from generators.phrases.words import Words

_APART = frozenset({"asked", "control", "quiz"})
_SAID: Final = ("Article", "Chapter", "Section", "Clause", "Item", "Step", "Phase", "Part", "Class")
"""A label that names its part already."""


def places_of(document: Document) -> dict[str, tuple[str, Any]]:
    """Anchor → the list it stands in, and its label or number there."""
    found: dict[str, tuple[str, Any]] = {}
    _collect(document, found)
    return found


def _collect(model: BaseModel, found: dict[str, tuple[str, Any]]) -> None:
    for name, value in vars(model).items():
        if isinstance(value, BaseModel):
            if name not in _APART:
                _collect(value, found)
        elif isinstance(value, tuple) and value and isinstance(value[0], BaseModel) and name not in _APART:
            for number, node in enumerate(value, 1):
                anchor = getattr(node, "id", "")
                if anchor:
                    found[anchor] = (name, getattr(node, "label", "") or str(number))
                _collect(node, found)


def place_name(word: Words, part: str, label: str | Text) -> str:
    """What people call a node: the list it stands in and its number; a form's field by its name."""
    key = f"part.{part}"
    if isinstance(label, Text):
        return word(key, n=label.in_language(word.language))
    said = english_label(label) if label and word.language == "en" else label
    if key not in word.by_key or said.startswith(_SAID):
        return said
    return word(key, n=said).strip()
