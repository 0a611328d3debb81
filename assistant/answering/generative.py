"""Answer in a language model's sentences, of which only those are told that the minutes bear out."""

from __future__ import annotations

import logging
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass

from haystack.dataclasses import ChatMessage

from assistant.answering.chat import ChatModel, Failure, ModelFailed
from assistant.answering.draft import DraftClaim
from assistant.answering.grounding import Carried, NumberedSource, carried
from assistant.answering.material import material
from assistant.answering.premise import contradicts
from assistant.answering.verify import Verifier, add
from assistant.answering.writing import Sentences, WrittenSentence
from assistant.model import Citation, Claim, Question, QuestionKind, Told
from assistant.prompts import render
from indexer.model import Value
from indexer.stores.base import StoreReader

_log = logging.getLogger(__name__)

_MOST = 6  # sentences, where no list is asked for
_MOST_CITATIONS = 8
_WHOLE = frozenset({QuestionKind.LIST, QuestionKind.TIMELINE})  # kinds whose answer is told to the last item
_DECIDED = frozenset({QuestionKind.DECISION, QuestionKind.VOTE, QuestionKind.REFERENCE})


@dataclass(frozen=True, slots=True)
class Written(Value):
    """A finished answer: by which engine, and what its reader is to know of the other one."""

    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]
    engine: str = "extractive"
    notice: str = ""


class GenerativeAnswerer:
    """Let a model write what the extractive engine found, and check each sentence before anybody sees it.

    What is not found is not written about: a model is never asked where the extractive engine is silent.
    """

    def __init__(self, store: StoreReader, model: ChatModel, verifier: Verifier) -> None:
        self._store = store
        self._model = model
        self._verifier = verifier

    def write(self, question: Question, found: Written) -> Generator[Told, None, Written]:
        """Give each claim as it is verified, then return the whole answer; fall back on what was found."""
        if self._corrects(question, found):
            yield from (as_told(claim, found.citations) for claim in found.claims)
            return found
        sources = material(question, found.citations, self._store)
        organs = sorted({organ for _, organ in self._store.organs(None)})
        told: list[Claim] = []
        citations: list[Citation] = []
        notice: Failure | None = None
        try:
            for sentence in self._sentences(question, sources):
                claim = self._claim(sentence, sources, organs, question, citations)
                if claim is not None and all(claim.text != each.text for each in told):
                    told.append(claim)
                    yield as_told(claim, citations)
        except ModelFailed as error:
            notice = error.failure
        if not told:
            said = _notice(question, notice or Failure.UNPROVEN)
            yield from (as_told(claim, found.citations) for claim in found.claims)
            return Written(found.claims, found.citations, notice=said)
        for claim in _left_out(question, found, citations):
            own = [each for each in found.citations if each.n in claim.citations]
            told.append(Claim(claim.text, tuple(add(each, citations) for each in own)))
            yield as_told(told[-1], citations)
        said = _notice(question, Failure.BROKEN) if notice else ""
        return Written(tuple(told), tuple(citations), "generative", said)

    def _corrects(self, question: Question, found: Written) -> bool:
        """Tell whether what was found corrects the question, which a model that is asked it would rather believe."""
        first = found.citations[0]
        decision = self._store.decision(first.decision_id, first.language)
        return decision is not None and contradicts(question, decision)

    def _sentences(self, question: Question, sources: Sequence[NumberedSource]) -> Iterator[WrittenSentence]:
        """Ask the model; give its sentences while they come. What a broken stream leaves unfinished is lost."""
        most = len(sources) if question.kind in _WHOLE else _MOST
        told = {"is_list": question.kind in _WHOLE, "most": most}
        asked = {"question": question.standalone, "sources": [_shown(each) for each in sources]}
        messages = [
            ChatMessage.from_system(render("writing", question.language, told)),
            ChatMessage.from_user(render("sources", question.language, asked)),
        ]
        parted, count = Sentences(), 0
        stream = self._model.stream(messages)
        for piece in stream:
            for sentence in parted.feed(piece):
                count += 1
                yield sentence
            if count > 4 * most:
                raise ModelFailed(Failure.BROKEN, "it does not come to an end")
        yield from parted.close()

    def _claim(
        self,
        sentence: WrittenSentence,
        sources: Sequence[NumberedSource],
        organs: Sequence[str],
        question: Question,
        citations: list[Citation],
    ) -> Claim | None:
        """Turn a sentence that its sources bear out into a claim, adding what it cites; None for another."""
        bearing, fault = carried(sentence, sources, question.language, organs)
        cited = list(citations)
        numbers = [self._verifier.cite(_drafted(each), cited) for each in bearing]
        if not fault and question.kind not in _WHOLE and len(cited) > _MOST_CITATIONS:
            fault = "there are enough citations"
        given = tuple(dict.fromkeys(number for number in numbers if number is not None))
        if fault or None in numbers or not given:
            _log.debug("a sentence of the language model is left out: %s", fault or "its quote is not in the record")
            return None
        citations[:] = cited
        return Claim(sentence.text, given)


def _left_out(question: Question, found: Written, citations: Sequence[Citation]) -> Iterator[Claim]:
    """Give the claims that were found and that no sentence of the model cites: what is asked for is told whole."""
    cited = {each.paragraph_id for each in citations}
    numbered = {each.n: each for each in found.citations}
    for place, claim in enumerate(found.claims):
        own = [numbered[n] for n in claim.citations]
        if any(each.paragraph_id in cited for each in own):
            continue
        if question.kind in _WHOLE or question.kind in _DECIDED or place == 0:
            yield claim


def _drafted(each: Carried) -> DraftClaim:
    return DraftClaim(each.source.decision, each.source.paragraph, each.quote, each.source.role)


def _shown(source: NumberedSource) -> dict[str, object]:
    return {
        "n": source.n,
        "role": str(source.role),
        "heads": " | ".join(source.record.split("\n")),
        "text": source.paragraph.text,
    }


def as_told(claim: Claim, citations: Sequence[Citation]) -> Told:
    """Give a claim with the citations that carry it."""
    return Told(claim, tuple(each for each in citations if each.n in claim.citations))


def _notice(question: Question, failure: Failure) -> str:
    return render("notice", question.language, {"failure": str(failure)})
