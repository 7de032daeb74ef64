"""Content 成文: drafted steps as the plain data of a procedure, names become references."""

from collections.abc import Callable, Iterable
from typing import Any

from generators.model.procedures import END
from generators.process.bpmn.drafting import Draft, DraftStep, Party
from generators.process.bpmn.listing import Left
from generators.process.bpmn.model import Datum
from generators.process.bpmn.shaping import DECISION
from generators.process.bpmn.wording import slug

Lookup = Callable[[str, tuple[str, ...]], str]
"""The id of a thing of some kinds by its title, alias or code; "" where the library knows none, or several."""

ACTORS = ("role", "department", "external")
Data = dict[str, Any]


class References:
    """Names as references; what the library does not know gets an id made from its name, and is listed once."""

    def __init__(self, lookup: Lookup) -> None:
        self.left: list[Left] = []
        self._lookup = lookup
        self._made: dict[tuple[str, str], str] = {}

    def party(self, party: Party) -> str:
        """Somebody who acts."""
        return party.ref or self._find(party.name, ACTORS, "unknown-party")

    def form(self, datum: Datum) -> str:
        """A form or record."""
        return datum.ref or self._find(datum.name or datum.id, ("form",), "unknown-form")

    def owner(self, names: Iterable[str]) -> str:
        """The department that a pool is named after, if the library knows it."""
        return next(filter(None, (self._lookup(name, ("department",)) for name in names)), "")

    def _find(self, name: str, kinds: tuple[str, ...], code: str) -> str:
        if (name, code) not in self._made:
            known = self._lookup(name, kinds)
            self._made[name, code] = known or slug(name) or "unnamed"
            if not known:
                self.left.append(Left(code, 0, name or "–", {"text": self._made[name, code]}))
        return self._made[name, code]


def new_step(step: DraftStep, references: References) -> Data:
    """A drafted step as content. Where it leads is written out; `settled` drops what goes without saying."""
    data: Data = {"id": step.id}
    if step.actor is not None:
        data["actor"] = references.party(step.actor)
    data |= saying(step, references)
    if step.rejected:
        data["rejected"] = step.rejected
    data |= forms_of(step, references)
    if step.limit:
        data["limit"] = step.limit
    if step.informed:
        data["informed"] = [references.party(party) for party in step.informed]
    if step.words:
        data["note"] = "\n".join(step.words)
    data |= leading(step)
    if step.join:
        data["join"] = step.join
    if step.hand_off:
        data["hand_off"] = step.hand_off
    return data


def saying(step: DraftStep, references: References) -> Data:
    """What is done, decided or approved."""
    if step.nature == DECISION:
        branches = [{"label": branch.label, "next": branch.next} for branch in step.branches]
        return {"decide": step.title, "branches": branches}
    if step.nature == "approval":
        return {"do": step.title, "approve": approving(step, references)}
    return {"do": step.title}


def approving(step: DraftStep, references: References) -> Data:
    """Who approves, and how."""
    by = list(dict.fromkeys(references.party(party) for party in step.by))
    return ({"mode": step.mode} if step.mode else {}) | {"by": by}


def forms_of(step: DraftStep, references: References) -> Data:
    """The forms that go in and come out; a store is the system in which the work is done."""
    found: Data = {}
    for key, data in (("inputs", step.inputs), ("output", step.outputs)):
        forms = list(dict.fromkeys(references.form(datum) for datum in data if not datum.store))
        if forms:
            found[key] = forms
    stores = [datum.name for datum in (*step.inputs, *step.outputs) if datum.store and datum.name]
    if stores:
        found["system"] = "、".join(dict.fromkeys(stores))
    return found


def leading(step: DraftStep) -> Data:
    """Where a step leads."""
    if step.branches:
        return {}
    return {"fork": list(step.ways)} if len(step.ways) > 1 else {"next": step.ways[0]}


def settled(steps: Iterable[Data]) -> list[Data]:
    """The steps without a ``next`` that their order says anyway."""
    listed = list(steps)
    following = [data["id"] for data in listed[1:]] + [END]
    return [
        {key: said for key, said in data.items() if not (key == "next" and said == after)}
        for data, after in zip(listed, following, strict=False)
    ]


def new_procedure(draft: Draft, references: References, *, identifier: str, department: str) -> Data:
    """A procedure of its own from a draft."""
    data: Data = {
        "kind": "procedure",
        "id": identifier,
        "title": draft.title or identifier,
        "department": department,
        "control": {"status": "draft"},
    }
    if draft.words:
        data["purpose"] = draft.words
    if draft.trigger:
        data["trigger"] = {"event": draft.trigger}
    if draft.phases:
        taken = {step.id for step in draft.steps}
        data["phases"] = [
            {"id": _phase_id(title, number, taken), "title": title, "steps": list(steps)}
            for number, (title, steps) in enumerate(draft.phases, 1)
        ]
    data["steps"] = settled(new_step(step, references) for step in draft.steps)
    return data


def _phase_id(title: str, number: int, taken: set[str]) -> str:
    """Phases and steps are places on one page: no two may have the same id."""
    wish = slug(title)
    name = wish if wish and wish not in taken else f"phase-{number}"
    taken.add(name)
    return name
