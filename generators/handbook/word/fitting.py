"""Fitting 压页: a sheet keeps to its pages, and none of them holds only what was left over.

Whoever hands out a form does not hand out a page with a signature and nothing else. Where the last page would hold
less than a quarter, the sheet is tightened step by step until it fits one page fewer: lower rows to write in, smaller
letters, fewer blank rows where nobody asked for a number. Where that is not enough, and wherever another program sets
the lines differently, the last quarter of a page stays together: the signatures take the rows above them along.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final, Literal, NamedTuple

from generators.handbook.outline.blocks import Block, Paragraph, Part, Row, Table
from generators.handbook.word.measuring import Measure, Piece, paged
from generators.handbook.word.profile import Page, Profile

LEAST: Final = 0.25
"""What part of its last page a sheet of several pages fills at least."""
_TOGETHER: Final = 0.3
"""What part of a page stays together at the end: a little more, since heights are estimates."""
_BLOCK: Final = 0.45
"""Signatures up to that part of a page are not divided, and the row above them is on their page."""
_DOUBT: Final = (0.97, 1.02)
"""How far what is measured may be from what a program sets."""


class _Step(NamedTuple):
    """How tight a sheet is set."""

    size: Literal["", "small", "tiny"] = ""
    height: float = 1.0
    spare: bool = True


_STEPS: Final = (
    _Step(), _Step(height=0.9), _Step(height=0.75), _Step("small", 0.9), _Step("small", 0.75),
    _Step("small", 0.75, spare=False),
)  # fmt: skip
_TIGHTEST: Final = _Step("tiny")
"""Only for what must keep to a number of pages and would not otherwise."""


def fitted(part: Part, profile: Profile, page: Page) -> tuple[Block, ...]:
    """The body of a part; a sheet's as loose as it may be."""
    if not part.whole:
        return part.body
    measure = Measure(profile, page)
    return _in_company(_chosen(part, measure), measure)


def _chosen(part: Part, measure: Measure) -> tuple[Block, ...]:
    roomy: tuple[Block, ...] | None = None
    for step in _STEPS:
        tried = tuple(_tightened(part.body, step))
        pieces = list(measure.pieces(tried))
        if part.fit and not _keeps_to(part.fit, pieces, measure):
            continue
        if _ends_well(pieces, measure):
            return tried
        roomy = roomy or tried
    return roomy or tuple(_tightened(part.body, _TIGHTEST))


def _keeps_to(pages: int, pieces: Sequence[Piece], measure: Measure) -> bool:
    return paged(pieces, measure.height / max(_DOUBT)).number <= pages


def _ends_well(pieces: Sequence[Piece], measure: Measure) -> bool:
    """Whether the last page is worth turning to, within the doubt about what is measured."""
    ends = (paged(pieces, measure.height / doubt) for doubt in _DOUBT)
    return all(end.number == 1 or end.last >= LEAST for end in ends)


def _tightened(blocks: Sequence[Block], step: _Step) -> Iterator[Block]:
    for block in blocks:
        if isinstance(block, Table):
            rows = tuple(
                replace(row, height=row.height * step.height)
                for row in block.rows
                if step.spare or not row.spare
            )
            yield replace(block, rows=rows, size=step.size or block.size)
        else:
            yield block


def _in_company(blocks: Sequence[Block], measure: Measure) -> tuple[Block, ...]:
    """The blocks, of which the last part of a page stays together."""
    done: list[Block] = []
    left = _TOGETHER * measure.height
    signed = next((block for block in reversed(blocks) if isinstance(block, Table)), None)
    for block in reversed(blocks):
        if left > 0 and isinstance(block, Table):
            heights = measure.rows(block)
            if block is signed and sum(heights) < _BLOCK * measure.height:
                left = max(left, sum(heights) + 1)
            rows, left = _together(block, heights, left)
            done.append(replace(block, rows=rows))
        elif left > 0 and isinstance(block, Paragraph):
            # A note belongs to the row above it: what stays together begins with a row.
            left = max(left - sum(piece.height for piece in measure.pieces((block,))), 1.0)
            done.append(replace(block, keep=block.keep or bool(done)))
        else:
            done.append(block)
    return tuple(reversed(done))


def _together(table: Table, heights: Sequence[float], left: float) -> tuple[tuple[Row, ...], float]:
    """The rows of a table, the last of which stay together, and what more has to."""
    rows: list[Row] = []
    for row, height in zip(reversed(table.rows), reversed(heights), strict=True):
        rows.append(replace(row, keep=left > 0))
        left -= height
    return tuple(reversed(rows)), left
