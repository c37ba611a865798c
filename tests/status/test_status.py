"""The status tells how far the books are, what waits, and what is due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner

from stichting_fin import status
from stichting_fin.books import Books
from stichting_fin.cli import main
from stichting_fin.intake.desk import Desk
from stichting_fin.status import account, deadline
from stichting_fin.writers import text

CHART = """
option "tolerance_multiplier" "0"
2024-01-01 open Assets:Bank EUR
  iban: "NL52ABNA0123998701"
2024-01-01 open Assets:Spaar EUR
  iban: "NL12INGB0009987021"
2024-01-01 open Assets:Vraagposten EUR
2024-01-01 open Liabilities:Crediteuren EUR
  rgs: "BSchCreHac"
2024-01-01 open Liabilities:Hoog EUR
  rubriek: "1a"
2024-01-01 open Income:Giften EUR
2024-01-01 open Expenses:Kosten EUR
"""
LINES = """
2025-01-10 * "A. Jansen" "gift"
  regel-id: "giften"
  Assets:Bank     10.00 EUR
  Income:Giften

2025-02-01 balance Assets:Bank  10.00 EUR

2025-02-10 ! "Onbekend B.V." "?"
  ref: "NL52:x1:1"
  Assets:Bank     -5.00 EUR
  Assets:Vraagposten

2025-02-11 ! "Onbekend B.V." "?"
  Assets:Bank     -6.00 EUR
  Assets:Vraagposten

2025-02-12 ! "wacht" "op een koers"
  reden: "geen koers"

2025-03-01 ! "Drukkerij" "D1"
  ref: "NL52:x1:2"
  relatie: "drukker"
  Assets:Bank    -20.00 EUR
  Liabilities:Crediteuren

2025-03-02 * "Drukkerij" "D2" ^inkoop-drukker/D2
  relatie: "drukker"
  factuurnummer: "D2"
  factuurdatum: 2025-03-02
  Expenses:Kosten   30.00 EUR
  Liabilities:Crediteuren

2025-03-03 * "Drukkerij" "D2" ^inkoop-drukker/D2
  relatie: "drukker"
  factuurnummer: "D2"
  Assets:Bank      -30.00 EUR
  Liabilities:Crediteuren
