"""Memory: how a build, which makes much and ends soon, treats the collector of circles."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collector() -> Iterator[None]:
    """A build makes many values that live to its end and hardly a circle; looking for circles costs a fifth of it.

    What a build leaves is set aside for the collector, else the first look after it would go through everything;
    the next build hands it back.
    """
    was_on = gc.isenabled()
    gc.disable()
    gc.unfreeze()
    try:
        yield
    finally:
        gc.freeze()
        if was_on:
            gc.enable()
