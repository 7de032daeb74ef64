"""The body 正文: blocks as Word shows them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Final

from generators.handbook.outline.blocks import (
    Block,
    Clause,
    Figure,
    Heading,
    PageBreak,
    Paragraph,
    Table,
    text_of,
)
from generators.handbook.word.anchors import Anchors, bookmark_of
from generators.handbook.word.authors import Counting, Listed, counted, joint_after, written
from generators.handbook.word.contents import Entry
from generators.handbook.word.markup import escape, paragraph, plain_run
from generators.handbook.word.numbering import Numbering
from generators.handbook.word.pictures import PIXELS_A_MILLIMETRE, Album
from generators.handbook.word.profile import Page, Profile
from generators.handbook.word.tables import TableWriter
from generators.model.text import Language

_PARAGRAPHS: Final = {
    "body": "BodyText", "plain": "Plain", "lead": "Lead", "note": "Note", "small": "Small", "centre": "Centre",
    "sheet": "SheetTitle", "label": "FormLabel",
}  # fmt: skip
_PAGE_BREAK: Final = paragraph("Plain", '<w:r><w:br w:type="page"/></w:r>')
_BETWEEN: Final = paragraph("CellTiny", "")
"""What keeps two tables from becoming one."""
_BETWEEN_KEPT: Final = paragraph("CellTiny", "", "<w:keepNext/>")


@dataclass
class Body:
    """Writes the blocks of one file; what is counted across them is remembered here."""

    profile: Profile
    language: Language
    anchors: Anchors
    numbering: Numbering
    album: Album
    captions: Callable[[str], str]
    numbers_headings: bool = True
    entries: list[Entry] = field(default_factory=list)
    _headings: list[int] = field(default_factory=list)
    _tables: Iterator[int] = field(default_factory=lambda: count(1))
    _figures: Iterator[int] = field(default_factory=lambda: count(1))
    _bookmarks: Iterator[int] = field(default_factory=lambda: count(100000001))
    _stretches: Iterator[int] = field(default_factory=lambda: count(1))

    def xml(self, blocks: Sequence[Block], *, page: Page, demote: int = 0) -> str:
        """Blocks on pages of one size; *demote* lowers their headings within a volume."""
        stretch = next(self._stretches)
        writer = _Stretch(self, page, demote, f"{stretch}-", counted(blocks))
        parts: list[str] = []
        before: Block | None = None
        for place, block in enumerate(blocks):
            if isinstance(block, Table) and isinstance(before, Table) and not block.caption:
                parts.append(_BETWEEN_KEPT if before.rows and before.rows[-1].keep else _BETWEEN)
            parts.append(writer.block(block, place))
            before = block
        if isinstance(before, Table):
            parts.append(_BETWEEN)
        return "".join(parts)

    def number_heading(self, level: int) -> str:
        """The number that Word will show before a heading of this level."""
        if not self.numbers_headings:
            return ""
        del self._headings[level:]
        self._headings += [0] * (level - len(self._headings))
        self._headings[level - 1] += 1
        patterns = self.profile.levels.get(self.language) or next(iter(self.profile.levels.values()))
        shown = patterns[level - 1].text
        for place, value in enumerate(self._headings, 1):
            shown = shown.replace(f"%{place}", written(value, patterns[place - 1].counts))
        return shown

    def next_bookmark(self) -> str:
        """The bookmark of a heading that shows no node."""
        return f"_Toc{next(self._bookmarks)}"

    def next_number(self, sort: str) -> int:
        """The number of the next table or figure."""
        return next(self._tables if sort == "table" else self._figures)


@dataclass
class _Stretch:
    """Blocks that stand on one kind of page."""

    whole: Body
    page: Page
    demote: int
    prefix: str
    listed: Mapping[int, Listed]

    def __post_init__(self) -> None:
        width = round(self.page.text_width * 1440 / 25.4)
        self._tables = TableWriter(
            self.whole.anchors, self.whole.language, width=width, shade=self.whole.profile.shade
        )

    def block(self, block: Block, place: int) -> str:
        if isinstance(block, Clause):
            return self._clause(block, self.listed.get(place))
        if isinstance(block, Table):
            return self._table(block)
        if isinstance(block, Heading):
            return self._heading(block)
        if isinstance(block, Paragraph):
            return self._paragraph(block)
        if isinstance(block, Figure):
            return self._figure(block)
        assert isinstance(block, PageBreak)  # noqa: S101 - nothing else is a block
        return _PAGE_BREAK

    def _paragraph(self, block: Paragraph) -> str:
        anchors = self.whole.anchors
        content = anchors.marked(anchors.line(block.line), block.place)
        keep = "<w:keepNext/>" if block.keep else ""
        return anchors.controlled(paragraph(_PARAGRAPHS[block.style], content, keep), block.place)

    def _heading(self, block: Heading) -> str:
        level = min(block.level + self.demote, 4)
        anchors, numbered = self.whole.anchors, block.numbered and not block.label
        number = self.whole.number_heading(level) if numbered else block.label
        said = f"{block.label}　{block.title}" if block.label else block.title
        bookmark = bookmark_of(block.place) if block.place else self.whole.next_bookmark()
        content = plain_run(said)
        named = anchors.marked(content, block.place) if block.place else anchors.named(content, bookmark)
        if block.numbered or block.label or block.listed:
            self.whole.entries.append(Entry(level, number, block.title, bookmark))
        looks = "<w:pageBreakBefore/>" if block.new_page else ""
        listed = block.label or block.listed
        style = f"Heading{level}" if numbered else f"Chapter{level}" if listed else "Head"
        return anchors.controlled(paragraph(style, named, looks), block.place)

    def _clause(self, block: Clause, listed: Listed | None) -> str:
        level, anchors = min(block.level, 2), self.whole.anchors
        style = f"{'Article' if block.formal else 'Clause'}{level + 1}"
        looks, label = self._number(block, level, listed)
        looks = f"<w:keepNext/>{looks}" if any(block.details) else looks
        content = label + _title(block) + anchors.line(block.line)
        written_ = paragraph(style, anchors.marked(content, block.place), looks)
        beneath = "DetailArticle" if block.formal else f"Detail{level + 1}"
        details = (paragraph(beneath, anchors.line(line)) for line in block.details if line)
        return anchors.controlled(written_ + "".join(details), block.place)

    def _number(self, block: Clause, level: int, listed: Listed | None) -> tuple[str, str]:
        """What counts the clause, and the label where it is text."""
        numbering = self.whole.numbering
        hangs = self._hangs(block, level)
        if block.label and listed is None:
            return "", plain_run(block.label, "Label") + (
                "<w:r><w:tab/></w:r>" if hangs else _joint(block.label)
            )
        if listed is not None:
            levels = tuple(_hanging(counting, hangs) for counting in listed.levels)
            number = numbering.number_like_author(
                f"{self.prefix}{listed.series}", levels, formal=block.formal
            )
        elif block.series:
            number = numbering.number_of(f"{self.prefix}{block.series}")
        else:
            number = numbering.bullets
        return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>', ""

    def _hangs(self, block: Clause, level: int) -> bool:
        face = self.whole.profile.face(f"{'article' if block.formal else 'clause'}{level}")
        return bool(face.hanging)

    def _table(self, block: Table) -> str:
        shown = self._tables.xml(block)
        if not block.caption:
            return shown
        return self._caption(block.title, "table") + shown

    def _caption(self, title: str, sort: str) -> str:
        name = self.whole.captions(sort)
        number = self.whole.next_number(sort)
        sequence = (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
            f'<w:r><w:instrText xml:space="preserve"> SEQ {escape(name)} \\* ARABIC </w:instrText></w:r>'
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
            f'{plain_run(str(number))}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        )
        keep = "<w:keepNext/>" if sort == "table" else '<w:keepNext w:val="0"/>'
        return paragraph("Caption", f"{plain_run(f'{name} ')}{sequence}{plain_run(f'　{title}')}", keep)

    def _figure(self, block: Figure) -> str:
        room = (
            int(self.page.text_width * PIXELS_A_MILLIMETRE),
            int((self.page.text_height - 24) * PIXELS_A_MILLIMETRE),
        )
        drawn = self.whole.album.drawing(block, room)
        shown = paragraph("Figure", f"<w:r>{drawn}</w:r>", "<w:keepNext/>")
        return shown + self._caption(block.title, "figure")


def _joint(label: str) -> str:
    joint = joint_after(label)
    return plain_run(joint) if joint else ""


def _title(block: Clause) -> str:
    if not block.title:
        return ""
    return plain_run(f"{block.title}　" if block.line else block.title, "Strong")


def _hanging(counting: Counting, hangs: bool) -> Counting:
    return counting._replace(hangs=hangs)


def places_in(blocks: Sequence[Block]) -> Iterator[str]:
    """Every place that blocks show."""
    for block in blocks:
        if isinstance(block, Table):
            yield from (row.place for row in block.rows if row.place)
        elif isinstance(block, Heading | Paragraph | Clause) and block.place:
            yield block.place


def words_of_blocks(blocks: Sequence[Block]) -> Iterator[str]:
    """Every text that blocks show, in reading order, without the numbers that Word counts."""
    for block in blocks:
        if isinstance(block, Table):
            yield from (column.title for column in block.columns if column.title)
            yield from (text_of(line) for row in block.rows for cell in row.cells for line in cell.lines)
        elif isinstance(block, Paragraph):
            yield text_of(block.line)