"""
PROFILE = """
soort = "bank"
iban = "NL52ABNA0123998701"
account = "Assets:Bank"
[rule.giften]
text = "gift"
account = "Income:Giften"
[rule.nooit]
text = "nooit"
account = "Expenses:Kosten"
"""
RELATIONS = """
[drukker]
naam = "Drukkerij"
facturen = true
[jansen]
naam = "J. Jansen"
persoon = true
"""


@pytest.fixture
def administration(tmp_path: Path) -> Path:
    (tmp_path / "ledger").mkdir()
    (tmp_path / "importers/bronnen").mkdir(parents=True)
    (tmp_path / "ledger/main.beancount").write_text(CHART + LINES, "utf-8")
    (tmp_path / "ledger/relaties.toml").write_text(RELATIONS, "utf-8")
    (tmp_path / "importers/bronnen/bank.toml").write_text(PROFILE, "utf-8")
    return tmp_path


def desk(administration: Path, ledger: str = CHART + LINES) -> Desk:
    (administration / "ledger/main.beancount").write_text(ledger, "utf-8")
    books = Books.load(administration / "ledger/main.beancount")
    assert not books.faults
    return Desk.at(administration, books)


def shown(administration: Path, ledger: str, today: dt.date) -> dict[str, str]:
    tables = status.tables(desk(administration, ledger), today)
    return {table.title: text.write(table) for table in tables}


def due(administration: Path, ledger: str, today: dt.date) -> Iterator[str]:
    for each in deadline.deadlines(desk(administration, CHART + ledger), today):
        yield f"{each.day} {each.name}"


def test_coverage_tells_months_that_are_proven_booked_and_missing(
    administration: Path,
) -> None:
    told = shown(administration, CHART + LINES, dt.date(2025, 5, 1))

    bank, savings = told["Coverage 2025"].splitlines()[-2:]
    assert bank.split() == ["Assets:Bank", "=", "+", "+", ".", "."]
    assert savings.split() == ["Assets:Spaar", ".", ".", ".", ".", "."]


def test_a_balance_within_a_month_proves_it_until_that_day(
    administration: Path,
) -> None:
    ledger = CHART + LINES + "2025-03-16 balance Assets:Bank  -51.00 EUR\n"

    told = shown(administration, ledger, dt.date(2025, 3, 20))

    assert told["Coverage 2025"].splitlines()[-2].split() == [
        "Assets:Bank",
        "=",
        "=",
        "=15",
    ]


def test_lines_after_the_last_balance_are_booked_but_not_proven(
    administration: Path,
) -> None:
    ledger = CHART + LINES + "2025-03-03 balance Assets:Bank  -21.00 EUR\n"

    told = shown(administration, ledger, dt.date(2025, 3, 20))

    assert told["Coverage 2025"].splitlines()[-2].split() == [
        "Assets:Bank",
        "=",
        "=",
        "+",
    ]
    assert told["Accounts"].splitlines()[-2].split()[1:4] == [
        "2025-03-03",
        "2025-03-02",
        "1",
    ]


def test_what_no_rule_caught_is_added_up_and_idle_rules_are_named(
    administration: Path,
) -> None:
    told = shown(administration, CHART + LINES, dt.date(2025, 5, 1))

    assert told["Lines that no rule caught"].splitlines()[-1].split() == (
        ["Onbekend", "B.V.", "2", "-11,00"]
    )
    assert told["Rules that never fired"].splitlines()[3:] == [
        "bank nooit  Expenses:Kosten"
    ]


def test_a_payment_without_its_invoice_is_named(administration: Path) -> None:
    told = shown(administration, CHART + LINES, dt.date(2025, 5, 1))

    assert told["Bank lines without a document"].splitlines()[3:] == (
        ["NL52:x1:2  2025-03-01  -20,00  drukker  D1"]
    )
    assert told["Open items"].splitlines()[-1].split() == [
        "Liabilities:Crediteuren",
        "1",
        "20,00",
    ]
    assert (
        "2025-02-12          wacht op een koers  geen koers"
        in told["Waits for a person"]
    )


def test_any_line_of_who_sends_invoices_needs_one(administration: Path) -> None:
    lines = """
2025-03-05 * "Drukkerij" "terug"
  iban: "NL20INGB0001234567"
  Assets:Bank      20.00 EUR
  Expenses:Kosten

2025-03-06 * "Drukkerij" "bon erbij"
  iban: "NL20 INGB 0001 2345 67"
  document: "bon.pdf"
  Assets:Bank      -2.00 EUR
  Expenses:Kosten

2025-03-07 * "J. Jansen" "vergoeding"
  relatie: "jansen"
  Assets:Bank      -3.00 EUR
  Expenses:Kosten

2025-03-08 * "Drukkerij" "memoriaal"
  relatie: "drukker"
  Expenses:Kosten   3.00 EUR
  Assets:Bank
