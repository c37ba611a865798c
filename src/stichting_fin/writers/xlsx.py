"""XLSX: tables as worksheets that the accountant can go on calculating in.

openpyxl makes the package, its styles and an empty sheet for each table; the rows
are written here, many times faster, as text that can never become a formula.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from itertools import islice
from typing import Any
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.writer.excel import ExcelWriter

from stichting_fin.table import Column, Form, Kind, Row, Table

Value = str | Decimal | date | int | None
Styles = Mapping[tuple[Kind | None, Form], int]

FORMATS = {
    Form.TEXT: "General",
    Form.EUROS: '#,##0.00;[Red]-#,##0.00;"–"',
    Form.WHOLE: '#,##0;[Red]-#,##0;"–"',
    Form.PERCENT: '0.0"%"',  # 12.5 is twelve and a half percent
    Form.DATE: "dd-mm-yyyy",
    Form.NUMBER: "General",
}
FONTS = {
    None: Font(bold=True),
    Kind.HEADING: Font(bold=True),
    Kind.SUBTOTAL: Font(bold=True),
    Kind.TOTAL: Font(bold=True),
    Kind.NOTE: Font(italic=True, color="FF595959"),
}
THIN = Side(style="thin")
BORDERS = {
    None: Border(bottom=THIN),
    Kind.SUBTOTAL: Border(top=THIN),
    Kind.TOTAL: Border(top=THIN, bottom=Side(style="double")),
}
SHADE = PatternFill("solid", fgColor="FFEFEFEF")
RULED = frozenset({Kind.SUBTOTAL, Kind.TOTAL})  # their rules run through empty boxes

NOT_IN_A_TITLE = re.compile(r"[\\/*?:\[\]\x00-\x1f]")
LONGEST_TITLE = 31
RESERVED = frozenset({"", "history"})
ILLEGAL = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
LONGEST_TEXT = 32_767
LONGEST_HEADER = 80
DAY_ZERO = date(1899, 12, 30)
EMPTY = re.compile(rb"<sheetData ?/>|<sheetData></sheetData>")
DIMENSION = re.compile(rb'(?<=<dimension ref=")[^"]+')
WIDEST = {True: 60, False: 48}  # the labels, any other column
WIDE = 6  # from this many columns on, a page is printed lying down
A4 = 9
CHUNK = 1_000


def write(tables: Sequence[Table], day: date) -> bytes:
    """Draw each table on a sheet of its own, in a book dated `day`.

    Amounts stay numbers, exact to the last digit; text stays text. The same
    tables give the same bytes, always. Without tables there is one empty sheet.
    """
    tables = tables or [Table("Leeg", ())]
    book = Workbook()
    book.remove(book.worksheets[0])
    styles = _styles(book)
    for table, title in zip(tables, _titles(tables), strict=True):
        _prepare(book.create_sheet(title), table)
    return _packed(book, tables, styles, datetime.combine(day, time()))


def _titles(tables: Sequence[Table]) -> Iterator[str]:
    """Give each table a title that a sheet may have and no other sheet has."""
    taken = set(RESERVED)
    for table in tables:
        whole = NOT_IN_A_TITLE.sub(" ", _clean(table.title)).strip(" '") or "Blad"
        title, count = whole[:LONGEST_TITLE].strip(" '"), 1
        while title.casefold() in taken:
            count += 1
            tail = f" ({count})"
            title = whole[: LONGEST_TITLE - len(tail)] + tail
        taken.add(title.casefold())
        yield title


def _styles(book: Workbook) -> Styles:
    """Make a style for each kind of row (None: the header) and form of cell."""
    book.create_sheet()
    sheet, styles = book.worksheets[0], {}
    for kind in (None, *Kind):
        for form in Form:
            cell: Any = WriteOnlyCell(sheet)
            cell.number_format = FORMATS[form]
            if kind in FONTS:
                cell.font = FONTS[kind]
            if kind in BORDERS:
                cell.border = BORDERS[kind]
            if form is Form.TEXT:
                cell.quotePrefix = True  # so that editing it makes no formula either
            if kind is None:
                cell.fill = SHADE
                across = "left" if form is Form.TEXT else "right"
                cell.alignment = Alignment(across, "center", wrap_text=True)
            styles[kind, form] = cell.style_id
    book.remove(sheet)
    return styles


def _prepare(sheet: Any, table: Table) -> None:
    """Set what surrounds the rows: widths, the frozen header, the printed page."""
    sheet.freeze_panes = "B2"
    sheet.print_title_rows = "1:1"
    lying = len(table.columns) >= WIDE
    sheet.page_setup.orientation = "landscape" if lying else "portrait"
    sheet.page_setup.paperSize = A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddHeader.left.text = _printed(table.title)
    sheet.oddFooter.left.text = _printed(table.note)
    sheet.oddFooter.right.text = "&[Page] / &[Pages]"
    for number, width in enumerate(_widths(table), 1):
        sheet.column_dimensions[get_column_letter(number)].width = width


def _printed(text: str) -> str | None:
    """Give a text as it may stand above or below a printed page."""
    return _clean(text)[:LONGEST_HEADER].replace("&", "&&") or None


def _widths(table: Table) -> Iterator[int]:
    """Give the width of the labels and of each column, in characters."""
    labels = [row.label for row in table.rows if row.kind is not Kind.NOTE]
    yield _width([table.stub, *labels], longest=WIDEST[True])
    for number, column in enumerate(table.columns):
        cells = (row.cells[number] for row in table.rows if number < len(row.cells))
        shown = (_shown(cell, column.form) for cell in cells if cell is not None)
        yield _width([column.title[:20], *shown], longest=WIDEST[False])


def _width(texts: Sequence[str], longest: int) -> int:
    return min(max(10, 2 + max(map(len, texts))), longest)


def _shown(value: Value, form: Form) -> str:
    """Give a text as long as the cell will look."""
    if form is Form.EUROS and isinstance(value, Decimal):
        return f"{value:,.2f}"
    return f"{value:,}" if form is Form.WHOLE else str(value)


def _packed(
    book: Workbook, tables: Sequence[Table], styles: Styles, moment: datetime
) -> bytes:
    """Save without a clock, with the rows of each table in its sheet."""
    book.properties.created = book.properties.modified = moment
    book.properties.creator = "stichting-fin"
    ExcelWriter(book, ZipFile(draft := BytesIO(), "w")).save()
    sheets = {f"xl/worksheets/sheet{n}.xml": t for n, t in enumerate(tables, 1)}
    with ZipFile(draft) as source, ZipFile(final := BytesIO(), "w") as target:
        for name in source.namelist():
            member = ZipInfo(name, moment.timetuple()[:6])
            member.compress_type = ZIP_DEFLATED
            with target.open(member, "w") as stream:
                text = source.read(name)
                filled = name in sheets and _filled(text, sheets[name], styles)
                for piece in filled or (text,):
                    stream.write(piece)
    return final.getvalue()


def _filled(sheet: bytes, table: Table, styles: Styles) -> Iterator[bytes]:
    """Give an empty sheet with the rows of the table in it, in pieces."""
    last = f"A1:{get_column_letter(1 + len(table.columns))}{1 + len(table.rows)}"
    before, after = EMPTY.split(DIMENSION.sub(last.encode(), sheet))
    yield before + b"<sheetData>"
    rows = _rows(table, styles)
    while chunk := "".join(islice(rows, CHUNK)):
        yield chunk.encode()
    yield b"</sheetData>" + after


def _rows(table: Table, styles: Styles) -> Iterator[str]:
    columns = (Column(table.stub, Form.TEXT), *table.columns)
    letters = [get_column_letter(number) for number in range(1, len(columns) + 1)]
    heads = {kind: _heads(kind, columns, letters, styles) for kind in (None, *Kind)}
    titles = [column.title for column in columns]
    yield f'<row r="1">{_cells(heads[None], titles, "1")}</row>'
    for number, row in enumerate(table.rows, 2):
        values = _values(row, len(columns))
        drawn = _cells(heads[row.kind], values, str(number))
        yield f'<row r="{number}">{drawn}</row>'


def _values(row: Row, width: int) -> Sequence[Value]:
    """Give the cells of a row; a rule below or above runs through empty ones."""
    values = (row.label, *row.cells)
    if row.kind in RULED:
        filled = ("" if value is None else value for value in values)
        return (*filled, *("",) * (width - len(values)))
    return values


def _heads(
    kind: Kind | None, columns: Sequence[Column], letters: Sequence[str], styles: Styles
) -> Sequence[tuple[str, str, str]]:
    """Give what stands before and after a row's number, and the style of a text."""
    text = f'" s="{styles[kind, Form.TEXT]}"'
    return [
        (f'<c r="{letter}', f'" s="{styles[kind, column.form]}"', text)
        for letter, column in zip(letters, columns, strict=True)
    ]


