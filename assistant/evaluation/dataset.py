"""Gold questions: what is asked and what a right answer cites and tells."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.errors import GoldError
from assistant.model import Filters


class Place(BaseModel):
    """A § by organ and date, or pages of a report by its file."""

    model_config = ConfigDict(frozen=True)

    organ: str | None = None
    date: str | None = None
    section: str | int | None = None
    part: str | None = None
    source: str | None = None
    page: int | None = None
    page_to: int | None = None


class Gold(BaseModel):
    """One question; all of `expected` or any of `expected_any` has to be cited, every group of `must_contain` told."""

    model_config = ConfigDict(frozen=True)

    id: str
    lang: str
    type: str
    question: str
    answerable: bool
    filters: dict[str, Any] | None = None
    expected: tuple[Place, ...] = ()
    expected_any: tuple[Place, ...] | None = None
    corrected_by: tuple[Place, ...] | None = None
    must_contain: tuple[tuple[str, ...], ...] = ()
    must_not_contain: tuple[str, ...] | None = None
    after: str | None = None
    tags: tuple[str, ...] | None = None

    @property
    def right(self) -> tuple[Place, ...]:
        """Give every place that a right answer may cite."""
        return (*(self.expected_any or ()), *self.expected)


def load(path: Path) -> list[Gold]:
    """Read gold questions, one a line; raise GoldError with the line where one cannot be read."""
    if not path.is_file():
        raise GoldError(f"{path}: no such file")
    found: list[Gold] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            found.append(Gold.model_validate_json(line))
        except ValidationError as error:
            fault = error.errors()[0]
            raise GoldError(f"{path}:{number}: {'.'.join(map(str, fault['loc']))}: {fault['msg']}") from error
    known = {field.name for field in fields(Filters)}
    ids = {each.id for each in found}
    for each in found:
        if each.answerable and not each.right:
            raise GoldError(f"{path}: {each.id} is answerable and expects no place")
        unknown = sorted(set(each.filters or {}) - known)
        if unknown:
            raise GoldError(f"{path}: {each.id}: no filter is called {', '.join(unknown)}")
        if each.after and each.after not in ids:
            raise GoldError(f"{path}: {each.id} follows {each.after}, which is not there")
    if not found:
        raise GoldError(f"{path}: no question")
    return found
