"""The company 公司 and its parts: units, departments, external parties."""

import re
import zoneinfo
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from generators.model.control import Code, Day, Document, Duration
from generators.model.names import FormRef, PartyRef, ProcedureRef, RoleRef, Slug, SuperiorRef, UnitRef
from generators.model.roles import Kpi, Permission
from generators.model.text import LANGUAGES, Language, Model, Wording, Wordings
from generators.model.timing import Timed


def _regular_expression(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error:
        raise ValueError("not-an-expression") from None
    return pattern


Expression = Annotated[str, AfterValidator(_regular_expression)]


def _known_zone(name: str) -> str:
    try:
        zoneinfo.ZoneInfo(name)
    except (OSError, ValueError, KeyError):  # no such file, a folder of zones, a path; ZoneInfoNotFoundError
        raise ValueError("not-a-time-zone") from None
    return name


TimeZone = Annotated[str, AfterValidator(_known_zone)]


class NumberingRule(Model):
    """NumberingRule 编号规则: which codes a series allows; ``prefix`` + ``digits`` figures, or a ``pattern``."""

    id: Slug = Field(title="标识")
    title: Wording = Field(title="名称")
    kinds: tuple[str, ...] = Field(default=(), title="适用类型（空 = 全部）")
    units: tuple[UnitRef, ...] = Field(default=(), title="适用单位（空 = 全部）")
    prefix: str = Field(default="", title="前缀")
    digits: int = Field(default=0, ge=0, le=8, title="流水号位数")
    pattern: Expression = Field(default="", title="正则式（不用前缀与位数时）")
    report_gaps: bool = Field(default=False, title="提示断号")


class RetentionClass(Model):
    """RetentionClass 保管类别: how long records of a class are kept."""

    id: Slug = Field(title="标识")
    title: Wording = Field(title="名称")
    keep: Duration | Literal["permanent"] = Field(title="期限")


class SourceText(Model):
    """SourceText 事实来源: a text that facts were taken from, by title only."""

    id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]+$")] = Field(title="标识")
    title: Wording = Field(title="题名")


class WorkingCalendar(Model):
    """WorkingCalendar 工作日历: which weekdays are worked; public holidays come from the country's calendar."""

    workdays: tuple[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"], ...] = Field(
        default=("mon", "tue", "wed", "thu", "fri"), title="工作日"
    )
    country: Literal["CN", "none"] = Field(default="CN", title="法定节假日")
    days_off: tuple[Day, ...] = Field(default=(), title="另加的休息日")
    extra_workdays: tuple[Day, ...] = Field(default=(), title="另加的工作日")


class ControlRules(Model):
    """ControlRules 文件控制规定: what the company asks of every effective document."""

    review_every: Duration = Field(default="1y", title="复审周期")
    need_reviewer: bool = Field(default=False, title="须有审核岗位")
    need_approver: bool = Field(default=True, title="须有批准岗位")


class RetiredRole(Model):
    """RetiredRole 已撤销岗位: a role taken out of the content, kept for its records."""

    id: str = Field(title="原标识")
    title: Wording = Field(title="名称")
    retired: Day = Field(title="撤销日期")
    successor: RoleRef | None = Field(default=None, title="由何岗位承接")


class Company(Model):
    """Company 公司或集团: languages, time, numbering, retention, and what was renamed."""

    kind: Literal["company"] = Field(title="类型")
    title: Wording = Field(title="名称")
    short_title: Wording | None = Field(default=None, title="简称")
    notice: Wording | None = Field(default=None, title="页脚声明")
    time_zone: TimeZone = Field(default="Asia/Shanghai", title="时区")
    languages: tuple[Language, ...] = Field(default=LANGUAGES, title="语言", min_length=1)
    calendar: WorkingCalendar = Field(default=WorkingCalendar(), title="工作日历")
    control: ControlRules = Field(default=ControlRules(), title="文件控制规定")
    numbering: tuple[NumberingRule, ...] = Field(default=(), title="编号规则")
    retention: tuple[RetentionClass, ...] = Field(default=(), title="保管类别")
    sources: tuple[SourceText, ...] = Field(default=(), title="事实来源")
    moved: dict[str, str] = Field(default={}, title="改名：旧标识 → 新标识")
    retired: tuple[RetiredRole, ...] = Field(default=(), title="已撤销岗位")


