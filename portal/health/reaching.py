"""What lies outside and is asked once: the company's sign-in service and the mail server."""

import socket
from typing import Final
from urllib.parse import urlsplit

from portal.accounts.oidc import Provider
from portal.accounts.refusals import SingleSignOnFailed
from portal.health.checks import Check, failing, good, warning
from portal.settings import Settings

_PATIENCE: Final = 5.0


def sign_in_service(settings: Settings) -> Check:
    """Whether the company's sign-in service answers as one; people with a password sign in without it."""
    if not settings.oidc_issuer:
        return good("sign-in", "none")
    try:
        Provider(settings).begin(f"{settings.public_address}/sign-in/company/return/")
    except SingleSignOnFailed as problem:
        return failing("sign-in", "failed", issuer=settings.oidc_issuer, reason=_reason(problem))
    return good("sign-in", issuer=settings.oidc_issuer)


def mail_server(settings: Settings) -> Check:
    """Whether somebody listens at the mail server's address; nothing is sent."""
    if not settings.mail_server:
        return warning("mail", "none") if not settings.notify else good("mail", "other-channel")
    parts = urlsplit(settings.mail_server)
    host, port = parts.hostname or "127.0.0.1", parts.port or (465 if parts.scheme == "smtps" else 25)
    try:
        socket.create_connection((host, port), timeout=_PATIENCE).close()
    except OSError as problem:
        return failing("mail", "silent", host=host, port=port, reason=problem.strerror or str(problem))
    return good("mail", host=host, port=port)


def _reason(problem: SingleSignOnFailed) -> str:
    cause = problem.__cause__
    return f"{type(cause).__name__}: {cause}"[:200] if cause is not None else problem.code
