"""Sheet: a table by its columns, each read whole as what it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import compress
from pathlib import Path
from typing import NamedTuple, TypeVar, cast

from stichting_fin.fault import UnreadableError
from stichting_fin.intake.formats import dialect
from stichting_fin.intake.formats.description import Column, Description, Fit
from stichting_fin.money import CENT, ZERO

AMOUNTS = (
    *("amount", "minus", "gross", "fee"),
    *("balance", "balance_before", "original"),
)

Made = TypeVar("Made")


class Rows(NamedTuple):
    """Some rows of a table.

    Attributes:
        lines: On which line of the file each ends.
        columns: Their cells, by column.
        before: How many rows stand before them.
    """

    lines: Sequence[int]
    columns: Sequence[Sequence[str]]
    before: int = 0

    @classmethod
    def of(cls, lines: Sequence[int], rows: Iterable[Sequence[str]]) -> Rows:
        """Lay rows of one width out by column."""
        return cls(lines, list(zip(*rows, strict=True)))


class Bare(dict[str, Sequence[str]]):
    """Columns without blanks around their cells, each made when it is asked for."""

    def __init__(self, raw: Mapping[str, Sequence[str]]) -> None:
        super().__init__()
        self._raw = raw

    def __missing__(self, name: str) -> Sequence[str]:
        """Take the blanks off, once."""
        self[name] = found = list(map(str.strip, self._raw[name]))
        return found


@dataclass(frozen=True, slots=True)
class Layout:
    """What is so for all rows of a table; a column goes by its name in the description.

    Attributes:
        fit: How the header fits the description.
        places: The name of the column of each cell, or "".
        known: What the description says of each column; None of one it lacks.
        roles: Role to the names of its columns, in the order of the description.
        forms: Column of days to readers of the forms in which they may stand there.
    """

    path: Path
    made: Description
    fit: Fit
    places: Sequence[str]
    known: Mapping[str, Column | None]
    roles: Mapping[str, Sequence[str]]
    forms: Mapping[str, Sequence[dialect.Days]]

    @classmethod
    def of(
        cls, path: Path, made: Description, fit: Fit, header: Sequence[str]
    ) -> Layout:
        """Lay a table out whose header fits its description so."""
        names = [
            column.name if column else header[place].strip()
            for place, column in enumerate(fit.places)
        ]
        known = {n: c for n, c in zip(names, fit.places, strict=True) if n}
        names_of = {id(column): name for name, column in known.items() if column}
        roles: dict[str, list[str]] = {}
        for column in made.column:
            if id(column) in names_of:
                roles.setdefault(column.role, []).append(names_of[id(column)])
        forms = {
            name: [dialect.days(form, c.zone) for form in c.dates or made.dates]
            for name, c in known.items()
            if c and ({c.role, c.form} & {"date", "value_date"})
        }
        return cls(path, made, fit, names, known, roles, forms)

    def sheet(self, rows: Rows) -> Sheet:
        """Give the sheet of some rows, and find out their dialect.

        Raises:
            UnreadableError: A cell does not look as its column must.
        """
        wide = rows.columns or [()] * len(self.places)
        raw = {name: c for name, c in zip(self.places, wide, strict=True) if name}
        first = rows.before + 1
        numbers = range(first, first + len(rows.lines))
        plain = Sheet(self, rows.lines, numbers, raw, Bare(raw), {})
        _check(plain)
        return replace(plain, days=_days_of(plain), sign=_sign_of(plain))


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows of a table by column.

    Attributes:
        lines: The line of the file of each row.
        numbers: The number of each row, from 1.
        raw: The cells of each column, as they stand there.
        columns: The same without blanks around them.
        days: Column to the reader of its days.
        sign: The decimal sign on which the amounts agree, or "".
    """

    layout: Layout
    lines: Sequence[int]
    numbers: Sequence[int]
    raw: Mapping[str, Sequence[str]]
    columns: Bare
    days: Mapping[str, dialect.Days]
    sign: str = ""

    @property
    def made(self) -> Description:
        """The description of the table."""
        return self.layout.made

    @property
    def reading(self) -> object:
        """How its days and amounts are to be read."""
        return self.days, self.sign

    def names(self, role: str) -> Sequence[str]:
        """Name the columns that have a role, in the order of the description."""
        return self.layout.roles.get(role, ())

    def kept(self) -> list[str]:
        """Name the columns that no field of a line holds."""
        known = self.layout.known.items()
        return [name for name, c in known if not c or c.role in {"", "gross", "fee"}]

    def said(self, role: str) -> Sequence[str]:
        """Give, per row, the first filled cell of a role; "" without one."""
        names = self.names(role)
        if not names:
            return [""] * len(self.lines)
        first, *more = (self.columns[name] for name in names)
        for other in more:
            first = either(first, other)
        return first

    def chosen(self, which: Sequence[bool]) -> Sheet:
        """Give the sheet of some of its rows."""
        if all(which):
            return self
        raw = {name: list(compress(some, which)) for name, some in self.raw.items()}
        return replace(
            self,
            lines=list(compress(self.lines, which)),
            numbers=list(compress(self.numbers, which)),
            raw=raw,
            columns=Bare(raw),
        )

    def wrong(self, name: str, value: str) -> UnreadableError:
        """Make the fault of a cell that is not what its column holds."""
        line = self.lines[self.columns[name].index(value)]
        return UnreadableError(
            "csv-value", self.layout.path, line, column=name, value=value
        )

    def dates(self, role: str) -> Sequence[date | None]:
        """Give, per row, the day of a role; None where no day is said."""
        names = self.names(role)
        columns = [each(self.days[name], self.columns[name]) for name in names]
        if len(columns) < 2:  # noqa: PLR2004  # nothing to choose from
            return columns[0] if columns else [None] * len(self.lines)
        return [next(filter(None, some), None) for some in zip(*columns, strict=True)]

    def amounts(self, name: str) -> Sequence[Decimal | None]:
        """Give, per row, the amount of a column; None where it is empty.

        Raises:
            UnreadableError: One is no amount, or it may mean two amounts.
        """
        column, made = self.columns[name], self.layout.known[name]
        sign = made.decimal if made and made.decimal else self.made.decimal
        texts: Sequence[str] = [*dict.fromkeys(column)]
        if len(texts) > len(column) / 2:  # as balances: it is no use to look them up
            texts = column
        plain = dialect.all_in_cents(texts, sign)
        if plain is None:
            return each(lambda text: self._amount(name, text, sign), column)
        if texts is column:
            return plain
        known = dict(zip(texts, plain, strict=True))
        return list(map(known.__getitem__, column))

    def _amount(self, name: str, text: str, sign: str) -> Decimal | None:
        if not text:
            return None
        sign = sign or dialect.sign_of(text) or "."
        if sign == "?" and not (sign := self.sign):
            line = self.lines[self.columns[name].index(text)]
            raise UnreadableError(
                "csv-amount-either", self.layout.path, line, value=text
            )
        value = dialect.amount(text, sign)
        if value is None:
            raise self.wrong(name, text)
        return value.quantize(CENT) if dialect.in_cents(value) else value


