"""Checklists 检查表: what a person ticks off, with requirement, method, due date and evidence."""

from typing import Literal

from pydantic import Field

from generators.model.control import Document, Duration
from generators.model.names import ActorRef, DepartmentRef, DocumentRef, ProcedureRef, RoleRef, Slug
from generators.model.roles import Evidence
from generators.model.text import Model, Wording
from generators.model.timing import Recurrence


class CheckItem(Model):
    """CheckItem 检查项: one thing to tick off; nests to any depth. ``within`` counts from the list's start event."""

    id: Slug = Field(title="标识（页面锚点）")
    label: str = Field(default="", title="原文序号", max_length=20)
    do: Wording = Field(title="做什么")
    requirement: Wording | None = Field(default=None, title="要求")
    method: Wording | None = Field(default=None, title="方法")
    by: ActorRef | None = Field(default=None, title="谁做（空 = 清单的主人）")
    within: Duration | None = Field(default=None, title="自起点多久之内")
    read: DocumentRef | None = Field(default=None, title="须读文件")
    evidence: tuple[Evidence, ...] = Field(default=(), title="凭据")
    verify: RoleRef | None = Field(default=None, title="由谁核实")
    items: tuple["CheckItem", ...] = Field(default=(), title="下级检查项")


class Start(Model):
    """Start 起点: what starts a checklist."""

    event: Literal["joining", "moving", "leaving", "date", "manual", "step"] = Field(title="起点")
    recurs: Recurrence | None = Field(default=None, title="周期")
    procedure: ProcedureRef | None = Field(default=None, title="由何流程")
    step: str = Field(default="", title="由何步骤")


class Checklist(Document):
    """Checklist 检查表, for the holders of roles."""

    kind: Literal["checklist"] = Field(title="类型")
    department: DepartmentRef = Field(title="归口部门")
    purpose: Wording | None = Field(default=None, title="用途")
    for_roles: tuple[RoleRef, ...] = Field(default=(), title="适用岗位")
    start: Start = Field(title="起点")
    items: tuple[CheckItem, ...] = Field(default=(), title="检查项")
