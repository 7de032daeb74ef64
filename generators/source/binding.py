"""Binding: plain data with resolved references becomes a typed document, its extract and its own findings."""

import hashlib
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError

from generators.cache import Cache
from generators.model.control import Document
from generators.model.digest import plain
from generators.model.extract import extract
from generators.model.findings import Finding
from generators.model.kinds import DOCUMENTS, MODELS
from generators.model.references import Path
from generators.model.rules import check_document, check_earlier_revision
from generators.model.text import tidy
from generators.source.errors import findings_of
from generators.source.names import Directory
from generators.source.reading import SourceText
from generators.source.scheme import scheme


@dataclass(frozen=True)
class Bound:
    """One document of the library: under which key its parts are cached, and what is wrong with it.

    ``key`` digests everything the document was made from: file, prose, resolved references, model. ``extract`` is
    plain data, or None where the file does not make a document.
    """

    identifier: str
    key: str
    extract: dict[str, Any] | None
    findings: tuple[Finding, ...]

    @property
    def sound(self) -> bool:
        """Whether the file makes a document."""
        return self.extract is not None


def resolve_references(source: SourceText, directory: Directory) -> tuple[list[str], list[Finding]]:
    """The full id for every reference of a file, in the order of its head, and the findings."""
    resolved: list[str] = []
    findings: list[Finding] = []
    open_text = source.head["classification"] != "restricted"
    for path, wording, kinds in source.head["references"]:
        full, finding = directory.resolve(
            wording, tuple(kinds), document=source.identifier, unit=source.file.unit, path=tuple(path),
            open_text=open_text,
        )  # fmt: skip
        resolved.append(full)
        if finding:
            findings.append(finding)
    return resolved, findings


def bind(source: SourceText, resolved: list[str], prose: dict[str, str], cache: Cache) -> Bound:
    """The document made from a file, from the cache where nothing it depends on has changed."""
    parts = [
        scheme(),
        source.identifier,
        source.file.digest,
        *resolved,
        *(f"{k}={prose[k]}" for k in sorted(prose)),
    ]
    key = hashlib.sha256("\0".join(parts).encode()).hexdigest()
    record = cache.get("bound", key)
    if record is None or (record["extract"] and not cache.holds("plain", key)):
        record = _bind(source, resolved, prose, cache, key)
        cache.put("bound", key, record)
    findings = tuple(
        Finding(code, severity, source.identifier, tuple(path), values)
        for code, severity, path, values in record["findings"]
    )
    return Bound(source.identifier, key, record["extract"], findings)


def _bind(
    source: SourceText, resolved: list[str], prose: dict[str, str], cache: Cache, key: str
) -> dict[str, Any]:
    data = with_references(source, resolved)
    data["id"], data["unit"] = source.file.identifier, source.file.unit
    data |= {name: tidy(text) for name, text in prose.items()}
    model = DOCUMENTS[source.file.kind]
    try:
        document = model.model_validate(data)
    except ValidationError as error:
        return _record(None, findings_of(error, source.identifier, data, model))
    dumped = plain(document)
    cache.put("plain", key, dumped)
    if source.file.revision:
        findings = check_earlier_revision(document, named=source.file.revision)
    else:
        findings = check_document(document)
    return _record(extract(dumped), list(findings))


def _record(extracted: dict[str, Any] | None, findings: list[Finding]) -> dict[str, Any]:
    rows = [[finding.code, finding.severity, list(finding.path), finding.values] for finding in findings]
    return {"extract": extracted, "findings": rows}


def with_references(source: SourceText, resolved: list[str]) -> dict[str, Any]:
    """The file's data with every reference replaced by its full id."""
    data = source.data()
    for (path, _, _), full in zip(source.head["references"], resolved, strict=True):
        _put(data, tuple(path), full)
    return data


def _put(data: Any, path: Path, value: str) -> None:
    for step in path[:-1]:
        data = data[step]
    data[path[-1]] = value


def bind_plain(source: SourceText, resolved: list[str]) -> tuple[BaseModel | None, list[Finding]]:
    """A company, unit, external party or glossary: typed, without control, extract or cache."""
    data = with_references(source, resolved)
    model = MODELS[source.file.kind]
    if source.file.kind in ("unit", "external"):
        data["id"] = source.file.identifier
    if source.file.kind == "external":
        data["unit"] = source.file.unit
    try:
        return model.model_validate(data), []
    except ValidationError as error:
        return None, findings_of(error, source.identifier, data, model)


def open_document(kind: str, data: dict[str, Any]) -> Document:
    """The typed document of plain data made by `plain`."""
    return DOCUMENTS[kind].model_validate(data)
