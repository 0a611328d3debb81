"""Every error of the assistant can be told in three languages and over HTTP."""

from __future__ import annotations

from http import HTTPStatus

import pytest

from assistant import errors
from assistant.errors import AssistantError

ERRORS = [each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, AssistantError)]


def test_errors_are_found() -> None:
    assert {"NotFound", "EmptyQuestion", "NothingIndexed", "PromptError"} <= {each.__name__ for each in ERRORS}


@pytest.mark.parametrize("error", ERRORS)
def test_error_has_texts_and_a_status(error: type[AssistantError]) -> None:
    assert set(error.texts) == {"fi", "sv", "en"}
    assert len(set(error.texts.values())) == 3
    assert all(text.endswith(".") for text in error.texts.values())
    assert HTTPStatus(error.status) >= HTTPStatus.BAD_REQUEST


@pytest.mark.parametrize("error", ERRORS)
def test_detail_follows_the_text(error: type[AssistantError]) -> None:
    assert error("x/1").text("fi") == f"{error.texts['fi']} (x/1)"
    assert error().text("sv") == error.texts["sv"]
    assert str(error("x/1")) == f"{error.texts['en']} (x/1)"


def test_unknown_language_is_told_in_english() -> None:
    assert AssistantError().text("et") == AssistantError.texts["en"]


@pytest.mark.parametrize("error", ERRORS)
def test_error_stands_in_the_tree_of_the_module(error: type[AssistantError]) -> None:
    assert error.__name__ in (errors.__doc__ or "")


def test_statuses_tell_whose_fault_it_is() -> None:
    assert errors.NotFound.status == 404
    assert errors.EmptyQuestion.status == 422
    assert errors.NothingIndexed.status == 503
    assert errors.PromptError.status == 500
