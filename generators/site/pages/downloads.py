"""Downloads 下载: which files stand beside the page of a procedure. Their names are stable: others may link to them."""

from typing import Final, Literal

from generators.model.extract import Extract
from generators.model.names import slug_of

Form = Literal["across", "down", "bpmn"]
FORMS: Final[tuple[Form, ...]] = ("across", "down", "bpmn")
"""The picture with lanes across, the one with lanes down, the BPMN 2.0 model."""

_ENDINGS: Final[dict[Form, str]] = {"across": ".svg", "down": "-down.svg", "bpmn": ".bpmn"}


def is_drawn(extract: Extract) -> bool:
    """Whether a document is a procedure with steps, which have a picture."""
    card = extract.card
    written = card.kind == "procedure" and card.status != "planned"
    return written and any(place.part == "steps" for place in extract.places.values())


def file_name(identifier: str, form: Form) -> str:
    """The name of a file beside a page: ``press-release.bpmn``."""
    return f"{slug_of(identifier)}{_ENDINGS[form]}"


def saved_name(name: str, form: Form) -> str:
    """What a browser calls the file it saves."""
    return f"{name}{_ENDINGS[form]}"
