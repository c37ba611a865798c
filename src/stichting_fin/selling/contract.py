"""Contract: what is invoiced again and again, as the ledger says it.

`custom "contract" KEY RELATIE INTERVAL ACCOUNT BTW AMOUNT TEXT`, dated on its first
day; `einde` in its metadata is its last day, and `order`, `kenmerk` and labels stand
there too. Each term is invoiced on its first day, and once: its entry names it.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from stichting_fin.books import Books
from stichting_fin.fault import Fault, fault
from stichting_fin.period import Period
from stichting_fin.relations import LABELS
from stichting_fin.selling.request import Regel, Request

MONTHS = {"maand": 1, "kwartaal": 3, "halfjaar": 6, "jaar": 12}


@dataclass(frozen=True, slots=True)
class Contract:
    """A contribution or a subscription.

    Attributes:
        months: How long a term is.
        amount: EUR without btw for a term.
        meta: Its own metadata: where it stands, `einde`, `order`, `kenmerk`, labels.
    """

    key: str
    relatie: str
    months: int
    account: str
    btw: str
    amount: Decimal
    text: str
    begin: date
    meta: Mapping[str, Any]

    def terms(self, period: Period) -> Iterator[tuple[date, date]]:
        """Give the first and the last day of each term that begins in a period."""
        end: date = self.meta.get("einde", date.max)
        count = 0
        while (begin := _later(self.begin, count * self.months)) < period.end:
            count += 1
            if begin > end:
                return
            if begin >= period.begin:
                last = _later(self.begin, count * self.months) - timedelta(days=1)
                yield begin, min(last, end)

    def request(self, begin: date, end: date) -> Request:
        """Ask for the invoice of a term."""
        labels = {name: self.meta[name] for name in LABELS if name in self.meta}
        regel = Regel(
            self.text, self.amount, btw=self.btw, rekening=self.account, labels=labels
        )
        return Request(
            (self.meta["filename"], self.meta["lineno"]),
            self.relatie,
            (regel,),
            order=self.meta.get("order", ""),
            kenmerk=self.meta.get("kenmerk", ""),
            begin=begin,
            einde=end,
            contract=self.key,
        )


def contracts(books: Books, faults: list[Fault]) -> Iterator[Contract]:
    """Give the contracts of the ledger; one that is not sound is a fault."""
    known: set[str] = set()
    for entry, said in books.customs("contract"):
        key, relatie, interval, account, btw, amount, text = said
        if interval not in MONTHS:
            known_ones = ", ".join(MONTHS)
            faults.append(
                fault(entry.meta, "contract-interval", name=interval, known=known_ones)
            )
        elif key in known:
            faults.append(fault(entry.meta, "contract-twice", key=key))
        else:
            known.add(key)
            yield Contract(
                key,
                relatie,
                MONTHS[interval],
                account,
                btw,
                amount.number,
                text,
                entry.date,
                entry.meta,
            )


def due(books: Books, period: Period, faults: list[Fault]) -> list[Request]:
    """Ask for each term that begins in a period and was not invoiced, by its day."""
    made = {
        (entry.meta["contract"], entry.meta["begin"])
        for entry in books.transactions
        if {"contract", "begin"} <= entry.meta.keys()
    }
    asked = [
        contract.request(begin, end)
        for contract in contracts(books, faults)
        for begin, end in contract.terms(period)
        if (contract.key, begin) not in made
    ]
    return sorted(asked, key=lambda each: (each.begin or date.max, each.contract))


def _later(day: date, months: int) -> date:
    """Give the same day of a later month, or the last day that it has.

    >>> _later(date(2025, 1, 31), 1), _later(date(2025, 1, 31), 12)
    (datetime.date(2025, 2, 28), datetime.date(2026, 1, 31))
    """
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
