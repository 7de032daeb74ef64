"""The languages a portal is published in, and where the pages of each begin."""

from collections.abc import Mapping
from typing import Final, Literal

Language = Literal["zh-Hans", "en"]
"""Traditional Chinese is a search alias, not a tree of its own."""

LANGUAGES: Final[tuple[Language, ...]] = ("zh-Hans", "en")

PREFIXES: Final[Mapping[Language, str]] = {"zh-Hans": "", "en": "en/"}
"""Language → what its addresses begin with, below the top of the site."""
