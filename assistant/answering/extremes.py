"""The dearest or the cheapest of what a table prices, which no sentence need name."""

from __future__ import annotations

import re

from assistant.answering.lists import rows
from assistant.answering.reading import Reading, Sentence
from assistant.model import Question

_PRICED = r"\s+(?:hin\w+|tarjou\w+|price|bid|offer|tender|pris\w*|anbud\w*)"
_DEAREST = re.compile(
    rf"\bkallei(?:n|mma|mm)\w*|\b(?:korkei(?:n|mma|mm)|ylin|ylimm)\w*{_PRICED}|\bmost expensive\b|\bhighest{_PRICED}"
    rf"|\bdyra(?:st|re)\w*|\bhögsta?{_PRICED}",
    re.IGNORECASE,
)
_CHEAPEST = re.compile(
    rf"\bhalvi(?:n|mma|mm)\w*|\bedullisi(?:n|mma|mm)\w*|\b(?:matali(?:n|mma|mm)|alin|alimm)\w*{_PRICED}|\bcheapest\b"
    rf"|\blowest{_PRICED}|\bbilliga(?:st|re)\w*|\blägsta?{_PRICED}",
    re.IGNORECASE,
)
_PRICE = re.compile(
    r"(?<![\d.,])(?P<whole>\d{1,3}(?:[ .\u00a0]\d{3})+|\d+)(?:,(?P<part>\d{1,2}))?\s*(?:€|eur(?:oa?)?)?$"
)
_FIGURE = re.compile(r"\d+(?:[ .\u00a0]\d{3})*(?:,\d+)?")


def extreme(reading: Reading, question: Question) -> Sentence | None:
    """Give the row of a decision's one table of prices that holds the highest or lowest, where the question asks it."""
    dearest, cheapest = _DEAREST.search(question.text), _CHEAPEST.search(question.text)
    if (dearest is None) == (cheapest is None):
        return None
    tables = [
        priced for table in rows(reading.sentences) if (priced := [_price(each) for each in table]) and all(priced)
    ]
    if len(tables) != 1:
        return None
    choose = max if dearest else min
    price, row = choose((each for each in tables[0] if each), key=lambda each: each[0])
    alone = sum(1 for each in tables[0] if each and each[0] == price) == 1
    return row if alone else None


def _price(row: Sentence) -> tuple[float, Sentence] | None:
    """Read the price of a row that holds this one figure, in euros."""
    found = _PRICE.search(row.text)
    if found is None or "€" not in row.text or len(_FIGURE.findall(row.text)) != 1:
        return None
    whole = re.sub(r"\D", "", found["whole"])
    return float(f"{whole}.{found['part'] or 0}"), row
