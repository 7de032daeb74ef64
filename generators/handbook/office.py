"""LibreOffice 转换: PDF files and page numbers, where that program is on the machine."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from pypdf import PdfReader

_PROGRAMS: Final = ("soffice", "libreoffice")
_SECONDS: Final = 300


class NoOffice(Exception):
    """LibreOffice is not on this machine."""


class OfficeFailed(Exception):
    """LibreOffice did not make the file."""


def office_is_here() -> bool:
    """Whether LibreOffice is on this machine."""
    return _program() is not None


def pdf_of(document: bytes) -> bytes:
    """A Word file as PDF. NoOffice, OfficeFailed."""
    return _converted(document, "pdf", "pdf")


def page_numbers(document: bytes, bookmarks: Sequence[str]) -> dict[str, int]:
    """The pages of all headings, as LibreOffice lays the file out; *bookmarks* in the order of the headings.

    Nothing where the outline of the PDF is not that of the file: no number is better than a wrong one.
    """
    from pypdf import PdfReader

    reader = PdfReader(BytesIO(pdf_of(document)))
    pages = list(_pages(reader, reader.outline))
    return dict(zip(bookmarks, pages, strict=True)) if len(pages) == len(bookmarks) else {}


def _pages(reader: "PdfReader", outline: Iterable[Any]) -> Iterator[int]:
    for entry in outline:
        if isinstance(entry, list):
            yield from _pages(reader, entry)
        else:
            yield (reader.get_destination_page_number(entry) or 0) + 1


def _program() -> str | None:
    return next((found for name in _PROGRAMS if (found := shutil.which(name))), None)


def _converted(document: bytes, form: str, ending: str) -> bytes:
    program = _program()
    if program is None:
        raise NoOffice
    with tempfile.TemporaryDirectory(prefix="dutybook-") as folder:
        room = Path(folder)
        (room / "in.docx").write_bytes(document)
        profile = f"-env:UserInstallation={(room / 'office').as_uri()}"
        command = [
            program,
            profile,
            "--headless",
            "--convert-to",
            form,
            "--outdir",
            folder,
            str(room / "in.docx"),
        ]
        try:
            subprocess.run(command, capture_output=True, check=False, timeout=_SECONDS)
            return (room / f"in.{ending}").read_bytes()
        except (OSError, subprocess.TimeoutExpired) as error:
            raise OfficeFailed from error
