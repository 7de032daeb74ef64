"""What people hand in is what its content says, is bounded, and is in safety before anybody names it."""

import io
import tracemalloc
from pathlib import Path
from typing import BinaryIO, cast

import pytest

from portal.attachments.kinds import PICTURES
from portal.attachments.names import cleaned
from portal.attachments.refusals import (
    AttachmentEmpty,
    AttachmentKindRefused,
    AttachmentNotPicture,
    AttachmentTooLarge,
    AttachmentUnsafe,
)
from portal.attachments.service import MEGABYTE, Received, receive
from portal.errors import PortalError
from portal.ledger.files import Files
from portal.ledger.refusals import TextMissing
from tests.portal.attachments.files import (
    HEIC,
    JPEG,
    PDF,
    TYPES,
    a_bomb,
    a_liar,
    a_package,
    a_package_with,
    a_png,
    a_zip,
)

MACROS = TYPES.replace("application/xml", "application/vnd.ms-word.document.macroEnabled.main+xml")


def hand_in(
    home: Path, content: bytes, name: str = "x", *, megabytes: int = 20, only: frozenset[str] = frozenset()
) -> Received:
    return receive(Files(home), io.BytesIO(content), name=name, megabytes=megabytes, only=only)


def kept(home: Path) -> list[Path]:
    return [path for path in (home / "files").rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF, "pdf"),
        (a_png(), "png"),
        (JPEG, "jpg"),
        (HEIC, "heic"),
        (a_package(), "docx"),
        (a_package("xl/workbook.xml"), "xlsx"),
        ("谈话要点：再练两周。".encode(), "txt"),
        ("谈话要点".encode("gb18030"), "txt"),
        ("谈话要点".encode("utf-16"), "txt"),
        (b"5 < 7, and 8 > 3", "txt"),
    ],
    ids=["pdf", "png", "jpg", "heic", "docx", "xlsx", "utf-8", "gbk", "utf-16", "less-than"],
)
def test_the_content_says_what_a_file_is_whatever_it_is_called(home: Path, content: bytes, kind: str) -> None:
    found = hand_in(home, content, "holiday.exe")
    assert (found.kind, found.name) == (kind, f"holiday.exe.{kind}")
    assert Files(home).read(found.digest) == content
    assert b"".join(Files(home).stream(found.digest)) == content


def test_a_table_keeps_its_ending(home: Path) -> None:
    assert hand_in(home, "工号,姓名\n1,林\n".encode(), "people.CSV").name == "people.csv"
    assert hand_in(home, "没有分隔".encode(), "people.csv").kind == "txt"


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", AttachmentEmpty),
        (b"x" * (MEGABYTE + 1), AttachmentTooLarge),
        (b"MZ\x90\x00\x03 program", AttachmentKindRefused),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00\x00 old Word", AttachmentKindRefused),
        (b"GIF89a\x01\x00\x01\x00", AttachmentKindRefused),
        (b"<!doctype html><script>steal()</script>", AttachmentKindRefused),
        (b"  <HTML><body onload=steal()>", AttachmentKindRefused),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="steal()"/>', AttachmentKindRefused),
        (b'<?xml version="1.0"?><x/>', AttachmentKindRefused),
        (b"#!/bin/sh\nrm -rf /\n", AttachmentKindRefused),
        (a_zip(a=b"just a zip"), AttachmentKindRefused),
        (a_package(types=MACROS), AttachmentUnsafe),
        (a_package(word__vbaProject__bin=b"x", types=TYPES), None),
        (a_package_with("word/vbaProject.bin"), AttachmentUnsafe),
        (a_package(types="<!DOCTYPE x [<!ENTITY a 'b'>]>" + TYPES), AttachmentUnsafe),
        (a_package_with("../../etc/passwd"), AttachmentUnsafe),
        (a_package_with("/etc/passwd"), AttachmentUnsafe),
        (a_package_with("C:/windows/x"), AttachmentUnsafe),
        (a_liar(), AttachmentUnsafe),
        (a_package()[:-30], AttachmentUnsafe),
        (b"PK\x03\x04 no zip at all", AttachmentUnsafe),
        (a_png(60_000, 60_000), AttachmentUnsafe),
    ],
    ids=[
        "empty", "too-large", "program", "old-word", "gif", "html", "html-in-capitals", "svg", "xml", "script", "zip",
        "macros", "harmless-name", "vba", "doctype", "upwards", "absolute", "drive", "overlapping", "cut-off",
        "no-zip", "giant-picture",
    ],
)  # fmt: skip
def test_what_is_none_of_the_kinds_or_would_do_harm_is_refused_and_nothing_is_kept(
    home: Path, content: bytes, refusal: type[PortalError] | None
) -> None:
    if refusal is None:
        assert hand_in(home, content, "letter.docx").kind == "docx"
        return
    with pytest.raises(refusal):
        hand_in(home, content, "picture.png", megabytes=1)
    assert kept(home) == []


