"""Open items: what is still to be paid, per relation and invoice, on any day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from stichting_fin.books import Books, Posted
from stichting_fin.fault import Fault, fault
from stichting_fin.money import ZERO

DEBITEUREN = "BVorDebHad"  # RGS codes: what an account means is its labels
CREDITEUREN = "BSchCreHac"
G_REKENING = "BSchCreHac.01"  # creditors, to be paid on their G-rekening
KOERSVERSCHIL = "WFbeWisWis"
AFRONDING = "WBedAdlBet"  # the few cents that a payment may differ


@dataclass(slots=True)
class Item:
    """One invoice, or a payment that still waits for its invoice.

    Attributes:
        account: The debtors' or creditors' account.
        amount: EUR as invoiced; positive when the other side owes us.
        paid: EUR settled so far, of the other sign.
        reference: The payment reference that the invoice asks for, or "".
        valuta: What it asks in another currency, such as "-100.00 USD", or "".
    """

    account: str
    relatie: str
    nummer: str
    link: str = ""
    date: dt.date | None = None
    vervaldatum: dt.date | None = None
    amount: Decimal = ZERO
    paid: Decimal = ZERO
    reference: str = ""
    valuta: str = ""
    postings: list[Posted] = field(default_factory=list)

    @property
    def open(self) -> Decimal:
        """EUR still open; positive when the other side owes us."""
        return self.amount + self.paid

    def age(self, day: dt.date) -> int:
        """Days over its term on a day; negative while it is not yet due."""
        due = self.vervaldatum or self.date
        return (day - due).days if due else 0


def items(books: Books, day: dt.date | None = None) -> dict[tuple[str, str, str], Item]:
    """Give every item that the books knew at the end of a day, settled ones too.

    Returns:
        By (account, relatie, nummer), in the order in which they came.
    """
    end = day + dt.timedelta(days=1) if day else dt.date.max
    found: dict[tuple[str, str, str], Item] = {}
    for posted in _owed(books):
        if posted.entry.date >= end:
            break
        relatie, nummer = claim(posted)
        key = (posted.posting.account, relatie, nummer)
        if key not in found:
            found[key] = Item(*key)
        _add(found[key], posted)
    return found


def open_items(books: Books, day: dt.date | None = None) -> list[Item]:
    """Give what was open at the end of a day, oldest first."""
    return [item for item in items(books, day).values() if item.open]


def nameless(books: Books) -> Iterator[Fault]:
    """Give a fault for each posting on debtors or creditors that names no item."""
    for posted in _owed(books):
        if not all(claim(posted)):
            yield fault(posted.entry.meta, "open-item", account=posted.posting.account)


def claim(posted: Posted) -> tuple[str, str]:
    """Give the relation and the number that a posting speaks of.

    Its own `relatie` and `factuurnummer` win, then those of its entry. A payment
    that waits for its invoice has its own `ref` as number.
    """
    entry, posting, _ = posted
    own = posting.meta or {}
    relatie = own.get("relatie") or entry.meta.get("relatie", "")
    nummer = own.get("factuurnummer") or entry.meta.get("factuurnummer", "")
    return relatie, nummer or entry.meta.get("ref", "")


def side(meta: Mapping[str, Any]) -> str:
    """Give the RGS code of an account without its extension: a G-rekening is owed too.

    >>> side({"rgs": "BSchCreHac.01"})
    'BSchCreHac'
    """
    return str(meta.get("rgs", "")).partition(".")[0]


def _owed(books: Books) -> list[Posted]:
    """Give the postings on debtors and creditors, by date."""
    owed = {
        account
        for account, meta in books.accounts.items()
        if side(meta) in (DEBITEUREN, CREDITEUREN)
    }
    return [posted for posted in books.postings if posted.posting.account in owed]


def _add(item: Item, posted: Posted) -> None:
    item.postings.append(posted)
    meta = posted.entry.meta
    if meta.get("factuurnummer") == item.nummer and "factuurdatum" in meta:
        item.amount += posted.amount
        item.date = item.date or meta["factuurdatum"]
        item.vervaldatum = item.vervaldatum or meta.get("vervaldatum")
        own = posted.posting.meta or {}
        item.reference = item.reference or own.get("kenmerk") or meta.get("kenmerk", "")
        item.valuta = item.valuta or str(own.get("valuta", ""))
        item.link = item.link or _link(posted)
    else:
        item.paid += posted.amount
        item.date = item.date or posted.entry.date


def _link(posted: Posted) -> str:
    links = sorted(posted.entry.links or ())
    return next((x for x in links if x.startswith(("verkoop-", "inkoop-"))), "")
