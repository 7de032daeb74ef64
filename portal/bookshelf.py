"""The bookshelf: the portal's only door to editions and search.

A request asks for :meth:`Bookshelf.current` once and passes the edition down; a new edition is noticed by the
next request, while requests under way finish with the one they began with.
"""

import datetime
import json
import logging
import threading
import time
import zoneinfo
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from generators.edition.reader import (
    CATALOGUE,
    HANDBOOKS,
    LIBRARY,
    SEARCH,
    SHELL_FILES,
    SHELL_POLICY,
    Catalogue,
    CatalogueDocument,
    EditionError,
    EditionFiles,
    Home,
    current_edition,
    open_edition,
    page_file,
    restricted,
    site_file,
)
from portal.errors import EditionUnreadable, NoEdition, SearchUnavailable
from portal.restricted import NOBODY, Joined, Rights, Search, document_at, readers_in
from search_index.reader import SearchIndex, UnreadableIndex
from search_index.results import Answer, Hit, Results, Suggestion

__all__ = [
    "NOBODY",
    "Answer",
    "Bookshelf",
    "CatalogueDocument",
    "Hit",
    "PinnedEdition",
    "Results",
    "Rights",
    "Search",
    "SearchIndex",
    "StaticFile",
    "Suggestion",
]

_RETRY_SECONDS = 2.0
_ZONE = "Asia/Shanghai"

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class StaticFile:
    """One published file: where it is listed, and the digest of its bytes."""

    path: str
    sha256: str


class PinnedEdition:
    """One opened edition. Its values never change, so threads share it freely."""

    def __init__(self, files: EditionFiles, index: SearchIndex | None) -> None:
        self._files = files
        self._index = index
        self.id = files.id
        self.mark = f"{files.id[:4]}·{files.id[4:8]}"
        catalogue = files.catalogue()
        self.units: Mapping[str, Mapping[str, str]] = catalogue.units
        self.documents: Mapping[str, CatalogueDocument] = {found.id: found for found in catalogue.documents}
        self.shells = {language: self.read(path).decode() for language, path in SHELL_FILES.items()}
        self.script_sources = tuple(json.loads(self.read(SHELL_POLICY))["script-src"])

    @property
    def search(self) -> SearchIndex:
        """The search index. SearchUnavailable if it cannot be read."""
        if self._index is None:
            raise SearchUnavailable
        return self._index

    def search_for(self, rights: Rights) -> Search:
        """The search as one reader has it: with the restricted documents that name them. SearchUnavailable."""
        allowed = self.readable(rights)
        if not allowed or self._restricted_index is None:
            return self.search
        return Joined(self.search, self._restricted_index, frozenset(self.restricted_documents) - allowed)

    def readable(self, rights: Rights) -> frozenset[str]:
        """The restricted documents somebody may read."""
        return frozenset(found for found, readers in self._readers.items() if rights.reach(readers))

    def document(self, identifier: str, rights: Rights = NOBODY) -> CatalogueDocument | None:
        """One document, if somebody with these rights may know of it."""
        hidden = self.restricted_documents.get(identifier)
        return hidden if hidden and identifier in self.readable(rights) else self.documents.get(identifier)

    @cached_property
    def restricted_documents(self) -> Mapping[str, CatalogueDocument]:
        """Documents with named readers. Who asks decides whether they may know of one: :meth:`readable`."""
        path = restricted(CATALOGUE)
        if path not in self._files.files:
            return {}
        listed = Catalogue.model_validate_json(self.read(path)).documents
        return {found.id: found for found in listed}

    @cached_property
    def library(self) -> Mapping[str, Any]:
        """The typed model of the open documents, as plain data (docs/edition-format.md)."""
        plain: Mapping[str, Any] = json.loads(self.read(LIBRARY))
        return plain

    @cached_property
    def restricted_library(self) -> Mapping[str, Any]:
        """The typed model of the restricted documents, as plain data; empty where there are none."""
        path = restricted(LIBRARY)
        plain: Mapping[str, Any] = json.loads(self.read(path)) if path in self._files.files else {}
        return plain

    @cached_property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The company's time zone: its days are counted there."""
        return zoneinfo.ZoneInfo(self.library.get("company", {}).get("time_zone", _ZONE))

    @cached_property
    def moved(self) -> Mapping[str, str]:
        """What was renamed: old id → the id it has now."""
        found: Mapping[str, str] = self.library.get("company", {}).get("moved", {})
        return found

    @cached_property
    def retired_roles(self) -> Mapping[str, str | None]:
        """Roles taken out of the content 已撤销, each with its successor if it has one."""
        listed = self.library.get("company", {}).get("retired", ())
        return {found["id"]: found.get("successor") for found in listed}

    def owned_by(self, roles: Collection[str]) -> frozenset[str]:
        """The documents whose owner is one of these roles."""
        every = (*self.documents.values(), *self.restricted_documents.values())
        return frozenset(found.id for found in every if found.owner in roles)

    @cached_property
    def _readers(self) -> Mapping[str, frozenset[str]]:
        return readers_in(self.restricted_library)

    @cached_property
    def _restricted_index(self) -> SearchIndex | None:
        return _open_index(self._files, restricted(SEARCH)) if self.restricted_documents else None

    @cached_property
    def published(self) -> datetime.date:
        """The day this edition was put in place, as this machine counts days."""
        moment = self._files.folder.stat().st_mtime
        return datetime.datetime.fromtimestamp(moment, tz=datetime.UTC).astimezone().date()

    def find(self, address: str, rights: Rights = NOBODY) -> StaticFile | None:
        """The published file at an address below the top; a folder's page for an address that ends so.

        Only listed files are ever found, whatever the address spells; those of a restricted document only by who
        may read it.
        """
        path = page_file(address) if not address or address.endswith("/") else site_file(address)
        path = address if address.startswith(f"{HANDBOOKS}/") else path
        if path not in self._files.files and document_at(address) in self.readable(rights):
            path = restricted(path)
        digest = self._files.files.get(path)
        return None if digest is None else StaticFile(path=path, sha256=digest.sha256)

    def word_title(self, path: str) -> str:
        """What a Word file is called when it is saved: code and title of its document; "" for any other file."""
        head, _, name = path.partition("/")
        if head != HANDBOOKS:
            return ""
        language = "en" if name.startswith("en/") else "zh-Hans"
        found = self.documents.get(name.removeprefix("en/").removesuffix(".docx"))
        return f"{found.code} {found.titles.get(language, found.title)}.docx".strip() if found else ""

    def read(self, path: str) -> bytes:
        """The bytes of a listed file. EditionUnreadable if they are not what was published."""
        try:
            return self._files.read(path)
        except (EditionError, KeyError) as error:
            raise EditionUnreadable from error


