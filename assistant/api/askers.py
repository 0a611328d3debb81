"""Tell who asks: an API key, a person who logged in, one whom a trusted proxy names, or nobody in particular."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool

from assistant.api.languages import preferred
from assistant.api.limits import Limits
from assistant.errors import Forbidden, Unauthorised
from assistant.repository import Repository
from assistant.repository.tokens import SCOPES, STATISTICS
from assistant.service import Asker, municipality_of
from assistant.settings import Settings

Network = IPv4Network | IPv6Network
_SAFE = ("GET", "HEAD", "OPTIONS")


class Askers:
    """Tell who sent a request."""

    def __init__(self, settings: Settings, repository: Repository) -> None:
        self._settings = settings
        self._repository = repository
        self._proxies = [ip_network(each, strict=False) for each in settings.proxy_addresses]

    def identify(self, request: Request) -> Asker:
        """Give the asker of a request.

        Raises Unauthorised for a key that is not valid, or where nobody in particular may ask; Forbidden where a page
        of another site makes a person's browser send something.
        """
        language = preferred(request.headers.get("accept-language", ""))
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            key = self._repository.key_of(token.strip())
            if key is None:
                raise Unauthorised
            own = municipality_of(key.groups, self._settings)
            return Asker(f"key:{key.id}", "key", key.name, key.groups, key.scopes, language, own)
        person = self._named_by_proxy(request, language) or self._logged_in(request, language)
        if person is not None:
            if request.method not in _SAFE and not self.is_of_this_site(request):
                raise Forbidden
            return person
        if not self._settings.public:
            raise Unauthorised
        return Asker(f"address:{self.address(request)}", language=language)

    def address(self, request: Request) -> str:
        """Give the address of whoever asks: of trusted proxies the one that they pass on, of IPv6 the whole network."""
        peer = request.client.host if request.client else ""
        if _within(peer, self._proxies):
            passed = [each.strip() for each in request.headers.get("x-forwarded-for", "").split(",")]
            peer = next((each for each in reversed(passed) if each and not _within(each, self._proxies)), peer)
        try:
            found = ip_address(peer)
        except ValueError:
            return peer[:64]
        return str(found) if found.version == 4 else str(ip_network(f"{found}/64", strict=False))

    def _named_by_proxy(self, request: Request, language: str) -> Asker | None:
        header, groups_header = self._settings.proxy_user_header, self._settings.proxy_groups_header
        name = request.headers.get(header, "").strip() if header else ""
        if not name or not _within(request.client.host if request.client else "", self._proxies):
            return None
        listed = request.headers.get(groups_header, "") if groups_header else ""
        groups = tuple(each.strip() for each in listed.split(",") if each.strip())
        own = municipality_of(groups, self._settings)
        return Asker(f"proxy:{name}", "proxy", name, groups, self._scopes(groups), language, own)

    def _logged_in(self, request: Request, language: str) -> Asker | None:
        token = request.session.get("token")
        person = self._repository.person_of(str(token)) if token else None
        if person is None:
            return None
        scopes = self._scopes(person.groups)
        own = municipality_of(person.groups, self._settings)
        return Asker(f"person:{person.id}", "person", person.name, person.groups, scopes, language, own)

    def _scopes(self, groups: tuple[str, ...]) -> tuple[str, ...]:
        """Give the rights of a person; a key has those that it was made with, whatever its groups."""
        return SCOPES if set(groups).isdisjoint(self._settings.admin_groups) else (*SCOPES, STATISTICS)

    def is_of_this_site(self, request: Request) -> bool:
        """Tell whether a page of ours sent this: browsers say it, in one of two headers that no page can set."""
        said = request.headers.get("sec-fetch-site")
        if said is not None:
            return said == "same-origin"
        origin = urlsplit(request.headers.get("origin", "")).netloc
        own = {request.headers.get("host", ""), urlsplit(self._settings.public_url).netloc}
        return bool(origin) and origin in own


async def asker(request: Request) -> Asker:
    """Tell who asks, whatever for; API and pages alike depend on it."""
    askers: Askers = request.app.state.askers
    limits: Limits = request.app.state.limits
    try:
        return await run_in_threadpool(askers.identify, request)
    except Unauthorised:
        limits.count(f"address:{askers.address(request)}", "read")  # whoever tries keys is slowed down too
        raise


Known = Annotated[Asker, Depends(asker)]


def may(
    scope: Literal["read", "ask", "metrics", "statistics"],
) -> Callable[[Request, Asker], Coroutine[Any, Any, Asker]]:
    """Make a dependency that gives the asker.

    It raises Forbidden where the asker's key has not the scope, TooManyRequests where the asker asks too much.
    """

    async def allowed(request: Request, known: Known) -> Asker:
        if scope not in known.scopes:
            raise Forbidden(scope)
        limits: Limits = request.app.state.limits
        limits.count(known.id, scope)
        return known

    return allowed


Reader = Annotated[Asker, Depends(may("read"))]
Questioner = Annotated[Asker, Depends(may("ask"))]


def _within(address: str, networks: list[Network]) -> bool:
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return any(found in network for network in networks)
