"""The vocabulary of headings: section marks, what belongs to the meeting as a whole, kinds of document, organs."""

from __future__ import annotations

import re
from collections.abc import Mapping

from indexer.model import DocumentKind

MARK = re.compile(
    r"^(?:§\s*(?P<after>\d{1,4})|(?P<before>\d{1,4})\s*§|(?:Pykälä|Paragraf)\s+(?P<word>\d{1,4}))[.:]?"
    r"(?:\s+(?:[-–—:]\s+)?(?P<title>(?!\d+\.? ?(?:mom|kohd|koht|luv|luk|kap|punkt)|\d{1,2}\.\s?\d{1,2}\.)"
    r"[A-ZÅÄÖ0-9\"”“(].*))?$",
    re.DOTALL,
)
CONTENTS = re.compile(
    r"^(?:Käsitellyt asiat|Käsiteltävät asiat|Asialista|Asiat|Asiaotsikot|Asialuettelo|Sisällysluettelo|Sisältö"
    r"|Behandlade ärenden|Ärenden som behandlats|Ärendelista|Ärenden|Innehåll(?:sförteckning)?)\s*:?$",
    re.IGNORECASE,
)
# Instructions after the last section; they name the sections that they are about.
MEETING_APPEAL = re.compile(
    r"^(?:Muutoksenhakukiel(?:to|lot)|Oikaisuvaatimus(?:ohje(?:et)?)?(?: ja -?valitusosoitus)?|Valitusosoitus"
    r"|Oikaisuvaatimusohjeet ja valitusosoitus|Muutoksenhaku(?:ohje(?:et)?|osoitus)?|Hallintovalitus|Kunnallisvalitus"
    r"|Hankintaoikaisu(?:ohje)?|Valitus(?:ohje)?|Besvärsanvisning(?:ar)?"
    r"|Anvisning(?:ar)? (?:för|om) begäran om omprövning|Omprövningsbegäran|Förbud att söka ändring|Besvärsförbud"
    r"|Förbud mot sökande av ändring|Ändringssökande|Kommunalbesvär|Förvaltningsbesvär)\s*:?$",
    re.IGNORECASE,
)
# What closes the meeting: signatures, adjustment, public display of the minutes.
SIGNATURES = re.compile(
    r"^(?:(?:Pöytäkirjan )?allekirjoitu(?:s|kset)|Pöytäkirjan tarkastus ja allekirjoitus|Pöytäkirjan varmennus"
    r"|Pöytäkirjan (?:julki)?pano nähtäville|Pöytäkirjan nähtäväksi asettaminen"
    r"|Underskrift(?:er)?(?: och kontrasignering)?|Protokollet framlagt till påseende)\s*:?$",
    re.IGNORECASE,
)
ADDED_SECTIONS = re.compile(r"^(?:LISÄPYKÄLÄT?|TILLÄGGSPARAGRAF(?:ER)?|TILLÄGGSÄRENDE(?:N)?)$", re.IGNORECASE)
# A heading under which a meeting is told of things; one with a diary number is a matter of its own.
ANNOUNCEMENTS = re.compile(
    r"^(?:muut (?:mahdolliset )?(?:asiat|esille tulevat asiat)|(?:muut )?(?:ilmoitus|tiedoksianto)asiat"
    r"|ilmoitukset|tiedoksi annettavat asiat|(?:övriga|andra) (?:eventuella )?ärenden|(?:övriga )?anmälningsärenden"
    r"|delgivningsärenden|meddelanden)[.:]?$",
    re.IGNORECASE,
)
KIND_WORDS: Mapping[str, DocumentKind] = {
    "pöytäkirja": DocumentKind.MINUTES,
    "protokoll": DocumentKind.MINUTES,
    "esityslista": DocumentKind.AGENDA,
    "kokouskutsu": DocumentKind.AGENDA,
    "föredragningslista": DocumentKind.AGENDA,
    "kallelse": DocumentKind.AGENDA,
    "möteskallelse": DocumentKind.AGENDA,
    "sammanträdeskallelse": DocumentKind.AGENDA,
    "viranhaltijapäätös": DocumentKind.OFFICEHOLDER,
    "tjänstemannabeslut": DocumentKind.OFFICEHOLDER,
}
# The last word of an organ's name, in the nominative.
ORGAN_ENDING = re.compile(
    r"(?:lautakunta|hallitus|valtuusto|jaosto|johtokunta|toimikunta|valiokunta|neuvosto|työryhmä|yhtymäkokous"
    r"|nämnd|nämnden|styrelse|styrelsen|fullmäktige|sektion|sektionen|utskott|utskottet|direktion|direktionen|rådet"
    r"|kommitté|kommittén)$",
    re.IGNORECASE,
)


def section_number(text: str) -> str | None:
    """Give the number of a line that is a section's mark, or None."""
    match = MARK.match(text)
    return match["after"] or match["before"] or match["word"] if match else None
