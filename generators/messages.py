"""Messages: the wording of findings and commands, by code, in the reader's language."""

import os
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Literal

from generators.model.findings import Finding

Locale = Literal["zh-CN", "en"]
LOCALES: tuple[Locale, ...] = ("zh-CN", "en")

_LISTS = frozenset({"kinds", "candidates", "allowed", "codes", "folders", "example"})
"""Values that list several words, joined with 、 where they come from."""

_IN_OTHER_WORDS: Mapping[str, Mapping[str, str]] = {
    "yaml-syntax": {"what": "yaml_reason"},
    "yaml-encoding": {"guess": "encoding"},
    "yaml-not-mapping": {"found": "found"},
    "yaml-key-not-text": {"found": "found"},
    "wrong-type": {"expected": "expected"},
    "bad-value": {"reason": "reason"},
    "file-unreadable": {"reason": "unreadable"},
}
"""Values that are words of a closed list: code → value → the table that says them, under ``other`` the rest."""


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
    return _filled(wording(locale)[table][name], values)


def _filled(sentence: str, values: Mapping[str, object]) -> str:
    return sentence.format_map(_Blanks(values))


class _Blanks(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "–"


def sentence_of(finding: Finding, locale: Locale) -> str:
    """What a finding says, with the nearest right answer where there is one."""
    texts = wording(locale)
    values = _values(finding, locale)
    said = _filled(texts["finding"][finding.code], values)
    return texts["joint"]["hint"].join([said, *_hints(finding, values, texts["hint"])])


def _values(finding: Finding, locale: Locale) -> dict[str, str]:
    """The finding's values in the reader's language; ``name_en`` is the English wording of ``name``."""
    texts = wording(locale)
    values = dict(finding.values)
    for name, value in finding.values.items():
        if name in _LISTS:
            values[name] = _listed(value, texts["kind"] if name == "kinds" else {}, texts["joint"]["list"])
        elif name.endswith("_en") and locale == "en":
            values[name.removesuffix("_en")] = value
    if finding.code == "yaml-syntax":
        values["what"] = values.get("reason", "other")
    for name, table in _IN_OTHER_WORDS.get(finding.code, {}).items():
        words = texts[table]
        values[name] = _filled(words.get(values.get(name, ""), words["other"]), values)
    return values


def _listed(value: str, names: Mapping[str, str], joint: str) -> str:
    return joint.join(names.get(part, part) for part in value.split("、"))


def _hints(finding: Finding, values: Mapping[str, str], hints: Mapping[str, str]) -> list[str]:
    found = [
        _filled(hints[name], values)
        for name in ("nearest", "candidates")
        if values.get(name) and finding.code != "ambiguous-reference"
    ]
    if values.get("hint") in hints:
        found.append(hints[values["hint"]])
    return found
