"""The pages of policies 制度 and guides 指引: chapters, articles and clauses with the author's numbers."""

from collections.abc import Iterator
from typing import Any

from markupsafe import Markup

from generators.model.names import slug_of
from generators.model.policies import Articles, Clause
from generators.phrases.around import Surroundings
from generators.site.pages.pen import NOTHING, Pen
from generators.site.pages.views.notes import line, said, wide


def articles_view(pen: Pen, _around: Surroundings, document: Articles) -> dict[str, Any]:
    """What the template of a policy or guide needs beside the document."""
    forms = (*document.forms, *(form for chapter in document.chapters for form in _forms(chapter.articles)))
    return {
        "wide": wide,
        "clause_notes": lambda clause: _clause_notes(pen, clause),
        "gloss": lambda term: _gloss(pen, term),
        "forms": [pen.card(name) for name in dict.fromkeys(forms)],
    }


def _clause_notes(pen: Pen, clause: Clause) -> Markup:
    return line(pen, (
        said(pen, "articles.by", "who", pen.link(clause.actor) if clause.actor else NOTHING),
        said(pen, "articles.forms", "forms", pen.links(clause.forms)),
        said(pen, "articles.see", "documents", pen.links(clause.see)),
        said(pen, "articles.liability", "what", pen.inline(clause.liability)),
    ))  # fmt: skip


def _gloss(pen: Pen, term: str | None) -> Markup:
    known = pen.desk.terms.get(slug_of(term)) if term else None
    return pen.elsewhere(known.means) if known else NOTHING


def _forms(clauses: tuple[Clause, ...]) -> Iterator[str]:
    for clause in clauses:
        yield from clause.forms
        yield from _forms(clause.clauses)
