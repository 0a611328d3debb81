"""Whether a sentence tells the same outcome as the words that it cites: verbs, negation, opposites, who proposed."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

from assistant.answering.draft import ClaimRole
from indexer.model import Value

_WORDING = tomllib.loads(files("assistant.answering").joinpath("wording.toml").read_text(encoding="utf-8"))
_PROPOSALS = frozenset({ClaimRole.PROPOSAL, ClaimRole.AMENDED, ClaimRole.ACCEPTED})
_SETTLED = ("accepted", "rejected", "returned", "postponed", "ended", "elected")
_NEGATION = re.compile(
    # Capitals alone are a vote: "3 EI". "Regardless of" and "in spite of" end as negations do in Finnish.
    r"\b(?:[Ee]i|[Ee]mme|[Ee]ivät|eikä|eivätkä|[Ii]lman)\b|\w{3,}(?<!riippu)(?<!huoli)(?:matta|mättä)\b"
    r"|\b(?:[Ii]nte|icke|ej|[Ii]ngen|[Ii]nget|[Ii]nga|[Aa]ldrig|[Vv]arken)\b"
    r"|\b(?:not|[Nn]o|[Nn]ever|[Nn]one|[Nn]obody|[Nn]othing|[Nn]either|nor|cannot|[Ww]ithout)\b|n[’']t\b",
)


def _words(listed: str) -> re.Pattern[str]:
    forms = (re.escape(word).replace(r"\*", r"\w*").replace("_", " ") for word in listed.split())
    return re.compile(rf"\b(?:{'|'.join(forms)})\b", re.IGNORECASE)


_OUTCOMES = {name: _words(listed) for name, listed in _WORDING["outcomes"].items()}
_SPEECH = {name: _words(listed) for name, listed in _WORDING["speech"].items()}
_OPPOSITES = tuple((_words(pair["one"]), _words(pair["other"])) for pair in _WORDING["opposites"])


@dataclass(frozen=True, slots=True)
class Cited(Value):
    """A quote, its one sentence that is nearest to what is said, and as what it may be presented."""

    nearest: str
    quote: str
    role: ClaimRole


def disagreement(said: str, cited: Sequence[Cited]) -> str:
    """Say how a sentence tells another outcome than what it cites, or give an empty string."""
    quotes = "\n".join(each.quote for each in cited)
    accepted = any(each.role is ClaimRole.ACCEPTED for each in cited)
    for name, pattern in _OUTCOMES.items():
        if pattern.search(said) and not pattern.search(quotes) and not (name == "accepted" and accepted):
            return f"it says {name}, which its source does not"
    for one, other in (*_OPPOSITES, *(pair[::-1] for pair in _OPPOSITES)):
        if one.search(said) and not other.search(said) and other.search(quotes) and not one.search(quotes):
            return "its source says the opposite"
    denials, sources = _negations(said), [_negations(each.nearest) for each in cited]
    if bool(denials) != any(sources) or denials > sum(sources):
        return "it affirms what its source denies, or denies what that affirms"
    return _proposal_as_decision(said, cited)


def _negations(text: str) -> int:
    return len(_NEGATION.findall(text))


def tells_outcome(word: str) -> bool:
    """Tell whether a word is of those that say what becomes of a matter, which are held to the record."""
    return any(pattern.search(word) for pattern in (*_OUTCOMES.values(), *_SPEECH.values()))


def is_settling(text: str) -> bool:
    """Tell whether a text says that a matter was settled, or what somebody holds of it."""
    settled = any(_OUTCOMES[name].search(text) for name in _SETTLED)
    return settled or any(_SPEECH[name].search(text) for name in ("settles", "opinion"))


def _proposal_as_decision(said: str, cited: Sequence[Cited]) -> str:
    """Tell what is proposed, or said by one of those present, from what is decided."""
    if _SPEECH["proposes"].search(said):
        proposing = any(_SPEECH["proposes"].search(each.quote) or each.role in _PROPOSALS for each in cited)
        return "" if proposing else "it tells a proposal where its source has none"
    for each in cited:
        if each.role in (ClaimRole.PROPOSAL, ClaimRole.AMENDED):
            return "it tells a proposal as decided"
        somebodys = _SPEECH["somebody_proposed"].search(each.nearest) and not _SPEECH["settles"].search(each.nearest)
        if somebodys and each.role is not ClaimRole.ACCEPTED:
            return "it tells as a fact what somebody proposed"
    settled = _SPEECH["decides"].search(said) or any(_OUTCOMES[name].search(said) for name in _SETTLED)
    if settled and not any(_may_settle(each) for each in cited):
        return "it tells a decision that its source does not hold"
    return ""


def _may_settle(cited: Cited) -> bool:
    if cited.role in (ClaimRole.DECISION, ClaimRole.ACCEPTED):
        return True
    return bool(_SPEECH["decides"].search(cited.quote)) or any(_OUTCOMES[name].search(cited.quote) for name in _SETTLED)
