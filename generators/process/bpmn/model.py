"""The model 模型: what a BPMN file says, whoever drew it; written from a flow, and read from a file."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True)
class Datum:
    """A form or store that a node reads or writes; ``ref`` is its id in the library where that is known."""

    id: str
    name: str
    ref: str = ""
    store: bool = False


@dataclass(frozen=True)
class Band:
    """A lane: who acts. ``ref`` is the role, department or external party where that is known."""

    id: str
    name: str
    ref: str = ""
    pool: str = ""


@dataclass(frozen=True)
class Pool:
    """A participant: the company with its process, or an external party, with a process of its own or none."""

    id: str
    name: str
    process: str = ""
    ref: str = ""
    external: bool = False


@dataclass(frozen=True)
class Element:
    """A node: work, gateway or event.

    ``event`` is the kind of an event (timer, message) and ``detail`` its words; ``host`` is what a boundary event is
    attached to; ``parent`` the sub-process it stands in. ``step`` and ``part`` are our own marks.
    """

    id: str
    tag: str
    name: str = ""
    band: str = ""
    pool: str = ""
    words: str = ""
    event: str = ""
    detail: str = ""
    host: str = ""
    interrupting: bool = True
    parent: str = ""
    default: str = ""
    inputs: tuple[Datum, ...] = ()
    outputs: tuple[Datum, ...] = ()
    step: str = ""
    part: str = ""
    refs: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    event_sub: bool = False
    line: int = 0


@dataclass(frozen=True)
class Way:
    """A sequence flow, or with ``message`` a message flow. ``rejected`` is our own mark on the way back."""

    id: str
    source: str
    target: str
    name: str = ""
    condition: str = ""
    words: str = ""
    message: bool = False
    rejected: bool = False
    line: int = 0


@dataclass(frozen=True)
class Model:
    """One process with everything around it, in the order of the file."""

    id: str
    title: str
    words: str = ""
    code: str = ""
    language: str = ""
    pools: tuple[Pool, ...] = ()
    bands: tuple[Band, ...] = ()
    elements: tuple[Element, ...] = ()
    ways: tuple[Way, ...] = ()
    embedded: str = field(default="", repr=False)

    @cached_property
    def element(self) -> dict[str, Element]:
        """The nodes by id."""
        return {element.id: element for element in self.elements}

    @cached_property
    def band(self) -> dict[str, Band]:
        """The lanes by id."""
        return {band.id: band for band in self.bands}

    def sequence(self) -> Iterator[Way]:
        """The sequence flows."""
        return (way for way in self.ways if not way.message)

    @cached_property
    def out(self) -> dict[str, tuple[Way, ...]]:
        """The sequence flows that leave each node."""
        found: dict[str, list[Way]] = {}
        for way in self.sequence():
            found.setdefault(way.source, []).append(way)
        return {key: tuple(ways) for key, ways in found.items()}

    @cached_property
    def into(self) -> dict[str, tuple[Way, ...]]:
        """The sequence flows that arrive at each node."""
        found: dict[str, list[Way]] = {}
        for way in self.sequence():
            found.setdefault(way.target, []).append(way)
        return {key: tuple(ways) for key, ways in found.items()}
