"""The Word form, filled in 已填的 Word 表单: the edition's own form with what was filled in put into its controls.

A control is known by its title, as a person sees it in Word: the label of its field, with the option for a box to tick;
columns of a table come again row by row. Whatever finds no control stays on the screen and in the record.
"""

import copy
import io
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, Final

from lxml import etree

from portal.cases.forms import Field
from portal.errors import EditionUnreadable

_W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_W14: Final = "http://schemas.microsoft.com/office/word/2010/wordml"
_BODY: Final = "word/document.xml"
_TICKED: Final = "☒"


def filled_form(
    content: bytes,
    fields: tuple[Field, ...],
    filled: Mapping[str, Any],
    *,
    yes: Mapping[str, str],
    signed: Mapping[str, tuple[str, str]],
) -> bytes:
    """The form's file with its controls filled; ``signed`` gives name and day by the id of a place to sign.

    ``yes`` puts *yes* and *no* into the form's language. EditionUnreadable for what is no Word file.
    """
    try:
        source = zipfile.ZipFile(io.BytesIO(content))
        root = etree.fromstring(source.read(_BODY), etree.XMLParser(resolve_entities=False))
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError) as error:
        raise EditionUnreadable from error
    sheet = _Sheet(root)
    for field in fields:
        sheet.fill(field, filled.get(field.id), yes)
    for place, (name, day) in signed.items():
        sheet.sign(place, name, day)
    return _packed(source, etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


class _Sheet:
    """The controls of a form by their titles, in order."""

    def __init__(self, root: Any) -> None:
        self._root = root
        self._controls: dict[str, list[Any]] = defaultdict(list)
        for control in root.iter(_w("sdt")):
            title = control.find(f"{_w('sdtPr')}/{_w('alias')}")
            if title is not None:
                self._controls[str(title.get(_w("val")))].append(control)

    def fill(self, field: Field, value: Any, yes: Mapping[str, str]) -> None:
        """One field."""
        if not value:
            return
        if field.type == "table":
            self._fill_rows(field, value, yes)
        elif field.type in ("multi_choice", "yes_no"):
            for option in [yes.get(value, "")] if field.type == "yes_no" else value:
                self._tick(f"{field.label} {option}")
        else:
            self._write(field.label, _said(value))

    def sign(self, place: str, name: str, day: str) -> None:
        """Who signed, in the row of a place to sign."""
        for row in self._root.iter(_w("sdt")):
            tag = row.find(f"{_w('sdtPr')}/{_w('tag')}")
            if tag is None or not str(tag.get(_w("val"))).endswith(f"#{place}"):
                continue
            cells = list(row.iter(_w("tc")))
            said = next(cells[1].iter(_w("t")), None) if len(cells) > 1 else None
            if said is not None:
                said.text = f"{name}　{day}"
            return

    def _fill_rows(self, field: Field, rows: list[Mapping[str, Any]], yes: Mapping[str, str]) -> None:
        first = field.columns[0].label if field.columns else ""
        places = self._controls.get(first, [])
        for _ in range(len(rows) - len(places)):
            if not places:
                return
            self._add_row(places[-1], field)
        for row in rows:
            for column in field.columns:
                value = _said(row.get(column.id, ""))
                self._write(column.label, yes.get(value, value) if column.type == "yes_no" else value)

    def _add_row(self, control: Any, field: Field) -> None:
        """One more row like the last one, its controls new ones."""
        row = next((one for one in control.iterancestors(_w("tr"))), None)
        if row is None:
            return
        more = copy.deepcopy(row)
        for number in list(more.iter(_w("id"))):
            number.getparent().remove(number)
        row.addnext(more)
        for fresh in more.iter(_w("sdt")):
            title = fresh.find(f"{_w('sdtPr')}/{_w('alias')}")
            if title is not None and title.get(_w("val")) in {column.label for column in field.columns}:
                self._controls[str(title.get(_w("val")))].append(fresh)

    def _write(self, title: str, text: str) -> None:
        """Into the next control of that title; a blank cell of a table keeps its control."""
        waiting = self._controls.get(title)
        if not waiting:
            return
        control = waiting.pop(0)
        content = control.find(_w("sdtContent"))
        if not text or content is None or content.find(f".//{_w('t')}") is None:
            return
        properties = control.find(_w("sdtPr"))
        for hint in properties.findall(_w("showingPlcHdr")):
            properties.remove(hint)
        self._put(content, text)

    @staticmethod
    def _put(content: Any, text: str) -> None:
        first = next(content.iter(_w("r")))
        for other in list(content.iter(_w("r")))[1:]:
            other.getparent().remove(other)
        for child in list(first):
            first.remove(child)
        for number, line in enumerate(text.split("\n")):
            if number:
                etree.SubElement(first, _w("br"))
            said = etree.SubElement(first, _w("t"))
            said.text = line
            said.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")

    def _tick(self, title: str) -> None:
        for control in self._controls.get(title, [])[:1]:
            for mark in control.iter(f"{{{_W14}}}checked"):
                mark.set(f"{{{_W14}}}val", "1")
            said = next(control.iter(_w("t")), None)
            if said is not None:
                said.text = _TICKED


def _said(value: Any) -> str:
    """What a control says: words as they are, files by their names."""
    return str(value) if isinstance(value, str) else "\n".join(str(one["name"]) for one in value)


def _w(name: str) -> str:
    return f"{{{_W}}}{name}"


def _packed(source: zipfile.ZipFile, body: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for info in _files(source):
            target.writestr(info, body if info.filename == _BODY else source.read(info))
    return stream.getvalue()


def _files(source: zipfile.ZipFile) -> Iterator[zipfile.ZipInfo]:
    for info in source.infolist():
        info.compress_type = zipfile.ZIP_DEFLATED
        yield info
