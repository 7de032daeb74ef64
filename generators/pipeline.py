"""The pipeline: check → compile → publish. The one place where reading, rules and outputs meet."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Literal

from generators.cache import Cache
from generators.catalogue import catalogue_of, library_json
from generators.edition.format import Inputs, catalogue_bytes
from generators.edition.layout import (
    CATALOGUE,
    LIBRARY,
    SEARCH,
    SHELLS,
    Home,
    handbook_file,
    page_file,
    restricted,
    site_file,
)
from generators.edition.publisher import Published, Stage, staging
from generators.handbook.shelf import Shelf, handbook_digest
from generators.indexing import sections
from generators.indexing.words import vocabulary_of
from generators.languages import PREFIXES
from generators.memory import without_collector
from generators.model.digest import tagged_digest
from generators.model.library import Library
from generators.model.names import address_of
from generators.model.text import LANGUAGES, Language, Text
from generators.phrases import wording
from generators.site.engine import Shells, load_shells, mkdocs_config, render_shells, shell_inputs_digest
from generators.site.pages import PlannedFile, PlannedPage, SitePages
from generators.site.pages.keys import code_digest
from generators.site.pages.templates import keep_compiled
from generators.site.preview import Preview
from generators.site.shell import Masthead
from generators.source.loader import Loaded, load
from search_index.layout import SCHEMA
from search_index.writer import write_index

Outcome = Literal["refused", "published", "unchanged"]


@dataclass(frozen=True)
class Built:
    """What a build did, and what it had to say about the content."""

    outcome: Outcome
    loaded: Loaded
    published: Published | None = None


def build(
    content: Path,
    home: Path,
    *,
    reuse: bool = True,
    with_index: bool = True,
    with_pictures: bool = True,
    with_handbooks: bool = True,
) -> Built:
    """Checks the content, compiles and publishes an edition; the published one stays as it is if anything fails.

    Raises EditionError and EngineError. ``reuse=False`` takes nothing from caches or earlier editions;
    ``with_index=False`` leaves the search index out, ``with_pictures=False`` what is drawn, ``with_handbooks=False``
    the Word files (editions of an identity of their own).
    """
    with without_collector():
        wanted = _Wanted(index=with_index, pictures=with_pictures, handbooks=with_handbooks)
        return _build(content, home, reuse=reuse, wanted=wanted)


@dataclass(frozen=True, kw_only=True)
class _Wanted:
    """Which parts an edition is to have beside its pages."""

    index: bool
    pictures: bool
    handbooks: bool


def _build(content: Path, home: Path, *, reuse: bool, wanted: _Wanted) -> Built:
    place = Home(home.absolute())
    cache = Cache(place.cache / "build" if reuse else None)
    loaded = load(content, cache)
    if loaded.library is None or not loaded.publishable:
        return Built("refused", loaded)
    masthead = _masthead(loaded.library)
    look = shell_inputs_digest(mkdocs_config(), masthead=masthead)
    settings: dict[str, str | int | bool] = {
        "look": look[:32],
        "search": _index_version() if wanted.index else "none",
        "handbooks": handbook_digest()[:12] if wanted.handbooks else "none",
        **({} if wanted.pictures else {"pictures": "none"}),
    }
    inputs = Inputs(content_digest=loaded.content_digest, generator=generator(), settings=settings)
    with staging(place, inputs, reuse=reuse) as stage:
        outcome: Outcome = "unchanged" if stage.already_published else "published"
        if not stage.already_published:
            shells = _shells(place, masthead, look)
            keep_compiled(place.cache / "templates")
            preview = Preview(place.root / "pages", masthead)
            edition = _Edition(stage, loaded, loaded.library, shells, preview, cache, look, wanted)
            edition.write()
        published = stage.publish()
        cache.save()
    return Built(outcome, loaded, published)


def generator() -> str:
    """Name and version of what makes editions; part of every edition's identity."""
    try:
        return f"dutybook/{version('dutybook')}+{code_digest()[:12]}"
    except PackageNotFoundError:
        return f"dutybook/0+{code_digest()[:12]}"


def _index_version() -> str:
    """Names the index's format and what is put into it, so that a new program does not leave an old index in place."""
    return f"index/{SCHEMA}+{sections.SCHEME}"


def _masthead(library: Library) -> Masthead:
    company = library.company
    title = company.short_title or company.title
    notice = company.notice or Text(zh="内部资料，请勿外传", en="Internal; do not pass on")
    return Masthead(
        company={language: title.in_language(language) for language in LANGUAGES},
        notice={language: notice.in_language(language) for language in LANGUAGES},
    )


def _shells(home: Home, masthead: Masthead, look: str) -> Shells:
    """The shells for this look: those of an earlier build, else rendered by the site engine."""
    folder = home.cache / "shells" / look[:32]
    if not (folder / SHELLS / "csp.json").is_file():
        room = folder.with_name(f"{folder.name}.new")
        render_shells(mkdocs_yml=mkdocs_config(), masthead=masthead, out=room)
        room.replace(folder)
    return load_shells(folder)


