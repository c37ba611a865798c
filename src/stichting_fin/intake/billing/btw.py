"""Btw on a document: from a base, its tax and a code to the postings of both.

Source: the house's table of treatments, after Wet OB 1968 art. 2, 12 and 15.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from beancount.core import data
from beancount.core.amount import Amount

from stichting_fin.fault import UnreadableError
from stichting_fin.money import CENT, cents
from stichting_fin.taxyear import Code

HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Base:
    """A base that is to be booked on an account under a btw code.

    Attributes:
        amount: EUR without btw, debit positive: a cost, or minus a turnover.
        tax: EUR that the document charges, with the sign of the base.
        aftrek: Percent of a purchase's tax that may be deducted; None is all of it.
    """

    account: str
    amount: Decimal
    tax: Decimal
    code: Code
    aftrek: Decimal | None = None
    labels: Mapping[str, Any] = field(default_factory=dict)


def postings(base: Base, tax_account: Callable[[str], str]) -> Iterator[data.Posting]:
    """Give the postings of a base: itself, its tax, and what is not deductible.

    Args:
        base: What is to be booked.
        tax_account: Gives the account of a rubriek ("1a", "5b").
    """
    code = base.code
    marks: dict[str, Any] = dict(base.labels) | {"btw": code.name}
    aftrek = HUNDRED if base.aftrek is None else base.aftrek
    if code.richting == "inkoop" and aftrek != HUNDRED and code.belasting:
        marks["aftrek"] = aftrek
    yield posting(base.account, base.amount, marks)
    if code.richting == "verkoop":
        for rubriek in code.belasting:
            yield from _some(tax_account(rubriek), base.tax)
        return
    due = cents(base.amount * code.procent / HUNDRED) if code.verlegd else base.tax
    back = cents(due * aftrek / HUNDRED) if "5b" in code.belasting else Decimal(0)
    labels = {name: each for name, each in base.labels.items() if name != "valuta"}
    yield from _some(base.account, due - back, labels)
    for rubriek in sorted(code.belasting, reverse=True):  # what comes back goes first
        owed = back if rubriek == "5b" else -due
        yield from _some(tax_account(rubriek), owed)


def inclusive(amount: Decimal, code: Code) -> tuple[Decimal, Decimal]:
    """Split an amount with btw in base and tax, to cents; what we owe is not in it."""
    if code.verlegd or not code.belasting:
        return amount, Decimal(0)
    base = cents(amount * HUNDRED / (HUNDRED + code.procent))
    return base, amount - base


def posting(
    account: str, amount: Decimal, meta: Mapping[str, Any] | None = None
) -> data.Posting:
    """Make a posting in EUR.

    Raises:
        UnreadableError: It has a part of a cent, which would be lost on the way.
    """
    if amount % CENT:
        raise UnreadableError("cents", amount=amount)
    units = Amount(amount.quantize(CENT), "EUR")
    return data.Posting(account, units, None, None, None, dict(meta or {}) or None)


def _some(
    account: str, amount: Decimal, meta: Mapping[str, Any] | None = None
) -> Iterator[data.Posting]:
    if amount:
        yield posting(account, amount, meta)
