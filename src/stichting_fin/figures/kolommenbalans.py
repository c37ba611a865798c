"""Kolommenbalans: every account from its opening to the balans, in ten columns."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from stichting_fin.books import Books
from stichting_fin.evidence import Evidence
from stichting_fin.money import ZERO
from stichting_fin.period import Period
from stichting_fin.table import Column, Form, Kind, Row, Table

PAIRS = ("Beginbalans", "Mutaties", "Saldi", "Winst en verlies", "Balans")
COLUMNS = (
    Column("Nummer", Form.TEXT),
    *(Column(f"{pair} {side}") for pair in PAIRS for side in ("debet", "credit")),
)
EMPTY = (ZERO, ZERO)
Cells = tuple[Decimal, ...]


def build(books: Books, boekjaar: Period) -> Iterator[Table]:
    """Lay out every account that stood or moved, by number.

    The saldo of the year makes the last two pairs add up: a positive one stands
    beside the lasten and beside the passiva.
    """
    rows = list(_rows(books, boekjaar))
    columns = zip(*(row.cells[1:] for row in rows), strict=True)
    totals: Cells = tuple(sum(column, ZERO) for column in columns) or EMPTY * len(PAIRS)
    saldo = _sides(totals[7] - totals[6])
    beside = (*saldo, *reversed(saldo))
    last = tuple(a + b for a, b in zip(totals[6:], beside, strict=True))
    yield Table(
        f"Kolommenbalans {boekjaar.name}",
        COLUMNS,
        (
            *rows,
            Row(Kind.SUBTOTAL, "Telling", ("", *totals)),
            Row(Kind.LINE, "Saldo", ("", *[None] * 6, *beside), "saldo"),
            Row(Kind.TOTAL, "Totaal", ("", *totals[:6], *last)),
        ),
        "Rekening",
    )


def _rows(books: Books, boekjaar: Period) -> Iterator[Row]:
    opening = books.opening(boekjaar)
    accounts = {*opening, *books.by_account}
    for account in sorted(accounts, key=lambda a: (books.nummer(a), a)):
        began = opening.get(account, ZERO)
        postings = books.on(account, boekjaar)
        debit = sum((p.amount for p in postings if p.amount > 0), ZERO)
        credit = sum((-p.amount for p in postings if p.amount < 0), ZERO)
        stands = _sides(began + debit - credit)
        result = account in books.results
        parts = (stands, EMPTY) if result else (EMPTY, stands)
        cells = (*_sides(began), debit, credit, *stands, *parts[0], *parts[1])
        if any(cells):
            yield Row(
                Kind.LINE,
                books.title(account),
                (books.nummer(account), *cells),
                account,
                Evidence(books, postings),
            )


def _sides(amount: Decimal) -> tuple[Decimal, Decimal]:
    """Put an amount in the debit or the credit column."""
    return (amount, ZERO) if amount > 0 else (ZERO, ZERO - amount)
