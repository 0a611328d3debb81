"""Linguistic data of the Finnish analyser: closed word classes, lexicalised compounds, endings. No code, no places."""

from __future__ import annotations


def _words(listing: str) -> frozenset[str]:
    return frozenset(listing.split())


# Dictionary forms, and those written forms that Voikko does not trace back to one.
STOP_WORDS = _words(
    """
    ja sekä eli tai taikka vai mutta vaan sillä että jotta koska kun jos vaikka kuin kuten niin näin siis joten
    myös vielä jo juuri vain siitä sitten
    minä sinä hän me te he se ne tämä nämä tuo nuo itse
    joka jotka mikä mitkä mitä mistä mihin missä miksi miten mille miltä millä milloin millainen minkälainen
    kuka ketkä ketä kenen kenelle kumpi kuinka moni montako paljonko koska kauanko mihinkä onko oliko ovatko olivatko
    jokin joku jompikumpi
    olla ei eivät ole voida
    mukaan koskien liittyen osalta
    """
)

SWEDISH_STOP_WORDS = _words(
    """
    och eller men att som om när där då så för av till från med utan på i in inom under över mellan efter före vid mot
    genom enligt bland hos kring utom samt än också inte ej bara
    en ett den det de dem denna detta dessa sin sitt sina sig man vi ni jag du han hon hen oss er
    är var vara varit blir blev bli blivit har hade ha haft kan kunde ska skall skulle får fick måste gör gjorde
    vad vem vilka vilken vilket vems hur när varför varifrån vart mycket många
    """
)

ENGLISH_STOP_WORDS = _words(
    """
    a an the and or but if of in on at by for from to with without about into over under between after before during
    through against within than as so not no nor only also
    i you he she it we they me him her us them my your his its our their this that these those there here
    is are was were be been being am do does did done has have had having can could will would shall should may might
    must what which who whom whose when where why how much many any some
    """
)

CONJUNCTIONS = frozenset({"ja", "tai", "sekä", "eli", "taikka", "että"})

# Compounds whose pieces mean something else apart: they count as one piece.
LEXICALISED = frozenset(
    {
        ("lauta", "kunta"),
        ("maa", "kunta"),
        ("seura", "kunta"),
        ("edus", "kunta"),
        ("toimi", "kunta"),
        ("pohja", "maa"),
        ("päivä", "järjestys"),
        ("pöytä", "kirja"),
        ("esitys", "lista"),
        ("yhteis", "työ"),
        ("tili", "päätös"),
        ("virka", "haltija"),
        ("talous", "arvio"),
    }
)

# Pieces that say nothing about what a compound is about.
EMPTY_PARTS = frozenset({"uusi", "yksi", "kuu"})

# Voikko tags of readings that are possible but rare in official prose: imperative, potential, instructive,
# comitative, abessive, possessives, interjection.
RARE_TAGS = ("[Tk]", "[Tm]", "[Sin]", "[Sko]", "[Sab]", "[O1y]", "[O2y]", "[O1m]", "[O2m]", "[O3]", "[Lh]")

# Characters that are not seen, as ranges of a pattern: zero-width spaces and joiners, the byte order mark, the soft
# hyphen; marks that turn the direction of writing, by which a text is shown otherwise than it stands; and tags.
INVISIBLE = "\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\u061c\ufeff\u00ad\U000e0000-\U000e007f"

# Case endings, optionally with -kin or -kaan, after a vowel and (as "i" + ending) after a consonant.
CASE_ENDINGS = r"(?:n|ll[aä]|lle|lt[aä]|ss[aä]|st[aä]|ksi|n[aä]|t[aä])(?:kin|k[aä]{2}n)?"
