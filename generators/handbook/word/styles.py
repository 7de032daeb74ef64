"""Styles 样式: ``styles.xml`` from a profile. Nothing in a document is formatted directly; a style says it all."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from generators.handbook.word.markup import DECLARATION, ROOT, escape, halves, twips
from generators.handbook.word.profile import Face, Profile
from generators.model.text import Language


class Style(NamedTuple):
    """A paragraph style: its id, its name as Word knows it, the face that it wears, what it is based on."""

    id: str
    name: str
    face: str
    based_on: str = "Normal"
    following: str = ""
    outline: int = -1
    shown: bool = True


PARAGRAPHS: Final = (
    Style("BodyText", "Body Text", "body"),
    Style("Plain", "Dutybook Plain", "plain"),
    Style("Lead", "Dutybook Lead", "lead", following="BodyText"),
    Style("Note", "Dutybook Note", "note", following="BodyText"),
    Style("Small", "Dutybook Small", "small"),
    Style("Centre", "Dutybook Centre", "centre"),
    Style("Title", "Title", "title", following="Subtitle"),
    Style("Subtitle", "Subtitle", "subtitle", following="BodyText"),
    Style("SheetTitle", "Dutybook Sheet Title", "sheet-title", following="BodyText"),
    Style("FormLabel", "Dutybook Form Label", "form-label"),
    Style("Over", "Dutybook Company", "over", following="Title"),
    Style("Kind", "Dutybook Kind", "kind", following="Title"),
    Style("Heading1", "heading 1", "heading1", following="BodyText", outline=0),
    Style("Heading2", "heading 2", "heading2", following="BodyText", outline=1),
    Style("Heading3", "heading 3", "heading3", following="BodyText", outline=2),
    Style("Heading4", "heading 4", "heading4", following="BodyText", outline=3),
    Style("Chapter1", "Dutybook Chapter 1", "chapter1", "Heading1", "BodyText"),
    Style("Chapter2", "Dutybook Chapter 2", "chapter2", "Heading2", "BodyText"),
    Style("Chapter3", "Dutybook Chapter 3", "chapter3", "Heading3", "BodyText"),
    Style("Chapter4", "Dutybook Chapter 4", "chapter4", "Heading4", "BodyText"),
    Style("Head", "Dutybook Unnumbered Heading", "head", following="BodyText"),
    Style("Clause1", "Dutybook Clause 1", "clause0"),
    Style("Clause2", "Dutybook Clause 2", "clause1"),
    Style("Clause3", "Dutybook Clause 3", "clause2"),
    Style("Article1", "Dutybook Article 1", "article0"),
    Style("Article2", "Dutybook Article 2", "article1"),
    Style("Article3", "Dutybook Article 3", "article2"),
    Style("Detail1", "Dutybook Detail 1", "detail"),
    Style("Detail2", "Dutybook Detail 2", "detail", "Detail1"),
    Style("Detail3", "Dutybook Detail 3", "detail", "Detail1"),
    Style("DetailArticle", "Dutybook Detail of Article", "detail", "Detail1"),
    Style("Picture", "Dutybook Picture", "picture"),
    Style("Caption", "caption", "caption", following="BodyText"),
    Style("Figure", "Dutybook Figure", "figure", following="Caption"),
    Style("Cell", "Dutybook Cell", "cell"),
    Style("CellSmall", "Dutybook Cell Small", "cell-small", "Cell"),
    Style("CellTiny", "Dutybook Cell Tiny", "cell-tiny", "Cell"),
    Style("CellHead", "Dutybook Cell Head", "cell-head", "Cell"),
    Style("CellCentre", "Dutybook Cell Centre", "cell", "Cell"),
    Style("CellSmallCentre", "Dutybook Cell Small Centre", "cell-small", "CellSmall"),
    Style("CellTinyCentre", "Dutybook Cell Tiny Centre", "cell-tiny", "CellTiny"),
    Style("TOCHeading", "TOC Heading", "toc-head", following="BodyText"),
    Style("TOC1", "toc 1", "toc1", shown=False),
    Style("TOC2", "toc 2", "toc2", shown=False),
    Style("TOC3", "toc 3", "toc3", shown=False),
    Style("Header", "header", "header", shown=False),
    Style("Footer", "footer", "footer", shown=False),
)
_DETAIL_OF: Final = {
    "Detail1": "clause0",
    "Detail2": "clause1",
    "Detail3": "clause2",
    "DetailArticle": "article0",
}
_OFF_GRID: Final = ("Cell", "Figure", "Picture", "Header", "Footer", "Title", "Over", "SheetTitle")


@lru_cache(maxsize=32)
def styles_xml(profile: Profile, language: Language) -> bytes:
    """The part ``word/styles.xml``."""
    parts = (
        _defaults(profile, language), _LATENT, _normal(profile), _CHARACTER,
        *(_paragraph_style(profile, style) for style in PARAGRAPHS),
        *_characters(profile), *_tables(profile),
    )  # fmt: skip
    return f"{DECLARATION}<w:styles {ROOT}>{''.join(parts)}</w:styles>".encode()


_LATENT: Final = (
    '<w:latentStyles w:defLockedState="0" w:defUIPriority="99" w:defSemiHidden="0" w:defUnhideWhenUsed="0" '
    'w:defQFormat="0" w:count="376"/>'
)
_CHARACTER: Final = (
    '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
    '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
    '<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/>'
    '<w:uiPriority w:val="99"/><w:semiHidden/></w:style>'
)


def fonts_of(profile: Profile, name: str, *, hint: bool = False) -> str:
    """``w:rFonts`` of one of the profile's fonts, for Latin and Chinese letters."""
    font = profile.fonts.get(name, profile.fonts["body"])
    latin, east = escape(font.latin), escape(font.east)
    hinted = ' w:hint="eastAsia"' if hint else ""
    return f'<w:rFonts{hinted} w:ascii="{latin}" w:eastAsia="{east}" w:hAnsi="{latin}" w:cs="{latin}"/>'


