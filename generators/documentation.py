"""The page docs/findings.md: every finding, what it means and what to do, from the locale files and the rules.

``python -m generators.documentation [--check]`` writes the page; with ``--check`` it only says whether the page is what
the code gives.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from generators.messages import wording
from generators.model.findings import SEVERITIES
from generators.model.rules import rules_by_code

PAGE = Path("docs/findings.md")

_HEAD = """# 检查意见 · Findings

<!-- Written by python -m generators.documentation; edit generators/locale and the rules instead. -->

`dutybook check` 对内容的每一条意见都有固定的代码。错误（error）会拦住发布；警告（warning）应当有人看；
提示（info）公开列出即可。警告和提示可以在文件的 `control.silence` 里豁免，理由会印在文件登记册上：

Every finding of `dutybook check` has a stable code. Errors keep the content from being published, warnings want
somebody's look, infos are listed openly. Warnings and infos can be exempted in a document's `control.silence`, with a
reason that the register shows:

```yaml
control:
  silence:
    - {rule: superior-disagrees, reason: 测试组业务上直接向总经理汇报}
    - {rule: deadline-vague, about: relations, reason: 厂家每月另行通知}
```

| 代码 · code | 级别 · severity | 意思 · meaning | 怎么办 · what to do |
|---|---|---|---|
"""
_RULES = """
## 规则看什么 · What the rules look at

The codes that are not listed here come from reading the files and resolving references.

"""


def page() -> str:
    """The whole page, as Markdown."""
    rows = "".join(f"{row}\n" for row in map(_row, SEVERITIES))
    return _HEAD + rows + _RULES + "".join(f"{line}\n" for line in _rules())


def _row(code: str) -> str:
    chinese, english = wording("zh-CN"), wording("en")
    severity = SEVERITIES[code]
    cells = (
        f"`{code}`",
        f"{chinese['severity'][severity]} · {severity}",
        f"{_general(chinese['finding'][code])}<br>{_general(english['finding'][code])}",
        f"{chinese['advice'][code]}<br>{english['advice'][code]}",
    )
    return f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |"


def _general(sentence: str) -> str:
    """A sentence without the words of one case; asterisks and the like are text, not Markdown."""
    return re.sub(r"([*<&])", r"\\\1", re.sub(r"\{[^}]*\}", "…", sentence))


def _rules() -> Iterator[str]:
    rules = rules_by_code()
    for code in SEVERITIES:
        if code in rules:
            yield f"- `{code}`: {' '.join(rule.meaning for rule in rules[code])}"


def main(arguments: list[str]) -> int:
    """Writes the page, or with ``--check`` compares it; returns the exit code."""
    if "--check" not in arguments:
        PAGE.write_text(page(), encoding="utf-8")
        return 0
    if PAGE.exists() and PAGE.read_text(encoding="utf-8") == page():
        return 0
    sys.stderr.write(f"{PAGE}: run python -m generators.documentation\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
