"""The words of the interface: both languages, every key used, none missing."""

import re
import string
import tomllib
from pathlib import Path

from generators.phrases.words import LOCALE, words_of

PAGES = LOCALE.parent


def keys_of(file: str) -> dict[str, str]:
    tables = tomllib.loads((LOCALE / file).read_text(encoding="utf-8"))
    return {f"{table}.{name}": said for table, entries in tables.items() for name, said in entries.items()}


def blanks_of(said: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(said) if name}


def test_both_languages_say_the_same_things() -> None:
    chinese, english = keys_of("zh-CN.toml"), keys_of("en.toml")

    assert chinese.keys() == english.keys()
    for key, said in chinese.items():
        assert said, key
        assert english[key], key
        if not key.endswith("-one"):
            assert blanks_of(said) == blanks_of(english[key]), key


def test_one_thing_is_singular_in_english() -> None:
    assert words_of("en").count("procedure.step-count", 1) == "1 step"
    assert words_of("en").count("procedure.step-count", 2) == "2 steps"
    assert words_of("zh-Hans").count("procedure.step-count", 1) == "1 步"


def test_templates_hold_no_words_of_their_own() -> None:
    for template in sorted((PAGES / "templates").glob("*.html")):
        spoken = re.sub(
            r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<[^>]*>",
            "",
            template.read_text(encoding="utf-8"),
            flags=re.DOTALL,
        )
        assert not re.search(r"[\u4e00-\u9fff]|[A-Za-z]{3,}", spoken), template.name


def test_every_plain_key_that_code_asks_for_exists() -> None:
    known = keys_of("zh-CN.toml")
    tables = {key.split(".")[0] for key in known}
    asked = re.compile(
        r"""(?:word|say|phrase|count|said|empty)\((?:pen, )?["']([a-z]+\.[a-z_.-]+)["']\s*[,)]"""
    )
    for file in [*PAGES.rglob("*.py"), *PAGES.rglob("*.html")]:
        for key in asked.findall(_text(file)):
            assert key.split(".")[0] not in tables or key in known or f"{key}-one" in known, (
                f"{file.name}: {key}"
            )


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8")
