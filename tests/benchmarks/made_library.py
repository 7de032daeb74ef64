"""A made library of any size: the same documents as our YAML and as plain Markdown for the rival.

Half roles (600-1,500 characters), half procedures of 8-15 steps (1,000-3,000 characters), spread over departments.
The same seed and number give the same document, so libraries of different sizes are prefixes of each other.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

DEPARTMENTS = (
    "市场部 销售部 采购部 财务部 人力资源部 行政部 品质部 制造部 研发部 物流部 "
    "信息部 法务部 审计部 客服部 工程部 安环部 公关部 品牌部 售后部 总经办"
).split()
RANKS = "经理 主管 专员 助理 总监 工程师 督导 文员 副经理 组长".split()
SUBJECTS = (
    "广告 媒介 合同 供方 预算 招聘 培训 绩效 档案 印章 资产 发票 库存 设备 样品 投诉 质检 安全 系统 会议 "
    "差旅 订单 付款 退货 验收 盘点 报价 招标 危机 舆情 文件 权限 备份 保密 考勤 薪资 社保 应收 税务 成本"
).split()
ACTS = "编写 审核 汇总 跟踪 检查 组织 协调 监督 上报 整理 复核 评估 登记 归档 落实 分析 反馈 提交 确认 发布".split()
THINGS = (
    "工作计划 实施细则 管理办法 月度总结 费用明细 执行方案 考核指标 整改措施 数据报表 会议纪要 审批意见 "
    "原始凭证 检查清单 问题台账 合同文本 风险清单 培训记录 评价结果 作业指导 交接清单"
).split()
CONDITIONS = (
    "按规定时间 依公司要求 经部门负责人批准后 结合当月情况 每月五日之前 会同有关部门 按年度安排 "
    "收到申请后两日内 遵守保密要求 按授权范围 必要时 在系统中 逐级 以书面形式 对照标准"
).split()
ENDINGS = (
    "确保内容真实完整 做好记录以便查阅 保证按时完成 供决策参考 避免重复投入 发现问题立即纠正 形成闭环 "
    "计入当期考核 降低经营风险 维护公司形象 逾期须说明原因 结果报总经理 资料保存三年 异常情况立即报告"
).split()


@dataclass(frozen=True)
class MadeRole:
    """A role as plain facts, before it is written in either form."""

    slug: str
    code: str
    title: str
    department: int
    summary: str
    duties: tuple[str, ...]
    qualifications: tuple[str, ...]
    kpis: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class MadeProcedure:
    """A procedure as plain facts."""

    slug: str
    code: str
    title: str
    department: int
    purpose: str
    scope: str
    steps: tuple[tuple[str, str, str], ...]
    limits: tuple[tuple[str, ...], ...]
    records: tuple[str, ...] = field(default=())


def sentence(chance: random.Random) -> str:
    """One sentence of 25 to 60 characters."""
    words = (
        f"{chance.choice(CONDITIONS)}，{chance.choice(ACTS)}{chance.choice(SUBJECTS)}{chance.choice(THINGS)}"
    )
    if chance.random() < 0.6:
        words += f"，{chance.choice(ACTS)}{chance.choice(DEPARTMENTS)}的{chance.choice(SUBJECTS)}{chance.choice(THINGS)}"
    return f"{words}，{chance.choice(ENDINGS)}。"


def paragraph(chance: random.Random, least: int, most: int) -> str:
    """Sentences until a length between the two is reached."""
    length, text = chance.randint(least, most), ""
    while len(text) < length:
        text += sentence(chance)
    return text


def a_role(number: int) -> MadeRole:
    """The role of a number."""
    chance = random.Random(f"role-{number}")
    department = chance.randrange(len(DEPARTMENTS))
    title = f"{DEPARTMENTS[department]}{chance.choice(SUBJECTS)}{chance.choice(RANKS)}"
    kpis = tuple(
        (
            f"{chance.choice(SUBJECTS)}{chance.choice(THINGS)}及时率",
            f"{chance.randint(85, 100)}%",
            chance.choice(THINGS),
        )
        for _ in range(chance.randint(3, 6))
    )
    return MadeRole(
        slug=f"gw{number:05d}", code=f"GW-{number:05d}", title=f"{title}{number}", department=department,
        summary=paragraph(chance, 80, 160), duties=tuple(sentence(chance) for _ in range(chance.randint(8, 16))),
        qualifications=tuple(sentence(chance) for _ in range(chance.randint(3, 6))), kpis=kpis,
    )  # fmt: skip


def a_procedure(number: int) -> MadeProcedure:
    """The procedure of a number."""
    chance = random.Random(f"procedure-{number}")
    steps = tuple(
        (f"{chance.choice(ACTS)}{chance.choice(SUBJECTS)}{chance.choice(THINGS)}", paragraph(chance, 60, 150),
         f"责任：{chance.choice(DEPARTMENTS)}{chance.choice(RANKS)}；输出：{chance.choice(SUBJECTS)}登记")
        for _ in range(chance.randint(8, 15))
    )  # fmt: skip
    limits = tuple(
        (f"{chance.choice(SUBJECTS)}申请", chance.choice("审核 —".split()), chance.choice("审批 会签 —".split()),
         chance.choice("批准 备案".split()))
        for _ in range(chance.randint(4, 9))
    )  # fmt: skip
    return MadeProcedure(
        slug=f"lc{number:05d}", code=f"LC-{number:05d}",
        title=f"{chance.choice(SUBJECTS)}{chance.choice(ACTS)}流程{number}",
        department=chance.randrange(len(DEPARTMENTS)), purpose=paragraph(chance, 60, 140),
        scope=paragraph(chance, 40, 90), steps=steps, limits=limits,
        records=tuple(f"{chance.choice(SUBJECTS)}登记，保存 {chance.choice((1, 3, 5))} 年" for _ in range(4)),
    )  # fmt: skip


def documents(count: int) -> Iterator[MadeRole | MadeProcedure]:
    """*count* documents, roles and procedures in turn."""
    for number in range(count):
        yield a_role(number // 2) if number % 2 == 0 else a_procedure(number // 2)


# ── as our YAML ─────────────────────────────────────────────────────────────


def write_yaml(folder: Path, count: int) -> None:
    """The library as a content folder, Chinese only."""
    unit = folder / "plant"
    for kind in ("departments", "roles", "procedures"):
        (unit / kind).mkdir(parents=True, exist_ok=True)
    (folder / "company.yaml").write_text(
        "kind: company\ntitle: 测试集团\nlanguages:\n  - zh-Hans\n", encoding="utf-8"
    )
    (unit / "unit.yaml").write_text("kind: unit\nid: plant\ntitle: 测试工厂\n", encoding="utf-8")
    for number, name in enumerate(DEPARTMENTS):
        text = f"kind: department\nid: d{number:02d}\ntitle: {name}\ncode: BM-{number:02d}\n{_control()}"
        (unit / "departments" / f"d{number:02d}.yaml").write_text(text, encoding="utf-8")
    for made in documents(count):
        kind = "roles" if isinstance(made, MadeRole) else "procedures"
        text = _role_yaml(made) if isinstance(made, MadeRole) else _procedure_yaml(made)
        (unit / kind / f"{made.slug}.yaml").write_text(text, encoding="utf-8")


def _some_role(slug: str, part: int = 0) -> str:
    """A role that exists in every library with this document: one of a lower or the same number."""
    number = int(slug[-5:])
    return f"gw{random.Random(f'{slug}-{part}').randint(0, number):05d}"


def _control(slug: str = "d00000") -> str:
    return (
        "control:\n"
        '  revision: "1.0"\n'
        "  status: effective\n"
        f"  owner: {_some_role(slug)}\n"
        f"  approver: {_some_role(slug, 1)}\n"
        '  effective: "2026-01-01"\n'
        '  review_by: "2027-01-01"\n'
        "  revisions:\n"
        '    - revision: "1.0"\n'
        '      date: "2026-01-01"\n'
        "      change: material\n"
        "      note: 首次发布\n"
    )


def _role_yaml(made: MadeRole) -> str:
    lines = [
        f"kind: role\nid: {made.slug}\ncode: {made.code}\ntitle: {made.title}\ndepartment: d{made.department:02d}",
        _control(made.slug) + f"summary: {made.summary}\nduties:",
    ]
    for number, duty in enumerate(made.duties, 1):
        lines.append(f"  - id: d{number}\n    label: '{number}.'\n    do: {duty}")
    lines.append("qualifications:")
    for number, text in enumerate(made.qualifications, 1):
        lines.append(f"  - id: q{number}\n    kind: skill\n    text: {text}")
    lines.append("kpis:")
    for number, (name, target, source) in enumerate(made.kpis, 1):
        lines.append(f"  - id: k{number}\n    name: {name}\n    target: {target}\n    formula: {source}")
    return "\n".join(lines) + "\n"


def _procedure_yaml(made: MadeProcedure) -> str:
    lines = [
        f"kind: procedure\nid: {made.slug}\ncode: {made.code}\ntitle: {made.title}\ndepartment: d{made.department:02d}",
        _control(made.slug) + f"purpose: {made.purpose}\nscope: {made.scope}\nsteps:",
    ]
    for number, (name, text, note) in enumerate(made.steps, 1):
        lines.append(
            f"  - id: s{number}\n    label: '{number:03d}'\n    name: {name}\n    actor: {_some_role(made.slug, number)}"
        )
        lines.append(f"    do: {text}\n    note: {note}")
    for number, row in enumerate(made.limits, 1):
        lines.append(
            f"  - id: m{number}\n    actor: {_some_role(made.slug, 20 + number)}\n    do: {'，'.join(row)}"
        )
    for number, text in enumerate(made.records, 1):
        lines.append(f"  - id: r{number}\n    actor: {_some_role(made.slug, 40 + number)}\n    do: {text}")
    return "\n".join(lines) + "\n"


# ── as the rival's Markdown ─────────────────────────────────────────────────


def write_markdown(folder: Path, count: int) -> None:
    """The same documents as a folder of Markdown, one subfolder a department: the natural tree of such a site."""
    for made in documents(count):
        role = isinstance(made, MadeRole)
        place = folder / ("roles" if role else "procedures") / f"d{made.department:02d}"
        place.mkdir(parents=True, exist_ok=True)
        text = _role_markdown(made) if isinstance(made, MadeRole) else _procedure_markdown(made)
        (place / f"{made.slug}.md").write_text(text, encoding="utf-8")
    (folder / "index.md").write_text("# 首页\n\n岗位职责与工作流程。\n", encoding="utf-8")


def _role_markdown(made: MadeRole) -> str:
    lines = [f"# {made.title}\n\n编号：{made.code}\n\n## 要点\n\n{made.summary}\n\n## 职责\n"]
    lines += [f"{number}. {duty}" for number, duty in enumerate(made.duties, 1)]
    lines += ["\n## 任职资格\n", *(f"- {text}" for text in made.qualifications)]
    lines += ["\n## 考核指标\n\n| 指标 | 目标 | 来源 |\n| --- | --- | --- |"]
    lines += [f"| {' | '.join(row)} |" for row in made.kpis]
    return "\n".join(lines) + "\n"


def _procedure_markdown(made: MadeProcedure) -> str:
    lines = [
        f"# {made.title}\n\n编号：{made.code}\n\n## 目的\n\n{made.purpose}\n\n## 适用范围\n\n{made.scope}\n\n## 步骤\n"
    ]
    for number, (name, text, note) in enumerate(made.steps, 1):
        lines.append(f"### {number:03d} {name}\n\n{text}\n\n{note}\n")
    lines += ["## 审批权限\n\n| 事项 | 部门经理 | 分管副总 | 总经理 |\n| --- | --- | --- | --- |"]
    lines += [f"| {' | '.join(row)} |" for row in made.limits]
    lines += ["\n## 记录\n", *(f"- {text}" for text in made.records)]
    return "\n".join(lines) + "\n"
