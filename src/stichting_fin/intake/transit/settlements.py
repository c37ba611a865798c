"""Settlements: what payment providers still hold of each, until the bank has it."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from beancount.core import data

from stichting_fin.books import Books, euros

AFREKENING = "afrekening-"  # how the link of a settlement begins


class Settlements:
    """The settlements of all payment providers, with what is left of each."""

    def __init__(self, books: Books) -> None:
        self._left: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
        for entry in books.transactions:
            self.add(entry)

    def add(self, entry: data.Transaction) -> None:
        """Take in an entry that is booked now."""
        for link in entry.links or ():
            if link.startswith(AFREKENING):
                for posting in entry.postings:
                    self._left[posting.account, link] += euros(posting)

    def paid(self, account: str, amount: Decimal) -> str:
        """Empty the first settlement of an amount, and give its link, or ""."""
        for (held, link), left in self._left.items():
            if held == account and left == amount:
                self._left[held, link] -= amount
                return link
        return ""
