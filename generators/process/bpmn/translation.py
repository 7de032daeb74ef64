"""Translation 转写: a flow as a BPMN model. Every node of the flow is one element of the same id.

BPMN wants a few more than the picture: a gateway where alternative paths meet, one after an approval that may be
refused, and, where an external party works in a pool of its own, what the company sends and receives meanwhile.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from generators.messages import say
from generators.process.bpmn import vocabulary as bpmn
from generators.process.bpmn.model import Band, Datum, Element, Model, Pool, Way
from generators.process.parts import Edge, Flow, Named, Node

COMPANY = "Pool"
_FIRST = re.compile(r"[a-z]")


def model_of(flow: Flow, *, words: str = "") -> Model:
    """The BPMN model of a flow; *words* is what the process is for."""
    return _Translation(flow).model(words)


def element_id(identifier: str) -> str:
    """A node's id as XML allows it: it may not begin with a figure."""
    return identifier if _FIRST.match(identifier) else f"_{identifier}"


class _Translation:
    """A model being made, node by node."""

    def __init__(self, flow: Flow) -> None:
        company = [lane for lane in flow.lanes if not lane.external]
        outside = [lane for lane in flow.lanes if lane.external] if company else []
        self._flow = flow
        self._bands = {lane.id: f"Lane.{n}" for n, lane in enumerate(company or flow.lanes, 1)}
        self._pools = {lane.id: f"Pool.{n}" for n, lane in enumerate(outside, 1)}
        self._elements: dict[str, Element] = {}
        self._ways: list[Way] = []
        self._taken: set[str] = set()
        self._entry: dict[str, str] = {}
        self._leave: dict[str, str] = {}

    def model(self, words: str) -> Model:
        flow = self._flow
        home = next(iter(self._bands), "")
        for node in flow.nodes:
            home = node.lane if node.lane in self._bands else home
            self._place(node, home)
        for edge in flow.edges:
            self._connect(edge)
        self._meet()
        return Model(
            id=flow.id,
            title=flow.title,
            words=words,
            code=flow.code,
            language=flow.language,
            pools=tuple(self._all_pools()),
            bands=tuple(
                Band(self._bands[lane.id], lane.title, lane.id, COMPANY)
                for lane in flow.lanes
                if lane.id in self._bands
            ),
            elements=tuple(self._elements.values()),
            ways=tuple(self._ways),
        )

    def _all_pools(self) -> Iterator[Pool]:
        flow = self._flow
        yield Pool(COMPANY, f"{flow.code} {flow.title}".strip(), "Process")
        for lane in flow.lanes:
            if lane.id in self._pools:
                pool = self._pools[lane.id]
                yield Pool(pool, lane.title, pool.replace("Pool", "Process"), lane.id, external=True)

    # The elements of a node.

    def _place(self, node: Node, home: str) -> None:
        """Adds a node's elements; what is not work has no place in an external party's pool."""
        key = element_id(node.id)
        ways = self._flow.ways_out[node.id]
        works = node.kind in ("action", "approval", "decision")
        self._entry[node.id] = self._leave[node.id] = key
        if works and node.lane in self._pools:
            self._work_outside(node, home)
        else:
            lane = node.lane if node.lane in self._bands else home
            self._add(self._element(node, self._tag(node)), self._bands[lane])
            home = lane
        if len(ways) > 1 and node.kind not in ("decision", "fork"):
            self._rule(node, home)

    def _tag(self, node: Node) -> str:
        ways = self._flow.ways_out[node.id]
        several = max(len(ways), len(self._flow.ways_in[node.id])) > 1
        if node.kind in ("start", "trigger"):
            return "startEvent"
        if node.kind in ("end", "handoff"):
            return "intermediateThrowEvent" if ways else "endEvent"
        if node.kind in ("fork", "join"):
            gateway = "exclusiveGateway" if node.mode == "any" else "parallelGateway"
            return gateway if several else "intermediateThrowEvent"
        return "exclusiveGateway" if node.kind == "decision" and len(ways) > 1 else "userTask"

    def _element(self, node: Node, tag: str) -> Element:
        return Element(
            id=element_id(node.id),
            tag=tag,
            name=self._name(node, tag),
            words="\n".join(dict.fromkeys(_words(node))),
            inputs=_data(node.forms_in),
            outputs=_data(node.forms_out),
            step=node.step,
            part=_part(node),
            refs=tuple(named.id for named in node.procedures),
        )

    def _name(self, node: Node, tag: str) -> str:
        if node.kind == "fork" and tag == "exclusiveGateway":
            return self._say("any-of")
        if node.kind in ("fork", "join"):
            return "" if tag != "intermediateThrowEvent" else self._say("goes-on")
        return node.title

    def _work_outside(self, node: Node, home: str) -> None:
        """An external party's work in its own pool, asked for and answered by messages."""
        key, band, pool = element_id(node.id), self._bands[home], self._pools[node.lane]
        party = self._flow.lane[node.lane].title
        step = node.step
        request = Element(
            f"{key}.request", "sendTask", self._say("request", name=party), step=step, part=bpmn.REQUEST
        )
        reply = Element(
            f"{key}.reply", "receiveTask", self._say("reply", name=party), step=step, part=bpmn.REPLY
        )
        begin = Element(
            f"{key}.begin", "startEvent", self._say("asked"), event="message", step=step, part=bpmn.BEGIN
        )
        done = Element(
            f"{key}.done", "endEvent", self._say("answered"), event="message", step=step, part=bpmn.DONE
        )
        self._add(request, band)
        for element in (begin, self._element(node, "userTask"), done):
            self._elements[element.id] = replace(element, pool=pool)
        self._add(reply, band)
        for source, target in ((request, reply), (begin, self._elements[key]), (self._elements[key], done)):
            self._link(source.id, target.id)
        for source, target in ((request, begin), (done, reply)):
            self._link(source.id, target.id, message=True)
        self._entry[node.id], self._leave[node.id] = request.id, reply.id
        if node.kind == "decision" and len(self._flow.ways_out[node.id]) > 1:
            self._after(
                node, Element(f"{key}.outcome", "exclusiveGateway", node.title, part=bpmn.RULING), home
            )

    def _rule(self, node: Node, home: str) -> None:
        """Where it may be refused, a gateway says what became of it."""
        key = element_id(node.id)
        self._after(
            node, Element(f"{key}.ruling", "exclusiveGateway", self._say("ruling"), part=bpmn.RULING), home
        )

    def _after(self, node: Node, gateway: Element, home: str) -> None:
        self._add(replace(gateway, step=node.step), self._bands[home])
        self._link(self._leave[node.id], gateway.id)
        self._leave[node.id] = gateway.id

    # The ways between them.

    def _connect(self, edge: Edge) -> None:
        source = self._elements[self._leave[edge.source]]
        chooses = source.tag == "exclusiveGateway" and len(self._flow.ways_out[edge.source]) > 1
        name = self._label(edge) if chooses else ""
        words = (
            self._say("requires", name=_listed(edge.requires, self._say("comma"))) if edge.requires else ""
        )
        self._link(
            source.id,
            self._entry[edge.target],
            name=name,
            condition=f'{variable(source.id)} == "{self._value(edge, name)}"' if chooses else "",
            words=words,
            rejected=edge.kind == "rejected",
        )

    def _label(self, edge: Edge) -> str:
        if edge.label or self._flow.node[edge.source].kind != "fork":
            return edge.label or self._say("agreed")
        return self._flow.lane[self._flow.node[edge.target].lane].title

    def _value(self, edge: Edge, name: str) -> str:
        """What a decision says to go this way: the label, with a number where two ways are called the same."""
        beside = self._flow.ways_out[edge.source]
        same = [way.id for way in beside if self._label(way) == name]
        number = same.index(edge.id) + 1
        plain = name.replace("\\", "／").replace('"', "”").replace("\n", " ")
        return f"{plain} {number}" if number > 1 else plain

    def _link(self, source: str, target: str, **said: str | bool) -> None:
        if not said.get("condition") and any((w.source, w.target) == (source, target) for w in self._ways):
            return
        name, number = f"{source}--{target}", 1
        while name in self._taken:
            number += 1
            name = f"{source}--{target}.{number}"
        self._taken.add(name)
        self._ways.append(Way(name, source, target, **said))  # type: ignore[arg-type]

    def _meet(self) -> None:
        """Alternative paths meet in a gateway of their own."""
        coming: dict[str, list[Way]] = {}
        for way in self._ways:
            if not way.message:
                coming.setdefault(way.target, []).append(way)
        leaving = [way.source for way in self._ways if not way.message]
        for key, ways in coming.items():
            element = self._elements[key]
            joins = element.tag in bpmn.GATEWAYS and leaving.count(key) == 1
            if len(ways) > 1 and not joins:
                self._merge(element)

    def _merge(self, element: Element) -> None:
        merge = Element(f"{element.id}.merge", "exclusiveGateway", band=element.band, pool=element.pool,
                        step=element.step, part=bpmn.MERGE)  # fmt: skip
        self._ways = [
            replace(way, target=merge.id) if way.target == element.id and not way.message else way
            for way in self._ways
        ]
        at = list(self._elements).index(element.id)
        ordered = list(self._elements.items())
        self._elements = dict([*ordered[:at], (merge.id, merge), *ordered[at:]])
        self._link(merge.id, element.id)

    def _add(self, element: Element, band: str) -> None:
        self._elements[element.id] = replace(element, band=band, pool=COMPANY)

    def _say(self, key: str, **values: object) -> str:
        return say(f"process.{key}", "en" if self._flow.language == "en" else "zh-CN", **values)


def variable(identifier: str) -> str:
    """The name under which an engine finds what was decided."""
    return "choice_" + re.sub(r"[^a-z0-9]+", "_", identifier)


def _part(node: Node) -> str:
    if node.kind in ("fork", "join"):
        tail = node.id.rpartition(".")[2]
        return tail if tail in (bpmn.ASKED, bpmn.VERDICT) else node.kind
    if node.kind in ("start", "trigger"):
        return bpmn.START
    return node.kind if node.kind in (bpmn.END, bpmn.HANDOFF, bpmn.APPROVAL) else ""


def _words(node: Node) -> Iterator[str]:
    if node.sentence and node.sentence != node.title:
        yield node.sentence
    yield from filter(None, (node.limit, node.note))


def _data(forms: Iterable[Named]) -> tuple[Datum, ...]:
    return tuple(Datum("", form.brief, form.id) for form in forms)


def _listed(names: Iterable[Named], comma: str) -> str:
    return comma.join(named.brief for named in names)
