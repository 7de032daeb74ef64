"""Tables 表: fixed widths, head rows that repeat, rows that do not split; described to readers who do not see them."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from generators.handbook.outline.blocks import Cell, Column, Row, Table
from generators.handbook.word.anchors import Anchors
from generators.handbook.word.filling import fill_in
from generators.handbook.word.markup import escape, paragraph, plain_run, twips
from generators.model.text import Language

_STYLES: Final = {
    "grid": ("TableData", "0420", 'w:firstRow="1" w:lastRow="0" w:firstColumn="0"'),
    "facts": ("TableFacts", "0480", 'w:firstRow="0" w:lastRow="0" w:firstColumn="1"'),
    "control": ("TableFacts", "0400", 'w:firstRow="0" w:lastRow="0" w:firstColumn="0"'),
    "form": ("TableForm", "0400", 'w:firstRow="0" w:lastRow="0" w:firstColumn="0"'),
    "signs": ("TableForm", "0420", 'w:firstRow="1" w:lastRow="0" w:firstColumn="0"'),
}
_WHOLE: Final = "<w:cantSplit/>"
_LOOSE: Final = '<w:cantSplit w:val="0"/>'
"""LibreOffice lets go of what follows a table of one row that may not split; one that is kept need not say so."""
_SIZES: Final = {"": "Cell", "small": "CellSmall", "tiny": "CellTiny"}


class TableWriter:
    """Writes tables of one width, in twips."""

    def __init__(self, anchors: Anchors, language: Language, *, width: int, shade: str) -> None:
        self._anchors = anchors
        self._language: Language = language
        self._width = width
        self._shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{shade}"/>'

    def xml(self, table: Table) -> str:
        """A table and the paragraph that keeps it apart from the next."""
        widths = widths_of(table.columns, self._width)
        style, look, bands = _STYLES[table.look]
        repeats = any(column.title for column in table.columns)
        rows = [self._head(table, widths)] if repeats else []
        openings = self._openings(table, widths)
        rows += [self._row(table, row, widths, openings) for row in table.rows]
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        title = escape(table.title)
        said = f'<w:tblCaption w:val="{title}"/><w:tblDescription w:val="{_description(table)}"/>'
        return (
            f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
            f'<w:tblLayout w:type="fixed"/><w:tblLook w:val="{look}" {bands} w:lastColumn="0" w:noHBand="1" '
            f'w:noVBand="1"/>{said}</w:tblPr>'
            f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
        )

    def _head(self, table: Table, widths: Sequence[int]) -> str:
        keep = "<w:keepNext/>" if table.rows and table.rows[0].keep else ""
        cells = (
            self._tc(
                paragraph("CellHead", plain_run(column.title), keep), width, head=True, turned=column.upright
            )
            for column, width in zip(table.columns, widths, strict=True)
        )
        high = (
            f'<w:trHeight w:val="{twips(30)}" w:hRule="atLeast"/>'
            if any(c.upright for c in table.columns)
            else ""
        )
        return f"<w:tr><w:trPr><w:cantSplit/>{high}<w:tblHeader/></w:trPr>{''.join(cells)}</w:tr>"

    def _row(self, table: Table, row: Row, widths: Sequence[int], openings: Sequence[str]) -> str:
        cells, place = [], 0
        for number, cell in enumerate(row.cells):
            if not row.keep and _is_plain(cell, row, first=number == 0):
                line = self._anchors.line(cell.lines[0]) if cell.lines else ""
                cells.append(f"{openings[place]}{line}</w:p></w:tc>")
            else:
                cells.append(self._special(table, row, number, place, widths))
            place += cell.span
        height = f'<w:trHeight w:val="{twips(row.height)}" w:hRule="atLeast"/>' if row.height else ""
        whole = _LOOSE if row.keep and len(table.rows) == 1 else _WHOLE
        written = f"<w:tr><w:trPr>{whole}{height}</w:trPr>{''.join(cells)}</w:tr>"
        return self._anchors.controlled(written, row.place) if row.place else written

    def _openings(self, table: Table, widths: Sequence[int]) -> list[str]:
        """How a cell of each column begins that has nothing special about it."""
        sizes = (
            _SIZES[table.size] + ("Centre" if column.align == "centre" else "") for column in table.columns
        )
        return [
            self._tc(f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>', width).removesuffix("</w:tc>")
            for style, width in zip(sizes, widths, strict=True)
        ]

    def _special(self, table: Table, row: Row, number: int, place: int, widths: Sequence[int]) -> str:
        """A cell that spans, heads a row, is filled in, has several lines or carries the row's bookmark."""
        cell = row.cells[number]
        width = sum(widths[place : place + cell.span])
        style = _style_of(table, row, cell, centred="centre" in (cell.align, table.columns[place].align))
        seed = f"{row.place or table.title}/{number}"
        content = self._content(
            cell, style, place=row.place if number == 0 else "", seed=seed, keep=row.group or row.keep
        )
        return self._tc(content, width, span=cell.span, head=cell.head or row.group)

    def _content(self, cell: Cell, style: str, *, place: str, seed: str, keep: bool) -> str:
        """The paragraphs of a cell; the first carries the bookmark of the row's place."""
        lines = [self._anchors.line(line) for line in cell.lines]
        if cell.control is not None:
            seed = f"{seed}/{cell.control.title}"
            lines.append(fill_in(cell.control, seed, self._anchors, self._language))
        lines = lines or [""]
        lines[0] = self._anchors.marked(lines[0], place)
        looks = "<w:keepNext/>" if keep else ""
        return "".join(paragraph(style, line, looks) for line in lines)

    def _tc(
        self, content: str, width: int, *, span: int = 1, head: bool = False, turned: bool = False
    ) -> str:
        direction = ""
        if turned:
            way = "btLr" if self._language == "en" else "tbRlV"
            direction = f'<w:textDirection w:val="{way}"/>'
        spanned = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
        shade = self._shade if head else ""
        return (
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{spanned}{shade}{direction}'
            f'<w:vAlign w:val="center"/></w:tcPr>{content}</w:tc>'
        )


def _is_plain(cell: Cell, row: Row, *, first: bool) -> bool:
    return (
        len(cell.lines) < 2
        and cell.span == 1
        and cell.control is None
        and not (cell.head or cell.align or row.group or (first and row.place))
    )


def _style_of(table: Table, row: Row, cell: Cell, *, centred: bool) -> str:
    head = cell.head or row.group
    if head and not table.size:
        return "CellHead"
    return _SIZES[table.size] + ("Centre" if centred and not head else "")


def widths_of(columns: Sequence[Column], width: int) -> list[int]:
    """The widths of columns by their shares; together exactly *width*."""
    whole = sum(column.share for column in columns)
    edges = [0]
    for column in columns:
        edges.append(edges[-1] + column.share)
    return [round(width * b / whole) - round(width * a / whole) for a, b in pairwise(edges)]


def _description(table: Table) -> str:
    heads = "、".join(column.title for column in table.columns if column.title)
    return escape(f"{table.title}: {heads}" if heads else table.title)
