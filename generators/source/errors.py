"""What pydantic says about a value, told as findings with the nearest right answer."""

import types
import typing
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError

from generators.model.findings import Finding, a_finding
from generators.model.nearness import nearest
from generators.model.references import Path

_EXPECTED = {
    "string_type": "text",
    "model_type": "mapping",
    "model_attributes_type": "mapping",
    "dict_type": "mapping",
    "tuple_type": "list",
    "list_type": "list",
    "int_parsing": "number",
    "int_type": "number",
    "int_from_float": "number",
    "bool_parsing": "yes-no",
    "bool_type": "yes-no",
}
_LIMITS = {
    "greater_than_equal": "ge",
    "less_than_equal": "le",
    "too_short": "min_length",
    "string_too_short": "min_length",
    "string_too_long": "max_length",
}


def findings_of(error: ValidationError, document: str, data: Any, model: type[BaseModel]) -> list[Finding]:
    """One finding for each place pydantic objects to; several members of a union count as one."""
    found: dict[tuple[Path, str], Finding] = {}
    for problem in error.errors(include_url=False):
        path = _real_path(problem["loc"], data)
        finding = _finding(problem, path, document, model)
        found.setdefault((path, finding.code), finding)
    return list(found.values())


def _finding(problem: Any, path: Path, document: str, model: type[BaseModel]) -> Finding:
    kind, last = problem["type"], str(problem["loc"][-1]) if problem["loc"] else ""
    if kind == "extra_forbidden":
        return _unknown_key(last, path, document, model)
    if kind == "missing":
        return a_finding("missing-key", document, path, key=last)
    if kind in _EXPECTED:
        return a_finding("wrong-type", document, path, key=_key(path), expected=_EXPECTED[kind])
    value = str(problem.get("input") or "")[:60]
    if kind == "literal_error":
        allowed = [part.strip("'") for part in problem["ctx"]["expected"].replace(" or ", ", ").split(", ")]
        return a_finding(
            "bad-value", document, path, key=_key(path), value=value, reason="one-of",
            allowed="、".join(allowed), nearest=nearest(value, allowed),
        )  # fmt: skip
    limit = str(problem.get("ctx", {}).get(_LIMITS.get(kind, ""), ""))
    return a_finding(
        "bad-value", document, path, key=_key(path), value=value, reason=_reason(problem), limit=limit
    )


def _unknown_key(key: str, path: Path, document: str, model: type[BaseModel]) -> Finding:
    """A key with a full-width colon in it is a key and its value that YAML could not tell apart."""
    known = _keys_of(_model_at(model, path[:-1]))
    glued = key.partition("：")[0]
    if glued != key and (glued in known or nearest(glued, known)):
        return a_finding("unknown-key", document, path, key=key, hint="full-width-colon")
    return a_finding("unknown-key", document, path, key=key, nearest=nearest(key, known))


def _reason(problem: Any) -> str:
    if problem["type"] == "value_error":
        return str(problem["ctx"]["error"])
    if problem["type"] == "string_pattern_mismatch":
        return "pattern"
    return str(problem["type"]).replace("_", "-")


def _key(path: Path) -> str:
    return next((str(part) for part in reversed(path) if isinstance(part, str)), "")


def _real_path(loc: tuple[Any, ...], data: Any) -> Path:
    """The part of pydantic's location that exists in the data (it adds the names of union members)."""
    path: list[str | int] = []
    value = data
    for index, part in enumerate(loc):
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            missing = index == len(loc) - 1 and isinstance(value, dict)
            if not missing:  # the name of a union's member; a missing key is named, though it is not there
                continue
        path.append(part)
    return tuple(path)


def _keys_of(model: type[BaseModel] | None) -> list[str]:
    if model is None:
        return []
    return [field.alias or name for name, field in model.model_fields.items() if name not in _INJECTED]


_INJECTED = frozenset({"unit", "prose", "prose_en"})


def _model_at(model: type[BaseModel], path: Path) -> type[BaseModel] | None:
    found: type[BaseModel] | None = model
    for part in path:
        if isinstance(part, int) or found is None:
            continue
        field = found.model_fields.get(part)
        found = _model_in(field.annotation) if field else None
    return found


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) in (types.UnionType, typing.Union, tuple, typing.Annotated):
        parts = (_model_in(part) for part in get_args(annotation))
        return next((part for part in parts if part), None)
    return None
