"""Words of the interface: every sentence a page says by itself, by key, in the reader's language."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from generators.model.text import Language

LOCALE: Final = Path(__file__).with_name("locale")
_FILES: Final[Mapping[Language, str]] = {"zh-Hans": "zh-CN.toml", "en": "en.toml"}


@dataclass(frozen=True)
class Words:
    """The words of one language. Keys are ``table.name``; a missing key is a mistake of ours and raises."""

    language: Language
    by_key: Mapping[str, str]

    def __call__(self, key: str, **values: object) -> str:
        """The wording of *key* with its blanks filled."""
        said = self.by_key[key]
        return said.format_map(values) if values else said

    def count(self, key: str, n: int, **values: object) -> str:
        """The wording for *n* things; ``key-one`` where there is exactly one and the language minds."""
        one = f"{key}-one"
        return self(one if n == 1 and one in self.by_key else key, n=n, **values)

    def joined(self, parts: list[str]) -> str:
        """A list in running text: 、 or a comma."""
        return self.by_key["text.comma"].join(parts)


@cache
def words_of(language: Language) -> Words:
    """The words of *language*, read once."""
    tables = tomllib.loads((LOCALE / _FILES[language]).read_text(encoding="utf-8"))
    flat = {f"{table}.{name}": said for table, entries in tables.items() for name, said in entries.items()}
    return Words(language, flat)
