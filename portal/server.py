"""Listening: on this machine, or beyond it where nobody can listen in, on a port that is free, until told to stop."""

import errno
import gc
import signal
import socket
from types import FrameType

import uvicorn
from fastapi import FastAPI

from portal.acknowledgements.settling import EASY
from portal.logs import install_logs
from portal.loopback import is_loopback
from portal.settings import Settings

_GRACE_SECONDS = 10


class BindError(Exception):
    """The service cannot listen there. ``code`` names the sentence, ``values`` fill it."""

    def __init__(self, code: str, **values: str | int) -> None:
        super().__init__(code, values)
        self.code = code
        self.values = values


class NotLoopback(BindError):
    """Beyond this machine passwords and pages would go over the wire in the clear."""


def listen(settings: Settings) -> socket.socket:
    """A listening socket; port 0 takes any free one.

    Beyond loopback it takes a certificate, or a listed proxy that has one, and the address browsers use: else
    NotLoopback. BindError where the system refuses.
    """
    host, port = settings.host, settings.port
    if not is_loopback(host) and not _is_protected(settings):
        raise NotLoopback("cli.not-loopback", host=host)
    address = "127.0.0.1" if host.lower().rstrip(".") == "localhost" else host.strip("[]")
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((address, port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise _bind_error(error, host=host, port=port) from error
    return listener


def _is_protected(settings: Settings) -> bool:
    """Whether browsers reach the portal over https only."""
    has_certificate = settings.tls_certificate is not None and settings.tls_key is not None
    return settings.public_address.startswith("https://") and (has_certificate or bool(settings.proxies))


def _bind_error(error: OSError, *, host: str, port: int) -> BindError:
    codes = {errno.EADDRINUSE: "cli.port-in-use", errno.EACCES: "cli.port-forbidden"}
    code = codes.get(error.errno or 0, "cli.address-unavailable")
    return BindError(code, host=host, port=port, reason=error.strerror or str(error))


def address_of(listener: socket.socket, settings: Settings) -> str:
    """Where a browser finds the service."""
    if settings.public_address:
        return f"{settings.public_address}/"
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def run(app: FastAPI, listener: socket.socket, settings: Settings) -> None:
    """Serves until SIGTERM or SIGINT; requests under way are finished first."""
    install_logs(settings)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _already_handled)
    gc.set_threshold(*EASY)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.proxies),
        forwarded_allow_ips=list(settings.proxies),
        ssl_certfile=settings.tls_certificate,
        ssl_keyfile=settings.tls_key,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
    uvicorn.Server(config).run(sockets=[listener])


def _already_handled(number: int, frame: FrameType | None) -> None:
    """The server stops itself and then raises the signal once more, which would end us with an error."""
