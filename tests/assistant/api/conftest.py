"""An application over the minutes of Sammalvaara, with keys of both sorts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from assistant.api.app import create_app
from assistant.engine import Engine
from assistant.repository import Repository
from assistant.repository.tokens import SCOPES
from assistant.settings import Settings

Made = Callable[..., TestClient]


@pytest.fixture
def settings(town_store: Settings, tmp_path: Path) -> Settings:
    database = f"sqlite:///{tmp_path / 'service.sqlite'}"
    return town_store.model_copy(update={"service_database": database, "secure_cookies": False})


@pytest.fixture
def serve(town: Engine, settings: Settings) -> Iterator[Made]:
    """Serve with settings of a test's own; errors of the server are replies, as they are outside."""
    with ExitStack() as stack:

        def made(client: tuple[str, int] = ("127.0.0.1", 50000), **changes: Any) -> TestClient:
            app = create_app(settings.model_copy(update=changes), town)
            return stack.enter_context(TestClient(app, raise_server_exceptions=False, client=client))

        yield made


@pytest.fixture
def nobody(serve: Made) -> TestClient:
    return serve()


@pytest.fixture
def key(settings: Settings) -> Iterator[Callable[..., dict[str, str]]]:
    """Make keys; give the header that shows one."""
    repository = Repository(settings)

    def made(*groups: str, scopes: tuple[str, ...] = SCOPES) -> dict[str, str]:
        token, _ = repository.create_key("test", scopes, groups)
        return {"Authorization": f"Bearer {token}"}

    yield made
    repository.close()
