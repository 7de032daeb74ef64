"""Policies 制度 and guides 指引: principles, definitions, chapters, articles and clauses as their author numbered
them."""

from typing import Literal

from pydantic import Field

from generators.model.control import Document
from generators.model.names import ActorRef, DepartmentRef, DocumentRef, FormRef, ReaderRef, Slug, TermRef
from generators.model.text import Model, Wording, Wordings
from generators.model.timing import Timed


class Clause(Timed):
    """Clause 条款: any level below a chapter; the label is the author's own (第五条, （二）, 1), a.)."""

    id: Slug = Field(title="标识（页面锚点）")
    label: str = Field(default="", title="原文序号", max_length=20)
    title: Wording | None = Field(default=None, title="条名")
    text: Wording | None = Field(default=None, title="正文")
    actor: ActorRef | None = Field(default=None, title="谁做")
    forms: tuple[FormRef, ...] = Field(default=(), title="表单")
    see: tuple[DocumentRef, ...] = Field(default=(), title="参见")
    liability: Wording | None = Field(default=None, title="责任归属")
    clauses: tuple["Clause", ...] = Field(default=(), title="下级条款")


class Chapter(Model):
    """Chapter 章: articles run on across chapters, so numbers are the author's labels."""

    id: Slug = Field(title="标识（页面锚点）")
    label: str = Field(default="", title="原文序号", max_length=20)
    title: Wording = Field(title="章名")
    intro: Wording | None = Field(default=None, title="引言")
    articles: tuple[Clause, ...] = Field(default=(), title="条")


class Principle(Model):
    """Principle 原则."""

    id: Slug = Field(title="标识（页面锚点）")
    label: str = Field(default="", title="原文序号", max_length=20)
    name: Wording = Field(title="原则")
    text: Wording | None = Field(default=None, title="说明")


class Definition(Model):
    """Definition 定义: a term of the glossary, or one that only this document uses."""

    id: Slug = Field(title="标识（页面锚点）")
    term: TermRef | None = Field(default=None, title="术语表中的词")
    name: Wording | None = Field(default=None, title="本文件用词")
    means: Wording | None = Field(default=None, title="含义")


class Activity(Model):
    """Activity 活动: a tree of any depth from a goal down to single pieces of work."""

    id: Slug = Field(title="标识（页面锚点）")
    label: str = Field(default="", title="原文序号", max_length=20)
    text: Wording = Field(title="工作内容")
    requirement: Wording | None = Field(default=None, title="实施要求")
    method: Wording | None = Field(default=None, title="实施方法")
    actor: ActorRef | None = Field(default=None, title="谁做")
    parts: tuple["Activity", ...] = Field(default=(), title="分解")


class Table(Model):
    """Table 表: rows of wording under column heads (for instance an archiving scope)."""

    id: Slug = Field(title="标识（页面锚点）")
    title: Wording = Field(title="表名")
    columns: Wordings = Field(title="列", min_length=1)
    rows: tuple[Wordings, ...] = Field(title="行", min_length=1)


class Articles(Document):
    """What policies and guides share."""

    department: DepartmentRef = Field(title="归口部门")
    purpose: Wording | None = Field(default=None, title="目的")
    scope: Wording | None = Field(default=None, title="适用范围")
    applies_to: tuple[ReaderRef, ...] = Field(default=(), title="适用对象")
    adopted_by: Wording | None = Field(default=None, title="由谁通过")
    principles: tuple[Principle, ...] = Field(default=(), title="原则")
    definitions: tuple[Definition, ...] = Field(default=(), title="定义")
    chapters: tuple[Chapter, ...] = Field(default=(), title="章")
    activities: tuple[Activity, ...] = Field(default=(), title="活动分解")
    tables: tuple[Table, ...] = Field(default=(), title="表")
    forms: tuple[FormRef, ...] = Field(default=(), title="附表")
    terms: tuple[TermRef, ...] = Field(default=(), title="术语")
    see: tuple[DocumentRef, ...] = Field(default=(), title="参见")


class Policy(Articles):
    """Policy 制度: rules that bind."""

    kind: Literal["policy"] = Field(title="类型")


class Guide(Articles):
    """Guide 指引: advice and method; binds nobody."""

    kind: Literal["guide"] = Field(title="类型")
