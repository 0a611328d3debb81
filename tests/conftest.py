"""What every test shares: no network, and the optional folder of shared data."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import indexer  # noqa: F401  # before any test imports Haystack, which else reports its use
from tests.postgres import postgres  # noqa: F401  # a fixture

ROOT = Path(__file__).parent.parent


class NetworkForbidden(RuntimeError):
    """A test tried to leave this machine."""


def is_local(host: object) -> bool:
    """Tell whether a host is this machine; None and an empty name are."""
    if host is None or host in ("", b"", "localhost", b"localhost"):
        return True
    try:
        return ipaddress.ip_address(host.decode() if isinstance(host, bytes) else str(host)).is_loopback
    except ValueError:
        return False


def refuse_remote(host: object) -> None:
    """Raise NetworkForbidden unless the host is this machine."""
    if not is_local(host):
        raise NetworkForbidden(f"{host!r}: tests reach no network. Use a fake, or a server on 127.0.0.1.")


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Refuse connections and name look-ups that leave this machine; Unix sockets stay open."""
    connect, connect_ex, getaddrinfo = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            refuse_remote(address[0])
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            refuse_remote(address[0])
        return connect_ex(self, address)

    def guarded_getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
        refuse_remote(host)
        return getaddrinfo(host, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded_connect)
        patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
        patch.setattr(socket, "getaddrinfo", guarded_getaddrinfo)
        yield


@pytest.fixture(scope="session")
def shared() -> Path:
    """Give the folder of shared data beside the checkout, or skip the test."""
    folder = (ROOT / "../shared").resolve()
    if not folder.is_dir():
        pytest.skip("no shared data beside this checkout")
    return folder
