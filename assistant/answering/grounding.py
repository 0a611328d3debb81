"""Whether the words of a sentence are those of its sources: names, organs, things; and which words carry it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from assistant.answering.agreement import Cited, disagreement, is_settling, tells_outcome
from assistant.answering.draft import ClaimRole
from assistant.answering.evidence import has_sibling, told, words_of
from assistant.answering.figures import Figures, figures, unborne
from assistant.answering.sentences import LONGEST, SHORTEST, sentences
from assistant.answering.writing import WrittenSentence
from assistant.lexicon import compound, translate
from assistant.model import Concept
from assistant.understanding.concepts import concepts
from assistant.understanding.language import question_language
from assistant.understanding.organs import find_organ, organ_kinds
from indexer.finnish import ENGLISH_STOP_WORDS, SWEDISH_STOP_WORDS, analyse, fold, is_known, word_class
from indexer.model import Decision, Paragraph, Value
from indexer.references import month_number
from indexer.words import Words, terms_of

# The share of a sentence's things that its sources have to speak of. A dictionary knows only so many words, so of a
# translated sentence less can be asked; names and figures have to stand there in every language.
_SHARE = {"fi": 0.7, "sv": 0.5, "en": 0.5}
_MODIFIER = 0.25  # the same modifier before another head, in translation too
_CLAUSE = {"fi": 0.5, "sv": 0.34, "en": 0.34}  # the same of each of its clauses
_MOST_LEFT = 2  # common words that may stay in Finnish, as the terms of minutes do
_SHORT = 3
_BETWEEN = re.compile(r"[,;:–]|\b(?:ja|sekä|eli|mutta|and|but|och|samt|men)\b")
_TELLS = 0.55  # how well a concept has to be told: by the word, a synonym, all its parts, or as the beginning of a name
_CARRIES = 0.25  # share of a sentence's things that a mark's paragraph has to hold
# What a compound may end in without being another thing: a repair, and the work of repairing.
_GENERAL_HEADS = frozenset("hanke projekti asia tyo toimi toiminta kohde osuus tilanne".split())
_STEM = 5  # letters of a name that no case ending changes
_MOST_SENTENCES = 40  # of a paragraph
_WORD = re.compile(r"[^\W\d_]+(?:[-'’:][^\W\d_]+)*")
_FOREIGN_MATTER = re.compile(r"https?:|www\.|@|[<>{}\[\]|]|[a-zA-Z]\.[a-z]{2,}/")


@dataclass(frozen=True, slots=True)
class NumberedSource(Value):
    """A paragraph that a model was given under a number, and as what it may be presented."""

    n: int
    decision: Decision
    paragraph: Paragraph
    role: ClaimRole

    @property
    def record(self) -> str:
        """Give what the record says about the paragraph: whose it is, when, which §, under which heads."""
        origin = self.paragraph.origin
        earlier = (
            replace(self.decision, organ=origin.organ, date=origin.date, section=origin.section).reference
            if origin and origin.date
            else ""
        )
        heads = (self.decision.reference, earlier, self.decision.title, *self.decision.heading_path)
        case = self.decision.case or ""
        return "\n".join(piece for piece in (*heads, case, self.decision.municipality, self.paragraph.context) if piece)


@dataclass(frozen=True, slots=True)
class Carried(Value):
    """A source with the words of it that carry a sentence; `nearest` is its one sentence that says most of it."""

    source: NumberedSource
    quote: str
    nearest: str


@dataclass(frozen=True, slots=True)
class Said(Value):
    """What a sentence says, taken apart once: its concepts and figures."""

    text: str
    language: str
    concepts: tuple[Concept, ...]
    figures: Figures

    @property
    def things(self) -> list[Concept]:
        """Give the concepts that are words, without months and those that tell an outcome."""
        words = (each for each in self.concepts if not each.own[:1].isdigit() and month_number(each.own) is None)
        return [each for each in words if not tells_outcome(each.own)]


def carried(
    sentence: WrittenSentence, sources: Sequence[NumberedSource], language: str, organs: Sequence[str]
) -> tuple[tuple[Carried, ...], str]:
    """Choose the words that carry a sentence; or none, and say why it must not be told.

    `organs` are those of the store: a sentence may name of them only whom its sources name.
    """
    numbered = {source.n: source for source in sources}
    if not sentence.marks:
        return (), "it has no mark"
    if any(mark not in numbered for mark in sentence.marks):
        return (), "a mark leads nowhere"
    if _FOREIGN_MATTER.search(sentence.text):
        return (), "it holds an address or markup"
    if question_language(sentence.text) != language or _left_in_finnish(sentence.text, language) > _MOST_LEFT:
        return (), f"it is not in {language}"
    said = Said(sentence.text, language, concepts(sentence.text, language), figures(sentence.text, language))
    chosen = [_carry(said, numbered[mark]) for mark in sentence.marks]
    bearing = tuple(each for each, share in chosen if each is not None and share >= _CARRIES)
    if not bearing:
        return (), "its sources do not speak of it"
    fault = _fault(said, bearing, organs)
    return ((), fault) if fault else (bearing, "")


def _fault(said: Said, bearing: Sequence[Carried], organs: Sequence[str]) -> str:
    quotes = "\n".join(each.quote for each in bearing)
    records = "\n".join(each.source.record for each in bearing)
    evidence = f"{quotes}\n{records}"
    spoken = bearing[0].source.decision.language
    if figure := unborne(said.figures, figures(evidence, spoken)):
        return f"{figure} is not in its sources"
    words = words_of(evidence)
    if name := unknown_name(said.text, said.language, evidence) or _unknown_opening(said, words):
        return f"{name} is not named in its sources"
    if fault := disagreement(said.text, [Cited(each.nearest, each.quote, each.source.role) for each in bearing]):
        return fault
    if organ := _other_organ(said, _who_acts(said, bearing, quotes, evidence), organs):
        return f"{organ} is another organ than its sources name"
    if other := next((each.own for each in said.things if _is_another(each, words)), ""):
        return f"its sources speak of another than {other}"
    if said.things and _share(said.things, words) < _SHARE[said.language]:
        return "its sources say too little of it"
    if clause := next((each for each in _clauses(said) if _share(each.things, words) < _CLAUSE[said.language]), None):
        return f"its sources say too little of “{clause.text}”"
    return ""


def _clauses(said: Said) -> Iterator[Said]:
    """Give the pieces of a sentence that speak of several things, so that nothing is hung on what is true."""
    for text in _BETWEEN.split(said.text):
        clause = Said(text, said.language, concepts(text, said.language), Figures())
        if len(clause.things) > 1:
            yield clause


def _left_in_finnish(text: str, language: str) -> int:
    """Count the common words that a sentence in another language leaves in Finnish."""
    if language == "fi":
        return 0
    words = (match[0] for match in _WORD.finditer(text) if len(match[0]) > _SHORT and match[0].islower())
    return sum(is_known(word) and not _is_common(word, language) for word in words)


def _is_another(concept: Concept, words: Words) -> bool:
    """Tell whether the sources speak of a like thing instead: of an ice rink or a beach for a swimming hall."""
    value = told(concept, words)
    if value >= _TELLS:
        return False
    heads = {alternative.parts[-1] for alternative in concept.alternatives if len(alternative.parts) > 1}
    shares_modifier = value >= _MODIFIER and not heads & _GENERAL_HEADS
    return has_sibling(concept, words) or shares_modifier


def _who_acts(said: Said, bearing: Sequence[Carried], quotes: str, evidence: str) -> str:
    """Give where the actor of a sentence has to be named: the organ of the record acts only in its own decision."""
    decided = any(each.source.role in (ClaimRole.DECISION, ClaimRole.ACCEPTED, ClaimRole.PROPOSAL) for each in bearing)
    if decided or not is_settling(said.text):
        return evidence
    earlier = "\n".join(origin.organ or "" for each in bearing if (origin := each.source.paragraph.origin))
    return f"{quotes}\n{earlier}"


def _share(things: Iterable[Concept], words: Words) -> float:
    weighed = [(each.weight, told(each, words) >= _TELLS) for each in things]
    total = sum(weight for weight, _ in weighed)
    return sum(weight for weight, is_told in weighed if is_told) / total if total else 0.0


def _carry(said: Said, source: NumberedSource) -> tuple[Carried | None, float]:
    """Choose the run of a paragraph's sentences that says most of a sentence in the fewest words."""
    text = source.paragraph.text
    spans = list(sentences(text))[:_MOST_SENTENCES]
    context = words_of(source.record).all
    best: tuple[float, int, int] | None = None
    for first in range(len(spans)):
        for last in range(first, len(spans)):
            start, end = spans[first][0], spans[last][1]
            if end - start > LONGEST:
                break
            if end - start < SHORTEST:
                continue
            score = _covered(said, text[start:end], source.decision.language) - 0.12 * (last - first)
            if best is None or score > best[0]:
                best = score, start, end
    if best is None:
        return None, 0.0
    _, start, end = best
    quote = text[start:end]
    pieces = [text[a:b] for a, b in spans if a >= start and b <= end]
    nearest = max(pieces, key=lambda piece: _covered(said, piece, source.decision.language))
    words = words_of(quote)
    # What the head above a paragraph says need not be said in it again, but the head alone carries nothing.
    own = [each for each in said.concepts if told(each, words) >= _TELLS]
    share = len(own) / max(1, sum(not _in_record(each, context, own) for each in said.concepts))
    return Carried(source, quote, nearest), min(1.0, share) if own or not said.concepts else 0.0


