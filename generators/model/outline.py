"""Outline 脉络: every node of a document with the path to it, found once and shared by all rules.

A node is a part with an id of its own (a step, a clause, a field): what a page anchors and a reader can be sent to.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, Generic, NamedTuple, TypeVar, get_args

from pydantic import BaseModel

from generators.model.control import Document
from generators.model.references import Path

DocumentType = TypeVar("DocumentType", bound=Document)

_APART = frozenset({"asked", "control", "quiz"})
PROSE_ANCHOR = re.compile(r"\{:?\s*#([a-z0-9-]+)")
"""A heading of the prose that carries an id: ``## 三个数 {#numbers}``."""


class Node(NamedTuple):
    """A part with an id, and where it stands in the author's file."""

    path: Path
    value: Any

    @property
    def id(self) -> str:
        """The node's id: the anchor on its page."""
        return str(self.value.id)


@dataclass(frozen=True)
class Outline(Generic[DocumentType]):
    """One document and its nodes, in reading order; document control and quiz are apart."""

    document: DocumentType

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """Every node, parents before their parts."""
        found: list[Node] = []
        _collect(self.document, (), found)
        return tuple(found)

    @cached_property
    def anchors(self) -> frozenset[str]:
        """Every place a reader can be sent to: the nodes' ids, and headings of the prose that carry one."""
        prose = PROSE_ANCHOR.findall(self.document.prose) if self.document.prose else ()
        return frozenset((*(node.id for node in self.nodes), *prose))

    def nodes_of(self, model: type[BaseModel]) -> Iterator[Node]:
        """The nodes of one class."""
        return (node for node in self.nodes if isinstance(node.value, model))


def _collect(value: BaseModel, path: Path, found: list[Node]) -> None:
    fields = vars(value)
    for name in _parts_of(type(value)):
        below = fields[name]
        if isinstance(below, tuple):
            for index, part in enumerate(below):
                here = (*path, name, index)
                if "id" in vars(part):
                    found.append(Node(here, part))
                _collect(part, here, found)
        elif below is not None:
            _collect(below, (*path, name), found)


@cache
def _parts_of(model: type[BaseModel]) -> tuple[str, ...]:
    """The fields of *model* below which nodes may stand. Models that hold nodes are known by their annotations."""
    model.model_rebuild()
    return tuple(
        name
        for name, field in model.model_fields.items()
        if name not in _APART and any(_holds_nodes(part) for part in _models_in(field.annotation))
    )


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models_in(part)


@cache
def _holds_nodes(model: type[BaseModel]) -> bool:
    return "id" in model.model_fields or bool(_parts_of(model))
