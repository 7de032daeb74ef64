"""The settings as an administrator sees them: what each is, where it comes from, and never a secret."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import urlsplit

from portal.settings import SECRETS, Settings

Origin = Literal["default", "environment", "file", "command"]

PREFIX: Final = "DUTYBOOK_"
HIDDEN: Final = frozenset({"demonstration"})
"""Said by the command ``demo`` alone; nobody sets it."""

GROUPS: Final = {
    "place": ("home", "database", "anchor_folder", "reading"),
    "listening": ("host", "port", "public_address", "trusted_proxy", "tls_certificate", "tls_key"),
    "signing-in": ("session_idle_minutes", "session_hours", "oidc_issuer", "oidc_client_id", "oidc_client_secret",
                   "oidc_name", "oidc_staff_number_claim"),
    "telling": ("mail_server", "mail_sender", "notify"),
    "keeping": ("keep_employment_months", "keep_confirmation_months", "keep_grant_months", "keep_external_months",
                "keep_security_log_days", "keep_uploads_days", "keep_questions_days", "largest_upload_mb"),
    "logging": ("log_format", "log_file", "log_file_mebibytes", "log_files_kept"),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One setting."""

    name: str
    variable: str
    value: str
    origin: Origin
    is_secret: bool

    @property
    def is_set(self) -> bool:
        """Whether it has any value."""
        return bool(self.value)


def shown(settings: Settings) -> Iterator[tuple[str, tuple[Shown, ...]]]:
    """Every setting, group by group."""
    for group, names in GROUPS.items():
        yield group, tuple(_shown(settings, name) for name in names)


def _shown(settings: Settings, name: str) -> Shown:
    value = getattr(settings, name)
    said = "" if value is None else str(value)
    is_secret = name in SECRETS
    return Shown(
        name=name,
        variable=f"{PREFIX}{name.upper()}",
        value=_without_secret(name, said) if is_secret else said,
        origin=_origin(settings, name),
        is_secret=is_secret,
    )


def _origin(settings: Settings, name: str) -> Origin:
    variable = f"{PREFIX}{name.upper()}"
    if name not in settings.model_fields_set:
        return "default"
    if os.environ.get(variable):
        return "environment"
    return "file" if name in SECRETS and os.environ.get(f"{variable}_FILE") else "command"


def _without_secret(name: str, said: str) -> str:
    """Of an address with a password: where it goes; of anything else that is secret: that it is there."""
    parts = urlsplit(said)
    if name in ("database", "mail_server") and parts.scheme:
        host = parts.hostname or ""
        return f"{parts.scheme}://{host}{f':{parts.port}' if parts.port else ''}{parts.path}"
    return "••••••" if said else ""