@dataclass
class _Edition:
    """One edition being written onto the stage. Restricted documents are kept apart from everything shared."""

    stage: Stage
    loaded: Loaded
    library: Library
    shells: Shells
    preview: Preview
    cache: Cache
    look: str
    wanted: _Wanted

    def __post_init__(self) -> None:
        previous = self.stage.previous
        self._open = self.library.open_part
        self._hidden = frozenset(self.library.extracts) - frozenset(self._open.extracts)
        self._form = self.look if self.wanted.pictures else f"{self.look} without pictures"
        self._page_keys: dict[str, str] = {}
        self._addresses: set[str] = set()
        self._files: set[str] = set()
        self._earlier_keys = (self.cache.get("pages", previous.id) if previous else None) or {}

    def write(self) -> None:
        self._write_facts()
        self._write_assets()
        self._write_pages()
        if self.wanted.index:
            self._write_index()
        if self._hidden:
            self._write_restricted()
        if self._page_keys.keys() != self._earlier_keys.keys():
            self.preview.keep_only(self._addresses, self._files)
        self.cache.put("pages", self.stage.id, self._page_keys)

    def _write_facts(self) -> None:
        self.stage.write(CATALOGUE, catalogue_bytes(catalogue_of(self._open)))
        self.stage.write(LIBRARY, library_json(self._open, self.loaded.plain_text))

    def _write_assets(self) -> None:
        for folder, name in (
            (self.shells.assets, "site/assets"),
            (self.shells.assets.parent / SHELLS, SHELLS),
        ):
            for file in sorted(path for path in folder.rglob("*") if path.is_file()):
                self.stage.write(f"{name}/{file.relative_to(folder).as_posix()}", file.read_bytes())

    def _write_pages(self) -> None:
        for language in self._languages():
            pages = SitePages(
                self._open,
                language=language,
                keys=self.loaded.keys,
                findings=self.loaded.open_findings,
                with_pictures=self.wanted.pictures,
                with_files=self.wanted.handbooks,
            )
            keys: dict[str, str] = {}
            for planned in pages.plan():
                keys[planned.address] = planned.key
                self._write_page(page_file(planned.address), language, planned)
                for file in planned.files:
                    self._write_file(site_file(file.address), file)
            if self.wanted.handbooks:
                self._write_handbooks(language, keys)

    def _write_handbooks(self, language: Language, keys: dict[str, str]) -> None:
        """The Word files of the open documents; a file depends on what its page does, and a little more."""
        shelf = Shelf(self._open, language, keys=self.loaded.keys)
        for card in shelf.documents():
            address = PREFIXES[language] + address_of(card.id)
            path = handbook_file(address)
            key = self._page_keys[path] = tagged_digest("handbook", [keys[address], *shelf.depends_on(card)])
            if self._earlier_keys.get(path) != key or not self.stage.reuse(path):
                self.stage.write(path, shelf.file(card))

    def _write_page(self, path: str, language: Language, planned: PlannedPage) -> None:
        key = self._page_keys[path] = tagged_digest("page", [self._form, planned.key])
        unchanged = self._earlier_keys.get(path) == key and self.preview.has(planned.address)
        self._addresses.add(planned.address)
        if unchanged and self.stage.reuse(path):
            return
        page = planned.render()
        self.stage.write(path, self.shells.by_language[language].fill(page).encode())
        self.preview.write(page)

    def _write_file(self, path: str, planned: PlannedFile) -> None:
        key = self._page_keys[path] = tagged_digest("page", [planned.key])
        unchanged = self._earlier_keys.get(path) == key and self.preview.has_file(planned.address)
        self._files.add(planned.address)
        if unchanged and self.stage.reuse(path):
            return
        content = planned.render()
        self.stage.write(path, content)
        self.preview.write_file(planned.address, content)

    def _write_index(self) -> None:
        self._index(SEARCH, self._open, only=frozenset(self._open.extracts), glossary=True)

    def _index(self, path: str, library: Library, *, only: frozenset[str], glossary: bool) -> None:
        previous = self.stage.previous
        documents = (
            document
            for document in sections.sections_of(
                library, keys=self.loaded.keys, plain_data=self._plain_data, wording=wording
            )
            if document.document in only or (glossary and document.document not in library.extracts)
        )
        write_index(
            documents,
            vocabulary=vocabulary_of(library),
            folder=self.stage.scratch(path),
            reuse=previous.path(path) if previous else None,
        )
        self.stage.adopt_folder(path, self.stage.folder / path)

    def _plain_data(self, identifier: str) -> dict[str, Any]:
        data: dict[str, Any] = json.loads(self.loaded.plain_text(identifier))
        return data

    def _write_restricted(self) -> None:
        """Documents with named readers, apart from everything else: own catalogue, pages and index."""
        library, hidden = self.library, self._hidden
        self.stage.write(restricted(CATALOGUE), catalogue_bytes(catalogue_of(library, only=hidden)))
        self.stage.write(restricted(LIBRARY), library_json(library, self.loaded.plain_text, only=hidden))
        for language in self._languages():
            pages = SitePages(
                library,
                language=language,
                keys=self.loaded.keys,
                findings=self.loaded.findings,
                only=hidden,
                with_pictures=self.wanted.pictures,
                with_files=self.wanted.handbooks,  # the portal makes theirs for who may read them
            )
            for planned in pages.plan():
                page = self.shells.by_language[language].fill(planned.render())
                self.stage.write(restricted(page_file(planned.address)), page.encode())
                for file in planned.files:
                    self.stage.write(restricted(site_file(file.address)), file.render())
        self._index(restricted(SEARCH), library, only=hidden, glossary=False)

    def _languages(self) -> Iterator[Language]:
        yield from (language for language in LANGUAGES if language in self.library.company.languages)
