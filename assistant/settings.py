"""Everything that can be set, in one class: what the indexer needs and what answering needs."""

from __future__ import annotations

from pydantic import Field

from indexer.settings import Settings as IndexerSettings


class Settings(IndexerSettings):
    """All settings of `pykala`; see `indexer.settings` for how they are read."""

    public_url: str = Field("", description="Address before `/decisions/…` in links; empty for links without a host.")
