"""The certificate 证书 browsers see: whether it can be read, fits its key and the portal's name, and when it ends."""

import datetime
import fnmatch
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

from portal.health.checks import Check, failing, good, warning
from portal.loopback import is_loopback
from portal.settings import Settings

SOON: Final = datetime.timedelta(days=30)


def certificate(settings: Settings, *, now: datetime.datetime) -> Check:
    """How pages are protected on their way."""
    if settings.tls_certificate is None or settings.tls_key is None:
        return _without(settings)
    try:
        found = x509.load_pem_x509_certificate(settings.tls_certificate.read_bytes())
    except (OSError, ValueError):
        return failing("tls", "unreadable", path=str(settings.tls_certificate))
    return _key_problem(found, settings.tls_key) or _judged(found, settings.public_host, now)


def _without(settings: Settings) -> Check:
    if settings.proxies and settings.public_address.startswith("https://"):
        return good("tls", "proxy", address=settings.public_address)
    if is_loopback(settings.host) and not settings.public_address:
        return good("tls", "loopback")
    return failing("tls", "missing")


def _key_problem(found: x509.Certificate, key_file: Path) -> Check | None:
    try:
        key = load_pem_private_key(key_file.read_bytes(), password=None)
    except (OSError, ValueError, TypeError):
        return failing("tls", "key-unreadable", path=str(key_file))
    form = (Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    if key.public_key().public_bytes(*form) != found.public_key().public_bytes(*form):
        return failing("tls", "other-key", path=str(key_file))
    if key_file.stat().st_mode & 0o007:
        return failing("tls", "key-exposed", path=str(key_file))
    return None


def _judged(found: x509.Certificate, host: str, now: datetime.datetime) -> Check:
    day = found.not_valid_after_utc.date().isoformat()
    if now > found.not_valid_after_utc:
        return failing("tls", "expired", day=day)
    if now < found.not_valid_before_utc:
        return failing("tls", "not-yet", day=found.not_valid_before_utc.date().isoformat())
    if host and not _names(found, host):
        return failing("tls", "other-name", host=host)
    days = (found.not_valid_after_utc - now).days
    return warning("tls", "soon", day=day, days=days) if days < SOON.days else good("tls", day=day, days=days)


def _names(found: x509.Certificate, host: str) -> bool:
    """Whether a browser would take the certificate for this name."""
    try:
        names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return False
    if host in {str(address) for address in names.get_values_for_type(x509.IPAddress)}:
        return True
    wanted = host.casefold()
    return any(
        fnmatch.fnmatchcase(wanted, name.casefold()) and name.count(".") == wanted.count(".")
        for name in names.get_values_for_type(x509.DNSName)
    )
