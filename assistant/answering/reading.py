"""Read candidate decisions sentence by sentence: what each tells of the question."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.answering.evidence import MODIFIER, SPREAD, Weights, has_sibling, recall, told, words_of
from assistant.answering.result import Result, result_of
from assistant.answering.sentences import SHORTEST, sentences
from assistant.model import Question, QuestionKind
from assistant.retrieval import Candidate
from indexer.model import Decision, Paragraph, PartKind
from indexer.references import dates, month_number
from indexer.stores.base import StoreReader
from indexer.words import Words, joined

# Share of a question's concepts, weighted, that a decision has to tell; less where time and organ are named.
ENOUGH, ENOUGH_NARROW = 0.45, 0.35
ENOUGH_VAGUE = 0.8  # of a question that names neither a thing nor a name

_TITLE_SHARE, _PARAGRAPH_SHARE = 0.65, 0.5  # of a concept told by the title or lead-in, elsewhere in the paragraph
_LONG_SECTION = 60  # paragraphs from which only those that were found are read
_DECISIVE = frozenset({PartKind.DECISION, PartKind.PROPOSAL})
_SHORT_PARAGRAPH = 240  # characters up to which a paragraph is read and quoted as a whole
_ELSEWHERE = 0.5  # of a concept told by another paragraph of the decision only
_RETRIEVAL_SHARE = 0.6
_SUPPORT_SHARE = 0.15
_KIND_BONUS = 0.2
_UNREAD = frozenset({PartKind.APPEAL, PartKind.DELIVERY, PartKind.ATTACHMENTS})
_PART_BONUS = {PartKind.EARLIER: -0.1, PartKind.DECISION: 0.12, PartKind.PROPOSAL: 0.12, PartKind.NOTE: -0.2}

_AMOUNT = re.compile(
    r"\d[\d .,]*(?:€|eur|%|kpl|m2|m3|m²|km|ha\b|tonni|henk|kappale|milj|snt|kWh|MWh|tn\b)|\(\d+\)"
    r"|\d{2,}",
    re.IGNORECASE,
)
_MONEY = re.compile(r"\d[\d .,]*\s*(?:€|eur|milj|tuhatta)", re.IGNORECASE)
_DATE = re.compile(
    r"\d{1,2}\.\d{1,2}\.(?:\d{4})?|\b(?:19|20)\d\d\b|\b(?:tammi|helmi|maalis|huhti|touko|kesä|heinä|elo|syys|loka"
    r"|marras|joulu)kuu",
    re.IGNORECASE,
)
_REASON = re.compile(
    r"\bkoska\b|\bvuoksi\b|\bsyystä\b|\bsyyn[äa]\b|\bperuste|\bjohtu|\bsiksi\b|\btakia\b|\bsillä\b|\bpå grund\b"
    r"|\beftersom\b",
    re.IGNORECASE,
)
_VOTE = re.compile(r"\b(?-i:JAA|EI)\b|\bään(?:in|tä|est)", re.IGNORECASE)
# Dates and sections are figures, but no amounts.
_REFERENCE = re.compile(r"\d{1,2}\.\d{1,2}\.(?:\d{4})?|§+ ?\d+|\d+ ?§|\bklo \d+[.:]?\d*|\b(?:19|20)\d\d\b")
# Citing the law is no answer of the organ's own.
_LAW = re.compile(
    r"\b\w*lain \d+|\b\w*lain\s+(?:mukaan|nojalla)|§:n mukaan|\bhallintosäännön\b|\basetuksen \d+|\blagen\b",
    re.IGNORECASE,
)
_LAW_WORDS = ("lain", ":n mukaan", "hallintosäännön", "asetuksen", "lagen")  # one of which each of these has
_LAW_PENALTY = 0.12
MONEY_QUESTION = re.compile(
    r"\bmaks(?:aa|oi|aisi|avat|ettu|amaan)|\bhin(?:ta|nalla|nan|taan)\b|\bkustan|\bbudjet|\bmäärärah|\bpaljonko\b"
    r"|\bcost|\bprice"
    r"|\bbudget|\bkost|\bpris(?:et)?\b|\bcheapest\b|\bexpensive\b|\bbilligast|\bdyrast|\beuro",
    re.IGNORECASE,
)
DEED_QUESTION = re.compile(
    r"\b\w+ttiin\b|\bvalittiin\b|\b\w*(?:hallitus|lautakunta|valtuusto|jaosto|johtokunta)\s+\w+(?:i|ivat|ivät)\b"
    r"|\b(?:was|were)(?: \w+){0,2} (?:\w+ed|chosen|given|sent)\b"
    r"|\bdid the \w+ (?:\w+ )?(?:choose|propose|approve|grant|give)\b"
    r"|\b(?:valdes|beviljades|godkändes|beslutades|antogs|utsågs|gavs)\b",
    re.IGNORECASE,
)
_COUNT_QUESTION = re.compile(r"\bmontako\b|\bkuinka mon(?:ta|i)\b|\bhow many\b|\bhur många\b", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_NUMBERED = re.compile(r"(?<!^)\b([A-ZÅÄÖ][^\W\d_]{3,})\s+(\d{1,3})(?![\d.])")
_NAME_STEM = 5  # letters of a name that no case ending changes
_YEARS = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*[-–—]\s*((?:19|20)\d\d)(?!\d)")
_YEAR_OF_THING = re.compile(
    r"\b(?:vuo(?:den|delle|desta|teen)|för(?: år)?|budget(?:en)? (?:för )?|for|of)\s*(?P<year>(?:19|20)\d\d)",
    re.IGNORECASE,
)
_AMOUNT_QUESTION = re.compile(
    r"\bmontako\b|\bkuinka (?:paljon|monta|moni|suuri|suurella)\b|\bpaljonko\b|\bhow (?:much|many)\b"
    r"|\bhur (?:mycket|många)\b",
    re.IGNORECASE,
)


Test = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a decision; `told` counts what it hangs on too, `own` only its own words (both per concept).

    `decisive` marks what was decided: the words of the decision, and of a proposal that became it.
    """

    paragraph: Paragraph
    start: int
    end: int
    told: tuple[float, ...]
    own: tuple[float, ...]
    score: float
    decisive: bool = False

    @property
    def text(self) -> str:
        """The sentence as it stands in the paragraph."""
        return self.paragraph.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Reading:
    """A candidate read through: its sentences and its rank.

    `reach` is how well each concept is told where most of the question is told together: by the title, one paragraph
    and what that hangs on; what is told only elsewhere in the decision counts half. `coverage` is the weighted share.
    """

    candidate: Candidate
    sentences: tuple[Sentence, ...]
    reach: tuple[float, ...]
    coverage: float
    score: float

    @property
    def decision(self) -> Decision:
        return self.candidate.decision

    @property
    def best(self) -> Sentence:
        return max(self.sentences, key=lambda each: each.score)

    def of_part(self, part: PartKind) -> list[Sentence]:
        """Give the sentences of one part, in order."""
        return [each for each in self.sentences if each.paragraph.part is part]


