"""Standing 签收情况: who has to confirm the chosen documents and who has, as tables behind their text."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from generators.handbook.outline.blocks import Block, Cell, Column, Heading, Paragraph, Row, Table, cell, run
from portal.handbooks.orders import digest_of
from portal.obligations.facts import facts_on
from portal.reports.picture import Selection, narrowed
from portal.reports.sheet import Sheet
from portal.reports.sheets import footing
from portal.reports.sign_off import sign_off_sheet
from portal.reports.stamp import Stamp
from portal.reports.view import View
from portal.web.languages import Language
from portal.web.texts import texts

_SHOWN: Final = ((0, 7), (1, 14), (2, 11), (3, 17), (5, 27), (6, 13), (7, 11))
"""Which columns of a sign-off sheet are printed, and their share of the width; roles have no room here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How the chosen documents stood at a moment: the sheet of each, nothing for what is not in force."""

    at: datetime.datetime
    sheets: Mapping[str, Sheet | None]
    language: Language

    @property
    def digest(self) -> str:
        """Stands for everything it says but the moment: the same for as long as nobody confirms, comes or goes."""
        said = {
            document: None if sheet is None else [list(sheet.lines[:2]), [list(row) for row in _rows(sheet)]]
            for document, sheet in self.sheets.items()
        }
        return digest_of(said)

    def blocks(self, view: View, stamp: Stamp) -> Mapping[str, Sequence[Block]]:
        """What stands behind the text of each document."""
        words = texts(self.language)
        said = replace(view, language=self.language)
        as_of = words.say("handbooks.as-of", at=said.local(self.at), zone=view.texts.edition.zone.key)
        foot = [Paragraph(run(line), "small") for line in (as_of, *footing(said, stamp))]
        return {
            document: (
                Heading(words.say("handbooks.standing"), numbered=False, new_page=True),
                *_body(sheet, self.language),
                *foot,
            )
            for document, sheet in self.sheets.items()
        }


def standing_of(view: View, documents: Iterable[str], language: Language) -> Standing:
    """How documents stand now. The ledger's refusals where it cannot be read."""
    said, now = replace(view, language=language), view.records.now()
    sheets: dict[str, Sheet | None] = {}
    with view.reading() as connection:
        facts = facts_on(connection, view.records.today())
        for document in documents:
            picture = narrowed(facts, Selection(document=document), hidden=view.hidden)
            release = picture.release(document)
            is_asked = release is not None and not release.withdrawn
            sheets[document] = (
                sign_off_sheet(said, connection, picture, release) if is_asked and release else None
            )
    return Standing(at=now, sheets=sheets, language=language)


def _body(sheet: Sheet | None, language: Language) -> Sequence[Block]:
    words = texts(language)
    if sheet is None:
        return (Paragraph(run(words.say("handbooks.not-in-force")), "plain"),)
    edition, digest, _, sentence = sheet.lines[:4]
    lines = (Paragraph(run(sentence), "plain"), Paragraph(run(f"{edition}  {digest}"), "small"))
    rows = _rows(sheet)
    if not rows:
        return (*lines, Paragraph(run(words.say("handbooks.nobody-asked")), "plain"))
    columns = tuple(Column(sheet.tables[0].columns[place].title, share) for place, share in _SHOWN)
    cells = tuple(Row(tuple(_cell(row[place]) for place, _ in _SHOWN)) for row in rows)
    return (*lines, Table(columns, cells, words.say("handbooks.standing"), size="small"))


def _rows(sheet: Sheet) -> Sequence[Sequence[str | int | float | None]]:
    return sheet.tables[0].rows


def _cell(said: str | float | None) -> Cell:
    return cell(run("" if said is None else str(said)))
