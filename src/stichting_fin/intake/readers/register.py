"""Registers of invoices: CSV and XLSX, read as the treasurer described them.

A row is an invoice, or a part of one: rows of one number are added up.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import StringIO
from pathlib import Path

from openpyxl.utils.datetime import from_excel

from stichting_fin.fault import UnreadableError
from stichting_fin.intake import exported, identity, register
from stichting_fin.intake.formats import dialect
from stichting_fin.intake.invoice import Aside, Invoice, Item, Party, Totals
from stichting_fin.intake.readers import workbook
from stichting_fin.intake.register import Fit, Register
from stichting_fin.money import ZERO, cents

XLSX = b"PK\x03\x04"
DELIMITERS = ";,\t|"
NEAR = Decimal("0.0000001")  # a float this near to a whole cent is that cent
PERCENT = re.compile(r"(\d{1,2})(?:[.,]0*)? ?%?")
Part = tuple[str, Decimal | None, Decimal, Decimal]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a register, asked by role."""

    made: Register
    fit: Fit
    path: Path
    line: int
    cells: Sequence[object]

    def text(self, role: str) -> str:
        """Give what a cell says, on one line; "" when it is empty or not there."""
        place = self.fit.places.get(role)
        value = None if place is None else self.cells[place]
        return " ".join(str("" if value is None else value).split())

    def day(self, role: str) -> date | None:
        """Give a day; None where it is silent."""
        if not (text := self.text(role)):
            return None
        value = self.cells[self.fit.places[role]]
        if isinstance(value, int | float):
            value = from_excel(value)
        if isinstance(value, datetime):
            return value.date()
        if (found := dialect.days(self.made.dates)(text)) is None:
            raise self.wrong(role, text)
        return found

    def amount(self, role: str) -> Decimal | None:
        """Give an amount; None where it is silent."""
        place = self.fit.places.get(role)
        return None if place is None else self.at(place, role)

    def at(self, place: int, role: str) -> Decimal | None:
        """Give the amount in a column; None where it is silent."""
        value = self.cells[place]
        if isinstance(value, int | float):
            exact = Decimal(str(value))
            near = cents(exact)
            if abs(near - exact) > NEAR:
                raise self.wrong(role, f"{exact}")
            return near
        text = str(value or "").strip()
        if not text:
            return None
        found = dialect.amount(text, self.made.decimal)
        if found is None:
            raise self.wrong(role, text)
        return found

    def rate(self) -> tuple[str, Decimal | None]:
        """Give the category and the percents of the rate column."""
        said = self.text("rate")
        known = self.made.rates.get(said, said)
        if found := PERCENT.fullmatch(known):
            return "", Decimal(found[1])
        if said in self.made.rates:
            return known, ZERO
        if said:
            raise self.wrong("rate", said)
        return "", None

    def wrong(self, role: str, value: str) -> UnreadableError:
        """Make the fault of a cell that is not what its column holds."""
        values = {"column": role, "value": value}
        return UnreadableError("csv-value", self.path, self.line, **values)


def sniff(head: bytes) -> str:
    """Name the register of a table that begins so; a spreadsheet is looked into."""
    if head.startswith(XLSX):
        return "register"
    if b"\0" in head or head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(
        (b"<", b"{", b"[")
    ):
        return ""
    return _name(_tables(dialect.decoded(head, whole=False)))


def look(path: Path) -> str:
    """Name the register that a file is, whole as it is; "" when it is none."""
    return _name(_found(path))


def read(path: Path) -> Iterator[Invoice]:
    """Give every invoice in the table; what is a draft or void is left out.

    Raises:
        UnreadableError: Two descriptions fit, a cell is not what its column holds,
            or there is no invoice in it.
    """
    found = _found(path)
    if len(found) > 1:
        names = ", ".join(made.name for made, *_ in found)
        raise UnreadableError("format-ambiguous", path, names=names)
    [(made, fitted, ((_, header), *rows))] = found
    given = [Row(made, fitted, path, line, cells) for line, cells in rows]
    _refuse_wide(given, len(header))
    return exported.documents(_invoices(given), path)


def _refuse_wide(rows: Sequence[Row], width: int) -> None:
    """Refuse a row that says something behind the header: a sign split a cell."""
    for row in rows:
        if any(map(_says, row.cells[width:])):
            cells = len(row.cells)
            raise UnreadableError(
                "csv-width", row.path, row.line, cells=cells, width=width
            )


Table = list[tuple[int, list[object]]]  # line and cells; the first row is the header
Claim = tuple[Register, Fit, Table]


def _name(found: Sequence[Claim]) -> str:
    return found[0][0].name if found else ""


