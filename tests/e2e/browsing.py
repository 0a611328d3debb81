"""Debian's Chromium, driven by Playwright, and a server of ours that runs as it does in earnest."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.conftest import ROOT

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
_PATIENCE = 120  # seconds until the server is ready on a busy machine


@contextmanager
def browser() -> Iterator[Browser]:
    """Start the browser; it reaches this machine alone."""
    with sync_playwright() as playwright:
        # A container's root may not make the sandbox; the pages are our own.
        started = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
        )
        yield started
        started.close()


@contextmanager
def server(data: Path, cache: Path, **settings: str) -> Iterator[str]:
    """Run `pykala serve` over a store; give its address."""
    port = _free_port()
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "PYKALA_CACHE": str(cache),
        "PYKALA_SECURE_COOKIES": "false",
        "PYKALA_RATE_ASK": "",
        "PYKALA_RATE_READ": "",
        "PYKALA_LOG_LEVEL": "warning",
        **{f"PYKALA_{name.upper()}": value for name, value in settings.items()},
    }
    command = [sys.executable, "-m", "assistant.cli", "serve", "--port", str(port), "--workers", "1"]
    command += ["--data", str(data)]
    with subprocess.Popen(command, cwd=data, env=environment) as process:
        address = f"http://127.0.0.1:{port}"
        try:
            _wait(f"{address}/readyz", process)
            yield address
        finally:
            process.terminate()


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.3)
    raise TimeoutError(f"{address} is not ready after {_PATIENCE} s")


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])
