"""The figures of small books, worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from stichting_fin import figures
from stichting_fin.books import Books, before
from stichting_fin.evidence import Evidence
from stichting_fin.fault import UnreadableError
from stichting_fin.figures import (
    bestemming,
    grootboekkaarten,
    journaal,
    kolommenbalans,
    layout,
    openstaand,
    toelichting,
)
from stichting_fin.period import Period
from stichting_fin.table import Kind, Row, Table

HERE = Path(__file__).parent
TEKSTEN = HERE.parents[1] / "reports/teksten"


@pytest.fixture
def small() -> Books:
    books = Books.load(HERE / "small.beancount")
    assert not books.faults
    return books


@pytest.fixture
def year(small: Books) -> Period:
    return small.period("2025")


def cells(table: Table) -> dict[str, list[str]]:
    """Give each row's cells as text, by its code or else its label."""
    return {row.code or row.label: list(map(written, row.cells)) for row in table.rows}


def written(cell: object) -> str:
    if cell is None:
        return ""
    return str(cell) if cell else "0" if isinstance(cell, Decimal) else str(cell)


def sums(row: Row) -> Decimal:
    assert isinstance(row.sources, Evidence)
    return row.sources.amount


def test_the_balans_is_in_balance_after_the_bestemming(
    small: Books, year: Period
) -> None:
    table = layout.build(small, layout.load(HERE / "balans.toml"), year)

    assert table.title == "Balans per 31-12-2025"
    assert [column.title for column in table.columns] == ["31-12-2025", "31-12-2024"]
    assert [(row.label, *row.cells) for row in table.rows] == [
        ("Activa",),
        ("Vaste activa",),
        ("Vaste activa", Decimal("500.00"), Decimal("500.00")),
        ("Totaal", Decimal("500.00"), Decimal("500.00")),
        ("Bank", Decimal(0), Decimal("700.00")),
        ("Vorderingen", Decimal("2060.00"), Decimal(0)),
        ("Totaal activa", Decimal("2560.00"), Decimal("1200.00")),
        ("Passiva",),
        ("Reserve", Decimal("1730.00"), Decimal("900.00")),
        ("Fonds", Decimal("50.00"), Decimal("300.00")),
        ("Schulden", Decimal("780.00"), Decimal(0)),
        ("Totaal passiva", Decimal("2560.00"), Decimal("1200.00")),
    ]


def test_every_row_of_the_statements_is_what_its_postings_add_up_to(
    small: Books, year: Period
) -> None:
    for name in ("balans", "staat"):
        table = layout.build(small, layout.load(HERE / f"{name}.toml"), year)

        for row in table.rows:
            if row.cells:
                assert sums(row) == row.cells[0], row.label


def test_the_staat_shows_the_begroting_and_the_year_before(
    small: Books, year: Period
) -> None:
    table = layout.build(small, layout.load(HERE / "staat.toml"), year)

    assert [c.title for c in table.columns] == ["2025", "Begroting 2025", "2024"]
    assert cells(table) == {
        "Baten": [],
        "giften": ["880.00", "900.00", "300.00"],
        "kosten": ["300.00", "400.00", "100.00"],
        "saldo": ["580.00", "500.00", "200.00"],
    }


def test_an_adopted_year_is_shown_as_it_was_adopted(small: Books, year: Period) -> None:
    plan = layout.load(HERE / "staat.toml")
    adopted = {"giften": Decimal("-299.00"), "kosten": Decimal("100.00")}

    table = layout.build(small, plan, year, adopted)

    assert cells(table)["saldo"][-1] == "199.00"
    assert layout.cijfers(small, plan, before(small, year)) == {
        "giften": Decimal("-300.00"),
        "kosten": Decimal("100.00"),
    }


def test_an_account_that_no_row_shows_is_a_fault(small: Books, year: Period) -> None:
    plan = layout.load(HERE / "staat.toml")
    bare = replace(plan, section=plan.section[:1])

    assert not list(layout.unshown(small, plan, year))
    assert {fault.values["account"] for fault in layout.unshown(small, bare, year)} == {
        "Expenses:Kosten",
        "Expenses:Afschrijving",
    }


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('title = "x"\nsoort = "staat"\n[[section]]\nsum = ["later"]', "layout-sum"),
        ('title = "{dag}"\nsoort = "staat"', "placeholder"),
        ('title = "x"\nsoort = "staaat"', "layout-word"),
        ('title = "x"\nsoort = "staat"\n[[section]]\nkind = "x"', "layout-word"),
        ('title = "x"\nsoort = "staat"\nkleur = 1', "key-unknown"),
    ],
)
def test_a_layout_that_is_not_sound_is_a_clear_fault(
    small: Books, year: Period, tmp_path: Path, text: str, code: str
) -> None:
    (tmp_path / "x.toml").write_text(text)

    with pytest.raises(UnreadableError) as error:
        layout.build(small, layout.load(tmp_path / "x.toml"), year)

    assert error.value.code == code
    assert str(error.value)


