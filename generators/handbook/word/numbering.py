"""Numbering 编号: real multilevel lists. Each list of a document counts from one in a ``w:num`` of its own."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from generators.handbook.word.authors import Counting, joint_after
from generators.handbook.word.markup import DECLARATION, ROOT, escape
from generators.handbook.word.profile import Level, Profile
from generators.handbook.word.styles import fonts_of, indent_of
from generators.model.text import Language

HEADINGS, BULLETS, LISTS = 1, 2, 3
"""Numbers that every document has: headings, bullets, lists of ours."""

_FIRST_OWN: Final = 10

_OWN_LISTS: Final[dict[Language, tuple[tuple[str, str], ...]]] = {
    "zh-Hans": (("decimal", "%1."), ("decimal", "（%2）"), ("lowerLetter", "%3.")),
    "en": (("decimal", "%1."), ("lowerLetter", "(%2)"), ("lowerRoman", "%3.")),
}


@dataclass
class Numbering:
    """The lists of one document. *offset* keeps its numbers clear of those of a company's template."""

    profile: Profile
    language: Language
    offset: int = 0
    _lists: list[str] = field(default_factory=list)
    _series: dict[str, int] = field(default_factory=dict)
    _authors: dict[tuple[bool, tuple[Counting, ...]], int] = field(default_factory=dict)

    def number_of(self, series: str) -> int:
        """The list that a series counts in."""
        if series not in self._series:
            self._series[series] = self._new(LISTS)
        return self._series[series]

    def number_like_author(self, series: str, levels: tuple[Counting, ...], *, formal: bool) -> int:
        """A list that counts as an author did; *formal* ones are set as articles."""
        if series not in self._series:
            abstract = self._authors.setdefault((formal, levels), _FIRST_OWN + len(self._authors))
            self._series[series] = self._new(abstract)
        return self._series[series]

    def _new(self, abstract: int) -> int:
        number = self.offset + _FIRST_OWN + len(self._lists)
        starts = "".join(
            f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="1"/></w:lvlOverride>'
            for level in range(4)
        )
        self._lists.append(
            f'<w:num w:numId="{number}"><w:abstractNumId w:val="{self.offset + abstract}"/>{starts}</w:num>'
        )
        return number

    def xml(self) -> bytes:
        """The part ``word/numbering.xml``."""
        abstracts = [
            _headings(self.profile, self.language),
            _bullets(self.profile),
            _ordered(self.profile, self.language),
        ]  # fmt: skip
        abstracts += (
            _like_author(self.profile, number, levels, formal=formal)
            for (formal, levels), number in self._authors.items()
        )
        fixed = "".join(
            f'<w:num w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>'
            for number in (self.offset + own for own in (HEADINGS, BULLETS, LISTS))
        )
        body = "".join(abstracts) + fixed + "".join(self._lists)
        return f"{DECLARATION}<w:numbering {ROOT}>{body}</w:numbering>".encode()

    @property
    def bullets(self) -> int:
        """The list without numbers."""
        return self.offset + BULLETS


def _abstract(number: int, levels: Sequence[str], *, sort: str = "multilevel") -> str:
    return (
        f'<w:abstractNum w:abstractNumId="{number}"><w:nsid w:val="{0x5D000000 + number:08X}"/>'
        f'<w:multiLevelType w:val="{sort}"/><w:tmpl w:val="{0x5E000000 + number:08X}"/>'
        f"{''.join(levels)}</w:abstractNum>"
    )


def _level(
    place: int,
    counts: str,
    text: str,
    *,
    style: str = "",
    after: str = "",
    looks: str = "",
    runs_on: bool = False,
    letters: str = "",
) -> str:
    restart = '<w:lvlRestart w:val="0"/>' if runs_on else ""
    linked = f'<w:pStyle w:val="{style}"/>' if style else ""
    suffix = f'<w:suff w:val="{after}"/>' if after else ""
    return (
        f'<w:lvl w:ilvl="{place}"><w:start w:val="1"/><w:numFmt w:val="{counts}"/>{restart}{linked}{suffix}'
        f'<w:lvlText w:val="{escape(text)}"/><w:lvlJc w:val="left"/>{looks}{letters}</w:lvl>'
    )


def _headings(profile: Profile, language: Language) -> str:
    levels: tuple[Level, ...] = profile.levels.get(language) or next(iter(profile.levels.values()))
    return _abstract(HEADINGS, [_heading_level(profile, place, level) for place, level in enumerate(levels)])


def _heading_level(profile: Profile, place: int, level: Level) -> str:
    face = profile.face(f"heading{place + 1}")
    width = round((face.size or 10.5) * 20 * (1.6 + 0.8 * place))
    tab = f'<w:tabs><w:tab w:val="num" w:pos="{width}"/></w:tabs>'
    indent = f'<w:pPr>{tab}<w:ind w:left="{width}" w:hanging="{width}"/></w:pPr>'
    looks = indent if level.after == "tab" else ""
    return _level(
        place,
        level.counts,
        level.text,
        style=f"Heading{place + 1}",
        after="" if level.after == "tab" else level.after,
        looks=looks,
    )


def _indent(profile: Profile, face: str) -> str:
    """The indent of the style that the level numbers: readers take it from the level."""
    shown = indent_of(profile.face(face), profile)
    return f"<w:pPr>{shown}</w:pPr>" if shown else ""


def _bullets(profile: Profile) -> str:
    letters = '<w:rPr><w:rFonts w:ascii="Arial" w:eastAsia="Arial" w:hAnsi="Arial" w:cs="Arial"/></w:rPr>'
    levels = [
        _level(place, "bullet", sign, looks=_indent(profile, f"clause{place}"), letters=letters)
        for place, sign in enumerate(("•", "–", "·"))
    ]
    return _abstract(BULLETS, levels, sort="hybridMultilevel")


def _ordered(profile: Profile, language: Language) -> str:
    after = "tab" if profile.face("clause0").hanging else "nothing"
    levels = [
        _level(place, counts, text, after=after, looks=_indent(profile, f"clause{place}"))
        for place, (counts, text) in enumerate(_OWN_LISTS[language])
    ]
    return _abstract(LISTS, levels)


def _like_author(profile: Profile, number: int, levels: Sequence[Counting], *, formal: bool) -> str:
    letters = f"<w:rPr>{fonts_of(profile, 'heading')}</w:rPr>"
    written = [
        _level(
            place,
            level.counts,
            level.pattern.replace("%", f"%{place + 1}", 1)
            + ("" if level.hangs else joint_after(level.pattern)),
            after="tab" if level.hangs else "nothing",
            looks=_indent(profile, f"{'article' if formal else 'clause'}{min(place, 2)}"),
            runs_on=level.runs_on,
            letters=letters,
        )
        for place, level in enumerate(levels)
    ]
    return _abstract(number, written)
