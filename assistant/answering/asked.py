"""What kind of thing a question asks for, and whether a text holds it: a sum, a count, a date, a name, a reason."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from assistant.model import Concept, Question, QuestionKind
from indexer.finnish import lemmas

Test = Callable[[str], object]

_NUMERALS = (
    r"\b(?:kaksi|kahden|kahta|kolme|kolmen|kolmea|neljä|neljän|neljää|viisi|viiden|viittä|kuusi|kuuden|kuutta"
    r"|seitsemän|seitsemää|kahdeksan|kahdeksaa|yhdeksän|yhdeksää|kymmenen|kymmentä|två|tre|fyra|fem|sex|sju|åtta|nio"
    r"|tio)\b"
)
_AMOUNT = re.compile(
    r"\d[\d .,]*(?:€|eur|%|kpl|m2|m3|m²|km|ha\b|tonni|henk|kappale|milj|snt|kWh|MWh|tn\b)|\(\d+\)"
    r"|\d{2,}",
    re.IGNORECASE,
)
_NEAR = 40  # characters beside a figure in which it says what it counts
_COUNTED = re.compile(rf"{_NUMERALS}|\b\d+\b", re.IGNORECASE)
_MONEY = re.compile(r"\d[\d .,]*\s*(?:€|eur|milj|tuhatta)", re.IGNORECASE)
# "Euroa asukasta kohti", "€/m2", "per invånare": a share of the whole.
_PER_UNIT = re.compile(
    r"\b\w+[aä] (?:kohti|kohden)\b|(?:€|eur|euroa?) ?/ ?\w|\bper (?!\d)\w{3,}|\b\w*kohtai\w+|\bneliö\w+", re.IGNORECASE
)
_DATE = re.compile(
    r"\d{1,2}\.\d{1,2}\.(?:\d{4})?|\b(?:19|20)\d\d\b|\b(?:tammi|helmi|maalis|huhti|touko|kesä|heinä|elo|syys|loka"
    r"|marras|joulu)kuu",
    re.IGNORECASE,
)
_REASON = re.compile(
    r"\bkoska\b|\bvuoksi\b|\bsyystä\b|\bsyyn[äa]\b|\bperuste(?!ltua)|\bjohtu|\bsiksi\b|\btakia\b|\bsillä\b"
    r"|\bjotta\b|\bselitty|\baiheutu|\bjohdosta\b|\bansiosta\b|\bpå grund\b|\beftersom\b|\bför att\b|\bberor\b"
    r"|\bmotiver",
    re.IGNORECASE,
)
_VOTE = re.compile(r"\b(?-i:JAA|EI)\b|\bään(?:in|tä|est)|\bröst|\bomröst", re.IGNORECASE)
_UNANIMOUS = re.compile(r"\byksimieli|\benhälli|\benig", re.IGNORECASE)
# Two words with capitals, or a company or an association: somebody's name.
_SOMEBODY = re.compile(r"\b[A-ZÅÄÖ][\w-]+ [A-ZÅÄÖ][\w-]+|\b(?:Oy|Oyj|Ab|Ky|ry|rf)\b|\b\w+ryhmä")
# Dates, sections, addresses and numbers of plots are figures, but no amounts.
_REFERENCE = re.compile(
    r"\b[^\W\d_]*(?:tie|katu|kuja|polku|kaari|väylä|raitti|vägen|gatan|gränden|stigen)\s+\d+(?:[:\w]*\w)?|\b\d+(?:[-/:]\d+)+\b"
    r"|\d{1,2}\.\d{1,2}\.(?:\d{4})?|§+ ?\d+|\d+ ?§|\bklo? \d+[.:]?\d*(?: ?[-–] ?\d+[.:]?\d*)?|\b(?:19|20)\d\d\b",
    re.IGNORECASE,
)
_MONEY_QUESTION = re.compile(
    r"\bmaks(?:aa|oi|aisi|avat|ettu|amaan)|\bhin(?:ta|nalla|nan|taan)\b|\bkustan|\bbudjet|\bmäärärah|\bpaljonko\b"
    r"|\bcost|\bprice"
    r"|\bbudget|\bkost|\bpris(?:et)?\b|\bcheapest\b|\bexpensive\b|\bbilligast|\bdyrast|\beuro",
    re.IGNORECASE,
)
_DEED_QUESTION = re.compile(
    r"\b\w+ttiin\b|\bvalittiin\b|\b\w*(?:hallitus|lautakunta|valtuusto|jaosto|johtokunta)\s+\w+(?:i|ivat|ivät)\b"
    r"|\b(?:was|were)(?: \w+){0,2} (?:\w+ed|chosen|given|sent)\b"
    r"|\bdid the \w+ (?:\w+ )?(?:choose|propose|approve|grant|give)\b"
    r"|\b(?:valdes|beviljades|godkändes|beslutades|antogs|utsågs|gavs)\b",
    re.IGNORECASE,
)
# "Saako", "luvalla", "is … allowed": what may be done is what was permitted.
_PERMISSION_QUESTION = re.compile(
    r"\bsaa(?:ko|vatko)?\b(?=.*\b\w+[aä]\b)|\bluvalla\b|\bsallit\w+|\bmay\b|\ballowed\b|\bpermi(?:t|ssion)\w*|\bfår\b|\btillåt\w*",
    re.IGNORECASE,
)
_PERMITS = re.compile(
    r"\b(?:saa|saavat|voi|voivat|voidaan)\b|\bmyönne\w+|\bmyöntä\w+|\bsalli\w+|\bsuostu\w+|\bantaa luvan\b"
    r"|\blupa annetaan\b|\bfår\b|\bbevilja\w*|\btillåt\w*|\btillstånd\b",
    re.IGNORECASE,
)
_COUNT_QUESTION = re.compile(r"\bmontako\b|\bkuinka mon(?:ta|i)\b|\bhow many\b|\bhur många\b", re.IGNORECASE)
_AMOUNT_QUESTION = re.compile(
    r"\bmontako\b|\bkuinka (?:paljon|monta|moni|suuri|suurella)\b|\bpaljonko\b|\bhow (?:much|many)\b"
    r"|\bhur (?:mycket|många)\b",
    re.IGNORECASE,
)
_WHO_QUESTION = re.compile(
    r"\b(?:kuka|ketkä|kenelle|keille|keneltä|kenet|ketä|kenen|who|whom|whose|vem|vilken (?:entreprenör|leverantör))\b"
    r"|\bmikä (?:yritys|yhtiö|yhdistys|urakoitsija)\b|\bwhich (?:company|firm|contractor|bidder|supplier)\b",
    re.IGNORECASE,
)
_CHOSEN_QUESTION = re.compile(
    r"\b(?:valittiin|valitsi|valittu|nimettiin|nimesi|palkattiin|chosen|selected|elected|appointed|hired|valdes|utsågs"
    r"|anställdes)\b",
    re.IGNORECASE,
)
_CHOOSES = re.compile(
    r"\b(?:valit(?!us)\w+|valinnut|nime(?:si|sivät|tään|ttiin|tty|ää)|nimitt?\w+|palkat\w+|palkka(?:si|a)|tilaa|tilaavat|tilasi\w*|tilata\w*"
    r"|tarjou\w+|väl(?:jer|jas|de|des|ja)|utse\w*|utsåg\w*|anställ\w+|anbud\w*)\b",
    re.IGNORECASE,
)
# "Kuinka paljon henkilöasiakkaita", "how many bids": what is counted has to be what the figure counts.
_COUNTED_NOUN = re.compile(
    r"\b(?:montako|kuinka (?:monta|moni|paljon)|paljonko)\s+(?:[^\W\d_]{3,}n\s+)*"
    r"(?P<finnish>[\w-]*[^\W\d_](?<!ll)(?<!lt)(?<!ss)[aä])\b"
    r"|\b(?:how (?:many|much)|hur (?:många|mycket))\s+(?P<foreign>[\w-]+)",
    re.IGNORECASE,
)
_VALUES = {"kaksi": 2, "kolme": 3, "neljä": 4, "viisi": 5, "kuusi": 6, "seitsemän": 7, "kahdeksan": 8}
_NUMBERED_SORT = re.compile(rf"\b(?P<number>{'|'.join(_VALUES)})\s+(?P<sort>[^\W\d_]{{3,}})", re.IGNORECASE)
_COUNTED_SORT = re.compile(rf"\bmitkä\s+{_NUMBERED_SORT.pattern[2:]}", re.IGNORECASE)
_SORT = re.compile(
    r"\b(?:mitkä|mille|millä|miltä|missä|mistä|mihin|mitä|which|what|vilka|vilket|vilken|luettele|list)\s+"
    r"(?:(?:kaikki|kaikkia|kaikille|muut|muita|the|all|all the|\d+|kaksi|kolme|neljä|viisi|two|three|four|alla)\s+)*"
    r"(?:(?:ovat|are|är)\s+)?(?P<noun>[\w-]+)",
    re.IGNORECASE,
)


@lru_cache(maxsize=1_000)  # asked at each sentence that is read
def _is_of_money(question: str) -> bool:
    return _MONEY_QUESTION.search(question) is not None


def asks_money(question: Question) -> bool:
    """Tell whether a question asks for a sum of money."""
    return _is_of_money(question.text)


def asks_amount(question: Question) -> bool:
    """Tell whether a question asks how much or how many, whatever else it asks."""
    return question.kind is QuestionKind.AMOUNT or _AMOUNT_QUESTION.search(question.text) is not None


def asks_count(question: Question) -> bool:
    """Tell whether a question asks how many there are."""
    return _COUNT_QUESTION.search(question.text) is not None


def asks_deed(question: Question) -> bool:
    """Tell whether a question asks what an organ did: "mikä valittiin", "kenelle myönnettiin", "what was approved"."""
    return question.kind is not QuestionKind.REASON and _DEED_QUESTION.search(question.text) is not None


def asks_choice(question: Question) -> bool:
    """Tell whether a question asks who was chosen for something."""
    return _WHO_QUESTION.search(question.text) is not None and _CHOSEN_QUESTION.search(question.text) is not None


def chooses(text: str) -> bool:
    """Tell whether a text tells that somebody was chosen, or whose tender was accepted."""
    return _CHOOSES.search(text) is not None


def names_somebody(text: str) -> bool:
    """Tell whether a text names a person or a company: of a person's names the last one alone is inflected."""
    return any(not match[0].split()[0].endswith("n") for match in _SOMEBODY.finditer(text))