class Unit(Model):
    """Unit 单位: a legal entity or subsidiary; the namespace of its documents."""

    kind: Literal["unit"] = Field(title="类型")
    id: str = Field(title="标识")
    title: Wording = Field(title="名称")
    aliases: Wordings = Field(default=(), title="别名")
    code: Code = Field(default="", title="代号")
    parent: UnitRef | None = Field(default=None, title="上级单位")
    head: RoleRef | None = Field(default=None, title="负责人岗位")
    summary: Wording | None = Field(default=None, title="简介")


class ExternalParty(Model):
    """ExternalParty 外部方: someone outside the company who acts or receives."""

    kind: Literal["external"] = Field(title="类型")
    id: str = Field(title="标识")
    unit: str = Field(default="", title="单位")
    title: Wording = Field(title="名称")
    aliases: Wordings = Field(default=(), title="别名")
    summary: Wording | None = Field(default=None, title="说明")


class Function(Model):
    """Function 部门职能, as a tree of any depth."""

    id: Slug = Field(title="标识（页面锚点）")
    label: str = Field(default="", title="原文序号", max_length=20)
    text: Wording = Field(title="职能")
    procedures: tuple[ProcedureRef, ...] = Field(default=(), title="相关流程")
    parts: tuple["Function", ...] = Field(default=(), title="分项")


class Metric(Model):
    """Metric 量度 of a goal."""

    name: Wording = Field(title="名称")
    unit: Wording | None = Field(default=None, title="单位")
    target: str = Field(title="目标值")
    direction: Literal["up", "down", "hold"] = Field(default="up", title="方向")


class Goal(Model):
    """Goal 目标: long-term goals are parents of nearer ones."""

    id: Slug = Field(title="标识（页面锚点）")
    label: str = Field(default="", title="原文序号", max_length=20)
    parent: str | None = Field(default=None, title="上一级目标")
    horizon: Literal["long", "medium", "year", "concrete"] = Field(title="期段")
    text: Wording = Field(title="目标")
    metric: Metric | None = Field(default=None, title="量度")


class Interface(Timed):
    """Interface 部门接口: what passes between two parties; ``none`` says expressly that nothing does."""

    id: Slug = Field(title="标识（页面锚点）")
    party: PartyRef = Field(title="对方")
    direction: Literal["in", "out", "both", "none"] = Field(title="方向")
    what: Wording | None = Field(default=None, title="内容")
    forms: tuple[FormRef, ...] = Field(default=(), title="表单")


class Department(Document):
    """Department 部门. The superior unit and the superior manager are two fields and may disagree (a finding)."""

    kind: Literal["department"] = Field(title="类型")
    superior: SuperiorRef | None = Field(default=None, title="上级部门")
    superior_manager: RoleRef | None = Field(default=None, title="上级主管")
    head: RoleRef | None = Field(default=None, title="部门主管")
    mission: Wording | None = Field(default=None, title="本职")
    within_scope: Wordings = Field(default=(), title="管什么")
    out_of_scope: Wordings = Field(default=(), title="不管什么")
    chain: tuple[RoleRef, ...] = Field(default=(), title="岗位链")
    functions: tuple[Function, ...] = Field(default=(), title="主要职能")
    permissions: tuple[Permission, ...] = Field(default=(), title="管理权限")
    goals: tuple[Goal, ...] = Field(default=(), title="目标")
    kpis: tuple[Kpi, ...] = Field(default=(), title="考核指标")
    interfaces: tuple[Interface, ...] = Field(default=(), title="部门接口")
