"""Clues: the text of a PDF proposes, and always shows the line that says it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake import files as make
from stichting_fin.intake.paper import clue, receipt
from stichting_fin.relations import Relation, Relations

OWN = ["NL52ABNA0123998701", "NL859990011B01", "99999999"]


def seen(*lines: str) -> dict[str, object]:
    found: dict[str, object] = {}
    for each in clue.clues(list(lines), OWN):
        assert each.line in lines
        found.setdefault(each.key, each.value)
    return found


@pytest.mark.parametrize(
    ("line", "key", "value"),
    [
        ("IBAN: NL20 INGB 0001 2345 67 t.n.v. De Letter", "iban", "NL20INGB0001234567"),
        ("Rekening DE89370400440532013000", "iban", "DE89370400440532013000"),
        ("Btw-nummer NL 0012.34.567.B.01", "btw-id", "NL001234567B01"),
        ("VAT IE1234567T", "btw-id", "IE1234567T"),
        ("K.v.K. 12 34 56 78", "kvk", "12345678"),
        ("Chamber of Commerce 12345678", "kvk", "12345678"),
        ("Factuurnr. 2025/0042", "factuurnummer", "2025/0042"),
        ("Invoice number: INV-7.", "factuurnummer", "INV-7"),
        ("Bonnummer 9", "factuurnummer", "9"),
        ("Datum: 3-3-2025", "factuurdatum", date(2025, 3, 3)),
        ("Invoice date March 13, 2025", "factuurdatum", date(2025, 3, 13)),
        ("Factuurdatum 2025-03-03", "factuurdatum", date(2025, 3, 3)),
        ("Notadatum 1 mei 2025", "factuurdatum", date(2025, 5, 1)),
        ("Vervaldatum 17 oktober 2025", "vervaldatum", date(2025, 10, 17)),
        ("Due date: 2 Dec 2025", "vervaldatum", date(2025, 12, 2)),
        ("Te betalen voor 1-4-2025", "vervaldatum", date(2025, 4, 1)),
        ("Totaal incl. btw EUR 1.210,00", "totaal", Decimal("1210.00")),
        ("Amount due 1,210.00", "totaal", Decimal("1210.00")),
        ("TOTAAL 12,10", "totaal", Decimal("12.10")),
        ("Rechnungsnummer: R0005532486", "factuurnummer", "R0005532486"),
        ("Rechnungsdatum: 19.01.2016", "factuurdatum", date(2016, 1, 19)),
        ("Fälligkeitsdatum: 22.01.2016", "vervaldatum", date(2016, 1, 22)),
        ("Brutto 104,00", "totaal", Decimal("104.00")),
        ("USt-IdNr. DE812871812", "btw-id", "DE812871812"),
    ],
)  # fmt: skip
def test_a_line_says_what_it_is(line: str, key: str, value: object) -> None:
    assert seen(line)[key] == value


@pytest.mark.parametrize(
    "line",
    [
        "Uw btw-id NL859990011B01, KvK 99999999, NL52 ABNA 0123 9987 01",
        "NL20 INGB 0001 2345 68",
        "Subtotaal 100,00",
        "Totaal excl. btw 100,00",
        "Factuurnummer onbekend",
        "Datum 45-45-2025",
        "Factuurdatum 3 xyz 2025",
        "Totaal 21%",
        "Tel. 06 12345678",
        "Net total: 100.00",
        "VAT total: 75.04",
        "Total taxes 46,25",
        "Datum van levering 3-3-2025",
        "Date of delivery 2025-03-03",
        "Leverdatum 3-3-2025",
    ],
)
def test_what_is_ours_or_says_nothing_is_no_clue(line: str) -> None:
    assert seen(line) == {}


def test_a_name_above_its_value_and_a_name_at_the_end() -> None:
    assert seen("Factuurnummer", "2025-77")["factuurnummer"] == "2025-77"
    assert seen("Factuurnummer") == {}


def test_the_surest_words_for_the_total_come_first() -> None:
    said = seen("Totaal 1,00", "Totaal inclusief btw 2,00", "Nog te betalen 3,00")

    assert said["totaal"] == Decimal("3.00")


def test_a_rate_is_a_line_in_which_base_and_btw_fit() -> None:
    lines = [
        "Btw 21,00% over 100,00 is 21,00",
        "Btw 21% nogmaals over 100,00 is 21,00",
        "9% btw 0,90 over 10,00",
        "Btw 9% 1,00 2,00",
        "korting 21% van 100,00 is 21,00",
        "Btw 0% over 0,00",
        "USt. (19 %) 16,61",
        "netto 87,39",
        "btw 6%",
    ]

    found = [(r.procent, r.grondslag, r.btw) for r in clue.rates(lines)]

    assert found == [
        (Decimal("21.00"), Decimal("100.00"), Decimal("21.00")),
        (Decimal(9), Decimal("10.00"), Decimal("0.90")),
        (Decimal(19), Decimal("87.39"), Decimal("16.61")),
    ]


def test_the_sender_is_one_relation_or_nobody() -> None:
    relations = Relations(
        {
            "a": Relation("a", "A", iban=("NL20INGB0001234567",), kvk="12345678"),
            "b": Relation("b", "B", btw_id="NL001234567B01"),
        }
    )
    iban = clue.Clue("iban", "NL20INGB0001234567", "x")
    kvk = clue.Clue("kvk", "12345678", "y")
    strange = clue.Clue("btw-id", "DE123456789", "z")
    number = clue.Clue("factuurnummer", "7", "w")
    other = clue.Clue("btw-id", "NL001234567B01", "v")

    found = clue.sender([number, strange, iban, kvk], relations)

    assert found == (relations.all["a"], iban)
    assert clue.sender([iban, other], relations) is None
    assert clue.sender([strange], relations) is None


def test_what_is_no_pdf_has_no_lines(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"%PDF-1.7\nhalf")
    (tmp_path / "b").write_bytes(make.paper("een  regel"))

    assert clue.lines(tmp_path / "a") == []
    assert clue.lines(tmp_path / "b") == ["een regel"]


@given(st.lists(st.text(max_size=80), max_size=8))
def test_no_text_makes_it_stumble(said: list[str]) -> None:
    for each in clue.clues(said, OWN):
        assert each.line in said
    list(clue.rates(said))


@given(st.text())
def test_a_note_from_outside_never_leaves_its_line(text: str) -> None:
    made = receipt.written({"by": ""}, [], {"by": text})

    assert made.count("\n") == 1
