"""The Markdown twins of pages, and the files beside them, for mkdocs with mkdocs.yml alone (``mkdocs serve``)."""

import os
from collections.abc import Collection
from pathlib import Path
from typing import Final

from generators.site.shell import Masthead, ShellPage, markdown_page, markdown_path

_OURS: Final = (".md", ".svg", ".bpmn")


class Preview:
    """The folder of Markdown pages. Unchanged pages are left alone; what is no longer a page goes."""

    def __init__(self, folder: Path, masthead: Masthead) -> None:
        self._folder = folder
        self._masthead = masthead

    def has(self, address: str) -> bool:
        """Whether the page was written before."""
        return os.path.exists(f"{self._folder}/{markdown_path(address)}")  # noqa: PTH110 - asked for every page

    def write(self, page: ShellPage) -> None:
        """Writes a page anew."""
        file = self._folder / markdown_path(page.address)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(markdown_page(page, masthead=self._masthead), encoding="utf-8")

    def has_file(self, address: str) -> bool:
        """Whether a file beside a page was written before."""
        return os.path.exists(f"{self._folder}/{address}")  # noqa: PTH110 - asked for every file

    def write_file(self, address: str, content: bytes) -> None:
        """Writes a file beside a page anew."""
        file = self._folder / address
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)

    def keep_only(self, addresses: Collection[str], files: Collection[str] = ()) -> None:
        """Removes the pages and files of documents that are gone."""
        kept = {*map(markdown_path, addresses), *files}
        for file in self._folder.rglob("*"):
            if file.suffix in _OURS and file.relative_to(self._folder).as_posix() not in kept:
                file.unlink()
