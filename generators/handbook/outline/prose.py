"""Prose 长文: an author's Markdown as blocks."""

from collections.abc import Iterator
from html.parser import HTMLParser

from markdown import Markdown

from generators.handbook.outline.blocks import (
    Block,
    Clause,
    Column,
    Heading,
    Line,
    Paragraph,
    Row,
    Run,
    RunStyle,
    Table,
    cell,
)
from generators.handbook.outline.scribe import Scribe
from generators.model.control import Document

_EXTENSIONS = ("tables", "sane_lists", "def_list")
_BLOCKS = frozenset("p h1 h2 h3 h4 h5 h6 li dt dd td th pre blockquote".split())
_STYLES: dict[str, RunStyle] = {"strong": "strong", "b": "strong", "em": "strong", "code": "code"}


def prose_blocks(scribe: Scribe, document: Document) -> Iterator[Block]:
    """The document's long text in this language, else in the other one."""
    markdown = document.prose
    if scribe.language == "en" and (document.prose_en or markdown):
        scribe.translated += bool(document.prose_en)
        scribe.untranslated += not document.prose_en
        markdown = document.prose_en or markdown
    if not markdown:
        return
    reader = _Reader(scribe)
    reader.feed(Markdown(extensions=list(_EXTENSIONS)).convert(markdown))
    reader.close()
    yield from reader.blocks


class _Reader(HTMLParser):
    """Turns the HTML of one text into blocks; whatever it does not know is read for its words alone."""

    def __init__(self, scribe: Scribe) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self._table = scribe.word("word.table")
        self._line: list[Run] = []
        self._styles: list[RunStyle] = []
        self._lists: list[str] = []
        self._numbers = 0
        self._levels: list[int] = []
        self._rows: list[list[Line]] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag in ("ul", "ol"):
            self._flush("p")
            self._numbers += tag == "ol"
            self._lists.append(f"prose-{self._numbers}" if tag == "ol" else "")
        elif tag in _STYLES:
            self._styles.append(_STYLES[tag])
        elif tag == "tr":
            self._rows.append([])
        elif tag in ("script", "style"):
            self._silent += 1
        elif tag == "br":
            self._line.append(Run("\n"))

    def handle_endtag(self, tag: str) -> None:
        if tag in _STYLES and self._styles:
            self._styles.pop()
        elif tag in ("td", "th"):
            self._rows[-1].append(tuple(self._line))
            self._line = []
        elif tag == "table":
            self._end_table()
        elif tag in ("script", "style"):
            self._silent -= 1
        elif tag in _BLOCKS:
            self._flush(tag)
        elif tag in ("ul", "ol") and self._lists:
            self._lists.pop()

    def handle_data(self, data: str) -> None:
        if self._silent or (not data.strip() and not self._line):
            return
        self._line.append(Run(data if self._styles and self._styles[-1] == "code" else data.replace("\n", " "),
                              self._styles[-1] if self._styles else ""))  # fmt: skip

    def _flush(self, tag: str) -> None:
        line, self._line = tuple(self._line), []
        if not any(piece.text.strip() for piece in line):
            return
        if tag[0] == "h" and tag[1:].isdigit():
            self._heading(int(tag[1:]), line)
        elif self._lists:
            self.blocks.append(Clause(line, level=len(self._lists) - 1, series=self._lists[-1]))
        else:
            self.blocks.append(Paragraph(line))

    def _heading(self, level: int, line: Line) -> None:
        while self._levels and self._levels[-1] >= level:
            self._levels.pop()
        self._levels.append(level)
        title = "".join(piece.text for piece in line).partition("{")[0].strip()
        self.blocks.append(Heading(title, min(len(self._levels), 3)))

    def _end_table(self) -> None:
        rows, self._rows = [row for row in self._rows if row], []
        if not rows:
            return
        width = max(map(len, rows))
        heads = ["".join(piece.text for piece in line) for line in rows[0]] + [""] * (width - len(rows[0]))
        columns = tuple(Column(head, 1) for head in heads)
        body = tuple(
            Row(tuple(cell(line) for line in [*row, *[()] * (width - len(row))])) for row in rows[1:]
        )
        self.blocks.append(Table(columns, body, self._table))
