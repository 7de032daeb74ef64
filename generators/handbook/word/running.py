"""Running heads 页眉页脚: code, revision and classification on every page; the page's number; a mark across drafts."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from generators.handbook.word.markup import DECLARATION, ROOT, escape, field, paragraph, plain_run, twips
from generators.handbook.word.profile import Page, Profile

_TAB: Final = "<w:r><w:tab/></w:r>"


@dataclass(frozen=True, slots=True)
class Heads:
    """What the headers and footers of one section say. *pages* is 第 {PAGE} 页 共 {PAGES} 页 with its two blanks."""

    left: str
    right: str
    foot: str
    pages: str
    mark: str = ""


def header_xml(heads: Heads, profile: Profile, page: Page, *, empty: bool = False) -> bytes:
    """A header; an *empty* one (over a cover) still carries the mark."""
    mark = _watermark(heads.mark) if heads.mark else ""
    if empty or not profile.header:
        return _part("hdr", paragraph("Plain", mark))
    said = f"{plain_run(heads.left)}{_TAB}{plain_run(heads.right)}{mark}"
    return _part("hdr", paragraph("Header", said, _right_tab(page)))


def footer_xml(
    heads: Heads, profile: Profile, page: Page, *, even: bool = False, empty: bool = False
) -> bytes:
    """A footer with the page's number."""
    if profile.footer == "dashes":
        number = f"{plain_run('— ')}{field('PAGE', '1')}{plain_run(' —')}"
        looks = (
            '<w:ind w:leftChars="100" w:left="280"/><w:jc w:val="left"/>'
            if even
            else '<w:ind w:rightChars="100" w:right="280"/><w:jc w:val="right"/>'
        )
        return _part("ftr", paragraph("Footer", number, looks))
    if empty:
        return _part("ftr", paragraph("Footer", plain_run(heads.foot)))
    said = f"{plain_run(heads.foot)}{_TAB}{''.join(_numbers(heads.pages))}"
    return _part("ftr", paragraph("Footer", said, _right_tab(page)))


def _numbers(pattern: str) -> Iterator[str]:
    before, _, rest = pattern.partition("{page}")
    between, _, after = rest.partition("{pages}")
    yield plain_run(before) if before else ""
    yield field("PAGE", "1")
    yield plain_run(between) if between else ""
    yield field("NUMPAGES", "1")
    yield plain_run(after) if after else ""


def _right_tab(page: Page) -> str:
    return f'<w:tabs><w:tab w:val="right" w:pos="{twips(page.text_width)}"/></w:tabs>'


def _part(root: str, content: str) -> bytes:
    return f"{DECLARATION}<w:{root} {ROOT}>{content}</w:{root}>".encode()


def _watermark(mark: str) -> str:
    """Letters across the page behind the text, as Word itself makes them."""
    wide, high = (52 * len(mark), 110) if mark.isascii() else (140 * len(mark), 150)
    return (
        "<w:r><w:rPr><w:noProof/></w:rPr><w:pict>"
        '<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" '
        'path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/>'
        '<v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/>'
        '<v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/></v:formulas>'
        '<v:path textpathok="t" o:connecttype="rect"/><v:textpath on="t" fitshape="t"/></v:shapetype>'
        '<v:shape id="PowerPlusWaterMarkObject" o:spid="_x0000_s2049" type="#_x0000_t136" alt="" '
        f'style="position:absolute;margin-left:0;margin-top:0;width:{min(wide, 460)}pt;'
        f"height:{high}pt;"
        "rotation:315;z-index:-251658752;mso-position-horizontal:center;mso-position-horizontal-relative:margin;"
        'mso-position-vertical:center;mso-position-vertical-relative:margin" o:allowincell="f" fillcolor="#d8dadc" '
        f'stroked="f"><v:fill opacity=".5"/><v:textpath style="font-family:&quot;黑体&quot;;font-size:1pt" '
        f'string="{escape(mark)}"/></v:shape></w:pict></w:r>'
    )
