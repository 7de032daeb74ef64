"""Templates 公司模板: a company's own .docx or .dotx as the base; what could harm a reader is refused.

Its styles, headers, footers and page stay. Styles that our text needs and it lacks are added; the text goes where a
paragraph says ``{{正文}}`` or ``{{body}}``, else to the end.
"""

import re
import zipfile
from io import BytesIO
from typing import Any, Final

from docx.opc.constants import CONTENT_TYPE as CT
from lxml import etree

from generators.handbook.word.archive import archive, pack
from generators.handbook.word.package import Base, read_base

LARGEST: Final = 20 * 1024 * 1024
_UNPACKED: Final = 100 * 1024 * 1024
_MOST_PARTS: Final = 2000
_TYPES: Final = "[Content_Types].xml"
_TEMPLATE_TYPE: Final = b"application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"
_SETTINGS: Final = "word/settings.xml"
_ZOOM: Final = re.compile(rb"<w:zoom(?![^>]*w:percent)")
_MACROS: Final = (b"macroEnabled", b"vbaProject", b"ms-office.activeX", b"vbaData")


class BadTemplate(Exception):
    """The file cannot be a base: *code* says why."""

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


def read_template(file: bytes) -> Base:
    """The base in a company's file. BadTemplate where it is no Word file or could harm a reader."""
    parts = _parts(file)
    _refuse_harm(parts)
    types = parts[_TYPES].replace(_TEMPLATE_TYPE, CT.WML_DOCUMENT_MAIN.encode())
    if CT.WML_DOCUMENT_MAIN.encode() not in types:
        raise BadTemplate("template-not-word")
    parts[_TYPES] = types
    if _SETTINGS in parts:  # python-docx's own default lacks what the schema requires
        parts[_SETTINGS] = _ZOOM.sub(rb'<w:zoom w:percent="100"', parts[_SETTINGS])
    try:
        return read_base(archive((name, pack(content)) for name, content in parts.items()), whole=True)
    except (KeyError, ValueError, AttributeError, etree.XMLSyntaxError) as error:
        raise BadTemplate("template-not-word") from error


def _parts(file: bytes) -> dict[str, bytes]:
    if len(file) > LARGEST:
        raise BadTemplate("template-too-large", limit=f"{LARGEST >> 20} MiB")
    try:
        with zipfile.ZipFile(BytesIO(file)) as opened:
            infos = opened.infolist()
            if len(infos) > _MOST_PARTS or sum(info.file_size for info in infos) > _UNPACKED:
                raise BadTemplate("template-bomb", limit=f"{_UNPACKED >> 20} MiB")
            return {info.filename: opened.read(info) for info in infos if not info.is_dir()}
    except (zipfile.BadZipFile, RuntimeError, OSError, EOFError) as error:
        raise BadTemplate("template-not-word") from error


def _refuse_harm(parts: dict[str, bytes]) -> None:
    types = parts.get(_TYPES)
    if types is None or any(_leads_out(name) for name in parts):
        raise BadTemplate("template-not-word")
    for name, content in parts.items():
        if name.endswith((".xml", ".rels")):
            if b"<!DOCTYPE" in content or b"<!ENTITY" in content or _other_encoding(content):
                raise BadTemplate("template-dtd", part=name)
            if name.endswith(".rels"):
                _refuse_external(name, content)
    if any(mark in types for mark in _MACROS) or any("vbaProject" in name for name in parts):
        raise BadTemplate("template-macros")


def _leads_out(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ".." in name.split("/")


def _other_encoding(content: bytes) -> bool:
    """UTF-16 would hide a DOCTYPE from a search for bytes."""
    return content[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in content[:64]


def _refuse_external(name: str, content: bytes) -> None:
    try:
        root: Any = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise BadTemplate("template-not-word") from error
    for relation in root:
        if relation.get("TargetMode") == "External":
            raise BadTemplate("template-external", part=name, target=str(relation.get("Target"))[:80])
