"""Rows: a table and its description become statements, one for each account."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from stichting_fin.fault import UnreadableError
from stichting_fin.intake.formats import dialect
from stichting_fin.intake.formats.description import Description, Fit, Leg, looks
from stichting_fin.intake.formats.labels import Labels
from stichting_fin.intake.formats.running import Step, chained
from stichting_fin.intake.statement import Line, Note, Statement
from stichting_fin.money import ZERO

NO_REFERENCE = frozenset({"", "NOTPROVIDED", "NONREF"})
AMOUNTS = ("amount", "minus", "balance", "balance_before")
PLAIN = ("counterparty", "mandate", "creditor_id", "structured_reference", "batch")
CUT = 140  # a text of this length was cut by the bank, and goes on in the next cell


class Row(NamedTuple):
    """The cells of one row, with the line of the file on which it ends."""

    line: int
    cells: Sequence[str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table about to be read: its description, laid on its columns.

    Attributes:
        names: Column, by its name in the description, to its place.
        roles: Role to the places of its columns.
        kept: Places and names of the columns that have no role.
        days: Place to the reader of its days.
        signs: Place to its decimal sign; "" when each amount must tell.
        sign: The decimal sign that the amounts of this file agree on, or "".
    """

    path: Path
    made: Description
    labels: Labels
    names: Mapping[str, int]
    roles: Mapping[str, tuple[int, ...]]
    kept: tuple[tuple[int, str], ...]
    days: Mapping[int, dialect.Days] = field(default_factory=dict)
    signs: Mapping[int, str] = field(default_factory=dict)
    sign: str = ""

    def cell(self, row: Row, name: str) -> str:
        """Give the cell of a column by its name; "" without such a column."""
        place = self.names.get(name)
        return "" if place is None else row.cells[place].strip()

    def said(self, row: Row, role: str) -> str:
        """Give the first filled cell of a role, or ""."""
        for place in self.roles.get(role, ()):
            if text := row.cells[place].strip():
                return text
        return ""

    def wrong(self, row: Row, place: int) -> UnreadableError:
        """Make the fault of a cell that is not what its column holds."""
        name = next(name for name, at in self.names.items() if at == place)
        value = row.cells[place].strip()
        return UnreadableError(
            "csv-value", self.path, row.line, column=name, value=value
        )


def statements(
    path: Path,
    made: Description,
    fitted: Fit,
    header: Sequence[str],
    rows: Sequence[Row],
) -> Iterator[Statement]:
    """Read a table whose description fits.

    Raises:
        UnreadableError: A row is not what the description says.
    """
    sheet = _sheet(path, made, fitted, header, rows)
    taken: dict[tuple[str, str], list[Step]] = {}
    skipped: list[Note] = []
    warnings = list(fitted.notes)
    for number, row in enumerate(rows, 1):
        for found in _movements(sheet, row, number, warnings):
            if isinstance(found, Note):
                skipped.append(found)
            else:
                account, currency, step = found
                taken.setdefault((account, currency), []).append(step)
    if made.presumed and taken:
        warnings.append(Note("csv-presumed", {"currency": made.currency}, "L-44"))
    if not taken:
        account, currency = _named(sheet, rows)
        taken[account, currency] = []
    for (account, currency), steps in taken.items():
        yield _statement(account, currency, steps, made.order, skipped, warnings)
        skipped, warnings = [], []  # told once, in the first statement


def _named(sheet: Sheet, rows: Sequence[Row]) -> tuple[str, str]:
    """Give the account and currency of a table in which nothing moved."""
    if not rows:
        return sheet.made.account, sheet.made.currency
    return _account(sheet, rows[0]), _currency(sheet, rows[0])


def _statement(
    account: str,
    currency: str,
    steps: Sequence[Step],
    order: str,
    skipped: Sequence[Note],
    warnings: Sequence[Note],
) -> Statement:
    chain = chained(steps, order)
    told = list(warnings)
    if not chain.whole:
        told.append(Note("csv-chain", {"account": account}, "L-45"))
    return Statement(
        account,
        currency,
        chain.lines,
        opening=chain.opening,
        closing=chain.closing,
        skipped=tuple(skipped),
        warnings=tuple(told),
    )


def _sheet(
    path: Path,
    made: Description,
    fitted: Fit,
    header: Sequence[str],
    rows: Sequence[Row],
) -> Sheet:
    """Lay the description on the columns, find out the dialect of the file."""
    roles: dict[str, tuple[int, ...]] = {}
    names, kept = {}, []
    for place, column in enumerate(fitted.places):
        if column:
            names[column.name] = place
            roles[column.role] = (*roles.get(column.role, ()), place)
        name = column.name if column else header[place].strip()
        if name and not (column and column.role):
            kept.append((place, name))
    columns = {p: c for p, c in enumerate(fitted.places) if c}
    signs = {p: c.decimal or made.decimal for p, c in columns.items()}
    plain = Sheet(path, made, Labels.of(made), names, roles, tuple(kept))
    _check(plain, columns, rows)
    numbers = [p for role in AMOUNTS for p in roles.get(role, ())]
    numbers += [names[n] for leg in made.leg for n in (*leg.plus, *leg.minus)]
    texts = (row.cells[p] for p in numbers if not signs[p] for row in rows)
    dates = [p for p, c in columns.items() if "date" in (c.role, c.form)]
    dates += roles.get("value_date", ())
    days = {p: _days(plain, p, columns[p].zone, rows) for p in dates}
    sign = dialect.decimal_sign(texts)
    return Sheet(path, made, plain.labels, names, roles, plain.kept, days, signs, sign)


