"""Files must be UTF-8; what they are instead is named where it can be told."""

import struct
import zlib

import pytest

from generators.source.yaml_problems import Problem
from generators.source.yaml_text import read_text, read_yaml

CHINESE = "kind: role\r\ntitle: 市场部经理\r\nduties:\r\n  - 每月1日前，把上月资料寄给督导部门。\r\n"


def a_png() -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


def only_problem(raw: bytes) -> Problem:
    """The same for YAML and Markdown."""
    (found,) = read_yaml(raw).problems
    assert read_text(raw) == (None, (found,))
    assert read_yaml(raw).value is None
    return found


def test_a_gbk_file_is_recognised_and_its_first_chinese_character_located() -> None:
    assert only_problem(CHINESE.encode("gbk")) == Problem(
        "yaml-encoding", 2, 8, {"guess": "GBK", "byte": "0xCA"}
    )


def test_a_gb18030_file_with_a_character_gbk_lacks_is_recognised() -> None:
    found = only_problem((CHINESE + "x: 𠮷\n").encode("gb18030"))
    assert (found.code, found.values["guess"]) == ("yaml-encoding", "GB18030")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-32", "utf-32-be"])
def test_wide_encodings_are_named_by_their_byte_order_mark(encoding: str) -> None:
    mark = "" if encoding in {"utf-16", "utf-32"} else "\ufeff"
    found = only_problem((mark + CHINESE).encode(encoding))
    assert found == Problem("yaml-encoding", 1, 1, {"guess": encoding.upper()[:6]})


def test_one_damaged_character_in_utf8_is_not_taken_for_gbk() -> None:
    raw = CHINESE.encode().replace("经".encode(), "经".encode()[:2])
    assert only_problem(raw) == Problem("yaml-encoding", 2, 11, {"guess": "", "byte": "0xE7"})


@pytest.mark.parametrize("text", ["title: café é è\n", "naïve: Zürich, Łódź\n"])
def test_western_accents_are_not_taken_for_chinese(text: str) -> None:
    found = only_problem(text.encode("cp1252", errors="ignore"))
    assert (found.code, found.values["guess"]) == ("yaml-encoding", "")


def test_a_picture_renamed_to_yaml_is_binary() -> None:
    assert only_problem(a_png()) == Problem("yaml-binary", 2, 1, {"character": "U+001A"})


def test_a_zero_byte_is_located_behind_chinese_text() -> None:
    raw = "a: 1\r\n标题: 市\0场\n".encode()
    assert only_problem(raw) == Problem("yaml-binary", 2, 6, {"character": "U+0000"})


def test_a_lone_carriage_return_ends_a_line() -> None:
    assert only_problem(b"a: 1\rb: \x01").line == 2


def test_markdown_comes_without_bom_and_with_plain_line_ends() -> None:
    assert read_text(b"\xef\xbb\xbf" + "# 标题\r\n\r\n正文\r\t- x\n".encode()) == (
        "# 标题\n\n正文\n\t- x\n",
        (),
    )
    assert read_text(b"") == ("", ())


def test_markdown_may_be_one_mebibyte() -> None:
    assert read_text(b"a" * 1024 * 1024)[1] == ()
    text, (found,) = read_text(b"a" * (1024 * 1024 + 1))
    assert (text, found.code, found.values["limit"]) == (None, "yaml-too-large", "1048576")
