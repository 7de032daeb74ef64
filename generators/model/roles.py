"""Roles 岗位: duties, permissions, liabilities, KPIs, qualifications."""

from typing import Literal, Self

from pydantic import Field, model_validator

from generators.model.control import Document, Duration
from generators.model.names import (
    ActorRef,
    ChecklistRef,
    DepartmentRef,
    DocumentRef,
    FormRef,
    PartyRef,
    ProcedureRef,
    RoleRef,
    Slug,
)
from generators.model.text import Model, Wording, Wordings
from generators.model.timing import Timed


class Evidence(Model):
    """Evidence 凭据: what shows that something was done."""

    kind: Literal["file", "photo", "number", "text", "form", "signature"] = Field(title="凭据种类")
    label: Wording | None = Field(default=None, title="名称")
    form: FormRef | None = Field(default=None, title="表单")

    @model_validator(mode="after")
    def _form_is_named(self) -> Self:
        if self.kind == "form" and self.form is None:
            raise ValueError("evidence-without-form")
        if self.kind != "form" and self.label is None:
            raise ValueError("evidence-without-label")
        return self


class Duty(Timed):
    """Duty 岗位职责: one atom of what a role does. The role is the actor; ``do`` is the whole sentence."""

    id: Slug = Field(title="标识（页面锚点）")
    label: str = Field(default="", title="原文序号", max_length=20)
    do: Wording = Field(title="做什么")
    verb: Wording | None = Field(default=None, title="动作")
    object: Wording | None = Field(default=None, title="对象")
    recipient: tuple[PartyRef, ...] = Field(default=(), title="交给谁")
    together_with: tuple[ActorRef, ...] = Field(default=(), title="会同谁")
    inputs: tuple[FormRef, ...] = Field(default=(), title="依据的表单")
    deliverables: tuple[FormRef, ...] = Field(default=(), title="交付的表单")
    evidence: tuple[Evidence, ...] = Field(default=(), title="凭据")
    verify: RoleRef | None = Field(default=None, title="由谁核实（只用于周期职责）")
    keep: Duration | None = Field(default=None, title="保管多久")
    procedures: tuple[ProcedureRef, ...] = Field(default=(), title="相关流程")
    parts: tuple["Duty", ...] = Field(default=(), title="分项")


class Permission(Model):
    """Permission 权限: what a role or department may decide by itself. Not a duty."""

    id: Slug = Field(title="标识（页面锚点）")
    label: str = Field(default="", title="原文序号", max_length=20)
    may: Wording = Field(title="可以做什么")
    limit: Wording | None = Field(default=None, title="限度")
    delegable: bool = Field(default=False, title="可以转授")


class Liability(Model):
    """Liability 责任: what a role answers for when it goes wrong. Neither duty nor permission."""

    id: Slug = Field(title="标识（页面锚点）")
    label: str = Field(default="", title="原文序号", max_length=20)
    text: Wording = Field(title="对什么负责")


class Kpi(Model):
    """Kpi 考核指标."""

    id: Slug = Field(title="标识（页面锚点）")
    name: Wording = Field(title="指标")
    formula: Wording | None = Field(default=None, title="算法")
    target: Wording | None = Field(default=None, title="目标")
    weight: int | None = Field(default=None, ge=0, le=100, title="权重（%）")
    period: Literal["week", "month", "quarter", "half_year", "year"] | None = Field(
        default=None, title="考核周期"
    )
    assessor: RoleRef | None = Field(default=None, title="考核岗位")
    duties: tuple[str, ...] = Field(default=(), title="对应的职责锚点")


class Qualification(Model):
    """Qualification 任职资格."""

    id: Slug = Field(title="标识（页面锚点）")
    kind: Literal["education", "experience", "skill", "knowledge", "certificate", "trait"] = Field(
        title="类别"
    )
    text: Wording = Field(title="要求")
    required: bool = Field(default=True, title="必备")


class Role(Document):
    """Role 岗位: a post in a department, described by its duties, never by the person who holds it."""

    kind: Literal["role"] = Field(title="类型")
    department: DepartmentRef = Field(title="部门")
    reports_to: RoleRef | None = Field(default=None, title="直接上级岗位")
    summary: Wording | None = Field(default=None, title="要点")
    headcount: int | None = Field(default=None, ge=0, title="编制人数")
    duties: tuple[Duty, ...] = Field(default=(), title="职责")
    permissions: tuple[Permission, ...] = Field(default=(), title="权限")
    liabilities: tuple[Liability, ...] = Field(default=(), title="责任")
    kpis: tuple[Kpi, ...] = Field(default=(), title="考核指标")
    qualifications: tuple[Qualification, ...] = Field(default=(), title="任职资格")
    conditions: Wordings = Field(default=(), title="工作条件")
    backup: RoleRef | None = Field(default=None, title="后备岗位")
    checklists: tuple[ChecklistRef, ...] = Field(default=(), title="检查表")
    reads: tuple[DocumentRef, ...] = Field(default=(), title="须读文件")
