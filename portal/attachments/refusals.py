"""What attachments refuse, each by a code of its own; the sentences stand in the locale. Nothing was kept."""

from typing import Final

from portal.errors import PortalError


class AttachmentEmpty(PortalError):
    """The file holds nothing, or none was chosen."""

    status, code = 422, "attachment-empty"


class AttachmentTooLarge(PortalError):
    """The file is larger than ``limit`` MB."""

    status, code = 413, "attachment-too-large"


class AttachmentKindRefused(PortalError):
    """By its content the file is none of the kinds that are taken, whatever its name says."""

    status, code = 422, "attachment-kind-refused"


class AttachmentUnsafe(PortalError):
    """An Office file that unpacks to far more than it is, is damaged, or brings programs along."""

    status, code = 422, "attachment-unsafe"


class AttachmentNotPicture(PortalError):
    """A picture was asked for, and this is none."""

    status, code = 422, "attachment-not-picture"


class TooManyAttachments(PortalError):
    """More than ``limit`` files at once."""

    status, code = 422, "too-many-attachments"


class AttachmentUnknown(PortalError):
    """There is no such attachment, or not for this person."""

    status, code = 404, "attachment-unknown"


ON_THE_PAGE: Final = (
    AttachmentEmpty,
    AttachmentKindRefused,
    AttachmentNotPicture,
    AttachmentTooLarge,
    AttachmentUnsafe,
    TooManyAttachments,
)
"""Refusals of files that are said on the page of the form, which keeps what was typed."""
