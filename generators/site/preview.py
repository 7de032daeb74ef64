"""The Markdown twins of the pages, for ``mkdocs serve`` and ``mkdocs build`` with mkdocs.yml alone."""

import os
from collections.abc import Collection
from pathlib import Path

from generators.site.shell import Masthead, ShellPage, markdown_page, markdown_path


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

    def keep_only(self, addresses: Collection[str]) -> None:
        """Removes the pages of documents that are gone."""
        kept = {markdown_path(address) for address in addresses}
        for file in self._folder.rglob("*.md"):
            if file.relative_to(self._folder).as_posix() not in kept:
                file.unlink()
