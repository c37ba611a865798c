"""CSV: a table for a spreadsheet, in which no text becomes a formula."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from io import StringIO

from stichting_fin.table import Table

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")  # how a spreadsheet knows a formula


def write(table: Table) -> bytes:
    """Write the header and the rows; amounts with a point, days in ISO, UTF-8.

    Source: OWASP, CSV Injection: a dangerous text gets an apostrophe before it.
    """
    lines = csv.writer(text := StringIO(), lineterminator="\r\n")
    width = len(table.columns)
    lines.writerow(map(_cell, ("code", table.stub, *(c.title for c in table.columns))))
    for row in table.rows:
        blank = (None,) * (width - len(row.cells))
        lines.writerow(map(_cell, (row.code, row.label, *row.cells, *blank)))
    return text.getvalue().encode("utf-8", "replace")


def _cell(value: str | Decimal | date | int | None) -> str:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(DANGEROUS) else value
    if isinstance(value, Decimal):
        return f"{value:f}"
    return "" if value is None else str(value)
