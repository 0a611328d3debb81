"""The content words of a question as concepts: each with the Finnish ways to say it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import product

from assistant.lexicon import compound, compounds, from_finnish, is_headword, synonyms, translate
from assistant.model import Alternative, Concept
from indexer.finnish import (
    ENGLISH_STOP_WORDS,
    STOP_WORDS,
    SWEDISH_STOP_WORDS,
    QueryTerm,
    TermKind,
    TokenKind,
    analyse,
    fold,
    lemmas,
    query_terms,
    word_class,
)
from indexer.foreign import foreign_term

# Words that frame a question about a decision and say nothing of its topic.
_FRAME = {
    "fi": "päättää päätös hyväksyä hyväksyminen käsitellä käsittely koskea koskeva liittyä liittyvä antaa saada"
    " tehdä olla"
    " ottaa tulla mennä pitää asia kysymys vuosi kuukausi kokous pöytäkirja esittää esitys todeta kertoa luetella"
    " listata"
    " tietää löytyä paljon paljo suuri enintään kukin jokainen monta läpi entä uudestaan uudelleen kunta kaupunki"
    " lautakunta hallitus valtuusto aika päivä ajankohta alku loppu summa paljon montako ääni äänestys"
    " äänestää lopputulos vaihe kaikki"
    " muu eri sama ensimmäinen viimeinen viimeisin uusin kyseinen mainita nimetä".split(),
    "en": "decide decided decision decisions concern concerns concerned concerning regard regarding about include"
    " included"
    " includes including involve involved related relate list tell say said year years month meeting meetings"
    " minutes board"
    " committee council town city municipality many much amount date dates time latest last first own going did"
    " does were"
    " any anything there made make take taken get got give given what's please show find know connected affect affects"
    " come came opinion statement vote votes voted list reason own note noted notes new asked ask most least new"
    " time".split(),
    "sv": "besluta beslutade beslut beslöt gälla gäller gällde angå angår handla handlar rör röra år månad möte"
    " mötet protokoll"
    " nämnden nämnd stad staden kommun kommunen ärende ärendet lista berätta säga sade många mycket datum tid"
    " senaste sista"
    " första finns fanns har hade blev bli fick få gjorde göra ingår ingick berör beträffande angående hör hörde"
    " ta tog"
    " utlåtande yttrande röst röster räkna upp nämn framskrida framskridit framskred fått gick går ny nya nytt"
    " egen eget beslutet besluten beslutades beslutats fattades handlade handlat"
    " rörde rört gällt berörde berört angick nämndens mötets stor stort stora föreslå föreslog föreslogs föreslås"
    " förslag förslaget godkänna godkänner godkände godkändes godkänns godkänt godkänts".split(),
}
# Postpositions and the like, which are nouns in other sentences, how a proposal fared, and forms of companies: as they
# are written.
_FRAME_FORMS = frozenset(
    "perusteella lisäksi sijaan sijasta puolesta ilman alkaen mukaan mukaisesti vuoksi kautta osalta kanssa"
    " välillä aikana"
    " jälkeen ennen suhteen johdosta vastaan kohdalla toimesta enintään vähintään yhteensä oy oyj ab ky oy:n"
    " oyj:n sellaisenaan sellaisinaan muutoksella muutoksin muutoksitta muutettuna yksimielisesti".split()
)
_FRAME_FOLDED = frozenset(fold(word) for word in _FRAME["fi"])
# What a kind of word counts: an answer has to speak of the things that a question names.
_NAME_WEIGHT, _NOUN_WEIGHT, _OTHER_WEIGHT = 1.5, 1.0, 0.4
_NOUN_LIKE = frozenset({"noun", "name", "unknown"})
_KNOWN_NOUNS = frozenset({"noun", "name"})
_SHORTEST_MATERIAL = 3
_SYNONYM_WEIGHT = 0.8
# An organ that meets holds a meeting: the verb and the noun are one concept in minutes.
_MEETS = {
    "fi": frozenset({"kokoontua"}),
    "en": frozenset({"meet", "meets", "met", "convene", "convenes"}),
    "sv": frozenset({"sammanträda", "sammanträder", "sammanträdde", "möts", "samlas"}),
}
_MEETING = (Alternative(frozenset({"kokous"})), Alternative(frozenset({"kokoontua"})))
# Endings by which a word that the dictionary does not know is a verb or an adjective, not a thing.
_VERB_FORM = {
    "sv": re.compile(r"(?:des|tes|ades|ats|its|ades|ade|gs|ts|nde|igt|iga|lig|ligt|ligen)$|^.{1,3}$"),
    "en": re.compile(r"(?:ed|ing|ly|est)$|^.{1,3}$"),
}
# Numbers in words, and words that say which of the things, not what they are.
_NUMERALS = frozenset("two three four five six seven eight nine ten två tre fyra fem sex sju åtta nio tio".split())
_WHICH = frozenset(
    "largest biggest greatest smallest highest lowest cheapest longest shortest newest oldest best total".split()
)
_PHRASE = 3  # words of the longest phrase looked up in the dictionary
_TRANSLATION_WEIGHT = 0.9
_MOST_HEADS, _MOST_PIECES = 4, 3  # words of another language for a Finnish one and for a piece of it
_WORD = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*")


def concepts(text: str, language: str, others: Sequence[str] = ()) -> tuple[Concept, ...]:
    """Find the concepts of a question, in order; `text` comes without the words that name times and organs.

    Finnish words are looked up in the `others` of the languages "sv" and "en" as well: those of the documents.
    """
    found = _finnish(text, others) if language == "fi" else _foreign(text, language)
    return tuple({concept.own.lower(): concept for concept in found}.values())


def _finnish(text: str, others: Sequence[str]) -> Iterator[Concept]:
    groups: dict[int, list[QueryTerm]] = {}
    for term in query_terms(text, STOP_WORDS):
        groups.setdefault(term.group, []).append(term)
    for terms in groups.values():
        first = terms[0]
        if any(term.term in _FRAME_FOLDED for term in terms if term.kind is TermKind.LEMMA):
            continue
        own = text[first.start : first.end]
        if own.lower() in _FRAME_FORMS:
            continue
        if any(term.term in _MEETS["fi"] for term in terms):
            yield Concept(own, _MEETING, weight=_NOUN_WEIGHT)
            continue
        named = _is_name(own, text, first.start)
        weight = _NAME_WEIGHT if named else _NOUN_WEIGHT if word_class(own) in _NOUN_LIKE else _OTHER_WEIGHT
        alternatives = [*_own_forms(own, terms), *([] if named else _synonyms(own))]
        if not named:
            alternatives += [each for language in others for each in _in_language(own, language)]
        yield Concept(own, tuple(alternatives), named, weight)


def _synonyms(word: str) -> Iterator[Alternative]:
    for lemma in lemmas(word)[:1]:
        for other in synonyms(lemma):
            yield Alternative(frozenset({fold(other)}), (), _SYNONYM_WEIGHT)


def _in_language(word: str, language: str) -> Iterator[Alternative]:
    """Give what a Finnish word is in Swedish or English; a compound also piece by piece."""
    for lemma in lemmas(word)[:1]:
        for head in from_finnish(lemma, language)[:_MOST_HEADS]:
            yield Alternative(_foreign_words(head, language), (), _TRANSLATION_WEIGHT)
    parts = [part for token in analyse(word) for part in token.parts if "~" not in part]
    if len(parts) == 2:
        first, last = (from_finnish(part, language)[:_MOST_PIECES] for part in parts)
        for modifier in first:
            for head in last:
                terms = _foreign_words(modifier, language) | _foreign_words(head, language)
                yield Alternative(terms, (), _TRANSLATION_WEIGHT)


def _foreign_words(phrase: str, language: str) -> frozenset[str]:
    return frozenset(fold(foreign_term(word, language)) for word in re.findall(r"[^\W\d_]+", phrase.lower()))


def _own_forms(own: str, terms: list[QueryTerm], weight: float = 1.0) -> Iterator[Alternative]:
    """Give the whole word in each of its readings, and a compound as all of its parts in one word."""
    parts = compound_parts(own)
    for term in terms:
        if term.kind is not TermKind.PART:
            yield Alternative(frozenset({term.term}), parts, weight)
    if len(parts) > 1:
        yield Alternative(frozenset(parts), parts, weight)
        for head in synonyms(parts[-1]):
            others = (*parts[:-1], fold(head))
            yield Alternative(frozenset(others), others, weight * _SYNONYM_WEIGHT)


def compound_parts(word: str) -> tuple[str, ...]:
    """Give the folded parts of a compound, modifier first, without the neighbouring pairs; nothing for other words."""
    tokens = analyse(word)
    parts = tuple(part for part in tokens[0].parts if "~" not in part) if len(tokens) == 1 else ()
    if len(parts) < 2:
        return ()
    joined = {a + b for a in parts for b in parts}
    return tuple(fold(part) for part in parts if part not in joined)


def _is_name(own: str, text: str, start: int) -> bool:
    """Tell a figure, or a word with a capital within a sentence, from other words."""
    if not own[:1].isalpha():
        return True
    return own[:1].isupper() and start > 0 and text[:start].rstrip()[-1:] not in {".", "?", "!", ":", ""}


def _foreign(text: str, language: str) -> Iterator[Concept]:
    """Look phrases, then words, then Swedish compounds up in the dictionary; names and figures stay as they are."""
    stop_words = ENGLISH_STOP_WORDS if language == "en" else SWEDISH_STOP_WORDS
    words = list(_WORD.finditer(text))
    index = 0
    while index < len(words):
        taken = _phrase(text, words, index, language, stop_words)
        if taken is not None:
            concept, index = taken
            yield concept
            continue
        match = words[index]
        index += 1
        word = match[0]
        if word.lower() in _MEETS[language]:
            yield Concept(word, _MEETING, weight=_NOUN_WEIGHT)
            continue
        if not _has_content(word, language, stop_words):
            continue
        pair = _pair(text, match, words[index] if index < len(words) else None, language, stop_words)
        if pair is not None:
            index += 1
            yield pair
            continue
        named = _is_name(word, text, match.start())
        translations = list(_translations(word, language))
        alternatives = [*_as_written(word, language, guess=named or not translations), *translations]
        weight = _NAME_WEIGHT if named else _foreign_weight(word, language)
        yield Concept(word, tuple(alternatives), named, weight, unknown=not named and not translations)
    for token in analyse(text):
        if token.kind is not TokenKind.WORD:
            own = text[token.start : token.end]
            terms = query_terms(own, frozenset())
            yield Concept(own, tuple(Alternative(frozenset({term.term})) for term in terms), True, _NAME_WEIGHT)


def _foreign_weight(word: str, language: str) -> float:
    """Weigh a word by what its first translations are; one that the dictionary does not know may be the topic.

    An inflected verb is no thing, though its headword may be one too ("handled" comes from "handle").
    """
    if word.lower() in _NUMERALS or word.lower() in _WHICH:
        return _OTHER_WEIGHT
    found = (translate(word, language) or (compound(word, language) or ((),))[-1])[:_PHRASE]
    nouns = [each for each in found if word_class(each) in _NOUN_LIKE]
    if _VERB_FORM[language].search(word.lower()) and not is_headword(word, language):
        return _OTHER_WEIGHT
    return _NOUN_WEIGHT if nouns or not found else _OTHER_WEIGHT


def _has_content(word: str, language: str, stop_words: frozenset[str]) -> bool:
    lowered = word.lower()
    return (
        lowered not in stop_words and lowered not in _FRAME[language] and lowered not in _FRAME_FORMS and len(word) > 1
    )


def _pair(
    text: str, match: re.Match[str], following: re.Match[str] | None, language: str, stop_words: frozenset[str]
) -> Concept | None:
    """Read two nouns side by side in English as the compound that Finnish makes of them: "swimming hall"."""
    if language != "en" or following is None or text[match.end() : following.start()] != " ":
        return None
    if not _has_content(following[0], language, stop_words) or _is_name(match[0], text, match.start()):
        return None
    if match[0].lower() in _WHICH | _NUMERALS:
        return None
    modifiers, heads = _modifiers(match[0]), translate(following[0], language)
    nouns = [head for head in heads if word_class(head) in _KNOWN_NOUNS and " " not in head]
    nouns += [part for head in nouns for part in compound_parts(head)[-1:]]  # a bus is a kind of car: "linja-auto"
    single = [modifier for modifier in modifiers if " " not in modifier]
    if not single or not nouns or _is_name(following[0], text, following.start()):
        return None
    own = text[match.start() : following.end()]
    known = [form for word in compounds(match[0], nouns, language) for form in _finnish_forms(word)]
    as_written = Alternative(_foreign_words(own, language))
    return Concept(own, (as_written, *known, *_compounds(single, nouns)), weight=_NOUN_WEIGHT)


def _modifiers(word: str) -> tuple[str, ...]:
    """Translate the first of two English nouns; of an adjective of a material ("wooden") its noun too."""
    material = word[: -len("en")] if word.endswith("en") else ""
    return (*translate(word, "en"), *(translate(material, "en") if len(material) > _SHORTEST_MATERIAL else ()))


def _compounds(*pieces: Sequence[str]) -> Iterator[Alternative]:
    """Give every compound of one translation of each piece, modifier first."""
    for words in product(*pieces):
        terms = tuple(map(fold, words))
        yield Alternative(frozenset(terms), terms, _TRANSLATION_WEIGHT)


def _phrase(
    text: str, words: list[re.Match[str]], index: int, language: str, stop_words: frozenset[str]
) -> tuple[Concept, int] | None:
    """Find the longest phrase of the dictionary that begins at a word; give its concept and the index after it."""
    for length in range(min(_PHRASE, len(words) - index), 1, -1):
        piece = words[index : index + length]
        own = text[piece[0].start() : piece[-1].end()]
        if (
            piece[0][0].lower() in stop_words
            or piece[-1][0].lower() in stop_words
            or not re.fullmatch(r"[\w' -]+", own)
        ):
            continue
        found = translate(own, language)
        if found:
            alternatives = [each for word in found for each in _finnish_forms(word)]
            alternatives.append(Alternative(_foreign_words(own, language)))
            return Concept(own, tuple(alternatives)), index + length
    return None


def _as_written(word: str, language: str, *, guess: bool) -> Iterator[Alternative]:
    """Give the word as it stands and by its stem, a Swedish compound also by its pieces.

    Where it may be a name, give its base forms, too: names are inflected in Finnish.
    """
    terms = query_terms(word, frozenset())
    for term in terms:
        if term.kind is TermKind.PART or ("~" in term.term[1:] and not term.term.startswith(language)):
            continue
        if guess or "~" in term.term[1:] or term.term == fold(word.lower()):
            yield Alternative(frozenset({term.term}))
    if language == "sv" and guess and word[:1].isupper() and word.endswith("s"):  # the genitive of a name
        for term in query_terms(word[:-1], frozenset()):
            if term.kind is TermKind.LEMMA:
                yield Alternative(frozenset({term.term}))
    pieces = [term.term for term in terms if term.kind is TermKind.PART and term.term.startswith(f"{language}~")]
    if len(pieces) > 1:
        yield Alternative(frozenset(pieces), tuple(pieces))
    name, hyphen, _ = word.partition("-")
    if hyphen and guess:  # "TiMaRa-projektet": the word after the hyphen is the asker's language, the name is not
        yield Alternative(frozenset({fold(name.lower())}))


def _translations(word: str, language: str) -> Iterator[Alternative]:
    for translation in translate(word, language):
        yield from _finnish_forms(translation)
    if pieces := compound(word, language):
        yield from _compounds(*(each[:_MOST_PIECES] if len(pieces) > 2 else each for each in pieces))


def _finnish_forms(translation: str) -> Iterator[Alternative]:
    """Give a Finnish word of the dictionary as it is looked up; of a phrase, all of its words."""
    terms = query_terms(translation, STOP_WORDS)
    groups = {term.group for term in terms}
    if len(groups) == 1:
        yield from _own_forms(translation, terms, _TRANSLATION_WEIGHT)
    elif groups:
        lemmas = {term.group: term.term for term in reversed(terms) if term.kind is not TermKind.PART}
        yield Alternative(frozenset(lemmas.values()), (), _TRANSLATION_WEIGHT)
