"""Texts are measured and broken as a reader of Chinese and English expects."""

import pytest

from generators.process.measure import width_of, wrap


def test_a_chinese_character_is_as_wide_as_it_is_high() -> None:
    assert width_of("签批方案", 14) == 56


def test_latin_letters_have_their_own_widths() -> None:
    assert width_of("il", 14) < width_of("n", 14) < width_of("M", 14) < 14


@pytest.mark.parametrize("mark", "，。；：？！）》”")
def test_no_line_begins_with_a_mark_that_closes(mark: str) -> None:
    assert all(not line.startswith(mark) for line in wrap(f"一二三四五{mark}六七", 10, 50))


def test_no_line_ends_with_a_mark_that_opens() -> None:
    assert wrap("一二三四（五六七）", 10, 50) == ("一二三四", "（五六七）")


def test_codes_and_words_stay_whole() -> None:
    assert wrap("转 SC-006 促销执行", 14, 70) == ("转 SC-006", "促销执行")
    assert wrap("Approve outside the plan", 14, 104) == ("Approve", "outside the plan")


def test_lines_are_about_equally_long() -> None:
    assert wrap("签批计划外的方案", 14, 105) == ("签批计划", "外的方案")


def test_what_does_not_fit_ends_in_dots() -> None:
    lines = wrap("推广任务按年度推广计划到期，或由事业部经理临时提出", 14, 70, 2)
    assert len(lines) == 2
    assert lines[-1].endswith("…")
    assert all(width_of(line, 14) <= 70 for line in lines)


def test_no_text_has_no_lines() -> None:
    assert wrap("  ", 14, 70) == ()
