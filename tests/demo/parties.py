"""Who the foundation deals with. Everybody and every number here is invented."""

from __future__ import annotations

from typing import Any

from demo.model import Party


def iban(country: str, bban: str) -> str:
    """Put the check digits of ISO 13616 on a domestic account number."""
    digits = "".join(str(int(c, 36)) for c in f"{bban}{country}00")
    return f"{country}{98 - int(digits) % 97:02}{bban}"


def rsin(eight: int) -> str:
    """Give the first nine-digit number from these eight that passes the elfproef."""
    for number in range(eight * 10, eight * 10 + 200):
        digits = [int(c) for c in f"{number:09}"]
        weighed = sum(w * d for w, d in zip(range(9, 1, -1), digits, strict=False))
        if (weighed - digits[8]) % 11 == 0:
            return f"{number:09}"
    raise AssertionError(eight)


def _nl(n: int, bank: str = "RABO") -> dict[str, Any]:
    return {
        "iban": iban("NL", f"{bank}{n * 7919 + 300000000:010}"),
        "btw_id": f"NL{rsin(85990100 + 37 * n)}B01",
        "kvk": f"{99010000 + n * 53}",
        "straat": f"Modelweg {n}",
        "postcode": f"{2500 + n} ZZ",
    }


def _user(n: int, key: str, naam: str, plaats: str) -> Party:
    return Party(
        key, naam, plaats=plaats, rekening="Income:Gebruik:Samenwerkplatform", debiteur=True,
        labels={"platform": "samenwerkplatform"}, **_nl(n, "BNGH"),
        why="betaalt voor het gebruik van het samenwerkplatform: een prijs, 21 %",
    )  # fmt: skip


def _giver(n: int, key: str, naam: str, plaats: str) -> Party:
    return Party(
        key, naam, plaats=plaats, rekening="Income:Bijdragen:Overheid", debiteur=True,
        btw="verkoop-buiten", labels={"platform": "algemeen"}, **_nl(n, "BNGH"),
        why="bijdrage zonder tegenprestatie: buiten de btw",
    )  # fmt: skip


