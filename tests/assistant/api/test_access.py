"""Who may see what, by every way in: a closed file leaves no trace for those who may not see it.

Outsiders have to get, byte for byte, what they would get if the closed file had never been there; insiders have to get
something else, so that a probe that could not find anything is noticed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient
from pydantic import SecretStr

from assistant.api.app import create_app
from assistant.engine import Engine
from assistant.repository import Repository
from assistant.settings import Settings
from indexer.pipeline import index
from tests.assistant.access import FOR_ADMINISTRATORS, PROBES, TELL_OF_NO_DOCUMENT, Probe
from tests.assistant.api.provider import Provider, running
from tests.assistant.api.test_login import log_in
from tests.assistant.minutes import CLOSED_ID

OUTSIDERS = ("nobody", "key without group", "key of another group", "person without group")
INSIDERS = ("key with group", "person with group")
# Differs from one time to another, whatever is asked. A score, and so the order of what is open, tells how rare a word
# is in all that is indexed, as in other search engines.
VARYING = {"id", "conversation", "took_ms", "request_id", "changed", "next", "score"}
# The same in pages: ids of answers, and times of indexing.
MOMENTARY = re.compile(r"[0-9a-f]{32}|\d{4}-\d\d-\d\dT[0-9:.]+(?:Z|[+]00:00)?")
GIVEN = [(route, probe) for route, probes in PROBES.items() for probe in probes]


@dataclass(frozen=True, slots=True)
class Served:
    """A service, and each asker's way to it."""

    app: FastAPI
    clients: Mapping[str, TestClient]


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with running() as found:
        found.knows("helka", groups=["hallitus"])
        found.knows("siiri", groups=["muut"])
        yield found


def serve(settings: Settings, engine: Engine, provider: Provider, folder: Path) -> Served:
    own = settings.model_copy(
        update={
            "service_database": f"sqlite:///{folder / 'service.sqlite'}",
            "secure_cookies": False,
            "oidc_issuer": provider.issuer,
            "oidc_client_id": "pykala",
            "oidc_client_secret": SecretStr("s"),
            "rate_ask": "",
            "rate_read": "",
        }
    )
    app = create_app(own, engine)
    repository = Repository(own)

    def key(*groups: str) -> dict[str, str]:
        token, _ = repository.create_key("test", ("read", "ask"), groups)
        return {"Authorization": f"Bearer {token}"}

    clients = {
        "nobody": TestClient(app),
        "key without group": TestClient(app, headers=key()),
        "key of another group": TestClient(app, headers=key("muut", "Hallitus")),
        "key with group": TestClient(app, headers=key("hallitus")),
        "person without group": TestClient(app, headers={"Sec-Fetch-Site": "same-origin"}),
        "person with group": TestClient(app, headers={"Sec-Fetch-Site": "same-origin"}),
    }
    repository.close()
    log_in(clients["person with group"], provider, "helka")
    log_in(clients["person without group"], provider, "siiri")
    return Served(app, clients)


