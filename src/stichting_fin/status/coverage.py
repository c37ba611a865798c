"""Coverage: of each bank account the months that are proven, booked or missing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from beancount.core import data

from stichting_fin.books import Books
from stichting_fin.period import Period, months
from stichting_fin.table import Column, Form, Kind, Row, Table

PROVEN, BOOKED, MISSING = "=", "+", "."


def banks(books: Books) -> list[str]:
    """Give the accounts that a bank sends statements of."""
    return sorted(a for a, meta in books.accounts.items() if "iban" in meta)


def proven(books: Books, account: str) -> date | None:
    """Give the last day of which a balance of the bank is in the books."""
    days = [b.date for b in books.directives(data.Balance) if b.account == account]
    return max(days) - timedelta(days=1) if days else None


def table(books: Books, today: date) -> Table:
    """Draw the boekjaar of the last bank line, month by month."""
    accounts = banks(books)
    last = [p.entry.date for a in accounts for p in books.by_account.get(a, ())]
    boekjaar = books.boekjaar_of(max(last, default=today))
    year = months(boekjaar)
    rows = tuple(
        Row(Kind.LINE, account, tuple(_marks(books, account, year, today)))
        for account in accounts
    )
    columns = tuple(Column(month.name[-2:], Form.TEXT) for month in year)
    note = f"{PROVEN} proven (until a day), {BOOKED} booked, {MISSING} missing"
    return Table(f"Coverage {boekjaar.name}", columns, rows, note=note)


def _marks(
    books: Books, account: str, year: tuple[Period, ...], today: date
) -> Iterator[str]:
    until = proven(books, account) or date.min
    for month in year:
        lines = books.on(account, month)
        if until >= month.end - timedelta(days=1):
            yield PROVEN
        elif until in month and not any(p.entry.date > until for p in lines):
            yield f"{PROVEN}{until.day}"
        elif lines:
            yield BOOKED
        else:
            yield MISSING if month.begin <= today else ""
