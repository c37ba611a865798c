"""Accounts: the last booked and the last proven day of each bank account."""

from __future__ import annotations

from datetime import date

from stichting_fin import openitems
from stichting_fin.books import Books
from stichting_fin.money import ZERO
from stichting_fin.status import coverage
from stichting_fin.table import Column, Form, Kind, Row, Table


def table(books: Books) -> Table:
    """Tell per bank account the last booked and the last proven day."""
    rows = []
    for account in coverage.banks(books):
        days = [p.entry.date for p in books.by_account.get(account, ())]
        held = books.balances(date.max)[account]
        since = coverage.proven(books, account)
        unproven = sum(1 for day in days if since is None or day > since)
        last = max(days, default=None)
        rows.append(Row(Kind.LINE, account, (last, since, unproven, held)))
    columns = (
        Column("Last booked", Form.DATE),
        Column("Proven until", Form.DATE),
        Column("Not proven since", Form.NUMBER),
        Column("Balance"),
    )
    return Table("Accounts", columns, tuple(rows))


def open_items(books: Books) -> Table:
    """Add up what is open with debtors and creditors."""
    found = openitems.open_items(books)
    rows = []
    for account in sorted({item.account for item in found}):
        some = [item for item in found if item.account == account]
        total = sum((item.open for item in some), ZERO)
        rows.append(Row(Kind.LINE, account, (len(some), total)))
    columns = (Column("Number", Form.NUMBER), Column("EUR"))
    return Table("Open items", columns, tuple(rows))


def overpaid(books: Books) -> Table:
    """Give the invoices on which more was paid, or credited, than was asked."""
    rows = tuple(
        Row(
            Kind.LINE,
            f"{item.relatie}/{item.nummer}",
            (item.amount, ZERO - item.paid, item.open),
            item.link,
        )
        for item in openitems.open_items(books)
        if item.amount * item.open < 0
    )
    columns = (Column("Asked"), Column("Paid"), Column("Too much"))
    return Table("Paid otherwise than owed", columns, rows)
