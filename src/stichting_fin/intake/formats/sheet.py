"""Sheet: a table by its columns, each read whole as what it is."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import compress
from pathlib import Path
from typing import NamedTuple, cast

from stichting_fin.fault import UnreadableError
from stichting_fin.intake.formats import dialect
from stichting_fin.intake.formats.description import Column, Description, Fit
from stichting_fin.money import CENT, ZERO

AMOUNTS = (
    *("amount", "minus", "gross", "fee"),
    *("balance", "balance_before", "original"),
)


class Rows(NamedTuple):
    """The rows of a table: on which line of the file each ends, and each column."""

    lines: Sequence[int]
    columns: Sequence[Sequence[str]]

    @classmethod
    def of(cls, lines: Sequence[int], rows: Iterable[Sequence[str]]) -> Rows:
        """Lay rows of one width out by column."""
        return cls(lines, list(zip(*rows, strict=True)))


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows of a table by column; a column goes by its name in the description.

    Attributes:
        lines: The line of the file of each row.
        numbers: The number of each row, from 1.
        columns: The cells of each column, without blanks around them.
        raw: The same as they stand there, where blanks count.
        known: What the description says of each column; None of one it lacks.
        days: Column to the reader of its days.
        sign: The decimal sign on which the amounts of the file agree, or "".
    """

    path: Path
    made: Description
    lines: Sequence[int]
    numbers: Sequence[int]
    columns: Mapping[str, Sequence[str]]
    raw: Mapping[str, Sequence[str]]
    known: Mapping[str, Column | None]
    days: Mapping[str, dialect.Days]
    sign: str = ""

    def names(self, role: str) -> list[str]:
        """Name the columns that have a role, in the order of the description."""
        there = {id(column): name for name, column in self.known.items() if column}
        columns = (each for each in self.made.column if each.role == role)
        return [there[id(column)] for column in columns if id(column) in there]

    def kept(self) -> list[str]:
        """Name the columns that no field of a line holds."""
        known = self.known.items()
        return [name for name, c in known if not c or c.role in {"", "gross", "fee"}]

    def said(self, role: str) -> Sequence[str]:
        """Give, per row, the first filled cell of a role; "" without one."""
        names = self.names(role)
        if not names:
            return [""] * len(self.lines)
        first, *more = (self.columns[name] for name in names)
        for other in more:
            first = [one or two for one, two in zip(first, other, strict=True)]
        return first

    def chosen(self, which: Sequence[bool]) -> Sheet:
        """Give the sheet of some of its rows."""
        if all(which):
            return self
        return replace(
            self,
            lines=list(compress(self.lines, which)),
            numbers=list(compress(self.numbers, which)),
            columns={n: list(compress(c, which)) for n, c in self.columns.items()},
            raw={n: list(compress(c, which)) for n, c in self.raw.items()},
        )

    def wrong(self, name: str, value: str) -> UnreadableError:
        """Make the fault of a cell that is not what its column holds."""
        line = self.lines[self.columns[name].index(value)]
        return UnreadableError("csv-value", self.path, line, column=name, value=value)

    def dates(self, role: str) -> list[date | None]:
        """Give, per row, the day of a role; None where no day is said."""
        names = self.names(role)
        columns = []
        for name in names:
            known = {text: self.days[name](text) for text in {*self.columns[name]}}
            columns.append([known[text] for text in self.columns[name]])
        if len(columns) < 2:  # noqa: PLR2004  # nothing to choose from
            return columns[0] if columns else [None] * len(self.lines)
        return [next(filter(None, some), None) for some in zip(*columns, strict=True)]

    def amounts(self, name: str) -> list[Decimal | None]:
        """Give, per row, the amount of a column; None where it is empty.

        Raises:
            UnreadableError: One is no amount, or it may mean two amounts.
        """
        known: dict[str, Decimal | None] = {"": None}
        column = self.known[name]
        decimal = column.decimal if column else ""
        sign = decimal or self.made.decimal
        texts = dict.fromkeys(filter(None, self.columns[name]))
        plain = dialect.all_in_cents(texts, sign)
        read = plain or [self._amount(name, text, sign) for text in texts]
        if len(texts) == len(self.columns[name]):
            return [*read]  # no two are the same, as balances are
        known |= zip(texts, read, strict=True)
        return [known[text] for text in self.columns[name]]

    def _amount(self, name: str, text: str, sign: str) -> Decimal:
        sign = sign or dialect.sign_of(text) or "."
        if sign == "?" and not (sign := self.sign):
            line = self.lines[self.columns[name].index(text)]
            raise UnreadableError("csv-amount-either", self.path, line, value=text)
        value = dialect.amount(text, sign)
        if value is None:
            raise self.wrong(name, text)
        return value.quantize(CENT) if dialect.in_cents(value) else value


