"""Leaning: what a question of a certain sort prefers among the sections that match it.

谁批, 几号前, 什么表 prefer a section that carries such a fact to the top of the document, which only names the
matter; 怎么办 prefers a procedure or guide as a whole; 是什么意思 prefers a definition.
"""

import re
from collections.abc import Mapping
from typing import Final

from search_index.facts import ACTOR, APPROVER, DEADLINE, FORM, OWNER, mask_of
from search_index.intent import HOW, MAY, WHAT, Intent
from search_index.shelf import KIND, Shelf

_FITTING: Final = {DEADLINE: 2.2, APPROVER: 2.2, FORM: 1.3, OWNER: 1.15}
_RELATED: Final = {DEADLINE: 1.1, APPROVER: 1.4, FORM: 1.0, OWNER: 1.0}
_HEAD_RELATED = 0.5
_HEAD_WITHOUT = 0.5
_PART_WITHOUT = 0.8
_BY_PART: Final[Mapping[str, Mapping[str, float]]] = {
    DEADLINE: {"kpi": 0.6, "item": 0.8, "goal": 0.7},
    APPROVER: {
        "duty": 1.5,
        "permission": 1.6,
        "function": 1.3,
        "item": 0.7,
        "liability": 0.8,
        "goal": 0.5,
        "kpi": 0.5,
    },
    OWNER: {
        "duty": 1.5,
        "function": 1.5,
        "permission": 1.2,
        "article": 1.2,
        "item": 0.8,
        "goal": 0.6,
        "kpi": 0.6,
    },
}
"""Who is responsible stands in duties and functions; a measure or a tick box is rarely what is asked for."""
_COMMON = mask_of((ACTOR,))
_SUPERIOR = 1.6
_APPROVING = re.compile("[批审签]|复核|会签|核准|approve|review|sign", re.IGNORECASE)
_APPROVES = 0.65
"""Who does it is asked for, not who approves what was done."""
_FORM_ITSELF = 1.8
_HOW: Final = {
    "procedure": 1.5, "guide": 1.4, "checklist": 1.0, "policy": 1.1, "term": 0.5, "form": 0.75, "external": 0.5,
}  # fmt: skip
_WHAT: Final = {"term": 1.8}
_WHAT_PARTS: Final = {"definition": 1.5, "kpi": 1.2}
_MAY_HEAD = 0.7
_MAY_PARTS: Final = {"permission": 1.6, "article": 1.3, "gate": 1.3, "liability": 1.2}
_USUAL: Final = {"external": 0.8}
_BESIDE: Final = {"external": 0.4, "term": 0.6}


class Leaning:
    """What one question's sort prefers."""

    def __init__(self, intent: Intent, shelf: Shelf) -> None:
        self._shelf = shelf
        self._intent = intent
        self._fitting = mask_of(intent.fitting)
        self._related = mask_of(intent.relations)
        self._telling = self._related & ~_COMMON if intent.kind == APPROVER else self._related

    @property
    def wants_fact(self) -> bool:
        """Whether the question asks for something that sections carry in fields of their own."""
        return bool(self._related)

    def carries(self, section: int) -> bool:
        """Whether the section has what is asked for. (That somebody acts says nothing: somebody always does.)"""
        return bool(self._shelf.relations[section] & self._fitting & ~_COMMON)

    def fits(self, section: int) -> bool:
        """Whether the section has just what is asked for, not only something like it."""
        return bool(self._shelf.relations[section] & self._fitting)

    @property
    def calls_by_name(self) -> bool:
        """Whether a name in the question means the named thing itself; 怎么办理 means what one does about it."""
        return self._intent.kind != HOW

    def of(self, section: int) -> float:
        """By how much the question prefers the section."""
        shelf = self._shelf
        kind, is_head = shelf.shown(section)[KIND], shelf.is_head(section)
        if self._related:
            return self._by_fact(section, is_head) * _BESIDE.get(kind, 1.0)
        if self._intent.kind == HOW:
            return _HOW.get(kind, 1.0) if is_head else 1.0
        if self._intent.kind == WHAT:
            return _WHAT.get(kind, _WHAT_PARTS.get(shelf.part[section], 1.0))
        if self._intent.kind == MAY:
            return (_MAY_HEAD if is_head else _MAY_PARTS.get(shelf.part[section], 1.0)) * _BESIDE.get(
                kind, 1.0
            )
        return _USUAL.get(kind, 1.0)

    def _by_fact(self, section: int, is_head: bool) -> float:
        relations, kind = self._shelf.relations[section], self._intent.kind
        part = _BY_PART.get(kind, {}).get(self._shelf.part[section], 1.0)
        if ACTOR in self._intent.fitting and begins_with_approval(self._shelf.heading[section]):
            part *= _APPROVES
        if relations & self._fitting:
            lift = 1.0 if kind == APPROVER else part
            return lift * _FITTING[kind] * self._special(section, is_head)
        if relations & self._telling:
            return part * _RELATED[kind] * (_HEAD_RELATED if is_head else 1.0)
        return _HEAD_WITHOUT if is_head else _PART_WITHOUT * part

    def _special(self, section: int, is_head: bool) -> float:
        """A form is more to the point than who uses it; whom one reports to stands at the top."""
        if self._intent.kind == FORM and is_head:
            return _FORM_ITSELF if self._shelf.shown(section)[KIND] == "form" else 0.8
        return _SUPERIOR if self._intent.kind == OWNER and is_head else 1.0


def begins_with_approval(heading: str) -> bool:
    """Whether what is done there is an approval or a review: 批准年度预算, 复核返利核销单."""
    return _APPROVING.match(heading) is not None
