"""Drafting 起草: the steps of a procedure as a model shows them. `content` makes data of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from generators.model.procedures import END
from generators.process.bpmn import vocabulary as bpmn
from generators.process.bpmn.grouping import Exit, Group, Groups
from generators.process.bpmn.listing import Left
from generators.process.bpmn.model import Datum, Element, Model
from generators.process.bpmn.shaping import DECISION, OUTCOME, Shaped, shape, telling
from generators.process.bpmn.wording import duration_of, event_words, once_each, slug

_PLAIN = frozenset({"task", "userTask", "manualTask", "intermediateThrowEvent"}) | bpmn.GATEWAYS

Say = Callable[..., str]
"""A sentence of ``bpmn`` by its code, in the language of the draft."""


@dataclass(frozen=True)
class Party:
    """Somebody a model names: an id where the library knows them, else only a name."""

    name: str
    ref: str = ""


@dataclass(frozen=True)
class Branch:
    """A labelled way out of a decision."""

    label: str
    next: str


@dataclass(frozen=True)
class DraftStep:
    """A step as drawn. ``ways`` are where it leads: one, or several at once."""

    id: str
    title: str
    nature: str
    actor: Party | None = None
    by: tuple[Party, ...] = ()
    mode: str = ""
    branches: tuple[Branch, ...] = ()
    ways: tuple[str, ...] = (END,)
    rejected: str = ""
    join: str = ""
    hand_off: str = ""
    inputs: tuple[Datum, ...] = ()
    outputs: tuple[Datum, ...] = ()
    limit: str = ""
    informed: tuple[Party, ...] = ()
    words: tuple[str, ...] = ()
    line: int = 0


@dataclass(frozen=True)
class Draft:
    """The steps of a model in reading order, with what starts the first and which stretch belongs together."""

    title: str
    words: str
    trigger: str
    steps: tuple[DraftStep, ...]
    phases: tuple[tuple[str, tuple[str, ...]], ...]


def draft_of(model: Model, say: Say) -> tuple[Draft, list[Left]]:
    """The steps that a model shows, and what about them is worth saying."""
    shaped, left = shape(model)
    drafting = _Drafting(model, shaped, say)
    return drafting.draft(), [*left, *drafting.left]


class _Drafting:
    """A draft being made from groups of nodes."""

    def __init__(self, model: Model, shaped: Shaped, say: Say) -> None:
        self.left: list[Left] = []
        self._model, self._shaped, self._say = model, shaped, say
        self._groups = Groups(shaped)
        self._ids: dict[str, str] = {}
        self._inside = {element.id for element in shaped.elements.values()}

    def draft(self) -> Draft:
        found = self._groups.starts()
        starts = [(event, target) for event, target in found if target != END]
        self._tell_idle([event for event, target in found if target == END])
        groups = self._groups.in_order([target for _, target in starts])
        for group in sorted(groups, key=lambda group: not group.own):
            self._ids[group.key] = self._slug(group)
        steps = [self._step(group) for group in groups]
        first, trigger = self._begin(starts)
        self.left += [Left("circle", 0, name) for name in sorted(self._groups.circles)]
        return Draft(
            title=self._model.title,
            words=self._model.words,
            trigger=trigger,
            steps=(*first, *steps),
            phases=tuple(self._phases()),
        )

    def _tell_idle(self, events: list[Element]) -> None:
        """Start events that lead to no step."""
        for event in events:
            if telling([event_words(event)]):
                self.left.append(Left("idle-start", event.line, event_words(event)))

    def _phases(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        for element, inside in self._shaped.phases:
            found = [group for key in inside if (group := self._groups.group_of(key))]
            steps = tuple(dict.fromkeys(self._ids[group.key] for group in found))
            if steps:
                yield element.name or element.id, steps

    def _begin(self, starts: list[tuple[Element, str]]) -> tuple[list[DraftStep], str]:
        """What starts the procedure; with several beginnings, a step that chooses one or starts them all."""
        events = [event for event, _ in starts if event.tag == "startEvent"]
        names = telling(dict.fromkeys(event_words(event) for event in events))
        targets = list(dict.fromkeys(target for _, target in starts))
        trigger = self._say("or").join(names) if events else ""
        if len(targets) < 2:
            return [], trigger
        identifier = self._free("begin")
        if events:
            branches = tuple(Branch(event_words(e) or self._say("way", number=n), self._ids[target])
                             for n, (e, target) in enumerate(starts, 1))  # fmt: skip
            self.left.append(Left("starts", events[0].line, "、".join(names)))
            return [DraftStep(identifier, self._say("which-start"), DECISION, branches=branches)], trigger
        self.left.append(Left("heads", starts[0][0].line, "、".join(e.name or e.id for e, _ in starts)))
        ways = tuple(self._ids[target] for target in targets)
        return [DraftStep(identifier, self._say("at-once"), "action", ways=ways)], trigger

    # One step.

    def _step(self, group: Group) -> DraftStep:
        main = group.work or (group.approvals or group.members)[0]
        exits = self._groups.exits(group)
        approvals = group.approvals
        nature = "approval" if approvals else self._nature(group)
        forward = [exit_ for exit_ in exits if not exit_.arc.rejected]
        back = [self._id(exit_.target) for exit_ in exits if exit_.arc.rejected]
        branches = self._branches(forward) if nature == DECISION else ()
        if not group.own:
            self._tell(group, main)
        return DraftStep(
            id=self._ids[group.key],
            title=self._title(group, main, nature),
            nature=nature,
            actor=self._actor(group, main),
            by=tuple(self._party(e) for e in approvals),
            mode=self._mode(group),
            branches=branches,
            ways=() if branches else tuple(dict.fromkeys(self._id(e.target) for e in forward)) or (END,),
            rejected=back[0] if back else "",
            join=self._join(group),
            hand_off=next((ref for e in group.members if e.part == bpmn.HANDOFF for ref in e.refs), ""),
            inputs=once_each(d for e in group.members for d in e.inputs),
            outputs=once_each(d for e in group.members for d in e.outputs),
            limit=duration_of(main.detail) if main.tag not in bpmn.EVENTS else "",
            informed=self._informed(group),
            words=self._words(group, main),
            line=main.line,
        )

    def _nature(self, group: Group) -> str:
        decides = [
            e for e in group.members if self._shaped.roles[e.id] == DECISION and e.part in ("", bpmn.RULING)
        ]
        return DECISION if decides else "action"

    def _mode(self, group: Group) -> str:
        if len(group.approvals) < 2:
            return ""
        asked = next((e for e in group.members if e.part == bpmn.ASKED), None)
        if asked is None:
            return "in_order"
        return "any" if asked.tag == "exclusiveGateway" else "all"

    def _join(self, group: Group) -> str:
        tags = [self._shaped.elements[key].tag for key in group.joins]
        return "" if not tags else "any" if tags[0] == "exclusiveGateway" else "all"

    def _title(self, group: Group, main: Element, nature: str) -> str:
        if main.id.endswith(OUTCOME) and not group.own:
            return self._say("outcome", name=main.name)
        if main.name:
            return main.name
        if group.work is not None and main.detail:
            return main.detail
        if main.id in group.joins:
            return self._say("joined")
        if main.id in group.forks:
            return self._say("at-once")
        return self._say("which-way") if nature == DECISION else self._say("unnamed", id=main.id)

    def _actor(self, group: Group, main: Element) -> Party | None:
        if group.approvals and group.work is None:
            return None
        return self._party_of(main)

    def _party(self, element: Element) -> Party:
        return self._party_of(element) or Party("")

    def _party_of(self, element: Element) -> Party | None:
        """Whose lane a node is in; in a pool without lanes, whose pool."""
        band = self._model.band.get(element.band)
        if band is not None:
            return Party(band.name, band.ref) if band.name or band.ref else None
        pool = next((pool for pool in self._model.pools if pool.id == element.pool), None)
        return Party(pool.name, pool.ref) if pool and (pool.name or pool.ref) else None

    def _branches(self, exits: list[Exit]) -> tuple[Branch, ...]:
        found: list[Branch] = []
        for number, exit_ in enumerate(exits, 1):
            arc = exit_.arc
            if arc.normal:
                label = arc.label or self._say("as-usual")
            elif arc.default:
                label = arc.label or self._say("otherwise")
            else:
                label = (
                    arc.label or arc.condition or self._target_title(exit_) or self._say("way", number=number)
                )
            found.append(Branch(label, self._id(exit_.target)))
        return tuple(found)

    def _target_title(self, exit_: Exit) -> str:
        target = self._shaped.elements.get(exit_.arc.target)
        return event_words(target) if target is not None else ""

    def _informed(self, group: Group) -> tuple[Party, ...]:
        """Other parties that a step sends a message to."""
        found: list[Party] = []
        members = {e.id for e in group.members} if not group.own else set()
        for way in self._model.ways:
            if way.message and way.source in members and way.target not in self._inside:
                pool = next((p for p in self._model.pools if way.target in (p.id, p.process)), None)
                found.append(Party(pool.name, pool.ref) if pool else Party(way.name or way.target))
        return tuple(dict.fromkeys(found))

    def _words(self, group: Group, main: Element) -> tuple[str, ...]:
        said = [main.words, *main.notes, *(note for e in group.members if e is not main for note in e.notes)]
        if main.tag in bpmn.EVENTS and main.detail and main.detail != main.name:
            said.append(main.detail)
        return tuple(dict.fromkeys(filter(None, said)))

    def _tell(self, group: Group, main: Element) -> None:
        """What a step of another tool says that a step of ours does not."""
        name = main.name or main.id
        if (
            (main.tag not in _PLAIN or main.event)
            and main in group.members
            and main.id not in (*group.forks, *group.joins)
        ):
            self.left.append(Left("task", main.line, name, {"tag": main.tag, "kind": main.event or "none"}))
        if main.id in (*group.forks, *group.joins):
            self.left.append(Left("made-step", main.line, name))

    # Names.

    def _id(self, key: str) -> str:
        return self._ids.get(key, END)

    def _slug(self, group: Group) -> str:
        if group.own:
            return self._free(group.key)
        main = group.members[0]
        return self._free(slug(main.name) or slug(main.id) or "step")

    def _free(self, wish: str) -> str:
        taken = {*self._ids.values(), END}
        name, number = wish, 1
        while name in taken:
            number += 1
            name = f"{wish}-{number}"
        return name