@contextmanager
def uncollected() -> Iterator[None]:
    """Keep the garbage collector from walking rows that are all kept anyway."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


def total(sheet: Sheet, plus: Sequence[str], minus: Sequence[str]) -> list[Decimal]:
    """Add columns up, less others.

    Raises:
        UnreadableError: A row has no amount at all.
    """
    added = [sheet.amounts(name) for name in plus]
    taken = [sheet.amounts(name) for name in minus]
    if len(added) == 1 and not taken and None not in {*added[0]}:
        return cast("list[Decimal]", added[0])
    sums = []
    for number, cells in enumerate(zip(*added, *taken, strict=True)):
        if all(cell is None for cell in cells):
            name = (*plus, *minus)[0]
            line = sheet.lines[number]
            raise UnreadableError("csv-value", sheet.path, line, column=name, value="")
        signed = zip(cells, [1] * len(added) + [-1] * len(taken), strict=True)
        sums.append(sum((s * cell for cell, s in signed if cell is not None), ZERO))
    return sums


def sheet_of(
    path: Path,
    made: Description,
    fitted: Fit,
    header: Sequence[str],
    rows: Rows,
) -> Sheet:
    """Lay a table out by its columns, and find out the dialect of the file.

    Raises:
        UnreadableError: A cell does not look as its column must.
    """
    raw: dict[str, Sequence[str]] = {}
    known: dict[str, Column | None] = {}
    wide = rows.columns or [()] * len(fitted.places)
    for place, column in enumerate(fitted.places):
        name = column.name if column else header[place].strip()
        if name:
            raw[name] = wide[place]
            known[name] = column
    columns = {name: list(map(str.strip, some)) for name, some in raw.items()}
    texts = {name: raw[name] for name, c in known.items() if c and c.role == "text"}
    numbers = range(1, len(rows.lines) + 1)
    plain = Sheet(path, made, rows.lines, numbers, columns, texts, known, {})
    _check(plain)
    return replace(plain, days=_days_of(plain), sign=_sign_of(plain))


def _check(sheet: Sheet) -> None:
    """Refuse a cell that does not look as its column must."""
    for name, column in sheet.known.items():
        if column and column.like:
            like = re.compile(column.like, re.IGNORECASE)
            for text in dict.fromkeys(sheet.columns[name]):
                if not like.fullmatch(text):
                    raise sheet.wrong(name, text)


def _sign_of(sheet: Sheet) -> str:
    """Find the decimal sign on which the amounts agree that may be read freely."""
    if sheet.made.decimal:
        return sheet.made.decimal
    legs = [name for leg in sheet.made.leg for name in (*leg.plus, *leg.minus)]
    named = {*legs, *(name for role in AMOUNTS for name in sheet.names(role))}
    free = [name for name in named if not _decimal(sheet, name)]
    return dialect.decimal_sign(t for name in free for t in {*sheet.columns[name]})


def _decimal(sheet: Sheet, name: str) -> str:
    column = sheet.known[name]
    return column.decimal if column else ""


def _days_of(sheet: Sheet) -> dict[str, dialect.Days]:
    """Give the columns of days with the form that each fits."""
    found = {}
    for name, column in sheet.known.items():
        if column and "date" in {column.role, column.form}:
            found[name] = _days(sheet, name, column, strict=True)
        elif column and column.role == "value_date":
            found[name] = _days(sheet, name, column, strict=False)
    return found


def _days(sheet: Sheet, name: str, column: Column, *, strict: bool) -> dialect.Days:
    """Choose the form that all days of a column fit; of a value date, that most fit.

    Raises:
        UnreadableError: None does, or two do and mean different days.
    """
    texts = dict.fromkeys(filter(None, sheet.columns[name]))
    dates = column.dates or sheet.made.dates
    forms = [dialect.days(form, column.zone) for form in dates]
    best = max(forms, key=lambda day: _fitting(day, texts))
    if strict and (odd := next((t for t in texts if not best(t)), "")):
        raise sheet.wrong(name, odd)
    equal = [day for day in forms if _fitting(day, texts) == _fitting(best, texts)]
    for text in texts:
        if len({day(text) for day in equal}) > 1:
            line = sheet.lines[sheet.columns[name].index(text)]
            raise UnreadableError("csv-date-either", sheet.path, line, value=text)
    return best


def _fitting(day: dialect.Days, texts: Iterable[str]) -> int:
    return sum(day(text) is not None for text in texts)
