"""Sections 节: paper, margins, and the headers and footers of each document in a file."""

from dataclasses import dataclass, field
from typing import Final

from docx.opc.constants import CONTENT_TYPE as CT
from docx.opc.constants import RELATIONSHIP_TYPE as RT

from generators.handbook.word.markup import twips
from generators.handbook.word.package import Entry, Relation
from generators.handbook.word.profile import Page, Profile
from generators.handbook.word.running import Heads, footer_xml, header_xml

_FIRST: Final = 10_000
"""Relationship numbers of headers and footers begin here: clear of a base's own and of images."""


@dataclass
class Sections:
    """The sections of one file. A company's template brings *its* section: paper, what stands above and below."""

    profile: Profile
    its: str = ""
    entries: list[Entry] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    _made: dict[bytes, str] = field(default_factory=dict)

    def end(self, page: Page, heads: Heads, *, covered: bool, last: bool) -> str:
        """Ends a section; the last one ends the document, others with a paragraph."""
        properties = self.its or self._made_for(page, heads, covered)
        if last:
            return properties
        return f'<w:p><w:pPr><w:pStyle w:val="CellTiny"/>{properties}</w:pPr></w:p>'

    def _made_for(self, page: Page, heads: Heads, covered: bool) -> str:
        return f"<w:sectPr>{self._references(page, heads, covered)}{self._paper(page, covered)}</w:sectPr>"

    def _paper(self, page: Page, covered: bool) -> str:
        turned = ' w:orient="landscape"' if page.width > page.height else ""
        title = "<w:titlePg/>" if covered else ""
        grid = f'w:type="lines" w:linePitch="{page.pitch}"' if page.pitch else 'w:linePitch="312"'
        return (
            f'<w:type w:val="nextPage"/><w:pgSz w:w="{twips(page.width)}" w:h="{twips(page.height)}"{turned}/>'
            f'<w:pgMar w:top="{twips(page.top)}" w:right="{twips(page.right)}" w:bottom="{twips(page.bottom)}" '
            f'w:left="{twips(page.left)}" w:header="{twips(page.header)}" w:footer="{twips(page.footer)}" '
            f'w:gutter="0"/><w:cols w:space="425"/>{title}<w:docGrid {grid}/>'
        )

    def _references(self, page: Page, heads: Heads, covered: bool) -> str:
        said = [("header", "default", header_xml(heads, self.profile, page))]
        foots = [("footer", "default", footer_xml(heads, self.profile, page))]
        if self.profile.footer == "dashes":
            said.append(("header", "even", header_xml(heads, self.profile, page)))
            foots.append(("footer", "even", footer_xml(heads, self.profile, page, even=True)))
        if covered:
            said.append(("header", "first", header_xml(heads, self.profile, page, empty=True)))
            foots.append(("footer", "first", footer_xml(heads, self.profile, page, empty=True)))
        return "".join(
            f'<w:{sort}Reference w:type="{which}" r:id="{self._part(sort, xml)}"/>'
            for sort, which, xml in (*said, *foots)
        )

    def _part(self, sort: str, xml: bytes) -> str:
        """The relationship of a header or footer; equal ones are one part."""
        if xml not in self._made:
            number = len(self._made) + 1
            name = f"{sort}{number}.xml"
            kinds = (CT.WML_HEADER, RT.HEADER) if sort == "header" else (CT.WML_FOOTER, RT.FOOTER)
            self._made[xml] = f"rId{_FIRST + number}"
            self.entries.append(Entry(f"word/{name}", kinds[0], xml))
            self.relations.append(Relation(self._made[xml], kinds[1], name))
        return self._made[xml]
