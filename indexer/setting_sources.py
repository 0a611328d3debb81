"""Where settings come from: the environment, and files that hold secrets; what is unfit is left to validation.

Validation names all faults at once, where a source would stop at its first one.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from pydantic.fields import FieldInfo
from pydantic_settings import EnvSettingsSource

SUFFIX = "_FILE"


class Secret:
    """Mark a setting that may hold a password: it may be in a file, and is never shown."""


SECRET = Secret()


@dataclass(frozen=True, slots=True)
class Unread:
    """What stands for a secret whose file could not be read; it is valid for no setting."""

    path: Path
    reason: str


class Environment(EnvSettingsSource):
    """Read `PYKALA_…` variables; one that should be JSON and is not stays a text."""

    def decode_complex_value(self, field_name: str, field: FieldInfo, value: Any) -> Any:
        try:
            return super().decode_complex_value(field_name, field, value)
        except ValueError:
            return value


class SecretFiles(EnvSettingsSource):
    """Read secrets from the files that variables `PYKALA_…_FILE` name, as containers and systemd give them."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        path = self.env_vars.get(f"{self.env_prefix}{field_name}{SUFFIX}".lower()) if is_secret(field) else None
        return (_read(Path(path)) if path else None), field_name, False


def is_secret(field: FieldInfo) -> bool:
    """Tell whether a setting may hold a password."""
    return field.annotation is SecretStr or SECRET in field.metadata


def _read(path: Path) -> str | Unread:
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        return Unread(path, getattr(error, "strerror", None) or "it is no text in UTF-8")
