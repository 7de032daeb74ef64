"""Days, periods and numbered places as one word each, however they are said.

每个季度 and 每季 are 每季度, 25号 and 二十五号 are 25日, 第四条 is 第4条.

The segmenter cuts them into single characters, which say nothing; a deadline is asked for by exactly these words.
"""

import re
from collections.abc import Iterator
from typing import Final

_PERIODS: Final = {
    "天": "每天", "日": "每天", "周": "每周", "星期": "每周", "礼拜": "每周", "月": "每月", "月份": "每月",
    "季": "每季度", "季度": "每季度", "半年": "每半年", "年": "每年", "年度": "每年", "工作日": "每工作日",
}  # fmt: skip
_UNITS: Final = {"号": "日", "星期": "周", "礼拜": "周"}
_DIGITS: Final = "一二三四五六七八九十"
_SPAN = re.compile(
    "(?:每逢|每隔|[每按逐])一?个?(?P<period>工作日|季度|半年|年度|月份|星期|礼拜|[天日周月季年])"
    r"|(?P<again>(?<![今明昨后前当半每])天天(?!气)|日日)"
    rf"|第(?P<nth>\d{{1,3}}|[{_DIGITS}]{{1,3}})(?P<place>[条章款])"
    rf"|(?P<number>\d{{1,3}}|(?!一)[{_DIGITS}]{{1,3}}) ?个?(?P<unit>工作日|小时|星期|礼拜|[日号天周月年])(?!\d)"
)
PERIODS: Final = frozenset(_PERIODS.values())


def pieces(folded: str) -> Iterator[tuple[str, bool]]:
    """A folded text as stretches of ordinary text and words for times, the latter marked."""
    end = 0
    for match in _SPAN.finditer(folded):
        if match.start() > end:
            yield folded[end : match.start()], False
        yield _word(match), True
        end = match.end()
    if end < len(folded):
        yield folded[end:], False


def _word(match: re.Match[str]) -> str:
    if match["again"]:
        return "每天"
    if match["period"]:
        return _PERIODS[match["period"]]
    if match["nth"]:
        return f"第{_number(match['nth'])}{match['place']}"
    return _number(match["number"]) + _UNITS.get(match["unit"], match["unit"])


def _number(written: str) -> str:
    """A number below a hundred in digits; what is none stays as it is."""
    if written.isdigit():
        return written
    tens, ten, ones = written.rpartition("十")
    if len(tens) > 1 or len(ones) > 1 or "十" in tens:
        return written
    high = _DIGITS.index(tens) + 1 if tens else 1 if ten else 0
    return str(10 * high + (_DIGITS.index(ones) + 1 if ones else 0))


def is_time(word: str) -> bool:
    """Whether a word is one of these: it says when, not what."""
    return word in PERIODS or (word[:1].isdigit() and not word.isascii())
