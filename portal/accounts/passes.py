"""Reading passes: reading goes on while the records cannot be reached.

Whoever signs in also gets a signed note of who they are, good until the session would end in any case. It is looked at
only when no session can be, opens unrestricted reading and nothing else, and is worth nothing once records are back.
"""

import datetime
import hashlib
import hmac

from portal.clock import moment_of, utc_text

_APART = "!"


def pass_key(secret: bytes) -> bytes:
    """The key passes are signed with, made from a secret of this home."""
    return hmac.new(secret, b"dutybook/reading-pass/v1", hashlib.sha256).digest()


def make_pass(key: bytes, subject: str, *, until: datetime.datetime) -> str:
    """A pass for somebody until a moment."""
    said = f"{subject}{_APART}{utc_text(until)}"
    return f"{said}{_APART}{_mac(key, said)}"


def holder_of(key: bytes, note: str, *, now: datetime.datetime) -> str | None:
    """Whose pass it is; nobody's if it is forged or over."""
    said, _, mac = note.rpartition(_APART)
    if not hmac.compare_digest(mac.encode(), _mac(key, said).encode()):
        return None
    subject, _, until = said.partition(_APART)
    try:
        return subject if now < moment_of(until) else None
    except ValueError:
        return None


def _mac(key: bytes, said: str) -> str:
    return hmac.new(key, said.encode(), hashlib.sha256).hexdigest()
