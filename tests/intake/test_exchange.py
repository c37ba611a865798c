"""What a foreign invoice costs is known when it is paid; the difference has a place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest

from stichting_fin.intake import booking
from stichting_fin.intake.billing import exchange
from stichting_fin.intake.desk import Desk
from stichting_fin.intake.statement import Line
from stichting_fin.openitems import Item

D = Decimal
DAY = dt.date(2025, 3, 3)
OPEN = """
2024-01-01 open Expenses:Koersverschil EUR
  rgs: "WFbeWisWis"
2025-02-01 * "Cloud Ltd" "Factuur INV-2025-5" ^inkoop-wolk/INV-2025-5
  relatie: "wolk"
  factuurnummer: "INV-2025-5"
  factuurdatum: 2025-02-01
  Expenses:Kosten          92.59 EUR
  Liabilities:Crediteuren -92.59 EUR
    valuta: "-100.00 USD"
    kenmerk: "RF18539007547034"
"""


@pytest.mark.parametrize(
    ("paid", "valuta", "gain"),
    [
        ("-95.00", "100.00 USD", "-2.41"),
        ("-70.00", "-100.00 USD", "22.59"),
        ("-46.00", "50.00 USD", "0"),
        ("-92.59", "100.00 USD", "0"),
        ("-96.00", "", "-3.41"),
        ("-46.00", "", "0"),
        ("-95.00", "veel USD", "0"),
    ],
)
def test_the_whole_of_it_was_paid_where_the_bank_says_so_or_the_euros_are_near(
    paid: str, valuta: str, gain: str
) -> None:
    item = Item("a", "wolk", "5", amount=D("-92.59"), valuta="-100.00 USD")

    assert exchange.difference(item, D(paid), Line(DAY, D(paid), valuta=valuta)) == D(
        gain
    )


@pytest.mark.parametrize(
    "item",
    [
        Item("a", "wolk", "5", amount=D("-92.59")),
        Item("a", "wolk", "5", amount=D("-92.59"), paid=D("92.59"), valuta="-1 USD"),
        Item("a", "wolk", "5", amount=D("-92.59"), paid=D("1.00"), valuta="-1 USD"),
    ],
)
def test_what_is_in_euros_or_paid_before_has_no_difference(item: Item) -> None:
    assert not exchange.difference(item, D("-91.00"), Line(DAY, D("-91.00")))


def test_the_difference_goes_to_its_own_account_and_the_invoice_is_settled(
    desk: Callable[..., Desk],
) -> None:
    at = desk(OPEN)
    bank = next(p for p in at.profiles if p.soort == "bank")
    line = Line(
        DAY,
        D("-95.00"),
        counterparty="Cloud Ltd",
        text="INV-2025-5",
        valuta="100.00 USD",
    )

    entry = booking.book("r", line, bank, "f#a#1", at)

    assert [(p.account, str(p.units.number)) for p in entry.postings if p.units] == [
        ("Assets:Bank", "-95.00"),
        ("Liabilities:Crediteuren", "92.59"),
        ("Expenses:Koersverschil", "2.41"),
    ]
    item = at.open.linked("inkoop-wolk/INV-2025-5")
    assert item
    assert item.reference == "RF18539007547034"
    assert not item.open
