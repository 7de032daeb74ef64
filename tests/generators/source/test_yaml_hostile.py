"""No bytes, however hostile, raise, crash, hang or expand."""

import random
import time
from collections.abc import Callable

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from generators.source import yaml_events
from generators.source.yaml_bytes import BREAK
from generators.source.yaml_problems import PROBLEM_CODES, Problem
from generators.source.yaml_text import ParsedText, Position, read_text, read_yaml

KIBIBYTE = 1024
LONGEST = 250 * KIBIBYTE
CPU_SECONDS = 15.0

BOMB = "a0: &a0 [lol, lol]\n" + "".join(
    f"a{level}: &a{level} [*a{level - 1}, *a{level - 1}, *a{level - 1}]\n" for level in range(1, 30)
)

ATTACKS = {
    "open lists": "[" * 20_000,
    "open mappings": "{" * 20_000,
    "open lists to the limit": "[" * LONGEST,
    "open lists on lines": "[\n" * (LONGEST // 2),
    "open mappings on lines": "{a:\n" * (LONGEST // 4),
    "nested dashes": "- " * 20_000,
    "nested question marks": "? " * 20_000,
    "nested blocks": "".join(" " * level + "a:\n" for level in range(600)),
}
FLOODS = {
    "flat lists": "a: [" + "[]," * (LONGEST // 3) + "]",
    "flat pairs": "a: {" + "x: 1, " * (LONGEST // 6) + "}",
    "anchors": "a: [" + "&a x," * (LONGEST // 5) + "]",
    "anchors on lines": "a:\n" + "- &a !t x\n" * (LONGEST // 10),
    "aliases": "a: [&a x," + "*a," * (LONGEST // 3) + "]",
    "empty list entries": "-\n" * (LONGEST // 2),
    "open quote": '"' + "a" * LONGEST,
    "one word": "a" * LONGEST,
    "hashes after an anchor": "a: &x " + "#" * LONGEST,
    "spaces after a tag": "a: !t &x" + " \n" * (LONGEST // 2),
    "full-width colons": "键：值\n" * (LONGEST // 10) + "a: 1\n",
    "colons": "a: [" + ":" * LONGEST,
    "tabs": "a: 1\n" + "\tx\n" * (LONGEST // 3),
    "tag directives": "".join(f"%TAG !{number:x}! x\n" for number in range(15_000)) + "---\na: 1\n",
}


def read_quickly(text: str) -> ParsedText:
    started = time.process_time()
    parsed = read_yaml(text.encode())
    assert time.process_time() - started < CPU_SECONDS
    return parsed


def use_pure_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_events, "LOADER", yaml.SafeLoader)


@pytest.mark.parametrize("text", ATTACKS.values(), ids=ATTACKS)
@pytest.mark.parametrize("pure", [False, True], ids=["libyaml", "pure"])
def test_bottomless_nesting_is_one_problem(text: str, pure: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if pure:
        use_pure_parser(monkeypatch)
    (found,) = (found for found in read_quickly(text).problems if found.code != "yaml-key-not-text")
    assert (found.code, found.values) == ("yaml-nesting", {"limit": "40"})


def test_the_forty_first_level_is_where_nesting_is_refused() -> None:
    deepest = "a: " + "[" * 39 + "]" * 39
    assert read_yaml(deepest.encode()).problems == ()
    (found,) = read_yaml(b"a: " + b"[" * 40 + b"]" * 40).problems
    assert found == Problem("yaml-nesting", 1, 43, {"limit": "40"})
    (found,) = read_yaml(ATTACKS["nested blocks"].encode()).problems
    assert (found.line, found.column) == (41, 41)


@pytest.mark.parametrize("text", FLOODS.values(), ids=FLOODS)
def test_a_flood_of_anything_is_read_in_bounded_time(text: str) -> None:
    parsed = read_quickly(text)
    assert parsed.problems or isinstance(parsed.value, dict)


def test_an_alias_bomb_is_named_and_never_expanded() -> None:
    parsed = read_quickly(BOMB)
    assert {found.code for found in parsed.problems} == {"yaml-anchor", "yaml-alias"}
    assert isinstance(parsed.value, dict)
    assert parsed.value["a29"] == [None, None, None]
    assert (parsed.problems[0].line, parsed.problems[0].column) == (1, 5)
    assert (parsed.problems[2].line, parsed.problems[2].column) == (2, 10)


def test_a_file_over_the_limit_is_not_read() -> None:
    (found,) = read_quickly("a" * 5 * KIBIBYTE * KIBIBYTE).problems
    assert found == Problem("yaml-too-large", 1, 1, {"size": "5242880", "limit": "262144"})
    fitting = "a: " + "x" * (256 * KIBIBYTE - 3)
    assert read_yaml(fitting.encode()).problems == ()
    assert read_yaml(fitting.encode() + b"x").problems[0].code == "yaml-too-large"


@pytest.mark.parametrize("read", [read_yaml, read_text], ids=["yaml", "text"])
@settings(deadline=None)
@given(raw=st.binary(max_size=300))
def test_no_bytes_raise(read: Callable[[bytes], object], raw: bytes) -> None:
    assert read(raw) is not None


@settings(deadline=None)
@given(
    st.text(st.sampled_from(list("ab:：-?[]{}\"'\\&*!|>%@#,~<=. \t\r\n\u3000\u00a0中xU0")), max_size=60),
    st.booleans(),
)
def test_no_text_raises_and_every_problem_lies_in_the_file(text: str, pure: bool) -> None:
    with pytest.MonkeyPatch.context() as patch:
        if pure:
            use_pure_parser(patch)
        parsed = read_yaml(text.encode())
    lines = BREAK.split(text)
    for found in parsed.problems:
        assert found.code in PROBLEM_CODES
        assert 1 <= found.line <= len(lines)
        assert 1 <= found.column <= len(lines[found.line - 1]) + 1
    assert parsed.problems or isinstance(parsed.value, dict)
    assert parsed.position(("a", 0)) >= Position(1, 1)


def test_a_real_file_damaged_anywhere_never_raises() -> None:
    draw = random.Random(7)
    whole = "kind: role\nduties:\n  - {id: a, do: 每月1日前寄出}\n  - id: b\n    do: |\n      正文\n".encode()
    for _ in range(2_000):
        damaged = bytearray(whole)
        for _ in range(draw.randint(1, 3)):
            damaged[draw.randrange(len(damaged))] = draw.randrange(256)
        parsed = read_yaml(bytes(damaged))
        assert parsed.problems or isinstance(parsed.value, dict)
        assert parsed.position(("duties", 1, "do")).line <= damaged.count(b"\n") + damaged.count(b"\r") + 1
