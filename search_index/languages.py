"""Languages: a question written in another one than the page it is asked on.

Somebody on a Chinese page types `who approves market expenses`: where the Chinese texts say nothing to it, the English
ones are asked, and the same places are shown in Chinese.
"""

import re
from typing import Final

CHINESE: Final = "zh-Hans"
ENGLISH: Final = "en"

_HAN = re.compile("[\u3400-\u9fff]")
_ENGLISH_WORDS = re.compile(r"[a-z]{2,}[^a-z]+[a-z]{2,}", re.IGNORECASE)


def foreign_to(query: str, language: str) -> tuple[str, ...]:
    """The languages a question is written in, apart from the one it is asked in."""
    if language != ENGLISH and not _HAN.search(query) and _ENGLISH_WORDS.search(query):
        return (ENGLISH,)
    return (CHINESE,) if language == ENGLISH and _HAN.search(query) else ()
