"""The vocabulary of minutes: labels that open a part, section marks, headings of what belongs to the meeting."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from indexer.finnish import opens_sentence
from indexer.model import DocumentKind


class Label(StrEnum):
    """What a label announces; finer than a part, since some labels do not open one."""

    PREPARER = "preparer"
    PRESENTER = "presenter"
    BACKGROUND = "background"
    MOTIVATION = "motivation"
    PROPOSAL = "proposal"
    HANDLING = "handling"
    DECISION = "decision"
    EARLIER = "earlier"
    DELIVERY = "delivery"
    ATTACHMENTS = "attachments"
    APPEAL = "appeal"
    NOTE = "note"


_WORDS: Mapping[Label, str] = {
    Label.PREPARER: "Valmistelija / lisätiedot|Valmistelijat / lisätiedot|Valmistelija|Valmistelijat|Valmistelu"
    "|Lisätietoja|Lisätiedot|Asian valmistelija|Beredning|Beredare|Tilläggsuppgifter|Närmare upplysningar",
    Label.PRESENTER: "Esittelijä|Esittelijät|Föredragande|Föredragare",
    Label.BACKGROUND: "Selostus asiasta|Selostus|Kuvaus|Johdanto|Asian tausta|Asian taustaa|Tausta|Asia"
    "|Redogörelse|Bakgrund|Ärende",
    Label.MOTIVATION: "Perustelut|Päätöksen perustelut|Perustelu|Motivering|Motiveringar",
    Label.PROPOSAL: "Päätösehdotus|Päätösesitys|Ehdotus päätökseksi|Ehdotus|Esitys|Muutettu päätösehdotus"
    "|Muutettu ehdotus|Beslutsförslag|Förslag till beslut|Förslag",
    Label.HANDLING: "Asian käsittely kokouksessa|Asian käsittely|Käsittely kokouksessa|Kokouskäsittely|Käsittely"
    "|Äänestys|Äänestykset|Esteellisyys|Esteelliset|Eriävä mielipide|Behandling|Behandling av ärendet|Omröstning"
    "|Jäv|Avvikande åsikt",
    Label.DECISION: "Päätös|Lautakunnan päätös|Beslut|Nämndens beslut",
    Label.EARLIER: "Päätöshistoria|Aikaisempi käsittely|Aiempi käsittely|Aikaisemmat käsittelyt|Tidigare behandling"
    "|Beslutshistoria",
    Label.DELIVERY: "Tiedoksianto|Tiedoksi|Jakelu|Täytäntöönpano|Toimeenpano|För kännedom|Delgivning|Verkställighet"
    "|Distribution",
    Label.ATTACHMENTS: "Liitteet|Liite|Oheismateriaalit|Oheismateriaali|Lisämateriaali|Bilagor|Bilaga|Tilläggsmaterial",
    Label.APPEAL: "Muutoksenhaku|Oikaisuvaatimusohje|Valitusosoitus|Ändringssökande|Begäran om omprövning"
    "|Anvisning om begäran om omprövning|Besvärsanvisning",
    Label.NOTE: "Pöytäkirjamerkintä|Merkitään pöytäkirjaan|Protokollsanteckning",
}
_KIND_OF: Mapping[str, Label] = {word: label for label, words in _WORDS.items() for word in words.split("|")}
_LABEL = re.compile(
    "(?P<label>" + "|".join(sorted(map(re.escape, _KIND_OF), key=len, reverse=True)) + r")(?![\w-])\s*(?P<colon>:?)\s*(?P<rest>.*)",
    re.DOTALL,
)
# "Puheenjohtajan ehdotus:", "Kaupunginjohtajan päätösehdotus": whose proposal it is, then nothing more on the line
_OWNED = re.compile(r"(?P<label>[A-ZÅÄÖ][\w-]+(?:n|s) (?:päätös)?(?:ehdotus|esitys|förslag|beslutsförslag)) ?(?:(?P<colon>:)\s*(?P<rest>.*))?", re.DOTALL)
# "Lautakunta: Hyväksyi esityksen.": the organ's own word after a colon is its decision
_ORGAN_SAYS = re.compile(r"(?P<label>[A-ZÅÄÖ][\w-]*(?:lautakunta|autakunta|hallitus|valtuusto|jaosto|johtokunta|nämnden|styrelsen|fullmäktige)):\s+(?P<rest>.+)", re.DOTALL)
_OFFICIAL_SAYS = re.compile(r"(?P<label>[A-ZÅÄÖ][\w-]*(?:johtaja|insinööri|päällikkö|sihteeri|tarkastaja|direktör|chef|ingenjör)):\s+(?P<rest>.+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class LabelMatch:
    """A label at the start of a block; `rest` is what follows it, `at` where that begins in the block's text."""

    label: Label
    words: str
    rest: str
    at: int


