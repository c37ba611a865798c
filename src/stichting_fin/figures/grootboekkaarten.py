"""Grootboekkaarten: each account with its postings and its running balance."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from stichting_fin.books import Books, Posted
from stichting_fin.evidence import Evidence, dagboek, document
from stichting_fin.money import ZERO
from stichting_fin.period import Period
from stichting_fin.table import Column, Form, Kind, Row, Table

COLUMNS = (
    Column("Datum", Form.DATE),
    Column("Dagboek", Form.TEXT),
    Column("Stuk", Form.TEXT),
    Column("Relatie", Form.TEXT),
    Column("Tegenrekening", Form.TEXT),
    Column("Debet"),
    Column("Credit"),
    Column("Saldo"),
    Column("Document", Form.TEXT),
)
NO_TEXTS = (None,) * 5


def build(books: Books, boekjaar: Period) -> Iterator[Table]:
    """Lay out a card for each account that stood or moved, by number."""
    opening = books.opening(boekjaar)
    for account in sorted(
        {*opening, *books.by_account}, key=lambda a: (books.nummer(a), a)
    ):
        began, postings = opening.get(account, ZERO), books.on(account, boekjaar)
        if began or postings:
            title = f"{books.nummer(account)} {books.title(account)}".strip()
            rows = tuple(_rows(books, began, postings))
            yield Table(title, COLUMNS, rows, "Omschrijving", boekjaar.name)


def _rows(books: Books, began: Decimal, postings: list[Posted]) -> Iterator[Row]:
    yield Row(Kind.SUBTOTAL, "Beginsaldo", (*NO_TEXTS, None, None, began + ZERO, None))
    stands, debit, credit = began, ZERO, ZERO
    for posted in postings:
        entry, _, amount = posted
        stands += amount
        if amount > 0:
            debit += amount
            sides: tuple[Decimal | None, ...] = (amount, None)
        else:
            credit -= amount
            sides = (None, ZERO - amount)
        meta = entry.meta
        ref = str(meta.get("ref", ""))
        cells = (
            entry.date,
            dagboek(entry),
            str(meta.get("factuurnummer") or ref),
            str(meta.get("relatie") or entry.payee or ""),
            _contra(books, posted),
            *sides,
            stands + ZERO,
            document(books, entry),
        )
        behind = Evidence(books, [posted])
        yield Row(Kind.LINE, entry.narration or "", cells, ref, behind)
    totals = (*NO_TEXTS, debit, credit, stands + ZERO, None)
    yield Row(Kind.TOTAL, "Eindsaldo", totals)


def _contra(books: Books, posted: Posted) -> str:
    """Name by number the accounts on the other side of a posting."""
    entry, own, _ = posted
    account = own.account
    others = {p.account for p in entry.postings if p.account != account}
    if len(others) == 1:
        return books.nummer(others.pop())
    return ", ".join(sorted(map(books.nummer, others)))