def read(candidate: Candidate, question: Question, weights: Weights) -> Reading:
    """Score every sentence of a decision by the concepts that it, its paragraph and its headings tell."""
    decision = candidate.decision
    concepts = weights.concepts
    heading = filter(None, (decision.title, decision.municipality, decision.organ))
    title = weights.told(joined(map(words_of, heading))) if concepts else []
    anywhere = list(title)
    together: list[list[float]] = []
    support = dict(zip(candidate.paragraph_ids, candidate.passage_scores, strict=False))
    found: list[Sentence] = []
    taken_over = result_of(decision) is Result.AS_PROPOSED
    decisive = _DECISIVE if taken_over else frozenset({PartKind.DECISION})
    wanted = _wanted(question)
    for paragraph in readable(candidate):
        context = _tell(weights, paragraph.context)
        spans = units(paragraph)
        told_by = [_tell(weights, paragraph.text[start:end]) for start, end in spans]
        whole = _most([[0.0] * len(concepts), *told_by])
        anywhere = _most([anywhere, whole])
        together.append(_most([title, context, whole]))
        for (start, end), own in zip(spans, told_by, strict=True):
            text = paragraph.text[start:end]
            if len(text) < SHORTEST:
                continue
            hung = [
                max(o, _PARAGRAPH_SHARE * w, _TITLE_SHARE * max(t, c))
                for o, w, t, c in zip(own, whole, title, context, strict=True)
            ]
            score = weights.coverage(hung) + _bonus(question, wanted, text, paragraph)
            score += _SUPPORT_SHARE * support.get(paragraph.paragraph_id, 0.0)
            found.append(Sentence(paragraph, start, end, tuple(hung), tuple(own), score, paragraph.part in decisive))
    best = max((each.score for each in found), default=0.0)
    rank = _RETRIEVAL_SHARE * candidate.score + (1 - _RETRIEVAL_SHARE) * best
    closest = max(together, key=weights.coverage, default=title)
    reach = tuple(max(near, _ELSEWHERE * far) for near, far in zip(closest, anywhere, strict=True))
    return Reading(candidate, tuple(found), reach, weights.coverage(reach), rank)


