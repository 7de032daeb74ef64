"""Procedures 流程: steps, decisions, approvals, hand-offs; the steps are the flow chart."""

from typing import Literal, Self

from pydantic import Field, model_validator

from generators.model.control import Code, Document, Duration
from generators.model.names import (
    ActorRef,
    DepartmentRef,
    DocumentRef,
    FormRef,
    PartyRef,
    ProcedureRef,
    ReaderRef,
    RoleRef,
    Slug,
    TermRef,
)
from generators.model.text import Model, Text, Wording, Wordings
from generators.model.timing import Escalation, Timed, Window

END = "end"
"""The target of ``next`` that ends a path."""


class Branch(Model):
    """Branch 分支: a labelled way out of a decision."""

    label: Wording = Field(title="分支名")
    next: str = Field(title="下一步")
    requires: tuple[FormRef, ...] = Field(default=(), title="须附表单")


class Approval(Model):
    """Approval 审批: by all, by any one, or one after the other."""

    mode: Literal["all", "any", "in_order"] = Field(default="all", title="方式")
    by: tuple[ActorRef, ...] = Field(title="审批者", min_length=1)


class Relay(Model):
    """Relay 接力: who stands in when the first cannot, and who must be told."""

    when: Wording = Field(title="何种情形")
    to: RoleRef = Field(title="转给")
    inform: tuple[ActorRef, ...] = Field(default=(), title="告知")


class Step(Timed):
    """Step 步骤: an action (``do``), a decision (``decide`` with branches) or an approval (``approve``).

    Without ``next`` a step leads to the following one in the list, the last one to the end. ``fork`` starts
    several paths at once; a step with ``join: all`` waits for every path that leads to it.
    """

    id: Slug = Field(title="标识（页面锚点）")
    label: str = Field(default="", title="原文序号", max_length=20)
    name: Wording | None = Field(default=None, title="简称（用于图）")
    actor: ActorRef | None = Field(default=None, title="执行者")
    do: Wording | None = Field(default=None, title="做什么")
    decide: Wording | None = Field(default=None, title="判断什么")
    branches: tuple[Branch, ...] = Field(default=(), title="分支")
    approve: Approval | None = Field(default=None, title="审批")
    rejected: str | None = Field(default=None, title="不同意时退回")
    inputs: tuple[FormRef, ...] = Field(default=(), title="输入")
    output: tuple[FormRef, ...] = Field(default=(), title="输出")
    system: Wording | None = Field(default=None, title="使用的系统")
    limit: Duration | None = Field(default=None, title="时限")
    escalate: Escalation | None = Field(default=None, title="升级")
    relay: tuple[Relay, ...] = Field(default=(), title="接力")
    consulted: tuple[PartyRef, ...] = Field(default=(), title="商量")
    informed: tuple[PartyRef, ...] = Field(default=(), title="知会")
    note: Wording | None = Field(default=None, title="说明")
    liability: Wording | None = Field(default=None, title="责任归属")
    next: str | None = Field(default=None, title="下一步")
    fork: tuple[str, ...] = Field(default=(), title="同时开始")
    join: Literal["all", "any"] | None = Field(default=None, title="汇合")
    hand_off: ProcedureRef | None = Field(default=None, title="转入流程")

    @model_validator(mode="after")
    def _is_one_thing(self) -> Self:
        if sum(said is not None for said in (self.do, self.decide, self.approve)) == 0:
            raise ValueError("step-says-nothing")
        if self.decide is not None and self.approve is not None:
            raise ValueError("step-decides-and-approves")
        if (self.decide is None) != (not self.branches):
            raise ValueError("decision-without-branches")
        if self.rejected is not None and self.approve is None:
            raise ValueError("rejected-without-approval")
        if sum(map(bool, (self.next, self.fork, self.branches))) > 1:
            raise ValueError("step-leads-twice")
        return self

    @property
    def nature(self) -> Literal["action", "decision", "approval"]:
        """What the step is; decides its shape in pictures and tables."""
        if self.decide is not None:
            return "decision"
        return "approval" if self.approve is not None else "action"

    @property
    def sentence(self) -> Text:
        """The words that say what happens in this step."""
        spoken = self.do or self.decide or self.name
        return spoken if spoken is not None else Text(zh="审批", en="Approve")


class Gate(Model):
    """Gate 启动条件: what must be there before a case may start (无立项单不启动)."""

    id: Slug = Field(title="标识（页面锚点）")
    condition: Wording = Field(title="条件")
    requires: FormRef | None = Field(default=None, title="须有表单")


class Trigger(Model):
    """Trigger 触发: what starts the procedure."""

    event: Wording = Field(title="事件")
    source: ProcedureRef | None = Field(default=None, title="来自流程")


class Phase(Model):
    """Phase 阶段: a stretch between two events with its focus and what it delivers."""

    id: Slug = Field(title="标识（页面锚点）")
    label: str = Field(default="", title="原文序号", max_length=20)
    title: Wording = Field(title="阶段")
    window: Window | None = Field(default=None, title="区间")
    focus: Wordings = Field(default=(), title="重点")
    deliverables: tuple[FormRef, ...] = Field(default=(), title="成果")
    steps: tuple[str, ...] = Field(default=(), title="步骤")


class Record(Model):
    """Record 记录: which form is kept, how long, by whom, where."""

    form: FormRef = Field(title="表单")
    keep: Duration | Literal["permanent"] | None = Field(default=None, title="保管期限")
    by: ActorRef | None = Field(default=None, title="保管者")
    place: Wording | None = Field(default=None, title="存放处")


class HandOff(Model):
    """HandOff 交接: which procedure follows. Named by the sender only."""

    to: ProcedureRef = Field(title="转入流程")
    when: Wording | None = Field(default=None, title="何时")


class FamilyMember(Model):
    """One member of a parameter family (市级 / 省级 / 国家级) and where it differs."""

    id: Slug = Field(title="标识（页面锚点）")
    title: Wording = Field(title="名称")
    code: Code = Field(default="", title="编号")
    differs: Wordings = Field(default=(), title="不同之处")


class Family(Model):
    """Family 参数族: procedures that share their steps and differ in one parameter."""

    parameter: Wording = Field(title="参数")
    members: tuple[FamilyMember, ...] = Field(title="成员", min_length=2)


class Procedure(Document):
    """Procedure 流程: who does what, in which order, with which forms, by when."""

    kind: Literal["procedure"] = Field(title="类型")
    department: DepartmentRef = Field(title="归口部门")
    purpose: Wording | None = Field(default=None, title="目的")
    scope: Wording | None = Field(default=None, title="适用范围")
    applies_to: tuple[ReaderRef, ...] = Field(default=(), title="适用对象")
    trigger: Trigger | None = Field(default=None, title="触发")
    gates: tuple[Gate, ...] = Field(default=(), title="启动条件")
    inputs: tuple[FormRef, ...] = Field(default=(), title="输入")
    outputs: tuple[FormRef, ...] = Field(default=(), title="输出")
    phases: tuple[Phase, ...] = Field(default=(), title="阶段")
    steps: tuple[Step, ...] = Field(default=(), title="步骤")
    records: tuple[Record, ...] = Field(default=(), title="记录")
    hand_offs: tuple[HandOff, ...] = Field(default=(), title="后转流程")
    family: Family | None = Field(default=None, title="参数族")
    terms: tuple[TermRef, ...] = Field(default=(), title="术语")
    see: tuple[DocumentRef, ...] = Field(default=(), title="参见")
