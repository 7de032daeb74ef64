"""Handbook-like Chinese sections made from a seed: so many documents of about twelve sections each.

The wording is our own and means little; what matters is that lengths, repetition and the spread of common and rare
words are those of role handbooks and procedures. The same number and seed give the same sections.
"""

from collections.abc import Iterator
from random import Random
from typing import Final

from search_index.section import Section


def _words(text: str) -> list[str]:
    return text.split()


UNITS: Final = {"auto": "衡启汽车", "parts": "衡启零部件", "trade": "衡启贸易", "hq": "集团总部"}
DEPARTMENTS: Final = _words("""
    市场部 销售部 采购部 财务部 人事部 行政部 品质部 制造部 研发部 仓储部 信息部 法务部 审计部 客服部
    工程部 安环部
""")
POSTS: Final = _words("""
    经理 主管 专员 助理 总监 工程师 督导 文员 组长 协调员
""")
SUBJECTS: Final = _words("""
    广告投放 媒体关系 合同 供应商 年度预算 招聘 新人培训 绩效面谈 档案 印章 固定资产 增值税发票 库存
    设备点检 样车 客户投诉 质量异常 消防 服务器 例会 差旅费 采购订单 预付款 退换货 到货验收 盘点 报价
    招投标 危机公关 舆情 受控文件 系统权限 数据备份 商业秘密 考勤 薪资 社会保险 应收款 纳税申报
    成本核算 项目节点 设计变更 经营风险 内部审核 借款 表单 监控录像 维修工单 经销商 展会 软文
    市场调研 竞品 车辆调度 食品留样 劳保用品 危险化学品 环境监测 职业健康 班前会
""")
ACTIONS: Final = _words("""
    拟定 审核 汇总 跟进 抽查 组织 协调 监督 上报 整理 编制 复核 评估 登记 归档 落实 分析 反馈 递交
    确认 发布 修订 签发 核对 通报 督办 辅导 验证 统计 维护 更新 留存
""")
OBJECTS: Final = _words("""
    工作计划 实施细则 管理台账 月度小结 费用清单 执行方案 考核指标 整改措施 数据报表 会议纪要
    审批意见 原始凭证 检查清单 问题清单 合同文本 风险清单 培训记录 评价结果 作业指导书 交接清单
    改进建议 申请单 验收报告 通知书 应急预案 授权书
""")
WHENS: Final = _words("""
    每月五日前 每周一上午 收到申请后两个工作日内 季度结束后十日内 当班结束前 会签完成后 依据年度计划
    按权限划分 经部门经理同意后 会同相关部门 对照标准 逐级 以书面形式 在系统中 必要时
""")
ENDINGS: Final = _words("""
    确保资料真实完整 做好记录备查 避免重复劳动 以便领导决策 发现偏差立即纠正 形成闭环 并纳入绩效
    降低经营风险 逾期须说明原因 结果报总经理批准 记录保存三年 异常当日上报 做到有据可查 缩短处理时间
""")
SYSTEMS: Final = _words("""
    协同办公平台 文档中心 资源计划系统 电子签章 监控台 知识库 费控系统
""")


def _sentence(draw: Random) -> str:
    parts = [draw.choice(WHENS), f"{draw.choice(ACTIONS)}{draw.choice(SUBJECTS)}{draw.choice(OBJECTS)}"]
    if draw.random() < 0.6:
        parts.append(
            f"{draw.choice(ACTIONS)}{draw.choice(DEPARTMENTS)}的{draw.choice(SUBJECTS)}{draw.choice(OBJECTS)}"
        )
    if draw.random() < 0.25:
        parts.append(f"通过{draw.choice(SYSTEMS)}{draw.choice(ACTIONS)}")
    return "，".join([*parts, draw.choice(ENDINGS)]) + "。"


def _text(draw: Random, least: int, most: int) -> str:
    wanted, text = draw.randint(least, most), ""
    while len(text) < wanted:
        text += _sentence(draw)
    return text


def document(number: int, *, seed: int = 11) -> list[Section]:
    """One document: a role where the number is even, else a procedure."""
    draw = Random(f"{seed}/{number}")
    unit, department, subject = draw.choice(list(UNITS)), draw.choice(DEPARTMENTS), draw.choice(SUBJECTS)
    is_role = number % 2 == 0
    kind, part, prefix = ("role", "duty", "GW") if is_role else ("procedure", "step", "LC")
    title = (
        f"{department}{subject}{draw.choice(POSTS)}" if is_role else f"{subject}{draw.choice(ACTIONS)}流程"
    )
    name, code = f"{unit}/{kind}/d{number:05d}", f"{prefix}-{number:05d}"
    places = [("", "summary"), *((f"{part[0]}{i}", part) for i in range(1, draw.randint(9, 13)))]
    return [
        Section(
            document=name,
            anchor=anchor,
            kind=kind,
            part=place,
            unit=unit,
            department=department,
            status="effective",
            code=code,
            title=title,
            heading=title
            if not anchor
            else f"{draw.choice(ACTIONS)}{draw.choice(SUBJECTS)}{draw.choice(OBJECTS)}",
            text=_text(draw, 60, 170),
            address=f"{name}/" + (f"#{anchor}" if anchor else ""),
            context=f"{UNITS[unit]}·{department}",
        )
        for anchor, place in places
    ]


def sections(count: int, *, seed: int = 11) -> Iterator[Section]:
    """The first so many sections."""
    number = made = 0
    while made < count:
        for section in document(number, seed=seed)[: count - made]:
            yield section
            made += 1
        number += 1


def titles(found: list[Section]) -> set[str]:
    """The documents' titles, for a vocabulary."""
    return {section.title for section in found}


def queries(count: int, *, seed: int = 11) -> list[str]:
    """Distinct questions of one to three words that occur in the sections."""
    draw, made = Random(f"{seed}/queries"), dict[str, None]()
    pools = (SUBJECTS, OBJECTS, ACTIONS, DEPARTMENTS)
    while len(made) < count:
        words = [draw.choice(draw.choice(pools)) for _ in range(draw.choice((1, 2, 2, 3)))]
        made[draw.choice(("", " ", " ")).join(words)] = None
    return list(made)
