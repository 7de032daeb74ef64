"""Positions: where in which file a finding stands. A file is parsed again only when it has a finding."""

import codecs
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from generators.cache import Cache
from generators.model.findings import Finding
from generators.model.references import Path
from generators.source.folder import ContentFile
from generators.source.reading import SourceText
from generators.source.yaml_text import ParsedText

_ABOUT_KEYS = frozenset({"unknown-key", "duplicate-anchor"})
"""Findings about a key itself: the key's place is shown, not its value's."""


class Positions:
    """Finds file, line and column of findings by document and path; places are remembered with their file."""

    def __init__(self, sources: Mapping[str, SourceText], files: Iterable[ContentFile], cache: Cache) -> None:
        self._sources = sources
        self._files = {self._name(file): file for file in files}
        self._cache = cache
        self._parsed: dict[str, ParsedText] = {}

    def place(self, findings: Iterable[Finding]) -> list[Finding]:
        """The findings with their places; those that have one keep it."""
        return [finding if finding.line else self._placed(finding) for finding in findings]

    @staticmethod
    def _name(file: ContentFile) -> str:
        return f"{file.identifier}@{file.revision}" if file.revision else file.identifier

    def _placed(self, finding: Finding) -> Finding:
        source = self._sources.get(finding.document)
        if source is None:
            file = self._files.get(finding.document)
            return replace(finding, file=file.place if file else finding.document, line=1, column=1)
        line, column = self._position(source, finding.path, finding.code in _ABOUT_KEYS)
        return replace(finding, file=source.file.place, line=line, column=column)

    def _position(self, source: SourceText, path: Path, about_key: bool) -> tuple[int, int]:
        if len(path) <= 1:
            return _line_of_key(source.file.raw, str(path[0]) if path else "id", about_key)
        digest = source.file.digest
        known: dict[str, list[int]] = self._cache.get("places", digest) or {}
        name = json.dumps([about_key, *path])
        if name not in known:
            if digest not in self._parsed:
                self._parsed[digest] = source.parsed()
            parsed = self._parsed[digest]
            position = parsed.key_position(path) if about_key else parsed.position(path)
            known[name] = [position.line, position.column]
            self._cache.put("places", digest, known)
        line, column = known[name]
        return line, column


def _line_of_key(raw: bytes, key: str, about_key: bool) -> tuple[int, int]:
    """A key at the top of a file, found without parsing: the place of a value on its line, else of the key."""
    text = raw.removeprefix(codecs.BOM_UTF8).replace(b"\r\n", b"\n")
    found = re.search(rb"(?m)^([\"']?" + re.escape(key.encode()) + rb"[\"']?[ ]*:[ ]*)([^\s#]?)", text)
    if found is None:
        return 1, 1
    column = 1 if about_key or not found[2] else len(found[1].decode()) + 1
    return text.count(b"\n", 0, found.start()) + 1, column
