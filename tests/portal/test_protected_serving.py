"""Beyond this machine: with a certificate or a listed proxy, and only so."""

import datetime
import http.client
import ipaddress
import ssl
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from portal.server import BindError, NotLoopback, listen
from portal.settings import Settings
from tests.portal.editions import publish
from tests.portal.test_serving import serving

ANYWHERE = "0.0.0.0"  # noqa: S104 - with protection, and without to be refused
PUBLIC = "https://duty.example.com"


def a_certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for this machine and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "duty.example.com")])
    now = datetime.datetime.now(datetime.UTC)
    names = [x509.DNSName("duty.example.com"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key, hashes.SHA256())
    )
    files = folder / "tls.crt", folder / "tls.key"
    files[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    files[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return files


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"public_address": PUBLIC},
        {"trusted_proxy": "10.0.0.2"},
        {"public_address": "http://duty.example.com", "trusted_proxy": "10.0.0.2"},
        {"public_address": PUBLIC, "tls_certificate": "x"},
        {"tls_certificate": "x", "tls_key": "y"},
    ],
    ids=str,
)
def test_passwords_never_go_over_the_wire_in_the_clear(settings: dict[str, str]) -> None:
    with pytest.raises(NotLoopback):
        listen(Settings.model_validate({"host": ANYWHERE, "port": 0} | settings))


@pytest.mark.parametrize(
    "settings",
    [
        {"public_address": PUBLIC, "trusted_proxy": "10.0.0.2"},
        {"public_address": PUBLIC, "tls_certificate": "x", "tls_key": "y"},
    ],
    ids=str,
)
def test_with_protection_any_address_will_do(settings: dict[str, str]) -> None:
    with listen(Settings.model_validate({"host": ANYWHERE, "port": 0} | settings)) as listener:
        assert listener.getsockname()[0] == ANYWHERE


def test_an_address_that_is_not_ours_is_said_in_a_sentence() -> None:
    with pytest.raises(BindError):
        listen(
            Settings.model_validate(
                {"host": "203.0.113.7", "port": 0, "public_address": PUBLIC, "trusted_proxy": "x"}
            )
        )


@pytest.mark.slow
def test_with_a_certificate_the_cookie_is_bound_to_the_host(home: Path, tmp_path: Path) -> None:
    publish(home)
    certificate, key = a_certificate(tmp_path)
    with serving(
        home, "--host", "127.0.0.1", "--port", "0",
        DUTYBOOK_TLS_CERTIFICATE=str(certificate), DUTYBOOK_TLS_KEY=str(key), DUTYBOOK_READING="people",
    ) as (_, said):  # fmt: skip
        port = int(said.split("127.0.0.1:")[1].split("/")[0])
        trust = ssl.create_default_context(cafile=str(certificate))
        connection = http.client.HTTPSConnection("127.0.0.1", port, context=trust, timeout=30)
        connection.request("GET", "/", headers={"accept": "text/html"})
        answer = connection.getresponse()
        assert (answer.status, answer.headers["location"]) == (303, "/sign-in/?next=%2F")
        assert "max-age" in answer.headers["strict-transport-security"]
        connection.close()


@pytest.mark.slow
def test_only_the_listed_proxy_is_believed_about_the_scheme(home: Path) -> None:
    publish(home)
    for proxy, expected in (("127.0.0.1", True), ("10.9.9.9", False)):
        with serving(home, "--port", "0", DUTYBOOK_TRUSTED_PROXY=proxy, DUTYBOOK_READING="people") as (
            _,
            said,
        ):
            port = int(said.split("127.0.0.1:")[1].split("/")[0])
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            connection.request("GET", "/sign-in/", headers={"x-forwarded-proto": "https"})
            answer = connection.getresponse()
            assert (answer.headers["strict-transport-security"] is not None) is expected
            connection.close()
