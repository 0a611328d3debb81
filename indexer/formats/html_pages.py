"""What the pages of known systems say of a section by their markup: Dynasty, Inetview (Turku), Ahjo."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TypeAlias

import lxml.html

from indexer.finnish import normalise
from indexer.formats.base import Declared
from indexer.headings import KIND_WORDS, ORGAN_ENDING, section_number
from indexer.labels import Label, match_label
from indexer.names import municipality_in
from indexer.references import diary_number, first_date

Element: TypeAlias = lxml.html.HtmlElement

_BAR = re.compile(r"[\s|»›>·•\u00a0-]*[|»›>][\s|»›>·•\u00a0-]*")  # what parts the links of a bar
_LONGEST_HEADING = 200
_HEADING_TAGS = ("label", "h1", "h2", "h3", "h4", "p", "td", "div")
# "Ympäristölautakunta / Pöytäkirja 17.01.2013 Pykälä 5", "Kaupunginhallitus / Esityslista 29.05.2017 Asianro 4"
_DYNASTY = re.compile(
    rf"(?P<organ>[A-ZÅÄÖ].*?)\s+(?P<kind>{'|'.join(KIND_WORDS)})\s+(?P<date>\d{{1,2}}\.\d{{1,2}}\.\d{{4}})"
    r"\s*(?:/\s*)?(?:(?:Pykälä|Paragraf|§)\s*(?P<section>\d{1,4})|(?:Asianro|Asia|Ärende(?:nr)?)\s*(?P<item>\d{1,4}))",
    re.IGNORECASE | re.DOTALL,
)
_AHJO_CLASSES = ("Asiapykala", "AsiaOtsikko", "JulkinenOtsikko", "DnroTmuoto")

_AHJO_SECTIONS = {
    "SahkoinenAllekirjoitusSektio": Label.NOTE,
    "EsittelijaTiedot": Label.PRESENTER,
    "Lisatiedot": Label.PREPARER,
    "LiitteetOptio": Label.ATTACHMENTS,
    "OtteetOptio": Label.DELIVERY,
    "MuutoksenhakuohjeetSektio": Label.APPEAL,
}
# what an organ proposes to another one, or states, is what it decided
_AHJO_OWN = {
    "Esitys": Label.DECISION,
    "Lausunto": Label.DECISION,
    "Esitysehdotus": Label.PROPOSAL,
    "Lausuntoehdotus": Label.PROPOSAL,
}


def is_link_bar(element: Element) -> bool:
    """Tell a bar of links, as leads about a site ("Toimielimet | Hallitus | …"), from text that holds links."""
    links = element.findall(".//a")
    if len(links) < 2:
        return False
    outside = "".join(_outside_links(element))
    return _BAR.fullmatch(outside) is not None


def _outside_links(element: Element) -> Iterator[str]:
    if element.tag != "a" and isinstance(element.tag, str):
        yield element.text or ""
        for child in element:
            yield from _outside_links(child)
            yield child.tail or ""


def declarations(root: Element) -> Mapping[Element, Declared]:
    """Find the elements that head a section, and what they say of it together."""
    return _ahjo(root) or _dynasty(root) or _inetview(root)


def labels(root: Element) -> Mapping[Element, Label]:
    """Find the elements whose class says what part of a section they hold; Ahjo has such."""
    found: dict[Element, Label] = {}
    for element in root.iter("div", "section"):
        name = element.get("class") or ""
        if name == "SisaltoSektio":
            heading = element.find(".//*[@class='SisaltoOtsikko']")
            label = _section_label(_said(heading)) if heading is not None else None
        else:
            label = _AHJO_SECTIONS.get(name)
        if label is not None:
            found[element] = label
    return found


def _section_label(heading: str) -> Label | None:
    """Give what an Ahjo section with this heading holds."""
    own = _AHJO_OWN.get(heading)
    match = match_label(heading)
    return own or (match.label if match and not match.rest else None)


def _said(element: Element) -> str:
    """Give an element's text, its line breaks as such."""
    pieces = [element.text or ""]
    for child in element:
        pieces.append("\n" if child.tag == "br" else _said(child))
        pieces.append(child.tail or "")
    return normalise(re.sub(r"[ \t\r\u00a0]+", " ", "".join(pieces))).strip()


def _title(root: Element) -> str:
    return normalise(" ".join(root.findtext(".//title", "").split()))


def _dynasty(root: Element) -> Mapping[Element, Declared]:
    for element in root.iter(*_HEADING_TAGS):
        text = _said(element)
        match = _DYNASTY.fullmatch(text) if len(text) < _LONGEST_HEADING else None
        if match is None:
            continue
        organ = match["organ"].split("\n")[-1].strip(" ,/")
        if not ORGAN_ENDING.search(organ):
            continue
        declared = Declared(
            municipality=municipality_in([_title(root), text]),
            organ=organ,
            date=first_date(match["date"]),
            section=match["section"],
            item=match["item"],
            document_kind=KIND_WORDS[match["kind"].lower()],
        )
        return {element: declared}
    return {}


def _inetview(root: Element) -> Mapping[Element, Declared]:
    """Read a table whose heads are "§" and "Kokouspvm" above the meetings that dealt with the matter, this one last."""
    for table in root.iter("table"):
        heads, *rows = [[_said(cell) for cell in row if cell.tag in ("td", "th")] for row in table.iter("tr")] or [[]]
        if "§" not in heads or not any(head.startswith("Kokousp") for head in heads):
            continue
        at = heads.index("§")
        named = [row for row in rows if len(row) > at + 1 and ORGAN_ENDING.search(row[0]) and row[at].isdigit()]
        if named:
            own = named[-1]
            date = first_date(" ".join(own[at + 1 :]))
            return {table: Declared(municipality_in([heads[0]]), own[0], date, own[at])}
    return {}


def _ahjo(root: Element) -> Mapping[Element, Declared]:
    elements = [element for name in _AHJO_CLASSES for element in root.find_class(name)]
    by_class = {element.get("class"): _said(element) for element in reversed(elements)}
    section = section_number(by_class.get("Asiapykala", ""))
    if section is None:
        return {}
    declared = Declared(
        section=section,
        title=by_class.get("AsiaOtsikko") or by_class.get("JulkinenOtsikko"),
        case=diary_number(by_class.get("DnroTmuoto", "")),
    )
    return dict.fromkeys(elements, declared)
