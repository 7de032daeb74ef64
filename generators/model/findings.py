"""Findings 检查意见: problems of the content, each with a stable code, a severity and a place in the docs.

The wording of a finding lives in ``generators/locale`` under ``finding.<code>``, in both languages.
"""

from dataclasses import dataclass, field
from typing import Literal

from generators.model.references import Path

Severity = Literal["error", "warning", "info"]
"""error: the library cannot be published · warning: somebody should look · info: known, listed openly."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem: what it is, in which document, at which node, and the words of its sentence."""

    code: str
    severity: Severity
    document: str = ""
    path: Path = ()
    values: dict[str, str] = field(default_factory=dict)
    file: str = ""
    line: int = 0
    column: int = 0
    silenced: str = ""

    @property
    def place(self) -> str:
        """``file:line:column`` as far as known."""
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


SEVERITIES: dict[str, Severity] = {
    # reading a file as YAML text
    "yaml-syntax": "error",
    "yaml-tab": "error",
    "yaml-duplicate-key": "error",
    "yaml-anchor": "error",
    "yaml-alias": "error",
    "yaml-tag": "error",
    "yaml-nesting": "error",
    "yaml-too-large": "error",
    "yaml-encoding": "error",
    "yaml-binary": "error",
    "yaml-empty": "error",
    "yaml-not-mapping": "error",
    "yaml-multiple-documents": "error",
    "yaml-key-not-text": "error",
    "file-unreadable": "error",
    # the folder and the model
    "content-missing": "error",
    "company-missing": "error",
    "unit-missing": "error",
    "file-misplaced": "error",
    "prose-without-document": "warning",
    "id-not-filename": "error",
    "unknown-kind": "error",
    "unknown-key": "error",
    "missing-key": "error",
    "wrong-type": "error",
    "bad-value": "error",
    "duplicate-id": "error",
    "duplicate-anchor": "error",
    "revision-without-document": "error",
    "revision-not-as-named": "error",
    # references
    "unknown-reference": "error",
    "ambiguous-reference": "error",
    "unknown-anchor": "error",
    "unknown-step": "error",
    "moved-reference": "warning",
    "retired-role-used": "error",
    "withdrawn-document-used": "warning",
    "restricted-reference": "warning",
    # codes and control
    "duplicate-code": "error",
    "code-missing": "warning",
    "code-breaks-rule": "warning",
    "code-gap": "info",
    "approver-missing": "warning",
    "reviewer-missing": "warning",
    "effective-date-missing": "warning",
    "owner-missing": "warning",
    "review-date-missing": "info",
    "review-overdue": "warning",
    "review-too-late": "info",
    "author-approves": "warning",
    "revision-not-in-history": "warning",
    "history-out-of-order": "warning",
    "planned-has-content": "warning",
    "planned-without-owner": "warning",
    "unknown-retention": "error",
    "unknown-source": "error",
    "restricted-without-readers": "error",
    "gap-registered": "info",
    "gap-without-owner": "warning",
    "unknown-rule-silenced": "warning",
    "silence-unused": "info",
    # organisation
    "circular-reporting": "error",
    "circular-superior": "error",
    "superior-disagrees": "warning",
    "department-without-head": "info",
    "goal-parent-unknown": "error",
    # roles, procedures, forms
    "role-without-duties": "warning",
    "duty-without-procedure": "info",
    "procedure-without-duty": "info",
    "verify-without-recurs": "warning",
    "step-without-actor": "warning",
    "deadline-without-owner": "warning",
    "deadline-vague": "info",
    "approved-by-drafter": "warning",
    "step-unreachable": "error",
    "path-without-end": "error",
    "join-without-fork": "warning",
    "join-may-wait": "error",
    "consulted-acts": "info",
    "accountable-unclear": "info",
    "escalation-too-early": "info",
    "form-not-registered": "warning",
    "form-unused": "info",
    "form-without-fields": "warning",
    "quiz-without-answer": "error",
    "quiz-missing": "error",
    # wording
    "count-contradicts-list": "warning",
    "near-copy": "warning",
    "alias-clash": "warning",
    "untranslated": "info",
}
"""Every finding there is. A test holds this table, the wording in both languages and the docs together."""


def a_finding(code: str, document: str = "", path: Path = (), /, **values: str) -> Finding:
    """A finding of a known code; its severity comes from the table."""
    return Finding(code, SEVERITIES[code], document, path, values)