"""
    relations = RELATIONS.replace("[jansen]", 'iban = ["NL20INGB0001234567"]\n[jansen]')
    (administration / "ledger/relaties.toml").write_text(relations, "utf-8")

    told = shown(administration, CHART + lines, dt.date(2025, 5, 1))

    assert told["Bank lines without a document"].splitlines()[3:] == (
        ["2025-03-05  2025-03-05  20,00  drukker  terug"]
    )


def test_new_books_have_little_to_say(administration: Path) -> None:
    told = shown(administration, CHART.replace("rubriek", "geen"), dt.date(2025, 5, 1))

    assert list(told) == ["Accounts", "Coverage 2025", "Rules that never fired"]


def test_the_command_shows_every_table(administration: Path) -> None:
    done = CliRunner().invoke(main, ["--books", str(administration), "status"])

    assert done.exit_code == 0
    assert done.output.startswith("Accounts\n")
    assert "\n\nCoverage 2025\n" in done.output


def test_quarters_that_are_not_filed_are_due(administration: Path) -> None:
    found = list(due(administration, "", dt.date(2025, 5, 1)))

    assert found == [
        "2025-04-30 btw-aangifte 2025-Q1",
        "2025-07-31 btw-aangifte 2025-Q2",
    ]


def test_a_quarter_of_an_earlier_year_that_nobody_filed_is_late(
    administration: Path,
) -> None:
    bought = '2024-11-02 * "X"\n  Assets:Bank  -1 EUR\n  Expenses:Kosten  1 EUR\n    btw: "inkoop-geen"\n'
    closed = '2025-05-20 custom "afgesloten" "2024" 2024-12-31 "x" "y"\n'

    late = list(due(administration, bought, dt.date(2025, 1, 9)))
    adopted = list(due(administration, bought + closed, dt.date(2025, 1, 9)))

    assert late == [
        "2024-04-30 btw-aangifte 2024-Q1",
        "2024-07-31 btw-aangifte 2024-Q2",
        "2024-10-31 btw-aangifte 2024-Q3",
        "2025-01-31 btw-aangifte 2024-Q4",
        "2025-04-30 btw-aangifte 2025-Q1",
    ]
    assert adopted == ["2025-04-30 btw-aangifte 2025-Q1"]


def test_a_filed_quarter_is_not_due(administration: Path) -> None:
    (administration / "ledger/aangifte-2025-Q1.posten").write_bytes(b"")
    seal = f'2025-04-20 custom "aangifte" "2025-Q1" "{sha256(b"").hexdigest()}" 2025-04-20 "x"\n'

    found = list(due(administration, seal, dt.date(2025, 5, 1)))

    assert found == ["2025-07-31 btw-aangifte 2025-Q2"]


def test_who_sold_to_the_rest_of_the_eu_files_an_icp(administration: Path) -> None:
    sold = '2025-01-02 * "EU"\n  Assets:Bank  1 EUR\n  Income:Giften  -1 EUR\n    btw: "verkoop-eu-dienst"\n'

    found = list(due(administration, sold, dt.date(2025, 1, 9)))

    assert found == ["2025-04-30 btw-aangifte 2025-Q1", "2025-04-30 ICP 2025-Q1"]


def test_who_paid_a_person_tells_it_in_january(administration: Path) -> None:
    paid = '2024-03-02 * "J. Jansen"\n  relatie: "jansen"\n  Assets:Bank  -1 EUR\n  Expenses:Kosten\n'

    january = list(due(administration, paid, dt.date(2025, 1, 9)))
    february = list(due(administration, paid, dt.date(2025, 2, 9)))

    assert january == ["2025-04-30 btw-aangifte 2025-Q1", "2025-01-31 UBD 2024"]
    assert february == ["2025-04-30 btw-aangifte 2025-Q1"]


def test_an_anbi_publishes_within_half_a_year(administration: Path) -> None:
    anbi = '2024-01-01 event "anbi" "ja"\n'

    june = list(due(administration, anbi, dt.date(2025, 6, 1)))
    july = list(due(administration, anbi, dt.date(2025, 7, 1)))

    assert june[2:] == [
        "2025-06-30 ANBI-publicatie 2024",
        "2026-06-30 ANBI-publicatie 2025",
    ]
    assert july[3:] == ["2026-06-30 ANBI-publicatie 2025"]


def test_a_year_whose_law_is_not_here_has_no_deadlines_yet(
    administration: Path,
) -> None:
    assert list(due(administration, "", dt.date(2099, 1, 1))) == []


def test_an_invoice_that_was_paid_twice_is_told(tmp_path: Path) -> None:
    again = """
2025-03-04 * "Drukkerij" "D2" ^inkoop-drukker/D2
  relatie: "drukker"
  factuurnummer: "D2"
  Assets:Bank      -31.00 EUR
  Liabilities:Crediteuren
"""
    path = tmp_path / "main.beancount"
    path.write_text(CHART + LINES + again)

    (row,) = account.overpaid(Books.load(path)).rows

    assert (row.label, row.code) == ("drukker/D2", "inkoop-drukker/D2")
    assert row.cells == (Decimal(-30), Decimal(-61), Decimal(31))