def _in_record(concept: Concept, context: frozenset[str], own: Sequence[Concept]) -> bool:
    return concept not in own and any(alternative.terms <= context for alternative in concept.alternatives)


def _covered(said: Said, text: str, language: str) -> float:
    """Weigh what of a sentence a text says: things by their weight, each of its figures as a thing."""
    words = words_of(text)
    value = sum(each.weight for each in said.concepts if told(each, words) >= _TELLS)
    source = figures(text, language)
    value += sum(any(a.values & b.values for b in source.amounts) for a in said.figures.amounts)
    value += len(said.figures.dates & source.dates) + len(said.figures.sections & source.sections)
    return value + 0.5 * len(said.figures.months & source.months)


def unknown_name(text: str, language: str, evidence: str) -> str:
    """Name the first proper name of a text that its sources do not hold, or whose neighbour is another one there."""
    words = words_of(evidence)
    stems = {term[:_STEM] for term in words.all if len(term) >= _STEM and term.isalpha()}
    written = {fold(match[0].lower()) for match in _WORD.finditer(evidence)}
    before: tuple[int, frozenset[str]] | None = None
    for match, token in _names(text, language):
        forms = _forms(token, language)
        translations = translate(token, language)
        held = bool(forms & words.all) or fold(token.lower()) in written
        held |= any(_forms(word, "fi") & words.all for word in translations)
        if not held and len(token) >= _STEM and not is_known(token):
            held = fold(token.lower())[:_STEM] in stems
        if not held:
            return token
        follows = before is not None and text[before[0] : match.start()] == " "
        if follows and before is not None and not _stand_together(before[1], forms, evidence):
            return f"… {token}"
        before = None if translations else (match.end(), forms)
    return ""


