"""A follow-up as a question that stands alone, in a language model's words that add nothing to the conversation."""

from __future__ import annotations

import re

from haystack.dataclasses import ChatMessage

from assistant.answering.chat import ChatModel, ModelFailed
from assistant.answering.figures import figures, unborne
from assistant.answering.grounding import unknown_name
from assistant.model import Answer
from assistant.prompts import render
from assistant.understanding.language import question_language

_LONGEST = 300  # characters of a question
_TOLD = 1_500  # characters of the answer before
_QUOTES = re.compile(r"^[\"”“'’]+|[\"”“'’]+$")


def rewrite(text: str, language: str, previous: Answer, model: ChatModel) -> str:
    """Write a follow-up as a question that stands alone; give an empty string where the model's does not serve."""
    before = previous.question.standalone
    told = " ".join((previous.text, *(each.title for each in previous.citations)))[:_TOLD]
    message = render("rewriting", language, {"before": before, "told": told, "question": text})
    written = ""
    try:
        for piece in model.stream([ChatMessage.from_user(message)]):
            written += piece
            if len(written) > _LONGEST:
                return ""
    except ModelFailed:
        return ""  # it has been logged; the follow-up is resolved in code
    line = " ".join(_QUOTES.sub("", written.strip()).split())
    said = f"{before}\n{told}\n{text}\n" + "\n".join(each.reference for each in previous.citations)
    return line if line and _adds_nothing(line, said, language) else ""


def _adds_nothing(line: str, said: str, language: str) -> bool:
    """Tell whether a question holds no figure and no name beyond the conversation and is in its language."""
    if "\n" in line or question_language(line) != language:
        return False
    return not unborne(figures(line, language), figures(said, language)) and not unknown_name(line, language, said)
