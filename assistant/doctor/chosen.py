"""Read the settings and name everything that is wrong with them at once: types, bounds, names, files of secrets."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails
from pydantic_settings import EnvSettingsSource, SettingsConfigDict
from rapidfuzz import process

from assistant.doctor.finding import Finding, advice, fine, wrong
from assistant.settings import Settings
from indexer.setting_sources import SUFFIX, Environment, Unread, is_secret

_TOML = "pykala.toml"
_ENDS = ("", SUFFIX.lower())  # of variables that set a thing, in lower case
# What a cluster tells of a service called pykala; it is nobody's setting.
_OF_A_CLUSTER = re.compile(r"PYKALA_(SERVICE_HOST|(SERVICE_)?PORT)(_|$)")
_ALIKE = 75  # percent of letters by which a name is taken for a slip of another
_KINDS = {
    "bool_parsing": "no_switch",
    "bool_type": "no_switch",
    "dict_type": "no_json",
    "extra_forbidden": "unknown",
    "float_parsing": "no_number",
    "float_type": "no_number",
    "int_from_float": "no_number",
    "int_parsing": "no_number",
    "int_type": "no_number",
    "list_type": "no_json",
    "literal_error": "not_one_of",
    "string_pattern_mismatch": "no_store",
    "tuple_type": "no_json",
}


class _WithoutFile(Settings):
    """The settings of the environment alone."""

    model_config = SettingsConfigDict(toml_file=None)


def read(data: Path | None) -> tuple[Settings, list[Finding]]:
    """Read the settings, with the default in the place of what is wrong, so that all can be checked; give that too."""
    given: dict[str, Any] = {} if data is None else {"data": data}
    found: list[Finding] = []
    kind: type[Settings] = Settings
    try:
        try:
            settings = kind(**given)
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
            found.append(wrong(_TOML, "no_toml", reason=error))
            kind = _WithoutFile
            settings = kind(**given)
    except ValidationError as error:
        found += faults(error)
        settings = _without(kind, {str(each["loc"][0]) for each in error.errors()})(**given)
    found += _unknown()
    found += _twice()
    if not found:
        found.append(fine("settings", "settings_fine", count=len(settings.model_fields_set)))
    return Settings.model_construct(settings.model_fields_set, **dict(settings)), found


def _without(kind: type[Settings], names: set[str]) -> type[Settings]:
    """Give settings that are read with some left out, wherever they are set."""

    class Rest(kind):  # type: ignore[misc, valid-type]
        @classmethod
        def settings_customise_sources(cls, *given: Any, **sources: Any) -> tuple[Any, ...]:
            kept: tuple[Any, ...] = super().settings_customise_sources(*given, **sources)
            for each in kept:
                if isinstance(each, EnvSettingsSource):
                    each.env_vars = _rest(each.env_vars, {f"pykala_{name}{end}" for name in names for end in _ENDS})
                else:
                    each.init_kwargs = _rest(each.init_kwargs, names)
            return kept

    return Rest


def _rest(values: Mapping[str, Any], names: set[str]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in names}


def faults(error: ValidationError) -> list[Finding]:
    """Name each setting that is not valid, and why; its value is told to nobody, since it may be a secret."""
    unfit = {(each["loc"][0], each["type"]): each for each in error.errors()}  # an item of a list may have many faults
    return [_fault(each) for each in unfit.values()]


def _fault(error: ErrorDetails) -> Finding:
    name = str(error["loc"][0])
    subject = f"PYKALA_{name.upper()}" if _is_in_environment(name) else f"{_TOML}: {name}"
    if isinstance(error["input"], Unread):
        unread = error["input"]
        return wrong(f"PYKALA_{name.upper()}{SUFFIX}", "secret_unread", path=unread.path, reason=unread.reason)
    bounds: Mapping[str, Any] = error.get("ctx", {})
    kind = _KINDS.get(error["type"], "invalid")
    if kind == "unknown":
        return wrong(subject, "unknown", meant=_meant(name, {each: each for each in Settings.model_fields}))
    if kind == "not_one_of":
        return wrong(subject, kind, expected=str(bounds.get("expected", "")).replace("'", "").replace(" or ", ", "))
    for bound, text in (("ge", "too_small"), ("gt", "not_above"), ("le", "too_large"), ("lt", "too_large")):
        if bound in bounds:
            return wrong(subject, text, bound=f"{bounds[bound]:g}")
    return wrong(subject, kind, reason=error["msg"])


def _is_in_environment(name: str) -> bool:
    variables = _variables()
    return any(f"pykala_{name}{end}" in variables for end in _ENDS)


def _variables() -> Mapping[str, str | None]:
    """Give the environment, its names in lower case."""
    return Environment(Settings).env_vars


def _known() -> dict[str, FieldInfo]:
    """Give every variable that is read."""
    own = {f"PYKALA_{name.upper()}": field for name, field in Settings.model_fields.items()}
    return {**own, **{name + SUFFIX: field for name, field in own.items() if is_secret(field)}}


def _unknown() -> Iterator[Finding]:
    known = _known()
    for name in sorted(map(str.upper, _variables())):
        if name.startswith("PYKALA_") and name not in known and not _OF_A_CLUSTER.match(name):
            yield wrong(name, "unknown", meant=_meant(name, {each: each.removeprefix("PYKALA_") for each in known}))


def _meant(name: str, known: Mapping[str, str]) -> str:
    """Give the name that was probably meant, or of all there are the place to look."""
    found = process.extractOne(name.removeprefix("PYKALA_"), known, score_cutoff=_ALIKE)
    return str(found[2]) if found else "README.md"


def _twice() -> Iterator[Finding]:
    """Name the secrets that are given both as they are and by a file, of which the file is not read."""
    variables = _variables()
    for name, field in Settings.model_fields.items():
        variable = f"PYKALA_{name.upper()}"
        if is_secret(field) and {variable.lower(), f"{variable}{SUFFIX}".lower()} <= set(variables):
            yield advice(f"{variable}{SUFFIX}", "secret_twice", other=variable)
