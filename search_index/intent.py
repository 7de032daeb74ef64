"""Intent: what sort of answer a question wants, read from how it asks and not from what it asks about.

谁批 wants an approver, 几号前 a deadline, 填什么表 a form, 归谁管 an owner. The words that ask need not stand in
the text that answers; a section that carries such a fact is lifted, and its fact is the direct answer.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from search_index import asking
from search_index.facts import APPROVER, DEADLINE, FORM, OWNER

HOW, WHAT, MAY = "how", "what", "may"
"""Three more sorts of question, which no single field answers: 怎么办理, 是什么意思, 能不能."""


@dataclass(frozen=True, slots=True)
class Intent:
    """What a question wants: the `kind` of answer, and the relations that hold it.

    `fitting` relations hold just that; `related` ones hold something like it and only help to rank, apart from those
    in `also`, which may be given as the answer too. `words` only ask for it.
    """

    kind: str = ""
    fitting: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    words: frozenset[str] = frozenset()
    also: tuple[str, ...] = ()

    @property
    def relations(self) -> tuple[str, ...]:
        """All relations that may answer, the fitting ones first."""
        return self.fitting + self.related


_EFFECTIVE = Intent(DEADLINE, ("effective",), (), asking.EFFECTIVE)
_KEEPING = Intent(DEADLINE, ("keep",), (), asking.KEEPING)
_REVIEW = Intent(DEADLINE, ("review",), (), asking.REVIEW)
_CYCLE = Intent(DEADLINE, ("cycle",), ("due", "limit"), asking.DEADLINE)
_HOW_LONG = Intent(DEADLINE, ("limit", "due"), ("cycle",), asking.DEADLINE, also=("cycle",))
_WHEN = Intent(DEADLINE, ("due", "cycle"), ("limit",), asking.DEADLINE, also=("limit",))
_SUPERIOR = Intent(OWNER, ("superior",), ("head",), asking.SUPERIOR)
_HEAD = Intent(OWNER, ("head",), ("superior", "owner"), asking.HEAD)
_RECIPIENT = Intent(OWNER, ("recipient",), ("actor",), asking.RECIPIENT)
_KEEPER = Intent(OWNER, ("keeper",), ("actor", "department"), asking.KEEPER, also=("actor",))
_JUDGE = Intent(OWNER, ("actor",), ("verifier", "approver", "owner"), asking.JUDGE, also=("verifier",))
_WHO = Intent(
    OWNER, ("actor",), ("owner", "head", "department", "keeper", "recipient", "assessor"), asking.OWNER
)
_IN_CHARGE = replace(_WHO, also=("owner", "head", "department"))
_UNDER_WHOM = replace(_IN_CHARGE, fitting=("actor", "superior"))
_DECIDER = Intent(
    APPROVER,
    ("approver", "decider"),
    ("signer", "verifier", "actor"),
    asking.APPROVER,
    also=("signer", "actor"),
)
_APPROVER = Intent(
    APPROVER,
    ("approver",),
    ("decider", "signer", "verifier", "actor"),
    asking.APPROVER,
    also=("signer", "actor"),
)
_FORM = Intent(FORM, ("form",), (), asking.FORM)
_WHAT = Intent(WHAT, words=asking.WHAT)
_HOW = Intent(HOW, words=asking.HOW)
_MAY = Intent(MAY, words=asking.MAY)

_FRAGMENTS: Final = {
    "WHO": "(?:谁|哪个领导|哪位|哪一?级|哪个部门|哪个岗位|什么人|哪些人|啥人|何人)",
    "WHEN": "(?:什么时候|啥时候?|何时|哪天|几号|几时|多久)",
    "PAPER": "(?:表格|表单|单据|单子|凭据|台账|模板|样表|格式|附件|附表|附|表|单|本子|册)",
    "WHAT": "(?:什么|啥|哪|几)",
    "APPROVE": "(?:审[核批定议查]|核[准定]|批[准复]|签[批字发署]|会签|盖章|点头|同意|把关|许可|授权)",
    "JUDGE": "(?:评|打分|核对|检查|复核|核实|验收)",
    "KEEP": "(?:保管|保存|保留|留存|存档|归档|存)",
    "HAND": "(?:移交|上报|通知|告诉|汇报|提交|抄送|反馈|交|报|发|送|寄|给|提)",
}
"""What the patterns below are made of; a name in capitals stands for its fragment."""

_PATTERNS: Final = (
    # Particular questions first: each of them also looks like one of the general ones further down.
    (_EFFECTIVE, "WHEN.{0,4}(?:生效|施行|算数|有效|开始执行)", "(?:生效|施行)(?:日期|时间|日)"),
    (_EFFECTIVE, "(?:生效|算数|作数|有效).{0,3}WHEN", r"\bwhen\b.*(?:effective|in force|take effect)"),
    (_KEEPING, "(?:KEEP|留|放)(?:多久|多长|几年|几个?月|多少[年天]|期限|年限|到WHEN)"),
    (_KEEPING, "how long.*(?:keep|kept|retain|store)", "retention"),
    (_REVIEW, "复审", "review date"),
    (_SUPERIOR, "(?:上级|领导|上司|顶头|直属).{0,4}(?:谁|哪)", "(?:谁|哪个部门)来?(?:领导|主管)"),
    (_SUPERIOR, "归谁(?:领导|主管|管辖)", "(?<!方)(?:听|受|向|对)谁", "直接?上级"),
    (_SUPERIOR, r"report(?:s|ing)? to\b", "superior", "supervisor of"),
    (_HEAD, "(?:负责人|一把手|头儿|老大)(?:是|叫)?谁", "谁是.{0,12}(?:负责人|一把手|头儿|主管)"),
    (_HEAD, "who (?:heads|leads|is the head)"),
    (_DECIDER, "拍板|说了算|做主|作主|定夺|WHO来?(?:决定|定)"),
    (_JUDGE, "WHO(?:来|负责|去)?(?:给|做)?JUDGE"),
    (_APPROVER, "WHO[^，,？?]{0,6}(?:APPROVE|批|审|签|确认)", "(?:APPROVE|过)[^，,？?]{0,4}WHO"),
    (_APPROVER, "(?:什么|啥|哪些?)(?:权限|手续|审批)", "(?:能|可以|可)不(?:能|可以|可)?(?:自己|擅自|直接)"),
    (_APPROVER, "(?:能|可以)(?:自己|直接|擅自)", r"who (?:can |may |must |has to )?(?:approve|sign|authori[sz]e)"),
    (_FORM, "WHAT[一张份个种些几套]{0,2}PAPER", "PAPER(?:在哪|叫什么|长什么样|怎么填|有没有|名称)"),
    (_FORM, "填WHAT", "(?:现成|专门|固定|统一|标准)的?PAPER", r"(?:which|what) (?:form|template)"),
    (_FORM, "(?:要|用|填|写|交|留|附)(?:什么|啥|哪些?)(?:PAPER|资料|材料|记录)?$"),
    (_RECIPIENT, "HAND(?:给|到|送|往|至)?(?:谁|哪)", "(?:往|向|到)哪里?儿?HAND"),
    (_RECIPIENT, r"(?:send|submit|hand|give|report)\w* .*\bto (?:whom|who)\b", "to whom"),
    (_KEEPER, "(?:归|由)?谁来?(?:负责)?(?:KEEP|收着)", "(?:归|由)(?:哪个)?(?:部门|谁).{0,2}KEEP", "who keeps"),
    (_CYCLE, "多久.{0,6}[一1][次回趟遍]", "几次|几回|隔多久", "[几多].{0,2}[年天周月].{0,4}一?[次回]"),
    (_CYCLE, "(?:天天|每天|每周|一周|每月|一个?月).{0,8}还是", "是不是(?:每|天天)"),
    (_CYCLE, "频率|周期", r"how often|how many times|frequen"),
    (_HOW_LONG, "多久|多长时间|几天|几个(?:工作日|小时)|多少天|几小时", r"how (?:long|soon|many days)"),
    (_WHEN, "什么时间|WHEN|几[点月]|几年|几个月|多少年|哪年|哪个?月|号[之以]?前"),
    (_WHEN, r"\bwhen\b", r"by what (?:date|time)", "deadline", r"\bdue\b"),
    (_UNDER_WHOM, "(?:归|由)?WHO管(?:理|着)?(?:$|[？?呀啊呢的])"),
    (_IN_CHARGE, "WHO来?(?:负责|牵头|承担)(?:$|[？?呀啊呢的])", "归WHO(?:$|[？?呀啊呢的])"),
    (_IN_CHARGE, "who is (?:responsible|in charge)"),
    (_WHO, "WHO|哪个?科室|还是(?:经理|主管|部门|项目部|我)|是哪个"),
    (_WHO, r"\bwho(?:se|m)?\b", "which (?:department|role|post)"),
    # Then keywords, which ask without a question word.
    (_WHEN, "期限|时限|截止|最[晚迟]|时间$|(?:上报|移交|提交|报送|完成)的?时间"),
    (_IN_CHARGE, "负责人|责任人|归口|responsible|in charge|owner"),
    (_APPROVER, "APPROVE|权限", r"approv|sign[- ]?off|authori[sz]|permission"),
    (_FORM, "模板|样表|格式|附件|附表|表$", r"\bforms?\b|template|attachment"),
    (_WHAT, "是什么(?:意思|东西|概念)?$", "(?:什么|啥)(?:是|叫)|(?:是|叫)啥$|(?:什么|啥)意思"),
    (_WHAT, "指(?:的是)?(?:什么|啥|哪)|是指|含义|定义", "区别|不同|差别|一回事|怎么[区分]", "分(?:成|为)?[哪几]"),
    (_WHAT, "是?(?:干嘛|干啥|干什么|做什么)的", "what (?:is|are|does)|meaning|difference|define"),
    (_WHAT, "怎么计?算(?!数)|算法|公式"),
    (_MAY, "(?:能|可|可以|允许|准|行|要|用|需要?)不(?:能|可以|允许|准|行|要|用|需要)"),
    (_MAY, "(?:能|可以|允许|需要|用|要).{1,20}吗"),
    (_HOW, "怎么|怎样|如何|咋|流程|步骤|程序|几步|顺序|上哪儿?|哪里|哪儿", r"\bhow\b|procedure|process"),
    (_HOW, "从头到尾|前前后后|全过程|来龙去脉"),
)  # fmt: skip


def _compiled() -> Iterator[tuple[Intent, re.Pattern[str]]]:
    names = re.compile("|".join(sorted(_FRAGMENTS, key=len, reverse=True)))
    for intent, *patterns in _PATTERNS:
        spelled = names.sub(lambda name: _FRAGMENTS[name.group()], "|".join(patterns))
        yield intent, re.compile(names.sub(lambda name: _FRAGMENTS[name.group()], spelled))


_READY: Final = tuple(_compiled())


def intent_of(folded: str) -> Intent:
    """What a folded question asks for; no particular intent where it only names something."""
    return next((intent for intent, pattern in _READY if pattern.search(folded)), Intent())
