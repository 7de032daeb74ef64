"""Files as people hand them in, and as somebody does who means harm."""

import io
import struct
import zipfile
import zlib
from functools import cache

TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9"
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"


def a_png(width: int = 2, height: int = 2) -> bytes:
    def chunk(name: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\0" + b"\x80\x90\xa0" * 2 for _ in range(2)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def a_package(main: str = "word/document.xml", *, types: str = TYPES, **parts: bytes) -> bytes:
    """An Office file; ``parts`` are added under their names, with ``__`` for a slash."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", types)
        package.writestr(main, "<document/>")
        for name, content in parts.items():
            package.writestr(name.replace("__", "/"), content)
    return stream.getvalue()


def a_zip(**parts: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return stream.getvalue()


@cache
def a_bomb() -> bytes:
    """A few kilobytes that unpack to forty megabytes, thousands of times what they are."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", TYPES)
        with package.open("word/document.xml", "w") as part:
            for _ in range(40):
                part.write(b"\0" * 1024 * 1024)
    return stream.getvalue()


def a_liar() -> bytes:
    """A package whose parts claim to be packed in more bytes than the file has: the same bytes, many times over."""
    content = bytearray(a_package(word__media=b"x" * 5000))
    at = content.rindex(b"PK\x01\x02")
    content[at + 20 : at + 24] = struct.pack("<I", len(content) * 2)
    return bytes(content)


def a_package_with(name: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("[Content_Types].xml", TYPES)
        package.writestr("word/document.xml", "<document/>")
        package.writestr(name, "x")
    return stream.getvalue()
