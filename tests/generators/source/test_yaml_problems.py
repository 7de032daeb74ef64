"""Everything an author can get wrong is named by a code, at its exact line and column, all of it together."""

import pytest
import yaml

from generators.messages import LOCALES, wording
from generators.source import yaml_events
from generators.source.yaml_problems import MAX_PROBLEMS, PROBLEM_CODES, Problem
from generators.source.yaml_text import read_yaml

DUPLICATE_IN_NESTED_MAP = "control:\n  owner: a\n  status: draft\n  owner: b\n"
TAGGED = "a: !!python/object/apply:os.system [ls]\nb: &x !local\n  c: 1\nd: ! e\n"

# (what the author wrote, code, line, column, values)
CASES: list[tuple[str, str, int, int, dict[str, str]]] = [
    # wrong indentation, and lines that end up in the wrong place
    ("a: 1\n  b: 2\n", "yaml-syntax", 2, 3, {"reason": "bad-indentation"}),
    ("a:\n    b: 1\n  c: 2\n", "yaml-syntax", 3, 3, {"reason": "bad-indentation"}),
    ("a:\n  - x\n - y\n", "yaml-syntax", 3, 2, {"reason": "bad-indentation"}),
    ("a:\n  - x: 1\n   y: 2\n", "yaml-syntax", 3, 4, {"reason": "bad-indentation"}),
    ("  a: 1\nb: 2\n", "yaml-syntax", 2, 1, {"reason": "bad-indentation"}),
    ("a: 1\n- b\n", "yaml-syntax", 2, 1, {"reason": "bad-indentation"}),
    ("a: 1\n\u3000b: 2\n", "yaml-syntax", 2, 1, {"reason": "bad-indentation", "hint": "wide-space"}),
    ("a: 1\n\u00a0 b: 2\n", "yaml-syntax", 2, 1, {"reason": "bad-indentation", "hint": "wide-space"}),
    # colons
    ("do: 审批: 通过\n", "yaml-syntax", 1, 7, {"reason": "colon-in-value"}),
    ("a: 1\nfoo\nb: 2\n", "yaml-syntax", 2, 1, {"reason": "missing-colon"}),
    ("a: 1\nfoo\n", "yaml-syntax", 2, 1, {"reason": "missing-colon"}),
    (
        "a: 1\n编号：x\nb: 2\n",
        "yaml-syntax",
        2,
        3,
        {"reason": "missing-colon", "hint": "full-width-colon"},
    ),
    (
        "a:\n  编号：x\n\n  # c\n  b: 2\n",
        "yaml-syntax",
        2,
        5,
        {"reason": "missing-colon", "hint": "full-width-colon"},
    ),
    ("control：\n  b: 2\n", "yaml-syntax", 1, 8, {"reason": "missing-colon", "hint": "full-width-colon"}),
    ("a: 1\nb:2\nc: 3\n", "yaml-syntax", 2, 2, {"reason": "missing-colon", "hint": "space-after-colon"}),
    ("键：值\n", "yaml-not-mapping", 1, 2, {"found": "text", "hint": "full-width-colon"}),
    ("key:value\n", "yaml-not-mapping", 1, 4, {"found": "text", "hint": "space-after-colon"}),
    ("- 编号：x\n  b: 2\n", "yaml-syntax", 1, 5, {"reason": "missing-colon", "hint": "full-width-colon"}),
    ("a: - b\n", "yaml-syntax", 1, 4, {"reason": "dash-in-value"}),
    # quotes, brackets, characters with a meaning
    ('title: "市场部\nb: 2\n', "yaml-syntax", 1, 8, {"reason": "unclosed-quote"}),
    ("a: 'x\n---\nb: 1\n", "yaml-syntax", 1, 4, {"reason": "unclosed-quote"}),
    ('do: "提交"后归档\n', "yaml-syntax", 1, 9, {"reason": "text-after-value"}),
    ("- [x] y\n", "yaml-syntax", 1, 7, {"reason": "text-after-value"}),
    ("a: {b: 1\nc: 2\n", "yaml-syntax", 1, 4, {"reason": "unclosed-bracket"}),
    ("a: [b, {c: [d\n", "yaml-syntax", 1, 12, {"reason": "unclosed-bracket"}),
    ("a: {b: [", "yaml-syntax", 1, 8, {"reason": "unclosed-bracket"}),
    ("a: {b: [x], c: [", "yaml-syntax", 1, 16, {"reason": "unclosed-bracket"}),
    ("a: {b: 1 c: 2}\n", "yaml-syntax", 1, 11, {"reason": "missing-comma"}),
    ("a: {\n  b: 1\n  c: 2\n  }\n", "yaml-syntax", 3, 4, {"reason": "missing-comma"}),
    ("a: [x}\n", "yaml-syntax", 1, 6, {"reason": "missing-comma"}),
    ("a: ]\n", "yaml-syntax", 1, 4, {"reason": "unexpected-character", "character": "]"}),
    ("a: [, x]\n", "yaml-syntax", 1, 5, {"reason": "unexpected-character", "character": ","}),
    ("a: [x]? y\n", "yaml-syntax", 1, 7, {"reason": "unexpected-character", "character": "?"}),
    ("a: @x\n", "yaml-syntax", 1, 4, {"reason": "reserved-character", "character": "@"}),
    ("a: %5\n", "yaml-syntax", 1, 4, {"reason": "reserved-character", "character": "%"}),
    ('a: "C:\\new\\quality"\n', "yaml-syntax", 1, 11, {"reason": "bad-escape"}),
    ('a: "\\xZZ"\n', "yaml-syntax", 1, 5, {"reason": "bad-escape"}),
    ('a: "\\UFFFFFFFF"\n', "yaml-syntax", 1, 5, {"reason": "bad-escape"}),
    ("a: |text\n  x\n", "yaml-syntax", 1, 5, {"reason": "block-header"}),
    ("%YAML 2.0\n---\na: 1\n", "yaml-syntax", 1, 1, {"reason": "directive"}),
    # tabs
    ("a:\n\tb: 1\n", "yaml-tab", 2, 1, {}),
    ("a:\n  \tb: 1\n", "yaml-tab", 2, 3, {}),
    ("a: b\n\tc: d\n", "yaml-tab", 2, 1, {}),
    ("a:\n-\tb: 1\n  c: 2\n", "yaml-tab", 2, 2, {}),
    ("a: {\n\tb: 1}\n", "yaml-tab", 2, 1, {}),
    ("a: |\n  x\n\ty\n", "yaml-tab", 3, 1, {}),
    # keys
    (DUPLICATE_IN_NESTED_MAP, "yaml-duplicate-key", 4, 3, {"key": "owner", "first_line": "2"}),
    ("a: {b: 1, 'b': 2}\n", "yaml-duplicate-key", 1, 11, {"key": "b", "first_line": "1"}),
    ("? {x: 1}\n: y\n", "yaml-key-not-text", 1, 3, {"found": "mapping"}),
    ("[x, y]: z\n", "yaml-key-not-text", 1, 1, {"found": "list"}),
    ("title: {{ name }}\n", "yaml-key-not-text", 1, 9, {"found": "mapping"}),
    ("a: 1\n<<: {b: 1}\n", "yaml-key-not-text", 2, 1, {"found": "merge"}),
    ("a:\n  ? \n  : x\n", "yaml-key-not-text", 2, 4, {"found": "empty"}),
    # anchors, aliases, tags
    ("a: &x\n  b: 1\n", "yaml-anchor", 1, 4, {"name": "x"}),
    ("a: & b\n", "yaml-anchor", 1, 4, {"name": ""}),
    ("a: *x\n", "yaml-alias", 1, 4, {"name": "x"}),
    ("do: **注意**\n", "yaml-alias", 1, 5, {"name": "*注意**"}),
    ("a: !!python/object:os.system x\n", "yaml-tag", 1, 4, {"tag": "!!python/object:os.system"}),
    ("a: !!str 5\n", "yaml-tag", 1, 4, {"tag": "!!str"}),
    ("a: ! 5\n", "yaml-tag", 1, 4, {"tag": "!"}),
    ("a: !<tag:x> 5\n", "yaml-tag", 1, 4, {"tag": "!<tag:x>"}),
    ("a: !e!x y\n", "yaml-tag", 1, 4, {"tag": "!e!x"}),
    ("a: !<x y\n", "yaml-tag", 1, 4, {"tag": "!<x"}),
    ("!x a: 1\n", "yaml-tag", 1, 1, {"tag": "!x"}),
    ("# %TAG\n%TAG !e! tag:e:\n---\na: 1\n", "yaml-tag", 2, 1, {"tag": "%TAG"}),
    # the whole file
    ("", "yaml-empty", 1, 1, {}),
    (" \n\t\r\n", "yaml-empty", 1, 1, {}),
    ("# nothing yet\n\n# 待写\n", "yaml-empty", 1, 1, {}),
    ("---\n# nothing\n", "yaml-empty", 1, 1, {}),
    ("# list\n- a\n- b\n", "yaml-not-mapping", 2, 1, {"found": "list"}),
    ("just a sentence\n", "yaml-not-mapping", 1, 1, {"found": "text"}),
    ("a: 1\n---\nb: 2\n", "yaml-multiple-documents", 2, 1, {}),
    ("a: 1\n...\n---\n", "yaml-multiple-documents", 3, 1, {}),
    ("a: |\n  x\nb: y\x07z\n", "yaml-binary", 3, 5, {"character": "U+0007"}),
    ("a: x\u2028y\n", "yaml-binary", 1, 5, {"character": "U+2028"}),
    ("a: 1\r\nb: \ufeffx\r\n", "yaml-binary", 2, 4, {"character": "U+FEFF"}),
    ('a: "x\\0"\n', "yaml-binary", 1, 4, {"character": "U+0000"}),
]