def _defaults(profile: Profile, language: Language) -> str:
    face = profile.face("normal")
    size = halves(face.size or 10.5)
    spacing = f'<w:spacing w:val="{face.spacing}"/>' if face.spacing else ""
    hint = language == "zh-Hans"
    return (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{fonts_of(profile, 'body', hint=hint)}"
        f'<w:color w:val="{profile.ink}"/>{spacing}<w:kern w:val="2"/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
        f'<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
        f"</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
    )


def _normal(profile: Profile) -> str:
    face = profile.face("normal")
    looks = _paragraph_looks(face.model_copy(update={"spacing": 0}), profile)
    return (
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
        f"<w:pPr>{looks}</w:pPr></w:style>"
    )


def _paragraph_style(profile: Profile, style: Style) -> str:
    face = profile.face(style.face)
    if style.id in _DETAIL_OF and not face.first:
        face = face.model_copy(update={"left": _left_of(profile.face(_DETAIL_OF[style.id]), face, profile)})
    if style.id.endswith("Centre"):
        face = face.model_copy(update={"align": "center"})
    numbering = ""
    if style.id.startswith("Chapter"):
        numbering = '<w:numPr><w:numId w:val="0"/></w:numPr>'
    elif style.outline >= 0:
        numbering = f'<w:numPr><w:ilvl w:val="{style.outline}"/><w:numId w:val="1"/></w:numPr>'
    outline = f'<w:outlineLvl w:val="{style.outline}"/>' if style.outline >= 0 else ""
    looks = _paragraph_looks(
        face,
        profile,
        numbering=numbering,
        off_grid=style.id.startswith(_OFF_GRID),
        tabs=_tabs(style, profile),
    )
    following = f'<w:next w:val="{style.following}"/>' if style.following else ""
    custom = ' w:customStyle="1"' if style.name.startswith("Dutybook") else ""
    formal = "<w:qFormat/>" if style.shown else ""
    priority = 9 if style.outline >= 0 else 39 if style.id.startswith("TOC") else 20
    return (
        f'<w:style w:type="paragraph"{custom} w:styleId="{style.id}"><w:name w:val="{style.name}"/>'
        f'<w:basedOn w:val="{style.based_on}"/>{following}<w:uiPriority w:val="{priority}"/>{formal}'
        f"<w:pPr>{looks}{outline}</w:pPr><w:rPr>{_run_looks(face, profile)}</w:rPr></w:style>"
    )


def _left_of(above: Face, face: Face, profile: Profile) -> float:
    """Where the text above begins, in the smaller letters of the lines beneath it."""
    scale = (above.size or profile.face("normal").size or 10.5) / (face.size or 10.5)
    return (above.left or above.first) * scale


def _tabs(style: Style, profile: Profile) -> str:
    """Contents lead the eye to their page numbers."""
    if not style.id.startswith("TOC") or style.id == "TOCHeading":
        return ""
    width = twips(profile.page.text_width)
    return f'<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="{width}"/></w:tabs>'


def _paragraph_looks(
    face: Face, profile: Profile, *, numbering: str = "", off_grid: bool = False, tabs: str = ""
) -> str:
    parts = ["<w:keepNext/><w:keepLines/>" if face.keep else "", numbering, _rule(face, profile), tabs]
    parts.append('<w:snapToGrid w:val="0"/>' if off_grid else "")
    parts += (_spacing(face), indent_of(face, profile), f'<w:jc w:val="{face.align}"/>' if face.align else "")
    return "".join(parts)


