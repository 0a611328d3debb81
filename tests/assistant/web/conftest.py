"""An application over the minutes of Sammalvaara, for pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from assistant.api.app import create_app
from assistant.engine import Engine
from assistant.settings import Settings

BROWSER = {"Accept": "text/html,application/xhtml+xml", "Accept-Language": "fi"}


@pytest.fixture
def settings(town_store: Settings, tmp_path: Path) -> Settings:
    database = f"sqlite:///{tmp_path / 'service.sqlite'}"
    return town_store.model_copy(update={"service_database": database, "secure_cookies": False})


@pytest.fixture
def nobody(town: Engine, settings: Settings) -> Iterator[TestClient]:
    """Browse as nobody in particular."""
    with TestClient(create_app(settings, town), raise_server_exceptions=False, headers=BROWSER) as client:
        yield client


@pytest.fixture
def staff(town: Engine, settings: Settings) -> Iterator[TestClient]:
    """Browse as one whom a trusted proxy names as of the group of the closed minutes."""
    trusted = settings.model_copy(
        update={
            "proxy_addresses": ("127.0.0.1",),
            "proxy_user_header": "X-User",
            "proxy_groups_header": "X-Groups",
        }
    )
    headers = {**BROWSER, "X-User": "Helka", "X-Groups": "hallitus", "Sec-Fetch-Site": "same-origin"}
    app = create_app(trusted, town)
    with TestClient(app, raise_server_exceptions=False, headers=headers, client=("127.0.0.1", 50000)) as client:
        yield client
