"""Rules 检查规则: each is one function with one code. Document rules see one document, library rules the whole."""

from collections.abc import Iterator

from generators.model.control import Document
from generators.model.findings import Finding
from generators.model.library import Library


def check_document(document: Document) -> Iterator[Finding]:
    """What one document shows by itself."""
    return iter(())


def check_library(library: Library, *, today: str) -> Iterator[Finding]:
    """What only the whole library shows; *today* empty leaves out findings about passed dates."""
    return iter(())
