"""Settings: from the environment (``DUTYBOOK_*``, secrets also as ``DUTYBOOK_*_FILE``), else the defaults below."""

import os
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

_PREFIX = "DUTYBOOK_"
SECRETS = ("oidc_client_secret", "database", "mail_server", "notify")


class Settings(BaseSettings):
    """Where the portal finds its things, where it listens, and whom it lets in.

    ``reading="people"`` asks everybody to sign in for every page; ``"everyone"`` leaves unrestricted documents open
    to whoever reaches the address. ``public_address`` is how browsers reach it (``https://…``); beyond loopback it
    takes a certificate or a listed proxy that has one.
    """

    model_config = SettingsConfigDict(env_prefix=_PREFIX, frozen=True, extra="ignore")

    home: Path = Path("var")
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    database: str | None = None
    reading: Literal["people", "everyone"] = "people"
    public_address: str = ""
    trusted_proxy: str = Field(default="", description="addresses of proxies, separated by commas")
    tls_certificate: Path | None = None
    tls_key: Path | None = None
    session_idle_minutes: int = Field(default=30, ge=1, le=24 * 60)
    session_hours: int = Field(default=12, ge=1, le=24 * 7)
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = Field(default="", repr=False)
    oidc_name: str = ""
    oidc_staff_number_claim: str = ""
    mail_server: str = Field(default="", repr=False, description="smtp://user:password@host:587, smtps://…")
    mail_sender: str = ""
    notify: str = Field(default="", repr=False, description="addresses for apprise, separated by blanks")
    keep_employment_months: int = Field(default=24, ge=24, description="who was employed, after leaving")
    keep_confirmation_months: int = Field(
        default=36, ge=24, description="who confirmed something, after leaving"
    )
    keep_grant_months: int = Field(default=36, ge=24, description="who was HR, auditor or administrator")
    keep_external_months: int = Field(default=12, ge=6, description="external people, after leaving")
    keep_security_log_days: int = Field(
        default=400, ge=184, description="sign-ins and what auditors looked at"
    )
    keep_uploads_days: int = Field(default=180, ge=30, description="scans that were returned")
    keep_questions_days: int = Field(default=365, ge=30, description="questions that search could not answer")
    anchor_folder: Path | None = Field(default=None, description="a folder elsewhere, for a checkpoint a day")
    log_format: Literal["text", "json"] = "text"
    log_file: Path | None = Field(default=None, description="standard error without it")
    log_file_mebibytes: int = Field(default=20, ge=1, le=1024)
    log_files_kept: int = Field(default=10, ge=1, le=1000, description="older ones, beside the one in use")
    largest_upload_mb: int = Field(default=20, ge=1, le=200, description="one file that somebody hands in")
    demonstration: bool = False

    @model_validator(mode="before")
    @classmethod
    def _secrets_in_files(cls, given: dict[str, Any]) -> dict[str, Any]:
        """A secret may stand in a file that ``DUTYBOOK_<NAME>_FILE`` names."""
        for name in SECRETS:
            file = os.environ.get(f"{_PREFIX}{name.upper()}_FILE")
            if file and not given.get(name):
                given = given | {name: Path(file).read_text(encoding="utf-8").strip()}
        return given

    @field_validator("public_address")
    @classmethod
    def _is_an_origin(cls, address: str) -> str:
        parts = urlsplit(address)
        if address and (parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/")):
            raise ValueError("an address like https://duty.example.com")
        return address.rstrip("/")

    @property
    def public_host(self) -> str:
        """The name under which browsers reach the portal, beside this machine's own; empty if none is set."""
        return urlsplit(self.public_address).hostname or ""

    @property
    def proxies(self) -> tuple[str, ...]:
        """The proxies that are believed when they say who asks, and how."""
        return tuple(filter(None, (address.strip() for address in self.trusted_proxy.split(","))))


def program_version() -> str:
    """The version of the installed program."""
    try:
        return version("dutybook")
    except PackageNotFoundError:
        return "0"
