"""Reading 通读: every word of an outline in order, for glossaries, estimates and tests."""

from collections.abc import Iterable, Iterator

from generators.handbook.outline.blocks import Block, Clause, Figure, Heading, Paragraph, Row, Table, text_of


def words_of(blocks: Iterable[Block]) -> Iterator[str]:
    """The texts of blocks, one for each line, without the numbers that Word counts."""
    for block in blocks:
        if isinstance(block, Table):
            yield from _table(block)
        elif isinstance(block, Clause):
            yield from (part for part in (block.label, block.title, text_of(block.line)) if part)
            yield from (text_of(line) for line in block.details if line)
        elif isinstance(block, Heading):
            yield from (part for part in (block.label, block.title) if part)
        elif isinstance(block, Paragraph):
            yield text_of(block.line)
        elif isinstance(block, Figure):
            yield block.title


def _table(table: Table) -> Iterator[str]:
    if table.caption:
        yield table.title
    yield from (column.title for column in table.columns if column.title)
    for row in table.rows:
        yield from _row(row)


def _row(row: Row) -> Iterator[str]:
    for cell in row.cells:
        yield from (text_of(line) for line in cell.lines)
        if cell.control:
            yield from (f"☐ {option}" for option in cell.control.options if cell.control.sort == "several")
            if cell.control.after:
                yield cell.control.after
