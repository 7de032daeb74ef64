"""Text 文本: one piece of wording in the languages a company writes.

An author writes a plain string (simplified Chinese) or a mapping ``{zh-Hans: …, zh-Hant: …, en: …}``.
Wording that has no translation is shown in Chinese, and the page says so.
"""

import unicodedata
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_serializer, model_validator

from generators.languages import LANGUAGES, Language

__all__ = ["LANGUAGES", "Language", "Model", "Text", "Wording", "Wordings", "tidy"]


class Model(BaseModel):
    """Base of every value of the model: frozen, closed, sequences are tuples."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Text(Model):
    """Wording in simplified Chinese, with English and traditional Chinese where the author gave them."""

    model_config = ConfigDict(serialize_by_alias=True, validate_by_alias=True, validate_by_name=True)

    zh: str = Field(default="", alias="zh-Hans", title="简体中文")
    zh_hant: str = Field(default="", alias="zh-Hant", title="繁體中文")
    en: str = Field(default="", alias="en", title="英文")

    @model_validator(mode="after")
    def _says_something(self) -> "Text":
        if not (self.zh or self.en):
            raise ValueError("text-empty")
        return self

    def __str__(self) -> str:
        return self.zh or self.en

    def in_language(self, language: Language) -> str:
        """The wording a reader of *language* sees: theirs, else the other one."""
        return (self.en or self.zh) if language == "en" else (self.zh or self.en)

    def speaks(self, language: Language) -> bool:
        """Whether the author wrote this wording in *language*."""
        return bool(self.en if language == "en" else self.zh)

    def names(self) -> tuple[str, ...]:
        """Every wording there is, without doubles: what search and mentions look for."""
        return tuple(dict.fromkeys(name for name in (self.zh, self.zh_hant, self.en) if name))

    @model_serializer(mode="plain")
    def _as_written(self) -> Any:
        if not (self.en or self.zh_hant):
            return self.zh
        spoken = {"zh-Hans": self.zh, "zh-Hant": self.zh_hant, "en": self.en}
        return {language: wording for language, wording in spoken.items() if wording}


def tidy(wording: str) -> str:
    """Canonical wording: NFC, LF, no blanks at the ends of lines."""
    text = unicodedata.normalize("NFC", wording.replace("\r\n", "\n").replace("\r", "\n"))
    return "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")


def _from_plain_string(value: object) -> object:
    if isinstance(value, str):
        return {"zh-Hans": tidy(value)}
    if isinstance(value, dict):
        return {key: tidy(said) if isinstance(said, str) else said for key, said in value.items()}
    return value


Wording = Annotated[Text, BeforeValidator(_from_plain_string, json_schema_input_type=str | Text)]
"""A field of type Text that also accepts a plain string."""

Wordings = tuple[Wording, ...]
