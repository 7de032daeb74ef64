"""Passwords: kept as Argon2id hashes, judged by length and by being guessed first, not by signs."""

import unicodedata

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from portal.accounts.refusals import PasswordTooWeak

SHORTEST = 10
LONGEST = 200

_HASHING = PasswordHash((Argon2Hasher(),))
_NOBODYS = _HASHING.hash("nobody has this password")

_GUESSED_FIRST = frozenset(
    "password password1 passw0rd 12345678 123456789 1234567890 0123456789 0987654321 1q2w3e4r5t qwertyuiop"
    " abcdefghij abc1234567 a123456789 123456789a 1111111111 0000000000 8888888888 6666666666 iloveyou123"
    " qwerty12345 admin12345 password12 password123 welcome123 letmein123 woaini1314 woaini5201314 5201314520"
    " dutybook dutybook123 changeme123 administrator".split()
)


def hashed(password: str) -> str:
    """What is stored of a password."""
    return _HASHING.hash(_spelled(password))


def matches(password: str, stored: str | None) -> bool:
    """Whether it is the password; takes the same time where there is none, so that nobody learns who has an account."""
    is_right = len(password) <= LONGEST and _HASHING.verify(_spelled(password[:LONGEST]), stored or _NOBODYS)
    return is_right and stored is not None


def accept(password: str, *, login: str) -> str:
    """The stored form of a new password. PasswordTooWeak."""
    spelled = _spelled(password)
    if len(spelled) < SHORTEST:
        raise PasswordTooWeak(reason="too-short", limit=SHORTEST)
    if len(spelled) > LONGEST:
        raise PasswordTooWeak(reason="too-long", limit=LONGEST)
    plain = spelled.casefold()
    if plain in _GUESSED_FIRST or len(set(plain)) < 4:
        raise PasswordTooWeak(reason="guessed-first", limit=SHORTEST)
    if login and login.casefold() in plain and len(plain) - len(login) < 6:
        raise PasswordTooWeak(reason="like-name", limit=SHORTEST)
    return hashed(password)


def _spelled(password: str) -> str:
    """One spelling whatever the keyboard: compatible forms are the same."""
    return unicodedata.normalize("NFKC", password)
