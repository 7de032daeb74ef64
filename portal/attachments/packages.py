"""Office packages: what a zip says of itself is judged before anything of it would be unpacked."""

import zipfile
import zlib
from typing import BinaryIO, Final

from portal.attachments.refusals import AttachmentKindRefused, AttachmentUnsafe

MOST_PARTS: Final = 4000
MOST_UNPACKED: Final = 256 * 1024 * 1024
MOST_TIMES: Final = 200
_SMALL: Final = 1024 * 1024
_LARGEST_LIST: Final = 512 * 1024
_TYPES: Final = "[Content_Types].xml"
_MAIN: Final = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
_PROGRAMS: Final = (b"macroenabled", b"vbaproject", b"activex")
_ENCRYPTED: Final = 0x1


def office_kind(stream: BinaryIO, size: int) -> str:
    """``docx`` or ``xlsx``. AttachmentKindRefused for any other zip, AttachmentUnsafe for one that would do harm."""
    try:
        with zipfile.ZipFile(stream) as package:
            parts = package.infolist()
            kind = _kind(parts)
            _look_over(parts, size)
            _look_for_programs(package)
    except (zipfile.BadZipFile, EOFError, ValueError, OSError, RuntimeError, zlib.error) as error:
        raise AttachmentUnsafe from error
    return kind


def _kind(parts: list[zipfile.ZipInfo]) -> str:
    names = {part.filename for part in parts}
    found = [kind for main, kind in _MAIN.items() if main in names]
    if _TYPES not in names or len(found) != 1:
        raise AttachmentKindRefused
    return found[0]


def _look_over(parts: list[zipfile.ZipInfo], size: int) -> None:
    """Neither too much in it, nor the same bytes twice, nor names that lead elsewhere."""
    packed, unpacked = (
        sum(part.compress_size for part in parts),
        sum(part.file_size for part in parts),
    )
    too_much = unpacked > MOST_UNPACKED or (unpacked > _SMALL and unpacked > MOST_TIMES * size)
    doubled = packed > size or len({part.filename for part in parts}) != len(parts)
    if len(parts) > MOST_PARTS or too_much or doubled:
        raise AttachmentUnsafe
    if any(part.flag_bits & _ENCRYPTED or _leads_elsewhere(part.filename) for part in parts):
        raise AttachmentUnsafe


def _leads_elsewhere(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/")


def _look_for_programs(package: zipfile.ZipFile) -> None:
    """The list of types names every program there is; a DOCTYPE in it has no honest reason."""
    with package.open(_TYPES) as part:
        said = part.read(_LARGEST_LIST + 1)
    plain = said.lower().replace(b"\0", b"")
    if len(said) > _LARGEST_LIST or b"<!doctype" in plain or any(word in plain for word in _PROGRAMS):
        raise AttachmentUnsafe
    names = (part.filename.casefold() for part in package.infolist())
    if any(name.endswith(("vbaproject.bin", ".exe", ".js", ".vbs")) for name in names):
        raise AttachmentUnsafe
