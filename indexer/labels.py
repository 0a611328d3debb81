"""The vocabulary of labels that open a part of a section, in Finnish and Swedish."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from indexer.finnish import opens_sentence
from indexer.model import PartKind
from indexer.sentences import states


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


PART_OF: Mapping[Label, PartKind] = {
    Label.BACKGROUND: PartKind.BACKGROUND,
    Label.PROPOSAL: PartKind.PROPOSAL,
    Label.HANDLING: PartKind.HANDLING,
    Label.DECISION: PartKind.DECISION,
    Label.EARLIER: PartKind.EARLIER,
    Label.DELIVERY: PartKind.DELIVERY,
    Label.ATTACHMENTS: PartKind.ATTACHMENTS,
    Label.APPEAL: PartKind.APPEAL,
    Label.NOTE: PartKind.NOTE,
}
_WORDS: Mapping[Label, str] = {
    Label.PREPARER: "Valmistelija / lisätiedot|Valmistelijat / lisätiedot|Valmistelijat/Lisätietojen antaja"
    "|Valmistelija|Valmistelijat|Valmistelu|Asian valmistelija|Asian valmistelijat|Lisätietoja|Lisätiedot"
    "|Lisätietoja antaa|Lisätietojen antaja|Beredning|Beredare|Beredare / tilläggsuppgifter|Tilläggsuppgifter"
    "|Upplysningar|Närmare upplysningar|Mera information",
    Label.PRESENTER: "Esittelijä|Esittelijät|Föredragande|Föredragare",
    Label.BACKGROUND: "Selostus asiasta|Selostus|Asian selostus|Kuvaus|Asian kuvaus|Johdanto|Asian tausta|Asian taustaa"
    "|Tausta|Taustaa|Asia|Asian esittely|Esittelyteksti|Esitysteksti|Tiivistelmä|Redogörelse|Bakgrund|Ärende"
    "|Beskrivning av ärendet|Sammandrag|Sammanfattning|Presentationstext",
    Label.MOTIVATION: "Perustelut|Päätöksen perustelut|Perustelu|Esittelijän perustelut|Ehdotuksen perustelut"
    "|Motivering|Motiveringar|Motivering till beslutet|Föredragandens motiveringar",
    Label.PROPOSAL: "Päätösehdotus|Päätösesitys|Ehdotus päätökseksi|Ehdotus|Esitys|Muutettu päätösehdotus"
    "|Muutettu ehdotus|Muutettu esitys|Esittelijän ehdotus|Esittelijän muutettu ehdotus|Beslutsförslag"
    "|Förslag till beslut|Förslag|Förslagstext|Ändrat förslag|Ändrat beslutsförslag|Föredragandens förslag",
    Label.HANDLING: "Asian käsittely kokouksessa|Asian käsittely|Käsittely kokouksessa|Kokouskäsittely|Käsittely"
    "|Keskustelu|Äänestys|Äänestykset|Äänestystulos|Esteellisyys|Esteelliset|Esteellisyydet|Eriävä mielipide"
    "|Eriävät mielipiteet|Muutosehdotus|Vastaehdotus|Behandling|Behandling av ärendet|Behandling vid sammanträdet"
    "|Diskussion|Omröstning|Omröstningar|Jäv|Jävighet|Avvikande åsikt|Ändringsförslag|Motförslag",
    Label.DECISION: "Päätös|Lautakunnan päätös|Beslut|Nämndens beslut",
    Label.EARLIER: "Päätöshistoria|Aikaisempi käsittely|Aiempi käsittely|Aikaisemmat käsittelyt|Aiemmat käsittelyt"
    "|Asian aikaisempi käsittely|Asian aiempi käsittely|Aikaisemmat päätökset|Tidigare behandling"
    "|Tidigare behandling av ärendet|Tidigare beslut|Beslutshistoria|Beslutshistorik",
    Label.DELIVERY: "Tiedoksianto|Tiedoksi|Jakelu|Täytäntöönpano|Täytäntöönpanotiedot|Toimeenpano|Otteet"
    "|Ote|Pöytäkirjanote|Pöytäkirjanotteet|För kännedom|Delgivning|Delges|Verkställighet|Verkställighetsuppgifter"
    "|Distribution|Utdrag|Protokollsutdrag|Sändlista",
    Label.ATTACHMENTS: "Liitteet|Liite|Oheismateriaalit|Oheismateriaali|Oheisaineisto|Lisämateriaali|Liiteluettelo"
    "|Bilagor|Bilaga|Tilläggsmaterial|Kompletterande material|Bakgrundsmaterial",
    Label.APPEAL: "Muutoksenhaku|Muutoksenhakuohje|Muutoksenhakuohjeet|Muutoksenhakukielto|Oikaisuvaatimusohje"
    "|Oikaisuvaatimusohjeet|Valitusosoitus|Ändringssökande|Sökande av ändring|Begäran om omprövning"
    "|Anvisning om begäran om omprövning|Anvisningar om begäran om omprövning|Besvärsanvisning|Omprövningsanvisning",
    Label.NOTE: "Pöytäkirjamerkintä|Pöytäkirjamerkinnät|Merkitään pöytäkirjaan|Merkitään|Protokollsanteckning"
    "|Protokollsanteckningar|Anteckning till protokollet",
}
_KIND_OF: Mapping[str, Label] = {
    form: label for label, words in _WORDS.items() for word in words.split("|") for form in (word, word.upper())
}
_NEVER_A_SENTENCE = frozenset({"Merkitään", "Asia", "Keskustelu", "Diskussion"})  # labels only alone or with a colon
_TELLS = frozenset({Label.PROPOSAL, Label.DECISION})  # what follows these says what is, or was, done
_LABEL = re.compile(
    rf"(?P<label>{'|'.join(sorted(map(re.escape, _KIND_OF), key=len, reverse=True))})(?![\w-])"
    r"\s*(?P<colon>:?)\s*(?P<rest>.*)",
    re.DOTALL,
)
# "Puheenjohtajan ehdotus:", "Kaupunginhallituksen päätösehdotus": whose it is; a government bill is no proposal here
_OWNED = re.compile(
    r"(?P<owner>(?!Hallituksen )[A-ZÅÄÖ][\wåäö-]+(?:n|s)) "
    r"(?:(?P<proposal>(?:päätös)?(?:ehdotus|esitys)|förslag|beslutsförslag)|(?P<decision>päätös|beslut)"
    r"|(?P<handling>käsittely|behandling))(?: ?:\s*(?P<rest>.*))?",
    re.DOTALL,
)
_ORGAN_OWNER = re.compile(
    r"(?:lautakunnan|autakunnan|hallituksen|valtuuston|jaoston|johtokunnan|nämndens|styrelsens|ktiges)$"
)
_ORGAN = r"[A-ZÅÄÖ][\w-]*(?:lautakunta|autakunta|hallitus|valtuusto|jaosto|johtokunta|nämnden|styrelsen|fullmäktige)"
_OFFICE = (
    r"[A-ZÅÄÖa-zåäö][\w-]*(?:ohtaja|insinööri|päällikkö|sihteeri|tarkastaja|lakimies|arkkitehti"
    r"|direktör(?:en)?|chef(?:en)?|ingenjör(?:en)?|sekreterare|inspektör(?:en)?)"
)
_NAME = r"[A-ZÅÄÖ][\wåäö]+(?:-[A-ZÅÄÖ][\wåäö]+)?"
# "Lautakunta: Hyväksyi esityksen.": the organ's own word after a colon is its decision, an official's a proposal
_ORGAN_SAYS = re.compile(rf"(?P<label>(?:{_NAME} )?{_ORGAN}):\s+(?P<rest>.+)", re.DOTALL)
_OFFICIAL_SAYS = re.compile(rf"(?P<label>(?=[A-ZÅÄÖ])(?:{_NAME} )?{_OFFICE}):\s+(?P<rest>[A-ZÅÄÖ1].{{20,}})", re.DOTALL)
# how a decision begins that names its organ before a colon
_DECIDED = re.compile(
    r"(?:Hyväksy(?:i|ttiin)|Päät(?:ti|ettiin)|Merki(?:tsi|ttiin)|Jät(?:ti|ettiin)|Palaut(?:ti|ettiin)|Tote(?:si|ttiin)"
    r"|Valit(?:si|tiin)|(?:Ehdotus|Esitys|Asia|Päätösehdotus) \w+(?:ttiin|stiin)|Godkän(?:de|des)"
    r"|Besl(?:öt|utade|utades)|Förslaget|Antecknades|Ärendet)\b",
    re.IGNORECASE,
)
# "Kaupunginjohtaja Maija Meikäläinen", after a label of a proposal: who presents it
_PRESENTER = re.compile(
    rf"(?:(?:[Vv][ast]|[Vv]t|[Tt]\.f)\.? )?(?:{_NAME} )?(?:[a-zåäö-]+ ){{0,2}}"
    rf"(?:{_OFFICE}|[Pp]uheenjohtaja|[Oo]rdförande)(?:,? {_NAME}){{1,3}}[:.]?"
)
_SPEAKER = re.compile(rf"{_NAME}(?: {_NAME}){{1,3}}(?:, [a-zåäöA-ZÅÄÖ][\w-]+(?: [a-zåäö][\w-]+)?)?:")


@dataclass(frozen=True, slots=True)
class LabelMatch:
    """A label at the start of a block; `rest` is what follows it, `at` where that begins in the block's text."""

    label: Label
    words: str
    rest: str
    at: int


