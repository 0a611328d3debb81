"""Minutes of Sammalvaara, a municipality that does not exist: each § ends in another way."""

from __future__ import annotations

from pathlib import Path

TECHNICAL_MARCH = """Sammalvaaran kaupunki

Tekninen lautakunta 04.03.2031 § 12
118/10.03.01/2031

Uimarannan kunnostus

Valmistelija Kaupungininsinööri Aatu Korvenkulma

Sammalvaaran kaupunki on saanut aloitteen Likolammen uimarannan kunnostamisesta. Hiekka on
huuhtoutunut järveen ja laituri on painunut. Kunnostuksen kustannusarvio on 48 300 euroa.

Esittelijä Kaupungininsinööri Aatu Korvenkulma

Päätösehdotus Tekninen lautakunta päättää, että Likolammen uimaranta kunnostetaan kesäkuun 2031
aikana.

Päätös Ehdotus hyväksyttiin.


Tekninen lautakunta 04.03.2031 § 13
119/10.03.01/2031

Vanhan paloaseman purkaminen

Valmistelija Kaupungininsinööri Aatu Korvenkulma

Paloaseman kattorakenteet ovat lahonneet, ja rakennus on ollut tyhjänä vuodesta 2024.

Esittelijä Kaupungininsinööri Aatu Korvenkulma

Päätösehdotus Tekninen lautakunta päättää purkaa vanhan paloaseman.

Käsittely Jäsen Siiri Haapalehto ehdotti jäsen Onni Kivisuon kannattamana, että paloasema
säilytetään ja katto korjataan.

Päätös Lautakunta päätti äänin 5–4, että paloasema säilytetään ja katto korjataan.


Tekninen lautakunta 04.03.2031 § 14
120/10.03.01/2031

Talvikunnossapidon kilpailutus

Valmistelija Kaupungininsinööri Aatu Korvenkulma

Katujen talvikunnossapidon sopimus päättyy syksyllä 2031.

Esittelijä Kaupungininsinööri Aatu Korvenkulma

Päätösehdotus Tekninen lautakunta päättää aloittaa talvikunnossapidon kilpailutuksen.

Päätös Asia jätettiin yksimielisesti pöydälle.
"""

TECHNICAL_MAY = """Sammalvaaran kaupunki

Tekninen lautakunta 06.05.2031 § 31
120/10.03.01/2031

Talvikunnossapidon kilpailutus

Valmistelija Kaupungininsinööri Aatu Korvenkulma

Katujen talvikunnossapidosta saatiin kaksi tarjousta.

Esittelijä Kaupungininsinööri Aatu Korvenkulma

Päätösehdotus Tekninen lautakunta päättää valita talvikunnossapidon urakoitsijaksi yhtiön, jonka
tarjous oli halvin eli 212 000 euroa.

Päätös Lautakunta päätti palauttaa talvikunnossapidon asian uudelleen valmisteltavaksi.
"""

# Only for those who belong to the group of its sidecar; its second § is of the same case as two open ones.
BOARD_CLOSED = """Sammalvaaran kaupunki

Kaupunginhallitus 20.05.2031 § 88
140/02.07.00/2031

Tonttikaupan esisopimus

Valmistelija Kaupunginjohtaja Helka Rautaranta

Kaupunki neuvottelee Myllyniemen tontin myymisestä hotellia varten.

Esittelijä Kaupunginjohtaja Helka Rautaranta

Päätösehdotus Kaupunginhallitus päättää hyväksyä Myllyniemen tontin esisopimuksen.

Päätös Ehdotus hyväksyttiin.


Kaupunginhallitus 20.05.2031 § 89
120/10.03.01/2031

Talvikunnossapidon kilpailutus

Valmistelija Kaupunginjohtaja Helka Rautaranta

Talvikunnossapidon urakoitsijan luottotiedot on tarkistettu.

Esittelijä Kaupunginjohtaja Helka Rautaranta

Päätösehdotus Kaupunginhallitus päättää vaatia talvikunnossapidon urakoitsijalta vakuuden.

Päätös Ehdotus hyväksyttiin.
"""
CLOSED_SIDECAR = 'access_groups = ["hallitus"]\n'
CLOSED_ID = "sammalvaara/kaupunginhallitus/2031-05-20/88"
CLOSED_STEP_ID = "sammalvaara/kaupunginhallitus/2031-05-20/89"


def write_minutes(folder: Path) -> Path:
    """Write all minutes into a folder and give it back."""
    for name, text in (
        ("tekninen-2031-03-04.txt", TECHNICAL_MARCH),
        ("tekninen-2031-05-06.txt", TECHNICAL_MAY),
        ("hallitus-2031-05-20.txt", BOARD_CLOSED),
        ("hallitus-2031-05-20.txt.meta.toml", CLOSED_SIDECAR),
    ):
        (folder / name).write_text(text, encoding="utf-8")
    return folder
