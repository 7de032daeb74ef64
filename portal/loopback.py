"""Loopback: the addresses that nobody outside this machine can reach."""

import ipaddress
import re

_HOST = re.compile(
    r"(?:\[(?P<six>[0-9a-f:.]+)\]|(?P<name>[0-9a-z.-]+))(?::(?P<port>[0-9]{1,5}))?", re.IGNORECASE
)


def is_loopback(host: str) -> bool:
    """Whether a name or address always means this machine: 127.0.0.0/8, ::1, localhost."""
    if host.lower().rstrip(".") == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def host_of(header: str) -> str | None:
    """The name in a ``Host`` header without its port; nothing if it is not spelled like a host."""
    found = _HOST.fullmatch(header)
    return (found["six"] or found["name"]) if found else None
