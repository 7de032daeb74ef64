"""Receiving and finding attachments: bytes are checked and in safety before an entry of the ledger names them."""

import datetime
import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, Final

from sqlalchemy import Connection, Row, insert, select

from portal.attachments.kinds import PICTURES, Kind, kind_of
from portal.attachments.names import cleaned
from portal.attachments.refusals import (
    AttachmentEmpty,
    AttachmentNotPicture,
    AttachmentTooLarge,
    AttachmentUnknown,
)
from portal.attachments.tables import ATTACHMENT
from portal.clock import moment_of, utc_text
from portal.ledger.files import Files

MEGABYTE: Final = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A file that was checked and is safe on disk, under its digest. Nothing refers to it yet."""

    digest: str
    kind: Kind
    name: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """Attachment 附件: a file, what it was handed in for, whose matter that is, and who did."""

    number: str
    digest: str
    kind: Kind
    name: str
    size: int
    about: str
    subject: str | None
    uploaded_by: str
    uploaded_at: datetime.datetime
    seq: int | None


def receive(
    files: Files, stream: BinaryIO, *, name: str, megabytes: int, only: Collection[str] = ()
) -> Received:
    """Checks a file and keeps it; a small part of it is in memory at a time. ``only`` asks for some kinds.

    AttachmentEmpty, AttachmentTooLarge, AttachmentKindRefused, AttachmentUnsafe, AttachmentNotPicture,
    LedgerUnavailable.
    """
    size = stream.seek(0, 2)
    if size == 0:
        raise AttachmentEmpty
    if size > megabytes * MEGABYTE:
        raise AttachmentTooLarge(limit=megabytes)
    kind = kind_of(stream, size, name=name)
    if only == PICTURES and kind not in PICTURES:
        raise AttachmentNotPicture
    stream.seek(0)
    digest = files.keep_stream(stream)
    return Received(digest=digest, kind=kind, name=cleaned(name, kind, otherwise=digest[:8]), size=size)


def attach(
    connection: Connection,
    received: Iterable[Received],
    *,
    about: str,
    by: str,
    at: datetime.datetime,
    subject: str | None = None,
    seq: int | None = None,
) -> None:
    """Notes what files were handed in for, inside the transaction of the entry that names them."""
    rows = [
        {
            "number": secrets.token_hex(12),
            "digest": one.digest,
            "kind": one.kind,
            "name": one.name,
            "size": one.size,
            "about": about,
            "subject": subject,
            "uploaded_by": by,
            "uploaded_at": utc_text(at),
            "seq": seq,
        }
        for one in received
    ]
    if rows:
        connection.execute(insert(ATTACHMENT), rows)


def attachment_of(connection: Connection, number: str) -> Attachment:
    """One attachment. AttachmentUnknown."""
    row = connection.execute(select(ATTACHMENT).where(ATTACHMENT.c.number == number)).one_or_none()
    if row is None:
        raise AttachmentUnknown
    return _attachment(row)


def attachments_about(connection: Connection, *prefixes: str) -> Sequence[Attachment]:
    """What was handed in for something and for its parts (``checklist:1f`` and ``checklist:1f:desk``), in order."""
    found: list[Attachment] = []
    for prefix in prefixes:
        here = ATTACHMENT.c.about == prefix
        below = ATTACHMENT.c.about.startswith(f"{prefix}:", autoescape=True)
        query = select(ATTACHMENT).where(here | below).order_by(ATTACHMENT.c.uploaded_at, ATTACHMENT.c.number)
        found += map(_attachment, connection.execute(query))
    return found


def attachments_of(connection: Connection, entries: Collection[int]) -> Mapping[int, Sequence[Attachment]]:
    """What was handed in with some entries, by entry."""
    query = select(ATTACHMENT).where(ATTACHMENT.c.seq.in_(entries))
    found: dict[int, list[Attachment]] = {}
    for row in connection.execute(query.order_by(ATTACHMENT.c.uploaded_at, ATTACHMENT.c.number)):
        found.setdefault(row.seq, []).append(_attachment(row))
    return found


def _attachment(row: Row[Any]) -> Attachment:
    return Attachment(
        number=row.number,
        digest=row.digest,
        kind=row.kind,
        name=row.name,
        size=row.size,
        about=row.about,
        subject=row.subject,
        uploaded_by=row.uploaded_by,
        uploaded_at=moment_of(row.uploaded_at),
        seq=row.seq,
    )