def _unknown_opening(said: Said, words: Words) -> str:
    """Give the word that opens a Finnish sentence, if it may name a place ("Myllylammen") and nothing else does."""
    first = said.things[0] if said.language == "fi" and said.things else None
    if first is None or not first.key or not said.text.startswith(first.own) or told(first, words) >= _TELLS:
        return ""
    return first.own


def _stand_together(first: frozenset[str], second: frozenset[str], evidence: str) -> bool:
    """Tell whether two names stand beside each other, so that no first name gets another's surname."""
    tokens = _in_order(evidence)
    return any(_alike(first, one) and _alike(second, other) for one, other in pairwise(tokens))


@lru_cache(maxsize=64)
def _in_order(text: str) -> tuple[frozenset[str], ...]:
    return tuple(map(terms_of, analyse(text)))


def _alike(forms: frozenset[str], token: frozenset[str]) -> bool:
    stems = {form[:_STEM] for form in forms}
    return bool(forms & token) or any(term[:_STEM] in stems for term in token if len(term) >= _STEM)


def _names(text: str, language: str) -> Iterator[tuple[re.Match[str], str]]:
    """Find the words that a sentence writes with a capital and that are no month, organ's kind or beginning."""
    for match in _WORD.finditer(text):
        word = match[0].partition(":")[0].removesuffix("'s").removesuffix("’s")
        if not word[:1].isupper() or month_number(word) is not None or organ_kinds(word, language):
            continue
        opens = not text[: match.start()].strip(" ”“\"’'(")
        if opens and _is_common(word, language):
            continue
        if language == "en" and word == "I":
            continue
        yield match, word


def _is_common(word: str, language: str) -> bool:
    """Tell whether a word that opens a sentence needs its capital for that alone."""
    lowered = word.lower()
    if language == "fi":
        return is_known(lowered) and word_class(word) != "name"
    stop_words = SWEDISH_STOP_WORDS if language == "sv" else ENGLISH_STOP_WORDS
    return lowered in stop_words or bool(translate(lowered, language) or compound(lowered, language))


def _forms(word: str, language: str) -> frozenset[str]:
    names = frozenset().union(*map(terms_of, analyse(word)))
    possessive = language == "sv" and word.endswith("s")
    return frozenset({*names, fold(word.lower()), *({fold(word[:-1].lower())} if possessive else ())})


def _other_organ(said: Said, evidence: str, organs: Sequence[str]) -> str:
    """Name an organ of the sentence that its sources do not name, or give an empty string.

    Organs of the store are known by name in three languages; of others the kind has to be that of an organ named.
    """
    rest = said.text
    while found := find_organ(rest, organs):
        organ, words = found
        if not _names_organ(evidence, organ, organs):
            return words
        rest = rest.replace(words, " ", 1)
    known = words_of(evidence).all
    kinds = ((match[0], organ_kinds(match[0], said.language)) for match in _WORD.finditer(said.text))
    return next((word for word, heads in kinds if heads and not any(fold(head) in known for head in heads)), "")


def _names_organ(evidence: str, organ: str, organs: Sequence[str]) -> bool:
    rest = evidence
    while found := find_organ(rest, organs):
        if found[0] == organ:
            return True
        rest = rest.replace(found[1], " ", 1)
    return False