def match_label(text: str, opening: int = 0) -> LabelMatch | None:
    """Recognise a label alone, before a colon, or before a sentence ("Päätös Lautakunta merkitsi …").

    Without a colon the words after it have to open a sentence, since "Päätös liitteenä" is no label, unless the
    layout sets the label apart: `opening` is the length of the first words that it does (`Line.opening`).
    """
    return _set_apart(text, opening) or _plain(text) or _owned(text) or _said(text)


def match_speaker(text: str, following: str) -> LabelMatch | None:
    """Recognise, alone on their lines, "Kunnanjohtaja:" above a proposal and "Kunnanhallitus:" above a decision."""
    speaker, colon, rest = text.partition(":")
    if not colon or rest.strip():
        return None
    if re.fullmatch(rf"(?=[A-ZÅÄÖ])(?:{_NAME} )?{_OFFICE}", speaker) and opens_sentence(following):
        return LabelMatch(Label.PROPOSAL, speaker, "", len(text))
    if re.fullmatch(rf"(?:{_NAME} )?{_ORGAN}", speaker) and _DECIDED.match(following):
        return LabelMatch(Label.DECISION, speaker, "", len(text))
    return None


def names_presenter(text: str) -> bool:
    """Tell whether the words after a label say only who presents the matter."""
    return _PRESENTER.fullmatch(text) is not None


