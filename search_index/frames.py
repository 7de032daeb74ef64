"""Frames: what people put around a question, taken off before it is cut into words.

Interrogatives, measure words, polite forms and the A-not-A question carry no topic; left in place the segmenter
would glue them to their neighbours (张表上, 我能).
"""

import re
from typing import Final

_A_NOT_A = re.compile("([\u4e00-\u9fff]{1,2}?)[不没]\\1")
_FRAMES: Final = re.compile(
    "|".join((
        "(?:领导|老板|经理|主管|上面|上头)(?=(?:突然|临时|刚刚?|又|非)?(?:让|叫|要求|说要|说是|安排|交代))",
        "(?:让|叫|要求)(?:我们?|咱们?)|说要|说是",
        "(?:我是|作为)?(?:新来|刚来|刚入职|新入职|新上岗|刚上岗)的",
        "请问一?下?|麻烦问?一?下?|想?问一?下|我?想知道|谁知道|有(?:人|谁)知道|告诉我|求(?:助|问)|帮忙看?一?下?",
        "劳驾|[你您]好|谢谢",
        "什么时候|什么时间|啥时候|何时|多久|多长时间?|多少(?!钱)",
        "[算怪][谁哪个]+的?",
        "[几哪](?:年|天|个?月|周|个?工作日|个?小时|次|回|号|点|日)",
        "(?:由|归)?(?:哪一?个?|什么)(?:部门|岗位|科室|单位|领导|人|环节)(?:负责)?",
        "怎么(?:样|办|弄|搞|整|做|走|写|开|回事)?|怎样|咋(?:样|办|弄|整|做)?|如何|为什么|为啥|为何",
        "(?:谁|哪(?:一?[个位些里儿天张份种家块项条]|[几一](?=[类档级步招]))?)(?:有权|来|能|可以)?",
        "(?:什么|啥)(?:样的?|东西)?",
        "(?:从头到尾|前前后后|来龙去脉|自始至终)|(?:是|来)?(?:干嘛|干啥|干什么|做什么)(?:用?的)",
        "(?:有没有|是不是|能不能|可不可以|要不要|会不会|行不行|该不该|用不用|需不需要)",
        "(?<![第统])[这那哪几一两每三四五六七八九十\\d]+[张份]|(?<![第统])[这那哪几一两每](?:家|声|下|趟|遍)",
        "(?<![第统])[这那哪几一两](?:个(?![月周年季])|种|回|次|块|项|条|套|款|位|名|件|些|类|步)",
        "(?:(?<!自)我(?![方司])们?|咱们?|你们?|(?<!其)他们?)(?:要|想|能|会|该|得|可以|自己)*",
        "\\b(?:please|can (?:i|we|you)|could you|i (?:want|need|would like) to|how (?:do|can|should) (?:i|we))\\b",
        "\\btell me\\b",
    ))
)  # fmt: skip


def without_frames(folded: str) -> str:
    """The folded question with its frames as blanks."""
    return _FRAMES.sub(" ", _A_NOT_A.sub(r"\1", folded))
