"""Reports as files: XLSX, CSV and Word. Each is an entry of the ledger, and prints a checkpoint that outlives us."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request
from sqlalchemy import Connection
from starlette.responses import Response

from portal.access.permissions import Permission
from portal.access.principals import Principal, csrf, may
from portal.reports import sheets, word, workbook
from portal.reports.picture import Picture
from portal.reports.sheet import Sheet
from portal.reports.stamp import stamped
from portal.reports.view import TheDay, TheSelection, View, view_of
from portal.web.pages import in_both_languages

router = APIRouter(include_in_schema=False)

Exports = Annotated[Principal, Depends(may(Permission.EXPORT_EVIDENCE))]
Report = Literal["coverage", "matrix", "document", "records", "exceptions"]
FileForm = Literal["xlsx", "csv", "docx"]

_SHEETS: Mapping[Report, Callable[[View, Connection, Picture], Sheet]] = {
    "coverage": sheets.coverage_sheet,
    "matrix": sheets.matrix_sheet,
    "document": sheets.document_sheet,
    "records": sheets.records_sheet,
    "exceptions": sheets.exceptions_sheet,
}
_WRITERS: Mapping[FileForm, tuple[Callable[[Sheet], bytes], str]] = {
    "xlsx": (workbook.xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": (workbook.csv_text, "text/csv; charset=utf-8"),
    "docx": (word.docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
}


@in_both_languages(router, "POST", "/reports/export/{report}/{form}/", dependencies=[Depends(csrf)])
def take_report(
    request: Request,
    principal: Exports,
    report: Report,
    form: FileForm,
    day: TheDay,
    *,
    selection: TheSelection,
) -> Response:
    """One report of a day as a file."""
    view = view_of(request, principal)
    with view.reading() as connection:
        picture = view.picture(connection, day, selection)
        sheet = _SHEETS[report](view, connection, picture)
    return taken(view, sheet, form, scope={"day": day.isoformat()} | selection.stated())


def taken(view: View, sheet: Sheet, form: FileForm, *, scope: Mapping[str, str]) -> Response:
    """A sheet as a file, stamped; that it was taken is recorded first."""
    stamp = stamped(
        view.records.ledger,
        f"report-{sheet.name}",
        scope,
        by=view.principal.subject,
        now=view.records.now(),
    )
    write, kind = _WRITERS[form]
    content = write(replace(sheet, stamp=stamp, footing=sheets.footing(view, stamp)))
    headers = {
        "content-disposition": f'attachment; filename="{sheet.name}-{scope.get("day", "")}.{form}"',
        "cache-control": "no-store",
        "x-dutybook-code": stamp.code,
    }
    return Response(content, media_type=kind, headers=headers)
