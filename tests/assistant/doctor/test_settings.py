"""`pykala doctor` names every wrong setting at once, and never what a secret is."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
import typer.testing
from pydantic import SecretStr

from assistant import cli
from assistant.doctor.chosen import read
from assistant.doctor.contradictions import contradictions
from assistant.doctor.finding import LANGUAGES, State, texts, told
from assistant.settings import Settings
from indexer.setting_sources import is_secret
from tests.conftest import ROOT

SECRETS = {"slack_bot_token": "xoxb-1", "slack_signing_secret": "0" * 32}


@pytest.fixture(autouse=True)
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty folder without settings of this process, the cache aside."""
    monkeypatch.chdir(tmp_path)
    for name in os.environ:
        if name.startswith("PYKALA_") and name != "PYKALA_CACHE":
            monkeypatch.delenv(name)


def names(found: list[Any]) -> dict[str, str]:
    return {each.subject: each.name for each in found}


def test_all_wrong_settings_are_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("pykala.toml").write_text('waiting = "many"\nsesion_hours = 3\n', encoding="utf-8")
    for name, value in {
        "PYKALA_MASK": "[phone",
        "PYKALA_KEEP_ANSWERS_DAYS": "0",
        "PYKALA_LLM_SECONDS": "0",
        "PYKALA_LOG_LEVEL": "loud",
        "PYKALA_PUBLIC": "perhaps",
        "PYKALA_STORE": "mysql://pykala:hush@db/x",
        "PYKALA_PULBIC_URL": "x",
        "PYKALA_LLM_KEY_FILE": "none.txt",
        "PYKALA_SLACK_PEOPLE": '{"a": 1}',
        "PYKALA_OIDC_ISSUER": "provider",
        "PYKALA_SERVICE_HOST": "10.0.0.1",  # which a cluster sets for a service called pykala
    }.items():
        monkeypatch.setenv(name, value)
    settings, found = read(None)
    assert names(found) == {
        "PYKALA_MASK": "no_json",
        "PYKALA_KEEP_ANSWERS_DAYS": "too_small",
        "PYKALA_LLM_SECONDS": "not_above",
        "PYKALA_LOG_LEVEL": "not_one_of",
        "PYKALA_PUBLIC": "no_switch",
        "PYKALA_STORE": "no_store",
        "PYKALA_PULBIC_URL": "unknown",
        "PYKALA_LLM_KEY_FILE": "secret_unread",
        "PYKALA_SLACK_PEOPLE": "no_json",
        "pykala.toml: waiting": "no_number",
        "pykala.toml: sesion_hours": "unknown",
    }
    said = "\n".join(told(each, "en") for each in found)
    assert "Did you mean: PYKALA_PUBLIC_URL?" in said
    assert "Did you mean: session_hours?" in said
    assert "debug, info, warning, error" in said
    assert "hush" not in said
    # What is wrong is replaced by its default, and what goes together is looked at as well.
    assert settings.keep_answers_days == 30
    assert {"PYKALA_OIDC_ISSUER", "PYKALA_OIDC_CLIENT_ID"} <= {each.subject for each in contradictions(settings)}


def test_environment_is_checked_where_the_file_cannot_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("pykala.toml").write_text("data = \n", encoding="utf-8")
    monkeypatch.setenv("PYKALA_CONCURRENT", "two")
    _, found = read(None)
    assert names(found) == {"pykala.toml": "no_toml", "PYKALA_CONCURRENT": "no_number"}


@pytest.mark.parametrize(
    ("chosen", "subject", "name"),
    [
        ({"public_url": "minutes.example"}, "PUBLIC_URL", "no_web_address"),
        ({"llm_url": "http://[::1"}, "LLM_URL", "no_web_address"),
        ({"cors_origins": ("https://a.example/x",)}, "CORS_ORIGINS", "no_origin"),
        ({"service_database": "db"}, "SERVICE_DATABASE", "no_database_address"),
        ({"rate_ask": "often"}, "RATE_ASK", "no_rate"),
        ({"rate_storage": "file://x"}, "RATE_STORAGE", "no_rate_storage"),
        ({"oidc_issuer": "https://id.example"}, "OIDC_CLIENT_ID", "needed_with"),
        ({"oidc_client_id": "pykala"}, "OIDC_ISSUER", "needed_with"),
        ({"oidc_issuer": "https://id.example", "oidc_scope": "profile"}, "OIDC_SCOPE", "no_openid"),
        ({"oidc_issuer": "https://id.example"}, "PUBLIC_URL", "no_return_address"),
        (
            {"oidc_issuer": "https://id.example", "public_url": "http://a.example"},
            "SECURE_COOKIES",
            "cookies_need_https",
        ),
        ({"public_url": "https://a.example", "secure_cookies": False}, "SECURE_COOKIES", "cookies_unsafe"),
        ({"proxy_addresses": ("10.0.0.300",)}, "PROXY_ADDRESSES", "no_network"),
        ({"proxy_user_header": "X-User"}, "PROXY_ADDRESSES", "needed_with"),
        ({"proxy_groups_header": "X-Groups"}, "PROXY_USER_HEADER", "needed_with"),
        ({"llm_model": "big"}, "LLM_URL", "needed_with"),
        ({"llm_first_word_seconds": 40}, "LLM_FIRST_WORD_SECONDS", "longer_than"),
        ({"slack_app_token": "xapp-1"}, "SLACK_BOT_TOKEN", "needed_with"),
        ({"slack_bot_token": "xoxb-1"}, "SLACK_APP_TOKEN", "no_way_from_slack"),
        ({**SECRETS, "slack_bot_token": "xoxp-1"}, "SLACK_BOT_TOKEN", "no_token"),
        ({**SECRETS, "slack_app_token": "xoxb-1"}, "SLACK_APP_TOKEN", "no_token"),
        ({**SECRETS, "slack_signing_secret": "short"}, "SLACK_SIGNING_SECRET", "no_signing_secret"),
        (SECRETS, "PUBLIC_URL", "slack_without_links"),
        ({"slack_channels": {"#johto": ("johto",)}}, "SLACK_CHANNELS", "no_slack_id"),
        ({"slack_teams": ("U012",)}, "SLACK_TEAMS", "no_slack_id"),
        ({"data": "a", "cache": "a/b"}, "CACHE", "cache_in_store"),
        ({"mask": (), "mask_except_groups": ("a",)}, "MASK_EXCEPT_GROUPS", "nothing_masked"),
    ],
)
def test_what_does_not_go_together_is_named(chosen: dict[str, Any], subject: str, name: str) -> None:
    found = list(contradictions(Settings(**chosen)))
    assert (f"PYKALA_{subject}", name) in [(each.subject, each.name) for each in found]


