"""Lines that only name earlier handlings of a matter, which are never the meeting that a document is of."""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexer.labels import Label, match_label
from indexer.layout import Block
from indexer.references import first_date, handling_header

RULE = re.compile(r"^[_\-–—=*\s]{5,}$")
_LONGEST_MENTION = 120


def history_headers(blocks: Sequence[Block]) -> tuple[int, ...]:
    """Find the lines of organ, date and § that stand beside or right below a label such as "Päätöshistoria"."""
    found: list[int] = []
    below = False
    for index, block in enumerate(blocks):
        match = match_label(block.text, block.opening)
        labelled = match is not None and match.label is Label.EARLIER
        if (below or labelled) and handling_header(block.text) is not None:
            found.append(index)
        below = labelled or (below and _mentions(block))
    return tuple(found)


def _mentions(block: Block) -> bool:
    """Tell a line of a list of handlings: "Suomi 100 -toimikunta 19.4.2016, 19.10.2016"."""
    text = block.text
    return len(text) <= _LONGEST_MENTION and not text.endswith((".", ":")) and first_date(text) is not None


def listed_handlings(blocks: Sequence[Block]) -> frozenset[int]:
    """Find the history headers that stand for themselves, where the section does not retell what was said there.

    What is retold ends in its decision, and this meeting's own proposal or decision follows it; or this meeting's own
    decision was told before.
    """
    headers = history_headers(blocks)
    if not headers:
        return frozenset()
    told = [
        (index, match.label)
        for index, block in enumerate(blocks)
        if (match := match_label(block.text, block.opening)) and match.label in (Label.PROPOSAL, Label.DECISION)
    ]
    return frozenset(index for index in headers if not _is_retold(index, told))


def old_handlings(blocks: Sequence[Block]) -> frozenset[int]:
    """Find what stands above a rule and tells a decision of its own, where this meeting's decision follows below.

    Such a handling is copied from older minutes, without the line that says from which.
    """
    found: set[int] = set()
    start = 0
    for index, block in enumerate(blocks):
        if index and block.label is not blocks[index - 1].label:
            start = index
        if not RULE.match(block.text):
            continue
        above = range(start, index)
        named = any(handling_header(blocks[at].text) for at in above)
        decided = any(_tells_decision(blocks[at]) for at in above)
        if decided and not named and any(map(_tells_decision, blocks[index + 1 :])):
            found.update((*above, index))
        start = index + 1
    return frozenset(found)


def _tells_decision(block: Block) -> bool:
    match = match_label(block.text, block.opening)
    return block.label is Label.DECISION or (match is not None and match.label is Label.DECISION)


def _is_retold(header: int, told: Sequence[tuple[int, Label]]) -> bool:
    if any(index < header and label is Label.DECISION for index, label in told):
        return True
    after = [label for index, label in told if index > header]
    return Label.DECISION in after[:-1]
