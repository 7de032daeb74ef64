"""Writing 成文: a manuscript becomes the bytes of a Word file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from docx.opc.constants import CONTENT_TYPE as CT
from docx.opc.constants import RELATIONSHIP_TYPE as RT

from generators.handbook.outline.blocks import Block, Front, Heading, Manuscript, PageBreak, Paragraph, Part
from generators.handbook.outline.scribe import handbook_words
from generators.handbook.word.anchors import Anchors, free_number
from generators.handbook.word.body import Body, places_in
from generators.handbook.word.contents import contents_xml
from generators.handbook.word.fitting import fitted
from generators.handbook.word.hosting import Host
from generators.handbook.word.markup import DECLARATION, ROOT, paragraph, plain_run
from generators.handbook.word.numbering import Numbering
from generators.handbook.word.package import CUSTOM_TYPE, MAIN, Base, Entry, Relation, bind, clean_base
from generators.handbook.word.pictures import FIRST_IMAGE, Album, Paint
from generators.handbook.word.profile import Page, Profile
from generators.handbook.word.properties import Facts, app_xml, core_xml, custom_xml
from generators.handbook.word.running import Heads
from generators.handbook.word.sections import Sections

_CONTENTS = "\x00contents\x00"
_MANY_PARTS = 12


@dataclass(frozen=True)
class Written:
    """A Word file, and the headings in its contents by bookmark."""

    content: bytes
    bookmarks: tuple[str, ...]


def write(
    manuscript: Manuscript,
    profile: Profile,
    *,
    base: Base | None = None,
    paint: Paint | None = None,
    pages: Mapping[str, int] | None = None,
) -> Written:
    """The Word file of a manuscript in a layout profile.

    *base* is a company's own file to build upon; *paint* makes images for readers without shapes; *pages* are the
    page numbers of headings by bookmark, where somebody has counted them.
    """
    host = Host(base or clean_base(profile, manuscript.language), profile, manuscript.language)
    return _Writer(manuscript, host, Album(paint, first=free_number(host.taken))).written(pages)


@dataclass
class _Writer:
    manuscript: Manuscript
    host: Host
    album: Album
    parts: list[str] = field(default_factory=list)
    section: str = ""

    def __post_init__(self) -> None:
        manuscript = self.manuscript
        self.word = handbook_words(manuscript.language)
        self.profile = self.host.laid_out
        self.anchors = Anchors(_known(manuscript), self.host.taken)
        self.numbering = Numbering(self.profile, manuscript.language, self.host.number_offset)
        self.sections = Sections(self.profile, self.host.section)
        self.body = Body(
            self.profile, manuscript.language, self.anchors, self.numbering, self.album, self._caption,
            numbers_headings=self.host.numbers_headings,
        )  # fmt: skip

    def written(self, pages: Mapping[str, int] | None) -> Written:
        manuscript = self.manuscript
        if manuscript.volume is not None:
            self._volume(manuscript.volume)
        else:
            for number, part in enumerate(manuscript.parts):
                self._document(part, last=number == len(manuscript.parts) - 1)
        entries = self.body.entries
        if _CONTENTS in self.parts:
            shown = contents_xml(entries, title=self.word("word.contents"), depth=self._depth(), pages=pages)
            self.parts[self.parts.index(_CONTENTS)] = shown
        return Written(self._bound(), tuple(entry.bookmark for entry in entries))

    def _caption(self, sort: str) -> str:
        return self.word(f"word.{sort}")

    def _depth(self) -> int:
        return 1 if len(self.manuscript.parts) > _MANY_PARTS else self.profile.contents

    # A document by itself

    def _document(self, part: Part, *, last: bool) -> None:
        page = self._page(part)
        covered = self.profile.front == "cover" and self.manuscript.look == "handbook"
        if self.manuscript.look == "sheet":
            self._add(fitted(part, self.profile, page), page)
            self._add(part.back, page)
        elif covered:
            self._cover(part.front, page)
            self._contents()
            self._add((PageBreak(), *part.body, *part.back), page)
        else:
            self._head(part.front)
            self._add((*part.front.notes, *part.body), page)
            self._add((Heading(self.word("cover.control"), numbered=False, new_page=True),), page)
            self._add((*_control(part.front), *part.front.history, *part.back), page)
        self._end(page, self._heads(part), covered=covered, last=last)

    def _contents(self) -> None:
        if self.profile.contents:
            self.parts.append(_CONTENTS)

    def _cover(self, front: Front, page: Page) -> None:
        self._titles(front)
        self._add(_control(front), page)
        self._add(front.notes, page)
        if front.history:
            self._add((PageBreak(), *front.history), page)

    def _head(self, front: Front) -> None:
        self.parts.append(paragraph("Over", plain_run(front.over)))
        self.parts.append(paragraph("Title", plain_run(front.title)))
        if front.line:
            self.parts.append(paragraph("Subtitle", self.anchors.line(front.line)))

    def _titles(self, front: Front) -> None:
        for style, said in (
            ("Over", front.over), ("Kind", front.kind), ("Title", front.title), ("Subtitle", front.other_title),
        ):  # fmt: skip
            if said:
                self.parts.append(paragraph(style, plain_run(said)))

    # A volume

    def _volume(self, front: Front) -> None:
        page = self.profile.page
        self._titles(front)
        self._add(_control(front), page)
        self._add((PageBreak(), *front.history), page)
        if self.profile.contents or len(self.manuscript.parts) > 1:
            self.parts.append(_CONTENTS)
        self._end(page, self._volume_heads(front), covered=True, last=not self.manuscript.parts)
        for number, part in enumerate(self.manuscript.parts):
            self._member(part, last=number == len(self.manuscript.parts) - 1)

    def _member(self, part: Part, *, last: bool) -> None:
        page = self._page(part)
        self._add((Heading(part.title, place=part.document),), page)
        line = (Paragraph(part.front.line, "small"),) if part.front.line else ()
        self._add((*line, *part.front.notes), page)
        self._add(fitted(part, self.profile, page), page, demote=1)
        self._add(part.behind, page, demote=1)
        self._end(page, self._heads(part), covered=False, last=last)

    # Pieces

    def _add(self, blocks: Sequence[Block], page: Page, *, demote: int = 0) -> None:
        if blocks:
            self.parts.append(self.body.xml(blocks, page=page, demote=demote))

    def _page(self, part: Part) -> Page:
        page = self.profile.page
        return (
            page.model_copy(update={"width": page.height, "height": page.width}) if part.landscape else page
        )

    def _end(self, page: Page, heads: Heads, *, covered: bool, last: bool) -> None:
        ended = self.sections.end(page, heads, covered=covered, last=last)
        if last:
            self.section = ended
        else:
            self.parts.append(ended)

    def _heads(self, part: Part) -> Heads:
        key = "word.heads-right" if part.revision else "word.heads-right-short"
        right = self.word(key, code=part.code, revision=part.revision, classification=part.classification)
        marked = f"word.mark-{part.status}"
        mark = self.word(marked) if marked in self.word.by_key else ""
        return self._with_foot(part.title, right.strip(), mark)

    def _volume_heads(self, front: Front) -> Heads:
        return self._with_foot(front.title, front.kind, "")

    def _with_foot(self, left: str, right: str, mark: str) -> Heads:
        said = self.word.by_key
        return Heads(left, right, said["word.uncontrolled"], said["word.pages"], mark)

    # The file

    def _bound(self) -> bytes:
        head = f"{DECLARATION}<w:document {ROOT}><w:body>"
        body = self.host.document(self.parts)
        document = "".join((head, *body, self.section, "</w:body></w:document>"))
        facts = self._facts()
        entries = [
            Entry(MAIN, CT.WML_DOCUMENT_MAIN, document.encode()),
            Entry("word/numbering.xml", CT.WML_NUMBERING, self.host.numbering(self.numbering.xml())),
            Entry("docProps/core.xml", CT.OPC_CORE_PROPERTIES, core_xml(facts)),
            Entry("docProps/app.xml", CT.OFC_EXTENDED_PROPERTIES, app_xml(facts)),
            Entry("docProps/custom.xml", CUSTOM_TYPE, custom_xml(facts)),
            *self.sections.entries,
        ]
        relations = [Relation("rId90", RT.NUMBERING, "numbering.xml"), *self.sections.relations]
        for number, image in enumerate(self.album.images, 1):
            entries.append(Entry(f"word/media/flow{number}.png", CT.PNG, image))
            relations.append(Relation(f"rId{FIRST_IMAGE + number}", RT.IMAGE, f"media/flow{number}.png"))
        return bind(self.host.parts, entries, relations)

    def _facts(self) -> Facts:
        manuscript = self.manuscript
        parts = manuscript.parts
        single = parts[0] if len(parts) == 1 and manuscript.volume is None else None
        own = {"Dutybook profile": self.profile.name}
        if single:
            own |= {
                "Dutybook document": single.document, "Dutybook revision": single.revision,
                "Dutybook digest": single.digest, "Dutybook address": single.address,
            }  # fmt: skip
        day = max((part.effective for part in parts), default="")
        subject = single.code if single else ""
        return Facts(manuscript.title, subject, manuscript.company, manuscript.language, day, own)


def _control(front: Front) -> tuple[Block, ...]:
    return (front.facts, front.approvals) if front.approvals else (front.facts,)


def _known(manuscript: Manuscript) -> frozenset[str]:
    shown = {place for part in manuscript.parts for place in places_in(part.body)}
    if manuscript.volume is not None:
        shown |= {part.document for part in manuscript.parts}
    return frozenset(shown)