def match_label(text: str) -> LabelMatch | None:
    """Recognise a label alone, before a colon, or before a sentence ("Päätös Lautakunta merkitsi …").

    Without a colon the words after it have to open a sentence, since "Päätös liitteenä" is no label.
    """
    match = _LABEL.match(text)
    if match is not None:
        rest = match["rest"].strip()
        if not rest or match["colon"] or rest.startswith("/") or opens_sentence(rest):
            return LabelMatch(_KIND_OF[match["label"]], match["label"], rest, match.start("rest") if rest else len(text))
    match = _OWNED.fullmatch(text)
    if match is not None:
        rest = match["rest"] or ""
        return LabelMatch(Label.PROPOSAL, match["label"], rest, match.start("rest") if rest else len(text))
    for pattern, label in ((_ORGAN_SAYS, Label.DECISION), (_OFFICIAL_SAYS, Label.PROPOSAL)):
        match = pattern.match(text)
        if match is not None:
            return LabelMatch(label, match["label"], match["rest"], match.start("rest"))
    return None


MARK = re.compile(
    r"^(?:§\s*(?P<number>\d{1,4})|(?P<number2>\d{1,4})\s*§|Pykälä\s+(?P<number3>\d{1,4}))(?:\s+(?P<title>[A-ZÅÄÖ0-9\"”“(].*))?$",
    re.DOTALL,
)
CONTENTS = re.compile(
    r"^(?:Käsitellyt asiat|Käsiteltävät asiat|Asialista|Asiat|Sisällysluettelo|Sisältö|Behandlade ärenden|Ärendelista"
    r"|Ärenden|Innehåll(?:sförteckning)?)\s*:?$",
    re.IGNORECASE,
)
# Instructions after the last section; they name the sections that they are about.
MEETING_APPEAL = re.compile(
    r"^(?:Muutoksenhakukielto|Muutoksenhakukiellot|Oikaisuvaatimus(?:ohje(?:et)?)?(?: ja -?valitusosoitus)?|Valitusosoitus"
    r"|Muutoksenhaku(?:ohje(?:et)?|osoitus)?|Hallintovalitus|Kunnallisvalitus|Hankintaoikaisu(?:ohje)?|Valitus(?:ohje)?"
    r"|MUUTOKSENHAKUOHJEET|Besvärsanvisning(?:ar)?|Anvisning(?:ar)? för begäran om omprövning|Omprövningsbegäran"
    r"|Förbud att söka ändring|Besvärsförbud)\s*:?$",
    re.IGNORECASE,
)
ADDED_SECTIONS = re.compile(r"^(?:LISÄPYKÄLÄ|LISÄPYKÄLÄT|TILLÄGGSPARAGRAF(?:ER)?|TILLÄGGSÄRENDE(?:N)?)$", re.IGNORECASE)
CONFIDENTIAL = re.compile(r"^(?:Salassa pidettävä|Sekretessbela)", re.IGNORECASE)
ROUTINE = re.compile(
    r"kokouksen (?:laillisuus|avaus|avaaminen|järjestäytyminen|päättäminen|työjärjestys)|laillisuus ja päätösvaltaisuus"
    r"|pöytäkirjan ?tarkast|läsnäolijat|läsnä olleet|työjärjestyksen hyväksyminen|asialistan hyväksyminen"
    r"|viranhaltijapäätökset|viranhaltijoiden päätökset"
    r"|laglighet och beslutförhet|sammanträdets (?:laglighet|öppnande|konstituering)|protokolljuster|val av justerare"
    r"|tjänstemannabeslut|godkännande av (?:föredragningslistan|arbetsordningen)",
    re.IGNORECASE,
)
KIND_WORDS: Mapping[str, DocumentKind] = {
    "pöytäkirja": DocumentKind.MINUTES,
    "protokoll": DocumentKind.MINUTES,
    "esityslista": DocumentKind.AGENDA,
    "kokouskutsu": DocumentKind.AGENDA,
    "föredragningslista": DocumentKind.AGENDA,
    "kallelse": DocumentKind.AGENDA,
    "viranhaltijapäätös": DocumentKind.OFFICEHOLDER,
    "tjänstemannabeslut": DocumentKind.OFFICEHOLDER,
}
# The last word of an organ's name, in the nominative.
ORGAN_ENDING = re.compile(
    r"(?:lautakunta|hallitus|valtuusto|jaosto|johtokunta|toimikunta|valiokunta|neuvosto|nämnd|nämnden|styrelse|styrelsen"
    r"|fullmäktige|sektion|sektionen|utskott|utskottet|direktion|direktionen|rådet)$",
    re.IGNORECASE,
)
