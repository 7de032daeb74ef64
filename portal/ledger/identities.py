"""Identities 身份: who a pseudonym was, readable only with that person's key.

An entry commits to a snapshot (name, staff number, roles at that moment) by its SHA-256. The snapshot holds a random
salt, so that the commitment says nothing to those who can guess names, and is encrypted under a key of that person
alone. When the key is erased the person is erased: the entry, its proof and the commitment stay as they were.
"""

import hashlib
import json
import secrets
from dataclasses import asdict, dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection, Engine, delete, insert, select

from portal.clock import Clock, utc_text
from portal.ledger.canonical import canonical_json
from portal.ledger.names import SubjectId
from portal.ledger.refusals import IdentityUnreadable
from portal.ledger.tables import IDENTITY_KEY, IDENTITY_SNAPSHOT

SCHEME = "dutybook/identity/v1"
_NONCE = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who somebody was when it was recorded, as the company knew it."""

    name: str
    staff_number: str = ""
    department: str = ""
    roles: tuple[str, ...] = ()


class Identities:
    """Seals and opens identity snapshots. What writes is called inside the sequencer's transactions."""

    def __init__(self, wrapping_key: bytes, *, clock: Clock) -> None:
        self._wrapping = AESGCM(wrapping_key)
        self._clock = clock

    def known(self, connection: Connection, subject: SubjectId, identity: Identity) -> str | None:
        """The commitment to this identity if it is what was sealed last for that person."""
        newest = (
            select(IDENTITY_SNAPSHOT.c.commitment)
            .where(IDENTITY_SNAPSHOT.c.subject == subject)
            .order_by(IDENTITY_SNAPSHOT.c.sealed_at.desc())
            .limit(1)
        )
        commitment = connection.execute(newest).scalar_one_or_none()
        return commitment if commitment and self.open(connection, commitment) == identity else None

    def commit(self, connection: Connection, subject: SubjectId, identity: Identity) -> str:
        """The commitment to an identity, sealed now unless it is what was sealed last for that person."""
        known = self.known(connection, subject, identity)
        if known is not None:
            return known
        snapshot = snapshot_of(identity, salt=secrets.token_hex(16))
        commitment = hashlib.sha256(snapshot).hexdigest()
        sealed = _seal(self._key_for(connection, subject), snapshot, about=subject)
        row = {"commitment": commitment, "subject": subject, "sealed": sealed}
        connection.execute(insert(IDENTITY_SNAPSHOT), row | {"sealed_at": utc_text(self._clock.now())})
        return commitment

    def open(self, connection: Connection, commitment: str) -> Identity | None:
        """The identity behind a commitment; nothing if the person was erased. IdentityUnreadable if damaged."""
        snapshot = self.snapshot(connection, commitment)
        return None if snapshot is None else _identity_of(snapshot)

    def snapshot(self, connection: Connection, commitment: str) -> bytes | None:
        """The bytes whose SHA-256 the commitment is; nothing if the person was erased."""
        query = select(IDENTITY_SNAPSHOT.c.subject, IDENTITY_SNAPSHOT.c.sealed)
        row = connection.execute(query.where(IDENTITY_SNAPSHOT.c.commitment == commitment)).one_or_none()
        key = None if row is None else self._stored_key(connection, row.subject)
        if row is None or key is None:
            return None
        snapshot = _unseal(key, row.sealed, about=row.subject)
        if hashlib.sha256(snapshot).hexdigest() != commitment:
            raise IdentityUnreadable(commitment=commitment)
        return snapshot

    def _key_for(self, connection: Connection, subject: SubjectId) -> bytes:
        key = self._stored_key(connection, subject)
        if key is None:
            key = AESGCM.generate_key(256)
            wrapped = _sealed_with(self._wrapping, key, about=subject)
            connection.execute(insert(IDENTITY_KEY), {"subject": subject, "wrapped": wrapped})
        return key

    def _stored_key(self, connection: Connection, subject: str) -> bytes | None:
        query = select(IDENTITY_KEY.c.wrapped).where(IDENTITY_KEY.c.subject == subject)
        wrapped = connection.execute(query).scalar_one_or_none()
        return None if wrapped is None else _opened_with(self._wrapping, wrapped, about=subject)


def erase(connection: Connection, subject: SubjectId) -> bool:
    """Erases a person's key, and with it every snapshot of that person. Whether there was one."""
    return connection.execute(delete(IDENTITY_KEY).where(IDENTITY_KEY.c.subject == subject)).rowcount > 0


def forget_old_pages(engine: Engine) -> None:
    """After an erasure: empties SQLite's write-ahead log, where the erased page may still stand."""
    if engine.dialect.name == "sqlite":
        connection = engine.raw_connection()
        try:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            connection.close()


def snapshot_of(identity: Identity, *, salt: str) -> bytes:
    """The bytes that an entry commits to."""
    stated = {name: value for name, value in asdict(identity).items() if value}
    return canonical_json({"scheme": SCHEME, "salt": salt, "identity": stated})


def _identity_of(snapshot: bytes) -> Identity:
    stated = json.loads(snapshot)["identity"]
    return Identity(**(stated | {"roles": tuple(stated.get("roles", ()))}))


def _seal(key: bytes, content: bytes, *, about: str) -> bytes:
    return _sealed_with(AESGCM(key), content, about=about)


def _unseal(key: bytes, sealed: bytes, *, about: str) -> bytes:
    return _opened_with(AESGCM(key), sealed, about=about)


def _sealed_with(cipher: AESGCM, content: bytes, *, about: str) -> bytes:
    nonce = secrets.token_bytes(_NONCE)
    return nonce + cipher.encrypt(nonce, content, _context(about))


def _opened_with(cipher: AESGCM, sealed: bytes, *, about: str) -> bytes:
    try:
        return cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], _context(about))
    except (InvalidTag, ValueError) as error:
        raise IdentityUnreadable(subject=about) from error


def _context(about: str) -> bytes:
    """Binds what is sealed to its person: rows cannot be exchanged."""
    return f"{SCHEME}\0{about}".encode()
