"""Exchange: what an invoice in another currency cost more or less than was booked."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from stichting_fin.intake.statement import Line
from stichting_fin.money import ZERO
from stichting_fin.openitems import Item

MOVED = Decimal("0.05")  # of the amount: more than rates move within a term of payment


def difference(item: Item, amount: Decimal, line: Line) -> Decimal:
    """Give the EUR of a payment that are a difference in rates: it settles the rest.

    So it is where the bank says that the whole of the foreign amount was paid, or
    where it says nothing and the EUR are near what was booked. Else a part was paid.
    """
    gain = amount - item.open
    if not (item.valuta and item.open and gain):
        return ZERO
    if line.valuta:
        whole = _foreign(line.valuta) == _foreign(item.valuta)
    else:
        whole = abs(gain) <= MOVED * abs(item.open)
    return gain if whole and not item.paid else ZERO


def _foreign(said: str) -> tuple[str, Decimal]:
    """Give currency and size of an amount, such as "-100.00 USD"."""
    number, _, currency = said.partition(" ")
    try:
        return currency, abs(Decimal(number))
    except InvalidOperation:
        return said, ZERO