def readable(candidate: Candidate) -> list[Paragraph]:
    """Give the paragraphs to read: all that can answer or, of a long section, the decision's and those found."""
    decision = candidate.decision
    body = [each for each in decision.paragraphs if not each.is_heading and each.part not in _UNREAD]
    if len(body) <= _LONG_SECTION or not candidate.paragraph_ids:
        return body
    retrieved = set(candidate.paragraph_ids)
    return [each for each in body if each.part in _DECISIVE or each.paragraph_id in retrieved]


def units(paragraph: Paragraph) -> Sequence[tuple[int, int]]:
    """Give the spans that a paragraph is read and quoted by: its sentences or, where it is short, itself."""
    return _units(paragraph.text)


@lru_cache(maxsize=20_000)
def _units(text: str) -> Sequence[tuple[int, int]]:
    return ((0, len(text)),) if len(text) <= _SHORT_PARAGRAPH else tuple(sentences(text))


def words_read(candidate: Candidate) -> Words:
    """Give the words of all that is read of a candidate, its title included."""
    texts = [each.text[start:end] for each in readable(candidate) for start, end in units(each)]
    return joined(map(words_of, (candidate.decision.title, *texts)))


def recalled(candidate: Candidate, store: StoreReader) -> Candidate:
    """Give a candidate again, what is read of it known as it was analysed at indexing."""
    decision = candidate.decision
    paragraphs = readable(candidate)
    contexts = dict.fromkeys([decision.title, *(each.context for each in paragraphs)])
    pieces = [(each.text, *span) for each in paragraphs for span in units(each)]
    recall([*((each, 0, len(each)) for each in contexts), *pieces], lambda: store.words(decision))
    return candidate


def _most(rows: Sequence[Sequence[float]]) -> list[float]:
    return [max(column) for column in zip(*rows, strict=True)]


def _tell(weights: Weights, text: str) -> list[float]:
    return weights.told(words_of(text)) if weights.concepts else []


def _bonus(question: Question, wanted: Sequence[Test], text: str, paragraph: Paragraph) -> float:
    """Prefer sentences of the kind that is asked for and the organ's own words to quoted law and earlier handling."""
    bonus = _PART_BONUS.get(paragraph.part, 0.0)
    if question.kind is QuestionKind.REASON and paragraph.part in (PartKind.DECISION, PartKind.PROPOSAL):
        bonus = 0.0
    if any(test(text) for test in wanted):
        bonus += _KIND_BONUS
    if asks_money(question) and _MONEY.search(text):
        bonus += _KIND_BONUS
    if _cites_law(text):
        bonus -= _LAW_PENALTY
    return bonus


