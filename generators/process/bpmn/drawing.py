"""The drawing 图面 of a model: where its pools, lanes, nodes and lines stand, in whole pixels."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from generators.process.layout.picture import Box, Point


@dataclass(frozen=True)
class Drawing:
    """Boxes and lines by the ids of the model; ``labels`` are the boxes of names that stand beside their element."""

    boxes: Mapping[str, Box] = field(default_factory=dict)
    lines: Mapping[str, tuple[Point, ...]] = field(default_factory=dict)
    labels: Mapping[str, Box] = field(default_factory=dict)
