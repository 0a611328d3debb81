"""Words by which minutes say that a matter, or a part of it, is secret."""

from __future__ import annotations

import re
from collections.abc import Iterable

from indexer.model import Paragraph, PartKind

# "Salassa pidettävä, JulkL 24 §": alone, or before the law that says so
MARK = re.compile(
    r"^\(?(?:Salassa pidettävä|Salainen|Ei[- ]julkinen|Sekretessbela\w+|Icke[- ]offentlig\w*|Ej offentlig\w*"
    r"|Hemlig\w*)(?![\w-])",
    re.IGNORECASE,
)
_LAW = re.compile(
    r"^\(?(?:Salassapitoperuste|Salassapidon perust(?:e|elut)|Sekretessgrund|Julkisuuslaki|JulkL|Julkisuuslain"
    r"|Laki viranomaisten toiminnan julkisuudesta|Offentlighetslagen|OffL)\b[^§]*(?:§ ?\d|\d ?§)",
    re.IGNORECASE,
)
_SAID = re.compile(
    r"\b(?:asia|pykälä|päätös|pöytäkirja)\b(?: tältä osin)?(?: on| pidetään)(?: kokonaan| osittain)? salassa"
    r"|\b(?:ärendet|paragrafen|beslutet) är (?:helt |delvis )?sekretessbela",
    re.IGNORECASE,
)
_IN_TITLE = re.compile(
    r"\b(?:salassa pidettävä|ei[- ]julkinen|sekretessbela(?:gd|gt)|icke[- ]offentlig\w?)(?![\w-])|\(salainen\)",
    re.IGNORECASE,
)
_LONGEST = 240


def secrecy(title: str, paragraphs: Iterable[Paragraph]) -> str | None:
    """Give the words by which a section says that it is secret, or None.

    Those beside an attachment are about that, and those of an earlier handling about another meeting's section.
    """
    for each in paragraphs:
        if each.part in (PartKind.ATTACHMENTS, PartKind.EARLIER) or len(each.text) > _LONGEST:
            continue
        if MARK.match(each.text) or _LAW.match(each.text) or _SAID.search(each.text):
            return each.text
    return title if _IN_TITLE.search(title) else None
