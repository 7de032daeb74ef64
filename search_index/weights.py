"""What a match is worth: all numbers of the ranking in one place.

A term's weight in a section is fixed when the index is written (so a shard needs to know no other shard); a
question only multiplies it with how rare the term is in the whole library and adds up.
"""

from math import sqrt
from typing import Final

from search_index.section import Section

TITLE: Final = 4.0
WHOLE_TITLE: Final = 5.0
ALIAS: Final = 3.2
CODE: Final = 5.0
SURROUNDINGS: Final = 0.5
KIND: Final = 0.3
HEADING: Final = 2.0
PART: Final = 0.2
FACT: Final = 0.6

BEYOND_HEAD: Final = 0.35
"""A document's names count in full for its head, this much for its other sections."""

EXACT_CODE: Final = 3.0
EXACT_TITLE: Final = 2.0
EXACT_ALIAS: Final = 1.5
EXACT_HEADING: Final = 1.0

_SATURATION: Final = 1.2
_LENGTH_SHARE: Final = 0.75
_USUAL_LENGTH: Final = 60
_SHORTEST_LENGTH: Final = 30
_USUAL_NAME: Final = 3
_WAYS_SHARE: Final = 0.5
NAMED_PAIR: Final = 2.0

HEAD_PARTS: Final = ("document", "summary")


def in_text(times: int, *, length: int) -> float:
    """BM25's answer to many occurrences and long texts, against a fixed usual length (in terms).

    Below half of that length a text is no more to the point for being short.
    """
    room = _SATURATION * (1 - _LENGTH_SHARE + _LENGTH_SHARE * max(length, _SHORTEST_LENGTH) / _USUAL_LENGTH)
    return times * (_SATURATION + 1) / (times + room)


def in_ways(worth: float, *, length: int) -> float:
    """The same for a pair of characters in a section's names and ways of asking; each way counts, a name twice."""
    room = _SATURATION * (1 - _WAYS_SHARE + _WAYS_SHARE * max(length, _SHORTEST_LENGTH) / _USUAL_LENGTH)
    return worth * (_SATURATION + 1) / (worth + room)


def in_name(weight: float, *, words: int) -> float:
    """A word of a short name says more about it than a word of a long one."""
    return weight * min(1.0, sqrt(_USUAL_NAME / max(words, 1)))


KIND_WORDS: Final = {
    "role": "岗位 职位 岗位职责 岗位说明书 role job position",
    "procedure": "流程 工作流程 步骤 程序 procedure process workflow",
    "policy": "制度 规定 办法 管理制度 policy rule",
    "guide": "指南 指引 说明 guide guideline",
    "form": "表单 表格 单据 记录 form record",
    "department": "部门 部门职责 职责 职能 department",
    "unit": "单位 公司 unit company",
    "checklist": "检查表 检查清单 清单 checklist",
    "term": "术语 名词 定义 term glossary definition",
    "external": "法规 标准 外部文件 external standard law",
}
"""What people call a kind of document, whether or not the word stands in its text."""

PART_WORDS: Final = {
    "summary": "概述 简介 summary overview",
    "duty": "职责 岗位职责 duty responsibility",
    "function": "职责 职能 function",
    "interface": "接口 配合 对接 往来 interface",
    "permission": "权限 权力 permission authority",
    "step": "步骤 step",
    "article": "条款 article clause",
    "term": "术语 term",
    "qualification": "任职资格 任职要求 要求 qualification requirement",
    "kpi": "考核 指标 绩效 考核指标 kpi indicator",
    "approval": "审批 审批权限 approval",
    "checklist": "检查 检查项 check",
}
"""The same for a part of a document."""


def head_rank(section: Section) -> int:
    """Orders a document's sections so that the one that stands for the whole comes first."""
    if section.part in HEAD_PARTS:
        return HEAD_PARTS.index(section.part) * 2
    return 1 if not section.anchor else 3
