"""Reading files: YAML to plain data, once per content of a file; what is wrong is kept beside it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from generators.cache import Cache
from generators.model.findings import SEVERITIES, Finding
from generators.model.kinds import MODELS
from generators.model.references import references_in
from generators.source.folder import ContentFile
from generators.source.scheme import scheme
from generators.source.yaml_text import ParsedText, Problem, read_text, read_yaml

Head = dict[str, Any]
"""What the directory needs of a file: kind, id, classification, references as (path, wording, kinds)."""


@dataclass(frozen=True)
class SourceText:
    """A content file that could be read: its head; the whole data is opened when asked for.

    ``just_read`` holds the data where this process has read the file anyway.
    """

    file: ContentFile
    head: Head
    just_read: list[dict[str, Any]]

    @property
    def identifier(self) -> str:
        """The id by which the library knows the file; an earlier revision carries ``@revision``."""
        own = self.file.identifier
        return f"{own}@{self.file.revision}" if self.file.revision else own

    def data(self) -> dict[str, Any]:
        """The plain data, the caller's own to change."""
        found = self.just_read.pop() if self.just_read else read_yaml(self.file.raw).value
        assert isinstance(found, dict)  # noqa: S101 - only mappings get a head
        return found

    def parsed(self) -> ParsedText:
        """The file parsed anew, for the position of a finding."""
        return read_yaml(self.file.raw, for_positions=True)


def read_sources(files: Iterable[ContentFile], cache: Cache) -> tuple[list[SourceText], list[Finding]]:
    """Heads of all files that hold a mapping, and the findings of the rest."""
    sources: list[SourceText] = []
    findings: list[Finding] = []
    for file in files:
        head: Head | None = cache.get("head", _key(file))
        just_read: list[dict[str, Any]] = []
        if head is None:
            head, just_read = _read(file)
            cache.put("head", _key(file), head)
        findings += [_finding(file, *problem) for problem in head["problems"]]
        if "kind" in head:
            sources.append(SourceText(file, head, just_read))
    return sources, findings


def _key(file: ContentFile) -> str:
    return f"{scheme()}:{file.kind}:{file.digest}"


def _read(file: ContentFile) -> tuple[Head, list[dict[str, Any]]]:
    parsed = read_yaml(file.raw)
    problems = [[problem.code, problem.line, problem.column, problem.values] for problem in parsed.problems]
    if not isinstance(parsed.value, dict) or problems:
        return {"problems": problems}, []
    return {"problems": problems, **_head(parsed.value, file)}, [parsed.value]


def _head(data: dict[str, Any], file: ContentFile) -> Head:
    control = data.get("control")
    control = control if isinstance(control, dict) else {}
    return {
        "kind": data.get("kind"),
        "id": data.get("id"),
        "classification": control.get("classification"),
        "references": [
            [list(place.path), place.wording, list(place.kinds)]
            for place in references_in(data, MODELS[file.kind])
        ],
        "parent": data.get("parent") if file.kind == "unit" else None,
    }


def read_prose(files: Iterable[ContentFile]) -> tuple[dict[tuple[str, str, str], str], list[Finding]]:
    """Markdown by (document id, revision, language), and what is wrong with the files."""
    prose: dict[tuple[str, str, str], str] = {}
    findings: list[Finding] = []
    for file in files:
        text, problems = read_text(file.raw)
        findings += [_problem_finding(file, problem) for problem in problems]
        if text is not None:
            prose[f"{file.unit}/{file.slug}", file.revision, file.language] = text
    return prose, findings


def _problem_finding(file: ContentFile, problem: Problem) -> Finding:
    return _finding(file, problem.code, problem.line, problem.column, problem.values)


def _finding(file: ContentFile, code: str, line: int, column: int, values: dict[str, str]) -> Finding:
    document = "" if file.kind == "prose" else file.identifier
    return Finding(code, SEVERITIES[code], document, (), values, file.place, line, column)
