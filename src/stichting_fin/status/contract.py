"""Contracts: the terms that began and were not invoiced yet."""

from __future__ import annotations

from datetime import date, timedelta

from stichting_fin.intake.desk import Desk
from stichting_fin.period import Period
from stichting_fin.selling import contract
from stichting_fin.table import Column, Form, Kind, Row, Table

COLUMNS = (Column("From", Form.DATE), Column("Relation", Form.TEXT), Column("EUR"))


def table(desk: Desk, today: date) -> Table:
    """Name each term that `invoice run` would make an invoice of."""
    ever = Period(date.min, today + timedelta(days=1), "")
    rows = tuple(
        Row(
            Kind.LINE, asked.contract, (asked.begin, asked.klant, asked.regels[0].prijs)
        )
        for asked in contract.due(desk.books, ever, [])
    )
    note = "invoice run makes them; EUR without btw"
    return Table("Contracts to invoice", COLUMNS, rows, "Contract", note=note)
