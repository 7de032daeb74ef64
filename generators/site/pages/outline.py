"""The nodes of a document by anchor: which list they stand in, and what number people call them by."""

from pydantic import BaseModel

from generators.model.control import Document

_APART = frozenset({"asked", "control", "quiz"})


def places_of(document: Document) -> dict[str, tuple[str, str]]:
    """Anchor → the list it stands in, and its label or number there."""
    found: dict[str, tuple[str, str]] = {}
    _collect(document, found)
    return found


def _collect(model: BaseModel, found: dict[str, tuple[str, str]]) -> None:
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
