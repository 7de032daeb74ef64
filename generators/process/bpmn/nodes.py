"""Reading the nodes, flows, data and notes of a process, sub-processes included."""

from dataclasses import replace

from generators.process.bpmn import vocabulary as bpmn
from generators.process.bpmn.listing import Left
from generators.process.bpmn.model import Datum, Element, Way
from generators.process.bpmn.xml_tree import Tag

_NAMED = ("message", "signal", "error", "escalation")
_TIMES = ("timeDuration", "timeDate", "timeCycle")
PLACEHOLDER = "__targetRef_placeholder"


def mark(tag: Tag, name: str) -> str:
    """An attribute of ours."""
    return tag.get(f"{bpmn.OWN} {name}")


def words_of(tag: Tag) -> str:
    """What the documentation of a tag says."""
    return "\n".join(filter(None, (said.text() for said in tag.each("documentation"))))


class NodeReader:
    """Collects what the processes of one file hold."""

    def __init__(self, root: Tag, band_of: dict[str, str]) -> None:
        self.elements: list[Element] = []
        self.ways: list[Way] = []
        self.left: list[Left] = []
        self._band_of = band_of
        self._roots = {tag.attributes.get("id", ""): tag for tag in root.children}
        self._data: dict[str, Datum] = {}
        self._ids: set[str] = set()

    def read(self, process: Tag, pool: str) -> None:
        """Reads one process and everything in it."""
        self._data |= {
            tag.attributes.get("id", ""): self._datum(tag) for tag in process.walk() if tag.name in bpmn.DATA
        }
        notes: dict[str, str] = {}
        links: list[Tag] = []
        ahead: list[tuple[Tag, str, str]] = [(process, "", "")]
        first = len(self.elements)
        while ahead:
            container, parent, band = ahead.pop(0)
            for tag in container.children:
                if tag.space != bpmn.MODEL:
                    continue
                if tag.name in bpmn.NODES:
                    element = self._element(tag.take(), pool, parent, band)
                    self.elements.append(element)
                    if tag.name in bpmn.SUBPROCESSES:
                        ahead.append((tag, element.id, element.band))
                elif tag.name == "sequenceFlow":
                    self.ways.append(self._way(tag.take()))
                elif tag.name == "textAnnotation":
                    notes[tag.get("id")] = "\n".join(said.text() for said in tag.take().each("text"))
                elif tag.name == "association":
                    links.append(tag)
                elif tag.name == "extensionElements":
                    tag.take()
        self._attach(notes, links, first)

    def _element(self, tag: Tag, pool: str, parent: str, band: str) -> Element:
        kind, detail = self._event(tag)
        inputs, outputs = self._read_data(tag)
        for name in ("incoming", "outgoing"):
            for said in tag.each(name):
                said.wholly()
        for extensions in tag.each("extensionElements"):
            extensions.take()
        key = tag.get("id")
        return Element(
            id=self._unique(key or f"line-{tag.line}"),
            tag=tag.name,
            name=" ".join(tag.get("name").split()),
            band=self._band_of.get(key, band),
            pool=pool,
            words=words_of(tag),
            event=kind,
            detail=detail,
            host=tag.get("attachedToRef"),
            interrupting=tag.get("cancelActivity") != "false",
            parent=parent,
            default=tag.get("default"),
            inputs=inputs,
            outputs=outputs,
            step=mark(tag, "step"),
            part=mark(tag, "part"),
            refs=tuple(mark(tag, "refs").split()),
            event_sub=tag.get("triggeredByEvent") == "true",
            line=tag.line,
        )

    def _unique(self, key: str) -> str:
        """A node without an id, or with one that is taken, is a node all the same; no flow leads to it."""
        name, number = key, 1
        while name in self._ids:
            number += 1
            name = f"{key}.{number}"
        self._ids.add(name)
        return name

    def _event(self, tag: Tag) -> tuple[str, str]:
        """What kind of event it is, and its words; of several definitions the first is taken."""
        if tag.name in ("sendTask", "receiveTask"):
            return "", self._name_of(tag.get("messageRef"))
        for child in tag.children:
            if child.name.endswith(bpmn.EVENT_SUFFIX) and child.space == bpmn.MODEL:
                kind = child.take().name.removesuffix(bpmn.EVENT_SUFFIX)
                return kind, self._detail(child, kind)
        return "", ""

    def _detail(self, definition: Tag, kind: str) -> str:
        if kind in _NAMED:
            return self._name_of(definition.get(f"{kind}Ref"))
        if kind == "link":
            return definition.get("name")
        if kind == "conditional":
            said = definition.first("condition")
        else:
            said = next((found for name in _TIMES if (found := definition.first(name))), None)
        return said.text() if said else ""

    def _name_of(self, reference: str) -> str:
        tag = self._roots.get(reference.rpartition(":")[2])
        if tag is None:
            return reference
        tag.take()
        code = next((tag.get(name) for name in ("errorCode", "escalationCode") if name in tag.attributes), "")
        return tag.get("name") or code

    def _read_data(self, tag: Tag) -> tuple[tuple[Datum, ...], tuple[Datum, ...]]:
        for said in tag.each("property"):
            if said.get("name") != PLACEHOLDER:
                said.taken = False
        reads = [self._end(line, "sourceRef") for line in tag.each("dataInputAssociation")]
        writes = [self._end(line, "targetRef") for line in tag.each("dataOutputAssociation")]
        return _known(reads), _known(writes)

    def _end(self, line: Tag, end: str) -> Datum | None:
        found = None
        for said in line.each("sourceRef", "targetRef"):
            reference = said.text()
            if said.name == end:
                found = self._data.get(reference)
        return found

    def _datum(self, tag: Tag) -> Datum:
        tag.take()
        key, name, ref = tag.get("id"), tag.get("name"), mark(tag, "ref")
        tag.get("dataObjectRef"), tag.get("dataStoreRef")
        return Datum(key, " ".join(name.split()), ref, store=tag.name.startswith("dataStore"))

    def _way(self, tag: Tag) -> Way:
        condition = tag.first("conditionExpression")
        if condition is not None:
            condition.get("language")
        return Way(
            id=tag.get("id") or f"line-{tag.line}",
            source=tag.get("sourceRef"),
            target=tag.get("targetRef"),
            name=" ".join(tag.get("name").split()),
            condition=condition.text() if condition is not None else "",
            words=words_of(tag),
            rejected=mark(tag, "rejected") == "true",
            line=tag.line,
        )

    def _attach(self, notes: dict[str, str], links: list[Tag], first: int) -> None:
        """Notes and data that hang on a node by an association."""
        places = {element.id: at for at, element in enumerate(self.elements) if at >= first}
        for tag in links:
            ends = [tag.attributes.get("sourceRef", ""), tag.attributes.get("targetRef", "")]
            node = next((end for end in ends if end in places), "")
            other = ends[0] if node == ends[1] else ends[1]
            if not node or other not in (notes.keys() | self._data.keys()):
                continue
            element = self.elements[places[node]]
            self.elements[places[node]] = self._with(element, other, notes, reads=node == ends[1])
            tag.wholly()
        used = {datum.name for element in self.elements for datum in (*element.inputs, *element.outputs)}
        idle = {datum.name: datum for datum in self._data.values() if datum.name and datum.name not in used}
        self.left += [Left("data", 0, name) for name in idle]
        said = {note for element in self.elements for note in element.notes}
        self.left += [
            Left("note", 0, "", {"text": text}) for text in notes.values() if text and text not in said
        ]

    def _with(self, element: Element, other: str, notes: dict[str, str], *, reads: bool) -> Element:
        if other in notes:
            return replace(element, notes=(*element.notes, notes[other]))
        if reads:
            return replace(element, inputs=(*element.inputs, self._data[other]))
        return replace(element, outputs=(*element.outputs, self._data[other]))


def _known(data: list[Datum | None]) -> tuple[Datum, ...]:
    return tuple(datum for datum in data if datum is not None)
