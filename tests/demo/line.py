"""A line on a bank account, and the entry that it must become."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from demo.model import Entry, Post

GIFTS = "Income:Giften:Particulieren"
PEOPLE = (
    "A. Beukelaar", "C.D. Ossewaard", "M. Testemans", "H. Prikkebeen", "G. Zoutendijk-Vaal",
    "W. Achterberg", "Fam. Kwartel", "N. Hazelhof", "I. Verzonnen", "P. Nergenshuizen",
    "K. Oudeklok", "D. Spiegelaar", "Y. Roodbaard", "S. van Elders",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A line on a bank account, and what it is (its counter postings).

    Attributes:
        kind: "sepa", "standing", "card", "fee", "mollie".
        reference: The bank's own reference, unique on the account.
        valuta: The amount in the currency in which a card paid.
    """

    day: date
    amount: Decimal
    name: str
    iban: str
    text: str
    posts: tuple[Post, ...]
    kind: str = "sepa"
    kenmerk: str = ""
    reference: str = ""
    valuta: str = ""
    place: str = ""

    def entry(self, account: str) -> Entry:
        """Give what the books must hold."""
        return Entry(
            self.day, self.name, self.text, (Post(account, self.amount), *self.posts)
        )


def workday(day: date) -> date:
    """Give the day, or the Monday after its weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
