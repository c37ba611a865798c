"""The status: how far the books are per account, and what waits for a person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from beancount.core import data

from stichting_fin import openitems
from stichting_fin.books import Books, euros
from stichting_fin.money import ZERO
from stichting_fin.table import Column, Form, Kind, Row, Table

TEXT, DATE, NUMBER = Form.TEXT, Form.DATE, Form.NUMBER


def tables(books: Books) -> Iterator[Table]:
    """Give a table of accounts, one of what waits, and one of open items."""
    yield _accounts(books)
    yield _waiting(books)
    yield _open(books)


def _accounts(books: Books) -> Table:
    """Tell per bank account the last booked and the last proven day."""
    banks = {a for a, meta in books.accounts.items() if "iban" in meta}
    rows = []
    for account in sorted(banks):
        days = [p.entry.date for p in books.postings if p.posting.account == account]
        proven = [
            entry.date - timedelta(days=1)
            for entry in books.entries
            if isinstance(entry, data.Balance) and entry.account == account
        ]
        held = books.balances(date.max)[account]
        last = max(days, default=None)
        since = max(proven, default=None)
        unproven = sum(1 for day in days if since is None or day > since)
        rows.append(Row(Kind.LINE, account, (last, since, unproven, held)))
    columns = (
        Column("Last booked", DATE),
        Column("Proven until", DATE),
        Column("Not proven since", NUMBER),
        Column("Balance"),
    )
    return Table("Accounts", columns, tuple(rows))


def _waiting(books: Books) -> Table:
    rows = [
        Row(
            Kind.LINE,
            entry.meta.get("ref", f"{entry.date}"),
            (
                entry.date,
                euros(entry.postings[0]) if entry.postings else None,
                f"{entry.payee or ''} {entry.narration or ''}".strip(),
                entry.meta.get("reden") or entry.meta.get("voorstel", ""),
            ),
        )
        for entry in books.transactions
        if entry.flag == "!"
    ]
    columns = (
        Column("Day", DATE),
        Column("EUR"),
        Column("Text", TEXT),
        Column("Why", TEXT),
    )
    return Table("Waits for a person", columns, tuple(rows))


def _open(books: Books) -> Table:
    """Add up what is open with debtors and creditors."""
    found = openitems.open_items(books)
    rows = []
    for account in sorted({item.account for item in found}):
        some = [item for item in found if item.account == account]
        total = sum((item.open for item in some), ZERO)
        rows.append(Row(Kind.LINE, account, (len(some), total)))
    return Table("Open items", (Column("Number", NUMBER), Column("EUR")), tuple(rows))
