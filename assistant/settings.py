"""Everything that can be set, in one class: what the indexer needs and what answering needs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, SecretStr

from indexer.setting_sources import SECRET
from indexer.settings import Settings as IndexerSettings


class Settings(IndexerSettings):
    """All settings of `pykala`; see `indexer.settings` for how they are read."""

    public_url: str = Field("", description="Address before `/decisions/…` in links; empty for links without a host.")

    reranker: str = Field(
        "",
        description="Cross-encoder that reads the best passages again, a folder or a name of the model hub; empty for"
        " none.",
    )
    llm_url: str = Field(
        "",
        description="Address of an OpenAI-compatible service, up to `/v1`; empty to answer without a language model.",
    )
    llm_model: str = Field("default", description="Name of the model at that service.")
    llm_key: SecretStr = Field(SecretStr(""), description="Key of that service; empty where it wants none.")
    llm_options: dict[str, Any] = Field(
        default_factory=lambda: {"temperature": 0, "max_tokens": 800},
        description="What is sent with each question to the model, as JSON.",
    )
    llm_first_word_seconds: float = Field(8.0, gt=0, description="Seconds within which the model has to begin.")
    llm_seconds: float = Field(30.0, gt=0, description="Seconds within which it has to end.")
    llm_pause_seconds: float = Field(60.0, ge=0, description="Seconds that a model is left alone after it failed.")

    service_database: Annotated[str, SECRET] = Field(
        "",
        repr=False,
        description="SQLAlchemy address of the service's own database; empty for a file in PYKALA_DATA.",
    )
    keep_answers_days: int = Field(30, ge=1, description="Days that answers and their permalinks are kept.")
    keep_conversations_days: int = Field(30, ge=1, description="Days that a question can be followed up.")
    keep_feedback_days: int = Field(365, ge=1, description="Days that feedback is kept.")

    keep_audit_days: int = Field(730, ge=1, description="Days that is kept who saw restricted material.")
    mask: tuple[Literal["identity_code", "bank_account", "phone", "email"], ...] = Field(
        ("identity_code", "bank_account"), description="Personal data that is hidden, as a JSON list."
    )
    mask_except_groups: tuple[str, ...] = Field(
        (), description="Access groups whose members see personal data, as a JSON list."
    )

    language: Literal["fi", "sv", "en"] = Field("en", description="Language in which `pykala doctor` speaks.")
    show_questions: bool = Field(
        False, description="Whether administrators' pages and the log tell what was asked and commented."
    )
    admin_groups: tuple[str, ...] = Field(
        (), description="Access groups whose members see how questions were answered, as a JSON list."
    )

    # load
    concurrent: int = Field(
        0,
        ge=0,
        description="Questions and searches that one worker has in work at once; 0 for 1, or 4 with a language model.",
    )
    waiting: int = Field(16, ge=0, description="Questions and searches that may wait for their turn in one worker.")
    wait_seconds: float = Field(10, gt=0, description="Longest wait for a turn; then 503.")
    answer_seconds: float = Field(
        20, gt=0, description="Seconds that finding an answer may take; then the nearest decisions are told."
    )
    stop_seconds: float = Field(30, ge=0, description="Seconds that a stopping worker gives to what is under way.")
    rate_ask: str = Field("60/minute", description="Questions of one key, person or address; empty for no limit.")
    rate_read: str = Field("600/minute", description="Other requests of one key, person or address.")
    rate_storage: Annotated[str, SECRET] = Field(
        "memory://", repr=False, description="Where requests are counted; `redis://…` for all workers."
    )
    picture_seconds: float = Field(10.0, gt=0, description="Seconds that drawing a page of a document may take.")
    body_bytes: int = Field(64_000, ge=1_000, description="Longest body of a request.")
    cors_origins: tuple[str, ...] = Field((), description="Origins whose scripts may use the API, as a JSON list.")

    # whose decisions are meant
    municipality: str = Field("", description="Municipality that questions stay within unless they say otherwise.")
    municipality_groups: dict[str, str] = Field(
        {}, description="Municipality of those who have an access group, as a JSON object."
    )

    # who may ask
    public: bool = Field(True, description="Whether anybody may ask about sources without access groups.")
    secure_cookies: bool = Field(True, description="Whether cookies travel by HTTPS only.")
    session_hours: int = Field(8, ge=1, description="Hours after which a person logs in anew.")
    oidc_issuer: str = Field("", description="Address of the OpenID Connect provider; empty for no login.")
    oidc_client_id: str = Field("", description="Client id at the provider.")
    oidc_client_secret: SecretStr = Field(
        SecretStr(""), description="Client secret at the provider; empty for a public client."
    )
    oidc_scope: str = Field("openid profile", description="Scopes asked of the provider.")
    oidc_groups_claim: str = Field("groups", description="Claim that lists a person's access groups.")
    proxy_addresses: tuple[str, ...] = Field((), description="Addresses or networks of trusted proxies, a JSON list.")
    proxy_user_header: str = Field("", description="Header by which a trusted proxy names the person.")
    proxy_groups_header: str = Field("", description="Header of that person's groups, separated by commas.")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="What the service logs.")
    log_format: Literal["text", "json"] = Field("text", description="How it logs: lines of `text`, or of `json`.")
    dictionaries: Path | None = Field(
        None, description="Directory of dictd databases of FreeDict that complete the packaged dictionaries."
    )
    # Slack
    slack_bot_token: SecretStr = Field(SecretStr(""), description="Bot token of the Slack app: `xoxb-…`.")
    slack_signing_secret: SecretStr = Field(
        SecretStr(""), description="Signing secret of the Slack app; with it `pykala serve` takes `POST /slack/events`."
    )
    slack_app_token: SecretStr = Field(SecretStr(""), description="App-level token for Socket Mode: `xapp-…`.")
    slack_api_url: str = Field("https://slack.com/api/", description="Address of Slack's Web API.")
    slack_teams: tuple[str, ...] = Field((), description="Other workspaces whose members may ask, a JSON list of ids.")
    slack_guests: bool = Field(False, description="Whether guests of the workspace may ask.")
    slack_people: dict[str, tuple[str, ...]] = Field(
        {}, description="Access groups by user id or e-mail address, as a JSON object of lists."
    )
    slack_people_file: Path | None = Field(
        None, description="CSV file that a directory exports: e-mail address, then access groups."
    )
    slack_usergroups: dict[str, tuple[str, ...]] = Field(
        {}, description="Access groups by id of a Slack user group, as a JSON object of lists."
    )
    slack_channels: dict[str, tuple[str, ...]] = Field(
        {}, description="Private channels that may show restricted material: id and access groups of all members."
    )
    slack_threads: int = Field(2, ge=1, description="Slack questions that one process has in work at once.")
    slack_waiting: int = Field(1_000, ge=0, description="Slack questions that may wait in one process.")
