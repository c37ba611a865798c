"""What the treasurer chose: relations, profiles with their rules, decisions."""

from __future__ import annotations

from collections.abc import Iterator

from demo import parties
from demo.model import Party

ABN_IBAN = "NL52ABNA0123998701"
ING_IBAN = "NL12INGB0009987021"
ING_NUMBER = "K 998-70210"


def relaties() -> str:
    """Write `ledger/relaties.toml`."""
    head = "# De relaties van de stichting: wie zij zijn en hoe hun facturen worden geboekt.\n"
    head += "# Of een overheid een prijs betaalt of een bijdrage geeft, staat per relatie.\n"
    return head + "".join(
        f"\n{''.join(_relatie(party))}" for party in parties.EVERYBODY
    )


def _relatie(party: Party) -> Iterator[str]:
    yield f"# {party.why}\n[{party.key}]\n"
    yield f'naam = "{party.naam}"\niban = ["{party.iban}"]\n'
    known = {
        "btw-id": party.btw_id,
        "kvk": party.kvk,
        "adres": party.straat if party.debiteur else "",
        "postcode": party.postcode if party.debiteur else "",
        "plaats": party.plaats if party.debiteur else "",
        "land": party.land if party.land != "NL" else "",
        "rekening": party.rekening,
        "btw": party.btw,
    }
    for name, value in known.items():
        if value:
            yield f'{name} = "{value}"\n'
    if party.aftrek != 100:
        yield f"aftrek = {party.aftrek}\n"
    flags = {
        "facturen": party.facturen,
        "debiteur": party.debiteur,
        "kor": party.kor,
        "persoon": party.persoon,
    }
    for name in (name for name, on in flags.items() if on):
        yield f"{name} = true\n"
    if party.termijn != 30:
        yield f"termijn = {party.termijn}\n"
    for name, value in party.labels.items():
        yield f'{name} = "{value}"\n'


BRONNEN = {
    "abnamro": f"""\
# ABN AMRO betaalrekening; de penningmeester haalt elke maand het CAMT.053-bestand op.
soort = "bank"
iban = "{ABN_IBAN}"
account = "Assets:Bank:AbnAmro"

# Een gift voor open data is voor het fonds; daarom staat deze regel voor die van de giften.
[rule.gift-open-data]
text = "gift open data"
account = "Income:Giften:OpenData"
platform = "algemeen"
fonds = "open-data"

# Ook een teruggestorte gift: dezelfde rekening, het andere teken.
[rule.gift]
text = "gift"
account = "Income:Giften:Particulieren"
platform = "algemeen"

[rule.sponsoring]
text = "sponsorbijdrage"
sign = "bij"
account = "Income:Sponsoring"
platform = "netwerk"

[rule.bankkosten]
text = "zakelijk betaalpakket"
sign = "af"
account = "Expenses:Kantoor:Bankkosten"
platform = "algemeen"
taak = "financieel-beheer"
onderdeel = "bestuur"

[rule.omzetbelasting]
counterparty = "Belastingdienst"
account = "Liabilities:Btw:TeBetalen"
relatie = "belastingdienst"

[rule.subsidie-kennisdeling]
iban = "{parties.KENNISKAS.iban}"
sign = "bij"
account = "Liabilities:SubsidieVooruit"
relatie = "stimulering-kennis"
platform = "netwerk"
subsidie = "kennisdeling"

[rule.broncode-opslag]
text = "gitlake"
sign = "af"
account = "Expenses:Ict:Software"
platform = "algemeen"
taak = "technisch-beheer"
onderdeel = "beheer"

[rule.drukwerk]
text = "printpunt"
sign = "af"
account = "Expenses:Kantoor:Algemeen"
platform = "algemeen"
taak = "communicatie"
onderdeel = "beheer"

[rule.koffie]
text = "koffiehuis"
sign = "af"
account = "Expenses:Communicatie:Bijeenkomsten"
platform = "netwerk"
taak = "relatiemanagement"
onderdeel = "raad"
""",
    "ing-sparen": f"""\
# ING spaarrekening; elk kwartaal het CSV-bestand. De bank noemt haar bij een nummer.
soort = "bank"
number = "{ING_NUMBER}"
iban = "{ING_IBAN}"
account = "Assets:Bank:IngSparen"

[rule.rente]
text = "rente"
sign = "bij"
account = "Income:Rente"
platform = "algemeen"
""",
    "mollie": r"""
# Mollie int de giften op de website; elke maand het CSV-bestand van de afrekeningen.
soort = "psp"
number = "mollie"
account = "Assets:Kruisposten:Mollie"
relatie = "mollie"
verwijzing = '\b\d{7}\.\d{4}\.\d{2}\b'

# Wat Mollie inhoudt is met 21 % btw; het dient alleen de giften, dus zonder aftrek.
[rule.kosten]
text = "withheld fees"
account = "Expenses:Kantoor:Betaalkosten"
btw = "inkoop-hoog"
aftrek = 0
relatie = "mollie"
platform = "algemeen"
taak = "financieel-beheer"
onderdeel = "beheer"

[rule.gift]
text = "gift"
account = "Income:Giften:Particulieren"
platform = "algemeen"
""".lstrip(),
    "inkoop": """\
# Facturen als UBL: inkoop en verkoop. Wat erbij hoort staat per relatie in relaties.toml.
soort = "facturen"
verkoop = "verkoop"
""",
    "declaraties": """\
# Declaraties van vrijwilligers; elk kwartaal een werkblad, een declaratie op een rij.
soort = "declaraties"
account = "Liabilities:Crediteuren"

[rule.reiskosten]
text = "reiskosten"
account = "Expenses:Vrijwilligers:Reiskosten"
btw = "inkoop-geen"

[rule.materiaal]
text = "materiaal"
account = "Expenses:Kantoor:Algemeen"
btw = "inkoop-geen"

[rule.vergoeding]
text = "vergoeding"
account = "Expenses:Vrijwilligers:Vergoedingen"
btw = "inkoop-geen"
""",
}


def besluiten(unplaced: str, wrong: str) -> str:
    """Write `importers/besluiten.toml`.

    Args:
        unplaced: The `ref` of the payment that nobody can place.
        wrong: The `ref` of the invoice whose totals contradict each other.
    """
    return f"""\
# Wat een mens besloot over een regel van de bank of een factuur.

[[besluit]]
ref = "{unplaced}"
by = "penningmeester"
date = 2025-09-12
why = "Gebeld met J.P. van Zanten: terugbetaling van het statiegeld van de zaal in juni"
account = "Income:Overig"
platform = "netwerk"

[[besluit]]
ref = "{wrong}"
by = "penningmeester"
date = 2025-09-03
why = "Het totaal klopt niet met de regels; Studio Noordlicht stuurt een nieuwe factuur"
weiger = true
"""