def _check(sheet: Sheet, columns: Mapping[int, object], rows: Sequence[Row]) -> None:
    """Refuse a row in which a cell does not look as its column must."""
    likes = [
        (p, re.compile(like, re.IGNORECASE))
        for p, c in columns.items()
        if (like := getattr(c, "like", ""))
    ]
    for row in rows:
        for place, like in likes:
            if not like.fullmatch(row.cells[place].strip()):
                raise sheet.wrong(row, place)


def _days(sheet: Sheet, place: int, zone: str, rows: Sequence[Row]) -> dialect.Days:
    """Choose the form that all days of a column fit.

    Raises:
        UnreadableError: None does, or two do and mean different days.
    """
    texts = {row.cells[place].strip(): row for row in rows}
    texts.pop("", None)
    forms = [dialect.days(form, zone) for form in sheet.made.dates]
    strict = place in sheet.roles.get("date", ())
    fitting = [day for day in forms if all(day(text) for text in texts)]
    if not fitting:
        if not strict:  # a value date may be nonsense; it is told and dropped
            return max(forms, key=lambda day: sum(bool(day(t)) for t in texts))
        best = max(forms, key=lambda day: sum(bool(day(t)) for t in texts))
        raise sheet.wrong(next(r for t, r in texts.items() if not best(t)), place)
    for text, row in texts.items():
        if len({day(text) for day in fitting}) > 1:
            raise UnreadableError("csv-date-either", sheet.path, row.line, value=text)
    return fitting[0]


def _movements(
    sheet: Sheet, row: Row, number: int, warnings: list[Note]
) -> Iterator[tuple[str, str, Step] | Note]:
    """Give what a row tells: as a rule one movement, or why it is left out."""
    made = sheet.made
    status = sheet.said(row, "status")
    if made.booked and status.casefold() not in map(str.casefold, made.booked):
        if status.casefold() not in map(str.casefold, made.unbooked):
            raise sheet.wrong(row, sheet.roles["status"][0])
        yield Note("csv-status", {"status": status}, "L-46", row.line)
        return
    if made.settled and not sheet.said(row, "batch"):
        yield Note("csv-unsettled", rule="L-47", line=row.line)
        return
    for leg in _legs(sheet, row):
        if leg and leg.skip:
            yield Note("csv-leg", {"reason": leg.skip}, "L-48", row.line)
            continue
        yield _movement(sheet, row, number, leg, warnings)


def _legs(sheet: Sheet, row: Row) -> Sequence[Leg | None]:
    """Give the movements that a row tells; None is the one that its roles say."""
    if not sheet.made.leg:
        return (None,)
    found = [
        leg
        for leg in sheet.made.leg
        if all(sheet.cell(row, name) in values for name, values in leg.when.items())
    ]
    if not found:
        raise sheet.wrong(row, sheet.names[next(iter(sheet.made.leg[0].when))])
    return found


def _movement(
    sheet: Sheet, row: Row, number: int, leg: Leg | None, warnings: list[Note]
) -> tuple[str, str, Step]:
    made, said = sheet.made, sheet.said
    currency = _currency(sheet, row, leg)
    amount = _amount(sheet, row, leg)
    if currency == "EUR" and not dialect.in_cents(amount):
        raise sheet.wrong(row, sheet.roles.get("amount", sheet.roles["date"])[0])
    place = next(p for p in sheet.roles["date"] if row.cells[p].strip())
    day = sheet.days[place](row.cells[place].strip())
    assert day is not None  # the form was chosen so that every row fits
    code = leg.code if leg else ""
    code = code or _kind(sheet, row) or said(row, "code")
    fields: dict[str, Any] = {role: said(row, role) for role in PLAIN}
    fields["iban"] = dialect.account(said(row, "iban"))
    fields["end_to_end_id"] = said(row, "end_to_end_id")
    fields["text"] = _text(sheet, row)
    more = {
        name: text for place, name in sheet.kept if (text := row.cells[place].strip())
    }
    if leg and leg.counterparty:
        fields["counterparty"] = sheet.cell(row, leg.counterparty)
    if made.labels:
        fields, more = sheet.labels.filled(fields, more)
    if fields["end_to_end_id"] in NO_REFERENCE:
        fields["end_to_end_id"] = ""
    if made.fingerprint:
        more["fingerprint"] = f"{code} {re.sub(r'[^0-9]', '', _text(sheet, row))}"
    line = Line(
        day,
        amount,
        key=_key(sheet, row, code),
        number=number,
        value_date=_value_date(sheet, row, warnings),
        code=code,
        valuta=_valuta(sheet, row, currency),
        more=more,
        **fields,
    )
    balances = (_balance(sheet, row, role) for role in ("balance_before", "balance"))
    return _account(sheet, row), currency, Step(line, *balances)


