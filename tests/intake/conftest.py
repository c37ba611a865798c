"""A small administration: two bank accounts, a PSP, debtors, creditors, btw."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from stichting_fin.books import Books
from stichting_fin.intake.desk import Desk

LEDGER = """
option "operating_currency" "EUR"
option "tolerance_multiplier" "0"
include "*/*.beancount"
2024-01-01 event "naam" "Stichting Voorbeeld"
2024-01-01 event "btw-id" "NL859990011B01"
2024-01-01 open Assets:Bank EUR
  iban: "NL52ABNA0123998701"
2024-01-01 open Assets:Spaar EUR
2024-01-01 open Assets:Mollie EUR
2024-01-01 open Assets:Kruis EUR
  rgs: "BLimKruSto"
2024-01-01 open Assets:Vraagposten EUR
2024-01-01 open Assets:Debiteuren EUR
  rgs: "BVorDebHad"
2024-01-01 open Liabilities:Crediteuren EUR
  rgs: "BSchCreHac"
2024-01-01 open Assets:Voorbelasting EUR
  rubriek: "5b"
2024-01-01 open Liabilities:Hoog EUR
  rubriek: "1a"
2024-01-01 open Liabilities:Laag EUR
  rubriek: "1b"
2024-01-01 open Liabilities:Verlegd EUR
  rubriek: "2a"
2024-01-01 open Liabilities:BuitenEu EUR
  rubriek: "4a"
2024-01-01 open Liabilities:Eu EUR
  rubriek: "4b"
2024-01-01 open Income:Giften EUR
2024-01-01 open Income:Gebruik EUR
2024-01-01 open Expenses:Kosten EUR
2024-01-01 open Expenses:Bank EUR
2024-01-01 open Expenses:Afronding EUR
  rgs: "WBedAdlBet"
2024-01-01 open Equity:Begin EUR
"""
BEGIN = """
2024-12-31 * "Beginbalans"
  Assets:Bank      1000.00 EUR
  Equity:Begin    -1000.00 EUR
"""
FILES = {
    "ledger/main.beancount": LEDGER,
    "ledger/2024/begin.beancount": BEGIN,
    "ledger/relaties.toml": """
[gemeente]
naam = "Gemeente Zuiderdam"
iban = ["NL91ABNA0417164300"]
kvk = "99000001"
rekening = "Income:Gebruik"
debiteur = true
platform = "samenwerkplatform"
[drukker]
naam = "Drukkerij De Letter B.V."
iban = ["NL20INGB0001234567"]
btw-id = "NL001234567B01"
rekening = "Expenses:Kosten"
aftrek = 60
facturen = true
[wolk]
naam = "Cloud Ltd"
btw-id = "IE1234567T"
land = "IE"
rekening = "Expenses:Kosten"
facturen = true
[jansen]
naam = "J. Jansen"
iban = ["NL44RABO0123456789"]
rekening = "Expenses:Kosten"
kor = true
persoon = true
facturen = true
""",
    "importers/bronnen/bank.toml": """
soort = "bank"
iban = "NL52ABNA0123998701"
account = "Assets:Bank"
[rule.giften]
text = "gift"
sign = "bij"
account = "Income:Giften"
[rule.bankkosten]
counterparty = "abn amro bank"
account = "Expenses:Bank"
relatie = "abn"
[rule.papier]
text = "papier"
account = "Expenses:Kosten"
btw = "inkoop-hoog"
aftrek = 50
taak = "communicatie"
""",
    "importers/bronnen/spaar.toml": """
soort = "bank"
number = "K 998-70210"
iban = "NL12INGB0009987021"
account = "Assets:Spaar"
""",
    "importers/bronnen/mollie.toml": """
soort = "psp"
number = "mollie"
account = "Assets:Mollie"
relatie = "mollie"
verwijzing = '\\d+\\.\\d{4}\\.\\d{2}'
[rule.giften]
code = "payment"
account = "Income:Giften"
[rule.kosten]
code = "fee"
account = "Expenses:Bank"
btw = "inkoop-hoog"
""",
    "importers/bronnen/inkoop.toml": """
soort = "facturen"
verkoop = "verkoop"
[rule.posters]
text = "posters"
account = "Expenses:Bank"
taak = "communicatie"
""",
}


@pytest.fixture
def administration(tmp_path: Path) -> Path:
    """Write the administration to disk."""
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


@pytest.fixture
def desk(administration: Path) -> Callable[..., Desk]:
    """Give a desk on the administration, with more ledger text and decisions."""

    def at(ledger: str = "", besluiten: str = "") -> Desk:
        (administration / "ledger/2025").mkdir(exist_ok=True)
        (administration / "ledger/2025/hand.beancount").write_text(ledger, "utf-8")
        (administration / "importers/besluiten.toml").write_text(besluiten, "utf-8")
        books = Books.load(administration / "ledger/main.beancount")
        assert not books.faults
        return Desk.at(administration, books)

    return at
