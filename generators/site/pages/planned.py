"""Pages and files as the pipeline sees them: where each stands, what it depends on, and how to make it."""

from collections.abc import Callable
from dataclasses import dataclass

from generators.site.shell import ShellPage


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """A file beside a page, such as its drawing for download; the fields mean the same as those of a page."""

    address: str
    key: str
    render: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class PlannedPage:
    """``address`` is the one of the rendered page (English below ``en/``); ``key`` digests all it depends on but the
    shell it is filled into; ``render`` opens documents and templates, and is called only for changed keys."""

    address: str
    key: str
    render: Callable[[], ShellPage]
    files: tuple[PlannedFile, ...] = ()
