"""What an author typed comes back as text, and every value knows its line and column."""

import pickle

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from generators.source import yaml_events
from generators.source.yaml_text import ParsedText, Position, YamlValue, read_yaml

PROCEDURE = """\
# 市场推广方案审批
kind: procedure
title: {zh-Hans: 市场推广方案审批, en: Campaign plan approval}
control:
  revision: "1.1"
  owner:
steps:
  - id: draft
    do: 起草推广方案
  - {id: approve, approve: {mode: all, by: [业务负责人, finance]}}
"""


@pytest.fixture(autouse=True, params=["libyaml", "pure"])
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every promise holds with libyaml and without it."""
    if request.param == "pure":
        monkeypatch.setattr(yaml_events, "LOADER", yaml.SafeLoader)


def read(text: str) -> ParsedText:
    return read_yaml(text.encode())


@pytest.mark.parametrize(
    "typed",
    [
        "5.30",
        "0027",
        "0157",
        "1.10",
        "no",
        "on",
        "yes",
        "True",
        "null",
        "~",
        "9:30",
        "17:30:00",
        "2026-03-01",
        "0x1F",
        "1e3",
        ".inf",
        "1_000",
        "=",
        "7d",
        "SC-005",
    ],
)
def test_a_plain_value_stays_what_the_author_typed(typed: str) -> None:
    assert read(f"key: {typed}\n").value == {"key": typed}
    assert read(f"{typed}: x\n").value == {typed: "x"}
    assert read(f"- {typed}\n").value == [typed]


def test_quotes_are_taken_away_and_escapes_resolved() -> None:
    parsed = read("a: \"x\\ty\\u4e2d\"\nb: 'it''s'\nc: \"\"\n")
    assert parsed.value == {"a": "x\ty中", "b": "it's", "c": ""}


def test_a_value_left_out_is_none_and_an_empty_text_is_not() -> None:
    parsed = read("left_out:\nempty: ''\nlist:\n  -\n  - ''\nflow: {a, b: }\n")
    assert parsed.value == {
        "left_out": None,
        "empty": "",
        "list": [None, ""],
        "flow": {"a": None, "b": None},
    }
    assert parsed.problems == ()


def test_block_texts_keep_their_lines_and_folded_texts_join_them() -> None:
    parsed = read(
        "kept: |\n  第一行\n\n    第三行: x # y\nstripped: |-\n  a\nfolded: >\n  一\n  二\n\n  三\n"
    )
    assert parsed.value == {"kept": "第一行\n\n  第三行: x # y\n", "stripped": "a", "folded": "一 二\n三\n"}


def test_a_tab_inside_a_block_text_is_content() -> None:
    parsed = read("code: |\n  if x:\n  \treturn\nafter: 1\n")
    assert parsed.value == {"code": "if x:\n\treturn\n", "after": "1"}
    assert parsed.problems == ()


def test_bom_and_windows_line_ends_change_neither_values_nor_positions() -> None:
    windows = read_yaml(b"\xef\xbb\xbf" + PROCEDURE.replace("\n", "\r\n").encode())
    plain = read(PROCEDURE)
    assert windows.problems == ()
    assert windows.value == plain.value
    assert windows.position(("kind",)) == plain.position(("kind",)) == Position(2, 7)
    assert read_yaml(b"\xef\xbb\xbfa: |\r\n  x\r\n  y\r\n").value == {"a": "x\ny\n"}
    assert read_yaml(b"\xef\xbb\xbfa: 1\r\n").position(("a",)) == Position(1, 4)


@pytest.mark.parametrize(
    ("path", "key", "value"),
    [
        ((), (2, 1), (2, 1)),
        (("kind",), (2, 1), (2, 7)),
        (("title",), (3, 1), (3, 8)),
        (("title", "en"), (3, 28), (3, 32)),
        (("control",), (4, 1), (5, 3)),
        (("control", "revision"), (5, 3), (5, 13)),
        (("control", "owner"), (6, 3), (6, 9)),
        (("steps",), (7, 1), (8, 3)),
        (("steps", 0), (8, 5), (8, 5)),
        (("steps", 0, "do"), (9, 5), (9, 9)),
        (("steps", 1), (10, 5), (10, 5)),
        (("steps", 1, "approve"), (10, 19), (10, 28)),
        (("steps", 1, "approve", "by", 0), (10, 45), (10, 45)),
        (("steps", 1, "approve", "by", 1), (10, 52), (10, 52)),
    ],
)
def test_every_key_and_value_knows_its_place(
    path: tuple[str | int, ...], key: tuple[int, int], value: tuple[int, int]
) -> None:
    parsed = read(PROCEDURE)
    assert parsed.key_position(path) == Position(*key)
    assert parsed.position(path) == Position(*value)


@pytest.mark.parametrize(
    ("path", "closest"),
    [
        (("owner",), (2, 1)),
        (("control", "status"), (5, 3)),
        (("control", "status", "deeper", 3), (5, 3)),
        (("steps", 7), (8, 3)),
        (("steps", "0"), (8, 3)),
        (("kind", "x"), (2, 7)),
    ],
)
def test_what_is_missing_is_placed_at_its_closest_ancestor(
    path: tuple[str | int, ...], closest: tuple[int, int]
) -> None:
    parsed = read(PROCEDURE)
    assert parsed.position(path) == parsed.key_position(path) == Position(*closest)


def test_a_file_that_cannot_be_read_places_everything_at_its_start() -> None:
    assert read("a: [\n").position(("a",)) == Position(1, 1)
    assert read_yaml(b"\x00").key_position(("a", 0)) == Position(1, 1)


def test_a_parsed_text_can_be_compared_and_copied_between_processes() -> None:
    parsed = read(PROCEDURE)
    copied = pickle.loads(pickle.dumps(parsed))  # noqa: S301 - our own bytes
    assert copied == parsed
    assert copied.position(("kind",)) == Position(2, 7)


def is_wanted(key: str) -> bool:
    return not key[:1].isspace() and key != "<<" and len(key) > 0


words = st.text(
    st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"], include_characters="\n\t"),
    max_size=12,
)
trees: st.SearchStrategy[YamlValue] = st.recursive(
    words,
    lambda children: (
        st.lists(children, max_size=4) | st.dictionaries(words.filter(is_wanted), children, max_size=4)
    ),
    max_leaves=20,
)


@settings(deadline=None)
@given(st.dictionaries(words.filter(is_wanted), trees, min_size=1, max_size=5), st.booleans())
def test_any_tree_of_texts_written_by_a_program_reads_back_equal(
    tree: dict[str, YamlValue], flow: bool
) -> None:
    written = yaml.dump(tree, allow_unicode=True, default_flow_style=flow, Dumper=NoAliases)
    parsed = read(written)
    assert parsed.problems == ()
    assert parsed.value == tree


@settings(deadline=None)
@given(st.dictionaries(st.from_regex(r"[a-z职责步骤]{1,8}", fullmatch=True), words, min_size=1, max_size=8))
def test_a_position_always_points_at_the_characters_meant(texts: dict[str, str]) -> None:
    written = yaml.dump({"outer": [texts]}, allow_unicode=True, sort_keys=False, Dumper=NoAliases)
    parsed, lines = read(written), written.split("\n")
    for key in texts:
        place = parsed.key_position(("outer", 0, key))
        assert lines[place.line - 1][place.column - 1 :].startswith((key, f"'{key}'", f'"{key}"', "? "))


class NoAliases(yaml.SafeDumper):
    """Writes a value that occurs twice twice."""

    def ignore_aliases(self, data: object) -> bool:
        return True
