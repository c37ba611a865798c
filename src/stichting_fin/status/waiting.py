"""Waiting: what a person must look at, and bank lines whose invoice is not here."""

from __future__ import annotations

from stichting_fin.books import Books, euros
from stichting_fin.intake.desk import Desk
from stichting_fin.table import Column, Form, Kind, Row, Table


def table(books: Books) -> Table:
    """Give each entry that waits."""
    rows = tuple(
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
    )
    columns = (
        Column("Day", Form.DATE),
        Column("EUR"),
        Column("Text", Form.TEXT),
        Column("Why", Form.TEXT),
    )
    return Table("Waits for a person", columns, rows)


def undocumented(desk: Desk) -> Table:
    """Give the payments to who sends invoices, of which no invoice is here."""
    books = desk.books
    invoices = set(books.documents).union(
        *(e.links or () for e in books.transactions if "factuurdatum" in e.meta)
    )
    accounts = {p.account for p in desk.profiles if p.soort in {"bank", "psp"}}
    senders = {key for key, each in desk.relations.all.items() if each.facturen}
    rows = tuple(
        Row(
            Kind.LINE,
            entry.meta.get("ref", f"{entry.date}"),
            (entry.date, euros(entry.postings[0]), entry.meta["relatie"]),
        )
        for entry in books.transactions
        if entry.meta.get("relatie") in senders
        and entry.postings
        and entry.postings[0].account in accounts
        and euros(entry.postings[0]) < 0
        and not (entry.links or set()) & invoices
    )
    columns = (Column("Day", Form.DATE), Column("EUR"), Column("Relatie", Form.TEXT))
    return Table("Bank lines without a document", columns, rows)
