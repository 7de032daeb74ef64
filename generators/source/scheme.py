"""The scheme of cached values: they are as good as the code that made them, so it names that code."""

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable


@cache
def scheme() -> str:
    """Names the model, its rules and this package by their code: what was made by other code is not taken again."""
    digest = hashlib.sha256()
    for part in ("model", "source"):
        for text in _code_below(resources.files("generators") / part):
            digest.update(text)
    return f"document/1+{digest.hexdigest()[:16]}"


def _code_below(folder: Traversable) -> Iterator[bytes]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            yield from _code_below(entry)
        elif entry.name.endswith(".py"):
            yield entry.read_bytes()
