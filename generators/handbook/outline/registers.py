"""The register of documents 文件登记册: every controlled document of a unit, or of the whole company."""

from collections.abc import Iterable, Iterator, Sequence

from generators.handbook.outline import pieces
from generators.handbook.outline.blocks import Block, Column, Heading, Paragraph, Row, Table, cell, run
from generators.handbook.outline.scribe import Scribe
from generators.model.extract import Card, as_text
from generators.phrases.labels import by_code

EVERYTHING = "all"
"""The register of the whole company."""
_KINDS = ("department", "role", "procedure", "policy", "guide", "form", "checklist")


def register_blocks(scribe: Scribe, unit: str) -> Iterator[Block]:
    """The register of a unit, or of everything."""
    word = scribe.word
    units = list(scribe.library.units) if unit == EVERYTHING else [unit]
    cards = [card for key in units for card in scribe.library.documents(unit=key)]
    effective, planned = (sum(card.status == status for card in cards) for status in ("effective", "planned"))
    lead = word(
        "register.lead", unit=name_of(scribe, unit), n=len(cards), effective=effective, planned=planned
    )
    yield Paragraph(run(lead), "plain")
    for key in units:
        if unit == EVERYTHING:
            yield Heading(scribe.title(key))
        for kind in _KINDS:
            found = sorted((card for card in cards if card.unit == key and card.kind == kind), key=by_code)
            if found:
                title = word(f"kind.{kind}")
                yield Heading(title, level=2 if unit == EVERYTHING else 1)
                yield Table(_columns(scribe), _rows(scribe, found), title, size="small")
    yield from pieces.section(scribe, "register.gaps", _gaps(scribe, cards))


def name_of(scribe: Scribe, unit: str) -> str:
    """Whose register it is."""
    return scribe.word("register.everything") if unit == EVERYTHING else scribe.title(unit)


def _columns(scribe: Scribe) -> tuple[Column, ...]:
    shares = (("code", 12), ("name", 30), ("revision", 7), ("status", 8), ("department", 14), ("owner", 14),
              ("effective", 10), ("review", 10))  # fmt: skip
    return tuple(Column(scribe.word(f"table.{name}"), share) for name, share in shares)


def _rows(scribe: Scribe, cards: Iterable[Card]) -> tuple[Row, ...]:
    return tuple(
        Row((
            cell(run(card.code)), cell(scribe.name(card.id)), cell(run(card.revision)),
            cell(scribe.say(f"status.{card.status}")),
            cell(scribe.name(card.department) if card.department != card.id else ()),
            cell(scribe.name(card.owner)), cell(run(card.effective)), cell(run(card.review_by or card.planned_for)),
        ))
        for card in cards
    )  # fmt: skip


def _gaps(scribe: Scribe, cards: Sequence[Card]) -> Iterator[Block]:
    word = scribe.word
    rows = tuple(
        Row((
            cell(scribe.entry(card.id)), cell(run(scribe.plain(as_text(gap["what"])))),
            cell(scribe.name(gap.get("owner"))), cell(run(gap.get("due", ""))),
        ))
        for card in cards
        for gap in scribe.library.extracts[card.id].gaps
    )  # fmt: skip
    if rows:
        columns = (
            Column(word("table.name"), 24), Column(word("register.gap-what"), 52),
            Column(word("register.gap-owner"), 14), Column(word("register.gap-due"), 10),
        )  # fmt: skip
        yield Table(columns, rows, word("register.gaps"), size="small")
