"""An event loop of its own for a coroutine, in a process where a browser driver already runs one in the main thread."""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any, TypeVar

T = TypeVar("T")


def run_apart(work: Coroutine[Any, Any, T]) -> T:
    """Run the coroutine to its end in the thread kept for that, and hand back what it returns or raises."""
    return _thread().submit(asyncio.run, work).result()


def do_apart(work: Callable[[], T]) -> T:
    """Do something that runs an event loop itself."""
    return _thread().submit(work).result()


@cache
def _thread() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, thread_name_prefix="apart")
