"""DocumentControl 文件控制: what ISO 9001 §7.5 asks of every controlled document."""

import datetime
import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from generators.model.names import DocumentRef, PartyRef, ReaderRef, RoleRef, Slug
from generators.model.text import Model, Wording, Wordings

Status = Literal["planned", "draft", "review", "effective", "superseded", "withdrawn"]
"""待编 · 草稿 · 评审中 · 生效 · 已替代 · 已作废"""

Classification = Literal["public", "internal", "restricted"]
ChangeClass = Literal["editorial", "minor", "material"]
"""文字修订 · 一般改动 · 重要改动. Only a material change asks people to confirm again."""

DURATION = re.compile(r"[1-9][0-9]{0,3}(?:h|d|wd|w|m|y)")
Duration = Annotated[str, StringConstraints(pattern=rf"^{DURATION.pattern}$"), Field(title="时长")]
"""``4h`` hours, ``7d`` days, ``2wd`` working days, ``2w`` weeks, ``6m`` months, ``3y`` years."""

Code = Annotated[str, StringConstraints(max_length=80, pattern=r"^\S(?:.*\S)?$"), Field(title="编号")]
"""A document code 文件编号: text, never a number, never reused."""


def _calendar_day(value: str) -> str:
    try:
        datetime.date.fromisoformat(value)
    except ValueError:
        raise ValueError("not-a-date") from None
    return value


Day = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$"), AfterValidator(_calendar_day)]
"""A calendar day ``2026-03-01`` in the company's time zone."""


class Revision(Model):
    """Revision 版次: one line of a document's history."""

    revision: str = Field(title="版次", min_length=1, max_length=20)
    date: Day = Field(title="日期")
    by: RoleRef | None = Field(default=None, title="编制岗位")
    approved_by: RoleRef | None = Field(default=None, title="批准岗位")
    change: ChangeClass = Field(title="改动类别")
    note: Wording = Field(title="改动说明")
    clauses: tuple[str, ...] = Field(default=(), title="改动的条款锚点")


class AcknowledgementRule(Model):
    """AcknowledgementRule 阅读确认要求: who confirms, within how long, after which change, how strictly."""

    by: tuple[ReaderRef | Literal["participants", "holders", "everyone"], ...] = Field(
        title="由谁确认", min_length=1
    )
    within: Duration = Field(default="7d", title="期限")
    when_changed: ChangeClass = Field(default="material", title="何种改动须重新确认")
    signature: Literal["simple", "strict"] = Field(default="simple", title="签署方式")
    quiz: bool = Field(default=False, title="先答题")


class KnownGap(Model):
    """KnownGap 已知缺口: something the document lacks, said openly, with who will close it and when."""

    id: Slug = Field(title="标识")
    what: Wording = Field(title="缺什么")
    about: str = Field(default="", title="涉及的锚点")
    owner: RoleRef | None = Field(default=None, title="责任岗位")
    due: Day | None = Field(default=None, title="补齐期限")


class Silence(Model):
    """Silence 豁免: a rule that does not apply here, with a reason printed in the register."""

    rule: str = Field(title="检查规则")
    about: str = Field(default="", title="仅对此锚点")
    reason: Wording = Field(title="理由")


class Option(Model):
    """One possible answer of a quiz question."""

    id: Slug = Field(title="标识")
    text: Wording = Field(title="选项")
    correct: bool = Field(default=False, title="正确")


class Question(Model):
    """Question 测验题: asked before confirming; a wrong answer leads back to the passage."""

    id: Slug = Field(title="标识")
    ask: Wording = Field(title="题目")
    options: tuple[Option, ...] = Field(title="选项", min_length=2)
    see: str = Field(title="依据的锚点")
    explain: Wording | None = Field(default=None, title="解析")


class Asked(Model):
    """Asked 常见问法: how people ask for a document or for one of its places, in their own words.

    It teaches the search and is no controlled text: a new way of asking changes no digest and asks nobody to confirm.
    """

    about: str = Field(default="", title="所问的锚点（空 = 整份文件）")
    ways: Wordings = Field(title="问法", min_length=1)


class DocumentControl(Model):
    """The control block of one document. Dates are calendar days; roles are named by id, never people."""

    revision: str = Field(default="", title="版次", max_length=20)
    status: Status = Field(title="状态")
    owner: RoleRef | None = Field(default=None, title="责任岗位")
    author: RoleRef | None = Field(default=None, title="编制岗位")
    reviewer: RoleRef | None = Field(default=None, title="审核岗位")
    approver: RoleRef | None = Field(default=None, title="批准岗位")
    effective: Day | None = Field(default=None, title="生效日期")
    review_by: Day | None = Field(default=None, title="复审期限")
    planned_for: Day | None = Field(default=None, title="计划完成日期")
    superseded_by: DocumentRef | None = Field(default=None, title="由何文件替代")
    classification: Classification = Field(default="internal", title="密级")
    readers: tuple[ReaderRef, ...] = Field(default=(), title="可阅读者")
    distribution: tuple[PartyRef, ...] = Field(default=(), title="分发")
    retention: str = Field(default="", title="保管类别")
    acknowledge: AcknowledgementRule | None = Field(default=None, title="阅读确认")
    revisions: tuple[Revision, ...] = Field(default=(), title="修订记录")
    basis: tuple[str, ...] = Field(default=(), title="事实依据，主要的在前")
    gaps: tuple[KnownGap, ...] = Field(default=(), title="已知缺口")
    silence: tuple[Silence, ...] = Field(default=(), title="豁免的检查")


class Document(Model):
    """What every controlled document has, whatever its kind."""

    id: str = Field(title="标识", description="与文件名相同：小写字母、数字、连字符；一经使用不再更改")
    unit: str = Field(default="", title="单位")
    code: Code = Field(default="", title="编号")
    title: Wording = Field(title="名称")
    aliases: Wordings = Field(default=(), title="别名")
    control: DocumentControl = Field(title="文件控制")
    quiz: tuple[Question, ...] = Field(default=(), title="测验题")
    asked: tuple[Asked, ...] = Field(default=(), title="常见问法（只供搜索）")
    prose: str = Field(default="", title="长文（同名 .md 文件）")
    prose_en: str = Field(default="", title="英文长文（同名 .en.md 文件）")

    @property
    def status(self) -> Status:
        """Shorthand for the control block's status."""
        return self.control.status

    @property
    def restricted(self) -> bool:
        """Whether only named readers may know of this document."""
        return self.control.classification == "restricted"
