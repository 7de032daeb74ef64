"""Settings: from the environment (``DUTYBOOK_*``), else the defaults below."""

from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Where the portal finds editions and where it listens.

    Until there is a sign-in, ``host`` must be a loopback address.
    """

    model_config = SettingsConfigDict(env_prefix="DUTYBOOK_", frozen=True, extra="ignore")

    home: Path = Path("var")
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)


def program_version() -> str:
    """The version of the installed program."""
    try:
        return version("dutybook")
    except PackageNotFoundError:
        return "0"
