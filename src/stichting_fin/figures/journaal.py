"""Journaal: every entry of a boekjaar in the dagboek that it stands in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from beancount.core import data

from stichting_fin.books import Books, euros
from stichting_fin.evidence import dagboek, document
from stichting_fin.money import ZERO
from stichting_fin.period import Period
from stichting_fin.table import Column, Form, Kind, Row, Table

COLUMNS = (
    Column("Volgnummer", Form.NUMBER),
    Column("Datum", Form.DATE),
    Column("Stuk", Form.TEXT),
    Column("Relatie", Form.TEXT),
    Column("Nummer", Form.TEXT),
    Column("Rekening", Form.TEXT),
    Column("Debet"),
    Column("Credit"),
    Column("Document", Form.TEXT),
)


def build(books: Books, boekjaar: Period) -> Iterator[Table]:
    """Lay out each dagboek in the order in which they were declared.

    Within one, the entries stand by date and count from 1.
    """
    titles = {name: rest for _, (name, _, *rest) in books.customs("dagboek")}
    found: defaultdict[str, list[data.Transaction]] = defaultdict(list)
    for entry in books.transactions_in(boekjaar):
        if entry.postings:
            found[dagboek(entry)].append(entry)
    for name in [*titles, *sorted(found.keys() - titles.keys())]:
        if entries := found.get(name):
            title = next(iter(titles.get(name, ())), name)
            yield Table(title, COLUMNS, tuple(_rows(books, entries)), "Omschrijving")


def _rows(books: Books, entries: list[data.Transaction]) -> Iterator[Row]:
    debit = credit = ZERO
    for number, entry in enumerate(entries, 1):
        meta = entry.meta
        ref = str(meta.get("ref", ""))
        head = (
            number,
            entry.date,
            str(meta.get("factuurnummer") or ref),
            str(meta.get("relatie") or entry.payee or ""),
        )
        paper = document(books, entry)
        for posting in entry.postings:
            amount = euros(posting)
            if amount > 0:
                debit += amount
                sides: tuple[Decimal | None, ...] = (amount, None)
            else:
                credit -= amount
                sides = (None, ZERO - amount)
            account = posting.account
            cells = (*head, books.nummer(account), books.title(account), *sides, paper)
            yield Row(Kind.LINE, entry.narration or "", cells, ref)
    yield Row(Kind.TOTAL, "Totaal", (*[None] * 6, debit, credit, None))
