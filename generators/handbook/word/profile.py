"""Layout profiles 版式: how documents look, as data: ``profiles/<name>.toml``."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import Field

from generators.model.text import Model, Wording

FOLDER: Final = Path(__file__).with_name("profiles")
NORMAL: Final = "enterprise"
"""The profile of those who ask for none."""


class UnknownProfile(Exception):
    """There is no profile of that name."""


class Font(Model):
    """A pair of fonts: for Latin and for Chinese letters. *instead* is free and may stand in for the Chinese one."""

    latin: str
    east: str
    instead: str = ""
    family: Literal["roman", "swiss", "script", "modern"] = "roman"


class Page(Model):
    """The paper, in millimetres. *pitch* is the distance of lines in twips where a page has a fixed number of lines."""

    width: float = 210
    height: float = 297
    top: float
    bottom: float
    left: float
    right: float
    header: float
    footer: float
    pitch: int = 0
    mirrored: bool = False

    @property
    def text_width(self) -> float:
        """Between the margins."""
        return self.width - self.left - self.right

    @property
    def text_height(self) -> float:
        """Between the margins."""
        return self.height - self.top - self.bottom


class Face(Model):
    """How paragraphs of one style look. Points for sizes, characters for indents; *line* multiplies."""

    font: str = "body"
    size: float | None = None
    bold: bool | None = None
    colour: str = ""
    before: float = 0
    after: float = 0
    line: float = 0
    exact: float = 0
    align: Literal["left", "both", "center", "right"] | None = None
    first: float = 0
    left: float = 0
    hanging: float = 0
    spacing: int = 0
    keep: bool = False
    rule: Literal["", "above", "below"] = ""
    caps: bool = False


class Level(Model):
    """One level of numbered headings: the pattern as Word writes it, and what it counts in."""

    text: str
    counts: Literal["decimal", "chineseCountingThousand", "upperLetter", "lowerLetter"] = "decimal"
    after: Literal["tab", "space", "nothing"] = "space"


class Profile(Model):
    """A layout profile 版式."""

    name: str
    title: Wording
    page: Page
    fonts: Mapping[str, Font]
    styles: Mapping[str, Face]
    levels: Mapping[str, tuple[Level, ...]] = Field(min_length=1)
    front: Literal["cover", "head"] = "cover"
    contents: int = Field(default=2, ge=0, le=3)
    clauses: Literal["hanging", "indented"] = "hanging"
    header: bool = True
    footer: Literal["page-of-pages", "dashes"] = "page-of-pages"
    shade: str = "F1F2EE"
    rule: str = "9AA0A6"
    ink: str = "1A2126"

    def __hash__(self) -> int:
        return hash(self.name)

    def face(self, style: str) -> Face:
        """The face of a style; one that the profile does not name looks like the body."""
        return self.styles.get(style, Face())


def profile_names() -> tuple[str, ...]:
    """The profiles there are, the usual one first."""
    names = sorted(path.stem for path in FOLDER.glob("*.toml"))
    return (NORMAL, *(name for name in names if name != NORMAL))


@cache
def load_profile(name: str) -> Profile:
    """A profile by name. UnknownProfile if there is none."""
    if name not in profile_names():
        raise UnknownProfile(name)
    return Profile.model_validate({"name": name, **_settings(name)})


def _settings(name: str) -> dict[str, Any]:
    """What a profile's file says, over what the profile it begins with says."""
    said = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    base = said.pop("begins_with", "")
    return _over(_settings(base), said, levels=2) if base else said


def _over(base: dict[str, Any], said: Mapping[str, Any], *, levels: int) -> dict[str, Any]:
    """Tables are joined key by key; a font or a face is taken as a whole."""
    merged = dict(base)
    for key, value in said.items():
        below = merged.get(key)
        joins = levels > 1 and isinstance(value, dict) and isinstance(below, dict)
        merged[key] = _over(below, value, levels=levels - 1) if joins and isinstance(below, dict) else value
    return merged
