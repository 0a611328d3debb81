"""An office for each transport."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.assistant.slack.office import Office, office


@pytest.fixture(params=["http", "socket"])
def transport(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def at_work(transport: str, tmp_path: Path) -> Iterator[Office]:
    with office(transport, tmp_path) as opened:
        yield opened
