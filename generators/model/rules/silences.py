"""Silences 豁免: a finding that the content exempts with a reason, and exemptions that exempt nothing."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from generators.model.control import Document
from generators.model.extract import as_text
from generators.model.findings import SEVERITIES, Finding, a_finding
from generators.model.library import Library
from generators.model.nearness import nearest
from generators.model.outline import Outline
from generators.model.rules.registry import LIBRARY_RULES, Spot, at, document_rule


@document_rule("unknown-rule-silenced")
def unknown_rule_silenced(outline: Outline[Document]) -> Iterator[Spot]:
    """An exemption names a check that exists."""
    for index, silence in enumerate(outline.document.control.silence):
        if silence.rule not in SEVERITIES:
            near = nearest(silence.rule, SEVERITIES)
            yield at("control", "silence", index, "rule", rule=silence.rule, nearest=near)


def silence(findings: Iterable[Finding], library: Library) -> list[Finding]:
    """The findings, those that the content exempts with the reason; errors cannot be exempted."""
    return [replace(finding, silenced=_reason_for(finding, library)) for finding in findings]


def _reason_for(finding: Finding, library: Library) -> str:
    extract = library.extracts.get(finding.document)
    if extract is None or finding.severity == "error":
        return ""
    meant = (rule for rule in extract.silence if _means(rule, finding))
    return next((str(as_text(rule["reason"])) for rule in meant), "")


def _means(silence_: dict[str, Any], finding: Finding) -> bool:
    if silence_["rule"] != finding.code:
        return False
    about = silence_.get("about")
    return not about or about == finding.values.get("anchor") or about in map(str, finding.path)


def unused_silences(findings: Iterable[Finding], library: Library, *, today: str = "") -> Iterator[Finding]:
    """Exemptions that exempt nothing in a whole run's *findings*; without *today*, dated rules are not judged."""
    by_document: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.severity != "error":
            by_document.setdefault(finding.document, []).append(finding)
    unjudged = {rule.code for rule in LIBRARY_RULES if rule.dated and not today}
    for key, extract in library.extracts.items():
        for index, rule in enumerate(extract.silence):
            if rule["rule"] not in SEVERITIES or rule["rule"] in unjudged:
                continue
            if not any(_means(rule, finding) for finding in by_document.get(key, ())):
                path = ("control", "silence", index)
                yield a_finding("silence-unused", key, path, rule=rule["rule"])
