"""Rule on count words 数量词: a text that says 五大要求 is followed by five.

Few false alarms matter more than catching all. A count is looked at only where it introduces a list: with a noun
for parts of a text (要求, 阶段, 步骤 …) or after 以下 and the like; in a heading, in the sentence that ends the text
above the list, or before a colon and a list within the sentence. 第三项, 前三项, 其中三项, 至少三项 and spans of time
are no such counts.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from generators.model.control import Document
from generators.model.outline import Outline
from generators.model.references import Path
from generators.model.rules.registry import Spot, at_path, document_rule
from generators.model.text import Text

_NUMBER = r"(?P<number>[一二两三四五六七八九十]{1,3}|[1-9][0-9]?)"
_MEASURE = "(?:个|大|项|条|种|类|点|款|步)"
_NOUNS = (
    "要求|阶段|方面|步骤|环节|原则|要点|重点|任务|目标|部分|事项|内容|情形|情况|条件|标准|措施|方法|类型|类别|职责|程序|"
    "规定|纪律|要素|指标"
)
_SERIES = "统一|不准|不得|严禁|必须|不放过|到位|公开|不用"
_OTHERWISE = (
    "(?<![第前后中每某另其余约近超于过满止各或0-9０-９.．一二两三四五六七八九十百千])"
    "(?<!任意)(?<!至少)(?<!至多)(?<!最多)(?<![0-9一二两三四五六七八九十][至到~-])"
)
_COUNTS = (
    re.compile(rf"(?:以下|下列|如下)\s*{_NUMBER}\s*{_MEASURE}(?P<noun>)"),
    re.compile(rf"(?:分为|分成|分|共有|共|有|包括)\s*{_NUMBER}\s*{_MEASURE}(?P<noun>)(?=[：:]|$)"),
    re.compile(
        rf"{_OTHERWISE}{_NUMBER}\s*{_MEASURE}\s*(?P<noun>{_NOUNS}|{_SERIES})(?!以上|以下|以内|左右|中的|里的)"
    ),
    re.compile(rf"{_OTHERWISE}{_NUMBER}(?P<noun>{_SERIES})"),
)
_MAY_COUNT = re.compile(rf"[二两三四五六七八九十0-9]\s*(?:{_MEASURE}|{_SERIES})")
_SENTENCE_END = re.compile(r"[。！？\n]")
_LISTED_BELOW = ("clauses", "parts", "items", "articles")
_SPEAKING = ("title", "intro", "text", "do", "requirement")
_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"两": 2}


class _Count(NamedTuple):
    said: str
    number: int
    noun: str
    rest: str


@document_rule("count-contradicts-list")
def count_contradicts_list(outline: Outline[Document]) -> Iterator[Spot]:
    """A count word (五大要求, 以下 5 项, 四统一) agrees with the list that it introduces: the parts below, the
    document's principles, phases or steps, or what follows the colon."""
    for path, node in outline.nodes:
        fields = vars(node)  # asking a model for a field that it lacks is slow
        below = next((len(found) for name in _LISTED_BELOW if (found := fields.get(name))), 0)
        for name in _SPEAKING:
            text = fields.get(name)
            if isinstance(text, Text) and _MAY_COUNT.search(text.zh):
                yield from _told(text.zh, (*path, name), below, node.id)
    for name, text in _opening(outline.document):
        for count in _counts(text.zh):
            found = _part_named(outline.document, count.noun)
            if found and found != count.number:
                yield at_path((name,), said=count.said, found=str(found))


def _told(text: str, path: Path, below: int, anchor: str) -> Iterator[Spot]:
    sentences = [sentence for sentence in _SENTENCE_END.split(text) if sentence.strip()]
    for sentence in sentences:
        counts = list(_counts(sentence))
        for count in counts:
            introduces = sentence is sentences[-1] and count is counts[-1]
            found = _found(count, below if introduces else 0)
            if found != count.number:
                yield at_path(path, said=count.said, found=str(found), anchor=anchor)


def _found(count: _Count, below: int) -> int:
    """How many there are of what was counted; the count itself where nothing is listed."""
    within = _listed_within(count.rest)
    if within:
        return count.number if count.number in within else max(within)
    return below or count.number


def _counts(sentence: str) -> Iterator[_Count]:
    found = (match for pattern in _COUNTS for match in pattern.finditer(sentence))
    by_place = {match.start("number"): match for match in found}
    for _, match in sorted(by_place.items()):
        number = _value(match["number"])
        if number > 1:
            yield _Count(match[0].strip(), number, match["noun"], sentence[match.end() :])


def _value(figures: str) -> int:
    """The number that Chinese or Arabic figures below a hundred stand for; 0 for none (一二)."""
    if figures.isdigit():
        return int(figures)
    tens, ten, ones = figures.rpartition("十")
    if len(tens) > 1 or len(ones) > 1:
        return 0
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + (_DIGITS.get(ones, 0) if ones else 0)


def _listed_within(rest: str) -> set[int]:
    """How many things may be counted after a colon that follows the count; empty where nothing is listed."""
    after = re.match(r"[^：:，,、]{0,6}[：:](?P<list>.+)", rest)
    listed = after["list"].rstrip("；;") if after else ""
    parts, marks = len(re.split("[；;]", listed)), listed.count("、")
    found = {parts} if parts > 1 else set[int]()
    if marks:
        found |= {marks + 1 + extra for extra in range(len(re.findall("[和及与]", listed)) + 1)}
    return found


def _opening(document: Document) -> Iterator[tuple[str, Text]]:
    for name in ("purpose", "summary", "scope", "mission"):
        text = vars(document).get(name)
        if isinstance(text, Text) and _MAY_COUNT.search(text.zh):
            yield name, text


def _part_named(document: Document, noun: str) -> int:
    """How many principles, phases, steps … the document has, where the noun is one of these."""
    name = {"原则": "principles", "阶段": "phases", "步骤": "steps"}.get(noun)
    return len(vars(document).get(name, ())) if name else 0
