"""What is said of a store that outgrows its directory."""

from __future__ import annotations

from pathlib import Path

from indexer.settings import Settings
from indexer.stores.opening import COMFORTABLE, advice


def test_a_directory_says_when_it_is_outgrown_and_a_database_never() -> None:
    local, postgres = Settings(data=Path("minutes")), Settings(store="postgresql://db.example/minutes")
    assert advice(local, COMFORTABLE) == ""
    assert "minutes holds 200,001 passages" in advice(local, COMFORTABLE + 1)
    assert "pykala migrate" in advice(local, COMFORTABLE + 1)
    assert advice(postgres, 1_000_000) == ""
