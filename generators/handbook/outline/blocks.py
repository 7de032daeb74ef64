"""Blocks 段块: what a document is made of before anybody decides how it looks.

A *place* names a node of the library, ``auto/role/clerk#daily-leads``; the block that shows the node carries it, so
that links lead there and an edited file can be read back node by node.
"""

from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

from generators.model.text import Language
from generators.process.layout.picture import Picture

RunStyle = Literal["", "strong", "quiet", "code"]
ParagraphStyle = Literal["body", "plain", "lead", "note", "small", "centre", "sheet", "label"]
Align = Literal["", "centre", "right"]
TableLook = Literal["grid", "facts", "form", "signs", "control"]
Blank = Literal["text", "long", "date", "choice", "several", "signature", "none"]


class Run(NamedTuple):
    """A stretch of text. *target* is the place it leads to, if that place is in the same file."""

    text: str
    style: RunStyle = ""
    target: str = ""


Line: TypeAlias = tuple[Run, ...]


class Control(NamedTuple):
    """Control 填写栏: a place that somebody fills in; *options* are the answers to choose from."""

    sort: Blank
    title: str
    options: tuple[str, ...] = ()
    after: str = ""
    narrow: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; numbered by Word unless *label* says the author's own number.

    One without any number is *listed* in the contents or not.
    """

    title: str
    level: int = 1
    place: str = ""
    label: str = ""
    numbered: bool = True
    listed: bool = False
    new_page: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    line: Line
    style: ParagraphStyle = "body"
    place: str = ""
    keep: bool = False


@dataclass(frozen=True, slots=True)
class Clause:
    """A numbered piece: an article, a duty, a clause. Without *label*, Word counts within *series*.

    *details* are small lines beneath it. *series* "" with no label is a bullet. *formal* clauses are set as the
    articles of a policy.
    """

    line: Line
    level: int = 0
    label: str = ""
    series: str = ""
    title: str = ""
    place: str = ""
    details: tuple[Line, ...] = ()
    formal: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: lines, or something to fill in."""

    lines: tuple[Line, ...] = ()
    span: int = 1
    align: Align = ""
    head: bool = False
    control: Control | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table. A *group* row is a heading over the rows below it; *height* in millimetres at least.

    A row that must *keep* stays on the page of what follows it. A *spare* one is blank, and nobody asked for it.
    """

    cells: tuple[Cell, ...]
    place: str = ""
    group: bool = False
    height: float = 0
    keep: bool = False
    spare: bool = False


class Column(NamedTuple):
    """A column: its head, and its share of the width."""

    title: str
    share: int
    align: Align = ""
    upright: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table. Its first row repeats on every page where the columns have titles; *title* is what it is called.

    A table with a *caption* is numbered; the others are described to readers who do not see them only.
    """

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    title: str
    look: TableLook = "grid"
    caption: bool = False
    size: Literal["", "small", "tiny"] = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """One page of a flow picture."""

    picture: Picture
    page: int
    title: str
    description: str


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins a page."""


Block: TypeAlias = Heading | Paragraph | Clause | Table | Figure | PageBreak


@dataclass(frozen=True, slots=True)
class Front:
    """Front matter 文前: what a controlled document says of itself before it begins.

    *line* is the same in one line, for a document inside a volume; *facts* the control block; *approvals* who signs;
    *history* the revision table and the distribution; *notes* what a reader must know first.
    """

    over: str
    kind: str
    title: str
    other_title: str
    line: Line
    facts: Table
    approvals: Table | None
    history: tuple[Block, ...]
    notes: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One document of a manuscript, with what its headers and properties say.

    A *whole* one is a sheet that is handed out: it should *fit* that many pages, if any number is given, and end on a
    page that is worth turning to. *back* stands behind a document by itself, *behind* behind one inside a
    volume.
    """

    document: str
    title: str
    code: str
    revision: str
    classification: str
    status: str
    effective: str
    digest: str
    address: str
    front: Front
    body: tuple[Block, ...]
    back: tuple[Block, ...] = ()
    landscape: bool = False
    whole: bool = False
    fit: int = 0
    behind: tuple[Block, ...] = ()


Look = Literal["handbook", "sheet"]


@dataclass(frozen=True, slots=True)
class Manuscript:
    """What one Word file says: a single document, or a volume of several under a title of its own.

    A *sheet* has neither cover nor contents: a job description, a form.
    """

    title: str
    language: Language
    company: str
    parts: tuple[Part, ...]
    volume: Front | None = None
    look: Look = "handbook"


def run(text: str, style: RunStyle = "", target: str = "") -> Line:
    """A line of one run; nothing for no text."""
    return (Run(text, style, target),) if text else ()


def text_of(line: Line) -> str:
    """The words of a line."""
    return "".join(piece.text for piece in line)


def cell(*lines: Line, align: Align = "", head: bool = False, span: int = 1) -> Cell:
    """A cell of the lines that say something."""
    return Cell(tuple(line for line in lines if line), span=span, align=align, head=head)
