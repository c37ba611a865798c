"""Tables of banks and payment providers, each in its smallest file."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from stichting_fin.intake import keys
from stichting_fin.intake.readers import csv_bank
from stichting_fin.intake.statement import Statement

HERE = Path(__file__).parent / "csv"


def test_ing_tells_the_same_in_dutch_and_in_english() -> None:
    dutch, english = read("ing_nl.csv"), read("ing_en.csv")

    assert dutch.proven
    assert english.proven is None
    assert refs(dutch) == refs(english)
    assert len(refs(dutch)) == 3


def test_labels_in_the_text_of_ing_fill_the_fields_they_name() -> None:
    gift = read("ing_nl.csv").lines[-1]

    assert gift.text == "Gift maart"
    assert gift.end_to_end_id == "GIFT-3"
    assert gift.more["labelled"].startswith("Naam: Mevr. A. Vrijgevig Omschrijving:")


def test_a_mollie_row_says_its_settlement_and_its_kind() -> None:
    mollie = read("mollie_en.csv")

    assert [line.code for line in mollie.lines] == [
        "payment",
        "payment",
        "refund",
        "chargeback",
        "fee",
    ]
    assert {line.batch for line in mollie.lines} == {"7654321.2503.01"}
    assert sum(line.amount for line in mollie.lines) == Decimal("122.12")
    assert mollie.lines[1].valuta == "54.00 USD"
    assert mollie.lines[2].key == "mollie1:re_a3"
    assert mollie.lines[4].key == "mollie1:7654321.2503.01:Withheld fees MOL-2025-0001"


def test_what_is_in_no_settlement_yet_is_left_out_and_told() -> None:
    assert [note.line for note in read("mollie_en.csv").skipped] == [7, 8]


def read(name: str) -> Statement:
    (statement,) = csv_bank.read(HERE / name)
    return statement


def refs(statement: Statement) -> set[str]:
    return {ref for ref, _ in keys.keyed([statement], statement.account)}
