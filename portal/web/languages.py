"""Which language a reader gets: the address says it first, then the browser."""

from typing import Final, Literal, cast

Language = Literal["zh-Hans", "en"]

LANGUAGES: Final[tuple[Language, ...]] = ("zh-Hans", "en")
DEFAULT: Final[Language] = "zh-Hans"
_PREFIX: Final = "en/"


def root_of(language: Language) -> str:
    """Where a language's pages start below the top: nothing for Chinese, ``en/`` for English."""
    return _PREFIX if language == "en" else ""


def language_of_address(address: str) -> Language | None:
    """The language an address below the top belongs to, if it says so."""
    return "en" if address.startswith(_PREFIX) or address == "en" else None


def alternate_of(address: str) -> str:
    """The same address in the other language."""
    return address.removeprefix(_PREFIX) if address.startswith(_PREFIX) else _PREFIX + address


def language_of_tag(tag: str) -> Language | None:
    """One of ours for a language tag: ``zh-CN``, ``zh`` → Chinese, ``en-GB`` → English."""
    primary = tag.strip().lower().partition("-")[0]
    return cast(Language, {"zh": "zh-Hans", "en": "en"}.get(primary))


def preferred(accept_language: str) -> Language:
    """What a browser asks for in ``Accept-Language``; Chinese where it asks for neither."""
    wishes = [_wish(entry) for entry in accept_language[:500].split(",")]
    for _, tag in sorted(wishes, key=lambda wish: -wish[0]):
        language = language_of_tag(tag)
        if language is not None:
            return language
    return DEFAULT


def _wish(entry: str) -> tuple[float, str]:
    tag, _, quality = entry.partition(";q=")
    try:
        return float(quality or "1"), tag
    except ValueError:
        return 0.0, tag