USERS = [
    _user(1, "gemeente-waterhoek", "Gemeente Waterhoek", "Waterhoek"),
    _user(2, "gemeente-oosterveen", "Gemeente Oosterveen", "Oosterveen"),
    _user(3, "gemeente-hogedam", "Gemeente Hogedam", "Hogedam"),
    _user(4, "gemeente-zandrijk", "Gemeente Zandrijk", "Zandrijk"),
    _user(5, "gemeente-lindemeer", "Gemeente Lindemeer", "Lindemeer"),
    _user(6, "gemeente-noordwolde-zuid", "Gemeente Noordwolde-Zuid", "Noordwolde-Zuid"),
    _user(7, "gemeente-kromhoek", "Gemeente Kromhoek", "Kromhoek"),
    _user(8, "gemeente-terwilgen", "Gemeente Terwilgen", "Terwilgen"),
    _user(9, "provincie-zuiderland", "Provincie Zuiderland", "Hogedam"),
    _user(10, "provincie-middelgouw", "Provincie Middelgouw", "Lindemeer"),
    _user(11, "waterschap-de-linge-ee", "Waterschap De Linge-Ee", "Terwilgen"),
    _user(12, "waterschap-kromme-vliet", "Waterschap Kromme Vliet", "Kromhoek"),
    _user(13, "gr-duinstreek", "Gemeenschappelijke Regeling Duinstreek", "Zandrijk"),
    _user(14, "veiligheidsregio-oost", "Veiligheidsregio Oostmarke", "Oosterveen"),
    _user(15, "omgevingsdienst-delta", "Omgevingsdienst Delta en Duin", "Waterhoek"),
    _user(16, "rijksbureau-registers", "Rijksbureau voor Registers", "Den Haag"),
    _user(17, "inspectie-voorbeeld", "Inspectie Voorbeeldtoezicht", "Den Haag"),
    _user(18, "uitvoering-centraal", "Uitvoeringsdienst Centraal Loket", "Utrecht"),
]
GIVERS = [
    _giver(31, "min-voorbeeldzaken", "Ministerie van Voorbeeldzaken", "Den Haag"),
    _giver(32, "min-modelbeleid", "Ministerie van Modelbeleid", "Den Haag"),
    _giver(33, "ver-gemeenten-model", "Vereniging Modelgemeenten", "Den Haag"),
    _giver(34, "gemeente-grootstad", "Gemeente Grootstad", "Grootstad"),
    _giver(35, "gemeente-havenmond", "Gemeente Havenmond", "Havenmond"),
    _giver(36, "provincie-noordmark", "Provincie Noordmark", "Havenmond"),
    _giver(37, "unie-waterbeheer", "Unie van Modelwaterschappen", "Den Haag"),
    _giver(38, "rijksacademie-oefen", "Rijksacademie Oefenbestuur", "Den Haag"),
]
SERVERHUIS = Party(
    "serverhuis", "Serverhuis Beheer B.V.", plaats="Lindemeer", facturen=True, aftrek=60,
    rekening="Expenses:Uitbesteed:TechnischBeheer", **_nl(51),
    labels={"platform": "algemeen", "taak": "technisch-beheer", "onderdeel": "beheer"},
    why="SLA voor alle platforms samen: de sleutel van het jaar",
)  # fmt: skip
CLOUDHAVEN = Party(
    "cloudhaven", "Cloudhaven Ireland Ltd", iban("IE", "AIBK99990099887766"), "IE9990017V",
    land="IE", straat="1 Sample Quay", postcode="D02 XX00", plaats="Dublin", facturen=True,
    rekening="Expenses:Ict:Hosting", btw="inkoop-eu-dienst", aftrek=60, termijn=21,
    labels={"platform": "algemeen", "taak": "technisch-beheer", "onderdeel": "beheer"},
    why="dienst uit de EU: wij geven de btw aan",
)  # fmt: skip
RECHENWERK = Party(
    "rechenwerk", "Rechenwerk Software GmbH", iban("DE", "100999990012345678"), "DE999990019",
    land="DE", straat="Musterallee 7", postcode="50667", plaats="Musterstadt", facturen=True,
    rekening="Expenses:Ict:Software", btw="inkoop-eu-dienst", termijn=14,
    labels={"platform": "samenwerkplatform", "taak": "technisch-beheer", "onderdeel": "beheer"},
    why="dient alleen het belaste samenwerkplatform",
)  # fmt: skip
ADREACH = Party(
    "adreach", "AdReach Media Ltd", iban("IE", "BOFI99990011223344"), "IE9990028D",
    land="IE", straat="4 Specimen Street", postcode="D04 XX00", plaats="Dublin", facturen=True,
    rekening="Expenses:Communicatie:Advertenties", btw="inkoop-eu-dienst", aftrek=0, termijn=14,
    labels={"platform": "netwerk", "taak": "communicatie", "onderdeel": "beheer"},
    why="dient alleen netwerk en vrijwilligers: geen aftrek",
)  # fmt: skip
TRELLIS = Party(
    "trellis", "Trellis Docs Inc", iban("GB", "MIDL99990099887766"),
    land="US", straat="12 Placeholder Ave", postcode="94100", plaats="San Francisco",
    facturen=True, rekening="Expenses:Ict:Software", btw="inkoop-buiten-eu-dienst", aftrek=60,
    labels={"platform": "algemeen", "taak": "functioneel-beheer", "onderdeel": "beheer"},
    termijn=14, why="dienst van buiten de EU: wij geven de btw aan",
)  # fmt: skip
VANDERMEER = Party(
    "van-der-meer", "Van der Meer Functioneel Beheer", plaats="Terwilgen", facturen=True,
    rekening="Expenses:Uitbesteed:Freelancers", **_nl(52, "KNAB"),
    labels={"platform": "samenwerkplatform", "taak": "functioneel-beheer", "onderdeel": "beheer"},
    why="zzp'er met btw, alleen voor het belaste samenwerkplatform",
)  # fmt: skip
VERBINDER = Party(
    "de-verbinder", "De Verbinder", plaats="Kromhoek", facturen=True, aftrek=0,
    rekening="Expenses:Uitbesteed:Freelancers", **_nl(53, "TRIO"), termijn=14,
    labels={"platform": "netwerk", "taak": "relatiemanagement", "onderdeel": "raad"},
    why="zzp'er met btw, alleen voor netwerk en vrijwilligers: geen aftrek",
)  # fmt: skip
TOEGANKELIJK = Party(
    "toegankelijk-web", "Toegankelijk Web VOF", plaats="Zandrijk", facturen=True, aftrek=0,
    rekening="Expenses:Uitbesteed:Freelancers", **_nl(54, "ASNB"),
    labels={"platform": "weblog", "taak": "functioneel-beheer", "onderdeel": "beheer",
            "subsidie": "toegankelijkheid"},
    why="werkt alleen aan de subsidie toegankelijkheid: geen aftrek",
)  # fmt: skip
BOSMAN = Party(
    "bosman", "E. Bosman tekst en redactie", plaats="Hogedam", facturen=True, kor=True,
    persoon=True, rekening="Expenses:Uitbesteed:Freelancers", termijn=14, **_nl(55, "INGB"),
    labels={"platform": "weblog", "taak": "communicatie", "onderdeel": "beheer"},
    why="kleineondernemersregeling: rekent nooit btw",
)  # fmt: skip
DATADELVER = Party(
    "datadelver", "Datadelver", plaats="Oosterveen", facturen=True, kor=True, persoon=True,
    rekening="Expenses:Uitbesteed:Freelancers", **_nl(56, "SNSB"),
    labels={"platform": "algemeen", "taak": "functioneel-beheer", "onderdeel": "beheer",
            "fonds": "open-data"},
    why="kleineondernemersregeling; werkt uit het fonds open data",
)  # fmt: skip
NOORDLICHT = Party(
    "studio-noordlicht", "Studio Noordlicht", plaats="Grootstad", facturen=True, aftrek=60,
    rekening="Expenses:Uitbesteed:Ontwerp", **_nl(57, "TRIO"),
    labels={"platform": "algemeen", "taak": "functioneel-beheer", "onderdeel": "beheer"},
    why="ontwerpt voor alle platforms: de sleutel van het jaar",
)  # fmt: skip
BOEKHOF = Party(
    "boekhof", "Administratiekantoor Boekhof B.V.", plaats="Utrecht", facturen=True, aftrek=60,
    rekening="Expenses:Uitbesteed:Administratie", **_nl(58), termijn=14,
    labels={"platform": "algemeen", "taak": "financieel-beheer", "onderdeel": "beheer"},
    why="voert de administratie: de sleutel van het jaar",
)  # fmt: skip
CONTROLEHUIS = Party(
    "controlehuis", "Controlehuis Accountants B.V.", plaats="Utrecht", facturen=True, aftrek=60,
    rekening="Expenses:Uitbesteed:Administratie", **_nl(59),
    labels={"platform": "algemeen", "taak": "financieel-beheer", "onderdeel": "bestuur"},
    why="beoordeelt de jaarrekening: de sleutel van het jaar",
)  # fmt: skip
RECHTRAAD = Party(
    "recht-en-raad", "Recht & Raad Advocaten", plaats="Den Haag", facturen=True, aftrek=60,
    rekening="Expenses:Uitbesteed:Juridisch", **_nl(60, "ABNA"),
    labels={"platform": "algemeen", "taak": "juridische-zaken", "onderdeel": "bestuur"},
    why="adviseert over alle platforms: de sleutel van het jaar",
)  # fmt: skip
ZEKERPOLIS = Party(
    "zekerpolis", "Zekerpolis Schadeverzekeringen N.V.", plaats="Utrecht", facturen=True,
    rekening="Expenses:Kantoor:Verzekeringen", btw="inkoop-geen", **_nl(61),
    labels={"platform": "algemeen", "taak": "financieel-beheer", "onderdeel": "bestuur"},
    why="verzekering is vrijgesteld",
)  # fmt: skip
DETAFEL = Party(
    "de-tafel", "De Tafel Catering en Zaalverhuur", plaats="Den Haag", facturen=True, aftrek=0,
    rekening="Expenses:Communicatie:Bijeenkomsten", termijn=14, **_nl(62),
    labels={"platform": "netwerk", "taak": "relatiemanagement", "onderdeel": "raad"},
    why="bijeenkomsten van het netwerk: geen aftrek",
)  # fmt: skip
DOMEINBALIE = Party(
    "domeinbalie", "Domeinbalie B.V.", plaats="Havenmond", facturen=True, termijn=14,
    rekening="Expenses:Ict:Hosting", **_nl(63, "INGB"),
    labels={"platform": "samenwerkplatform", "taak": "technisch-beheer", "onderdeel": "beheer"},
    why="domeinnamen van het belaste samenwerkplatform",
)  # fmt: skip
KANTOORHAL = Party(
    "kantoorhal", "Kantoorhal Nederland B.V.", plaats="Utrecht", facturen=True, aftrek=60,
    rekening="Assets:Vast:Inventaris", **_nl(64), why="apparatuur: de sleutel van het jaar",
)  # fmt: skip
SUPPLIERS = [
    SERVERHUIS, CLOUDHAVEN, RECHENWERK, ADREACH, TRELLIS, VANDERMEER, VERBINDER, TOEGANKELIJK,
    BOSMAN, DATADELVER, NOORDLICHT, BOEKHOF, CONTROLEHUIS, RECHTRAAD, ZEKERPOLIS, DETAFEL,
    DOMEINBALIE, KANTOORHAL,
]  # fmt: skip


