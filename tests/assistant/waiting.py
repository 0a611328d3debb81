"""Wait for a server that a test has started as a process."""

from __future__ import annotations

import time

import httpx2
import pytest


def wait_until_ready(client: httpx2.Client, seconds: float = 60.0) -> None:
    """Ask a server until it says that it is ready."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if client.get("/readyz").status_code == 200:
                return
        except httpx2.TransportError:
            pass
        time.sleep(0.1)
    pytest.fail("the server did not become ready")
