"""The digest marks exactly the text a person confirms: pinned, canonical, blind to bookkeeping."""

import json
import unicodedata
from pathlib import Path

import pytest

from generators.model.difference import compare
from generators.model.digest import digest, digest_of_plain, plain
from tests.generators.builders import a_document, a_procedure, a_role

GOLDEN = Path(__file__).parents[2] / "golden" / "digests.json"

SAMPLES = {
    "role": a_role(
        title={"zh-Hans": "市场助理", "en": "Marketing assistant"},
        duties=[{"id": "pack", "label": "3.", "do": {"zh-Hans": "寄送资料", "en": "Send the papers"},
                 "recurs": {"every": "month", "before_day": "1", "holiday": "earlier"}}],
    ),
    "procedure": a_procedure(
        code="SC-005",
        steps=[
            {"id": "draft", "actor": "auto/role/clerk", "do": "起草"},
            {"id": "sign", "approve": {"by": ["auto/role/boss"]}, "rejected": "draft"},
        ],
    ),
    "policy": a_document("policy", chapters=[{"id": "c1", "title": "总则", "articles": [{"id": "a1", "text": "目的"}]}],
                         prose="长文"),
    "form": a_document("form", fields=[{"id": "f", "label": "金额", "type": "money"}]),
}  # fmt: skip


def test_digests_of_known_texts_stay_what_they_were() -> None:
    pinned = json.loads(GOLDEN.read_text(encoding="utf-8"))

    found = {name: {lang: digest(doc, lang) for lang in ("zh-Hans", "en")} for name, doc in SAMPLES.items()}

    assert found == pinned


@pytest.mark.parametrize(
    "values",
    [
        {"aliases": ["别名"]},
        {"control": {"status": "draft", "revision": "1.0", "effective": "2026-01-01", "owner": "auto/role/x"}},
        {"quiz": [{"id": "q", "ask": "?", "see": "x", "options": [{"id": "a", "text": "甲"}, {"id": "b", "text": "乙"}]}]},
        {"summary": None},
        {"duties": []},
    ],
)  # fmt: skip
def test_bookkeeping_and_defaults_leave_the_digest_alone(values: dict[str, object]) -> None:
    assert digest(a_role(**values), "zh-Hans") == digest(a_role(), "zh-Hans")


@pytest.mark.parametrize(
    "values",
    [
        {"title": "样例二"},
        {"summary": "要点"},
        {"code": "A-1"},
        {"control": {"status": "effective", "revision": "1.1", "effective": "2026-01-01"}},
        {"duties": [{"id": "a", "do": "做"}]},
        {"prose": "长文"},
    ],
)
def test_what_the_reader_reads_changes_the_digest(values: dict[str, object]) -> None:
    assert digest(a_role(**values), "zh-Hans") != digest(a_role(), "zh-Hans")


def test_a_translation_changes_only_its_own_language() -> None:
    chinese, both = a_role(), a_role(title={"zh-Hans": "样例", "en": "Sample"})

    assert digest(chinese, "zh-Hans") == digest(both, "zh-Hans")
    assert digest(chinese, "en") != digest(both, "en")


def test_unicode_spelling_and_line_ends_do_not_matter() -> None:
    composed, decomposed = (
        "caf\u00e9 规定\n第二行",
        unicodedata.normalize("NFD", "caf\u00e9 规定") + "\r\n第二行  ",
    )

    assert digest(a_role(summary=composed), "zh-Hans") == digest(a_role(summary=decomposed), "zh-Hans")


def test_the_digest_can_be_recomputed_from_plain_data() -> None:
    role = SAMPLES["role"]

    assert digest_of_plain(json.loads(json.dumps(plain(role))), "en") == digest(role, "en")


def test_equal_digest_means_no_difference_and_the_reverse() -> None:
    one, other = a_role(summary="甲"), a_role(summary="乙")

    assert not compare(one, one)
    assert compare(one, other)
    assert digest(one, "zh-Hans") != digest(other, "zh-Hans")
