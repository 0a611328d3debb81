"""A real OpenID Connect provider on loopback, in a process of its own, made strict: it wants PKCE and checks it."""

from __future__ import annotations

import base64
import hashlib
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, urlsplit
from wsgiref.simple_server import WSGIRequestHandler, make_server

import httpx2

MISNAMED = "/misnamed"


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider that runs."""

    issuer: str

    def knows(self, subject: str, **claims: Any) -> None:
        """Register a person."""
        httpx2.put(f"{self.issuer}/users/{subject}", json=claims).raise_for_status()

    def confirm(self, address: str, subject: str) -> str:
        """Log in at the page that a browser was sent to; give the address that it is sent back to."""
        reply = httpx2.post(address, data={"sub": subject})
        assert reply.status_code == 302, reply.text
        return str(reply.headers["location"])


@contextmanager
def running() -> Iterator[Provider]:
    """Run a provider."""
    command = [sys.executable, "-W", "ignore", __file__]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        try:
            yield Provider(process.stdout.readline().strip())
        finally:
            process.terminate()


def query_of(address: str) -> dict[str, str]:
    """Read the parameters of an address."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


class _Strict:
    """Refuse a login without a challenge, and a token without the verifier of the last challenge."""

    def __init__(self, application: Any) -> None:
        self._application = application
        self._challenge = ""

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        if environ["PATH_INFO"].startswith(f"{MISNAMED}/"):  # where a provider is found that bears another name
            environ["PATH_INFO"] = environ["PATH_INFO"].removeprefix(MISNAMED)
        if environ["PATH_INFO"] == "/oauth2/authorize":
            asked = query_of(f"?{environ['QUERY_STRING']}")
            self._challenge = asked.get("code_challenge", "")
            if asked.get("code_challenge_method") != "S256" or not self._challenge:
                return _refused(start_response)
        if environ["PATH_INFO"] == "/oauth2/token":
            body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
            environ["wsgi.input"] = BytesIO(body)
            verifier = query_of(f"?{body.decode()}").get("code_verifier", "")
            digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
            if digest != self._challenge:
                return _refused(start_response)
        return self._application(environ, start_response)


def _refused(start_response: Any) -> list[bytes]:
    start_response("400 Bad Request", [("Content-Type", "application/json")])
    return [b'{"error": "invalid_grant"}']


def _main() -> None:
    import oidc_provider_mock
    from authlib.oauth2.rfc6749 import AuthorizationCodeGrant

    AuthorizationCodeGrant.TOKEN_ENDPOINT_AUTH_METHODS += ["none"]  # public clients too, as providers can be told to
    application = _Strict(oidc_provider_mock.app(require_nonce=True))
    with make_server("127.0.0.1", 0, application, handler_class=_Quiet) as server:
        print(f"http://127.0.0.1:{server.server_port}", flush=True)
        server.serve_forever()


if __name__ == "__main__":
    _main()
