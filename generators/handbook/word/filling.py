"""Filling in 填写: content controls for text, dates and choices, and signatures. Blank on paper."""

from typing import Final

from generators.handbook.outline.blocks import Control
from generators.handbook.word.anchors import Anchors
from generators.handbook.word.markup import escape, plain_run
from generators.model.text import Language

_BLANKS: Final = {"text": 10, "long": 30, "choice": 8, "signature": 10}
_DATES: Final[dict[Language, tuple[str, str, str]]] = {
    "zh-Hans": ("yyyy年M月d日", "zh-CN", "　　　年　月　日"),
    "en": ("d MMMM yyyy", "en-GB", "　　　　　　　　"),
}
_BOX: Final = (
    '<w:r><w:rPr><w:rFonts w:ascii="MS Gothic" w:eastAsia="MS Gothic" w:hAnsi="MS Gothic" w:hint="eastAsia"/></w:rPr>'
    "<w:t>☐</w:t></w:r>"
)
_CHECKBOX: Final = (
    '<w14:checkbox><w14:checked w14:val="0"/><w14:checkedState w14:val="2612" w14:font="MS Gothic"/>'
    '<w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/></w14:checkbox>'
)


def fill_in(control: Control, place: str, anchors: Anchors, language: Language) -> str:
    """The runs of a paragraph that somebody fills in."""
    if control.sort == "several":
        shown = "".join(_box(control, option, place, anchors) for option in control.options)
    elif control.sort == "none":
        shown = ""
    else:
        shown = _one(control, place, anchors, language)
    return shown + (plain_run(control.after, "Quiet") if control.after else "")


def room_of(control: Control) -> tuple[str, float]:
    """What it shows besides blanks, and the width of its blanks and boxes in letters."""
    if control.sort == "several":
        return "　".join(control.options) + control.after, 1.25 * len(control.options)
    if control.sort == "none":
        return control.after, 0.0
    return control.after, 3.0 if control.narrow else 7.0 if control.sort == "date" else 10.0


def _one(control: Control, place: str, anchors: Anchors, language: Language) -> str:
    sort, blank = "<w:text/>", "　" * (3 if control.narrow else _BLANKS.get(control.sort, 10))
    if control.sort == "long":
        sort = '<w:text w:multiLine="1"/>'
    elif control.sort == "date":
        pattern, tag, whole = _DATES[language]
        blank = blank if control.narrow else whole
        sort = (
            f'<w:date><w:dateFormat w:val="{pattern}"/><w:lid w:val="{tag}"/>'
            '<w:storeMappedDataAs w:val="dateTime"/><w:calendar w:val="gregorian"/></w:date>'
        )
    elif control.sort == "choice":
        options = (f'<w:listItem w:displayText="{o}" w:value="{o}"/>' for o in map(escape, control.options))
        sort = f"<w:dropDownList>{''.join(options)}</w:dropDownList>"
    return _inline(control.title, place, sort, plain_run(blank, "PlaceholderText"), anchors, placeholder=True)


def _box(control: Control, option: str, place: str, anchors: Anchors) -> str:
    seed = f"{place}/{option}"
    box = _inline(f"{control.title} {option}".strip(), seed, _CHECKBOX, _BOX, anchors, placeholder=False)
    return box + plain_run(f" {option}　")


def _inline(title: str, seed: str, sort: str, content: str, anchors: Anchors, *, placeholder: bool) -> str:
    showing = "<w:showingPlcHdr/>" if placeholder else ""
    alias = f'<w:alias w:val="{escape(title[:60])}"/>' if title else ""
    return (
        f'<w:sdt><w:sdtPr>{alias}<w:id w:val="{anchors.control_id(seed)}"/>{showing}{sort}</w:sdtPr>'
        f"<w:sdtContent>{content}</w:sdtContent></w:sdt>"
    )
