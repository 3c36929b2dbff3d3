"""DUO's words for sectors, leerwegen, levels and provinces, beside the answers of questions 14 to 16."""

from __future__ import annotations

SECTORS = {
    "mtlm": "Mobiliteit, transport, logistiek en maritiem",
    "sv": "Specialistisch vakmanschap",
    "zdv": "Zakelijke dienstverlening en veiligheid",
    "zws": "Zorg, welzijn en sport",
    "h": "Handel",
    "vgg": "Voedsel, groen en gastvrijheid",
    "tgo": "Techniek en gebouwde omgeving",
    "ict": "Ict en creatieve industrie",
}
"""The answers of question 15, in lower case, and DUO's sectorkamer of each."""

OUTSIDE = ("Entree", "Bovensectoraal", "niet gespecificeerd naar sector")
"""What DUO counts beside the sectorkamers; question 15 has no answer for it."""

LEERWEGEN = ("bol", "bbl")
"""The answers of question 14."""

LEVELS = {1: "entree", 2: "niv2", 3: "niv3", 4: "niv4"}
"""DUO's levels and the answers of question 16."""

REGIONS = {
    "noord": ("Groningen", "Friesland", "Drenthe"),
    "oost": ("Overijssel", "Flevoland", "Gelderland"),
    "west": ("Utrecht", "Noord-Holland", "Zuid-Holland", "Zeeland"),
    "zuid": ("Noord-Brabant", "Limburg"),
}
"""The four landsdelen, as Statistics Netherlands (CBS) divides the provinces."""

PROVINCES = tuple(province for provinces in REGIONS.values() for province in provinces)
ABROAD = ("BELGIE", "DUITSLAND", "OVERIG BUITENLAND", "ONBEKEND")
"""What DUO's woonprovincie has beside the provinces."""

REGION_OF = {province: region for region, provinces in REGIONS.items() for province in provinces}