@pytest.fixture(autouse=True, params=["libyaml", "pure"])
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every promise holds with libyaml and without it."""
    if request.param == "pure":
        monkeypatch.setattr(yaml_events, "LOADER", yaml.SafeLoader)


def problems_of(text: str) -> list[Problem]:
    return list(read_yaml(text.encode()).problems)


def places_of(text: str) -> list[tuple[str, int, int]]:
    return [(found.code, found.line, found.column) for found in problems_of(text)]


@pytest.mark.parametrize(
    ("text", "code", "line", "column", "values"), CASES, ids=[repr(case[0])[:40] for case in CASES]
)
def test_the_author_is_told_what_is_wrong_and_where(
    text: str, code: str, line: int, column: int, values: dict[str, str]
) -> None:
    (found,) = problems_of(text)
    assert (found.code, found.line, found.column, found.values) == (code, line, column, values)


def test_every_reason_and_hint_has_plain_words_in_both_languages() -> None:
    reasons = {values["reason"] for *_, values in CASES if "reason" in values}
    hints = {values["hint"] for *_, values in CASES if "hint" in values}
    for locale in LOCALES:
        assert reasons | {"other"} == wording(locale)["yaml_reason"].keys()
        assert hints <= wording(locale)["hint"].keys()


def test_every_code_is_known_to_a_case_or_to_the_tests_of_hostile_files() -> None:
    elsewhere = {"yaml-nesting", "yaml-too-large", "yaml-encoding"}
    assert {code for _, code, *_ in CASES} | elsewhere == set(PROBLEM_CODES)


def test_a_colon_glued_to_a_comma_inside_brackets_is_refused() -> None:
    (found,) = problems_of("a: {b: 7:, c: 1}\n")
    assert (found.code, found.line) == ("yaml-syntax", 1)


def test_an_unknown_directive_is_refused() -> None:
    (found,) = problems_of("%x\na: 1\n")
    assert found.code == "yaml-syntax"


def test_problems_of_many_kinds_are_reported_together_from_top_to_bottom() -> None:
    text = "a: &x 1\nb: *x\na: !t 2\n[k]: 3\nc: '\n\td'\ne:\n  f: 1\n  f: 2\n---\n"
    assert places_of(text) == [
        ("yaml-anchor", 1, 4),
        ("yaml-alias", 2, 4),
        ("yaml-duplicate-key", 3, 1),
        ("yaml-tag", 3, 4),
        ("yaml-key-not-text", 4, 1),
        ("yaml-tab", 6, 1),
        ("yaml-duplicate-key", 9, 3),
        ("yaml-multiple-documents", 10, 1),
    ]


def test_problems_above_a_syntax_error_are_reported_with_it() -> None:
    text = "a: 1\na: 2\nb: &x 3\nc: [\n"
    assert places_of(text) == [("yaml-duplicate-key", 2, 1), ("yaml-anchor", 3, 4), ("yaml-syntax", 4, 4)]
    assert read_yaml(text.encode()).value is None


def test_tag_and_anchor_of_one_value_are_both_placed_in_either_order_and_over_lines() -> None:
    assert places_of("a: &x !t 1\n") == [("yaml-anchor", 1, 4), ("yaml-tag", 1, 7)]
    assert places_of("a: !t &x 1\n") == [("yaml-tag", 1, 4), ("yaml-anchor", 1, 7)]
    assert places_of("a:\n  &x # & ! note\n  !t\n  b: 1\n") == [("yaml-anchor", 2, 3), ("yaml-tag", 3, 3)]
    assert [found.values for found in problems_of(TAGGED)] == [
        {"tag": "!!python/object/apply:os.system"},
        {"name": "x"},
        {"tag": "!local"},
        {"tag": "!"},
    ]


def test_neighbouring_full_width_colons_are_reported_together() -> None:
    text = "编号：x\n名称：y\n状态：z\nowner: w\n"
    assert places_of(text) == [("yaml-syntax", 1, 3), ("yaml-syntax", 2, 3), ("yaml-syntax", 3, 3)]
    assert places_of("a: 1\n编号：x\n名称：y\nb: 2\n") == [("yaml-syntax", 2, 3), ("yaml-syntax", 3, 3)]


def test_a_full_width_colon_inside_a_proper_value_is_no_problem() -> None:
    assert problems_of("note: 注意：先审批\nlist:\n  - 目的：规范\n  - http://example.org\n") == []


def test_a_full_width_colon_deeper_than_the_error_is_not_blamed() -> None:
    for text in ("a:\n    注意：x\n  b: 2\n", "a:\n  - 注意：x\n  b: 2\n"):
        (found,) = problems_of(text)
        assert found.values == {"reason": "bad-indentation"}


def test_every_indenting_tab_is_reported_once_and_its_consequences_are_not() -> None:
    assert places_of("a:\n\tb: 1\n\tc:\n\t\td: 1\n") == [
        ("yaml-tab", 2, 1),
        ("yaml-tab", 3, 1),
        ("yaml-tab", 4, 1),
    ]


def test_an_error_far_from_a_tab_is_reported_beside_it() -> None:
    assert places_of("a: [x\nb: 2\nc:\n\td: 1\n") == [("yaml-syntax", 1, 4), ("yaml-tab", 4, 1)]


def test_where_two_keys_are_equal_the_first_is_read() -> None:
    parsed = read_yaml(DUPLICATE_IN_NESTED_MAP.encode())
    assert parsed.value == {"control": {"owner": "a", "status": "draft"}}
    assert (parsed.position(("control", "owner")).line, parsed.problems[0].position.line) == (2, 4)


def test_tagged_values_are_read_as_plain_text_and_nothing_is_constructed() -> None:
    assert read_yaml(TAGGED.encode()).value == {
        "a": ["ls"],
        "b": {"c": "1"},
        "d": "e",
    }


def test_an_ordinary_yaml_directive_is_accepted() -> None:
    assert problems_of("%YAML 1.1\n---\na: 1\n...\n") == []
    assert places_of("%YAML 1.1\r%TAG !e! x:\r---\ra: 1\r") == [("yaml-tag", 2, 1)]


def test_an_alias_as_key_is_only_an_alias() -> None:
    assert places_of("a: 1\n*x : y\n") == [("yaml-alias", 2, 1)]


def test_a_quoted_merge_sign_and_a_quoted_empty_key_are_text() -> None:
    assert problems_of("'<<': 1\n'': 2\n") == []


def test_a_file_with_thousands_of_problems_reports_the_first_hundred() -> None:
    found = problems_of("".join(f"a: {number}\n" for number in range(5_000)))
    assert len(found) == MAX_PROBLEMS
    assert found[-1].line == MAX_PROBLEMS + 1


def test_an_error_the_parser_cannot_place_is_still_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(text: str) -> None:
        raise failures.pop()

    failures = [yaml.YAMLError("unplaced"), yaml.MarkedYAMLError(problem="never heard of")]
    monkeypatch.setattr("generators.source.yaml_tree.open_events", lambda text: lambda: fail(text))
    for _ in range(2):
        (found,) = problems_of("a: 1\n")
        assert (found.code, found.line, found.column) == ("yaml-syntax", 1, 1)
        assert found.values == {"reason": "other"}
