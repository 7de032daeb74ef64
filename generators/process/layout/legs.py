"""Legs 线段: the straight parts that a line consists of, before channels have their widths.

A leg lies along the flow (``h``) or across it (``v``). It lies in a row or column, a little beside its middle, or in a
channel, where it gets a track of its own. Legs of a bundle, edges that share source or target, share a track.
"""

from dataclasses import dataclass, field
from typing import Literal

from generators.process.parts import Edge


@dataclass
class Leg:
    """One straight part: where it lies, and in a channel which bundle it belongs to."""

    axis: Literal["h", "v"]
    at: int
    offset: int = 0
    bundle: str = ""


@dataclass
class Line:
    """The way of an edge. The first leg touches the source, the last the target."""

    edge: Edge
    legs: list[Leg] = field(default_factory=list)
    enters: Literal["front", "above", "below"] = "front"
