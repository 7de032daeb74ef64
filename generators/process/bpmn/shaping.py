"""Shaping 整形: a model as plain nodes and arcs, without sub-processes, boundary events, links and implied gateways.

What a procedure cannot say in the same way is said in the nearest one, and listed.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from generators.process.bpmn import vocabulary as bpmn
from generators.process.bpmn.listing import Left
from generators.process.bpmn.model import Element, Model

Role = str
WORK, DECISION, FORK, JOIN, PASS, START, END = "work", "decision", "fork", "join", "pass", "start", "end"

OUTCOME = ".outcome"
"""Ends the id of a decision about how the work before it went."""

_CHANGED = frozenset({"inclusiveGateway", "complexGateway", "eventBasedGateway"})


@dataclass(frozen=True)
class Arc:
    """A way from node to node. ``normal`` marks the way on where something else may happen at the same work."""

    source: str
    target: str
    label: str = ""
    condition: str = ""
    rejected: bool = False
    default: bool = False
    normal: bool = False


@dataclass(frozen=True)
class Shaped:
    """Nodes with the part they play, arcs between them, and the sub-processes with what was in them."""

    elements: dict[str, Element]
    roles: dict[str, Role]
    arcs: tuple[Arc, ...]
    phases: tuple[tuple[Element, tuple[str, ...]], ...]

    def out(self, key: str) -> list[Arc]:
        """The arcs that leave a node."""
        return [arc for arc in self.arcs if arc.source == key]

    def into(self, key: str) -> list[Arc]:
        """The arcs that arrive at a node."""
        return [arc for arc in self.arcs if arc.target == key]


def shape(model: Model) -> tuple[Shaped, list[Left]]:
    """The plain shape of a model, and what was changed or left on the way."""
    return _Shaping(model).shaped()


class _Shaping:
    """A model being simplified, one kind of thing after the other."""

    def __init__(self, model: Model) -> None:
        self._left: list[Left] = []
        self._elements = dict(model.element)
        self._roles: dict[str, Role] = {}
        self._phases: list[tuple[Element, tuple[str, ...]]] = []
        self._arcs = [
            Arc(way.source, way.target, way.name, way.condition, way.rejected,
                default=self._elements[way.source].default == way.id)
            for way in model.sequence() if way.source in self._elements and way.target in self._elements
        ]  # fmt: skip
        self._left += [Left("loose-flow", way.line, way.name or way.id) for way in model.sequence()
                       if not {way.source, way.target} <= self._elements.keys()]  # fmt: skip

    def shaped(self) -> tuple[Shaped, list[Left]]:
        self._drop_event_subprocesses()
        for key in list(self._elements):
            self._split_if_several(key)
        for element in [e for e in self._elements.values() if e.tag in bpmn.SUBPROCESSES]:
            self._open(element)
        self._follow_links()
        for element in [e for e in self._elements.values() if e.tag == "boundaryEvent"]:
            self._branch_off(element)
        for element in list(self._elements.values()):
            self._give_role(element)
        return Shaped(self._elements, self._roles, tuple(self._arcs), tuple(self._phases)), self._left

    def _drop_event_subprocesses(self) -> None:
        for element in [e for e in self._elements.values() if e.event_sub]:
            inside = set(self._inside(element.id))
            lost = [e for e in self._elements.values() if e.id in inside]
            said = dict.fromkeys(text for e in lost for text in (e.name, e.detail) if text)
            told = {"count": str(len(lost)), "text": "；".join(said)}
            self._left.append(Left("event-subprocess", element.line, element.name or element.id, told))
            gone = inside | {element.id}
            self._elements = {
                key: e for key, e in self._elements.items() if key not in gone and e.host not in gone
            }
            self._arcs = [arc for arc in self._arcs if not {arc.source, arc.target} & gone]

    def _inside(self, key: str) -> Iterator[str]:
        ahead = [key]
        while ahead:
            here = ahead.pop()
            children = [e.id for e in self._elements.values() if e.parent == here and e.id != here]
            yield from children
            ahead += children

    def _split_if_several(self, key: str) -> None:
        """Several ways out of work mean all of them, or, with conditions, some: a gateway says so."""
        element, ways = self._elements[key], [arc for arc in self._arcs if arc.source == key]
        if element.tag in bpmn.GATEWAYS or len(ways) < 2:
            return
        chooses = any(arc.condition or arc.default for arc in ways)
        if chooses:
            self._left.append(Left("conditional", element.line, element.name or key))
        tag = "exclusiveGateway" if chooses else "parallelGateway"
        split = self._new(f"{key}.split", tag, like=element)
        self._arcs = [replace(arc, source=split.id) if arc.source == key else arc for arc in self._arcs]
        self._arcs.append(Arc(key, split.id))

    def _open(self, element: Element) -> None:
        """A sub-process is its content: what leads to it leads to its start, its ends lead on."""
        inside = [e for e in self._elements.values() if e.parent == element.id and e.tag != "boundaryEvent"]
        if not inside:
            return
        key = element.id
        targets = {arc.target for arc in self._arcs}
        sources = {arc.source for arc in self._arcs}
        named = [e for e in inside if e.tag == "startEvent"]
        starts = named or [e for e in inside if e.id not in targets] or inside[:1]
        ends = [e for e in inside if e.tag == "endEvent" or e.id not in sources]
        together = len(starts) > 1 and not named
        self._phases.append((element, tuple(e.id for e in inside)))
        first = "exclusiveGateway" if named or len(starts) == 1 else "parallelGateway"
        self._elements[key] = replace(element, tag=first)
        out = self._new(f"{key}.out", "parallelGateway" if together and len(ends) > 1 else "exclusiveGateway",
                        like=element)  # fmt: skip
        self._arcs = [replace(arc, source=out.id) if arc.source == key else arc for arc in self._arcs]
        self._arcs += [Arc(key, e.id, label=e.name if len(starts) > 1 and named else "") for e in starts]
        self._arcs += [Arc(e.id, out.id) for e in ends]
        for event in inside:
            if event.tag in ("startEvent", "endEvent"):
                self._tell_event(event)
                self._elements[event.id] = replace(event, tag="exclusiveGateway", event="", name="")
        for event in self._elements.values():
            if event.host == key:
                self._elements[event.id] = replace(event, host=out.id)

    def _follow_links(self) -> None:
        """A link event leads to the one of the same name."""
        links = [e for e in self._elements.values() if e.event == "link" and e.tag in bpmn.MIDWAY]
        catching = {e.detail or e.name: e.id for e in links if e.tag == "intermediateCatchEvent"}
        throwing = {e.detail or e.name for e in links if e.tag == "intermediateThrowEvent"}
        for event in links:
            name = event.detail or event.name
            thrown = event.tag == "intermediateThrowEvent"
            self._elements[event.id] = replace(event, tag="exclusiveGateway", event="", name="")
            if thrown and name in catching:
                self._arcs.append(Arc(event.id, catching[name]))
            if name not in (catching if thrown else throwing):
                self._left.append(Left("link", event.line, name))
            if event.name != name:
                self._left.append(Left("merge-name", event.line, event.name))

    def _branch_off(self, event: Element) -> None:
        """What may happen while work is under way becomes a decision after it."""
        ways = [arc for arc in self._arcs if arc.source == event.id]
        host = self._elements.get(event.host)
        del self._elements[event.id]
        self._arcs = [arc for arc in self._arcs if arc.source != event.id]
        named = {"kind": event.event or "none", "text": event.detail}
        if host is None or not ways:
            self._left.append(Left("boundary-without-way", event.line, event.name or event.id, named))
            return
        self._left.append(Left("boundary" if event.interrupting else "boundary-beside", event.line,
                               event.name or event.id, named))  # fmt: skip
        outcome = self._elements.get(f"{host.id}{OUTCOME}") or self._outcome(host)
        label = event.name or event.detail or event.event
        self._arcs += [replace(arc, source=outcome.id, label=arc.label or label) for arc in ways]
        if event.event == "timer" and event.detail and host.tag not in bpmn.GATEWAYS:
            self._elements[host.id] = replace(host, detail=host.detail or event.detail)

    def _outcome(self, host: Element) -> Element:
        name = host.name or self._elements.get(host.id.removesuffix(".out"), host).name
        outcome = self._new(f"{host.id}{OUTCOME}", "exclusiveGateway", like=host, name=name)
        self._arcs = [replace(arc, source=outcome.id, normal=True) if arc.source == host.id else arc
                      for arc in self._arcs]  # fmt: skip
        if not any(arc.source == outcome.id for arc in self._arcs):
            end = self._new(f"{host.id}.end", "endEvent", like=host)
            self._arcs.append(Arc(outcome.id, end.id, normal=True))
        self._arcs.append(Arc(host.id, outcome.id))
        return outcome

    def _new(self, key: str, tag: str, *, like: Element, name: str = "") -> Element:
        self._elements[key] = Element(
            key, tag, name, like.band, like.pool, parent=like.parent, line=like.line
        )
        return self._elements[key]

    # What each node is.

    def _give_role(self, element: Element) -> None:
        key, ways = element.id, len([arc for arc in self._arcs if arc.source == element.id])
        came = len([arc for arc in self._arcs if arc.target == key])
        if element.tag == "startEvent":
            self._roles[key] = START
        elif element.tag == "endEvent":
            self._roles[key] = END
            self._tell_event(element)
        elif element.tag in bpmn.MIDWAY and not (element.name or element.event or element.part):
            self._roles[key] = PASS
        elif element.tag not in bpmn.GATEWAYS:
            self._roles[key] = WORK
        elif element.tag == "parallelGateway" or element.part in (
            bpmn.FORK,
            bpmn.JOIN,
            bpmn.ASKED,
            bpmn.VERDICT,
        ):
            self._give_parallel(element, came, ways)
        else:
            self._roles[key] = DECISION if ways > 1 else PASS
            if element.name and ways < 2 and not element.part and f"{key}.out" not in self._elements:
                self._left.append(Left("merge-name", element.line, element.name))
            if ways > 1 and element.tag in _CHANGED:
                self._left.append(Left("gateway", element.line, element.name or key, {"tag": element.tag}))

    def _give_parallel(self, element: Element, came: int, ways: int) -> None:
        key = element.id
        if element.name and not element.part and f"{key}.out" not in self._elements and ways < 2:
            self._left.append(Left("merge-name", element.line, element.name))
        if came > 1 and ways > 1:
            fork = self._new(f"{key}.fork", element.tag, like=element, name=element.name)
            self._arcs = [replace(arc, source=fork.id) if arc.source == key else arc for arc in self._arcs]
            self._arcs.append(Arc(key, fork.id))
            self._roles[fork.id] = FORK
        self._roles[key] = JOIN if came > 1 else FORK if ways > 1 else PASS

    def _tell_event(self, event: Element) -> None:
        """How a path ends has no place in a procedure: it ends."""
        if event.part:
            return
        if event.event or _said(event.name):
            code = "end" if event.tag == "endEvent" else "inner-start"
            self._left.append(Left(code, event.line, event.name or event.id,
                                   {"kind": event.event or "none", "text": event.detail}))  # fmt: skip


_PLAIN = frozenset({"", "start", "end", "begin", "finish", "开始", "结束", "start event", "end event", "startevent",
                    "endevent", "stop", "ende", "inicio", "fin", "début"})  # fmt: skip


def _said(name: str) -> bool:
    """Whether the name of a start or end says more than that it is one."""
    return name.strip().lower() not in _PLAIN


def telling(names: Iterable[str]) -> list[str]:
    """The names that say more than start or end."""
    return [name for name in names if _said(name)]
