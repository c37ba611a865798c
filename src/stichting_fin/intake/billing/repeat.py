"""Repeats: an invoice that came before, in another file, form or spelling.

XML by Peppol and a PDF by mail are one invoice. One number with other content is
not: a person must ask which of them holds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from beancount.core import data

from stichting_fin.books import euros
from stichting_fin.fault import UnreadableError
from stichting_fin.intake.billing.bill import Bill
from stichting_fin.intake.desk import Desk
from stichting_fin.intake.paper import clue
from stichting_fin.money import ZERO
from stichting_fin.openitems import CREDITEUREN, DEBITEUREN, G_REKENING
from stichting_fin.relations import Relation, bare

PLAIN = "pdf-plain"  # the fault of a PDF that only people can read


class Held:
    """The invoices that the books hold, and those booked since."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._by_number: defaultdict[tuple[str, str], list[data.Transaction]]
        self._by_number = defaultdict(list)
        accounts = desk.books.accounts.items()
        owed = {DEBITEUREN, CREDITEUREN, G_REKENING}
        self._owed = {name for name, meta in accounts if meta.get("rgs") in owed}
        for entry in desk.books.transactions:
            if {"factuurnummer", "factuurdatum"} <= entry.meta.keys():
                self.add(entry)

    def add(self, entry: data.Transaction) -> None:
        """Remember an invoice; payments of it are none."""
        number = bare(str(entry.meta["factuurnummer"]))
        self._by_number[str(entry.meta.get("relatie", "")), number].append(entry)

    def earlier(self, bill: Bill) -> data.Transaction | None:
        """Give the entry of an invoice that came before; None when it is new.

        A number that is spelled otherwise is the same when day and amount are.

        Raises:
            UnreadableError: It has the number of one in the other direction.
        """
        said = self._by_number[bill.relation.key, bare(bill.invoice.number)]
        sales = {self.desk.debiteuren}
        side = sales if bill.sale else self._owed - sales
        for entry in said:
            if entry.meta.get("ref") == bill.ref:
                if self.account(entry) in {"", *side}:
                    return entry
                raise UnreadableError(
                    "invoice-side",
                    number=bill.invoice.number,
                    relatie=bill.relation.key,
                )
        for entry in said:
            same = entry.meta["factuurdatum"] == bill.day
            ours = self.account(entry) in side
            if same and ours and self.amount(entry) == abs(_owed(bill)):
                return entry
        return None

    def amount(self, entry: data.Transaction) -> Decimal:
        """Give what an entry says that is owed, in EUR, without a sign."""
        owed = (p for p in entry.postings if p.account in self._owed)
        return abs(sum(map(euros, owed), ZERO))

    def unchanged(self, bill: Bill, entry: data.Transaction) -> None:
        """See that an invoice that comes again says what it said.

        Raises:
            UnreadableError: Its amount, its day or its IBAN is another.
        """
        number = entry.meta["factuurnummer"]
        if self.account(entry) and bill.rate and bill.invoice.currency == "EUR":
            was, now = self.amount(entry), abs(_owed(bill))
            if was != now:
                values: dict[str, Any] = {"was": was, "now": now}
                raise UnreadableError("invoice-changed", number=number, **values)
        if (day := entry.meta["factuurdatum"]) != bill.day:
            values = {"field": "factuurdatum", "was": day, "now": bill.day}
            raise UnreadableError("invoice-other", number=number, **values)
        said = str(entry.meta.get("iban", ""))
        paid = {bare(each) for each in said.split(", ")} - {""}
        ibans = {bare(each) for each in bill.invoice.ibans if each}
        if paid and ibans and paid.isdisjoint(ibans) and not bill.sale:
            values = {"field": "iban", "was": said, "now": ", ".join(sorted(ibans))}
            raise UnreadableError("invoice-other", number=number, **values)

    def account(self, entry: data.Transaction) -> str:
        """Give the account on which an entry says that something is owed, or ""."""
        owed = (p.account for p in entry.postings if p.account in self._owed)
        return next(owed, "")

    def copied(self, path: Path) -> tuple[Relation, data.Transaction] | None:
        """Give the invoice that a plain PDF is a copy of, or None.

        Its text must name the relation by a number, the invoice, and its amount.
        """
        lines = clue.lines(path)
        facts = self.desk.books.facts(date.max)
        own = [facts.get("btw-id", ""), facts.get("kvk", "")]
        own += [each.iban for each in self.desk.profiles]
        clues = list(clue.clues(lines, own))
        sender = clue.sender(clues, self.desk.relations)
        if sender is None:
            return None
        totals = {each.value for each in clues if each.key == "totaal"}
        relation, _ = sender
        numbers = (each for each in clues if each.key == "factuurnummer")
        for number in numbers:
            for entry in self._by_number[relation.key, bare(str(number.value))]:
                if self.account(entry) and self.amount(entry) in totals:
                    return relation, entry
        return None


def once(bills: Iterable[Bill]) -> list[Bill]:
    """Give each invoice of a file once.

    Raises:
        UnreadableError: Two of one number differ.
    """
    found: dict[str, Bill] = {}
    for bill in bills:
        other = found.setdefault(bill.ref, bill)
        if (bill.day, _owed(bill)) != (other.day, _owed(other)):
            values: dict[str, Any] = {"was": abs(_owed(other)), "now": abs(_owed(bill))}
            raise UnreadableError(
                "invoice-changed", number=bill.invoice.number, **values
            )
    return list(found.values())


def better(bill: Bill, entry: data.Transaction, bron: str) -> bool:
    """Tell whether a sound invoice comes in the place of an unsound one that waits."""
    waits = entry.flag == "!" and not entry.postings
    return waits and not bill.refused and not _is_of(entry, bron)


def refused(bill: Bill, entry: data.Transaction, bron: str) -> None:
    """See that a sound invoice does not get lost behind one that was refused.

    Raises:
        UnreadableError: The books refused one of its number, in another file.
    """
    gone = entry.flag == "*" and not entry.postings
    if gone and not bill.refused and not _is_of(entry, bron):
        raise UnreadableError("invoice-refused", number=bill.invoice.number)


def _is_of(entry: data.Transaction, bron: str) -> bool:
    """Tell whether an entry came from a file, under whatever name."""
    own = str(entry.meta.get("bron", "")).rpartition("#")[0]
    return own.rpartition("#")[2] == bron.rpartition("#")[2]


def _owed(bill: Bill) -> Decimal:
    """Give what a document says that is owed, in EUR."""
    return bill.euros(bill.gross + (bill.invoice.totals.rounding or ZERO))
