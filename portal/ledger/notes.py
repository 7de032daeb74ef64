"""Signed notes (C2SP signed-note) and the keys that sign them.

A note is a text, an empty line, and signature lines ``— name base64(key id, signature)``. Keys are written as
``name+id+base64(type, key)``; type 1 is Ed25519, and there is room for others.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = 1

_PRIVATE = "PRIVATE+KEY+"
_NAME = re.compile(r"[^\s+\x00-\x1f]+")
_LONGEST_NOTE = 100_000


class NotANote(ValueError):
    """A text is no signed note, no key, or carries no signature that counts."""


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key with its name: what an auditor holds."""

    name: str
    algorithm: int
    public: bytes

    @property
    def id(self) -> bytes:
        """The four bytes that a signature line carries."""
        named = self.name.encode() + b"\n" + bytes([self.algorithm]) + self.public
        return hashlib.sha256(named).digest()[:4]

    @property
    def text(self) -> str:
        """The key as people pass it on."""
        encoded = base64.b64encode(bytes([self.algorithm]) + self.public).decode()
        return f"{self.name}+{self.id.hex()}+{encoded}"

    def verifies(self, message: bytes, signature: bytes) -> bool:
        """Whether this key made the signature."""
        return _VERIFIERS[self.algorithm](self.public, message, signature)


class SigningKey:
    """A private key. It signs and shows its public half; it is written to its file and nowhere else."""

    def __init__(self, name: str, seed: bytes) -> None:
        if not _NAME.fullmatch(name):
            raise NotANote("a key's name has no blanks and no plus")
        self._seed = seed
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.verifier = VerifierKey(name, ED25519, self._key.public_key().public_bytes_raw())

    @classmethod
    def generate(cls, name: str) -> "SigningKey":
        """A key nobody had before."""
        return cls(name, Ed25519PrivateKey.generate().private_bytes_raw())

    @classmethod
    def parse(cls, text: str) -> "SigningKey":
        """The key a file holds. NotANote if it is none of a known type."""
        if not text.startswith(_PRIVATE):
            raise NotANote("no private key")
        name, key_id, algorithm, seed = _parts(text.removeprefix(_PRIVATE))
        key = cls(name, seed) if algorithm == ED25519 and len(seed) == 32 else None
        if key is None or key.verifier.id != key_id:
            raise NotANote("no private key of a known type")
        return key

    def file_text(self) -> str:
        """The key as its file keeps it."""
        encoded = base64.b64encode(bytes([ED25519]) + self._seed).decode()
        return f"{_PRIVATE}{self.verifier.name}+{self.verifier.id.hex()}+{encoded}\n"

    def sign(self, message: bytes) -> bytes:
        """The signature of a message."""
        return self._key.sign(message)


def verifier_key(text: str) -> VerifierKey:
    """The public key that *text* spells. NotANote if it is none of a known type."""
    name, key_id, algorithm, public = _parts(text)
    key = VerifierKey(name, algorithm, public)
    if algorithm not in _VERIFIERS or len(public) != 32 or key.id != key_id:
        raise NotANote("no key of a known type")
    return key


def sign_note(text: str, key: SigningKey) -> str:
    """The text as a note signed by one key."""
    if not text.endswith("\n") or any(ord(character) < 32 and character != "\n" for character in text):
        raise NotANote("a note's text ends with a line break and has no other control characters")
    signature = base64.b64encode(key.verifier.id + key.sign(text.encode())).decode()
    return f"{text}\n— {key.verifier.name} {signature}\n"


def open_note(note: str, keys: Sequence[VerifierKey]) -> str:
    """The text of a note that at least one of *keys* signed.

    NotANote otherwise, and if a line that claims one of the keys is not its signature.
    """
    text, lines = _split(note)
    known: Mapping[tuple[str, bytes], VerifierKey] = {(key.name, key.id): key for key in keys}
    signed = False
    for name, key_id, signature in map(_signature, lines):
        key = known.get((name, key_id))
        if key is not None and not key.verifies(text.encode(), signature):
            raise NotANote("a signature is wrong")
        signed = signed or key is not None
    if not signed:
        raise NotANote("not signed by a key that counts")
    return text


def _split(note: str) -> tuple[str, list[str]]:
    text, blank, signatures = note.rpartition("\n\n")
    controls = any(ord(character) < 32 and character != "\n" for character in note)
    if not (blank and text and signatures.endswith("\n")) or controls or len(note) > _LONGEST_NOTE:
        raise NotANote("no text with signatures")
    return text + "\n", signatures.removesuffix("\n").split("\n")


def _signature(line: str) -> tuple[str, bytes, bytes]:
    name, _, encoded = line.removeprefix("— ").partition(" ")
    raw = decoded_base64(encoded)
    if not line.startswith("— ") or not _NAME.fullmatch(name) or len(raw) < 5:
        raise NotANote("no signature line")
    return name, raw[:4], raw[4:]


def decoded_base64(text: str) -> bytes:
    """The bytes of a base64 text in its one right spelling. NotANote for anything else."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NotANote("not base64") from error
    if base64.b64encode(raw).decode() != text:
        raise NotANote("base64 in another spelling")
    return raw


def _parts(text: str) -> tuple[str, bytes, int, bytes]:
    try:
        name, key_id, encoded = text.strip().split("+", 2)
        raw = decoded_base64(encoded)
        if not _NAME.fullmatch(name) or not re.fullmatch(r"[0-9a-f]{8}", key_id) or not raw:
            raise NotANote("no key")
        return name, bytes.fromhex(key_id), raw[0], raw[1:]
    except ValueError as error:
        raise NotANote("no key") from error


def _verifies_ed25519(public: bytes, message: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


_VERIFIERS: Mapping[int, Callable[[bytes, bytes, bytes], bool]] = {ED25519: _verifies_ed25519}
