"""References: where one document names another, found by the types of the model.

A *plan* is made once per model class from its annotations; walking plain data (as read from YAML) along a plan
yields every place that holds a reference, so that it can be resolved before pydantic sees it, and again
afterwards to learn who mentions whom.
"""

import types
import typing
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel

from generators.model.names import Points

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """How to walk a value: it is a reference, a sequence, or a mapping with interesting keys.

    ``words`` are plain values that stand beside references (``participants``, ``everyone``).
    """

    kinds: tuple[str, ...] = ()
    words: frozenset[str] = frozenset()
    each: "Plan | None" = None
    model: type[BaseModel] | None = None

    @property
    def empty(self) -> bool:
        """Nothing below this place can hold a reference."""
        return not self.kinds and self.each is None and self.model is None


@dataclass(slots=True)
class Place:
    """One reference in plain data: replace it through ``holder[key]``."""

    holder: Any
    key: str | int
    path: Path
    kinds: tuple[str, ...]

    @property
    def wording(self) -> str:
        """What stands there."""
        return str(self.holder[self.key])


def _plan_of_annotation(annotation: Any) -> Plan:
    origin = get_origin(annotation)
    if origin is typing.Annotated:
        return _plan_of_annotated(annotation)
    if origin in (types.UnionType, typing.Union):
        return _merged([_plan_of_annotation(part) for part in get_args(annotation)])
    if origin is Literal:
        return Plan(words=frozenset(str(word) for word in get_args(annotation)))
    if origin is tuple:
        inner = _plan_of_annotation(get_args(annotation)[0])
        return Plan() if inner.empty else Plan(each=inner)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel) and _holds_references(annotation):
        return Plan(model=annotation)
    return Plan()


def _plan_of_annotated(annotation: Any) -> Plan:
    inner, *marks = get_args(annotation)
    for mark in marks:
        if isinstance(mark, Points):
            return Plan(kinds=mark.kinds)
    return _plan_of_annotation(inner)


def _merged(plans: list[Plan]) -> Plan:
    kinds = tuple(dict.fromkeys(kind for plan in plans for kind in plan.kinds))
    words: frozenset[str] = frozenset().union(*(plan.words for plan in plans))
    each = next((plan.each for plan in plans if plan.each), None)
    model = next((plan.model for plan in plans if plan.model), None)
    return Plan(kinds=kinds, words=words, each=each, model=model)


_OPEN: set[type[BaseModel]] = set()


@cache
def fields_of(model: type[BaseModel]) -> tuple[tuple[str, Plan], ...]:
    """The fields of *model* below which references may stand, with their plans."""
    found = []
    for name, field in model.model_fields.items():
        marks = [mark for mark in field.metadata if isinstance(mark, Points)]
        plan = Plan(kinds=marks[0].kinds) if marks else _plan_of_annotation(field.annotation)
        if not plan.empty:
            found.append((field.alias or name, plan))
    return tuple(found)


def _holds_references(model: type[BaseModel]) -> bool:
    if model in _OPEN:
        return True  # a tree of itself: the outer call decides, walking costs little
    _OPEN.add(model)
    try:
        model.model_rebuild()
        return bool(fields_of.__wrapped__(model))
    finally:
        _OPEN.discard(model)


def references_in(data: Any, model: type[BaseModel], path: Path = ()) -> Iterator[Place]:
    """Every reference in plain *data* that should become a *model*; places of the wrong shape are left alone."""
    if not isinstance(data, dict):
        return
    for name, plan in fields_of(model):
        if name in data and data[name] is not None:
            yield from _walk(data, name, plan, (*path, name))


def _walk(holder: Any, key: str | int, plan: Plan, path: Path) -> Iterator[Place]:
    value = holder[key]
    if isinstance(value, str):
        if plan.kinds and value not in plan.words:
            yield Place(holder, key, path, plan.kinds)
    elif isinstance(value, list | tuple):
        if plan.each is not None:
            for index in range(len(value)):
                yield from _walk(value, index, plan.each, (*path, index))
    elif plan.model is not None:
        yield from references_in(value, plan.model, path)
