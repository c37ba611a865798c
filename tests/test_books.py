"""Books: a loaded ledger, asked by label and period."""

from __future__ import annotations

import gc
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from beancount.core import data

from stichting_fin import checks
from stichting_fin.books import Books, before, booked, euros
from stichting_fin.fault import UnreadableError
from stichting_fin.period import Period


def test_a_ledger_that_is_not_there_is_a_clear_fault(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="no such ledger"):
        Books.load(tmp_path / "main.beancount")


def test_a_load_tells_what_beancount_found_and_leaves_the_collector_as_it_was(
    tmp_path: Path,
) -> None:
    path = tmp_path / "main.beancount"
    path.write_text("2025-01-01 open Assets:Bank\n2025-01-01 open Assets:Bank\n")
    gc.disable()

    books = Books.load(path)

    assert not gc.isenabled()
    gc.enable()
    assert [fault.code for fault in books.faults] == ["beancount"]
    assert "Duplicate open" in str(books.faults[0])
    Books.load(path)
    assert gc.isenabled()


def test_what_our_plugin_says_stays_a_fault_of_ours(tmp_path: Path) -> None:
    (tmp_path / "teller.py").write_text(
        "from stichting_fin.fault import fault\n"
        "__plugins__ = ('tell',)\n"
        "def tell(entries, options):\n"
        "    return entries, [fault(('x', 1), 'tolerance')]\n"
    )
    path = tmp_path / "main.beancount"
    path.write_text('option "insert_pythonpath" "TRUE"\nplugin "teller"\n')

    assert [fault.code for fault in Books.load(path).faults] == ["tolerance"]


def test_a_posting_tells_its_label_before_its_entry_and_its_account(
    books: Books,
) -> None:
    """
    2025-01-01 open Assets:Bank
      regel: "bank"
    2025-01-01 open Expenses:Kosten
      taak: "beheer"
    2025-02-01 * "Drie"
      platform: "weblog"
      Expenses:Kosten  1.00 EUR
        platform: "netwerk"
      Expenses:Kosten  2.00 EUR
        taak: "communicatie"
      Assets:Bank     -3.00 EUR
    """
    year = books.period("2025")

    assert books.movements(year, "platform") == {
        "netwerk": Decimal("1.00"),
        "weblog": Decimal("-1.00"),
    }
    assert books.movements(year, "taak") == {
        "beheer": Decimal("1.00"),
        "communicatie": Decimal("2.00"),
        None: Decimal("-3.00"),
    }
    assert books.balances(date(2025, 2, 2)) == {
        "Expenses:Kosten": Decimal("3.00"),
        "Assets:Bank": Decimal("-3.00"),
    }
    assert books.balances(date(2025, 2, 1)) == {}


def test_the_evidence_of_a_number_is_its_postings(books: Books) -> None:
    """
    2025-01-01 open Assets:Bank
    2025-01-01 open Income:Giften
    2025-02-01 * "Laat"
      ontvangen: 2025-04-01
      Assets:Bank    1.00 EUR
      Income:Giften -1.00 EUR
    """

    def received(entry: data.Transaction) -> date | None:
        found: date = entry.meta["ontvangen"]
        return found

    first, second = books.period("2025-Q1"), books.period("2025-Q2")

    assert booked(books.transactions[0]) == date(2025, 2, 1)
    assert [len(p) for p in books.evidence(first, "account").values()] == [1, 1]
    assert not books.evidence(first, "account", day=received)
    moved = books.movements(second, "account", day=received)
    assert moved["Assets:Bank"] == Decimal("1.00")


def test_a_boekjaar_need_not_be_a_calendar_year(books: Books) -> None:
    """
    2025-07-01 custom "boekjaar" "2025-2026" 2025-07-01 2026-06-30
    2025-07-01 event "naam" "Stichting Voorbeeld"
    2026-01-01 event "naam" "Stichting Anders"
    """
    broken = Period(date(2025, 7, 1), date(2026, 7, 1), "2025-2026")

    assert books.period("2025-2026") == broken
    assert books.boekjaar_of(date(2026, 1, 1)) == broken
    assert books.boekjaar_of(date(2026, 7, 1)).name == "2026"
    assert before(books, broken).name == "2025"
    assert books.facts(date(2025, 12, 31)) == {"naam": "Stichting Voorbeeld"}
    with pytest.raises(UnreadableError, match="no boekjaar 2025-27"):
        books.period("2025-27")


def test_an_account_is_found_by_a_label_that_it_alone_carries(books: Books) -> None:
    """
    2025-01-01 open Assets:Bank
      rgs: "BLimBanRba"
    2025-01-01 open Assets:Spaar
      rgs: "BLimBanRba"
    2025-01-01 open Assets:Debiteuren
      rgs: "BVorDebHad"
    """
    assert books.account("rgs", "BVorDebHad") == "Assets:Debiteuren"
    with pytest.raises(UnreadableError, match="Assets:Bank, Assets:Spaar"):
        books.account("rgs", "BLimBanRba")
    with pytest.raises(UnreadableError, match="found: -"):
        books.account("rgs", "niets")


def test_earlier_baten_and_lasten_open_on_the_previous_earnings(books: Books) -> None:
    """
    option "account_previous_earnings" "TeBestemmen"
    2024-01-01 open Assets:Bank
    2024-01-01 open Income:Giften
    2024-02-01 * "Gift"
      Assets:Bank    5.00 EUR
      Income:Giften -5.00 EUR
    """
    assert books.opening(books.period("2025")) == {
        "Assets:Bank": Decimal("5.00"),
        "Equity:TeBestemmen": Decimal("-5.00"),
    }
    assert books.title("Assets:Bank") == "Bank"
    assert books.title("Equity:Te:Bestemmen") == "Te Bestemmen"
    assert euros(books.postings[0].posting) == Decimal("5.00")


def test_a_document_outside_the_ledger_is_named_from_its_folder(
    tmp_path: Path,
) -> None:
    (ledger := tmp_path / "ledger").mkdir()
    (tmp_path / "brief.xml").touch()
    path = ledger / "main.beancount"
    path.write_text(
        "2025-01-01 open Assets:Bank EUR\n"
        '2025-01-02 document Assets:Bank "../brief.xml" ^verkoop-1\n'
    )

    assert Books.load(path).documents == {"verkoop-1": "../brief.xml"}


def test_what_a_function_makes_of_the_books_is_worked_out_once() -> None:
    books = Books([])
    made = books.once(list_of)

    assert books.once(list_of) is made


def list_of(books: Books) -> list[data.Directive]:
    return list(books.entries)


def test_a_document_that_is_not_there_is_beancounts_to_tell(tmp_path: Path) -> None:
    main = tmp_path / "main.beancount"
    main.write_text(
        '2025-01-01 open Assets:Bank EUR\n2025-01-02 document Assets:Bank "weg.xml"\n  sha256: "ab"\n'
    )
    books = Books.load(main)

    assert len(books.faults) == 1
    assert list(checks.documented(books)) == []
