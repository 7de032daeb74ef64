"""The names that entries may hold: closed forms only, so that no person's name or staff number gets into a leaf."""

import base64
import secrets
from typing import Annotated, NewType

from pydantic import StringConstraints

SubjectId = NewType("SubjectId", str)
"""A person's pseudonym: random, permanent, says nothing about who it is."""

SUBJECT = r"s-[a-z2-7]{26}"

Subject = Annotated[SubjectId, StringConstraints(pattern=rf"^{SUBJECT}$")]
Actor = Annotated[str, StringConstraints(pattern=rf"^({SUBJECT}|system|server-command)$")]
"""Who did it: a person, the portal by itself, or whoever may run commands on the server."""

Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""SHA-256 of exact bytes, as 64 hexadecimal digits."""

DocumentId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+/[a-z]+/[a-z0-9-]+$", max_length=200)]
Revision = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z][0-9A-Za-z.-]{0,19}$")]
Anchor = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z][0-9A-Za-z._-]{0,99}$")]
Place = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+(/[a-z0-9-]+){0,3}$", max_length=200)]
"""A unit, department or role, by its full id."""

Reference = Annotated[str, StringConstraints(pattern=r"^[0-9a-z][0-9a-z:._@/-]{0,199}$")]
"""An obligation, a case or another thing the portal numbers by itself."""

Word = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
"""One word of a closed list, such as a reason or a way to sign in."""

Key = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z][0-9A-Za-z:._-]{7,127}$")]
"""An idempotency key: made once for one intention, repeated with every retry."""

Day = Annotated[str, StringConstraints(pattern=r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]
Moment = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$")]
"""A moment to the second, with the offset of the zone it is said in."""

Language = Annotated[str, StringConstraints(pattern=r"^(zh-Hans|en)$")]


def new_subject() -> SubjectId:
    """A pseudonym nobody had before."""
    return SubjectId("s-" + base64.b32encode(secrets.token_bytes(16)).decode().rstrip("=").lower())


def new_key() -> str:
    """An idempotency key for one intention."""
    return secrets.token_hex(16)
