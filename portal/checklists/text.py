"""The text a running list follows, read back from the bytes kept at its start: items in order, one language."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

from generators.model.checklists import CheckItem, Checklist
from generators.model.roles import Evidence
from portal.acknowledgements.quiz import Question, questions_of
from portal.ledger.files import Files
from portal.releases.texts import document_of
from portal.web.languages import Language

QUIZ = "list.quiz"
"""The anchor of the list's own quiz, which is its last item. No item's slug has a dot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item: how deep it stands, what it is below, and everything the text says of it."""

    id: str
    depth: int
    above: str
    label: str
    do: str
    requirement: str = ""
    method: str = ""
    by: str = ""
    within: str = ""
    read: str = ""
    evidence: tuple[Evidence, ...] = ()
    verify: str = ""
    parts: tuple[str, ...] = ()

    @property
    def is_ticked(self) -> bool:
        """Whether somebody does it; a heading with nothing of its own is done with its parts."""
        return not self.parts or bool(self.evidence or self.verify)


@dataclass(frozen=True, kw_only=True)
class Followed:
    """A checklist as it was when a list began to follow it."""

    title: str
    code: str
    revision: str
    for_roles: tuple[str, ...]
    purpose: str
    entries: tuple[Entry, ...]
    questions: tuple[Question, ...] = ()

    @cached_property
    def by_id(self) -> Mapping[str, Entry]:
        """The items by their anchors."""
        return {one.id: one for one in self.entries}


def followed(
    files: Files, digests: Mapping[str, str], language: Language, *, quiz: Mapping[str, Any] | None = None
) -> Followed:
    """The text of a run in a language, or in the one it exists in. TextMissing.

    ``quiz`` is the document as the edition has it today: its questions are no controlled text and are kept nowhere.
    """
    found = _read(files, digest_for(digests, language))
    questions = questions_of(quiz, language) if quiz else ()
    if not questions:
        return found
    last = Entry(id=QUIZ, depth=0, above="", label="", do="")
    return replace(found, entries=(*found.entries, last), questions=questions)


def digest_for(digests: Mapping[str, str], language: Language) -> str:
    """The digest of the text in a language, or in the one it exists in."""
    return digests.get(language) or next(iter(digests.values()))


@lru_cache(maxsize=512)
def _read(files: Files, digest: str) -> Followed:
    document = document_of(files.read(digest))
    assert isinstance(document, Checklist)  # noqa: S101 - only checklists are started
    return Followed(
        title=_words(document.title),
        code=document.code,
        revision=document.control.revision,
        for_roles=document.for_roles,
        purpose=_words(document.purpose),
        entries=tuple(_entries(document.items)),
    )


def _entries(
    items: Sequence[CheckItem], *, depth: int = 0, above: str = "", within: str = ""
) -> Iterator[Entry]:
    for one in items:
        yield Entry(
            id=one.id,
            depth=depth,
            above=above,
            label=one.label,
            do=_words(one.do),
            requirement=_words(one.requirement),
            method=_words(one.method),
            by=one.by or "",
            within=one.within or within,
            read=one.read or "",
            evidence=one.evidence,
            verify=one.verify or "",
            parts=tuple(part.id for part in one.items),
        )
        yield from _entries(one.items, depth=depth + 1, above=one.id, within=one.within or within)


def words_of(said: object) -> str:
    """Words of a kept text, which has one language only."""
    return _words(said)


def _words(said: object) -> str:
    if said is None:
        return ""
    if isinstance(said, Mapping):
        return str(next(iter(said.values()), ""))
    return str(said)
