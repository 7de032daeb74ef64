"""Models 流程模型: the BPMN file of a procedure, read for running it.

The file is the one that lies beside the procedure's page. What its drawing and its forms say is left aside here, and
its conditions are never evaluated as they stand: each becomes the number of the way that somebody chose.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Literal

from lxml import etree

from portal.cases.refusals import ModelUnusable

BPMN: Final = "http://www.omg.org/spec/BPMN/20100524/MODEL"
OURS: Final = "urn:dutybook:process:1"
PROCESS: Final = "Process"
CHOICE: Final = "way"
"""The one variable of a running case: the number of the way taken at the gateway that is passed next."""

Kind = Literal["action", "decision", "approval", "answer", "choice", "ruling", "passing", "end"]

_LARGEST: Final = 8 * 1024 * 1024
_DATA: Final = frozenset({
    "dataInputAssociation", "dataOutputAssociation", "property", "ioSpecification", "documentation", "dataObject",
    "dataObjectReference", "association", "extensionElements", "laneSet", "textAnnotation",
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A sequence flow: from node to node, under its branch's name; ``number`` is unique in the model."""

    number: int
    id: str
    source: str
    target: str
    name: str = ""
    rejected: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """What a case passes or stops at: of which step, in whose lane, and which procedures it hands over to."""

    id: str
    kind: Kind
    step: str = ""
    actor: str = ""
    name: str = ""
    hands_to: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether a case stops here until somebody acts."""
        return self.kind in ("action", "decision", "approval", "answer")


@dataclass(frozen=True, kw_only=True)
class ProcessModel:
    """One procedure's model: its nodes by id, the ways out of each, and the XML the engine is given."""

    nodes: Mapping[str, Node]
    ways: tuple[Way, ...]
    prepared: bytes

    @cached_property
    def ways_from(self) -> Mapping[str, tuple[Way, ...]]:
        """The ways out of each node, in the order of the procedure's branches."""
        found: dict[str, list[Way]] = {}
        for way in self.ways:
            found.setdefault(way.source, []).append(way)
        return {source: tuple(ways) for source, ways in found.items()}

    @cached_property
    def first(self) -> Node:
        """The node a case stops at first."""
        ahead, seen = ["flow.start"], set[str]()
        while ahead:
            here = ahead.pop(0)
            if here in self.nodes and self.nodes[here].is_open:
                return self.nodes[here]
            if here not in seen:
                seen.add(here)
                ahead += [way.target for way in self.ways_from.get(here, ())]
        raise ModelUnusable

    def returns(self, way: Way) -> bool:
        """Whether a way leads back: to a step that stands no later in the procedure than the one it leaves."""
        return self._place[way.target] <= self._place[way.source]

    @cached_property
    def _place(self) -> Mapping[str, int]:
        steps = list(dict.fromkeys(node.step for node in self.nodes.values()))
        order = {step: number for number, step in enumerate(steps)}
        last = len(order)
        return {node.id: last if node.kind == "end" else order[node.step] for node in self.nodes.values()}

    @cached_property
    def far_from_end(self) -> Mapping[str, int]:
        """How many ways lead from each node to the nearest end."""
        far = {node.id: 0 for node in self.nodes.values() if node.kind == "end"}
        ahead = list(far)
        while ahead:
            target = ahead.pop(0)
            for way in self.ways:
                if way.target == target and way.source not in far:
                    far[way.source] = far[target] + 1
                    ahead.append(way.source)
        return far

    def may_refuse(self, node: Node) -> bool:
        """Whether an approval can be refused: the procedure says where a refused case goes."""
        return any(other.kind == "ruling" and other.step == node.step for other in self.nodes.values())

    def back_to(self, node: Node) -> str:
        """The step a refused case returns to; empty where it ends."""
        rulings = {one.id for one in self.nodes.values() if one.kind == "ruling" and one.step == node.step}
        targets = (way.target for way in self.ways if way.source in rulings and way.rejected)
        return next((self.nodes[target].step for target in targets), "")


