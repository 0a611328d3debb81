"""Log people in by OpenID Connect: authorization code with PKCE, by the provider's discovery document."""

from __future__ import annotations

import logging
from typing import Any

from authlib.integrations.base_client import OAuthError
from authlib.integrations.starlette_client import OAuth, StarletteOAuth2App
from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import RedirectResponse, Response
from httpx2 import HTTPError
from starlette.concurrency import run_in_threadpool

from assistant.api.askers import Known
from assistant.errors import LoginFailed
from assistant.repository import Person, Repository
from assistant.settings import Settings

# What Authlib raises where a provider cannot be reached, does not say what it must, or confirms nobody.
_FAULTS = (HTTPError, OAuthError, ValueError, KeyError, RuntimeError)
_log = logging.getLogger(__name__)


def add_login(app: FastAPI, settings: Settings, repository: Repository) -> None:
    """Add `/login`, `/login/return`, where the provider sends people back to, and `/logout`."""
    provider = _provider(settings)
    router = APIRouter(include_in_schema=False)

    @router.get("/login")
    async def login(request: Request, next: str = "/") -> Response:
        back = f"{settings.public_url.rstrip('/')}/login/return" if settings.public_url else None
        request.session.clear()
        request.session["next"] = local(next)
        try:
            await _check_issuer(provider, settings)
            redirect: Response = await provider.authorize_redirect(request, back or str(request.url_for("returned")))
        except _FAULTS as error:
            raise _failed(error) from error
        return redirect

    @router.get("/login/return", name="returned")
    async def returned(request: Request) -> Response:
        then = local(str(request.session.get("next", "/")))
        try:
            person = await _confirmed(provider, request, settings.oidc_groups_claim)
        except _FAULTS as error:
            raise _failed(error) from error
        token = await run_in_threadpool(repository.open_session, person)
        request.session.clear()  # nothing of what came before stays
        request.session["token"] = token
        return RedirectResponse(then, 303)

    @router.post("/logout")
    async def logout(request: Request, asker: Known) -> Response:
        token = request.session.get("token")
        if token:
            await run_in_threadpool(repository.close_session, str(token))
        request.session.clear()
        _log.info("%s logged out", asker.id)
        return RedirectResponse("/", 303)

    app.include_router(router)


def local(address: str) -> str:
    """Give an address of this service, or its front page where it is one of another host."""
    is_local = address.startswith("/") and not address.startswith("//") and "\\" not in address
    return address if is_local and address.isprintable() else "/"


def groups_of(claim: object) -> tuple[str, ...]:
    """Read the groups of a claim: a list of names, or one name."""
    if isinstance(claim, str):
        return (claim,) if claim else ()
    return tuple(str(each) for each in claim) if isinstance(claim, list) else ()


def _provider(settings: Settings) -> StarletteOAuth2App:
    return OAuth().register(
        "provider",
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret.get_secret_value() or None,
        server_metadata_url=f"{settings.oidc_issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={
            "scope": settings.oidc_scope,
            "code_challenge_method": "S256",
            "token_endpoint_auth_method": "client_secret_basic" if settings.oidc_client_secret else "none",
        },
    )


async def _check_issuer(provider: StarletteOAuth2App, settings: Settings) -> None:
    """Raise ValueError where the discovery document is that of another provider."""
    told = (await provider.load_server_metadata()).get("issuer")
    if str(told).rstrip("/") != settings.oidc_issuer.rstrip("/"):
        raise ValueError(f"the provider calls itself {told}")


async def _confirmed(provider: StarletteOAuth2App, request: Request, groups_claim: str) -> Person:
    """Give the person whom the provider confirms; raises ValueError where it confirms nobody."""
    token: dict[str, Any] = await provider.authorize_access_token(request)
    told = dict(token.get("userinfo") or {})
    if not told.get("sub"):
        raise ValueError("the provider sent no ID token")
    if groups_claim not in told and "userinfo_endpoint" in await provider.load_server_metadata():
        more = await provider.userinfo(token=token)
        if more.get("sub") != told["sub"]:
            raise ValueError("the provider told of another person")
        told = {**more, **told}
    name = str(told.get("name") or told.get("preferred_username") or told["sub"])
    return Person(str(told["sub"]), name, groups_of(told.get(groups_claim)))


def _failed(error: Exception) -> LoginFailed:
    _log.warning("a login failed: %s: %s", type(error).__name__, error)
    return LoginFailed()
