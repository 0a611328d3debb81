"""How a question is read with what the store knows, and how it says what it was searched in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from assistant.model import Filters, Question, QuestionKind
from assistant.prompts import render
from assistant.retrieval import store_filter
from assistant.understanding import understand
from assistant.understanding.saying import day, say, sayings
from assistant.understanding.scope import Scope, scope
from indexer.names import slug
from indexer.stores.base import StoreReader


def read_question(text: str, store: StoreReader, filters: Filters, language: str | None = None) -> Question:
    """Read a question with what the store knows of organs and municipalities."""
    known = store.organs(access(filters))
    towns = {municipality for municipality, _ in known}
    meant = scope(text, towns, filters)
    walls = within(filters, meant)
    own = slug(walls.municipality or "")
    return understand(
        text,
        (organ for municipality, organ in known if not own or slug(municipality) == own),
        walls,
        language,
        municipalities=towns,
        newest=newest_meeting(store, walls),
        languages=store.languages(),
        across=meant.across,
        place=meant.words,
    )


def within(filters: Filters, meant: Scope) -> Filters:
    """Put the municipality that a question is about into its filters."""
    return replace(filters, municipality=meant.municipality) if meant.municipality else filters


def at_home(filters: Filters, store: StoreReader) -> Filters:
    """Give the filters of a list without words, which stays within the asker's municipality."""
    return within(filters, scope("", {municipality for municipality, _ in store.organs(access(filters))}, filters))


def understood(question: Question) -> dict[str, Any]:
    """Give what was understood, as it stands in answers and search pages."""
    return {
        "question_kind": str(question.kind),
        "filters": question.filters.said(),
        "hints": question.hints.said(),
        "said": question.said,
        "said_each": [
            {"names": list(each.names), "said": each.text, "is_filter": each.is_filter} for each in sayings(question)
        ],
    }


def newest_meeting(store: StoreReader, filters: Filters) -> Callable[[str | None], str | None]:
    """Give what tells the day of the newest meeting of an organ, or of all, that the asker may see."""
    asker = Filters(filters.municipality, groups=filters.groups)
    return lambda organ: store.coverage(store_filter(replace(asker, organ=organ))).newest


def inputs(question: Question, *components: str) -> dict[str, dict[str, Any]]:
    """Give what the components of a pipeline are run with."""
    return {
        "embedding": {"text": question.standalone},
        **{name: {"question": question} for name in components},
    }


def plain_inputs(question: Question, *components: str) -> dict[str, dict[str, Any]]:
    """Give what the components of a pipeline without vectors are run with."""
    given = {name: {"question": question} for name in components if name != "vectors"}
    return {**given, "fusion": {"question": question, "vectors": ()}}


def access(filters: Filters) -> dict[str, Any]:
    """Keep of filters only who asks."""
    return store_filter(Filters(groups=filters.groups))


def searched_in(store: StoreReader, question: Question) -> dict[str, Any]:
    """Say what the walls of a question leave to search in."""
    coverage = store.coverage(store_filter(question.filters))
    return {"decisions": coverage.decisions, "organs": list(coverage.organs), "newest": coverage.newest}


def nothing_found(question: Question, searched: Mapping[str, Any], obstacles: Sequence[str] = ()) -> str:
    """Say that nothing was found, in what, and which filters stand in the way of an answer."""
    newest = searched["newest"]
    told = {**searched, "newest": day(newest) if newest else "", "walls": _walls(question), "obstacles": obstacles}
    return render("no_answer", question.language, told)


def without_each_wall(question: Question) -> Iterator[tuple[str, Question]]:
    """Give for each filter of a question what it says, and the question without it; a § or a case is no mere filter."""
    if question.kind is QuestionKind.REFERENCE or question.filters.case:
        return
    for each in sayings(question):
        if each.is_filter:
            taken: dict[str, Any] = dict.fromkeys(each.names)
            yield each.text, replace(question, filters=replace(question.filters, **taken))


def _walls(question: Question) -> str:
    return say(Question(question.text, question.language, question.kind, question.filters))
