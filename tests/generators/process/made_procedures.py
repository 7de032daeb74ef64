"""Procedures made at random from a seed: up to 60 steps, 8 lanes, branches, loops, forks, votes and hand-offs."""

import random
from typing import Any

from generators.model.procedures import Procedure, Step
from generators.process.flow import Names
from tests.generators.builders import a_procedure

VERBS = "起草 复核 登记 汇总 核对用款计划与合同 通知 归档 制作并寄送三本宣传资料合订本 检查".split()
LABELS = ["计划内", "计划外", "是", "否", "金额在五万元以上", "资料不全，需要补充", "Outside the annual plan"]


def made_procedure(seed: int, *, most: int = 60) -> Procedure:
    """The procedure of a seed; the same on every machine."""
    draw = random.Random(seed)
    count = draw.randint(1, most)
    actors = [_actor(draw, n) for n in range(draw.randint(1, 8))]
    keys = [f"s{n}" for n in range(count)]
    joined: dict[str, str] = {}
    steps = [_step(draw, keys, at, actors, joined) for at in range(count)]
    for step in steps:
        if step["id"] in joined:
            step["join"] = joined[step["id"]]
    extra: dict[str, Any] = {}
    if draw.random() < 0.5:
        extra["trigger"] = {"event": "每季度第一个月二十日前，或由事业部经理临时提出"}
    if draw.random() < 0.3:
        extra["hand_offs"] = ({"to": "auto/procedure/next"},)
    return a_procedure(steps=tuple(Step.model_validate(step) for step in steps), **extra)


def _actor(draw: random.Random, n: int) -> str:
    return f"auto/{'external' if n == 7 else 'role'}/r{n}"


def _step(
    draw: random.Random, keys: list[str], at: int, actors: list[str], joined: dict[str, str]
) -> dict[str, Any]:
    step: dict[str, Any] = {"id": keys[at], "name": draw.choice(VERBS) + str(at)}
    later, earlier = keys[at + 1 :], keys[:at]
    nature = draw.random()
    if draw.random() < 0.5:
        step["limit"] = draw.choice(["2wd", "10d", "4h"])
    if draw.random() < 0.3:
        step["output"] = tuple(f"auto/form/f{draw.randint(0, 9)}" for _ in range(draw.randint(1, 2)))
    if draw.random() < 0.2:
        step["inputs"] = (f"auto/form/f{draw.randint(0, 9)}",)
    if nature < 0.2:
        return step | _decision(draw, later, earlier) | {"actor": draw.choice(actors)}
    if nature < 0.4:
        return step | _approval(draw, actors, earlier)
    step |= {"actor": draw.choice(actors), "do": "办理"}
    if draw.random() < 0.08:
        step["hand_off"] = "auto/procedure/next"
    if nature < 0.5 and len(later) > 2:
        step["fork"] = tuple(draw.sample(later[:6], draw.randint(2, min(4, len(later[:6])))))
        joined[draw.choice(later)] = draw.choice(["all", "all", "any"])
    elif nature < 0.6:
        step["next"] = draw.choice([*later[:5], "end"])
    elif nature < 0.65 and earlier:
        step["next"] = draw.choice(earlier)
    return step


def _decision(draw: random.Random, later: list[str], earlier: list[str]) -> dict[str, Any]:
    targets = [*later[:6], "end", *([draw.choice(earlier)] if earlier else [])]
    count = draw.choice([2, 2, 2, 3, 3, 4, 5])
    branches = [{"label": draw.choice(LABELS), "next": draw.choice(targets)} for _ in range(count)]
    return {"decide": "符合吗？", "branches": tuple(branches)}


def _approval(draw: random.Random, actors: list[str], earlier: list[str]) -> dict[str, Any]:
    by = tuple(draw.sample(actors, min(len(actors), draw.choice([1, 1, 1, 2, 2, 3]))))
    found: dict[str, Any] = {"approve": {"by": by, "mode": draw.choice(["all", "any", "in_order"])}}
    if draw.random() < 0.3:
        found |= {"actor": draw.choice(actors), "do": "准备材料"}
    if draw.random() < 0.8:
        found["rejected"] = draw.choice([*earlier, "end"])
    return found


def made_names() -> Names:
    """Names for what the procedures name."""
    titles = {f"auto/role/r{n}": title for n, title in enumerate(ROLES)}
    return Names(
        language="zh-Hans",
        title=lambda key: titles.get(key, f"名称{key.rsplit('/', 1)[-1]}"),
        code=lambda key: "SC-006" if "procedure" in key else "",
        limit=lambda step: f"{step.limit} 之内" if step.limit else "",
    )


ROLES = ["市场经理", "集团总经理", "品牌与公共关系部经理", "出纳", "法务", "总部财务管理部预算主管", "档案员"]
