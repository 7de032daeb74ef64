"""The Markdown twins of the pages, for ``mkdocs serve`` and ``mkdocs build`` with mkdocs.yml alone."""

from pathlib import Path

from generators.site.shell import Masthead, ShellPage, markdown_page, markdown_path


class Preview:
    """The folder of Markdown pages. Unchanged pages are left alone; what is no longer a page goes."""

    def __init__(self, folder: Path, masthead: Masthead) -> None:
        self._folder = folder
        self._masthead = masthead
        self._there = {path.relative_to(folder).as_posix() for path in folder.rglob("*.md")}
        self._kept: set[str] = set()

    def has(self, address: str) -> bool:
        """Whether the page was written before."""
        return f"{address}index.md" in self._there

    def keep(self, address: str) -> None:
        """Leaves a page as it is."""
        self._kept.add(f"{address}index.md")

    def write(self, page: ShellPage) -> None:
        """Writes a page anew."""
        name = markdown_path(page)
        file = self._folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(markdown_page(page, masthead=self._masthead), encoding="utf-8")
        self._kept.add(name)

    def finish(self) -> None:
        """Removes the pages of documents that are gone."""
        for name in self._there - self._kept:
            (self._folder / name).unlink(missing_ok=True)
