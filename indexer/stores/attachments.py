"""Link files to the sections that dealt with them, anew at each commit, since either side may have changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from indexer.attachments import SPEAKS_OF_ATTACHMENTS, Attachable, Dealing, attached
from indexer.model import Decision, PartKind
from indexer.names import slug
from indexer.stores.filters import marks
from indexer.stores.records import Connection
from indexer.stores.serialise import decision_from_json, source_from_json

_OPENING = 8  # paragraphs in which a file says what it is
# files without a section, whose first decision tells what they are
_FILES = """
SELECT s.source_id, s.source, d.record FROM sources s JOIN decisions d ON d.source_id = s.source_id
WHERE d.document_kind IN ('report', 'strategy', 'other') AND d.position = 0
AND NOT EXISTS (SELECT 1 FROM decisions o WHERE o.source_id = s.source_id AND o.section IS NOT NULL)
"""
_SECTIONS = """
SELECT decision_id, source_id, municipality_slug, organ_slug, date, section, title,
    CASE WHEN lower(record) LIKE '%liit%' OR lower(record) LIKE '%oheis%' OR lower(record) LIKE '%isämateriaal%'
    OR lower(record) LIKE '%bilag%' OR lower(record) LIKE '%illäggsmaterial%' THEN record END
FROM decisions d WHERE standing AND section IS NOT NULL AND organ_slug IS NOT NULL AND date IS NOT NULL
"""


def link_attachments(connection: Connection, municipalities: Sequence[str] | None = None) -> None:
    """Write down for each file that its sidecar links to nothing which section dealt with it, if one did.

    Only of some municipalities, by their slugs, where others may be written at the same time.
    """
    within = "" if municipalities is None else f" AND d.municipality_slug IN ({marks(municipalities)})"
    values = tuple(municipalities or ())
    files = list(_files(connection, within, values))
    found = attached(files, list(_sections(connection, within, values))) if files else {}
    known = f"SELECT source_id FROM decisions d WHERE TRUE{within}"
    connection.execute(
        f"UPDATE sources SET attached_to = NULL WHERE attached_to IS NOT NULL AND source_id IN ({known})", values
    )
    linked = [(decision_id, source_id) for source_id, decision_id in found.items()]
    connection.executemany("UPDATE sources SET attached_to = ? WHERE source_id = ?", linked)


def _files(connection: Connection, within: str, values: Sequence[str]) -> Iterator[Attachable]:
    for source_id, source, record in connection.execute(_FILES + within, values):
        first = decision_from_json(record)
        if source_from_json(source).attachment_of is None and first.paragraphs[0].part is PartKind.BODY:
            opening = tuple(each.text for each in first.paragraphs[:_OPENING])
            yield Attachable(source_id, slug(first.municipality), _title(first), opening)


def _title(first: Decision) -> str:
    """Give the title of a report, which its first section's title begins with."""
    name = first.decision_id.split("/")[1]
    pieces = first.title.split(": ")
    titles = (": ".join(pieces[:count]) for count in range(1, len(pieces) + 1))
    return next((title for title in titles if slug(title) == name), first.title)


def _sections(connection: Connection, within: str, values: Sequence[str]) -> Iterator[Dealing]:
    rows = connection.execute(_SECTIONS + within, values)
    for decision_id, source_id, municipality, organ, date, number, title, record in rows:
        said = decision_from_json(record).paragraphs if record else ()
        own = [each for each in said if each.part is not PartKind.EARLIER and not each.is_heading]
        listed = tuple(each.text for each in own if each.part is PartKind.ATTACHMENTS)
        told = (each.text for each in own if each.part is not PartKind.ATTACHMENTS)
        spoken = tuple(text for text in told if SPEAKS_OF_ATTACHMENTS.search(text))
        yield Dealing(decision_id, source_id, municipality, organ, date, number, title, listed, spoken)
