"""Near copies: found across units, although only a few numbers of each text are kept."""

import random

from generators.model.control import Document
from generators.model.sketch import SIZE, likeness, sketch_of
from tests.generators.builders import a_document
from tests.generators.model.whole import a_library, found

CHARACTERS = [chr(code) for code in range(0x4E00, 0x5E00)]


def prose(seed: int, length: int = 600) -> str:
    return "".join(random.Random(seed).choices(CHARACTERS, k=length))


def edited(text: str, share: float) -> str:
    rolls = random.Random(7)
    return "".join(rolls.choice(CHARACTERS) if rolls.random() < share else one for one in text)


def a_policy(
    slug: str, text: str, *, unit: str = "auto", kind: str = "policy", status: str = "draft"
) -> Document:
    article = {"id": "a", "text": text}
    document: Document = a_document(
        kind, id=f"{unit}/{kind}/{slug}", unit=unit, title=slug, control={"status": status},
        chapters=[{"id": "c", "title": "章", "articles": [article]}],
    )  # fmt: skip
    return document


def copies(*documents: Document) -> list[tuple[str, str]]:
    units = [{"id": "auto"}, {"id": "soft"}]
    return [
        (f.document, f.values["other"].split()[-1])
        for f in found("near-copy", a_library(*documents, units=units))
    ]


def test_a_copy_with_a_few_changes_is_found_in_another_unit() -> None:
    text = prose(1)

    assert copies(
        a_policy("one", text), a_policy("two", edited(text, 0.02), unit="soft"), a_policy("three", prose(2))
    ) == [("soft/policy/two", "auto/policy/one")]


def test_of_many_copies_each_is_told_once() -> None:
    text = prose(1)
    documents = [a_policy(f"copy-{number:02}", text) for number in range(40)]

    assert len(copies(*documents)) == 39


def test_rewritten_texts_other_kinds_and_past_documents_are_no_copies() -> None:
    text = prose(1)

    assert copies(a_policy("one", text), a_policy("two", edited(text, 0.2))) == []
    assert copies(a_policy("one", text), a_policy("two", text, kind="guide")) == []
    assert copies(a_policy("one", text), a_policy("two", text, status="superseded")) == []


def test_texts_too_short_to_compare_have_no_sketch() -> None:
    assert sketch_of(["文件当天登记。"]) == []
    assert copies(a_policy("one", "文件当天登记。"), a_policy("two", "文件当天登记。")) == []


def test_punctuation_and_line_breaks_do_not_count() -> None:
    text = prose(3)
    broken = "，\n".join(text[start : start + 9] for start in range(0, len(text), 9))

    assert sketch_of([broken]) == sketch_of([text])


def test_likeness_estimates_the_share_of_common_passages() -> None:
    half = prose(4, 2000) + prose(5, 2000)
    other = prose(4, 2000) + prose(6, 2000)

    assert likeness(tuple(sketch_of([half])), tuple(sketch_of([half]))) == 1
    assert abs(likeness(tuple(sketch_of([half])), tuple(sketch_of([other]))) - 1 / 3) < 0.2
    assert len(sketch_of([half])) == SIZE
