"""Workbooks: the first sheet of a spreadsheet, whatever a stranger made of it.

A few bytes can unpack to more than a computer holds, and one cell far away makes
rows without end: what is larger than any real table is not opened.
"""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

from openpyxl import load_workbook

LARGEST = 100_000_000  # bytes of all that is inside
WIDEST = 100  # columns
Table = list[tuple[int, list[object]]]  # the line of each row, and its cells


class WorkbookError(ValueError):
    """It cannot be opened."""


def rows(content: bytes) -> Table:
    """Give each row that holds something, all as wide as the widest.

    openpyxl raises whatever a broken file leads it to.

    Raises:
        WorkbookError: It is no spreadsheet, or larger than any real one.
    """
    try:
        found = _filled(content)
    except Exception as error:
        raise WorkbookError from error
    width = max((_width(cells) for _, cells in found), default=0)
    return [(line, list(cells[:width])) for line, cells in found]


def _filled(content: bytes) -> list[tuple[int, tuple[object, ...]]]:
    with ZipFile(BytesIO(content)) as inside:
        if sum(each.file_size for each in inside.infolist()) > LARGEST:
            raise WorkbookError
    book = load_workbook(BytesIO(content), read_only=True, data_only=True)
    sheet = book.worksheets[0].iter_rows(max_col=WIDEST, values_only=True)
    return [(n, cells) for n, cells in enumerate(sheet, 1) if _width(cells)]


def _width(cells: tuple[object, ...]) -> int:
    """Give how many cells there are up to the last that holds something."""
    if cells.count(None) == len(cells):
        return 0
    return max(n for n, cell in enumerate(cells, 1) if cell is not None)