def tells_vote(text: str) -> bool:
    """Tell whether a text tells of votes, or that nobody wanted any."""
    return _VOTE.search(text) is not None or _UNANIMOUS.search(text) is not None


def asks_permission(question: Question) -> bool:
    """Tell whether a question asks what may be done."""
    return _PERMISSION_QUESTION.search(question.text) is not None


def permits(text: str) -> bool:
    """Tell whether a text permits something."""
    return _PERMITS.search(text) is not None


def counted(question: Question, concept: Concept) -> bool:
    """Tell whether a concept is what the question counts ("montako katuvaloa", "how many bids")."""
    nouns = (match["finnish"] or match["foreign"] for match in _COUNTED_NOUN.finditer(question.text))
    return any(noun.lower() == concept.own.lower() for noun in nouns)


def asked_sort(question: Question, concept: Concept) -> bool:
    """Tell whether a concept is the sort of thing that a list is asked of ("mitkä hankkeet", "which projects").

    A compound says more than the sort: "jäähallihankkeet" have to be of an ice rink.
    """
    if any(len(each.parts) > 1 for each in concept.alternatives if each.weight == 1.0):
        return False
    return any(match["noun"].lower() == concept.own.lower() for match in _SORT.finditer(question.text))


def counted_sort(question: Question) -> tuple[int, str] | None:
    """Give how many of what sort of thing a question asks to name ("mitkä kolme hanketta"), or None."""
    match = _COUNTED_SORT.search(question.text)
    lemma = next(iter(lemmas(match["sort"])), "") if match else ""
    return (_VALUES[match["number"].lower()], lemma) if match and lemma else None


