"""Waiting: what a person must look at, and bank lines whose invoice is not here."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from beancount.core import data

from stichting_fin.books import Books, euros
from stichting_fin.fault import UnreadableError
from stichting_fin.intake import arrival
from stichting_fin.intake.desk import Desk
from stichting_fin.intake.paper import draft, receipt
from stichting_fin.intake.readers import detect, photo
from stichting_fin.relations import Relation, Relations
from stichting_fin.table import Column, Form, Kind, Row, Table

PAPERS = {"factur-x", *photo.SIGNS}  # formats in which a paper may come


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


def papers(desk: Desk, today: date) -> Table:
    """Give the papers in the inbox that nobody has read, with what their text says."""
    rows = tuple(
        Row(
            Kind.LINE,
            str(path.relative_to(desk.folder / "importers/inbox")),
            tuple(
                said.get(key) or None for key in ("relatie", "factuurnummer", "totaal")
            ),
        )
        for path in arrival.waiting(desk.folder)
        if _is_paper(path)
        for said in [draft.proposed(path, desk, today).said]
    )
    columns = (
        Column("Relatie?", Form.TEXT),
        Column("Number?", Form.TEXT),
        Column("EUR?"),
    )
    note = "Read each, and book it with: invoice receive FILE"
    return Table("Paper in the inbox", columns, rows, note=note)


def _is_paper(path: Path) -> bool:
    """Tell whether only a person can say what is in a file."""
    try:
        name, reader = detect(path)
        if name in PAPERS:
            all(reader.read(path))
    except UnreadableError as error:
        return error.code in {*receipt.PAPER, receipt.NAMELESS}
    return False


def undocumented(desk: Desk) -> Table:
    """Give the bank lines of who sends invoices, of which no invoice is here.

    Money that comes back counts as well: it needs a credit note. So does a line that
    was booked before its IBAN stood in relaties.toml.
    """
    books = desk.books
    invoices = set(books.documents).union(
        *(e.links or () for e in books.transactions if "factuurdatum" in e.meta)
    )
    accounts = {p.account for p in desk.profiles if p.soort in {"bank", "psp"}}
    rows = tuple(
        Row(
            Kind.LINE,
            entry.meta.get("ref", f"{entry.date}"),
            (entry.date, euros(entry.postings[0]), sender.key, entry.narration),
        )
        for entry in books.transactions
        if entry.postings
        and entry.postings[0].account in accounts
        and (sender := _sender(entry, desk.relations))
        and "document" not in entry.meta
        and not (entry.links or set()) & invoices
    )
    columns = (
        Column("Day", Form.DATE),
        Column("EUR"),
        Column("Relatie", Form.TEXT),
        Column("Text", Form.TEXT),
    )
    return Table("Bank lines without a document", columns, rows)


def _sender(entry: data.Transaction, relations: Relations) -> Relation | None:
    """Give the other side of a bank line, when it sends invoices."""
    said = str(entry.meta.get("relatie", ""))
    found = relations.all.get(said) or relations.by_iban(
        str(entry.meta.get("iban", ""))
    )
    return found if found and found.facturen else None