def read_model(content: bytes) -> ProcessModel:
    """The model in the bytes of a BPMN file that was exported here. ModelUnusable."""
    if len(content) > _LARGEST or b"<!DOCTYPE" in content:
        raise ModelUnusable
    try:
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise ModelUnusable from error
    process = next((one for one in root.iterfind(_bpmn("process")) if one.get("id") == PROCESS), None)
    if process is None:
        raise ModelUnusable
    actors = _actors(process)
    ways = _ways(process)
    nodes = {
        str(tag.get("id")): _node(tag, actors, ways) for tag in process if tag.get("id") and _is_node(tag)
    }
    return ProcessModel(nodes=nodes, ways=ways, prepared=_prepared(root, process, ways))


def _bpmn(name: str) -> str:
    return f"{{{BPMN}}}{name}"


def _local(tag: Any) -> str:
    return str(etree.QName(tag).localname) if isinstance(tag.tag, str) else ""


def _is_node(tag: Any) -> bool:
    name = _local(tag)
    return name.endswith(("Task", "Event", "Gateway")) or name == "task"


def _actors(process: Any) -> Mapping[str, str]:
    """In whose lane each node stands."""
    return {
        str(reference.text): str(lane.get(f"{{{OURS}}}ref", ""))
        for lane in process.iter(_bpmn("lane"))
        for reference in lane.iterfind(_bpmn("flowNodeRef"))
    }


def _ways(process: Any) -> tuple[Way, ...]:
    return tuple(
        Way(
            number=number,
            id=str(tag.get("id")),
            source=str(tag.get("sourceRef")),
            target=str(tag.get("targetRef")),
            name=str(tag.get("name", "")),
            rejected=tag.get(f"{{{OURS}}}rejected") == "true",
        )
        for number, tag in enumerate(process.iterfind(_bpmn("sequenceFlow")), 1)
    )


def _node(tag: Any, actors: Mapping[str, str], ways: tuple[Way, ...]) -> Node:
    key = str(tag.get("id"))
    return Node(
        id=key,
        kind=_kind(tag, [way for way in ways if way.source == key]),
        step=str(tag.get(f"{{{OURS}}}step", "")),
        actor=actors.get(key, ""),
        name=str(tag.get("name", "")),
        hands_to=_hands_to(tag),
    )


def _kind(tag: Any, leaving: list[Way]) -> Kind:
    name, part = _local(tag), tag.get(f"{{{OURS}}}part", "")
    if name == "userTask":
        return "approval" if part == "approval" else "action"
    if name == "receiveTask":
        return "answer"
    if name == "endEvent":
        return "end"
    if name == "exclusiveGateway" and len(leaving) > 1:
        if part == "asked":
            return "choice"
        # What an external party decided is a question with several answers, not a yes or no.
        return "ruling" if part == "ruling" and any(way.rejected for way in leaving) else "decision"
    return "passing"


def _hands_to(tag: Any) -> tuple[str, ...]:
    if tag.get(f"{{{OURS}}}part") != "handoff":
        return ()
    return tuple(str(tag.get(f"{{{OURS}}}refs", "")).split())


def _prepared(root: Any, process: Any, ways: tuple[Way, ...]) -> bytes:
    """The process alone, with what an engine needs of it."""
    numbers = {way.id: way.number for way in ways}
    for tag in list(root):
        if tag is not process:
            root.remove(tag)
    for tag in list(process.iter()):
        if _local(tag) in _DATA or not isinstance(tag.tag, str):
            tag.getparent().remove(tag)
        elif _local(tag) in ("sendTask", "receiveTask"):
            tag.tag = _bpmn("userTask" if _local(tag) == "receiveTask" else "manualTask")
            del tag.attrib["messageRef"]
        elif _local(tag) == "conditionExpression":
            tag.text = f"{CHOICE} == {numbers[str(tag.getparent().get('id'))]}"
        elif _local(tag).endswith("EventDefinition"):
            tag.getparent().remove(tag)
    return bytes(etree.tostring(root))