def names_speaker(text: str) -> bool:
    """Tell a line that says only who speaks: "Maija Meikäläinen:"."""
    return _SPEAKER.fullmatch(text) is not None


def _set_apart(text: str, opening: int) -> LabelMatch | None:
    words, rest = text[:opening].strip(" :."), text[opening:].lstrip(" :")
    if not words:
        return None
    owned = _owned(words)
    label = _KIND_OF.get(words) or (owned.label if owned else None)
    return LabelMatch(label, words, rest, len(text) - len(rest)) if label else None


def _plain(text: str) -> LabelMatch | None:
    match = _LABEL.match(text)
    if match is None:
        return None
    words, rest = match["label"], match["rest"].strip()
    if rest and not match["colon"] and not rest.startswith("/") and not _may_follow(words, rest):
        return None
    return LabelMatch(_KIND_OF[words], words, rest, match.start("rest") if rest else len(text))


def _may_follow(words: str, rest: str) -> bool:
    """Tell whether words can follow a label without a colon: a sentence, or the number of an attachment."""
    if _KIND_OF[words] is Label.ATTACHMENTS and rest[0].isdigit():
        return not rest.endswith(".")
    if names_presenter(rest):
        return True
    if words in _NEVER_A_SENTENCE:
        return False
    return opens_sentence(rest) or (_KIND_OF[words] in _TELLS and states(rest))


def _owned(text: str) -> LabelMatch | None:
    match = _OWNED.fullmatch(text)
    if match is None or not (match["proposal"] or _ORGAN_OWNER.search(match["owner"])):
        return None
    label = Label.PROPOSAL if match["proposal"] else Label.HANDLING if match["handling"] else Label.DECISION
    rest = match["rest"] or ""
    return LabelMatch(label, text[: len(text) - len(rest)].rstrip(" :"), rest, len(text) - len(rest))


def _said(text: str) -> LabelMatch | None:
    for pattern, label in ((_ORGAN_SAYS, Label.DECISION), (_OFFICIAL_SAYS, Label.PROPOSAL)):
        match = pattern.match(text)
        if match is not None:
            return LabelMatch(label, match["label"], match["rest"], match.start("rest"))
    return None