@pytest.fixture(scope="module")
def served(town: Engine, town_store: Settings, provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Served:
    """Serve open and closed minutes."""
    return serve(town_store, town, provider, tmp_path_factory.mktemp("served"))


@pytest.fixture(scope="module")
def without(
    minutes_folder: Path, town_store: Settings, provider: Provider, tmp_path_factory: pytest.TempPathFactory
) -> Served:
    """Serve the same minutes as if the closed ones had never been written."""
    folder = tmp_path_factory.mktemp("without")
    settings = town_store.model_copy(update={"data": folder / "store"})
    index(sorted(minutes_folder.glob("tekninen-*.txt")), settings)
    return serve(settings, Engine(settings), provider, folder)


@pytest.fixture(scope="module")
def closed(served: Served) -> dict[str, str]:
    """Name the closed things, as an insider knows them."""
    insider = served.clients["key with group"]
    reply = insider.get(f"/api/v1/decisions/{CLOSED_ID}")
    decision = reply.json()
    answer = insider.post(
        "/api/v1/ask", json={"question": "Mitä Myllyniemen tontin esisopimuksesta päätettiin?"}
    ).json()
    assert answer["status"] == "answered"
    return {
        "decision": CLOSED_ID,
        "paragraph": decision["paragraphs"][-1]["paragraph_id"].replace("#", "%23"),
        "document": decision["document"]["url"].rpartition("/")[2],
        "answer": answer["id"],
        "conversation": answer["conversation"],
        "etag": reply.headers["etag"],
    }


def test_every_route_is_known_to_the_matrix(served: Served) -> None:
    routes = {
        f"{method} {each.path}"
        for each in iter_route_contexts(served.app.routes)
        for method in (getattr(each, "methods", None) or {"MOUNT"}) - {"HEAD"}
    }
    assert routes == set(PROBES) | set(FOR_ADMINISTRATORS) | TELL_OF_NO_DOCUMENT, (
        "classify the new route in tests/assistant/access.py"
    )


@pytest.mark.parametrize("asker", OUTSIDERS)
@pytest.mark.parametrize(("route", "probe"), GIVEN, ids=lambda value: value if isinstance(value, str) else None)
def test_what_is_closed_leaves_no_trace(
    served: Served, without: Served, closed: dict[str, str], asker: str, route: str, probe: Probe
) -> None:
    assert told(served.clients[asker], probe, closed) == told(without.clients[asker], probe, closed), route


@pytest.mark.parametrize("asker", [*OUTSIDERS, *INSIDERS])
@pytest.mark.parametrize("route", FOR_ADMINISTRATORS)
def test_what_is_for_administrators_is_for_nobody_else(
    served: Served, closed: dict[str, str], asker: str, route: str
) -> None:
    status, _, body = told(served.clients[asker], FOR_ADMINISTRATORS[route], closed)
    assert status == 403
    assert "Myllyniemen" not in str(body)  # which was asked about


@pytest.mark.parametrize("asker", INSIDERS)
@pytest.mark.parametrize(("route", "probe"), GIVEN, ids=lambda value: value if isinstance(value, str) else None)
def test_there_was_something_to_find(
    served: Served, closed: dict[str, str], asker: str, route: str, probe: Probe
) -> None:
    if "{conversation}" in str(probe.json) and asker == "person with group":
        pytest.skip("the conversation belongs to the key")
    if route == "GET /pictures/{decision_id:path}":
        pytest.skip("these minutes are a text file; `test_showing.py` draws a closed PDF")
    assert told(served.clients[asker], probe, closed) != told(served.clients["nobody"], probe, closed), route


def told(client: TestClient, probe: Probe, closed: Mapping[str, str]) -> Any:
    """Give what a reply tells: status, body, tag and links, without what differs from one time to another."""
    filled = replace(probe, path=probe.path.format(**closed))
    headers = {name: value.replace("{etag}", closed["etag"]) for name, value in filled.headers.items()}
    body = json.dumps(filled.json)
    for name in ("answer", "conversation"):
        body = body.replace(f"{{{name}}}", closed[name])
    sent = json.loads(body)
    params = {name: value.replace("{answer}", closed["answer"]) for name, value in filled.params.items()}
    reply = client.request(
        filled.method, filled.path, params=params or None, json=sent, data=filled.form, headers=headers
    )
    header = {name: reply.headers.get(name) for name in ("etag", "link", "content-disposition", "content-type")}
    return reply.status_code, header, _steady(reply.text, reply.headers.get("content-type", ""))


def _steady(text: str, media_type: str) -> Any:
    if "json" in media_type:
        return _without_varying(json.loads(text))
    if media_type.startswith("text/event-stream"):
        return [_without_varying(json.loads(each)) for each in re.findall(r"^data: (.*)$", text, re.MULTILINE)]
    if "html" in media_type or "xml" in media_type:  # a word's weight in closed minutes may swap open results
        return _lines(text)
    return text


def _lines(page: str) -> list[str]:
    return sorted(MOMENTARY.sub("…", page).splitlines())


def _without_varying(value: Any) -> Any:
    if isinstance(value, dict):
        told = {name: _without_varying(each) for name, each in value.items() if name not in VARYING}
        told.update((name, _lines(told[name])) for name in ("html", "address") if name in told)
        ranked = {name: sorted(told[name], key=json.dumps) for name in ("results", "nearby") if name in told}
        return {**told, **ranked}
    return [_without_varying(each) for each in value] if isinstance(value, list) else value
