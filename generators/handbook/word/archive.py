"""The archive 压缩包: parts in a zip whose bytes depend on nothing but the parts.

Entries stand in a fixed order with the year 1980 as their time. Parts that many documents share (styles, settings) are
compressed once; that is why the container is written here rather than by ``zipfile``.
"""

import struct
import zlib
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

_DATE_1980: Final = 0x0021
_UTF8: Final = 0x0800
_DEFLATED: Final = 8
_VERSION: Final = 20
LEVEL: Final = 6

Packed = tuple[int, int, bytes]
"""CRC, size, and the compressed bytes."""


def pack(content: bytes) -> Packed:
    """A part compressed."""
    deflate = zlib.compressobj(LEVEL, zlib.DEFLATED, -15)
    return zlib.crc32(content), len(content), deflate.compress(content) + deflate.flush()


@lru_cache(maxsize=128)
def pack_shared(content: bytes) -> Packed:
    """A part that many documents share."""
    return pack(content)


def archive(entries: Iterable[tuple[str, Packed]]) -> bytes:
    """A zip file of the entries, in their order."""
    body, directory, count = bytearray(), bytearray(), 0
    for name, (crc, size, packed) in entries:
        said = name.encode()
        facts = struct.pack(
            "<HHHHHIIIHH", _VERSION, _UTF8, _DEFLATED, 0, _DATE_1980, crc, len(packed), size, len(said), 0
        )
        offset = len(body)
        body += b"PK\x03\x04" + facts + said + packed
        directory += b"PK\x01\x02" + struct.pack("<H", _VERSION) + facts
        directory += struct.pack("<HHHII", 0, 0, 0, 0, offset) + said
        count += 1
    end = struct.pack("<HHHHIIH", 0, 0, count, count, len(directory), len(body), 0)
    return bytes(body + directory + b"PK\x05\x06" + end)
