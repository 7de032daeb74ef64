"""The bookshelf: the portal's only door to editions and search.

A request asks for :meth:`Bookshelf.current` once and passes the edition down; a new edition is noticed by the
next request, while requests under way finish with the one they began with.
"""

import datetime
import json
import logging
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from generators.edition.reader import (
    HANDBOOKS,
    SEARCH,
    SHELL_FILES,
    SHELL_POLICY,
    CatalogueDocument,
    EditionError,
    EditionFiles,
    Home,
    current_edition,
    open_edition,
    page_file,
    site_file,
)
from portal.errors import EditionUnreadable, NoEdition, SearchUnavailable
from search_index.reader import SearchIndex, UnreadableIndex
from search_index.results import Answer, Hit, Results, Suggestion

__all__ = [
    "Answer",
    "Bookshelf",
    "Hit",
    "PinnedEdition",
    "Results",
    "SearchIndex",
    "StaticFile",
    "Suggestion",
]

_RETRY_SECONDS = 2.0

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

    @cached_property
    def published(self) -> datetime.date:
        """The day this edition was put in place, as this machine counts days."""
        moment = self._files.folder.stat().st_mtime
        return datetime.datetime.fromtimestamp(moment, tz=datetime.UTC).astimezone().date()

    def find(self, address: str) -> StaticFile | None:
        """The published file at an address below the top; a folder's page for an address that ends so.

        Only listed files of the open part of the site are ever found, whatever the address spells.
        """
        path = page_file(address) if not address or address.endswith("/") else site_file(address)
        path = address if address.startswith(f"{HANDBOOKS}/") else path
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


def _open_index(files: EditionFiles) -> SearchIndex | None:
    """A library without its search is still worth reading."""
    try:
        return SearchIndex.open(files.path(SEARCH))
    except (UnreadableIndex, OSError, ValueError, KeyError):
        logger.exception("the search index of edition %s cannot be opened", files.id)
        return None