def _volunteer(n: int, key: str, naam: str) -> Party:
    return Party(
        key, naam, iban("NL", f"{('INGB', 'RABO', 'ASNB')[n % 3]}{n * 6007 + 410000000:010}"),
        rekening="Expenses:Vrijwilligers:Vergoedingen", btw="inkoop-geen", facturen=True,
        labels={"onderdeel": "beheer"}, why="vrijwilliger: declareert kosten",
    )  # fmt: skip


VOLUNTEERS = [
    _volunteer(1, "v-adriaansen", "F. Adriaansen"),
    _volunteer(2, "v-boukhari", "S. Boukhari-Test"),
    _volunteer(3, "v-claesz", "M. Claeszoon"),
    _volunteer(4, "v-dijkhuisman", "R. Dijkhuisman"),
    _volunteer(5, "v-eversdal", "T. Eversdal"),
    _volunteer(6, "v-fikkerts", "L. Fikkerts-Pool"),
]
RIJKSFONDS = Party(
    "rijksfonds-toegang", "Rijksfonds Digitale Toegang", plaats="Den Haag", **_nl(71, "BNGH"),
    why="verstrekt de subsidie toegankelijkheid",
)  # fmt: skip
KENNISKAS = Party(
    "stimulering-kennis", "Stimuleringskas Kennisdeling", plaats="Den Haag", **_nl(72, "BNGH"),
    why="verstrekt de subsidie kennisdeling",
)  # fmt: skip
BELASTINGDIENST = Party(
    "belastingdienst", "Belastingdienst", iban("NL", "INGB0009900055"), plaats="Apeldoorn",
    why="btw",
)  # fmt: skip
MOLLIE_BV = Party(
    "mollie", "Stichting Mollie Payments", iban("NL", "ABNA0099005245"), f"NL{rsin(85990199)}B01",
    kvk="99019900", plaats="Amsterdam", why="betaaldienst voor giften op de website",
)  # fmt: skip
EVERYBODY = [
    *USERS, *GIVERS, *SUPPLIERS, *VOLUNTEERS, RIJKSFONDS, KENNISKAS, BELASTINGDIENST, MOLLIE_BV,
]  # fmt: skip