def test_a_fund_earns_what_bears_its_label(small: Books, year: Period) -> None:
    (table,) = bestemming.build(small, year)

    assert cells(table) == {
        "Equity:Reserve": ["900.00", "0", "0", "830.00", "0", "1730.00"],
        "Equity:Fonds": ["300.00", "0", "250.00", "0", "0", "50.00"],
        "Equity:TeBestemmen": ["0", "880.00", "50.00", "0", "830.00", "0"],
        "Totaal": ["1200.00", "880.00", "300.00", "830.00", "830.00", "1780.00"],
    }
    assert [sums(row) for row in table.rows[:-1]] == [
        Decimal("830.00"),
        Decimal("-250.00"),
        Decimal("-580.00"),
    ]


def test_books_without_equity_have_nothing_to_appropriate(books: Books) -> None:
    """
    2025-01-01 open Assets:Bank
    """
    (table,) = bestemming.build(books, books.period("2025"))

    assert [row.label for row in table.rows] == ["Totaal"]


def test_the_kolommenbalans_goes_from_opening_to_balans(
    small: Books, year: Period
) -> None:
    (table,) = kolommenbalans.build(small, year)
    got = cells(table)

    assert got["Assets:Bank"] == [
        "1000", "700.00", "0", "820.00", "2100.00", "0", "580.00", "0", "0", "0", "580.00",
    ]  # fmt: skip
    assert got["Expenses:Kosten"][6:] == ["0", "300.00", "0", "0", "0"]
    assert got["Equity:TeBestemmen"][1:] == [
        "0", "200.00", "200.00", "0", "0", "0", "0", "0", "0", "0",
    ]  # fmt: skip
    assert got["saldo"] == ["", "", "", "", "", "", "", "580.00", "0", "0", "580.00"]
    total = got["Totaal"]
    assert total[1::2] == total[2::2]


def test_a_year_without_postings_has_an_empty_kolommenbalans(books: Books) -> None:
    """
    2025-01-01 open Assets:Bank
    """
    (table,) = kolommenbalans.build(books, books.period("2025"))

    assert cells(table)["Totaal"] == ["", *["0"] * 10]


def test_an_entry_within_one_account_has_no_other_side(books: Books) -> None:
    """
    2025-01-01 open Assets:Bank EUR
      nummer: "1000"
    2025-01-02 * "Oost" "Heen en weer"
      Assets:Bank  10.00 EUR
      Assets:Bank  -10.00 EUR
    """
    (card,) = grootboekkaarten.build(books, books.period("2025"))

    assert [row.cells[4] for row in card.rows] == [None, "", "", None]


def test_a_card_runs_from_its_opening_to_its_closing(
    small: Books, year: Period
) -> None:
    cards = {table.title: table for table in grootboekkaarten.build(small, year)}

    assert list(cards)[:3] == [
        "0200 Inventaris",
        "0209 InventarisAfschrijving",
        "0500 Reserve",
    ]
    first, *rows, last = cards["1000 Betaalrekening"].rows
    assert first.cells[7] == Decimal("700.00")
    assert last.cells[5:8] == (
        Decimal("820.00"),
        Decimal("2100.00"),
        Decimal("-580.00"),
    )
    assert rows[0].cells[1:5] == ("small", "bank:1", "Oost", "8000")
    assert rows[0].sources[0].bron == "a.xml#123456789abc#1"
    assert [str(row.cells[7]) for row in rows] == [
        "1500.00",
        "1400.00",
        "1420.00",
        "-580.00",
    ]


def test_the_journaal_counts_the_entries_of_each_dagboek(
    small: Books, year: Period
) -> None:
    (table,) = journaal.build(small, year)

    assert table.title == "Memoriaal"
    assert [row.cells[0] for row in table.rows[:5]] == [1, 1, 1, 2, 2]
    assert table.rows[-1].cells[6] == table.rows[-1].cells[7]


def test_a_dagboek_that_nobody_declared_still_shows(books: Books) -> None:
    """
    2025-01-01 open Assets:Bank
    2025-01-01 open Assets:Kas
    2025-01-02 custom "dagboek" "leeg" "M"
    2025-01-02 * "Opname"
      Assets:Kas    1.00 EUR
      Assets:Bank  -1.00 EUR
    """
    assert [t.title for t in journaal.build(books, books.period("2025"))] == [
        "<string>"
    ]


