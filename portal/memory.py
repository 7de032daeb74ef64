"""Memory 内存: what was freed goes back to the system.

A report or a Word file takes tens of megabytes for a second. The C library keeps what it was given for each thread that
ever needed much, so without this a server stays as large as its busiest moments one upon another. Where the library
knows no such call (musl), nothing is done.
"""

import ctypes
from collections.abc import Callable
from functools import cache


def give_back() -> bool:
    """Gives freed memory back; takes some milliseconds. Whether there was anything to give."""
    trim = _trim()
    return trim is not None and bool(trim(0))


@cache
def _trim() -> Callable[[int], int] | None:
    found: Callable[[int], int] | None = getattr(ctypes.CDLL(None), "malloc_trim", None)
    return found