def _found(path: Path) -> list[Claim]:
    """Give the descriptions that fit a file."""
    content = path.read_bytes()
    if content.startswith(XLSX):
        return _fitting([_sheet(content)])
    return _tables(dialect.decoded(content))


def _tables(text: str) -> list[Claim]:
    """Lay every description on a text, cut by each sign in turn."""
    known = list(register.registers())
    return _fitting([_parsed(text, sign) for sign in DELIMITERS]) if known else []


def _fitting(tables: list[Table]) -> list[Claim]:
    claims = []
    for made in register.registers():
        for table in filter(None, tables):
            header = [str("" if cell is None else cell) for cell in table[0][1]]
            if fitted := register.fit(header, made):
                claims.append((made, fitted, table))
                break
    return claims


def _parsed(text: str, delimiter: str) -> Table:
    """Give the rows of a text that hold something, each as wide as the first."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    try:
        rows: Table = [(reader.line_num, list(cells)) for cells in reader]
    except csv.Error:
        return []
    return _even(rows)


def _sheet(content: bytes) -> Table:
    """Give the rows of the first sheet; none when it cannot be opened."""
    try:
        return _even(workbook.rows(content))
    except workbook.WorkbookError:  # then it is no register
        return []


def _even(rows: Table) -> Table:
    filled = [(line, cells) for line, cells in rows if any(map(_says, cells))]
    width = len(filled[0][1]) if filled else 0
    return [(line, [*cells, *[None] * (width - len(cells))]) for line, cells in filled]


def _says(cell: object) -> bool:
    return cell is not None and bool(str(cell).strip())


def _invoices(rows: Sequence[Row]) -> Iterator[Invoice | None]:
    """Add up the rows of each number, in the order of the table.

    None stands for a row that is no invoice: by its status, or a line of totals.
    """
    found: dict[str, list[Row]] = {}
    for row in rows:
        void = row.text("status").casefold() in map(str.casefold, row.made.skip)
        if void or not any(map(row.text, ("number", "name", "date"))):
            yield None
        else:
            found.setdefault(row.text("number"), []).append(row)
    for some in found.values():
        yield _invoice(some)


def _invoice(rows: Sequence[Row]) -> Invoice:
    first = rows[0]
    for row in rows:
        for role in ("name", "date"):
            if row.text(role) != first.text(role):
                raise UnreadableError(
                    "register-number",
                    row.path,
                    row.line,
                    number=row.text("number"),
                    other=first.line,
                )
    parts = [part for row in rows for part in _parts(row)]
    net = sum((base for _, _, base, _ in parts), ZERO)
    tax = sum((each for *_, each in parts), ZERO)
    stated = [row.amount("gross") for row in rows]
    gross = sum(filter(None, stated), ZERO) if any(stated) else net + tax
    iban = identity.iban(first.text("iban"))
    who = Party(
        name=first.text("name"),
        vat_id=identity.vat_id([first.text("vat_id")]),
        kvk=identity.kvk([first.text("kvk")]),
        country=first.text("country").upper(),
        iban=iban,
    )
    sale = first.made.sale
    return Invoice(
        type="invoice",
        number=first.text("number"),
        issue_date=first.day("date"),
        due_date=first.day("due"),
        currency=first.text("currency") or first.made.currency,
        seller=Party() if sale else who,
        buyer=who if sale else Party(),
        vat=exported.groups(parts),
        totals=Totals(net=net, vat=tax, gross=gross, payable=gross),
        ibans=(iban,) if iban and not sale else (),
        lines=tuple(_lines(rows)),
        payment_reference=first.text("reference"),
        aside=Aside(sale=sale),
    )


def _lines(rows: Sequence[Row]) -> Iterator[Item]:
    for row in rows:
        net = sum((base for _, _, base, _ in _parts(row)), ZERO)
        yield Item(row.text("text"), net)


def _parts(row: Row) -> Iterator[Part]:
    """Give base and btw: of each pair of columns, or as the row's own columns say."""
    for rate, (net_at, tax_at) in row.fit.pairs.items():
        base = row.at(net_at, "net") or ZERO
        tax = (None if tax_at is None else row.at(tax_at, "vat")) or ZERO
        if base or tax:
            yield exported.category(tax), rate, base, tax
    if not row.fit.pairs:
        category, procent = row.rate()
        net, charged = _amounts(row)
        yield category or exported.category(charged), procent, net, charged


def _amounts(row: Row) -> tuple[Decimal, Decimal]:
    """Give base and btw, of which one may follow from the amount with btw."""
    net, tax, gross = row.amount("net"), row.amount("vat"), row.amount("gross")
    if net is None:
        net = (gross or ZERO) - (tax or ZERO)
    if tax is None:
        tax = (net if gross is None else gross) - net
    return net, tax
