"""Messages: the wording of findings and commands, by code, in the reader's language."""

import os
import tomllib
from functools import cache
from importlib import resources
from typing import Literal

from generators.model.findings import Finding

Locale = Literal["zh-CN", "en"]
LOCALES: tuple[Locale, ...] = ("zh-CN", "en")


def locale_of(wish: str | None = None) -> Locale:
    """The language for messages: as wished, else from the environment, else Chinese."""
    names = (wish, *(os.environ.get(name) for name in ("DUTYBOOK_LANG", "LC_ALL", "LC_MESSAGES", "LANG")))
    for name in names:
        if name and name.lower().startswith("zh"):
            return "zh-CN"
        if name and name.lower().startswith("en"):
            return "en"
    return "zh-CN"


@cache
def wording(locale: Locale) -> dict[str, dict[str, str]]:
    """All messages of a language, by table and code."""
    file = resources.files("generators") / "locale" / f"{locale}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


def say(code: str, locale: Locale, **values: object) -> str:
    """The sentence ``table.code`` with its blanks filled; a blank without value shows as a dash."""
    table, _, name = code.partition(".")
    return wording(locale)[table][name].format_map(_Blanks(values))


class _Blanks(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "–"


def sentence_of(finding: Finding, locale: Locale) -> str:
    """What a finding says, with the nearest right answer where there is one."""
    texts = wording(locale)
    values: dict[str, object] = dict(finding.values)
    if finding.code == "bad-value":
        reason = texts["reason"].get(str(values.get("reason")), texts["reason"]["other"])
        values["reason"] = reason.format_map(_Blanks(values))
    if finding.code == "wrong-type":
        values["expected"] = texts["expected"].get(str(values.get("expected")), str(values.get("expected")))
    said = texts["finding"][finding.code].format_map(_Blanks(values))
    return " ".join([said, *_hints(finding, texts["hint"])])


def _hints(finding: Finding, hints: dict[str, str]) -> list[str]:
    found = [
        hints[name].format_map(_Blanks(dict(finding.values)))
        for name in ("nearest", "candidates")
        if finding.values.get(name) and finding.code != "ambiguous-reference"
    ]
    if finding.values.get("hint") in hints:
        found.append(hints[finding.values["hint"]])
    return found
