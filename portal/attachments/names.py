"""Names of files, cleaned: the last part only, nothing invisible in it, the ending that its content has."""

import re
import unicodedata
from typing import Final

LONGEST: Final = 100
_FORBIDDEN: Final = re.compile(r'[<>:"|?*%\x00-\x1f\x7f]')
_ENDINGS: Final = {"jpg": ("jpg", "jpeg"), "heic": ("heic", "heif")}


def cleaned(name: str, kind: str, *, otherwise: str) -> str:
    """A name that is safe to show and to save under; ``otherwise`` where nothing of it remains."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    visible = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C")
    said = _FORBIDDEN.sub("_", visible).strip(" .")
    stem, dot, ending = said.rpartition(".")
    if not dot or ending.casefold() not in _ENDINGS.get(kind, (kind,)):
        stem, ending = said, kind
    stem = stem.strip(" .")[:LONGEST].rstrip(" .")
    return f"{stem or otherwise}.{ending.casefold()}"