def announces(text: str, number: int, sort: str) -> bool:
    """Tell whether a text says that there are so many of a sort of thing."""
    return any(
        _VALUES[match["number"].lower()] == number and sort in lemmas(match["sort"])
        for match in _NUMBERED_SORT.finditer(text)
    )


# What a sentence holds is the same for every question.
@lru_cache(maxsize=20_000)
def holds_amount(text: str) -> bool:
    """Tell whether a text holds an amount: a figure that is no date, section or time."""
    return _AMOUNT.search(_REFERENCE.sub(" ", text)) is not None


@lru_cache(maxsize=20_000)
def holds_money(text: str) -> bool:
    """Tell whether a text holds a sum of money."""
    return _MONEY.search(text) is not None


@lru_cache(maxsize=20_000)
def is_per_unit(text: str) -> bool:
    """Tell whether a text speaks of so much for each of something."""
    return _PER_UNIT.search(text) is not None


def gives_reason(text: str) -> bool:
    """Tell whether a text gives a reason for something."""
    return _REASON.search(text) is not None


def wanted(question: Question) -> list[Test]:
    """Give the tests for the kinds of thing that a question asks for; a question can ask for several."""
    tests: list[Test] = []
    if asks_amount(question):
        tests.append(counts_of if asks_count(question) else holds_amount)
    if question.kind is QuestionKind.DATE:
        tests.append(_DATE.search)
    if question.kind is QuestionKind.REASON:
        tests.append(_REASON.search)
    if question.kind is QuestionKind.VOTE:
        tests.append(_VOTE.search)
    if _WHO_QUESTION.search(question.text):
        tests.append(_SOMEBODY.search)
    return tests


def _without(pattern: re.Pattern[str], text: str) -> str:
    """Blank out what a pattern matches, so that positions still hold."""
    return pattern.sub(lambda match: " " * len(match[0]), text)


@lru_cache(maxsize=20_000)
def counts_of(text: str) -> tuple[str, ...]:
    """Give what stands around each figure or numeral of a text that may count something: no date, address or sum."""
    rest = _without(_MONEY, _without(_REFERENCE, text))
    return tuple(text[max(0, each.start() - _NEAR) : each.end() + _NEAR] for each in _COUNTED.finditer(rest))


def is_of_kind(text: str, question: Question) -> bool:
    """Tell whether a text holds the kind of thing that is asked for: a figure, a sum, a date."""
    if question.kind is QuestionKind.AMOUNT:
        if asks_count(question):
            return bool(counts_of(text))
        return holds_money(text) if asks_money(question) else holds_amount(text)
    return question.kind is not QuestionKind.DATE or _DATE.search(text) is not None