def test_open_items_are_shown_by_age(small: Books, year: Period) -> None:
    debtors, creditors = openstaand.build(small, year, {"zaal": "Zaal Oost"})

    assert creditors.rows[0].label == "jansen"
    assert [written(cell) for cell in creditors.rows[0].cells] == [
        "7", "2025-03-01", "2025-03-31", "300.00", "100.00", "200.00",
        "0", "0", "0", "0", "200.00",
    ]  # fmt: skip
    assert debtors.rows[0].label == "Zaal Oost"
    assert [written(cell) for cell in debtors.rows[0].cells[5:]] == [
        "60.00", "60.00", "0", "0", "0", "0",
    ]  # fmt: skip
    assert sums(creditors.rows[0]) == Decimal("200.00")


@pytest.mark.parametrize(
    ("days", "column"),
    [(-1, 0), (0, 1), (30, 1), (31, 2), (60, 2), (61, 3), (90, 3), (91, 4)],
)
def test_an_age_has_its_column(days: int, column: int) -> None:
    assert openstaand.bucket(days) == column


def test_the_notes_work_out_their_tables(
    small: Books, year: Period, tmp_path: Path
) -> None:
    path = tmp_path / "2025.toml"
    names = ", ".join(f'"{name}"' for name in toelichting.TABLES)
    path.write_text(
        f'[[noot]]\ntitel = "{{naam}} {{boekjaar}}"\ntabellen = [{names}]\n'
        '[[noot]]\ntitel = "Slot"\ntekst = "Per {einde}, na {vorig}."\n'
        '[namen]\nactiva = "Vaste activa"\n'
    )

    first, last = toelichting.build(small, year, path)

    assert first.titel == "Stichting Voorbeeld 2025"
    assert last == toelichting.Note("Slot", "Per 31-12-2025, na 2024.")
    assert first.tabellen[0].rows[0].label == "Vaste activa"
    got = {table.title: cells(table) for table in first.tabellen}
    assert got == {
        "Verloop van de vaste activa": {"activa": ["500.00", "0", "0", "500.00"]},
        "Register van vaste activa": {"Laptop": ["2024-03-01", "600.00", "60"]},
        "Bestemming van het saldo 2025": got["Bestemming van het saldo 2025"],
        "Subsidies": {
            "open": ["500.00", "300.00", "20.00", "300.00"],
            "Besteden voor 2026.": [],
        },
        "Bijdragen in natura": {
            "communicatie": ["10", "55.00", "550.00"],
            "Opgave Gemeente Oost.": [],
            "Totaal": ["", "", "550.00"],
        },
        "Aansluiting met de bank": {
            "Assets:Bank": [
                "NL00BANK0000000001",
                "2025-12-31",
                "-580.00",
                "-580.00",
                "0",
            ]
        },
        "Herstel van eerdere boekjaren": {
            "2024: De huur van december was vergeten.": []
        },
    }


def test_a_note_whose_tables_are_empty_is_left_out(
    books: Books, tmp_path: Path
) -> None:
    """
    2025-01-01 open Assets:Bank
    2026-01-01 custom "activum" "Niets" Assets:Weg Assets:Bank 1.00 EUR 12
    """
    path = tmp_path / "2025.toml"
    names = ", ".join(f'"{name}"' for name in toelichting.TABLES if name != "reserves")
    path.write_text(f'[[noot]]\ntitel = "x"\ntabellen = [{names}]')

    assert not list(toelichting.build(books, books.period("2025"), path))


def test_a_note_that_names_an_unknown_table_is_a_clear_fault(
    small: Books, year: Period, tmp_path: Path
) -> None:
    path = tmp_path / "2025.toml"
    path.write_text('[[noot]]\ntitel = "x"\ntabellen = ["kleuren"]')

    with pytest.raises(UnreadableError, match="no table kleuren"):
        list(toelichting.build(small, year, path))


@pytest.mark.parametrize("path", sorted(TEKSTEN.glob("2*.toml")), ids=lambda p: p.stem)
def test_the_texts_of_the_foundation_are_sound(path: Path) -> None:
    house = Books.load(HERE.parents[1] / "ledger/foundation.beancount")

    assert list(toelichting.build(house, house.period(path.stem), path))


def test_every_figure_has_a_name(small: Books, year: Period) -> None:
    for name in figures.names(HERE):
        for table in figures.tables(name, small, year, HERE):
            assert table.rows
            assert all(row.kind in Kind for row in table.rows)


def test_the_rows_of_the_foundations_layouts_show_its_chart_of_accounts() -> None:
    reports = HERE.parents[1] / "reports"
    chart = Books.load(HERE.parents[1] / "ledger/accounts.beancount")
    rows = {
        name: layout.load(reports / f"{name}.toml").signs.keys()
        for name in ("balans", "baten-en-lasten")
    }

    for account, meta in chart.accounts.items():
        shown = rows["baten-en-lasten" if account in chart.results else "balans"]
        assert {meta["regel"], meta.get("regel-omslag", meta["regel"])} <= shown, (
            account
        )
