"""The wording of the portal: gettext catalogues, one a language, read through Babel.

Message ids are codes (``error.not-found.title``), not sentences: both languages are translations, and the same code
serves a page, an answer in JSON and the command line. Values stand in ``{braces}``.
"""

import gettext
import io
from functools import cache
from importlib import resources

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from portal.web.languages import Language

_FOLDERS: dict[Language, str] = {"zh-Hans": "zh_CN", "en": "en"}


class Texts:
    """All sentences in one language."""

    def __init__(self, language: Language, translations: gettext.GNUTranslations) -> None:
        self.language = language
        self._translations = translations

    def say(self, code: str, /, **values: object) -> str:
        """The sentence of a code, its braces filled."""
        return self._translations.gettext(code).format(**values)

    def count(self, code: str, /, n: int, **values: object) -> str:
        """The sentence of a code in the right number; ``{n}`` is the number."""
        return self._translations.ngettext(code, code, n).format(n=n, **values)

    def label(self, code: str, /, otherwise: str) -> str:
        """The word of a code that content brings; its own spelling where there is none."""
        found = self._translations.gettext(code)
        return otherwise if found == code else found


@cache
def texts(language: Language) -> Texts:
    """The sentences of a language, read once."""
    file = resources.files("portal.web") / "locale" / _FOLDERS[language] / "LC_MESSAGES" / "dutybook.po"
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(file.read_bytes())))
    compiled.seek(0)
    return Texts(language, gettext.GNUTranslations(compiled))
