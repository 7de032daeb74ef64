"""What people hand in with the items of their lists: made-up papers, photos, words and numbers."""

import io
import struct
import zlib
from typing import BinaryIO

from generators.model.roles import Evidence
from portal.attachments.service import Received, receive
from portal.checklists.answers import Answers
from portal.checklists.text import Entry
from portal.demonstration.dice import Dice
from portal.demonstration.office import Office
from portal.demonstration.scan import scan_of
from portal.demonstration.words import checklist_words
from portal.ledger.files import Files

_WIDE, _HIGH = 48, 36


def answers_for(office: Office, entry: Entry, *, run: str, staff_number: str) -> Answers:
    """Everything an item asks for, as somebody might give it."""
    dice, files = office.company.dice, office.records.ledger.files
    words: dict[int, str] = {}
    received: dict[int, tuple[Received, ...]] = {}
    ticked: set[int] = set()
    for place, asked in enumerate(entry.evidence):
        name = (run, entry.id, place)
        if asked.kind == "signature":
            ticked.add(place)
        elif asked.kind in ("text", "number"):
            words[place] = dice.one_of(checklist_words(f"{asked.kind}s"), "words", *name)
        elif asked.kind == "form" and dice.happens(0.5, "by-number", *name):
            words[place] = dice.one_of(checklist_words("numbers"), "form", *name)
        else:
            received[place] = (_file(office, dice, files, asked, name, staff_number),)
    return Answers(words=words, files=received, ticked=frozenset(ticked))


def duty_paper(office: Office, kind: str, variant: int) -> Received:
    """A file that shows that a duty was done; another for another variant."""
    files, name = office.records.ledger.files, ("duty", variant)
    if kind == "photo":
        stream = io.BytesIO(_photo(office.company.dice, name))
        return receive(files, stream, name=f"IMG_{variant + 410:04}.png", megabytes=1)
    content = scan_of(f"duty {variant}", f"{variant:04}", office.company.window.today)
    return receive(files, io.BytesIO(content), name=f"办理凭据-{variant + 1}.pdf", megabytes=1)


def _file(  # noqa: PLR0917 - a file and what it is made of
    office: Office,
    dice: Dice,
    files: Files,
    asked: Evidence,
    name: tuple[object, ...],
    staff_number: str,
) -> Received:
    if asked.kind == "photo":
        stream: BinaryIO = io.BytesIO(_photo(dice, name))
        return receive(files, stream, name="IMG_0412.png", megabytes=1)
    content = scan_of(f"{name[0]} {name[1]}", staff_number, office.day)
    return receive(files, io.BytesIO(content), name=f"{name[1]}.pdf", megabytes=1)


def _photo(dice: Dice, name: tuple[object, ...]) -> bytes:
    """A small picture with a horizon: enough to be a photo, and another one each time."""
    sky, ground = (dice.between(60, 220, part, *name) for part in ("sky", "ground"))
    horizon = dice.between(8, _HIGH - 8, "horizon", *name)
    rows = b"".join(
        b"\0" + bytes((sky, sky, 230) if row < horizon else (ground, 120, 60)) * _WIDE for row in range(_HIGH)
    )
    head = struct.pack(">IIBBBBB", _WIDE, _HIGH, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        for kind, content in parts
    )
