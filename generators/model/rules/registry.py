"""The registry of rules: one function, one code. A rule says where something is wrong, its code says the rest."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

from generators.model.control import Document
from generators.model.findings import Finding, a_finding
from generators.model.library import Library
from generators.model.outline import Outline
from generators.model.references import Path


class Spot(NamedTuple):
    """Where a rule found something: in which document (its own, if empty), at which path, with which words."""

    path: Path
    values: dict[str, str]
    document: str = ""


def at(*path: str | int, **values: str) -> Spot:
    """A spot in the document that the rule looks at; without a path, the document as a whole."""
    return Spot(path, values)


def at_path(path: Path, **values: str) -> Spot:
    """A spot whose path is at hand."""
    return Spot(path, values)


def inside(document: str, *path: str | int, **values: str) -> Spot:
    """A spot in some document of the library."""
    return Spot(path, values, document)


@dataclass(frozen=True)
class Rule:
    """A rule with its code; ``kinds`` of documents it looks at (empty: all), ``dated`` if it needs today's date."""

    code: str
    look: Callable[..., Iterable[Spot]]
    kinds: tuple[str, ...] = ()
    dated: bool = False

    @property
    def meaning(self) -> str:
        """What the rule looks for, in one paragraph."""
        return " ".join((self.look.__doc__ or "").split())


DOCUMENT_RULES: list[Rule] = []
LIBRARY_RULES: list[Rule] = []

AnyOutline = TypeVar("AnyOutline", bound=Outline[Any])
DocumentLook = Callable[[AnyOutline], Iterable[Spot]]
LibraryLook = Callable[[Library], Iterable[Spot]]
DatedLook = Callable[[Library, str], Iterable[Spot]]


def document_rule(code: str, *kinds: str) -> Callable[[DocumentLook[AnyOutline]], DocumentLook[AnyOutline]]:
    """Registers a rule that one document answers by itself, so that its findings can be kept with the document."""

    def register(look: DocumentLook[AnyOutline]) -> DocumentLook[AnyOutline]:
        DOCUMENT_RULES.append(Rule(code, look, kinds))
        return look

    return register


def library_rule(code: str) -> Callable[[LibraryLook], LibraryLook]:
    """Registers a rule that needs the whole library."""

    def register(look: LibraryLook) -> LibraryLook:
        LIBRARY_RULES.append(Rule(code, look))
        return look

    return register


def dated_rule(code: str) -> Callable[[DatedLook], DatedLook]:
    """Registers a rule that also needs to know which day it is."""

    def register(look: DatedLook) -> DatedLook:
        LIBRARY_RULES.append(Rule(code, look, dated=True))
        return look

    return register


def findings_in_document(document: Document) -> Iterator[Finding]:
    """Everything the document rules say about one document."""
    outline = Outline(document)
    kind = str(getattr(document, "kind", ""))
    for rule in DOCUMENT_RULES:
        if not rule.kinds or kind in rule.kinds:
            for path, values, _ in rule.look(outline):
                yield a_finding(rule.code, document.id, path, **values)


def findings_in_library(library: Library, today: str) -> Iterator[Finding]:
    """Everything the library rules say; without a date, nothing about passed dates."""
    for rule in LIBRARY_RULES:
        if rule.dated and not today:
            continue
        spots = rule.look(library, today) if rule.dated else rule.look(library)
        for path, values, document in spots:
            yield a_finding(rule.code, document, path, **values)


def rules_by_code() -> dict[str, list[Rule]]:
    """The rules of every code; a code may be looked for in a document and again in the whole library."""
    found: dict[str, list[Rule]] = {}
    for rule in (*DOCUMENT_RULES, *LIBRARY_RULES):
        found.setdefault(rule.code, []).append(rule)
    return found