def _account(sheet: Sheet, row: Row) -> str:
    return dialect.account(sheet.said(row, "account")) or sheet.made.account


def _currency(sheet: Sheet, row: Row, leg: Leg | None = None) -> str:
    if leg and leg.currency:
        return sheet.cell(row, leg.currency).upper()
    return sheet.said(row, "currency").upper() or sheet.made.currency


def _amount(sheet: Sheet, row: Row, leg: Leg | None) -> Decimal:
    """Add up what a row says that came in, less what went out."""
    if leg:
        plus = [sheet.names[name] for name in leg.plus]
        minus = [sheet.names[name] for name in leg.minus]
    else:
        plus = list(sheet.roles.get("amount", ()))
        minus = list(sheet.roles.get("minus", ()))
    if not any(row.cells[place].strip() for place in (*plus, *minus)):
        raise sheet.wrong(row, (*plus, *minus)[0])
    total = sum((_number(sheet, row, place) for place in plus), ZERO)
    total -= sum((_number(sheet, row, place) for place in minus), ZERO)
    if "sign" in sheet.roles and not leg:
        total *= _sign(sheet, row)
    return total + ZERO


def _sign(sheet: Sheet, row: Row) -> int:
    place = sheet.roles["sign"][0]
    word = row.cells[place].strip().casefold()
    for said, sign in sheet.made.signs.items():
        if said.casefold() == word:
            return sign
    raise sheet.wrong(row, place)


def _number(sheet: Sheet, row: Row, place: int) -> Decimal:
    """Read an amount; an empty cell is nothing.

    Raises:
        UnreadableError: It is no amount, or it may mean two amounts.
    """
    text = row.cells[place].strip()
    if not text:
        return ZERO
    sign = sheet.signs[place] or dialect.sign_of(text) or "."
    if sign == "?" and not (sign := sheet.sign):
        raise UnreadableError("csv-amount-either", sheet.path, row.line, value=text)
    value = dialect.amount(text, sign)
    if value is None:
        raise sheet.wrong(row, place)
    return value


def _balance(sheet: Sheet, row: Row, role: str) -> Decimal | None:
    places = sheet.roles.get(role, ())
    filled = [place for place in places if row.cells[place].strip()]
    return _number(sheet, row, filled[0]) if filled else None


def _value_date(sheet: Sheet, row: Row, warnings: list[Note]) -> date | None:
    for place in sheet.roles.get("value_date", ()):
        if text := row.cells[place].strip():
            if day := sheet.days[place](text):
                return day
            warnings.append(Note("csv-value-date", {"value": text}, "L-49", row.line))
    return None


def _valuta(sheet: Sheet, row: Row, currency: str) -> str:
    """Give the amount in the currency in which it was paid, when that differs."""
    paid = sheet.said(row, "original_currency").upper()
    if not paid or paid == currency or not sheet.said(row, "original"):
        return ""
    place = sheet.roles["original"][0]
    return f"{abs(_number(sheet, row, place))} {paid}"


def _text(sheet: Sheet, row: Row) -> str:
    """Join the cells of the text; one that the bank cut goes on without a blank."""
    joined = ""
    for place in sheet.roles.get("text", ()):
        raw = row.cells[place]
        if part := raw.strip():
            joined += part if len(raw) < CUT else raw
            joined += " " if len(raw) < CUT else ""
    return joined if sheet.made.cells else " ".join(joined.split())


def _kind(sheet: Sheet, row: Row) -> str:
    for kind in sheet.made.kind:
        if looks(kind.like, sheet.cell(row, kind.column)):
            return kind.code
    return ""


def _key(sheet: Sheet, row: Row, code: str) -> str:
    """Give the bank's own key of a row; "" where it has none."""
    key = sheet.made.key
    for names in key.of if key else ():
        parts = [_key_part(sheet, row, name) for name in names]
        if all(parts):
            assert key is not None
            kind = [code] if key.kind and code else []
            return ":".join([key.scheme, *parts, *kind])
    return ""


def _key_part(sheet: Sheet, row: Row, name: str) -> str:
    """Give a part of a key, written as one way as possible."""
    text = sheet.cell(row, name)
    column = next(c for c in sheet.made.column if c.name == name)
    if column.form == "number":
        return text.lstrip("0")
    if column.form == "date" and text:
        return str(sheet.days[sheet.names[name]](text))
    return text
