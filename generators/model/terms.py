"""Terms 术语: the company's glossary; its synonyms also teach the search."""

from typing import Literal

from pydantic import Field

from generators.model.names import DocumentRef, Slug, TermRef, UnitRef
from generators.model.text import Model, Wording, Wordings


class Term(Model):
    """Term 术语: a word, what it means here, and what else people call it."""

    id: Slug = Field(title="标识（锚点）")
    title: Wording = Field(title="词")
    aliases: Wordings = Field(default=(), title="同义词")
    means: Wording = Field(title="含义")
    unit: UnitRef | None = Field(default=None, title="仅用于单位")
    instead_of: Wordings = Field(default=(), title="不再使用的说法")
    see: tuple[DocumentRef | TermRef, ...] = Field(default=(), title="参见")
    asked: Wordings = Field(default=(), title="常见问法（只供搜索）")


class Synonyms(Model):
    """Synonyms 同义说法: words that search treats alike without being terms."""

    words: tuple[str, ...] = Field(title="说法", min_length=2)


class Terms(Model):
    """The file ``terms.yaml``."""

    kind: Literal["terms"] = Field(title="类型")
    terms: tuple[Term, ...] = Field(default=(), title="术语")
    synonyms: tuple[Synonyms, ...] = Field(default=(), title="同义说法")
