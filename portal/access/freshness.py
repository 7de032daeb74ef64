"""Whether what was read about people is still true.

This process is the only writer of its records. So whoever changes people, accounts or grants says so here after
COMMIT, and what was remembered before that moment is read again: a leaver is out within one request.
"""

import itertools
import threading

_numbers = itertools.count(1)
_lock = threading.Lock()
_newest = 0


def generation() -> int:
    """Take this before reading; what was read is fresh for as long as it stays the same."""
    return _newest


def changed() -> None:
    """Something about people, accounts or grants was committed."""
    global _newest  # noqa: PLW0603 - one number for the whole process is the point
    with _lock:
        _newest = next(_numbers)