def test_settings_that_go_together_are_not_blamed() -> None:
    chosen = Settings(
        public_url="https://minutes.example",
        llm_url="http://127.0.0.1:8080/v1",
        llm_model="small",
        service_database="postgresql+psycopg://pykala:hush@db/x",
        rate_storage="redis://:hush@cache:6379",
        oidc_issuer="https://id.example",
        oidc_client_id="pykala",
        proxy_addresses=("10.0.0.0/8", "::1"),
        proxy_user_header="X-User",
        proxy_groups_header="X-Groups",
        cors_origins=("https://intranet.example",),
        slack_bot_token=SecretStr("xoxb-1"),
        slack_app_token=SecretStr("xapp-1"),
        slack_channels={"C0123456789": ("a",)},
    )
    assert list(contradictions(chosen)) == []


def test_secrets_are_read_from_files_and_never_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secrets = [name for name, field in Settings.model_fields.items() if is_secret(field)]
    assert len(secrets) >= 8
    for name in secrets:
        (tmp_path / name).write_text(f"postgresql://user:hush-{name}@host/db\n", encoding="utf-8")
        monkeypatch.setenv(f"PYKALA_{name.upper()}_FILE", str(tmp_path / name))
    settings, found = read(None)
    assert [each.name for each in found] == ["settings_fine"]
    for name in secrets:
        value = getattr(settings, name)
        assert f"hush-{name}@" in (value.get_secret_value() if isinstance(value, SecretStr) else value)
    assert "hush" not in repr(settings)
    assert "hush" not in "".join(told(each, "en") for each in contradictions(settings))
    monkeypatch.setenv("PYKALA_LLM_KEY", "own")  # nearer than the file
    settings, found = read(None)
    assert settings.llm_key.get_secret_value() == "own"
    assert names(found) == {"PYKALA_LLM_KEY_FILE": "secret_twice"}


def test_any_command_refuses_wrong_settings_by_name(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PYKALA_MASK", "[")
    monkeypatch.setenv("PYKALA_WAITING", "x")
    monkeypatch.setattr("sys.argv", ["pykala", "status"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    said = capsys.readouterr().err
    assert ended.value.code == 2
    assert "PYKALA_MASK" in said
    assert "PYKALA_WAITING" in said


def test_doctor_says_by_its_exit_code_whether_all_is_well(monkeypatch: pytest.MonkeyPatch) -> None:
    well = typer.testing.CliRunner().invoke(cli.app, ["doctor", "--offline", "--json"])
    assert well.exit_code == 0, well.output
    assert json.loads(well.stdout)["well"] is True
    monkeypatch.setenv("PYKALA_SESSION_HOURS", "0")
    ill = typer.testing.CliRunner().invoke(cli.app, ["doctor", "--offline", "--language", "sv"])
    assert ill.exit_code == 1
    assert "fel         PYKALA_SESSION_HOURS: värdet är för litet\n            Ange minst 1." in ill.stdout
    assert typer.testing.CliRunner().invoke(cli.app, ["doctor", "--language", "ru"]).exit_code == 2


def test_every_finding_has_its_words_in_three_languages() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "assistant" / "doctor").glob("*.py"))
    quoted = set(re.findall(r'"(\w+)"', sources))
    assert set(texts()) - quoted - {"states"} == set(), "words that nothing says"
    said = set(re.findall(r'(?:fine|advice|wrong|kind)\(\s*(?:[^"()]|"[^"]*"|\([^()]*\))*?,\s*"(\w+)"', sources))
    assert len(said) > 40
    assert said - set(texts()) == set(), "findings without words"
    for name, words in texts().items():
        assert set(words) == set(LANGUAGES), name
        for told_in in zip(*words.values(), strict=True):
            assert len({frozenset(re.findall(r"{\w+}", each)) for each in told_in}) == 1, name
    assert len(State) == len(texts()["states"]["fi"])
