"""Openstaand: who owes us and whom we owe at the end of a day, by age."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal

from stichting_fin.books import Books
from stichting_fin.evidence import Evidence
from stichting_fin.money import ZERO
from stichting_fin.openitems import CREDITEUREN, DEBITEUREN, Item, open_items, side
from stichting_fin.period import Period
from stichting_fin.table import Column, Form, Kind, Row, Table

SIDES = (("Debiteuren", DEBITEUREN, 1), ("Crediteuren", CREDITEUREN, -1))
AGES = (30, 60, 90)  # days over the term
COLUMNS = (
    Column("Factuur", Form.TEXT),
    Column("Datum", Form.DATE),
    Column("Vervaldatum", Form.DATE),
    Column("Bedrag"),
    Column("Betaald"),
    Column("Open"),
    Column("Niet vervallen"),
    Column("0-30 dagen"),
    Column("31-60 dagen"),
    Column("61-90 dagen"),
    Column("> 90 dagen"),
)


def build(
    books: Books, boekjaar: Period, namen: Mapping[str, str] | None = None
) -> Iterator[Table]:
    """Lay out what is open at the end of a period.

    `namen` holds the names of relations by their keys; without one the key stands.
    """
    yield from on(books, boekjaar.end - timedelta(days=1), namen or {})


def on(books: Books, day: date, namen: Mapping[str, str]) -> Iterator[Table]:
    """Lay out what is open at the end of a day: debtors, creditors."""
    opened = open_items(books, day)
    for title, rgs, sign in SIDES:
        rows = [
            _row(books, item, day, sign, namen)
            for item in opened
            if side(books.accounts[item.account]) == rgs
        ]
        sums = [sum(c, ZERO) for c in zip(*(r.cells[3:] for r in rows), strict=True)]
        total = Row(Kind.TOTAL, "Totaal", ("", None, None, *(sums or [ZERO] * 8)))
        yield Table(f"{title} per {day:%d-%m-%Y}", COLUMNS, (*rows, total), "Relatie")


def _row(
    books: Books, item: Item, day: date, sign: int, namen: Mapping[str, str]
) -> Row:
    due = sign * item.open
    ages = [ZERO] * (len(AGES) + 2)
    ages[bucket(item.age(day))] = due
    amounts = (sign * item.amount + ZERO, ZERO - sign * item.paid, due)
    cells: tuple[str | Decimal | date | None, ...] = (
        str(item.nummer),
        item.date,
        item.vervaldatum,
        *amounts,
        *ages,
    )
    label = namen.get(item.relatie) or str(item.relatie)
    behind = Evidence(books, item.postings, sign)
    return Row(Kind.LINE, label, cells, f"{item.relatie}/{item.nummer}", behind)


def bucket(age: int) -> int:
    """Give the column of an age: 0 not yet due, then by AGES, then older."""
    return 0 if age < 0 else 1 + sum(age > limit for limit in AGES)
