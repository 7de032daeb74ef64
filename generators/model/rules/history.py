"""Rules on revisions 版次: the current one is in the history, the history is in order, files are named rightly."""

from collections.abc import Iterator
from itertools import pairwise

from generators.model.control import Document
from generators.model.findings import Finding, a_finding
from generators.model.library import Library
from generators.model.outline import Outline
from generators.model.rules.registry import Spot, at, document_rule, inside, library_rule
from generators.model.rules.status import IN_FORCE


@document_rule("revision-not-in-history")
def revision_not_in_history(outline: Outline[Document]) -> Iterator[Spot]:
    """The revision in force has its line in the revision history."""
    control = outline.document.control
    listed = {line.revision for line in control.revisions}
    if control.status in IN_FORCE and control.revision and control.revision not in listed:
        yield at("control", "revision", revision=control.revision)


@document_rule("history-out-of-order")
def history_out_of_order(outline: Outline[Document]) -> Iterator[Spot]:
    """The dates of the history run one way, newest first or oldest first."""
    dates = [line.date for line in outline.document.control.revisions]
    if not dates:
        return
    newest_first = dates[0] >= dates[-1]
    for index, (date, following) in enumerate(pairwise(dates), 1):
        if following != date and (following > date) == newest_first:
            yield at("control", "revisions", index, "date", date=following)
            return


def revision_not_as_named(document: Document, named: str) -> Iterator[Finding]:
    """An earlier revision's file carries the revision that its text states."""
    stated = document.control.revision
    if stated != named:
        yield a_finding("revision-not-as-named", f"{document.id}@{named}", ("control", "revision"),
                        revision=stated, expected=named)  # fmt: skip


@library_rule("unknown-anchor")
def changed_clause_unknown(library: Library) -> Iterator[Spot]:
    """A clause that the current revision says it changed is in the document, or was in an earlier revision."""
    for key, extract in library.extracts.items():
        if not extract.strays:
            continue
        former = frozenset[str]().union(*(Outline(earlier).anchors for earlier in library.earlier(key)))
        for path, anchor in extract.strays:
            if anchor not in former:
                yield inside(key, *path, anchor=anchor)
