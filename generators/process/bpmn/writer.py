"""The writer: a model and its drawing as the XML of BPMN 2.0, with diagram interchange."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from generators.process.bpmn import vocabulary as bpmn
from generators.process.bpmn.drawing import Drawing
from generators.process.bpmn.model import Datum, Element, Model, Pool, Way
from generators.process.bpmn.xml_text import XmlText
from generators.process.layout.picture import Box, Point

COLLABORATION = "Collaboration"


@dataclass(frozen=True)
class DataLine:
    """A data object of an element and the line between them: read, or written."""

    id: str
    reference: str
    element: Element
    datum: Datum
    reads: bool

    @property
    def loose(self) -> bool:
        """Gateways and events take no data in BPMN; a plain association shows what belongs to them."""
        return self.element.tag not in bpmn.TASKS


def data_lines(model: Model) -> Iterator[DataLine]:
    """Every data object of the model with its line, in the order of the elements."""
    for element in model.elements:
        for reads, data in ((True, element.inputs), (False, element.outputs)):
            for number, datum in enumerate(data, 1):
                reference = f"{element.id}.{'in' if reads else 'out'}.{number}"
                yield DataLine(f"{reference}.line", reference, element, datum, reads)


def write(model: Model, drawing: Drawing) -> str:
    """The BPMN file of a model, as text."""
    return _Writing(model, drawing).text()


class _Writing:
    """A file being written, from messages over processes to the diagram."""

    def __init__(self, model: Model, drawing: Drawing) -> None:
        self._model, self._drawing = model, drawing
        self._xml = XmlText()
        self._data = list(data_lines(model))
        self._message_ways = [way for way in model.ways if way.message]
        self._messages = {way.id: f"Message.{n}" for n, way in enumerate(self._message_ways, 1)}
        self._banded = model.band.keys() | {pool.id for pool in model.pools}
        self._bound: dict[str, list[DataLine]] = {}
        for line in self._data:
            if not line.loose:
                self._bound.setdefault(line.element.id, []).append(line)

    def text(self) -> str:
        xml = self._xml
        spaces = {"bpmn": bpmn.MODEL, "bpmndi": bpmn.DIAGRAM, "dc": bpmn.BOUNDS, "di": bpmn.POINTS,
                  "xsi": bpmn.INSTANCE, "dutybook": bpmn.OWN}  # fmt: skip
        xml.open("bpmn:definitions", {f"xmlns:{key}": space for key, space in spaces.items()} | {
            "id": "Definitions", "name": self._model.title, "targetNamespace": bpmn.OWN,
            "expressionLanguage": "https://www.python.org/", "exporter": "Dutybook 职守",
        })  # fmt: skip
        self._write_messages()
        self._write_collaboration()
        for pool in self._model.pools:
            self._write_process(pool)
        self._write_diagram()
        xml.close()
        return xml.text()

    def _write_messages(self) -> None:
        for way in self._message_ways:
            source, target = (self._model.element[key] for key in (way.source, way.target))
            work = target if source.part == bpmn.REQUEST else source
            asked = next(e for e in self._model.elements if e.id == work.id.rpartition(".")[0])
            end = source.name if source.part == bpmn.REQUEST else target.name
            self._xml.leaf(
                "bpmn:message", {"id": self._messages[way.id], "name": f"{end}：{asked.name}（{asked.id}）"}
            )

    def _write_collaboration(self) -> None:
        xml = self._xml
        xml.open("bpmn:collaboration", {"id": COLLABORATION})
        for pool in self._model.pools:
            xml.leaf("bpmn:participant", {
                "id": pool.id, "name": pool.name, "processRef": pool.process, "dutybook:ref": pool.ref,
            })  # fmt: skip
        for way in self._message_ways:
            xml.leaf("bpmn:messageFlow", {
                "id": way.id, "name": way.name, "sourceRef": way.source, "targetRef": way.target,
            })  # fmt: skip
        xml.close()

    # The processes.

    def _write_process(self, pool: Pool) -> None:
        xml, model = self._xml, self._model
        elements = [element for element in model.elements if element.pool == pool.id]
        here = {element.id for element in elements}
        xml.open("bpmn:process", {"id": pool.process, "name": pool.name if pool.external else model.title})
        if not pool.external:
            self._write_words(model.words)
            self._write_embedded()
            self._write_lanes(elements)
        for element in elements:
            self._write_element(element)
        for way in model.sequence():
            if way.source in here:
                self._write_way(way)
        self._write_data(pool, [line for line in self._data if line.element.id in here])
        xml.close()

    def _write_words(self, words: str) -> None:
        if words:
            self._xml.leaf("bpmn:documentation", words=words)

    def _write_embedded(self) -> None:
        if self._model.embedded:
            self._xml.open("bpmn:extensionElements")
            self._xml.leaf("dutybook:procedure", {"language": self._model.language}, self._model.embedded)
            self._xml.close()

    def _write_lanes(self, elements: Iterable[Element]) -> None:
        xml = self._xml
        xml.open("bpmn:laneSet", {"id": "LaneSet"})
        for band in self._model.bands:
            xml.open("bpmn:lane", {"id": band.id, "name": band.name, "dutybook:ref": band.ref})
            for element in elements:
                if element.band == band.id:
                    xml.leaf("bpmn:flowNodeRef", words=element.id)
            xml.close()
        xml.close()

    def _write_element(self, element: Element) -> None:
        xml, model = self._xml, self._model
        message = self._message_at(element)
        xml.open(f"bpmn:{element.tag}", {
            "id": element.id, "name": element.name,
            "messageRef": message if element.tag in ("sendTask", "receiveTask") else "",
            "dutybook:step": element.step, "dutybook:part": element.part, "dutybook:refs": " ".join(element.refs),
        })  # fmt: skip
        self._write_words(element.words)
        for way in model.into.get(element.id, ()):
            xml.leaf("bpmn:incoming", words=way.id)
        for way in model.out.get(element.id, ()):
            xml.leaf("bpmn:outgoing", words=way.id)
        self._write_associations(self._bound.get(element.id, []))
        if element.event:
            xml.leaf("bpmn:messageEventDefinition", {"id": f"{element.id}.event", "messageRef": message})
        xml.close()

    def _message_at(self, element: Element) -> str:
        ends = (way for way in self._message_ways if element.id in (way.source, way.target))
        return next((self._messages[way.id] for way in ends), "")

    def _write_associations(self, lines: list[DataLine]) -> None:
        xml = self._xml
        reading = [line for line in lines if line.reads]
        if reading:  # what is read goes nowhere in particular, but the schema wants to hear where
            place = f"{reading[0].element.id}.read"
            xml.leaf("bpmn:property", {"id": place, "name": "__targetRef_placeholder"})
        for line in lines:
            xml.open(
                "bpmn:dataInputAssociation" if line.reads else "bpmn:dataOutputAssociation", {"id": line.id}
            )
            if line.reads:
                xml.leaf("bpmn:sourceRef", words=line.reference)
            xml.leaf("bpmn:targetRef", words=f"{line.element.id}.read" if line.reads else line.reference)
            xml.close()

    def _write_way(self, way: Way) -> None:
        xml = self._xml
        said = {"id": way.id, "name": way.name, "sourceRef": way.source, "targetRef": way.target,
                "dutybook:rejected": "true" if way.rejected else ""}  # fmt: skip
        if not (way.condition or way.words):
            xml.leaf("bpmn:sequenceFlow", said)
            return
        xml.open("bpmn:sequenceFlow", said)
        self._write_words(way.words)
        if way.condition:
            xml.leaf("bpmn:conditionExpression", {"xsi:type": "bpmn:tFormalExpression"}, way.condition)
        xml.close()

    def _write_data(self, pool: Pool, lines: list[DataLine]) -> None:
        objects: dict[str, str] = {}
        for line in lines:
            name = f"{pool.process}.Data.{len(objects) + 1}"
            objects.setdefault(line.datum.ref, name)
        for name in objects.values():
            self._xml.leaf("bpmn:dataObject", {"id": name})
        for line in lines:
            self._xml.leaf("bpmn:dataObjectReference", {
                "id": line.reference, "name": line.datum.name, "dataObjectRef": objects[line.datum.ref],
                "dutybook:ref": line.datum.ref,
            })  # fmt: skip
        for line in lines:
            if line.loose:
                ends = (line.reference, line.element.id) if line.reads else (line.element.id, line.reference)
                self._xml.leaf("bpmn:association", {
                    "id": line.id, "sourceRef": ends[0], "targetRef": ends[1], "associationDirection": "One",
                })  # fmt: skip

    # The diagram.

    def _write_diagram(self) -> None:
        xml, drawing = self._xml, self._drawing
        xml.open("bpmndi:BPMNDiagram", {"id": "Diagram"})
        xml.open("bpmndi:BPMNPlane", {"id": "Plane", "bpmnElement": COLLABORATION})
        for key, box in drawing.boxes.items():
            self._write_shape(key, box)
        for key, points in drawing.lines.items():
            self._write_line(key, points)
        xml.close()
        xml.close()

    def _write_shape(self, key: str, box: Box) -> None:
        xml = self._xml
        gateway = key in self._model.element and self._marked(self._model.element[key])
        xml.open("bpmndi:BPMNShape", {
            "id": f"{key}.shape", "bpmnElement": key, "isHorizontal": "true" if key in self._banded else "",
            "isMarkerVisible": "true" if gateway else "",
        })  # fmt: skip
        self._write_box(box)
        self._write_label(key)
        xml.close()

    def _marked(self, element: Element) -> bool:
        """A gateway with words in it has no room for its cross."""
        return element.tag == "exclusiveGateway" and not element.name

    def _write_line(self, key: str, points: tuple[Point, ...]) -> None:
        self._xml.open("bpmndi:BPMNEdge", {"id": f"{key}.line-shape", "bpmnElement": key})
        for x, y in points:
            self._xml.numbers("di:waypoint", f'x="{x}" y="{y}"')
        self._write_label(key)
        self._xml.close()

    def _write_label(self, key: str) -> None:
        if key in self._drawing.labels:
            self._xml.open("bpmndi:BPMNLabel")
            self._write_box(self._drawing.labels[key])
            self._xml.close()

    def _write_box(self, box: Box) -> None:
        self._xml.numbers("dc:Bounds", f'x="{box.x}" y="{box.y}" width="{box.w}" height="{box.h}"')
