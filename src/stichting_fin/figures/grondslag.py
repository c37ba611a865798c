"""Grondslag: the entries that count for btw, and whether base and tax agree in each.

A base posting names its code in `btw` ("verkoop-hoog") and what may be deducted in
`aftrek`; the tax stands on accounts that name their `rubriek` ("1a", "5b").

Source: the house's contract 1c.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from beancount.core import data

from stichting_fin import taxyear
from stichting_fin.books import Books, Posted
from stichting_fin.evidence import dagboek
from stichting_fin.fault import Fault, fault
from stichting_fin.money import CENT, ZERO, cents
from stichting_fin.seal import KIND
from stichting_fin.taxyear import Code

VOORBELASTING = "5b"
HUNDRED = Decimal(100)
OPENING = "O"  # the kind of a dagboek that takes balances over: tax without base


@dataclass(slots=True)
class Item:
    """An entry that counts for btw: its coded postings and those of its tax.

    Attributes:
        day: The tax day: of a purchase that of receipt, else the entry's own.
        bases: Each with its code, or None when the law has none of that name.
        taxes: Each with the rubriek of its account.
    """

    entry: data.Transaction
    day: date
    bases: list[tuple[Code | None, Posted]]
    taxes: list[tuple[str, Posted]]

    @property
    def base(self) -> Decimal:
        """EUR without btw, as a form shows it; what no rubriek asks for counts too."""
        amounts = (code.sign * p.amount for code, p in self.bases if code)
        return sum(amounts, ZERO) + ZERO

    @property
    def afwijking(self) -> str:
        """Why its tax is right though it is not what its base gives, or ""."""
        said = self.entry.meta.get("afwijking")
        return said if isinstance(said, str) else ""

    @property
    def owed(self) -> Decimal:
        """EUR of tax that is owed."""
        return -sum((p.amount for r, p in self.taxes if r != VOORBELASTING), ZERO) + 0

    @property
    def voorbelasting(self) -> Decimal:
        """EUR of tax that is reclaimed."""
        return sum((p.amount for r, p in self.taxes if r == VOORBELASTING), ZERO)


def items(books: Books) -> list[Item]:
    """Give every entry that counts for btw, by date.

    One that moves a filed return to "te betalen" (#aangifte) never counts.
    """
    accounts = rubrieken(books)
    found: list[Item] = []
    last: data.Transaction | None = None
    for posted in books.postings:  # a ledger has many: no more than is needed here
        entry, posting, _ = posted
        meta = posting.meta
        coded = meta is not None and "btw" in meta
        if coded or posting.account in accounts:
            if entry is not last:
                last, codes = entry, None
                item = Item(entry, entry.date, [], [])
                if KIND not in (entry.tags or ()):
                    found.append(item)
            if coded:
                assert meta
                if codes is None:
                    codes, item.day = _law(entry)
                item.bases.append((codes.get(meta["btw"]), posted))
            if posting.account in accounts:
                item.taxes.append((accounts[posting.account], posted))
    return found


def rubrieken(books: Books) -> Mapping[str, str]:
    """Give the rubriek of each account on which tax stands."""
    every = books.accounts.items()
    return {account: meta["rubriek"] for account, meta in every if "rubriek" in meta}


def taxed(item: Item) -> Iterator[tuple[Code, Posted, str, Decimal]]:
    """Give what each base owes to, or reclaims in, each rubriek of its code.

    Yields:
        The code, the base, the rubriek, and EUR as it would be booked, not rounded.
    """
    for code, posted in item.bases:
        for rubriek in code.belasting if code else ():
            assert code
            amount = posted.amount * code.procent / HUNDRED
            if rubriek == VOORBELASTING:
                amount = amount * aftrek(posted) / HUNDRED
            elif code.richting == "inkoop":
                amount = -amount
            yield code, posted, rubriek, amount


def aftrek(posted: Posted) -> Decimal:
    """Give the percent of its tax that may be deducted; 100 when nobody said."""
    said = (posted.posting.meta or {}).get("aftrek", HUNDRED)
    return said if isinstance(said, Decimal) else HUNDRED


def faults(books: Books, every: Iterable[Item]) -> Iterator[Fault]:
    """Give what is wrong in codes, and each item whose base and tax disagree."""
    for entry in books.transactions:
        if "btw" in entry.meta:
            yield fault(entry.meta, "btw-place", name=entry.meta["btw"])
    strange: dict[str, str] = {}
    kinds = {name: kind for _, (name, kind, *_) in books.customs("dagboek")}
    for item in every:
        yield from _marks(item)
        if kinds.get(dagboek(item.entry)) != OPENING:
            yield from _agrees(item)
        boxes = taxyear.of(item.day).boxes if item.bases else {}
        for rubriek, posted in item.taxes:
            if boxes and (rubriek not in boxes or not boxes[rubriek].btw):
                strange[posted.posting.account] = rubriek
    for account, rubriek in strange.items():
        values = {"account": account, "rubriek": rubriek}
        yield fault(books.accounts[account], "rubriek-unknown", **values)


def _law(entry: data.Transaction) -> tuple[Mapping[str, Code], date]:
    """Give the codes that hold for an entry, and its tax day."""
    day = entry.date
    codes = taxyear.load(day.year).codes
    if isinstance(received := entry.meta.get("ontvangen"), date):
        names = ((p.meta or {}).get("btw") for p in entry.postings)
        known = (codes.get(name) for name in names if name)
        if not any(code and code.richting == "verkoop" for code in known):
            return taxyear.load(received.year).codes, received
    return codes, day


def _marks(item: Item) -> Iterator[Fault]:
    """Give what is wrong in the marks of an entry's bases, and in its day."""
    received = item.entry.meta.get("ontvangen")
    if received is not None and not isinstance(received, date):
        yield fault(item.entry.meta, "ontvangen-day", said=received)
    for code, posted in item.bases:
        meta: Mapping[str, Any] = posted.posting.meta or {}
        if code is None:
            yield fault(_place(posted), "code-unknown", name=meta["btw"])
        said = meta.get("aftrek", HUNDRED)
        if not (isinstance(said, Decimal) and 0 <= said <= HUNDRED):
            yield fault(_place(posted), "aftrek-percent", said=said)


def differences(item: Item) -> Iterator[tuple[str, Decimal, Decimal | None]]:
    """Give where the tax of an item is more than a cent per posting off.

    Yields:
        The rubriek, EUR as booked, and EUR as base, rate and aftrek give it; None
        where no base asks for any.
    """
    if any(code is None for code, _ in item.bases):
        return  # one fault at a time
    expected: dict[str, Decimal] = {}
    booked: dict[str, Decimal] = {}
    counted: dict[str, int] = {}
    for _, _, rubriek, amount in taxed(item):
        expected[rubriek] = expected.get(rubriek, ZERO) + amount
        counted[rubriek] = counted.get(rubriek, 0) + 1
    for rubriek, posted in item.taxes:
        booked[rubriek] = booked.get(rubriek, ZERO) + posted.amount
        counted[rubriek] = counted.get(rubriek, 0) + 1
    for rubriek in sorted(counted):
        stands, due = booked.get(rubriek, ZERO), expected.get(rubriek)
        if due is None or abs(stands - due) > CENT * counted[rubriek]:
            yield rubriek, stands, due


def accepted(item: Item) -> bool:
    """Tell whether its tax differs, and a person said why that is right."""
    if not item.afwijking:
        return False
    return any(due is not None for _, _, due in differences(item))


def _agrees(item: Item) -> Iterator[Fault]:
    """Give a fault where the tax is off, unless a person said why that is right."""
    for rubriek, stands, due in differences(item):
        values = {"rubriek": rubriek, "booked": stands}
        if due is None:
            yield fault(item.entry.meta, "btw-baseless", **values)
        elif not item.afwijking:
            values["expected"] = cents(due)
            yield fault(item.entry.meta, "btw-mismatch", **values)


def _place(posted: Posted) -> Mapping[str, Any]:
    """Give where a posting stands."""
    meta: Mapping[str, Any] = posted.posting.meta or {}
    return meta if "lineno" in meta else posted.entry.meta
