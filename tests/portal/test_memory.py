"""What a busy moment took goes back to the system, so that a server does not stay as large as all of them together."""

import ctypes
from pathlib import Path

import pytest

from portal import memory
from portal.memory import give_back

_MANY, _SMALL = 200_000, 512


def resident() -> int:
    """MiB of this process."""
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) // 1024


def test_what_was_freed_between_things_that_stay_is_given_back() -> None:
    library = ctypes.CDLL(None)
    library.malloc.restype, library.malloc.argtypes = ctypes.c_void_p, [ctypes.c_size_t]
    library.free.argtypes = [ctypes.c_void_p]
    before = resident()
    taken = [library.malloc(_SMALL) for _ in range(_MANY)]
    for place in taken:
        ctypes.memset(place, 1, _SMALL)
    for place in taken[:-1]:  # the last one lies on top and keeps the rest, as the library sees it
        library.free(place)
    assert resident() - before > 60
    assert give_back()
    assert resident() - before < 40
    library.free(taken[-1])


def test_where_the_library_knows_no_such_call_nothing_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "_trim", lambda: None)
    assert not give_back()
