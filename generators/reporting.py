"""Reporting: findings as text for people, JSON for scripts, and annotations for GitHub's checks."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Literal

from generators.messages import Locale, say, sentence_of, wording
from generators.model.findings import Finding

ReportFormat = Literal["text", "json", "github"]
_GITHUB_LEVEL = {"error": "error", "warning": "warning", "info": "notice"}


def report(
    findings: Sequence[Finding],
    form: ReportFormat,
    locale: Locale,
    *,
    documents: int,
    content: Path = Path(),
) -> str:
    """All findings of a run in one form; the text form ends with a line of counts.

    ``content`` is put before the places for GitHub, which counts from the root of the repository.
    """
    if form == "json":
        return json.dumps(
            {"documents": documents, "findings": [as_plain(finding, locale) for finding in findings]},
            ensure_ascii=False, indent=2,
        )  # fmt: skip
    told = [finding for finding in findings if not finding.silenced]
    if form == "github":
        return "\n".join(_github_line(finding, locale, content) for finding in told)
    lines = [_text_line(finding, locale) for finding in told]
    return "\n".join([*lines, _summary(findings, locale, documents)])


def as_plain(finding: Finding, locale: Locale) -> dict[str, Any]:
    """A finding as plain data: the shape of ``--format json``."""
    return {
        "code": finding.code, "severity": finding.severity, "file": finding.file, "line": finding.line,
        "column": finding.column, "document": finding.document, "path": list(finding.path),
        "message": sentence_of(finding, locale), "silenced": finding.silenced or None,
    }  # fmt: skip


def _text_line(finding: Finding, locale: Locale) -> str:
    path = ".".join(str(part) for part in finding.path)
    name = wording(locale)["severity"][finding.severity]
    return (
        f"{finding.place}: {name}[{finding.code}] {path + ': ' if path else ''}{sentence_of(finding, locale)}"
    )


def _github_line(finding: Finding, locale: Locale, content: Path) -> str:
    message = sentence_of(finding, locale).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    level = _GITHUB_LEVEL[finding.severity]
    file = (content / finding.file).as_posix()  # as the repository's root sees it, else GitHub shows no line
    for sign, escape in (("%", "%25"), ("\r", "%0D"), ("\n", "%0A"), (":", "%3A"), (",", "%2C")):
        file = file.replace(sign, escape)
    place = f"file={file},line={finding.line},col={finding.column}"
    return f"::{level} {place},title={finding.code}::{message}"


def _summary(findings: Iterable[Finding], locale: Locale, documents: int) -> str:
    found = list(findings)
    told = Counter(finding.severity for finding in found if not finding.silenced)
    silenced = sum(1 for finding in found if finding.silenced)
    if not found:
        return say("cli.clean", locale, documents=documents)
    return say(
        "cli.summary", locale, documents=documents, errors=told["error"], warnings=told["warning"],
        infos=told["info"], silenced=silenced,
    )  # fmt: skip
