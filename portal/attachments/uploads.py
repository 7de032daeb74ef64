"""Uploads 上传: the files of a form, received one after the other. A form sends an empty part where none was chosen."""

from collections.abc import Collection
from typing import Final

from starlette.datastructures import FormData, UploadFile

from portal.attachments.refusals import TooManyAttachments
from portal.attachments.service import Received, receive
from portal.ledger.files import Files

MOST_FILES: Final = 10


def chosen(form: FormData, field: str) -> list[UploadFile]:
    """The files that were chosen in one field."""
    return [one for one in form.getlist(field) if isinstance(one, UploadFile) and one.filename]


def words_in(form: FormData, field: str) -> str:
    """What was typed in one field; nothing where a file was sent in its place."""
    said = form.get(field, "")
    return said if isinstance(said, str) else ""


def received(
    files: Files, form: FormData, field: str, *, megabytes: int, only: Collection[str] = ()
) -> tuple[Received, ...]:
    """The files of one field, checked and kept; none where none was chosen. TooManyAttachments and those of receive."""
    found = chosen(form, field)
    if len(found) > MOST_FILES:
        raise TooManyAttachments(limit=MOST_FILES)
    return tuple(
        receive(files, one.file, name=one.filename or "", megabytes=megabytes, only=only) for one in found
    )
