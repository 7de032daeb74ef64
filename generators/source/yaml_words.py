"""Plain words for the parser's reasons and for the likely cause, in both languages."""

from collections.abc import Mapping

REASONS: Mapping[str, Mapping[str, str]] = {
    "bad-indentation": {
        "zh-Hans": "这一行的缩进与上文对不上",
        "en": "this line's indentation does not match the lines above",
    },
    "missing-colon": {
        "zh-Hans": "这里应是“键: 值”，缺少冒号或冒号后的空格",
        "en": "a `key: value` was expected here; the colon or the space after it is missing",
    },
    "colon-in-value": {
        "zh-Hans": "值里又出现了“冒号加空格”，请给整个值加引号",
        "en": "the value contains a colon followed by a space; put the whole value in quotes",
    },
    "dash-in-value": {
        "zh-Hans": "列表的“- ”要另起一行",
        "en": "a list's `- ` must begin on a line of its own",
    },
    "text-after-value": {
        "zh-Hans": "值已经结束，后面还有文字；请给整个值加引号",
        "en": "the value has ended, but more text follows; put the whole value in quotes",
    },
    "unclosed-quote": {"zh-Hans": "引号没有闭合", "en": "this quotation mark is never closed"},
    "unclosed-bracket": {"zh-Hans": "括号没有闭合", "en": "this bracket is never closed"},
    "missing-comma": {
        "zh-Hans": "括号里缺少逗号，或括号不配对",
        "en": "a comma is missing inside the brackets, or the brackets do not match",
    },
    "reserved-character": {
        "zh-Hans": "值不能以这个符号开头，请加引号",
        "en": "a value cannot begin with this character; put it in quotes",
    },
    "unexpected-character": {
        "zh-Hans": "这个符号不该出现在这里",
        "en": "this character does not belong here",
    },
    "bad-escape": {
        "zh-Hans": "双引号里的反斜杠写法无效，请改用单引号",
        "en": "the backslash inside double quotes is not a known escape; use single quotes",
    },
    "block-header": {
        "zh-Hans": "“|”或“>”之后要换行再写正文",
        "en": "after `|` or `>` the text must begin on the next line",
    },
    "directive": {
        "zh-Hans": "行首的“%”是 YAML 指令，这里不支持",
        "en": "a `%` at the start of a line is a YAML directive, which is not supported here",
    },
    "other": {"zh-Hans": "不符合 YAML 写法", "en": "this is not valid YAML"},
}

HINTS: Mapping[str, Mapping[str, str]] = {
    "full-width-colon": {
        "zh-Hans": "用了全角冒号“：”，请改成半角冒号加空格",
        "en": "this is a full-width colon; write an ASCII colon and a space",
    },
    "space-after-colon": {"zh-Hans": "冒号后面要有空格", "en": "a space is needed after the colon"},
    "wide-space": {
        "zh-Hans": "缩进用了全角或不换行空格，请改成普通空格",
        "en": "the line is indented with full-width or non-breaking spaces; use plain spaces",
    },
}
