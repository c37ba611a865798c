"""Text: a table as a terminal shows it, amounts under each other."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from stichting_fin.money import cents, dutch
from stichting_fin.table import Column, Form, Kind, Row, Table

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f]")
SWAPPED = str.maketrans(",.", ".,")
GAP = "  "
LONGEST = 48  # a longer text in a cell is cut
RULED = frozenset({Kind.SUBTOTAL, Kind.TOTAL})


def write(table: Table) -> str:
    """Draw the table; a payee's control characters never reach the terminal.

    >>> row = Row(Kind.TOTAL, "Bank", (Decimal("-1234.5"), None))
    >>> print(write(Table("Balans", (Column("2025"), Column("2024")), (row,))))
    Balans
    <BLANKLINE>
               2025  2024
          ---------
    Bank  -1.234,50
    """
    columns = (Column(table.stub, Form.TEXT), *table.columns)
    titles = tuple(_bare(column.title) for column in columns)
    drawn = [(row.kind, _cells(row, columns)) for row in table.rows]
    widths = _widths([titles, *(cells for _, cells in drawn if len(cells) > 1)])
    body = (
        line for kind, cells in drawn for line in _lines(kind, cells, columns, widths)
    )
    head = [_bare(table.title), *filter(None, [_bare(table.note)]), ""]
    header = _line(titles, columns, widths)
    return "\n".join([*head, *filter(None, [header]), *body])


def _widths(rows: Sequence[Sequence[str]]) -> list[int]:
    """Give each column the width of its widest cell."""
    widths = [0] * len(rows[0])
    for cells in rows:
        for number, cell in enumerate(cells):
            widths[number] = max(widths[number], _width(cell))
    return widths


def _lines(
    kind: Kind, cells: Sequence[str], columns: Sequence[Column], widths: Sequence[int]
) -> Iterator[str]:
    """Give the lines of a row: a heading stands free, a sum has a rule above it."""
    if kind is Kind.HEADING:
        yield ""
    if kind in RULED:
        each = zip(widths, cells, columns, strict=False)
        rules = ("-" * w if c and f.form is not Form.TEXT else "" for w, c, f in each)
        yield _line(tuple(rules), columns, widths)
    yield cells[0] if len(cells) == 1 else _line(cells, columns, widths)


def _line(
    cells: Sequence[str], columns: Sequence[Column], widths: Sequence[int]
) -> str:
    padded = (
        cell + room if column.form is Form.TEXT else room + cell
        for cell, column, width in zip(cells, columns, widths, strict=False)
        for room in [" " * (width - _width(cell))]
    )
    return GAP.join(padded).rstrip()


def _cells(row: Row, columns: Sequence[Column]) -> tuple[str, ...]:
    pairs = zip(row.cells, columns[1:], strict=False)
    label = _bare(row.label)
    if not row.cells:
        return (label,)
    return (_cut(label), *(_shown(cell, column.form) for cell, column in pairs))


def _shown(value: str | Decimal | date | int | None, form: Form) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return _cut(_bare(value))
    if isinstance(value, date):
        return value.isoformat()
    if form is Form.EUROS:
        return dutch(cents(Decimal(value)))
    shown = f"{Decimal(value):f}" if form is Form.NUMBER else f"{Decimal(value):,f}"
    return shown.translate(SWAPPED) + ("%" if form is Form.PERCENT else "")


def _bare(text: str) -> str:
    return CONTROL.sub(" ", text)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _width(text: str) -> int:
    """Give the cells of a terminal that a text takes: a wide character has two."""
    if text.isascii():
        return len(text)
    wide = sum(unicodedata.east_asian_width(each) in "WF" for each in text)
    marks = sum(unicodedata.combining(each) > 0 for each in text)
    return len(text) + wide - marks
