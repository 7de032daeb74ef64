"""Kinds 文件类型: what a file is, by its content alone. A name proves nothing."""

import codecs
import re
import struct
from typing import BinaryIO, Final, Literal, cast

from portal.attachments.packages import office_kind
from portal.attachments.refusals import AttachmentKindRefused, AttachmentUnsafe

Kind = Literal["pdf", "png", "jpg", "heic", "docx", "xlsx", "txt", "csv"]
PICTURES: Final = frozenset({"png", "jpg", "heic"})
MEDIA_TYPES: Final[dict[Kind, str]] = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "heic": "image/heic",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "txt": "text/plain",
    "csv": "text/csv",
}
ACCEPT: Final = ".pdf,.png,.jpg,.jpeg,.heic,.docx,.xlsx,.txt,.csv"
"""For file fields of forms: what to offer first. What is taken is decided by content."""

_HEAD: Final = 4096
_CHUNK: Final = 256 * 1024
_MOST_PIXELS: Final = 200_000_000
_HEIF: Final = frozenset({b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"})
_MARKUP: Final = re.compile(
    r"<\s*(?:[!?]|(?:html|head|body|script|svg|iframe|object|embed|xml)\b)", re.IGNORECASE
)
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]")
_PLAIN: Final = ("utf-8-sig", "gb18030")
_SEPARATORS: Final = (",", ";", "\t")


def kind_of(stream: BinaryIO, size: int, *, name: str = "") -> Kind:
    """The kind of a file. ``name`` only tells a table from a text, which are both plain text.

    AttachmentKindRefused, AttachmentUnsafe.
    """
    stream.seek(0)
    head = stream.read(_HEAD)
    if head.startswith(b"PK\x03\x04"):
        stream.seek(0)
        return cast(Kind, office_kind(stream, size))
    found = _signed(head) or _plain(stream, head, name)
    stream.seek(0)
    return found


def _signed(head: bytes) -> Kind | None:
    """What begins as only its own kind does."""
    if head.startswith(b"%PDF-"):
        return "pdf"
    if head.startswith(b"\x89PNG\r\n\x1a\n") and head[12:16] == b"IHDR":
        _bounded_picture(head)
        return "png"
    if head.startswith(b"\xff\xd8\xff") and len(head) > 3 and head[3] >= 0xC0:
        return "jpg"
    if head[4:8] == b"ftyp" and head[8:12] in _HEIF:
        return "heic"
    return None


def _bounded_picture(head: bytes) -> None:
    """A picture of a few bytes may claim more pixels than a machine has memory."""
    width, height = struct.unpack(">II", head[16:24]) if len(head) >= 24 else (0, 0)
    if not 0 < width * height <= _MOST_PIXELS:
        raise AttachmentUnsafe


def _plain(stream: BinaryIO, head: bytes, name: str) -> Kind:
    """Plain text, and nothing that a browser or a shell would take for more. AttachmentKindRefused."""
    wide = head[:2] in (b"\xff\xfe", b"\xfe\xff")
    found = next((code for code in (("utf-16",) if wide else _PLAIN) if _is_text(stream, code)), None)
    if found is None:
        raise AttachmentKindRefused
    text = codecs.getincrementaldecoder(found)(errors="ignore").decode(head)
    if _MARKUP.search(text) or text.startswith("#!"):
        raise AttachmentKindRefused
    return "csv" if name.casefold().endswith(".csv") and _is_table(text) else "txt"


def _is_text(stream: BinaryIO, encoding: str) -> bool:
    """Whether all of it can be read in this encoding, a piece at a time, and holds no control characters."""
    decoder = codecs.getincrementaldecoder(encoding)()
    stream.seek(0)
    try:
        while piece := stream.read(_CHUNK):
            if _CONTROLS.search(decoder.decode(piece)):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _is_table(text: str) -> bool:
    line = text.partition("\n")[0]
    return any(separator in line for separator in _SEPARATORS)
