"""Keys, trusted proxies, closed services, other sites' pages, limits and overload."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from assistant.api.limits import Limits
from assistant.errors import TooManyRequests
from assistant.repository import Repository
from assistant.settings import Settings
from tests.assistant.api.conftest import Made
from tests.assistant.api.test_asking import ask
from tests.assistant.minutes import CLOSED_ID

CLOSED = f"/api/v1/decisions/{CLOSED_ID}"
PROXY = {"proxy_addresses": ("10.0.0.0/24",), "proxy_user_header": "X-User", "proxy_groups_header": "X-Groups"}
NAMED = {"X-User": "helka", "X-Groups": "hallitus, muut"}
Key = Callable[..., dict[str, str]]


# keys


def test_key_that_is_not_valid_is_refused_and_not_taken_for_nobody(
    nobody: TestClient, key: Key, settings: Settings
) -> None:
    revoked = key("hallitus")
    repository = Repository(settings)
    assert repository.revoke_key(repository.all_keys()[-1].id)
    repository.close()
    for header in (revoked, {"Authorization": "Bearer nonsense"}, {"Authorization": "Bearer "}):
        reply = nobody.get("/api/v1/status", headers=header)
        assert (reply.status_code, reply.json()["type"]) == (401, "urn:pykala:problem:unauthorised")
        assert reply.headers["www-authenticate"].startswith("Bearer")


def test_key_does_only_what_its_scopes_allow(nobody: TestClient, key: Key) -> None:
    reader, watcher = key(scopes=("read",)), key(scopes=("metrics",))
    assert nobody.get("/api/v1/status", headers=reader).status_code == 200
    assert ask(nobody, headers=reader).status_code == 403
    assert ask(nobody, headers=reader).json()["detail"] == "ask"
    assert nobody.get("/metrics", headers=reader).status_code == 403
    assert nobody.get("/metrics", headers=watcher).status_code == 200
    assert nobody.get("/api/v1/status", headers=watcher).status_code == 403


def test_closed_service_answers_to_those_it_knows_alone(serve: Made, key: Key) -> None:
    client = serve(public=False)
    for path in ("/api/v1/status", "/api/v1/search", "/metrics", "/documents/x"):
        assert client.get(path).status_code == 401
    assert ask(client).status_code == 401
    assert client.get("/healthz").status_code == 200
    assert client.get("/api/v1/status", headers=key()).status_code == 200


# proxies


def test_trusted_proxy_names_the_person_and_the_groups(serve: Made) -> None:
    client = serve(client=("10.0.0.5", 1), **PROXY)
    assert client.get(CLOSED).status_code == 404
    assert client.get(CLOSED, headers=NAMED).status_code == 200
    assert client.get(CLOSED, headers={"X-User": "siiri"}).status_code == 404


def test_header_of_anybody_else_names_nobody(serve: Made) -> None:
    assert serve(client=("10.0.1.5", 1), **PROXY).get(CLOSED, headers=NAMED).status_code == 404
    passed_on = {**NAMED, "X-Forwarded-For": "10.0.0.5"}
    assert serve(client=("192.0.2.1", 1), **PROXY).get(CLOSED, headers=passed_on).status_code == 404
    assert serve(client=("10.0.0.5", 1)).get(CLOSED, headers=NAMED).status_code == 404


# pages of other sites


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site", "Origin": "http://testserver"}, 403),
        ({"Origin": "http://testserver"}, 200),
        ({"Origin": "https://minutes.example"}, 200),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({}, 403),
    ],
)
def test_other_sites_cannot_post_in_a_persons_name(serve: Made, headers: dict[str, str], status: int) -> None:
    client = serve(client=("10.0.0.5", 1), public_url="https://minutes.example", **PROXY)
    assert ask(client, headers={**NAMED, **headers}).status_code == status


# limits


def test_each_key_and_each_address_has_a_limit_of_its_own(serve: Made, key: Key) -> None:
    client, first, second = serve(rate_ask="1/minute", rate_read="2/minute"), key(), key()
    assert [ask(client, headers=first).status_code for _ in range(2)] == [200, 429]
    assert ask(client, headers=second).status_code == 200
    assert ask(client).status_code == 200
    refused = ask(client)
    assert (refused.status_code, refused.json()["type"]) == (429, "urn:pykala:problem:too-many-requests")
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert [client.get("/api/v1/organs").status_code for _ in range(3)] == [200, 200, 429]
    assert client.get("/healthz").status_code == 200


def test_who_tries_keys_is_slowed_down(serve: Made) -> None:
    client = serve(rate_read="2/minute")
    tried = [client.get("/api/v1/organs", headers={"Authorization": "Bearer x"}).status_code for _ in range(3)]
    assert tried == [401, 401, 429]


def test_addresses_behind_a_proxy_are_told_apart_and_cannot_be_invented(serve: Made) -> None:
    client = serve(client=("10.0.0.5", 1), rate_read="1/minute", **PROXY)

    def get(forwarded: str) -> int:
        return client.get("/api/v1/organs", headers={"X-Forwarded-For": forwarded}).status_code

    assert [get("192.0.2.1"), get("192.0.2.2"), get("192.0.2.1")] == [200, 200, 429]
    assert get("203.0.113.9, 192.0.2.2") == 429  # the first was put there by whoever asks
    assert [get("2001:db8::1"), get("2001:db8::2"), get("2001:db8:0:1::1")] == [200, 429, 200]


def test_limit_may_be_left_out() -> None:
    limits = Limits(Settings(rate_ask="", rate_read="1/hour"))
    for _ in range(100):
        limits.count("x", "ask")
    limits.count("x", "read")
    with pytest.raises(TooManyRequests):
        limits.count("x", "metrics")


# overload


def test_more_at_once_than_there_are_turns_are_told_to_come_back(serve: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    client = serve(concurrent=1, waiting=0)
    begun, end = threading.Event(), threading.Event()
    engine = client.app.state.service._engine  # type: ignore[attr-defined]
    search = engine.search

    def slowly(*given: object) -> object:
        begun.set()
        end.wait(10)
        return search(*given)

    monkeypatch.setattr(engine, "search", slowly)
    first = threading.Thread(target=client.get, args=("/api/v1/search",))
    first.start()
    assert begun.wait(10)
    refused = client.get("/api/v1/search")
    end.set()
    first.join()
    assert (refused.status_code, refused.json()["type"]) == (503, "urn:pykala:problem:overloaded")
    assert refused.headers["retry-after"] == "5"
    assert client.get("/api/v1/search").status_code == 200
