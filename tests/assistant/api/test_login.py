"""People log in at a real provider on loopback; what they may see follows the groups that it tells."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx2
import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from assistant.api.login import groups_of, local
from tests.assistant.api.conftest import Made
from tests.assistant.api.provider import MISNAMED, Provider, query_of, running
from tests.assistant.minutes import CLOSED_ID

CLOSED = f"/api/v1/decisions/{CLOSED_ID}"


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with running() as found:
        found.knows("helka", name="Helka Rautaranta", groups=["hallitus"])
        found.knows("siiri", name="Siiri Haapalehto")
        yield found


@pytest.fixture
def client(serve: Made, provider: Provider) -> TestClient:
    return serve(oidc_issuer=provider.issuer, oidc_client_id="pykala", oidc_client_secret=SecretStr("s"))


def log_in(client: TestClient, provider: Provider, subject: str, then: str = "/") -> Any:
    sent = client.get("/login", params={"next": then}, follow_redirects=False)
    assert sent.status_code == 302, sent.text
    return client.get(provider.confirm(sent.headers["location"], subject), follow_redirects=False)


def test_person_sees_what_the_groups_of_the_provider_allow(client: TestClient, provider: Provider) -> None:
    assert client.get(CLOSED).status_code == 404
    back = log_in(client, provider, "helka", then="/decisions/x?y=1")
    assert (back.status_code, back.headers["location"]) == (303, "/decisions/x?y=1")
    assert client.get(CLOSED).status_code == 200


def test_provider_of_these_tests_wants_the_proof_that_it_was_promised(client: TestClient, provider: Provider) -> None:
    sent = client.get("/login", follow_redirects=False).headers["location"]
    assert query_of(sent)["code_challenge_method"] == "S256"
    back = provider.confirm(sent, "helka")
    token = {"grant_type": "authorization_code", "code": query_of(back)["code"], "code_verifier": "another"}
    assert httpx2.post(f"{provider.issuer}/oauth2/token", data=token, auth=("pykala", "s")).status_code == 400
    assert client.get(back, follow_redirects=False).status_code == 303


def test_person_without_groups_sees_what_all_see(client: TestClient, provider: Provider) -> None:
    log_in(client, provider, "siiri")
    assert client.get(CLOSED).status_code == 404
    assert client.get("/api/v1/status").json()["decisions"] == 4


def test_cookie_is_kept_from_scripts_and_other_sites(serve: Made, provider: Provider) -> None:
    client = serve(
        oidc_issuer=provider.issuer, oidc_client_id="pykala", oidc_client_secret=SecretStr("s"), secure_cookies=True
    )
    cookie = client.get("/login", follow_redirects=False).headers["set-cookie"].lower()
    assert cookie.startswith("__host-pykala=")
    assert {"httponly", "secure", "samesite=lax", "path=/"} <= {each.strip() for each in cookie.split(";")}
    assert "domain" not in cookie


def test_logging_out_ends_the_session_even_for_a_copied_cookie(client: TestClient, provider: Provider) -> None:
    log_in(client, provider, "helka")
    copied = dict(client.cookies)
    refused = client.post("/logout", headers={"Origin": "https://evil.example"}, follow_redirects=False)
    assert refused.status_code == 403
    assert client.get(CLOSED).status_code == 200
    assert client.post("/logout", headers={"Origin": "http://testserver"}, follow_redirects=False).status_code == 303
    assert client.get(CLOSED).status_code == 404
    client.cookies.update(copied)
    assert client.get(CLOSED).status_code == 404


def test_session_ends_after_its_hours(client: TestClient, provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    log_in(client, provider, "helka")
    service = client.app.state.service  # type: ignore[attr-defined]
    repository = service._repository
    later = repository._clock() + timedelta(hours=9)
    monkeypatch.setattr(repository, "_clock", lambda: later)
    assert client.get(CLOSED).status_code == 404
    assert service.purge() >= 1


def test_login_that_this_browser_did_not_begin_is_refused(client: TestClient, provider: Provider) -> None:
    sent = client.get("/login", follow_redirects=False).headers["location"]
    back = provider.confirm(sent, "helka")
    client.cookies.clear()
    refused = client.get(back, follow_redirects=False)
    assert (refused.status_code, refused.json()["type"]) == (403, "urn:pykala:problem:login-failed")
    assert client.get(CLOSED).status_code == 404


@pytest.mark.parametrize("changed", ["state", "code"])
def test_forged_return_is_refused(client: TestClient, provider: Provider, changed: str) -> None:
    back = provider.confirm(client.get("/login", follow_redirects=False).headers["location"], "helka")
    forged = {**query_of(back), changed: "forged"}
    assert client.get("/login/return", params=forged, follow_redirects=False).status_code == 403
    assert client.get(CLOSED).status_code == 404


def test_provider_that_is_not_there_or_is_another_is_told(serve: Made, provider: Provider) -> None:
    for issuer in ("http://127.0.0.1:9", provider.issuer.replace("127.0.0.1", "localhost") + "/other"):
        refused = serve(oidc_issuer=issuer, oidc_client_id="pykala", oidc_client_secret=SecretStr("s")).get(
            "/login", follow_redirects=False
        )
        assert (refused.status_code, refused.json()["type"]) == (403, "urn:pykala:problem:login-failed")


def test_provider_that_calls_itself_by_another_name_is_not_believed(
    serve: Made, provider: Provider, caplog: pytest.LogCaptureFixture
) -> None:
    issuer = provider.issuer + MISNAMED
    assert httpx2.get(f"{issuer}/.well-known/openid-configuration").json()["issuer"] == provider.issuer
    client = serve(oidc_issuer=issuer, oidc_client_id="pykala", oidc_client_secret=SecretStr("s"))
    refused = client.get("/login", follow_redirects=False)
    assert (refused.status_code, refused.json()["type"]) == (403, "urn:pykala:problem:login-failed")
    assert f"calls itself {provider.issuer}" in caplog.text


def test_public_client_logs_in_by_its_proof_alone(serve: Made, provider: Provider) -> None:
    client = serve(oidc_issuer=provider.issuer, oidc_client_id="pykala", oidc_client_secret=SecretStr(""))
    assert log_in(client, provider, "helka").status_code == 303
    assert client.get(CLOSED).status_code == 200


def test_nobody_is_sent_to_another_host() -> None:
    assert [local(each) for each in ("/a?b=1", "//evil.example", "https://evil.example", "/\\evil", "/a\nb", "")] == [
        "/a?b=1", "/", "/", "/", "/", "/",
    ]  # fmt: skip


def test_groups_are_a_list_or_one_name() -> None:
    assert [groups_of(each) for each in (["a", "b"], "a", "", None, 7)] == [("a", "b"), ("a",), (), (), ()]