def _cites_law(text: str) -> bool:
    """Search for a citation of the law only where a word of one stands: the search looks at every word anew."""
    lowered = text.lower()
    return any(word in lowered for word in _LAW_WORDS) and _LAW.search(text) is not None


def _wanted(question: Question) -> Sequence[Test]:
    """Give the tests for the kinds of thing that a question asks for; a question can ask for several."""
    tests: list[Test] = []
    if asks_amount(question):
        tests.append(_has_amount)
    if question.kind is QuestionKind.DATE:
        tests.append(_DATE.search)
    if question.kind is QuestionKind.REASON:
        tests.append(_REASON.search)
    if question.kind is QuestionKind.VOTE:
        tests.append(_VOTE.search)
    return tests


def _has_amount(text: str) -> bool:
    return _AMOUNT.search(_REFERENCE.sub(" ", text)) is not None


def asks_money(question: Question) -> bool:
    """Tell whether a question asks for a sum of money."""
    return MONEY_QUESTION.search(question.text) is not None


def asks_amount(question: Question) -> bool:
    """Tell whether a question asks how much or how many, whatever else it asks."""
    return question.kind is QuestionKind.AMOUNT or _AMOUNT_QUESTION.search(question.text) is not None


def asks_deed(question: Question) -> bool:
    """Tell whether a question asks what an organ did: "mikä valittiin", "kenelle myönnettiin", "what was approved"."""
    return question.kind is not QuestionKind.REASON and DEED_QUESTION.search(question.text) is not None


def gives_reason(sentence: Sentence) -> bool:
    """Tell whether a sentence gives a reason for something."""
    return _REASON.search(sentence.text) is not None


def holds_amount(sentence: Sentence) -> bool:
    """Tell whether a sentence holds an amount: a figure that is no date, section or time."""
    return _has_amount(sentence.text)


def is_of_kind(sentence: Sentence, question: Question) -> bool:
    """Tell whether a sentence holds the kind of thing that is asked for: a figure, a sum, a date."""
    if question.kind is QuestionKind.AMOUNT:
        return (_MONEY.search if asks_money(question) and not _COUNT_QUESTION.search(question.text) else _has_amount)(
            sentence.text
        ) not in (None, False)
    return question.kind is not QuestionKind.DATE or _DATE.search(sentence.text) is not None


def is_evidenced(reading: Reading, weights: Weights, question: Question) -> bool:
    """Tell whether a decision speaks of what is asked.

    Names have to stand there. Of the other things that are named, a third may be said in other words (half of them
    where a name is told across languages), but not the one that distinguishes the question, and none where the
    decision speaks of a sibling instead. Within one organ's meetings of one month less has to be told, since the
    question has said so much of the place.
    """
    if not weights.concepts:
        return question.hints.narrow
    told_by = list(zip(weights.concepts, reading.reach, strict=True))
    own = words_of(reading.decision.municipality)
    names = [(each, value) for each, value in told_by if each.name and told(each, own) < SPREAD]
    unnamed = [each for each, value in names if value < MODIFIER]
    if any(any(map(str.isdigit, each.own)) for each in unnamed) or len(unnamed) * 2 > len(names):
        return False
    if names and names[-1][0] in unnamed:
        return False
    if not _stands_by_number(reading.decision, question.text):
        return False
    things = [each for each, _ in told_by if each.key and not each.name]
    if not things and not names:
        return reading.coverage >= (ENOUGH if question.hints.narrow else ENOUGH_VAGUE)
    absent = [each for each, value in told_by if each.key and not each.name and value < MODIFIER]
    rarest_told = max((weights.of(each) for each, value in told_by if each.key and value >= MODIFIER), default=0.0)
    if any(weights.of(each) >= rarest_told for each in absent):
        return False  # what distinguishes the question is what is not told
    placed = question.is_foreign and bool(names)  # the name finds the place, other words may be lost in translation
    allowed = len(things) // (2 if placed else 3) + (question.hints.narrow and bool(names))
    if len(absent) > allowed:
        return False
    near = joined(map(words_of, (reading.decision.title, reading.best.paragraph.context, reading.best.text)))
    if any(has_sibling(each, near) for each in absent) and not placed:
        return False
    if not _is_of_year(reading, question):
        return False
    return reading.coverage >= (ENOUGH_NARROW if question.hints.narrow else ENOUGH)


