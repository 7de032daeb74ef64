"""Drawings 图纸: everything that is drawn of a procedure, in one language. Each part is drawn when first asked for."""

from functools import cached_property

from generators.model.library import Library
from generators.model.procedures import Procedure
from generators.model.text import Language
from generators.phrases.naming import names_in
from generators.process.bpmn.exporting import Told, export_flow
from generators.process.flow import Flow, flow_of
from generators.process.layout import Picture, lay_out, lay_out_sheets
from generators.process.svg_file import svg_file
from generators.site.pages.downloads import Form

WIDTH = 940
"""The width of the content column on a wide screen, in pixels; longer pictures are split."""


class Drawing:
    """The pictures of one procedure and its files, all from one flow."""

    def __init__(self, procedure: Procedure, library: Library, language: Language) -> None:
        self._procedure = procedure
        self._told = Told(names_in(library, language))

    @property
    def id(self) -> str:
        """Whose drawing it is."""
        return self._procedure.id

    @cached_property
    def flow(self) -> Flow:
        """The graph."""
        return flow_of(self._procedure, self._told.names)

    @cached_property
    def _across(self) -> tuple[Picture, Picture]:
        return lay_out_sheets(self.flow, width=WIDTH)

    @property
    def whole(self) -> Picture:
        """Lanes across, on one sheet."""
        return self._across[0]

    @property
    def sheets(self) -> Picture:
        """Lanes across, on as many sheets as the page needs."""
        return self._across[1]

    @cached_property
    def down(self) -> Picture:
        """Lanes down, for narrow screens and upright paper; forms would make it twice as wide."""
        return lay_out(self.flow, orientation="down", forms=False)

    @cached_property
    def files(self) -> dict[Form, bytes]:
        """The files for download."""
        return {
            "across": svg_file(self.whole).encode(),
            "down": svg_file(self.down).encode(),
            "bpmn": export_flow(self._procedure, self.flow, self._told).encode(),
        }


class Drawings:
    """The drawings of a library. A page and its files are made after each other: only the last drawing is kept."""

    def __init__(self, library: Library, language: Language) -> None:
        self._library, self._language = library, language
        self._last: Drawing | None = None

    def of(self, procedure: Procedure) -> Drawing:
        """The drawing of a procedure that is open already."""
        if self._last is None or self._last.id != procedure.id:
            self._last = Drawing(procedure, self._library, self._language)
        return self._last

    def file(self, identifier: str, form: Form) -> bytes:
        """A file for download."""
        if self._last is None or self._last.id != identifier:
            procedure = self._library.document(identifier)
            assert isinstance(procedure, Procedure)  # noqa: S101 - only procedures are planned
            return self.of(procedure).files[form]
        return self._last.files[form]
