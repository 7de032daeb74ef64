"""The package 文件包: a base opened with python-docx, and the parts of one document put into it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import Any, Final

from docx import Document
from docx.opc.constants import CONTENT_TYPE as CT
from docx.opc.constants import RELATIONSHIP_TYPE as RT

from generators.handbook.word.archive import Packed, archive, pack, pack_shared
from generators.handbook.word.markup import DECLARATION, ROOT, escape
from generators.handbook.word.numbering import Numbering
from generators.handbook.word.profile import Profile
from generators.handbook.word.properties import font_table_xml, settings_xml
from generators.handbook.word.styles import styles_xml
from generators.handbook.word.theme import theme_xml
from generators.model.text import Language

MAIN: Final = "word/document.xml"
_TYPES: Final = "[Content_Types].xml"
CUSTOM_TYPE: Final = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_CUSTOM_RELATIONSHIP: Final = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
)
_DEFAULTS: Final = {"rels": CT.OPC_RELATIONSHIPS, "xml": CT.XML, "png": CT.PNG}


@dataclass(frozen=True, slots=True)
class Entry:
    """One part: its name, its type, its bytes."""

    name: str
    type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Relation:
    """One relationship of the document."""

    id: str
    type: str
    target: str
    external: bool = False


@dataclass(frozen=True, slots=True)
class Base:
    """What documents of one look share: parts, and the relationships of the document to them.

    *document* and *numbering* are those of a company's template, which are kept; our own base has none.
    """

    parts: tuple[Entry, ...]
    relations: tuple[Relation, ...]
    document: bytes = b""
    numbering: bytes = b""

    def content(self, kind: str) -> bytes:
        """The bytes of the part of one type; none where there is none."""
        return next((part.content for part in self.parts if part.type == kind), b"")


def read_base(file: bytes, *, whole: bool = False) -> Base:
    """The base in a Word file, opened with python-docx; what each document writes itself is left out.

    *whole*: it is a template, whose text and lists stay.
    """
    main = Document(BytesIO(file)).part
    numbering = b""
    parts: list[Entry] = []
    for part in main.package.iter_parts():
        name = str(part.partname).lstrip("/")
        if part.content_type == CT.WML_NUMBERING:
            numbering = part.blob
        elif name != MAIN and not name.startswith("docProps/"):
            parts.append(Entry(name, part.content_type, part.blob))
            parts += _relations_of(name, part.rels)
    relations = tuple(
        Relation(key, relation.reltype, relation.target_ref, relation.is_external)
        for key, relation in sorted(main.rels.items())
        if relation.reltype != RT.NUMBERING
    )
    shared = tuple(sorted(parts, key=lambda part: part.name))
    return Base(shared, relations, main.blob if whole else b"", numbering if whole else b"")


def _relations_of(name: str, found: Mapping[str, Any]) -> list[Entry]:
    """The relationships that a part of the base has itself: a header's picture."""
    own = [Relation(key, r.reltype, r.target_ref, r.is_external) for key, r in sorted(found.items())]
    folder, _, file = name.rpartition("/")
    return [Entry(f"{folder}/_rels/{file}.rels", CT.OPC_RELATIONSHIPS, _relationships(own))] if own else []


@lru_cache(maxsize=16)
def clean_base(profile: Profile, language: Language) -> Base:
    """Our own base: styles, settings and fonts of a profile, and nothing else."""
    shared = (
        Entry("word/styles.xml", CT.WML_STYLES, styles_xml(profile, language)),
        Entry("word/settings.xml", CT.WML_SETTINGS, settings_xml(profile)),
        Entry("word/fontTable.xml", CT.WML_FONT_TABLE, font_table_xml(profile)),
        Entry("word/numbering.xml", CT.WML_NUMBERING, Numbering(profile, language).xml()),
        Entry("word/theme/theme1.xml", CT.OFC_THEME, theme_xml(profile)),
    )
    kinds = (RT.STYLES, RT.SETTINGS, RT.FONT_TABLE, RT.NUMBERING, RT.THEME)
    relations = [
        Relation(f"rId{number}", kind, part.name.removeprefix("word/"))
        for number, (kind, part) in enumerate(zip(kinds, shared, strict=True), 1)
    ]
    empty = f"{DECLARATION}<w:document {ROOT}><w:body><w:p/><w:sectPr/></w:body></w:document>".encode()
    return read_base(bind(Base(shared, tuple(relations)), (Entry(MAIN, CT.WML_DOCUMENT_MAIN, empty),), ()))


def bind(base: Base, own: Iterable[Entry], relations: Iterable[Relation]) -> bytes:
    """A Word file: the base with a document's own parts and relationships."""
    written = {entry.name: entry for entry in own}
    related = [*base.relations, *relations]
    fixed = {entry.name: entry for entry in base.parts if entry.name not in written}
    packed: dict[str, Packed] = {name: pack_shared(entry.content) for name, entry in fixed.items()}
    packed |= {name: pack(entry.content) for name, entry in written.items()}
    types = {name: entry.type for name, entry in (fixed | written).items()}
    packed["word/_rels/document.xml.rels"] = pack(_relationships(related))
    packed["_rels/.rels"] = pack(_relationships(_of_package(types)))
    first = (_TYPES, pack(_content_types(types)))
    return archive((first, *sorted(packed.items())))


def _of_package(types: Mapping[str, str]) -> list[Relation]:
    kinds = (
        (MAIN, RT.OFFICE_DOCUMENT), ("docProps/core.xml", RT.CORE_PROPERTIES),
        ("docProps/app.xml", RT.EXTENDED_PROPERTIES), ("docProps/custom.xml", _CUSTOM_RELATIONSHIP),
    )  # fmt: skip
    return [Relation(f"rId{n}", kind, name) for n, (name, kind) in enumerate(kinds, 1) if name in types]


def _relationships(relations: Iterable[Relation]) -> bytes:
    rows = "".join(
        f'<Relationship Id="{relation.id}" Type="{relation.type}" Target="{escape(relation.target)}"'
        + (' TargetMode="External"/>' if relation.external else "/>")
        for relation in relations
    )
    uri = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'{DECLARATION}<Relationships xmlns="{uri}">{rows}</Relationships>'.encode()


def _content_types(types: Mapping[str, str]) -> bytes:
    endings = {name.rpartition(".")[2].lower() for name in types} | {"rels", "xml"}
    defaults = {ending: _DEFAULTS[ending] for ending in endings if ending in _DEFAULTS}
    rows = [f'<Default Extension="{end}" ContentType="{kind}"/>' for end, kind in sorted(defaults.items())]
    rows += (
        f'<Override PartName="/{escape(name)}" ContentType="{kind}"/>'
        for name, kind in sorted(types.items())
        if defaults.get(name.rpartition(".")[2].lower()) != kind
    )
    uri = "http://schemas.openxmlformats.org/package/2006/content-types"
    return f'{DECLARATION}<Types xmlns="{uri}">{"".join(rows)}</Types>'.encode()
