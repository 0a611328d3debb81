"""The description of the interface tells all that it does, and the README names every problem."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from assistant import errors
from assistant.api.describing import TOLD
from assistant.errors import AssistantError
from tests.conftest import ROOT

# What only commands tell.
_OF_COMMANDS = {"BenchmarkUnreadable", "GoldError", "PromptError"}


@pytest.fixture
def described(nobody: TestClient) -> Any:
    return nobody.get("/openapi.json").json()


def test_every_error_is_told_over_http_or_by_commands_alone() -> None:
    every = {each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, AssistantError)}
    assert {each.__name__ for each in every - set(TOLD)} == _OF_COMMANDS


def test_readme_names_every_problem_with_its_status() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    table = readme.partition("| type, after `urn:pykala:problem:` | status |")[2].partition("\n\n")[0]
    rows = [tuple(cell.strip(" `") for cell in line.split("|")[1:3]) for line in table.strip().splitlines()[2:]]
    assert rows == [(each.kind().rpartition(":")[2], str(each.status)) for each in TOLD]


def test_every_call_has_a_name_and_every_reply_a_schema(described: Any) -> None:
    calls = [call for path in described["paths"].values() for call in path.values()]
    names = [call["operationId"] for call in calls]
    assert len(set(names)) == len(names) == 14
    for call in calls:
        for status, reply in call["responses"].items():
            assert status == "304" or all("schema" in media for media in reply["content"].values()), call["operationId"]


def test_problems_are_described_with_examples(described: Any) -> None:
    refused = described["paths"]["/api/v1/ask"]["post"]["responses"]
    assert set(refused) == {"200", "401", "403", "404", "413", "422", "429", "500", "503"}
    media = refused["422"]["content"]["application/problem+json"]
    assert media["schema"] == {"$ref": "#/components/schemas/Problem"}
    assert set(media["examples"]) == {"invalid-request", "empty-question", "invalid-time"}
    assert "Retry-After" in refused["503"]["headers"]
    assert "type" in described["components"]["schemas"]["Problem"]["properties"]
    assert set(described["paths"]["/api/v1/ask"]["post"]["responses"]["200"]["content"]) == {
        "application/json",
        "text/event-stream",
    }