def _rule(face: Face, profile: Profile) -> str:
    if not face.rule:
        return ""
    side = "bottom" if face.rule == "below" else "top"
    colour = face.colour if face.font == "title" and face.colour else profile.rule
    return f'<w:pBdr><w:{side} w:val="single" w:sz="6" w:space="4" w:color="{colour}"/></w:pBdr>'


def _spacing(face: Face) -> str:
    before, after = round(face.before * 20), round(face.after * 20)
    lines = ""
    if face.exact:
        lines = f' w:line="{round(face.exact * 20)}" w:lineRule="exact"'
    elif face.line:
        lines = f' w:line="{round(face.line * 240)}" w:lineRule="auto"'
    return f'<w:spacing w:before="{before}" w:after="{after}"{lines}/>'


def indent_of(face: Face, profile: Profile) -> str:
    """Indents in characters, as Chinese typesetting counts, and in twips for readers that do not know them."""
    size = face.size or profile.face("normal").size or 10.5
    values = []
    for name, count in (("left", face.left), ("firstLine", face.first), ("hanging", face.hanging)):
        if count:
            values.append(f'w:{name}Chars="{round(count * 100)}" w:{name}="{round(count * size * 20)}"')
    return f"<w:ind {' '.join(values)}/>" if values else ""


def _run_looks(face: Face, profile: Profile) -> str:
    parts = [fonts_of(profile, face.font)] if face.font != "body" else []
    if face.bold is not None:
        off = "" if face.bold else ' w:val="0"'
        parts.append(f"<w:b{off}/><w:bCs{off}/>")
    parts.append(f'<w:color w:val="{face.colour}"/>' if face.colour else "")
    parts.append(f'<w:spacing w:val="{face.spacing}"/>' if face.spacing else "")
    if face.size is not None:
        parts.append(f'<w:sz w:val="{halves(face.size)}"/><w:szCs w:val="{halves(face.size)}"/>')
    return "".join(parts)


def _characters(profile: Profile) -> Iterator[str]:
    quiet = "5E676D" if profile.header else profile.ink
    looks = {
        "Strong": ("Strong", "<w:b/><w:bCs/>"),
        "Quiet": ("Dutybook Quiet", f'<w:color w:val="{quiet}"/>'),
        "Code": ("Dutybook Code", f'<w:color w:val="{quiet}"/>'),
        "Label": ("Dutybook Label", fonts_of(profile, "heading")),
        "PlaceholderText": ("Placeholder Text", '<w:color w:val="767676"/>'),
        "Hyperlink": ("Hyperlink", '<w:color w:val="1F4E79"/>'),
    }
    for identifier, (name, look) in looks.items():
        custom = ' w:customStyle="1"' if name.startswith("Dutybook") else ""
        yield (
            f'<w:style w:type="character"{custom} w:styleId="{identifier}"><w:name w:val="{name}"/>'
            f'<w:basedOn w:val="DefaultParagraphFont"/><w:uiPriority w:val="22"/><w:rPr>{look}</w:rPr></w:style>'
        )


_SIDES: Final = ("top", "left", "bottom", "right", "insideH", "insideV")


def _tables(profile: Profile) -> Iterator[str]:
    yield (
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>'
        '<w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
        '<w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
    )
    shaded = f'<w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="{profile.shade}"/></w:tcPr>'
    head = f'<w:tblStylePr w:type="firstRow">{shaded}</w:tblStylePr>'
    first = f'<w:tblStylePr w:type="firstCol">{shaded}</w:tblStylePr>'
    yield _table_style("TableData", "Dutybook Table", _borders(profile, 4), head)
    yield _table_style("TableFacts", "Dutybook Facts", _borders(profile, 4), first)
    yield _table_style("TableForm", "Dutybook Form", _borders(profile, 6), head)


def _table_style(identifier: str, name: str, borders: str, parts: str) -> str:
    margins = "".join(
        f'<w:{side} w:w="{twips(width)}" w:type="dxa"/>'
        for side, width in (("top", 0.5), ("left", 1.7), ("bottom", 0.5), ("right", 1.7))
    )
    return (
        f'<w:style w:type="table" w:customStyle="1" w:styleId="{identifier}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="TableNormal"/><w:uiPriority w:val="40"/><w:tblPr>{borders}<w:tblCellMar>{margins}'
        f"</w:tblCellMar></w:tblPr>{parts}</w:style>"
    )


def _borders(profile: Profile, size: int) -> str:
    lines = (
        f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="{profile.rule}"/>' for side in _SIDES
    )
    return f"<w:tblBorders>{''.join(lines)}</w:tblBorders>"
