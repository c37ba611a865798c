"""A small foundation that sells: who it is, whom it sends invoices, what it asks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from stichting_fin import taxyear
from stichting_fin.books import Books
from stichting_fin.intake.desk import Desk
from stichting_fin.sale import Line, Sale, Side

DAY = date(2026, 2, 3)
LEDGER = """
option "tolerance_multiplier" "0"
include "2026/*.beancount"
2023-01-01 event "naam" "Stichting Voorbeeld"
2023-01-01 event "adres" "Voorbeeldkade 20"
2023-01-01 event "postcode" "2511 ZZ"
2023-01-01 event "zetel" "Den Haag"
2023-01-01 event "kvk" "99001122"
2023-01-01 event "btw-id" "NL859990011B01"
2023-01-01 event "contact" "De penningmeester"
2023-01-01 event "e-mail" "penningmeester@voorbeeld.example"
2023-01-01 custom "waarde" "platform" "netwerk"
2023-01-01 custom "waarde" "taak" "communicatie"
2023-01-01 open Assets:Bank EUR
  rgs: "BLimBanRba"
  iban: "NL52ABNA0123998701"
2023-01-01 open Assets:Debiteuren EUR
  rgs: "BVorDebHad"
2023-01-01 open Liabilities:Crediteuren EUR
  rgs: "BSchCreHac"
2023-01-01 open Liabilities:Btw:Hoog EUR
  rubriek: "1a"
2023-01-01 open Liabilities:Btw:Laag EUR
  rubriek: "1b"
2023-01-01 open Income:Gebruik EUR
2023-01-01 open Income:Bijdragen EUR
2023-01-01 open Expenses:Kosten EUR
"""
RELATIONS = """
[waterhoek]
naam = "Gemeente Waterhoek"
oin = "00000001003214345000"
btw-id = "NL859901373B01"
kvk = "99010053"
adres = "Modelweg 1"
postcode = "2501 ZZ"
plaats = "Waterhoek"
contact = "Crediteurenadministratie"
rekening = "Income:Gebruik"
debiteur = true
platform = "netwerk"

[vereniging]
naam = "Vereniging Model"
kvk = "99010106"
adres = "Modelweg 2"
postcode = "2502 ZZ"
plaats = "Oosterveen"
rekening = "Income:Bijdragen"
btw = "verkoop-buiten"
termijn = 14
"""
REQUEST = """
klant = "waterhoek"
datum = 2026-02-03
order = "45856478"

[[regel]]
tekst = "Gebruik van het netwerk"
prijs = 100
btw = "verkoop-hoog"
"""


def write(folder: Path, ledger: str = "", relations: str = "") -> Path:
    """Write the administration, with more ledger text and relations."""
    files = {
        "ledger/main.beancount": LEDGER + ledger,
        "ledger/2026/memoriaal.beancount": "",
        "ledger/relaties.toml": RELATIONS + relations,
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


def desk(folder: Path) -> Desk:
    """Set up a desk in an administration that stands."""
    books = Books.load(folder / "ledger/main.beancount")
    assert not books.faults, [str(each) for each in books.faults]
    return Desk.at(folder, books)


def line(net: str = "100", btw: str = "verkoop-hoog", **more: Any) -> Line:
    """Give a line of one piece."""
    code = taxyear.of(DAY).codes[btw]
    made = Line("Gebruik", Decimal(1), Decimal(net), code, "Income:Gebruik")
    return replace(made, **more)


def sale(*lines: Line, **more: Any) -> Sale:
    """Give an invoice to a government body."""
    seller = Side(
        "Stichting Voorbeeld",
        "Voorbeeldkade 20",
        "2511 ZZ",
        "Den Haag",
        kvk="99001122",
        btw_id="NL859990011B01",
        contact="De penningmeester",
        email="penningmeester@voorbeeld.example",
    )
    buyer = Side(
        "Gemeente Waterhoek",
        "Modelweg 1",
        "2501 ZZ",
        "Waterhoek",
        kvk="99010053",
        oin="00000001003214345000",
        btw_id="NL859901373B01",
    )
    made = Sale(
        "F2026-001",
        DAY,
        date(2026, 3, 5),
        seller,
        buyer,
        "waterhoek",
        "NL52ABNA0123998701",
        lines or (line(),),
        order="45856478",
        reeks="F2026-",
    )
    return replace(made, **more)
