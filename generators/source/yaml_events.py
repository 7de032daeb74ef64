"""The parser behind the reader: libyaml's events where it is installed, the pure one's otherwise."""

from collections.abc import Callable
from typing import Protocol

import yaml
from yaml import events

ALIAS: type = events.AliasEvent
SCALAR: type = events.ScalarEvent
MAPPING_START: type = events.MappingStartEvent
MAPPING_END: type = events.MappingEndEvent
SEQUENCE_START: type = events.SequenceStartEvent
SEQUENCE_END: type = events.SequenceEndEvent
STREAM_END: type = events.StreamEndEvent

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Mark(Protocol):
    """A place in the text as both parsers give it, everything counted from 0."""

    @property
    def index(self) -> int: ...
    @property
    def line(self) -> int: ...
    @property
    def column(self) -> int: ...


class Event(Protocol):
    """A parser event of any kind; each kind carries the attributes its reader asks for."""

    start_mark: Mark
    end_mark: Mark
    anchor: str | None
    tag: str | None
    tags: dict[str, str] | None
    style: str | None
    value: str


def open_events(text: str) -> Callable[[], Event]:
    """A call for the next event of the text; it raises YAMLError where the text stops being YAML."""
    next_event: Callable[[], Event] = LOADER(text).get_event
    return next_event
