"""A page as the pipeline sees it: where it stands, what it depends on, and how to make it."""

from collections.abc import Callable
from dataclasses import dataclass

from generators.site.shell import ShellPage


@dataclass(frozen=True, slots=True)
class PlannedPage:
    """``address`` is the one of the rendered page (English below ``en/``); ``key`` digests all it depends on but the
    shell it is filled into; ``render`` opens documents and templates, and is called only for changed keys."""

    address: str
    key: str
    render: Callable[[], ShellPage]
