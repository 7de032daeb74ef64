"""Rules 检查规则: each is one function with one code. Document rules see one document, library rules the whole."""

from collections.abc import Iterator

from generators.model.control import Document
from generators.model.findings import Finding
from generators.model.library import Library
from generators.model.rules import (  # noqa: F401 - importing a module registers its rules
    actors,
    codes,
    control,
    copies,
    duties,
    flow,
    forms,
    mentions,
    names,
    organisation,
    places,
    quiz,
    soundness,
    wording,
)
from generators.model.rules.history import revision_not_as_named
from generators.model.rules.registry import findings_in_document, findings_in_library, rules_by_code
from generators.model.rules.silences import silence, unused_silences

__all__ = [
    "check_document",
    "check_earlier_revision",
    "check_library",
    "rules_by_code",
    "silence",
    "unused_silences",
]


def check_document(document: Document) -> Iterator[Finding]:
    """What one document shows by itself."""
    return findings_in_document(document)


def check_earlier_revision(document: Document, *, named: str) -> Iterator[Finding]:
    """What the file of an earlier revision shows by itself: only whether it is the one its name says."""
    return revision_not_as_named(document, named)


def check_library(library: Library, *, today: str) -> Iterator[Finding]:
    """What only the whole library shows; *today* empty leaves out findings about passed dates."""
    return findings_in_library(library, today)
