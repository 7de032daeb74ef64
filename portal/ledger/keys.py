"""Key files in ``<home>/keys/``: readable by their owner alone, made once, never overwritten."""

import secrets
from pathlib import Path

from portal.ledger.durable import keep_file
from portal.ledger.notes import NotANote, SigningKey
from portal.ledger.refusals import SigningKeyExposed, SigningKeyMissing, SigningKeyUnreadable

_FOLDER = "keys"
_SIGNING = "ledger.key"
_PUBLIC = "ledger.vkey"
_IDENTITY = "identity.key"


def public_key_file(home: Path) -> Path:
    """Where the public key lies that auditors are given."""
    return home / _FOLDER / _PUBLIC


def signing_key(home: Path, *, may_create: bool) -> SigningKey:
    """The key that signs this home's checkpoints; a new one only where nothing was signed yet.

    SigningKeyMissing, SigningKeyUnreadable, SigningKeyExposed.
    """
    path = home / _FOLDER / _SIGNING
    if may_create and not path.exists():
        # The name says which ledger it is and nothing about the company.
        made = SigningKey.generate(f"dutybook.local/ledger/{secrets.token_hex(6)}")
        _make_folder(path.parent)
        keep_file(path, made.file_text().encode(), mode=0o600)
    try:
        key = SigningKey.parse(_secret_text(path))
    except NotANote as error:
        raise SigningKeyUnreadable(path=str(path)) from error
    keep_file(public_key_file(home), f"{key.verifier.text}\n".encode())
    return key


def identity_key(home: Path, *, may_create: bool) -> bytes:
    """The key that the keys of persons are wrapped with: the database alone opens no identity."""
    path = home / _FOLDER / _IDENTITY
    if may_create and not path.exists():
        _make_folder(path.parent)
        keep_file(path, secrets.token_hex(32).encode() + b"\n", mode=0o600)
    try:
        key = bytes.fromhex(_secret_text(path))
    except ValueError as error:
        raise SigningKeyUnreadable(path=str(path)) from error
    if len(key) != 32:
        raise SigningKeyUnreadable(path=str(path))
    return key


def _make_folder(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)


def _secret_text(path: Path) -> str:
    try:
        mode = path.stat().st_mode
        text = path.read_text(encoding="ascii")
    except FileNotFoundError as error:
        raise SigningKeyMissing(path=str(path)) from error
    except (OSError, UnicodeDecodeError) as error:
        raise SigningKeyUnreadable(path=str(path)) from error
    if mode & 0o077:
        raise SigningKeyExposed(path=str(path))
    return text
