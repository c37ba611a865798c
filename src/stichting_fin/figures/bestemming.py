"""Bestemming: how each reserve and each fund came from its opening to its closing.

A fund earns the baten and bears the lasten that carry its label; what else moves a
reserve or a fund is a toevoeging or an onttrekking.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from stichting_fin.books import BESTEMMING, Books, Posted, before
from stichting_fin.evidence import Evidence
from stichting_fin.money import ZERO
from stichting_fin.period import Period
from stichting_fin.table import Column, Kind, Row, Table

TITLES = ("Stand begin", "Baten", "Lasten", "Toevoeging", "Onttrekking", "Stand einde")


@dataclass(slots=True)
class Verloop:
    """One reserve or fund through a boekjaar: EUR as a reader sees them.

    Attributes:
        opening: With the bestemming of the boekjaar before.
        closing: With the bestemming of this boekjaar.
        postings: What moved its account in between.
    """

    account: str
    opening: Decimal
    closing: Decimal
    baten: Decimal = ZERO
    lasten: Decimal = ZERO
    postings: list[Posted] = field(default_factory=list)

    @property
    def other(self) -> Decimal:
        """What moved it beside its own baten and lasten: positive when added."""
        return self.closing - self.opening - self.baten + self.lasten

    @property
    def cells(self) -> tuple[Decimal, ...]:
        """The cells of its row."""
        added, taken = max(self.other, ZERO), max(-self.other, ZERO)
        earned = (self.baten + ZERO, self.lasten + ZERO)
        return (self.opening + ZERO, *earned, added, taken, self.closing + ZERO)


def build(books: Books, boekjaar: Period) -> Iterator[Table]:
    """Lay out every reserve and fund that stood, moved or earned."""
    shown = [each for each in verloop(books, boekjaar) if any(each.cells)]
    rows = [
        Row(
            Kind.LINE,
            books.title(each.account),
            each.cells,
            each.account,
            Evidence(books, each.postings, -1),
        )
        for each in shown
    ]
    columns = zip(*(each.cells for each in shown), strict=True)
    total = tuple(sum(column, ZERO) for column in columns)
    yield Table(
        f"Bestemming van het saldo {boekjaar.name}",
        tuple(map(Column, TITLES)),
        (*rows, Row(Kind.TOTAL, "Totaal", total)),
        "Reserve of fonds",
    )


def verloop(books: Books, boekjaar: Period) -> list[Verloop]:
    """Follow every equity account through a boekjaar, its saldo appropriated.

    What bears no fund's label, and what is not appropriated yet, stands on the
    account of previous earnings.
    """
    rest = books.previous_earnings
    opening = books.opening(boekjaar)
    earlier = books.bestemming(before(books, boekjaar))
    equity = {a for a in books.accounts if a.split(":")[0] == "Equity"} | {rest}
    found: dict[str, Verloop] = {}
    for account in sorted(equity, key=lambda a: (books.nummer(a), a)):
        began = opening.get(account, ZERO) + _on(account, earlier)
        late = [p for p in books.on(account, boekjaar) if not _appropriates(p)]
        late += [p for p in books.bestemming(boekjaar) if p.posting.account == account]
        found[account] = Verloop(account, -began, -began - _on(account, late))
        found[account].postings = late
    _earn(books, boekjaar, found, rest)
    return list(found.values())


def _earn(books: Books, boekjaar: Period, found: dict[str, Verloop], rest: str) -> None:
    """Give every bate and last to the fund whose label it carries, else to the rest."""
    funds = {books.accounts.get(a, {}).get("fonds"): each for a, each in found.items()}
    funds[None] = found[rest]
    for account in books.results:
        baten = account.split(":")[0] == "Income"
        for posted in books.on(account, boekjaar):
            fund = funds.get(books.label(posted, "fonds"), found[rest])
            if baten:
                fund.baten -= posted.amount
            else:
                fund.lasten += posted.amount
            found[rest].closing -= posted.amount


def _appropriates(posted: Posted) -> bool:
    return BESTEMMING in (posted.entry.tags or ())


def _on(account: str, postings: list[Posted]) -> Decimal:
    return sum((p.amount for p in postings if p.posting.account == account), ZERO)
