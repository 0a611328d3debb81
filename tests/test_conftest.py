"""The guard of conftest.py works."""

from __future__ import annotations

import socket

import pytest

from tests.conftest import NetworkForbidden


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1"])
def test_remote_addresses_are_refused(host: str) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as plain, pytest.raises(NetworkForbidden):
        plain.connect((host, 80))
    with socket.socket(family) as plain, pytest.raises(NetworkForbidden):
        plain.connect_ex((host, 80))


def test_remote_names_are_refused() -> None:
    with pytest.raises(NetworkForbidden):
        socket.getaddrinfo("kunta.example", 443)


def test_this_machine_is_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), timeout=5).close()
