"""Grootboekkaarten: each account with its postings and its running balance."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from beancount.core import data

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
Head = tuple[tuple[str, ...], str, str]


def build(books: Books, boekjaar: Period) -> Iterator[Table]:
    """Lay out a card for each account that stood or moved, by number."""
    opening = books.opening(boekjaar)
    heads: dict[int, Head] = {}  # by the entry's id(): it stands on two cards or more
    for account in sorted(
        {*opening, *books.by_account}, key=lambda a: (books.nummer(a), a)
    ):
        began, postings = opening.get(account, ZERO), books.on(account, boekjaar)
        if began or postings:
            title = f"{books.nummer(account)} {books.title(account)}".strip()
            rows = tuple(_rows(books, began, postings, heads))
            yield Table(title, COLUMNS, rows, "Omschrijving", boekjaar.name)


def _rows(
    books: Books, began: Decimal, postings: list[Posted], heads: dict[int, Head]
) -> Iterator[Row]:
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
        if id(entry) not in heads:
            heads[id(entry)] = _head(books, entry)
        texts, paper, ref = heads[id(entry)]
        contra = _contra(books, posted)
        cells = (entry.date, *texts, contra, *sides, stands + ZERO, paper)
        behind = Evidence(books, [posted])
        yield Row(Kind.LINE, entry.narration or "", cells, ref, behind)
    totals = (*NO_TEXTS, debit, credit, stands + ZERO, None)
    yield Row(Kind.TOTAL, "Eindsaldo", totals)


def _head(books: Books, entry: data.Transaction) -> Head:
    """Give what every line of an entry says: dagboek to relatie, document, ref."""
    meta = entry.meta
    ref = str(meta.get("ref", ""))
    stuk = str(meta.get("factuurnummer") or ref)
    texts = (dagboek(entry), stuk, str(meta.get("relatie") or entry.payee or ""))
    return texts, document(books, entry), ref


def _contra(books: Books, posted: Posted) -> str:
    """Name by number the accounts on the other side of a posting."""
    entry, own, _ = posted
    account = own.account
    if len(entry.postings) == len("DC"):
        one, two = entry.postings
        if one.account != two.account:
            return books.nummer(two.account if own is one else one.account)
    others = [p.account for p in entry.postings if p.account != account]
    if len(others) == 1:
        return books.nummer(others[0])
    return ", ".join(sorted(map(books.nummer, set(others))))
