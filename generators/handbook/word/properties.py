"""Properties 属性: what the file says of itself to Word, to search engines and to whoever checks it later."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from generators.handbook.word.markup import DECLARATION, ROOT, escape
from generators.handbook.word.profile import Font, Profile
from generators.model.text import Language

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_TAGS: Mapping[Language, str] = {"zh-Hans": "zh-CN", "en": "en-US"}
_CUSTOM_ID = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"


@dataclass(frozen=True, slots=True)
class Facts:
    """The properties of one file. *day* stands for all its dates, so that they are part of the content."""

    title: str
    subject: str
    company: str
    language: Language
    day: str
    own: Mapping[str, str] = field(default_factory=dict)


def core_xml(facts: Facts) -> bytes:
    """``docProps/core.xml``."""
    moment = f"{facts.day or '2000-01-01'}T00:00:00Z"
    dates = "".join(
        f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{moment}</dcterms:{name}>'
        for name in ("created", "modified")
    )
    return (
        f"{DECLARATION}<cp:coreProperties "
        'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(facts.title)}</dc:title><dc:subject>{escape(facts.subject)}</dc:subject>"
        f"<dc:creator>{escape(facts.company)}</dc:creator><cp:lastModifiedBy>{escape(facts.company)}</cp:lastModifiedBy>"
        f"<cp:revision>1</cp:revision>{dates}<dc:language>{_TAGS[facts.language]}</dc:language></cp:coreProperties>"
    ).encode()


def app_xml(facts: Facts) -> bytes:
    """``docProps/app.xml``."""
    return (
        f'{DECLARATION}<Properties xmlns="{_OFFICE}/extended-properties"><Application>Dutybook</Application>'
        f"<Company>{escape(facts.company)}</Company><AppVersion>1.0000</AppVersion></Properties>"
    ).encode()


def custom_xml(facts: Facts) -> bytes:
    """``docProps/custom.xml``: the document, its digest and address; they survive LibreOffice."""
    rows = "".join(
        f'<property fmtid="{_CUSTOM_ID}" pid="{number}" name="{escape(name)}">'
        f"<vt:lpwstr>{escape(value)}</vt:lpwstr></property>"
        for number, (name, value) in enumerate(sorted(facts.own.items()), 2)
    )
    return (
        f'{DECLARATION}<Properties xmlns="{_OFFICE}/custom-properties" xmlns:vt="{_OFFICE}/docPropsVTypes">'
        f"{rows}</Properties>"
    ).encode()


def settings_xml(profile: Profile) -> bytes:
    """``word/settings.xml``. Fields are never set to refresh on opening: Word would ask every reader about it."""
    sides = "<w:evenAndOddHeaders/>" if profile.footer == "dashes" else ""
    mirrored = "<w:mirrorMargins/>" if profile.page.mirrored else ""
    compat = "".join(
        f'<w:compatSetting w:name="{name}" w:uri="http://schemas.microsoft.com/office/word" w:val="{value}"/>'
        for name, value in (
            ("compatibilityMode", "15"),
            ("overrideTableStyleFontSizeAndJustification", "1"),
            ("enableOpenTypeFeatures", "1"),
            ("doNotFlipMirrorIndents", "1"),
        )
    )
    return (
        f'{DECLARATION}<w:settings {ROOT}><w:zoom w:percent="100"/>{mirrored}<w:bordersDoNotSurroundHeader/>'
        f'<w:bordersDoNotSurroundFooter/><w:defaultTabStop w:val="420"/>{sides}'
        '<w:characterSpacingControl w:val="compressPunctuation"/>'
        f"<w:compat>{compat}</w:compat>"
        '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/><w:decimalSymbol w:val="."/><w:listSeparator w:val=","/>'
        "</w:settings>"
    ).encode()


def font_table_xml(profile: Profile) -> bytes:
    """``word/fontTable.xml``: the fonts asked for, and what may stand in; nothing is embedded."""
    fonts: dict[str, Font] = {}
    for font in profile.fonts.values():
        fonts.setdefault(font.east, font)
    east = (
        f'<w:font w:name="{escape(name)}">{_instead(font)}<w:charset w:val="86"/><w:family w:val="{font.family}"/>'
        '<w:pitch w:val="variable"/></w:font>'
        for name, font in fonts.items()
    )
    latin = dict.fromkeys(font.latin for font in profile.fonts.values())
    plain = (
        f'<w:font w:name="{escape(name)}"><w:charset w:val="00"/><w:family w:val="auto"/>'
        '<w:pitch w:val="variable"/></w:font>'
        for name in latin
    )
    return f"{DECLARATION}<w:fonts {ROOT}>{''.join(east)}{''.join(plain)}</w:fonts>".encode()


def _instead(font: Font) -> str:
    return f'<w:altName w:val="{escape(font.instead)}"/>' if font.instead else ""