def each(deed: Callable[[str], Made], column: Sequence[str]) -> Sequence[Made]:
    """Give what a deed makes of each text, done once for texts that are the same."""
    known = {text: deed(text) for text in dict.fromkeys(column)}
    if len(known) == 1:
        return [*known.values()] * len(column)
    return list(map(known.__getitem__, column))


def either(column: Sequence[str], other: Sequence[str]) -> Sequence[str]:
    """Give the cells of a column, and those of another where it is empty."""
    if all(column):
        return column
    if not any(column):
        return other
    return [one or two for one, two in zip(column, other, strict=True)]


def total(sheet: Sheet, plus: Sequence[str], minus: Sequence[str]) -> Sequence[Decimal]:
    """Add columns up, less others.

    Raises:
        UnreadableError: A row has no amount at all.
    """
    added = [sheet.amounts(name) for name in plus]
    taken = [sheet.amounts(name) for name in minus]
    if len(added) == 1 and not taken and {*map(type, added[0])} == {Decimal}:
        return cast("Sequence[Decimal]", added[0])
    sums = []
    for number, cells in enumerate(zip(*added, *taken, strict=True)):
        if all(cell is None for cell in cells):
            name = (*plus, *minus)[0]
            line, path = sheet.lines[number], sheet.layout.path
            raise UnreadableError("csv-value", path, line, column=name, value="")
        signed = zip(cells, [1] * len(added) + [-1] * len(taken), strict=True)
        sums.append(sum((s * cell for cell, s in signed if cell is not None), ZERO))
    return sums


def _check(sheet: Sheet) -> None:
    """Refuse a cell that does not look as its column must."""
    for name, column in sheet.layout.known.items():
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
    column = sheet.layout.known[name]
    return column.decimal if column else ""


def _days_of(sheet: Sheet) -> dict[str, dialect.Days]:
    """Give the columns of days with the form that each fits."""
    loose = {*sheet.names("value_date")}
    forms = sheet.layout.forms.items()
    return {n: _days(sheet, n, some, strict=n not in loose) for n, some in forms}


def _days(
    sheet: Sheet, name: str, forms: Sequence[dialect.Days], *, strict: bool
) -> dialect.Days:
    """Choose the form that all days of a column fit; of a value date, that most fit.

    Raises:
        UnreadableError: None does, or two do and mean different days.
    """
    texts = dict.fromkeys(filter(None, sheet.columns[name]))
    best = max(forms, key=lambda day: _fitting(day, texts))
    if strict and (odd := next((t for t in texts if not best(t)), "")):
        raise sheet.wrong(name, odd)
    equal = [day for day in forms if _fitting(day, texts) == _fitting(best, texts)]
    for text in texts:
        if len({day(text) for day in equal}) > 1:
            line, path = sheet.lines[sheet.columns[name].index(text)], sheet.layout.path
            raise UnreadableError("csv-date-either", path, line, value=text)
    return best


def _fitting(day: dialect.Days, texts: Iterable[str]) -> int:
    return sum(day(text) is not None for text in texts)
