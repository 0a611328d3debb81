"""Ask the neighbours that settings name whether they are there: database, login, language model, counts, the port."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any

import httpx2
from limits.storage import storage_from_string
from sqlalchemy.exc import SQLAlchemyError

from assistant.doctor.finding import Finding, advice, fine, wrong
from assistant.doctor.machine import store
from assistant.repository import Repository
from assistant.settings import Settings
from indexer.embedding import embedding_model_id
from indexer.errors import IndexerError

_SECONDS = 5.0
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


def neighbours(settings: Settings, host: str, port: int) -> Iterator[Finding]:
    """Ask all neighbours; each has a few seconds to answer."""
    if settings.store != "local":
        yield from store(settings)
    if settings.service_database and not settings.service_database.startswith("sqlite"):
        yield _database(settings)
    if not settings.rate_storage.startswith("memory"):
        yield _counts(settings)
    if settings.oidc_issuer:
        yield from _provider(settings.oidc_issuer)
    if settings.embedding_url:
        yield _embedding(settings)
    if settings.llm_url:
        yield _language_model(settings)
    yield _port(host, port)


def _database(settings: Settings) -> Finding:
    subject = "PYKALA_SERVICE_DATABASE"
    try:
        repository = Repository(settings)
        try:
            repository.check()
        finally:
            repository.close()
    except (SQLAlchemyError, ImportError, OSError) as error:  # of which some texts would tell the address
        return wrong(subject, "no_database", reason=type(error).__name__)
    return fine(subject, "answers_fine")


def _counts(settings: Settings) -> Finding:
    subject = "PYKALA_RATE_STORAGE"
    try:
        is_there = storage_from_string(settings.rate_storage).check()
    except Exception as error:  # what a storage is made of is known to it alone
        return wrong(subject, "no_counts", reason=type(error).__name__)
    return fine(subject, "reached") if is_there else wrong(subject, "no_counts", reason="-")


def _provider(issuer: str) -> Iterator[Finding]:
    subject = f"PYKALA_OIDC_ISSUER ({issuer})"
    address = f"{issuer.rstrip('/')}/.well-known/openid-configuration"
    try:
        said = _get(address).json()
        told: dict[str, Any] = said if isinstance(said, dict) else {}
    except (httpx2.HTTPError, ValueError) as error:
        yield wrong(subject, "no_provider", address=address, reason=_reason(error))
        return
    named = str(told.get("issuer", ""))
    missing = [each for each in _ENDPOINTS if each not in told]
    if missing:
        yield wrong(subject, "provider_says_little", missing=", ".join(missing))
    elif named.rstrip("/") != issuer.rstrip("/"):
        yield wrong(subject, "other_issuer", named=named)
    else:
        yield fine(subject, "reached")


def _embedding(settings: Settings) -> Finding:
    subject = f"PYKALA_EMBEDDING_URL ({settings.embedding_url})"
    try:
        return fine(subject, "model_fine", model=embedding_model_id(settings))
    except IndexerError as error:
        return wrong(subject, "error", reason=error.reason, remedy=error.remedy)


def _language_model(settings: Settings) -> Finding:
    subject = f"PYKALA_LLM_URL ({settings.llm_url})"
    key = settings.llm_key.get_secret_value()
    try:
        reply = _get(f"{settings.llm_url.rstrip('/')}/models", {"Authorization": f"Bearer {key}"} if key else {})
        models = [str(each["id"]) for each in reply.json()["data"]]
    except httpx2.HTTPStatusError as error:
        if error.response.status_code in (401, 403):
            return wrong("PYKALA_LLM_KEY", "key_refused", status=error.response.status_code)
        return advice(subject, "no_list_of_models", status=error.response.status_code)
    except httpx2.HTTPError as error:
        return wrong(subject, "no_language_model", reason=_reason(error))
    except (ValueError, KeyError, TypeError):
        return advice(subject, "no_list_of_models", status=200)
    if settings.llm_model not in models:
        return advice("PYKALA_LLM_MODEL", "other_models", model=settings.llm_model, models=", ".join(models[:8]))
    return fine(subject, "reached")


def _port(host: str, port: int) -> Finding:
    """See whether the port can be listened on, or whether a Pykälä does so already."""
    subject = f"{host}:{port}"
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.create_server(address, family=family):
            return fine(subject, "port_fine")
    except OSError as error:
        reason = error.strerror or str(error)
    try:
        if _get(f"http://{f'[{host}]' if ':' in host else host}:{port}/healthz").json().get("status") == "alive":
            return fine(subject, "port_ours")
    except (httpx2.HTTPError, ValueError, AttributeError):
        pass  # something else listens there
    return wrong(subject, "port_taken", reason=reason)


def _get(address: str, headers: dict[str, str] | None = None) -> httpx2.Response:
    reply = httpx2.get(address, headers=headers or {}, timeout=_SECONDS)
    return reply.raise_for_status()


def _reason(error: Exception) -> str:
    """Say why without a key, which the text of no such error holds, and in few words."""
    return f"{type(error).__name__}: {error}".splitlines()[0][:200]