def test_a_file_that_unpacks_to_far_more_than_it_is_is_not_unpacked(home: Path) -> None:
    bomb = a_bomb()
    assert len(bomb) < MEGABYTE
    tracemalloc.start()
    try:
        with pytest.raises(AttachmentUnsafe):
            hand_in(home, bomb)
        assert tracemalloc.get_traced_memory()[1] < 4 * MEGABYTE
    finally:
        tracemalloc.stop()
    assert kept(home) == []


class Endless:
    """Says it has two gibibytes; nobody may read them to find out."""

    def seek(self, _offset: int, whence: int = 0) -> int:
        return 2 * 1024 * MEGABYTE if whence else 0

    def read(self, _size: int = -1) -> bytes:
        raise AssertionError("was read")


def test_two_gibibytes_are_refused_before_they_are_read(home: Path) -> None:
    with pytest.raises(AttachmentTooLarge) as refused:
        receive(Files(home), cast(BinaryIO, Endless()), name="x.pdf", megabytes=20)
    assert refused.value.values == {"limit": 20}


def test_a_large_file_is_never_in_memory_as_a_whole(home: Path, tmp_path: Path) -> None:
    large = tmp_path / "large"
    with large.open("wb") as stream:
        stream.write(PDF)
        stream.truncate(40 * MEGABYTE)
    tracemalloc.start()
    try:
        with large.open("rb") as stream:
            found = receive(Files(home), stream, name="large.pdf", megabytes=50)
        read = sum(map(len, Files(home).stream(found.digest)))
        assert tracemalloc.get_traced_memory()[1] < 4 * MEGABYTE
    finally:
        tracemalloc.stop()
    assert read == found.size == 40 * MEGABYTE


def test_a_photo_is_asked_for_and_a_document_is_none(home: Path) -> None:
    assert hand_in(home, JPEG, only=PICTURES).kind == "jpg"
    with pytest.raises(AttachmentNotPicture):
        hand_in(home, PDF, only=PICTURES)


def test_the_same_bytes_are_kept_once_and_damaged_ones_are_not_given_out(home: Path) -> None:
    first, second = hand_in(home, PDF, "a.pdf"), hand_in(home, PDF, "b.pdf")
    assert first.digest == second.digest
    (path,) = kept(home)
    path.chmod(0o644)
    path.write_bytes(b"%PDF-other")
    with pytest.raises(TextMissing):
        Files(home).stream(first.digest)
    with pytest.raises(TextMissing):
        Files(home).stream("../../etc/passwd")


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\lin\\初稿.PDF", "初稿.pdf"),
        ("\u202efdp.exe", "fdp.exe.pdf"),
        ('a"b\r\nc:<d>.pdf', "a_bc__d_.pdf"),
        ("...", "deadbeef.pdf"),
        ("", "deadbeef.pdf"),
        ("长" * 300 + ".pdf", "长" * 100 + ".pdf"),
    ],
)
def test_names_lead_nowhere_and_hide_nothing(name: str, clean: str) -> None:
    assert cleaned(name, "pdf", otherwise="deadbeef") == clean
