"""Links: what the papers point at is there, and the index of `docs/` knows every paper."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.checks.tree import repository_files

INDEXES = ("docs/README.md", "docs/decisions/README.md")
_LINK = re.compile(r"\]\((?![a-z]+:|#)([^)#\s]+)")
_CODE = re.compile(r"^```.*?^```|`[^`\n]*`", re.MULTILINE | re.DOTALL)


def offenders(root: Path) -> list[str]:
    """Relative links that lead nowhere, and papers that no index names; content has its own reader."""
    papers = [path for path in repository_files(root) if path.suffix == ".md"]
    own = [
        path for path in papers if path.relative_to(root).parts[0] not in {"content", "tests", "generators"}
    ]
    return [*_dead(root, own), *_unlisted(root, own)]


def _links(paper: Path) -> list[str]:
    return _LINK.findall(_CODE.sub("", paper.read_text(encoding="utf-8")))


def _dead(root: Path, papers: list[Path]) -> Iterator[str]:
    for paper in papers:
        for link in _links(paper):
            if not (paper.parent / link).exists():
                yield f"{paper.relative_to(root).as_posix()}: {link} is not there"


def _unlisted(root: Path, papers: list[Path]) -> Iterator[str]:
    for index in (root / name for name in INDEXES):
        listed = {(index.parent / link).resolve() for link in _links(index)} if index.exists() else set()
        for paper in papers:
            if paper.parent == index.parent and paper != index and paper.resolve() not in listed:
                yield f"{paper.relative_to(root).as_posix()}: not listed in {index.relative_to(root).as_posix()}"