def _cells(
    heads: Sequence[tuple[str, str, str]], values: Sequence[Value], number: str
) -> str:
    return "".join(
        (DRAWN.get(type(value)) or _kin(value))(begin + number, style, text, value)
        for (begin, style, text), value in zip(heads, values, strict=False)
    )


def _text(begin: str, style: str, text: str, value: str) -> str:
    if not value:
        return f"{begin}{style}/>"
    shown = escape(_clean(value)[:LONGEST_TEXT])
    space = "" if value == value.strip() else ' xml:space="preserve"'
    return f'{begin}{text} t="inlineStr"><is><t{space}>{shown}</t></is></c>'


def _number(begin: str, style: str, _text: str, value: Decimal | int) -> str:
    return f"{begin}{style}><v>{value:f}</v></c>"


def _whole(begin: str, style: str, _text: str, value: int) -> str:
    return f"{begin}{style}><v>{int(value)}</v></c>"


def _day(begin: str, style: str, _text: str, value: date) -> str:
    return f"{begin}{style}><v>{(value - DAY_ZERO).days}</v></c>"


def _nothing(_begin: str, _style: str, _text: str, _value: None) -> str:
    return ""


Drawer = Callable[[str, str, str, Any], str]
DRAWN: Mapping[type, Drawer] = {
    str: _text,
    Decimal: _number,
    int: _whole,
    date: _day,
    type(None): _nothing,
}


def _kin(value: Value) -> Drawer:
    """Give what draws a value whose type is a kind of one of ours: a StrEnum."""
    return next(draw for kind, draw in DRAWN.items() if isinstance(value, kind))


def _clean(text: str) -> str:
    """Blank what XML cannot hold, and keep "_x0041_" from being read as "A"."""
    return LOOKS_ESCAPED.sub("_x005F_", ILLEGAL.sub(" ", text))
