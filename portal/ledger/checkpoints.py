"""Checkpoints 检查点: what the whole ledger was at one size, in one signed note (C2SP tlog-checkpoint).

A checkpoint that is kept outside, on paper or in another folder, is an *anchor* 锚点: from then on nobody can change
what it covers unnoticed, not even who holds the signing key. For paper there is a short code of size and root.
"""

import base64
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from portal.ledger.notes import NotANote, SigningKey, VerifierKey, decoded_base64, open_note, sign_note

_CODE_BYTES = 20
_SHORT_CODE = re.compile(r"D(\d{1,15})((?:[A-Z2-7]{4}){8})([A-Z2-7]{2})")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A ledger's name, how many entries it has, and the root of their tree."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """The text that is signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"

    @property
    def short_code(self) -> str:
        """Size and root for print, with two characters that catch a slip of the pen."""
        root = base64.b32encode(self.root[:_CODE_BYTES]).decode()
        groups = [root[at : at + 4] for at in range(0, len(root), 4)]
        return "-".join([f"D{self.size}", *groups, _check_letters(self.size, root)])


@dataclass(frozen=True, slots=True)
class ShortCode:
    """A checkpoint as it was printed: its size and the beginning of its root."""

    size: int
    root_start: bytes

    def stands_for(self, size: int, root: bytes) -> bool:
        """Whether a tree of this size and root is the one printed."""
        return size == self.size and root[:_CODE_BYTES] == self.root_start


def sign_checkpoint(checkpoint: Checkpoint, key: SigningKey) -> str:
    """The checkpoint as a signed note."""
    return sign_note(checkpoint.text, key)


def open_checkpoint(note: str, keys: Sequence[VerifierKey]) -> Checkpoint:
    """The checkpoint in a note signed by one of *keys*. NotANote if it is not one."""
    return parse_checkpoint(open_note(note, keys))


def parse_checkpoint(text: str) -> Checkpoint:
    """The checkpoint that a note's text spells."""
    lines = text.removesuffix("\n").split("\n")
    if len(lines) < 3 or not all(lines) or not re.fullmatch(r"0|[1-9]\d{0,14}", lines[1], re.ASCII):
        raise NotANote("no checkpoint")
    root = decoded_base64(lines[2])
    if len(root) != 32:
        raise NotANote("no checkpoint")
    return Checkpoint(lines[0], int(lines[1]), root)


def parse_short_code(text: str) -> ShortCode:
    """The code as somebody typed it from paper, in any case, with or without hyphens. NotANote if mistyped.

    Digits that base32 does not have are read as the letters they look like; the size ends at the first hyphen or
    blank, so at least that one must be there.
    """
    size, _, rest = re.sub(r"[\s-]+", "-", text.strip().upper()).partition("-")
    rest = rest.replace("-", "").replace("0", "O").replace("1", "I").replace("8", "B")
    found = _SHORT_CODE.fullmatch(size + rest)
    if found is None or found[1] != size[1:] or found[3] != _check_letters(int(found[1]), found[2]):
        raise NotANote("no short code")
    return ShortCode(int(found[1]), base64.b32decode(found[2]))


def _check_letters(size: int, root: str) -> str:
    digest = hashlib.sha256(f"dutybook/short-code/v1\0{size}\0{root}".encode()).digest()
    return base64.b32encode(digest).decode()[:2]
