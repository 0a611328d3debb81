"""Everything that can be set, in one class: what the indexer needs and what answering needs."""

from __future__ import annotations

from pydantic import Field

from indexer.settings import Settings as IndexerSettings


class Settings(IndexerSettings):
    """All settings of `pykala`; see `indexer.settings` for how they are read."""

    public_url: str = Field("", description="Address before `/decisions/…` in links; empty for links without a host.")

    service_database: str = Field(
        "", description="SQLAlchemy address of the service's own database; empty for a file in PYKALA_DATA."
    )
    keep_answers_days: int = Field(365, ge=1, description="Days that answers and their permalinks are kept.")
    keep_conversations_days: int = Field(30, ge=1, description="Days that a question can be followed up.")
    keep_feedback_days: int = Field(365, ge=1, description="Days that feedback is kept.")
