"""The reader: the XML of BPMN 2.0 as a model. What it takes it marks as taken; `listing` says what is left."""

from collections.abc import Iterator
from dataclasses import replace

from generators.process.bpmn import vocabulary as bpmn
from generators.process.bpmn.listing import Left, said_in
from generators.process.bpmn.model import Band, Element, Model, Pool, Way
from generators.process.bpmn.nodes import NodeReader, mark, words_of
from generators.process.bpmn.xml_tree import Tag, UnreadableModel


def read(root: Tag, *, wanted: str = "") -> tuple[Model, list[Left]]:
    """The process of a file, and what about the choice of it is worth saying.

    *wanted* is the id or name of a process or pool; otherwise our own is taken, or the one with the most nodes.
    Raises UnreadableModel.
    """
    if root.name != "definitions" or root.space != bpmn.MODEL:
        raise UnreadableModel("not-bpmn", found=root.name)
    root.take().get("name")
    return _Reading(root).model(wanted)


class _Reading:
    """One file being read."""

    def __init__(self, root: Tag) -> None:
        self._root = root
        self._left: list[Left] = []
        self._processes = [tag for tag in root.children if (tag.name, tag.space) == ("process", bpmn.MODEL)]
        self._pools: list[Pool] = []
        self._bands: list[Band] = []
        self._band_of: dict[str, str] = {}
        self._message_ways: list[Way] = []

    def model(self, wanted: str) -> tuple[Model, list[Left]]:
        for tag in self._root.children:
            if tag.space == bpmn.DIAGRAM:
                tag.wholly()
        self._read_collaboration()
        process = self._chosen(wanted)
        process.take()
        embedded, language = _embedded(process)
        self._pools = [replace(pool, external=pool.process != process.get("id")) for pool in self._pools]
        home = next((pool for pool in self._pools if not pool.external), None)
        self._read_bands(process, home.id if home else "")
        nodes = NodeReader(self._root, self._band_of)
        nodes.read(process, home.id if home else "")
        self._read_others(process, nodes)
        model = Model(
            id=process.get("id"),
            title=process.get("name") or (home.name if home else ""),
            words=words_of(process),
            language=language,
            pools=tuple(self._pools),
            bands=tuple(self._bands),
            elements=tuple(nodes.elements),
            ways=(*nodes.ways, *self._known(nodes.elements)),
            embedded=embedded,
        )
        return model, [*self._left, *nodes.left]

    def _known(self, elements: list[Element]) -> Iterator[Way]:
        """The message flows that touch what is read; of an end elsewhere only the pool matters."""
        here = {element.id for element in elements}
        pool_of = {
            tag.attributes.get("id", ""): pool.id
            for pool in self._pools
            for process in self._processes
            if process.attributes.get("id") == pool.process
            for tag in process.walk()
            if tag.attributes.get("id") not in here
        }
        for way in self._message_ways:
            if {way.source, way.target} & here:
                ends = (pool_of.get(end, end) for end in (way.source, way.target))
                yield replace(way, source=next(ends), target=next(ends))

    def _read_collaboration(self) -> None:
        names = {tag.attributes.get("id"): tag.attributes.get("name", "") for tag in self._root.children
                 if tag.name == "message"}  # fmt: skip
        for collaboration in self._root.each("collaboration"):
            for tag in collaboration.each("participant"):
                process = _bare(tag.get("processRef"))
                self._pools.append(Pool(tag.get("id"), tag.get("name"), process, mark(tag, "ref")))
            for tag in collaboration.each("messageFlow"):
                message = names.get(_bare(tag.get("messageRef")), "")
                self._message_ways.append(
                    Way(tag.get("id"), _bare(tag.get("sourceRef")), _bare(tag.get("targetRef")),
                        tag.get("name") or message, message=True, line=tag.line)
                )  # fmt: skip

    def _chosen(self, wanted: str) -> Tag:
        if not self._processes:
            raise UnreadableModel("no-process")
        if wanted:
            pools = {pool.process for pool in self._pools if wanted in (pool.id, pool.name)}
            for tag in self._processes:
                if (
                    wanted in (tag.attributes.get("id"), tag.attributes.get("name"))
                    or tag.attributes.get("id") in pools
                ):
                    return tag
            known = "、".join(
                tag.attributes.get("name") or tag.attributes.get("id", "") for tag in self._processes
            )
            raise UnreadableModel("unknown-process", name=wanted, known=known)
        own = [tag for tag in self._processes if _embedded(tag)[0]]
        return own[0] if own else max(self._processes, key=_size)

    def _read_others(self, process: Tag, nodes: NodeReader) -> None:
        """The work of external parties in a file of ours is read too; of other files one process is taken."""
        for other in self._processes:
            if other is process:
                continue
            marked = [tag for tag in other.walk() if mark(tag, "part") == bpmn.BEGIN]
            pool = next((pool.id for pool in self._pools if pool.process == other.attributes.get("id")), "")
            if marked:
                other.take().get("name")
                nodes.read(other, pool)
                continue
            told = said_in(other)
            if told or _size(other):
                name = other.attributes.get("name") or next((p.name for p in self._pools if p.id == pool), "")
                values = {"count": str(_size(other)), "text": told}
                self._left.append(Left("process", other.line, name or other.attributes.get("id", ""), values))
            other.wholly()

    def _read_bands(self, process: Tag, pool: str) -> None:
        """The innermost lanes; one that only holds others is named in the list of what is left."""
        ahead = [(lane_set, "") for lane_set in process.each("laneSet")]
        while ahead:
            lane_set, outer = ahead.pop(0)
            for tag in lane_set.each("lane"):
                inner = list(tag.each("childLaneSet"))
                name = tag.get("name")
                band = Band(tag.get("id"), name or outer, mark(tag, "ref"), pool)
                for ref in tag.each("flowNodeRef"):
                    self._band_of[_bare(ref.text())] = band.id
                if any(lane_set.children for lane_set in inner):
                    if name:
                        self._left.append(Left("outer-lane", tag.line, name))
                    ahead += [(lane_set, name) for lane_set in inner]
                self._bands.append(band)


def _size(process: Tag) -> int:
    return sum(tag.name in bpmn.NODES and tag.space == bpmn.MODEL for tag in process.walk())


def _bare(name: str) -> str:
    """A reference without the prefix some tools write: ``tns:Task_1``."""
    return name.rpartition(":")[2]


def _embedded(process: Tag) -> tuple[str, str]:
    """The procedure inside a file of ours, with its language."""
    for extensions in process.children:
        if extensions.name == "extensionElements":
            for tag in extensions.children:
                if (tag.name, tag.space) == ("procedure", bpmn.OWN):
                    extensions.take()
                    return tag.take().text(), tag.get("language")
    return "", ""
