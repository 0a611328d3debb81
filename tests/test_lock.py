"""The lock file fits pyproject.toml, is whole, and holds versions and hashes only."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.conftest import ROOT

LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
# Of which there is another build for each kind of machine; the lock file says so.
LEFT_TO_THE_MACHINE = {"torch"}


def locked() -> Iterator[tuple[Requirement, list[str]]]:
    """Read each pinned package with its hashes."""
    for entry in re.split(r"\n(?=\S)", LOCK):
        if not entry.startswith("#"):
            line, *hashes = (part.strip(" \\\n") for part in entry.split("--hash="))
            yield Requirement(line), hashes


PINNED = {canonicalize_name(pinned.name): pinned for pinned, _ in locked()}


def needed() -> list[Requirement]:
    extras = PROJECT["optional-dependencies"]
    return [Requirement(each) for each in (*PROJECT["dependencies"], *extras["postgres"])]


def version(pinned: Requirement) -> str:
    [only] = pinned.specifier
    assert only.operator == "=="
    return only.version


def faults(wanted: Requirement, by: str, extras: set[str]) -> list[str]:
    """Say how a requirement is not met by what is locked."""
    name = canonicalize_name(wanted.name)
    if name in LEFT_TO_THE_MACHINE:
        return []
    if wanted.marker and not any(wanted.marker.evaluate({"extra": extra}) for extra in extras or {""}):
        return []
    if name not in PINNED:
        return [f"{by} needs {wanted}, which is not locked"]
    found = version(PINNED[name])
    return [] if wanted.specifier.contains(found, prereleases=True) else [f"{by} needs {wanted}, locked is {found}"]


def test_every_version_has_hashes_and_there_is_no_address() -> None:
    assert len(PINNED) > 50
    for pinned, hashes in locked():
        assert version(pinned)
        assert hashes
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", each) for each in hashes), pinned
    assert "://" not in LOCK
    assert "index-url" not in LOCK


def test_it_is_what_the_project_needs() -> None:
    assert [fault for each in needed() for fault in faults(each, "the project", {""})] == []


def test_what_is_locked_lacks_nothing_that_it_needs_itself() -> None:
    """Ask the installed packages, as far as they are of the versions that are locked."""
    wanted_extras: dict[str, set[str]] = {}
    for each in needed():
        wanted_extras.setdefault(canonicalize_name(each.name), {""}).update(each.extras)
    asked, found = 0, []
    for name, pinned in PINNED.items():
        try:
            installed = distribution(name)
        except PackageNotFoundError:
            continue  # of another platform
        if installed.version == version(pinned):
            asked += 1
            for text in installed.requires or ():
                found += faults(Requirement(text), f"{name} {installed.version}", wanted_extras.get(name, {""}))
    assert asked > 0
    assert found == []
