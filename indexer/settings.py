"""What an administrator can set for corpus, store and embedding: name, default, help."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from platformdirs import user_cache_path
from pydantic import Field, SecretStr
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from indexer.setting_sources import SECRET, Environment, SecretFiles


class Settings(BaseSettings):
    """Settings, in order of precedence: command-line flags, `PYKALA_…` environment variables, `pykala.toml`.

    A secret may also be in a file that a variable `PYKALA_…_FILE` names.
    """

    model_config = SettingsConfigDict(
        env_prefix="PYKALA_", toml_file="pykala.toml", extra="forbid", frozen=True, hide_input_in_errors=True
    )

    data: Path = Field(Path(".pykala"), description="Directory of the store.")
    cache: Path = Field(
        default_factory=lambda: user_cache_path("pykala"),
        description="Directory of prepared embedding models; never inside a store.",
    )
    store: Annotated[str, SECRET] = Field(
        "local",
        repr=False,
        pattern="^(local|postgres(ql)?://.+)$",
        description="Where the store is: `local`, a directory, or the `postgresql://` address of a database.",
    )
    store_replica: Annotated[str, SECRET] = Field(
        "",
        repr=False,
        pattern="^(postgres(ql)?://.+)?$",
        description="Address of a read replica of that database, which is asked first; empty for none.",
    )
    embedding_model: str = Field(
        "multilingual-e5-small",
        description="Embedding model: the packaged `multilingual-e5-small`, or any sentence-transformers name or path.",
    )
    embedding_runtime: Literal["onnx", "torch"] = Field(
        "onnx",
        description="What runs the model: `onnx`, made into int8 once; or `torch`, for a graphics card.",
    )

    embedding_url: str = Field(
        "",
        pattern="^(https?://.+)?$",
        description="Address of an OpenAI-compatible embeddings service, up to `/v1`; empty to embed on this machine.",
    )
    embedding_key: SecretStr = Field(SecretStr(""), description="Key of that service; empty where it wants none.")
    embedding_seconds: float = Field(30.0, gt=0, description="Seconds within which that service has to answer.")

    largest_file_mb: int = Field(200, gt=0, description="Size in MB above which a file is named and not read.")
    file_seconds: float = Field(
        600.0, gt=0, description="Seconds within which a file has to be read; long scans that are recognised need more."
    )
    file_memory_mb: int = Field(2_000, ge=500, description="Memory in MB that reading a file may take.")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read flags before the environment, the environment before secret files, and `pykala.toml` last."""
        return (
            init_settings,
            Environment(settings_cls),
            SecretFiles(settings_cls),
            TomlConfigSettingsSource(settings_cls),
        )
