"""Herinnering: what to ask of each debtor whose invoices are over their term."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from stichting_fin.books import Books
from stichting_fin.evidence import Evidence
from stichting_fin.money import ZERO
from stichting_fin.openitems import DEBITEUREN, Item, open_items
from stichting_fin.profile import filled, table_of, toml
from stichting_fin.relations import Relation, Relations
from stichting_fin.table import Column, Form, Kind, Row, Table

COLUMNS = (
    Column("Datum", Form.DATE),
    Column("Vervaldatum", Form.DATE),
    Column("Bedrag"),
    Column("Betaald"),
    Column("Open"),
)


@dataclass(frozen=True, slots=True)
class Brief:
    """The words of the foundation around the table of a reminder.

    Attributes:
        dagen: Days from that of the letter within which to pay.
    """

    onderwerp: str
    tekst: str
    slot: str
    dagen: int

    def filled(self, path: Path, known: Mapping[str, object]) -> Brief:
        """Give the words with what is known put into them.

        Raises:
            UnreadableError: They name something that is not known.
        """
        return Brief(
            filled(path, self.onderwerp, known),
            filled(path, self.tekst, known),
            filled(path, self.slot, known),
            self.dagen,
        )


@dataclass(frozen=True, slots=True)
class Herinnering:
    """What one debtor is reminded of.

    Attributes:
        table: Its invoices over their term, and its credit that goes off them.
        open: EUR that it still owes by them; always positive.
        days: How long the oldest is over its term.
    """

    relatie: Relation
    table: Table
    open: Decimal
    days: int


def brief(path: Path) -> Brief:
    """Read the words of the letter.

    Raises:
        UnreadableError: They are not sound TOML, or one is missing.
    """
    return table_of(Brief, path, toml(path))


def build(books: Books, known: Relations, day: date) -> Iterator[Herinnering]:
    """Give a reminder for each debtor over term at the end of a day, by key.

    A debtor whose credit is as much as what it owes over term gets none.
    """
    owed: defaultdict[str, list[Item]] = defaultdict(list)
    for item in open_items(books, day):
        rgs = books.accounts[item.account].get("rgs")
        if rgs == DEBITEUREN and (item.age(day) > 0 or item.open < 0):
            owed[item.relatie].append(item)
    for relatie, due in sorted(owed.items()):
        total = sum((item.open for item in due), ZERO)
        if total > 0:
            rows = [_row(books, item) for item in due]
            rows.append(Row(Kind.TOTAL, "Te betalen", (*[None] * 4, total)))
            yield Herinnering(
                known.all.get(relatie) or Relation(relatie, relatie),
                Table("", COLUMNS, tuple(rows), "Factuur"),
                total,
                max(item.age(day) for item in due if item.open > 0),
            )


def _row(books: Books, item: Item) -> Row:
    amounts = (item.amount, ZERO - item.paid, item.open)
    cells = (item.date, item.vervaldatum, *amounts)
    behind = Evidence(books, item.postings)
    return Row(Kind.LINE, item.nummer, cells, f"{item.relatie}/{item.nummer}", behind)
