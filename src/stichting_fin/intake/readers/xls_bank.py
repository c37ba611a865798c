"""XLS: a bank's table in an old spreadsheet, read as its description says."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any

import xlrd
from xlrd.biffh import XL_CELL_DATE, XL_CELL_NUMBER
from xlrd.xldate import xldate_as_datetime

from stichting_fin.fault import UnreadableError
from stichting_fin.intake.formats import description
from stichting_fin.intake.formats.rows import statements
from stichting_fin.intake.formats.sheet import Layout, Rows
from stichting_fin.intake.statement import Statement

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FORMAT = "xls-abnamro"
NEAR = 1e-7  # a float this near to a whole cent is that cent


def sniff(head: bytes) -> str:
    """Name the format of an old spreadsheet: ABN AMRO is the bank that gives one."""
    return FORMAT if head.startswith(MAGIC) else ""


def read(path: Path) -> Iterator[Statement]:
    """Give a statement for each account in the first sheet.

    Raises:
        UnreadableError: It is no table of a bank that we know.
    """
    try:
        book = xlrd.open_workbook(path, logfile=StringIO())  # type: ignore[no-untyped-call]
    except Exception as error:  # xlrd has as many as there are broken files
        raise UnreadableError("format-unknown", path) from error
    sheet = book.sheet_by_index(0)
    rows = [[_text(c, book.datemode) for c in sheet.row(n)] for n in range(sheet.nrows)]
    header = rows[0] if rows else []
    for made in description.load():
        fitted = description.fit(made, header)
        if made.header and fitted.exact:
            layout = Layout.of(path, made, fitted, header)
            below = partial(Rows.of, range(2, len(rows) + 1), rows[1:])
            yield from statements(layout, below)
            return
    raise UnreadableError("format-unknown", path)


def _text(cell: Any, datemode: int) -> str:
    """Write a cell as a bank writes it in a table: cents, and days as 20250131."""
    if cell.ctype == XL_CELL_DATE:
        day = xldate_as_datetime(cell.value, datemode)  # type: ignore[no-untyped-call]
        return f"{day:%Y%m%d}"
    if cell.ctype != XL_CELL_NUMBER:
        return str(cell.value)
    whole = round(cell.value)
    if whole == cell.value:
        return str(whole)
    near = round(cell.value, 2)
    return f"{near:.2f}" if abs(near - cell.value) < NEAR else repr(cell.value)
