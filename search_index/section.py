"""Sections: the unit of search, so that a hit opens at its anchor and not at the top of a long page."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from functools import partial
from itertools import groupby

from search_index.digest import digest_of
from search_index.facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One place a reader may be sent to: a role's summary, a duty, a step, an article, a form, a term.

    All text is as written; folding and cutting are the index's business. `document` is the full id
    (`auto/role/marketing-manager`), `anchor` is empty for the top of the page, `address` is the page's path
    with its anchor, `context` a short line that says where the document belongs (衡启汽车·市场部). `within` are the
    headings of what it is a part of, `facts` what it says in fields of its own, in its language, `asked` the ways in
    which people ask for it.
    """

    document: str
    anchor: str = ""
    language: str = "zh-Hans"
    kind: str = ""
    part: str = ""
    unit: str = ""
    department: str = ""
    status: str = ""
    code: str = ""
    title: str = ""
    heading: str = ""
    text: str = ""
    aliases: tuple[str, ...] = ()
    address: str = ""
    context: str = ""
    within: str = ""
    facts: tuple[Fact, ...] = ()
    asked: tuple[str, ...] = ()

    def digest(self) -> str:
        """Identifies exactly this content; equal sections have equal digests on every machine."""
        return digest_of("section", [getattr(self, name) for name in _FIELDS])


_FIELDS = tuple(field.name for field in fields(Section))


@dataclass(frozen=True, slots=True)
class DocumentSections:
    """One document's sections, named by a digest, so that an unchanged document need not be cut again.

    `digest` must change whenever what `load` returns changes; `load` is called only where a shard is built.
    """

    document: str
    digest: str
    load: Callable[[], Sequence[Section]]


def by_document(sections: Iterable[Section]) -> list[DocumentSections]:
    """Groups loose sections by document; the order they come in does not matter."""
    ordered = sorted(((s.document, s.digest(), s) for s in sections), key=lambda row: row[:2])
    grouped = ((name, list(rows)) for name, rows in groupby(ordered, key=lambda row: row[0]))
    return [_document(name, [(digest, section) for _, digest, section in rows]) for name, rows in grouped]


def _document(name: str, rows: list[tuple[str, Section]]) -> DocumentSections:
    digest = hashlib.sha256("\n".join(digest for digest, _ in rows).encode()).hexdigest()
    return DocumentSections(name, digest, partial(list, [section for _, section in rows]))
