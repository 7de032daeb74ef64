"""Sections of a small car dealer's handbook, written for these tests."""

from typing import Any

from search_index.section import Section
from search_index.vocabulary import Vocabulary


def a_section(document: str, anchor: str = "", **given: Any) -> Section:
    """A section whose kind, unit and address follow from the document's id."""
    unit, kind, _ = document.split("/")
    address = f"{document}/" + (f"#{anchor}" if anchor else "")
    usual = {"unit": unit, "kind": kind, "address": address, "status": "effective"}
    return Section(document=document, anchor=anchor, **(usual | given))


def a_document(document: str, title: str, places: dict[str, tuple[str, str]], **shared: Any) -> list[Section]:
    """A document's sections; `places` gives heading and text by anchor, the empty anchor being its head."""
    part = {"role": "duty", "procedure": "step", "policy": "article"}.get(document.split("/")[1], "")
    aliases = shared.pop("aliases", ())
    return [
        a_section(
            document,
            anchor,
            title=title,
            heading=heading or title,
            text=text,
            part=part if anchor else "summary",
            aliases=() if anchor else aliases,
            **shared,
        )
        for anchor, (heading, text) in places.items()
    ]


_MARKETING = {"department": "marketing", "context": "远行汽车·市场部"}
_PEOPLE = {"department": "people", "context": "远行汽车·人事部"}

HANDBOOK: list[Section] = [
    *a_document(
        "auto/role/marketing-manager",
        "市场部经理",
        {
            "": ("", "带领市场部完成品牌与销售线索目标，对年度市场预算的使用效果负责。"),
            "d1": ("编制年度市场计划", "每年十一月底前编制下一年度市场计划与预算，报总经理批准。"),
            "d2": ("审批广告合同", "审批五万元以内的广告合同；超过五万元的会签财务部后报总经理。"),
            "d3": ("组织竞品分析", "每季度组织一次竞品分析会，形成书面结论发给销售部。"),
        },
        code="GW-001",
        aliases=("Marketing Manager",),
        **_MARKETING,
    ),
    *a_document(
        "auto/role/marketing-assistant",
        "市场助理",
        {
            "": ("", "协助市场部经理落实活动、宣传物料与费用单据。"),
            "d1": ("撰写宣传稿", "每周撰写两篇宣传稿，经市场部经理审定后发布在公众号。"),
            "d2": ("整理报销单据", "每月二十五日前整理部门报销单据，交财务部出纳。"),
            "d10": ("保管活动物料", "活动结束后三个工作日内清点物料并登记台账。"),
        },
        code="GW-002",
        aliases=("Marketing Assistant",),
        **_MARKETING,
    ),
    *a_document(
        "auto/procedure/market-research",
        "市场调研流程",
        {
            "": ("", "规定市场调研从立项到报告归档的做法，适用于新车型上市前的调研。"),
            "s1": ("提出调研需求", "销售部经理填写调研申请单，说明目的、范围与完成时间。"),
            "s2": ("编写调研方案", "市场助理在三个工作日内编写方案，列明样本、问卷与费用。"),
            "s3": ("提交调研报告", "现场工作结束后十个工作日内提交调研报告，市场部经理审核。"),
        },
        code="SC-010",
        **_MARKETING,
    ),
    *a_document(
        "auto/policy/expenses",
        "差旅费报销制度",
        {
            "": ("", "规范员工出差的住宿、交通与补贴标准，以及报销的时限。"),
            "a1": ("报销时限", "出差回来后七日内提交报销单，逾期须由部门经理说明原因。"),
            "a2": ("住宿标准", "省会城市每晚不超过四百元，其他城市每晚不超过三百元。"),
        },
        code="CW-5.30",
        department="finance",
        context="远行汽车·财务部",
    ),
    *a_document(
        "auto/procedure/onboarding",
        "新员工入职流程",
        {
            "": ("", "从录用通知到转正的各个步骤，由人事部主办。"),
            "s1": ("办理报到", "新员工报到当日，人事专员核对证件、签订劳动合同并开通门禁。"),
            "s2": ("领取办公电脑", "信息部在报到前一日备好办公电脑，新员工签收资产领用单。"),
        },
        code="RS-021",
        **_PEOPLE,
    ),
    *a_document(
        "parts/role/accountant",
        "会计",
        {
            "": ("", "负责零部件公司的凭证、账簿与纳税申报。"),
            "d1": ("核对银行流水", "每日核对银行流水，差异当日查清。"),
        },
        code="GW-101",
        department="finance",
        context="远行零部件·财务部",
        status="draft",
    ),
    *a_document(
        "auto/form/loan",
        "资产领用单",
        {"": ("", "领用人、资产编号、领用日期、归还日期；由信息部保存三年。")},
        code="BD-007",
        department="it",
        context="远行汽车·信息部",
    ),
    *a_document(
        "auto/role/marketing-manager",
        "Marketing Manager",
        {
            "": ("", "Leads the marketing team and answers for the yearly marketing budget."),
            "d2": ("Approve advertising contracts", "Approves advertising contracts up to 50,000 yuan."),
        },
        code="GW-001",
        language="en",
        **_MARKETING,
    ),
]

VOCABULARY = Vocabulary.of(
    {section.title for section in HANDBOOK} | {"调研申请单", "办公电脑"},
    synonyms=[("市调", "市场调研"), ("软文", "宣传稿"), ("职员", "员工"), ("HR", "人事部"), ("工资", "薪酬")],
)
