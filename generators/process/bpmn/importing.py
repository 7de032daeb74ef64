"""Importing 导入: a BPMN file as the draft of a procedure, and the list of what has no place in it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from generators.messages import Locale, say, wording
from generators.model.names import slug_of
from generators.model.procedures import Procedure
from generators.process.bpmn.content import Data, Lookup, References, new_procedure
from generators.process.bpmn.drafting import draft_of
from generators.process.bpmn.drawing import Drawing
from generators.process.bpmn.exporting import exported_model
from generators.process.bpmn.listing import Left, left_out
from generators.process.bpmn.merging import Merge
from generators.process.bpmn.model import Model
from generators.process.bpmn.reader import read
from generators.process.bpmn.remainder import remainder
from generators.process.bpmn.wording import slug
from generators.process.bpmn.writer import write
from generators.process.bpmn.xml_tree import read_xml
from generators.process.flow import flow_of
from generators.process.parts import Names

NO_DEPARTMENT = "department"


@dataclass(frozen=True)
class Imported:
    """The draft as plain data, and everything that was left out or changed; ``ours`` if the file was an export."""

    data: Data
    left: tuple[Left, ...]
    ours: bool


def import_model(
    raw: bytes, *, lookup: Lookup, locale: Locale = "zh-CN", wanted: str = "", department: str = ""
) -> Imported:
    """The draft of a procedure from a BPMN file; raises UnreadableModel.

    *wanted* names the process where there are several, *department* whose procedure it will be.
    """
    root = read_xml(raw)
    model, left = read(root, wanted=wanted)
    references = References(lookup)
    embedded = _embedded(model)
    if embedded is not None:
        data, told = _merged(model, *embedded, references=references)
    else:
        if model.embedded:
            left.append(Left("embedded", 0))
        data, told = _drafted(model, references, locale=locale, department=department)
    found = sorted([*left_out(root), *left, *told, *references.left], key=lambda one: one.line or 10**9)
    return Imported(data, _once(found), embedded is not None)


def _once(found: list[Left]) -> tuple[Left, ...]:
    return tuple(one for place, one in enumerate(found) if one not in found[:place])


def _drafted(
    model: Model, references: References, *, locale: Locale, department: str
) -> tuple[Data, list[Left]]:
    draft, left = draft_of(model, _sayer(locale))
    name = slug(draft.title) or slug(model.id) or "process"
    owner = department or references.owner(pool.name for pool in model.pools if not pool.external)
    if not owner:
        left.append(Left("no-department", 0))
    left += remainder(model, draft)
    if not draft.steps:
        left.append(Left("no-steps", 0))
    return new_procedure(draft, references, identifier=name, department=owner or NO_DEPARTMENT), left


def _merged(
    model: Model, original: Procedure, names: Names, *, references: References
) -> tuple[Data, list[Left]]:
    locale: Locale = "en" if names.language == "en" else "zh-CN"
    before = exported_model(original, names)
    was, _ = read(read_xml(write(before, Drawing()).encode()))
    base, _ = draft_of(was, _sayer(locale))
    draft, left = draft_of(model, _sayer(locale))
    merge = Merge(as_written(original), base, language=names.language, references=references)
    data = merge.merged(draft)
    return data, [*left, *merge.left, *remainder(model, draft, before=was)]


def as_written(procedure: Procedure) -> Data:
    """A procedure as plain data, the way an author writes it: no defaults, ids of other documents in full."""
    data: Data = procedure.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude={"unit"})
    return {"kind": "procedure"} | data | {"id": slug_of(procedure.id)}


def _embedded(model: Model) -> tuple[Procedure, Names] | None:
    """The procedure inside a file of ours, with the names it was drawn with."""
    try:
        said: Any = json.loads(model.embedded)
        procedure = Procedure.model_validate(said["procedure"])
        titles, limits = said["names"], said["limits"]
        names = Names(
            language="en" if model.language == "en" else "zh-Hans",
            title=lambda key: str(titles[key][0]),
            code=lambda key: str(titles[key][1]),
            limit=lambda step: str(limits.get(step.id, "")),
        )
        flow_of(procedure, names)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, ValidationError, RecursionError):
        return None
    return procedure, names


def _sayer(locale: Locale) -> Callable[..., str]:
    return lambda code, **values: say(f"bpmn_draft.{code}", locale, **values)


def left_sentence(left: Left, locale: Locale) -> str:
    """What a line of the list says."""
    texts = wording(locale)
    values = dict(left.values)
    for name, table in (("tag", "bpmn_tag"), ("kind", "bpmn_event")):
        if name in values:
            values[name] = texts[table].get(values[name], values[name])
    return say(f"bpmn_left.{left.code}", locale, name=left.name, **values).rstrip("：: ")
