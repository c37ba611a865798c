"""Open items: what is still to be paid, per relation and invoice."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from stichting_fin import openitems
from stichting_fin.books import Books


def test_an_invoice_is_open_until_it_is_paid(books: Books) -> None:
    """
    2025-01-01 open Assets:Bank
    2025-01-01 open Income:Gebruik
    2025-01-01 open Assets:Debiteuren
      rgs: "BVorDebHad"
    2025-02-01 * "Zaal" "Factuur" ^verkoop-1
      relatie: "zaal"
      factuurnummer: "1"
      factuurdatum: 2025-02-01
      vervaldatum: 2025-03-03
      kenmerk: "RF18"
      Assets:Debiteuren   60.00 EUR
      Income:Gebruik     -60.00 EUR
    2025-03-01 * "Zaal" "Deel" ^verkoop-1
      relatie: "zaal"
      factuurnummer: "1"
      Assets:Bank         20.00 EUR
      Assets:Debiteuren  -20.00 EUR
    2025-04-01 * "Zaal" "Rest" ^verkoop-1
      relatie: "zaal"
      factuurnummer: "1"
      Assets:Bank         40.00 EUR
      Assets:Debiteuren  -40.00 EUR
    """
    (item,) = openitems.open_items(books, date(2025, 3, 31))

    assert (item.relatie, item.nummer, item.link) == ("zaal", "1", "verkoop-1")
    assert (item.amount, item.paid, item.open) == (
        Decimal("60.00"),
        Decimal("-20.00"),
        Decimal("40.00"),
    )
    assert item.reference == "RF18"
    assert item.age(date(2025, 3, 31)) == 28
    assert not openitems.open_items(books)
    assert not list(openitems.nameless(books))


def test_a_payment_that_came_first_is_its_own_item(books: Books) -> None:
    """
    2025-01-01 open Assets:Bank
    2025-01-01 open Liabilities:Crediteuren
      rgs: "BSchCreHac"
    2025-02-01 * "Jansen"
      ref: "bank:1"
      relatie: "jansen"
      Liabilities:Crediteuren  5.00 EUR
      Assets:Bank             -5.00 EUR
    2025-02-02 * "Niemand"
      Liabilities:Crediteuren  1.00 EUR
      Assets:Bank             -1.00 EUR
    """
    first, second = openitems.open_items(books)

    assert (first.relatie, first.nummer, first.link) == ("jansen", "bank:1", "")
    assert first.age(date(2025, 2, 3)) == 2
    assert openitems.Item("x", "y", "z").age(date(2025, 1, 1)) == 0
    assert (second.relatie, second.nummer) == ("", "")
    (fault,) = openitems.nameless(books)
    assert "names no relation and number" in str(fault)