class Bookshelf:
    """Hands out the current edition and keeps it open, with its search index."""

    def __init__(self, home: Path) -> None:
        self._home = Home(home)
        self._opened: PinnedEdition | None = None
        self._failed: tuple[str, float] | None = None
        self._opening = threading.Lock()

    def current(self) -> PinnedEdition:
        """The edition ``current`` names at this moment: one ``readlink`` where it is open already.

        A new edition is opened by the first request that sees it; meanwhile, and if it proves unreadable, others
        get the one before. NoEdition if nothing is published, EditionUnreadable if nothing can be opened.
        """
        wanted = current_edition(self._home)
        if wanted is None:
            raise NoEdition
        opened = self._opened
        if opened is not None and opened.id == wanted:
            return opened
        if self._just_failed(wanted):
            return _otherwise(opened)
        if not self._opening.acquire(blocking=opened is None):
            return _otherwise(opened)
        try:
            return self._open(wanted)
        finally:
            self._opening.release()

    def at_hand(self) -> PinnedEdition | None:
        """The current edition if it is open already; nothing where somebody has to open it, and wait."""
        opened = self._opened
        return opened if opened is not None and opened.id == current_edition(self._home) else None

    def zone(self) -> zoneinfo.ZoneInfo:
        """The company's time zone, as the newest opened edition says; that of Shanghai where none can be asked."""
        opened = self._opened
        try:
            return (opened or self.current()).zone
        except (NoEdition, EditionUnreadable, ValueError, KeyError):
            return zoneinfo.ZoneInfo(_ZONE)

    def company(self, language: str) -> str:
        """The company's name in a language; empty where no edition says it."""
        try:
            title = self.current().library.get("company", {}).get("title", "")
        except (NoEdition, EditionUnreadable):
            return ""
        return str(title.get(language, "") if isinstance(title, dict) else title)

    def problem(self) -> str | None:
        """The code of what keeps readers from the current edition or its search; nothing if all is well."""
        try:
            edition = self.current()
            _ = edition.search
        except (NoEdition, EditionUnreadable, SearchUnavailable) as error:
            return error.code
        return None if edition.id == current_edition(self._home) else EditionUnreadable.code

    def _just_failed(self, edition: str) -> bool:
        failed = self._failed
        return failed is not None and failed[0] == edition and time.monotonic() - failed[1] < _RETRY_SECONDS

    def _open(self, wanted: str) -> PinnedEdition:
        before = self._opened
        if before is not None and before.id == wanted:  # somebody else was quicker
            return before
        try:
            self._opened = opened = _open(self._home, wanted)
        except EditionUnreadable:
            logger.exception("edition %s cannot be opened", wanted)
            self._failed = (wanted, time.monotonic())
            return _otherwise(before)
        return opened


def _otherwise(opened: PinnedEdition | None) -> PinnedEdition:
    """The edition before the one that cannot be had, if there was one."""
    if opened is None:
        raise EditionUnreadable
    return opened


def _open(home: Home, edition: str) -> PinnedEdition:
    try:
        files = open_edition(home, edition)
        return PinnedEdition(files, _open_index(files))
    except (EditionError, ValueError, KeyError, TypeError) as error:
        raise EditionUnreadable from error


def _open_index(files: EditionFiles, path: str = SEARCH) -> SearchIndex | None:
    """A library without its search is still worth reading."""
    try:
        return SearchIndex.open(files.path(path))
    except (UnreadableIndex, OSError, ValueError, KeyError):
        logger.exception("the search index of edition %s cannot be opened", files.id)
        return None