def _stands_by_number(decision: Decision, question: str) -> bool:
    """Tell whether names that a question gives with a number ("Kulmatie 5") stand there with that very number."""
    for name, number in _NUMBERED.findall(question):
        stands = re.compile(rf"\b{re.escape(name[:_NAME_STEM])}\w*\s+{number}\b")
        if not any(stands.search(text) for text in (decision.title, *(each.text for each in decision.paragraphs))):
            return False
    return True


def _is_of_year(reading: Reading, question: Question) -> bool:
    """Tell whether a thing that the question gives a year ("vuoden 2025 asfaltointi", "budget för 2026") has that year.

    The year of the meeting is not the year of the matter: another year beside the words that answer is the wrong one.
    """
    asked = {match["year"] for match in _YEAR_OF_THING.finditer(question.text)}
    if len(asked) != 1:
        return True
    near = f"{reading.decision.title} {reading.best.paragraph.context} {reading.best.text}"
    found = set(_YEAR.findall(near))
    return not found or bool(found & asked) or _spans(near, int(asked.pop()))


def _spans(text: str, year: int) -> bool:
    """Tell whether a text names a stretch of years ("2024–2028") that a year lies in."""
    return any(int(first) <= year <= int(last) for first, last in _YEARS.findall(text))


def speaks_of_time(decision: Decision, question: Question) -> bool:
    """Tell whether a decision is of the time that a question names, or speaks of it.

    What was decided or voted on in a named month was decided in a meeting of that month, wherever it is retold.
    """
    hints = question.hints
    if question.kind in (QuestionKind.DECISION, QuestionKind.VOTE) and hints.date_from and hints.date_to:
        one_month = hints.date_from[:7] == hints.date_to[:7]
        if one_month and not hints.date_from <= (decision.date or "") <= hints.date_to:
            return False
    first, last, year = hints.date_from, hints.date_to, hints.year
    day = decision.date or ""
    if year is not None:
        return (
            day.startswith(str(year))
            or any(str(year) in each.text for each in decision.paragraphs)
            or str(year) in decision.title
        )
    if first is None or last is None or first <= day <= last:
        return True
    if first[:7] != last[:7]:  # a season or several years: the year has to be spoken of
        years = {str(each) for each in range(int(first[:4]), int(last[:4]) + 1)}
        texts = [decision.title, *(paragraph.text for paragraph in decision.paragraphs)]
        return any(each in text for text in texts for each in years)
    if first == last:
        return any(mention.iso == first for paragraph in decision.paragraphs for mention in dates(paragraph.text))
    return any(_speaks_of_month(paragraph.text, first, last) for paragraph in decision.paragraphs)


def _speaks_of_month(text: str, first: str, last: str) -> bool:
    if any(first <= mention.iso <= last for mention in dates(text)):
        return True
    words = re.findall(rf"\b(\w+kuu\w*|[a-z]+)\s+{first[:4]}\b", text, re.IGNORECASE)
    return any(month_number(word) == int(first[5:7]) for word in words)


__all__ = [
    "ENOUGH",
    "Reading",
    "Sentence",
    "asks_amount",
    "asks_deed",
    "asks_money",
    "gives_reason",
    "holds_amount",
    "is_evidenced",
    "is_of_kind",
    "read",
    "recalled",
    "speaks_of_time",
    "words_read",
]
