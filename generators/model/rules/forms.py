"""Rules on forms 表单: what the text names is registered, what is registered is used and can be filled in."""

from collections.abc import Iterator

from generators.model.extract import Card
from generators.model.forms import Form
from generators.model.library import Library
from generators.model.names import unit_of
from generators.model.outline import Outline
from generators.model.rules.registry import Spot, at, document_rule, inside, library_rule
from generators.model.rules.status import IN_FORCE, WRITTEN


@document_rule("form-without-fields", "form")
def form_without_fields(outline: Outline[Form]) -> Iterator[Spot]:
    """A form in force has something to fill in."""
    form = outline.document
    if form.status in IN_FORCE and not (form.fields or form.signatures):
        yield at()


@library_rule("form-not-registered")
def form_not_registered(library: Library) -> Iterator[Spot]:
    """A form named in the text (《…表》《…单》《…册》《…记录》《…报告》) is a document of the unit, a unit above it, or
    one at the top of the company."""
    owners: dict[str, set[str]] = {}
    for extract in library.extracts.values():
        for name in _names(extract.card):
            owners.setdefault(name, set()).add(extract.card.unit)
    tops = {key for key, unit in library.units.items() if not unit.parent}
    for key, extract in library.extracts.items():
        if not extract.quoted:
            continue
        near = tops.union(library.ancestors(unit_of(key)))
        for path, name in extract.quoted:
            if near.isdisjoint(owners.get(_plain(name), ())):
                yield inside(key, *path, name=name)


@library_rule("form-unused")
def form_unused(library: Library) -> Iterator[Spot]:
    """Some other document uses every form: by naming it in a field, or in its text."""
    used = {
        mention.target
        for extract in library.extracts.values()
        for mention in extract.mentions
        if mention.target != mention.source and mention.relation != "superseded_by"
    }
    quoted = {_plain(name) for extract in library.extracts.values() for _, name in extract.quoted}
    for card in library.documents("form"):
        if card.status in WRITTEN and card.id not in used and quoted.isdisjoint(_names(card)):
            yield inside(card.id)


def _names(card: Card) -> Iterator[str]:
    for text in (card.title, *card.aliases):
        if text.zh:
            yield _plain(text.zh)


def _plain(name: str) -> str:
    return "".join(name.split())
