"""Find settings that are each valid and do not go together, or cannot work; nothing but the settings is looked at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import ip_network
from urllib.parse import urlsplit

from limits import parse
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from assistant.doctor.finding import Finding, advice, wrong
from assistant.settings import Settings

_HEX = re.compile(r"[0-9a-f]{32}")
# What ids of Slack begin with.
_IDS = {"slack_teams": "TE", "slack_usergroups": "S", "slack_channels": "CG"}


def contradictions(settings: Settings) -> Iterator[Finding]:
    """Name what does not go together."""
    yield from _addresses(settings)
    yield from _limits(settings)
    yield from _people(settings)
    yield from _proxies(settings)
    yield from _model(settings)
    yield from _slack(settings)
    data, cache = settings.data.resolve(), settings.cache.resolve()
    if cache == data or data in cache.parents:
        yield wrong("PYKALA_CACHE", "cache_in_store", data=data)
    if settings.mask_except_groups and not settings.mask:
        yield advice("PYKALA_MASK_EXCEPT_GROUPS", "nothing_masked")


def _addresses(settings: Settings) -> Iterator[Finding]:
    for name in ("public_url", "llm_url", "embedding_url", "oidc_issuer", "slack_api_url"):
        address = str(getattr(settings, name))
        if address and not _is_web_address(address):
            yield wrong(_variable(name), "no_web_address")
    for origin in settings.cors_origins:
        parts = urlsplit(origin)
        if not _is_web_address(origin) or parts.path or parts.query:
            yield wrong("PYKALA_CORS_ORIGINS", "no_origin", origin=origin)
    if settings.service_database:
        try:
            make_url(settings.service_database)
        except (ArgumentError, ValueError):  # whose text would tell the password
            yield wrong("PYKALA_SERVICE_DATABASE", "no_database_address")


def _limits(settings: Settings) -> Iterator[Finding]:
    for name in ("rate_ask", "rate_read"):
        text = str(getattr(settings, name))
        try:
            if text:
                parse(text)
        except ValueError:
            yield wrong(_variable(name), "no_rate")
    scheme = urlsplit(settings.rate_storage).scheme
    if scheme not in ("memory", "redis", "rediss", "redis+sentinel", "redis+cluster", "redis+unix"):
        yield wrong("PYKALA_RATE_STORAGE", "no_rate_storage")


def _people(settings: Settings) -> Iterator[Finding]:
    """Look at the login."""
    secret = settings.oidc_client_secret.get_secret_value()
    if settings.oidc_issuer and not settings.oidc_client_id:
        yield wrong("PYKALA_OIDC_CLIENT_ID", "needed_with", other="PYKALA_OIDC_ISSUER")
    if not settings.oidc_issuer and (settings.oidc_client_id or secret):
        yield wrong("PYKALA_OIDC_ISSUER", "needed_with", other="PYKALA_OIDC_CLIENT_ID")
    if settings.oidc_issuer and "openid" not in settings.oidc_scope.split():
        yield wrong("PYKALA_OIDC_SCOPE", "no_openid")
    if settings.oidc_issuer and not settings.public_url:
        yield advice("PYKALA_PUBLIC_URL", "no_return_address")
    is_plain = urlsplit(settings.public_url).scheme == "http"
    if settings.oidc_issuer and settings.secure_cookies and is_plain:
        yield wrong("PYKALA_SECURE_COOKIES", "cookies_need_https")
    if not settings.secure_cookies and settings.public_url and not is_plain:
        yield advice("PYKALA_SECURE_COOKIES", "cookies_unsafe")


def _proxies(settings: Settings) -> Iterator[Finding]:
    for network in settings.proxy_addresses:
        try:
            ip_network(network, strict=False)
        except ValueError:
            yield wrong("PYKALA_PROXY_ADDRESSES", "no_network", network=network)
    if settings.proxy_user_header and not settings.proxy_addresses:
        yield wrong("PYKALA_PROXY_ADDRESSES", "needed_with", other="PYKALA_PROXY_USER_HEADER")
    if settings.proxy_groups_header and not settings.proxy_user_header:
        yield wrong("PYKALA_PROXY_USER_HEADER", "needed_with", other="PYKALA_PROXY_GROUPS_HEADER")


def _model(settings: Settings) -> Iterator[Finding]:
    """Look at the language model."""
    is_named = "llm_model" in settings.model_fields_set or settings.llm_key.get_secret_value()
    if is_named and not settings.llm_url:
        yield wrong("PYKALA_LLM_URL", "needed_with", other="PYKALA_LLM_MODEL, PYKALA_LLM_KEY")
    if settings.llm_first_word_seconds > settings.llm_seconds:
        yield wrong("PYKALA_LLM_FIRST_WORD_SECONDS", "longer_than", other="PYKALA_LLM_SECONDS")


def _slack(settings: Settings) -> Iterator[Finding]:
    """Look at the form of tokens and ids; whether Slack knows them, `pykala slack --check` asks."""
    bot, app, secret = (
        each.get_secret_value()
        for each in (settings.slack_bot_token, settings.slack_app_token, settings.slack_signing_secret)
    )
    if (app or secret) and not bot:
        other = "PYKALA_SLACK_APP_TOKEN" if app else "PYKALA_SLACK_SIGNING_SECRET"
        yield wrong("PYKALA_SLACK_BOT_TOKEN", "needed_with", other=other)
    if bot and not (app or secret):
        yield wrong("PYKALA_SLACK_APP_TOKEN", "no_way_from_slack")
    if bot and not bot.startswith("xoxb-"):
        yield wrong("PYKALA_SLACK_BOT_TOKEN", "no_token", form="xoxb-")
    if app and not app.startswith("xapp-"):
        yield wrong("PYKALA_SLACK_APP_TOKEN", "no_token", form="xapp-")
    if secret and not _HEX.fullmatch(secret):
        yield advice("PYKALA_SLACK_SIGNING_SECRET", "no_signing_secret")
    if bot and not settings.public_url:
        yield advice("PYKALA_PUBLIC_URL", "slack_without_links")
    for name, letters in _IDS.items():
        for id_ in getattr(settings, name):
            if not re.fullmatch(rf"[{letters}][A-Z0-9]{{2,}}", id_):
                yield wrong(_variable(name), "no_slack_id", id=id_, letters=", ".join(letters))


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # no port, or brackets that do not close
        return False


def _variable(name: str) -> str:
    return f"PYKALA_{name.upper()}"
