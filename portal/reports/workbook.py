"""Spreadsheets: XLSX and CSV. What looks like a formula stays text, whoever opens it."""

import csv
import io

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from portal.reports.sheet import Cell, Sheet, Table

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_FORBIDDEN_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
_MOST_CHARACTERS = 32_000


def xlsx(sheet: Sheet) -> bytes:
    """The report as a workbook: one worksheet a table, the stamp below each."""
    stream = io.BytesIO()
    settings = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(stream, settings | {"strings_to_numbers": False}) as book:
        book.set_properties({"title": sheet.title, "comments": " ".join(sheet.footing)})
        looks = _Looks(book)
        for number, table in enumerate(sheet.tables, start=1):
            _write(book.add_worksheet(_tab(table, number)), sheet, table, looks)
    return stream.getvalue()


def csv_text(sheet: Sheet) -> bytes:
    """The report as CSV for spreadsheets (UTF-8 with a mark): tables one after the other, then the stamp."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([harmless(sheet.title)])
    writer.writerows([harmless(line)] for line in sheet.lines)
    for table in sheet.tables:
        writer.writerow([])
        if len(sheet.tables) > 1:
            writer.writerow([harmless(table.title)])
        writer.writerow([harmless(column.title) for column in table.columns])
        writer.writerows([harmless(cell) for cell in row] for row in table.rows)
    writer.writerow([])
    writer.writerows([harmless(line)] for line in sheet.footing)
    return b"\xef\xbb\xbf" + stream.getvalue().encode()


def harmless(cell: Cell) -> Cell:
    """A cell that no spreadsheet takes for a formula: an apostrophe goes before what might be one."""
    if isinstance(cell, str) and cell.startswith(_DANGEROUS):
        return f"'{cell}"
    return cell


class _Looks:
    """The few formats there are."""

    def __init__(self, book: Workbook) -> None:
        self.title: Format = book.add_format({"bold": True, "font_size": 14})
        self.head: Format = book.add_format(
            {"bold": True, "bottom": 1, "top": 2, "text_wrap": True, "valign": "top"}
        )
        self.cell: Format = book.add_format({"valign": "top"})
        self.foot: Format = book.add_format({"font_color": "#5e676d"})


def _write(page: Worksheet, sheet: Sheet, table: Table, looks: _Looks) -> None:
    page.write_string(0, 0, sheet.title, looks.title)
    above = [*sheet.lines, *([table.title] if len(sheet.tables) > 1 else [])]
    for line, text in enumerate(above, start=1):
        page.write_string(line, 0, text)
    head = len(above) + 2
    for place, column in enumerate(table.columns):
        page.set_column(place, place, column.width)
        page.write_string(head, place, column.title, looks.head)
    for line, row in enumerate(table.rows, start=head + 1):
        for place, cell in enumerate(row):
            _put(page, line, place, cell, looks.cell)
    below = head + len(table.rows) + 2
    for line, text in enumerate(sheet.footing, start=below):
        page.write_string(line, 0, text, looks.foot)
    page.freeze_panes(head + 1, 0)
    page.repeat_rows(head)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.set_footer("&L" + (sheet.stamp.code if sheet.stamp else "") + "&R&P / &N")


def _put(page: Worksheet, line: int, place: int, cell: Cell, look: Format) -> None:
    if isinstance(cell, str):
        page.write_string(line, place, cell[:_MOST_CHARACTERS], look)
    elif cell is not None:
        page.write_number(line, place, cell, look)


def _tab(table: Table, number: int) -> str:
    """The name of a worksheet: at most 31 characters, none of those that Excel refuses, unlike every other."""
    said = table.title.translate(_FORBIDDEN_IN_NAMES).strip()[:26]
    return f"{number} {said}".strip()
