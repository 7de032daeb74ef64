"""Reckoning a whole company makes hundreds of thousands of values and no circles among them.

Looking for circles meanwhile would cost as much again; so the collector waits, a second at most.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def undisturbed() -> Iterator[None]:
    """Without the collector, if it was on; whoever turned it off turns it on again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
