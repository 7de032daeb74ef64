"""The theme 主题: colours and fonts that Word offers beside our styles. A package is incomplete without one."""

from generators.handbook.word.markup import DECLARATION, escape
from generators.handbook.word.profile import Font, Profile

_URI = "http://schemas.openxmlformats.org/drawingml/2006/main"
_ACCENTS = ("1F4E79", "7A6A3A", "5E676D", "8C3B2E", "3E6B4F", "5B4B7A")
_PLACEHOLDER = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'


def theme_xml(profile: Profile) -> bytes:
    """``word/theme/theme1.xml``."""
    return (
        f'{DECLARATION}<a:theme xmlns:a="{_URI}" name="Dutybook {escape(profile.name)}"><a:themeElements>'
        f"{_colours(profile)}{_fonts(profile)}{_effects()}</a:themeElements></a:theme>"
    ).encode()


def _colours(profile: Profile) -> str:
    named = {"dk1": profile.ink, "lt1": "FFFFFF", "dk2": "3A4248", "lt2": profile.shade}
    named |= {f"accent{number}": colour for number, colour in enumerate(_ACCENTS, 1)}
    named |= {"hlink": "1F4E79", "folHlink": "5B4B7A"}
    said = "".join(f'<a:{name}><a:srgbClr val="{colour}"/></a:{name}>' for name, colour in named.items())
    return f'<a:clrScheme name="Dutybook">{said}</a:clrScheme>'


def _fonts(profile: Profile) -> str:
    body = profile.fonts["body"]
    heading = profile.fonts.get("heading", body)
    said = f"<a:majorFont>{_faces(heading)}</a:majorFont><a:minorFont>{_faces(body)}</a:minorFont>"
    return f'<a:fontScheme name="Dutybook">{said}</a:fontScheme>'


def _faces(font: Font) -> str:
    latin, east = escape(font.latin), escape(font.east)
    return f'<a:latin typeface="{latin}"/><a:ea typeface="{east}"/><a:cs typeface="{latin}"/>'


def _effects() -> str:
    """Three plain fills, lines and effects each: the least a theme may have."""
    lines = "".join(f'<a:ln w="{width}">{_PLACEHOLDER}</a:ln>' for width in (6350, 12700, 19050))
    plain = "<a:effectStyle><a:effectLst/></a:effectStyle>" * 3
    fills = _PLACEHOLDER * 3
    return (
        f'<a:fmtScheme name="Dutybook"><a:fillStyleLst>{fills}</a:fillStyleLst><a:lnStyleLst>{lines}</a:lnStyleLst>'
        f"<a:effectStyleLst>{plain}</a:effectStyleLst><a:bgFillStyleLst>{fills}</a:bgFillStyleLst></a:fmtScheme>"
    )
