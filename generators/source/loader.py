"""The loader: a content folder becomes a Library and all findings of one run."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

from generators.cache import Cache
from generators.model.control import Document
from generators.model.extract import read_extract
from generators.model.findings import Finding, a_finding
from generators.model.library import Library
from generators.model.names import LONGEST_SLUG, RESERVED_UNITS, SLUG, kind_of
from generators.model.organisation import Company, ExternalParty, Unit
from generators.model.rules import check_library, silence, unused_silences
from generators.model.terms import Terms
from generators.source.binding import Bound, bind, bind_plain, open_document, resolve_references
from generators.source.folder import ContentFolder, scan
from generators.source.names import Directory
from generators.source.positions import Positions
from generators.source.reading import SourceText, read_prose, read_sources

_PLAIN_KINDS = ("company", "unit", "external", "terms")


@dataclass(frozen=True)
class Loaded:
    """What a content folder gave.

    ``library`` is None where there is no company to speak of. ``open_findings`` are those of a reader who may not
    know of restricted documents. ``keys`` gives for each document (``id@revision`` for an earlier one) the digest
    of everything it was made from, ``plain_text`` its canonical JSON.
    """

    library: Library | None
    findings: tuple[Finding, ...]
    open_findings: tuple[Finding, ...]
    keys: dict[str, str]
    content_digest: str
    plain_text: Callable[[str], str]

    @property
    def publishable(self) -> bool:
        """Whether no finding is an error."""
        return self.library is not None and all(finding.severity != "error" for finding in self.findings)


def load(content: Path, cache: Cache, *, today: str = "") -> Loaded:
    """Reads and checks a whole content folder. *today* (a calendar day) adds findings about passed dates."""
    folder = scan(content)
    sources, findings = read_sources(folder.documents, cache)
    findings += folder.findings
    named, misnamed = _rightly_named(sources)
    findings += misnamed
    prose, unread = read_prose(folder.prose)
    findings += unread
    positions = Positions({source.identifier: source for source in sources}, folder.documents, cache)
    assembly = _Assembly(folder, named, prose=prose, cache=cache, positions=positions, today=today)
    return assembly.load(findings)


def _rightly_named(sources: Iterable[SourceText]) -> tuple[list[SourceText], list[Finding]]:
    """Files whose kind and id are what their place says, and findings about the others."""
    good: list[SourceText] = []
    findings: list[Finding] = []
    for source in sources:
        file, said = source.file, source.head
        if said["kind"] != file.kind:
            code = "missing-key" if said["kind"] is None else "unknown-kind"
            findings.append(a_finding(code, source.identifier, ("kind",), key="kind", value=str(said["kind"]),
                                      expected=file.kind))  # fmt: skip
            continue
        misnamed = _misnamed(source) if file.kind not in ("company", "terms") else None
        if misnamed:
            findings.append(misnamed)
            continue
        good.append(source)
    return good, findings


def _misnamed(source: SourceText) -> Finding | None:
    file, said = source.file, source.head["id"]
    if said is None:
        return a_finding("missing-key", source.identifier, ("id",), key="id")
    reason = "" if SLUG.fullmatch(file.slug) and len(file.slug) <= LONGEST_SLUG else "not-a-slug"
    if file.kind == "unit" and file.slug in RESERVED_UNITS:
        reason = "reserved"
    if reason:
        return a_finding("bad-value", source.identifier, ("id",), key="id", value=file.slug, reason=reason)
    if said == file.slug:
        return None
    return a_finding("id-not-filename", source.identifier, ("id",), id=str(said), expected=file.slug)


class _Assembly:
    """One load: directory, then documents, then the library and what only the whole shows."""

    def __init__(
        self,
        folder: ContentFolder,
        sources: list[SourceText],
        *,
        prose: dict[tuple[str, str, str], str],
        cache: Cache,
        positions: Positions,
        today: str,
    ) -> None:
        self._folder = folder
        self._sources = sources
        self._prose = prose
        self._cache = cache
        self._today = today
        self._positions = positions
        self._bound: dict[str, Bound] = {}

    def load(self, findings: list[Finding]) -> Loaded:
        plain, found = self._bind_plain()
        findings += found
        company, terms = plain.get("company"), plain.get("terms")
        directory = self._directory(company if isinstance(company, Company) else None,
                                    terms if isinstance(terms, Terms) else None)  # fmt: skip
        findings += self._check_plain_references(directory)
        plain, _ = self._bind_plain(directory)
        for source in self._documents():
            resolved, found = resolve_references(source, directory)
            bound = bind(source, resolved, self._prose_of(source), self._cache)
            findings += [*found, *bound.findings] if not source.file.revision else bound.findings
            self._bound[bound.identifier] = bound
        findings += self._stray_files()
        library = self._library(plain) if isinstance(plain.get("company"), Company) else None
        keys = {key: bound.key for key, bound in self._bound.items() if bound.sound}
        told = self._told(findings, library)
        return Loaded(
            library=library,
            findings=told,
            open_findings=self._open_findings(findings, told, library),
            keys=keys,
            content_digest=self._folder.digest,
            plain_text=self._plain_text,
        )

    def _told(self, findings: list[Finding], library: Library | None) -> tuple[Finding, ...]:
        """Everything a run has to say, with places and exemptions, in reading order."""
        if library is None:
            return tuple(sorted(self._positions.place(findings), key=_order))
        found = silence([*findings, *check_library(library, today=self._today)], library)
        unused = unused_silences(found, library, today=self._today)
        return tuple(sorted(self._positions.place([*found, *unused]), key=_order))

    def _open_findings(
        self, findings: list[Finding], told: tuple[Finding, ...], library: Library | None
    ) -> tuple[Finding, ...]:
        """What a reader may be told who may not know of restricted documents: the open part, judged by itself."""
        if library is None:
            return ()
        hidden = library.extracts.keys() - library.open_part.extracts.keys()
        if not hidden:
            return told
        known = [finding for finding in findings if finding.document.partition("@")[0] not in hidden]
        known += [
            finding for finding in told if finding.code == "silence-unused" and finding.document not in hidden
        ]
        found = silence([*known, *check_library(library.open_part, today=self._today)], library.open_part)
        return tuple(sorted(self._positions.place(found), key=_order))

    def _documents(self) -> list[SourceText]:
        return [source for source in self._sources if source.file.kind not in _PLAIN_KINDS]

    def _bind_plain(self, directory: Directory | None = None) -> tuple[dict[str, Any], list[Finding]]:
        bound: dict[str, Any] = {}
        findings: list[Finding] = []
        for source in self._sources:
            if source.file.kind in _PLAIN_KINDS:
                wordings = [wording for _, wording, _ in source.head["references"]]
                resolved = resolve_references(source, directory)[0] if directory else wordings
                value, found = bind_plain(source, resolved)
                findings += found
                if value is not None:
                    bound[source.identifier] = value
        return bound, findings

    def _check_plain_references(self, directory: Directory) -> list[Finding]:
        plain = [source for source in self._sources if source.file.kind in _PLAIN_KINDS]
        return [finding for source in plain for finding in resolve_references(source, directory)[1]]

    def _directory(self, company: Company | None, terms: Terms | None) -> Directory:
        units = {s.file.unit: s.head["parent"] or "" for s in self._sources if s.file.kind == "unit"}
        directory = Directory(
            parents={unit: parent if isinstance(parent, str) else "" for unit, parent in units.items()},
            moved=company.moved if company else {},
            retired=frozenset(role.id for role in company.retired) if company else frozenset(),
        )
        for file in self._folder.documents:
            # Also those that cannot be read: they have their own finding, references to them need none.
            if file.kind not in ("company", "terms") and not file.revision:
                directory.add(file.identifier, file.kind)
        directory.restricted.update(
            source.identifier for source in self._sources if source.head["classification"] == "restricted"
        )
        for term in terms.terms if terms else ():
            directory.add(f"term/{term.id}", "term")
        return directory

    def _prose_of(self, source: SourceText) -> dict[str, str]:
        own = source.file.identifier
        texts = {name: self._prose.get((own, source.file.revision, language), "")
                 for name, language in (("prose", "zh-Hans"), ("prose_en", "en"))}  # fmt: skip
        return {name: text for name, text in texts.items() if text}

    def _stray_files(self) -> list[Finding]:
        findings = []
        units = {file.unit for file in self._folder.documents if file.kind == "unit"}
        documents = {(file.identifier, file.revision) for file in self._folder.documents}
        for source in self._documents():
            if source.file.unit not in units:
                units.add(source.file.unit)
                findings.append(a_finding("unit-missing", source.identifier, unit=source.file.unit))
            if source.file.revision and (source.file.identifier, "") not in documents:
                findings.append(a_finding("revision-without-document", source.identifier))
        for file in self._folder.prose:
            if (f"{file.unit}/{file.slug}", file.revision) not in documents:
                stray = a_finding("prose-without-document")
                findings.append(replace(stray, file=file.place, line=1, column=1))
        return findings

    def _library(self, plain: dict[str, Any]) -> Library:
        current = {
            key: bound.extract for key, bound in self._bound.items() if bound.extract and "@" not in key
        }
        return Library(
            company=plain["company"],
            units={key: value for key, value in plain.items() if isinstance(value, Unit)},
            externals={key: value for key, value in plain.items() if isinstance(value, ExternalParty)},
            glossary=plain.get("terms") or Terms(kind="terms"),
            extracts={key: read_extract(extract) for key, extract in current.items()},
            earlier_revisions=self._earlier(),
            open_document=self._open,
        )

    def _earlier(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for key in sorted(bound.identifier for bound in self._bound.values() if bound.sound):
            own, at, revision = key.partition("@")
            if at:
                found.setdefault(own, []).append(revision)
        return {own: tuple(sorted(revisions, key=_natural)) for own, revisions in found.items()}

    def _open(self, identifier: str) -> Document:
        data = self._cache.get("plain", self._bound[identifier].key)
        return open_document(kind_of(identifier.partition("@")[0]), cast(dict[str, Any], data))

    def _plain_text(self, identifier: str) -> str:
        return self._cache.text("plain", self._bound[identifier].key) or ""


def _natural(revision: str) -> tuple[tuple[int, str], ...]:
    """Revisions in the order people count: 1.9 before 1.10."""
    return tuple((int(part), "") if part.isdigit() else (0, part) for part in revision.split("."))


def _order(finding: Finding) -> tuple[Any, ...]:
    rank = {"error": 0, "warning": 1, "info": 2}[finding.severity]
    return (bool(finding.silenced), rank, finding.file, finding.line, finding.column, finding.code)
