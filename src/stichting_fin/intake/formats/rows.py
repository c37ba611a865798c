"""Rows: a table and its description become statements, one for each account."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple, cast

from stichting_fin.fault import UnreadableError
from stichting_fin.intake.formats import dialect, fields
from stichting_fin.intake.formats.description import Description, Fit, Leg
from stichting_fin.intake.formats.running import chained
from stichting_fin.intake.formats.sheet import Rows, Sheet, sheet_of, total, uncollected
from stichting_fin.intake.statement import Line, Note, Statement


class Found(NamedTuple):
    """Movements that rows tell, by column: of which account, and its balances."""

    account: Sequence[str] = ()
    currency: Sequence[str] = ()
    lines: Sequence[Line] = ()
    before: Sequence[Decimal | None] = ()
    after: Sequence[Decimal | None] = ()

    @classmethod
    def of(cls, rows: Iterable[Sequence[Any]]) -> Found:
        """Lay movements that stand one by one out by column."""
        return cls(*zip(*rows, strict=True))


def statements(
    path: Path,
    made: Description,
    fitted: Fit,
    header: Sequence[str],
    rows: Rows,
) -> Iterator[Statement]:
    """Read a table whose description fits.

    Raises:
        UnreadableError: A row is not what the description says.
    """
    with uncollected():
        found = list(_statements(path, made, fitted, header, rows))
    yield from found


def _statements(
    path: Path,
    made: Description,
    fitted: Fit,
    header: Sequence[str],
    rows: Rows,
) -> Iterator[Statement]:
    sheet = sheet_of(path, made, fitted, header, rows)
    booked, skipped = _booked(sheet)
    warnings = [*fitted.notes, *fields.odd_value_dates(sheet)]
    if made.presumed and rows.lines:
        warnings.append(Note("csv-presumed", {"currency": made.currency}, "L-50"))
    taken = _by_account(_movements(booked, skipped))
    none = {_named(sheet): Found()}
    for (account, currency), found in (taken or none).items():
        chain = chained(found.lines, found.before, found.after, made.order)
        broken = Note("csv-chain", {"account": account}, "L-49")
        yield Statement(
            account,
            currency,
            chain.lines,
            opening=chain.opening,
            closing=chain.closing,
            skipped=tuple(skipped),
            warnings=tuple(warnings if chain.whole else [*warnings, broken]),
        )
        skipped, warnings = [], []  # told once, in the first statement


def _by_account(found: Found) -> dict[tuple[str, str], Found]:
    """Give the movements of each account and currency; of most tables it is one."""
    names = dict.fromkeys(zip(found.account, found.currency, strict=True))
    if len(names) == 1:
        return dict.fromkeys(names, found)
    rows: dict[tuple[str, str], list[Sequence[Any]]] = {name: [] for name in names}
    for row in zip(*found, strict=True):
        rows[row[:2]].append(row)
    return {name: Found.of(some) for name, some in rows.items()}


def _named(sheet: Sheet) -> tuple[str, str]:
    """Give the account and currency of a table in which nothing moved."""
    named = zip(_accounts(sheet), _currencies(sheet), strict=True)
    return next(named, (sheet.made.account, sheet.made.currency))


def _booked(sheet: Sheet) -> tuple[Sheet, list[Note]]:
    """Give the rows that count, and why others do not.

    Raises:
        UnreadableError: Nobody said whether rows of a status count.
    """
    notes = []
    if sheet.made.booked and (name := next(iter(sheet.names("status")), "")):
        counts = dict.fromkeys(map(str.casefold, sheet.made.booked), True)
        counts |= dict.fromkeys(map(str.casefold, sheet.made.unbooked), False)
        column = sheet.columns[name]
        for status in dict.fromkeys(column):
            if status.casefold() not in counts:
                raise sheet.wrong(name, status)
        pairs = zip(column, sheet.lines, strict=True)
        notes += [
            Note("csv-status", {"status": status}, "L-51", line)
            for status, line in pairs
            if not counts[status.casefold()]
        ]
        sheet = sheet.chosen([counts[status.casefold()] for status in column])
    if sheet.made.settled:
        batches = sheet.said("batch")
        pairs = zip(batches, sheet.lines, strict=True)
        notes += [
            Note("csv-unsettled", {}, "L-52", n) for batch, n in pairs if not batch
        ]
        sheet = sheet.chosen([bool(batch) for batch in batches])
    return sheet, notes


def _movements(sheet: Sheet, skipped: list[Note]) -> Found:
    """Give what the rows tell: as a rule one movement each."""
    if not sheet.made.leg:
        return _read(sheet, None)
    found: list[tuple[Any, ...]] = []
    told = [False] * len(sheet.lines)
    for leg in sheet.made.leg:
        which = _which(sheet, leg)
        told = [one or two for one, two in zip(told, which, strict=True)]
        part = sheet.chosen(which)
        if leg.skip:
            why = {"reason": leg.skip}
            skipped += [Note("csv-leg", why, "L-53", line) for line in part.lines]
        elif part.lines:
            found += zip(*_read(part, leg), strict=True)
    if False in told:
        name = next(iter(sheet.made.leg[0].when))
        raise sheet.wrong(name, sheet.columns[name][told.index(False)])
    return Found.of(sorted(found, key=lambda row: row[2].number))


def _which(sheet: Sheet, leg: Leg) -> list[bool]:
    """Tell of each row whether a leg speaks of it."""
    which = [True] * len(sheet.lines)
    for name, values in leg.when.items():
        column = sheet.columns.get(name, [""] * len(which))
        which = [w and c in values for w, c in zip(which, column, strict=True)]
    return which


def _read(sheet: Sheet, leg: Leg | None) -> Found:
    """Read the movements of rows that all tell the same way."""
    currencies = _currencies(sheet, leg)
    amounts = _amounts(sheet, leg)
    _in_cents(sheet, amounts, currencies)
    days = _days(sheet)
    codes = fields.codes(sheet, leg)
    texts = fields.texts(sheet, leg, amounts)
    lines = zip(
        days,
        amounts,
        fields.keys(sheet, codes),
        sheet.numbers,
        sheet.dates("value_date"),
        texts["counterparty"],
        texts["iban"],
        texts["text"],
        texts["structured_reference"],
        texts["end_to_end_id"],
        codes,
        texts["mandate"],
        texts["creditor_id"],
        texts["batch"],
        fields.valuta(sheet, currencies),
        fields.parts(sheet, days, amounts, codes),
        fields.more(sheet, texts, codes),
        strict=True,
    )
    before, after = (_balances(sheet, r) for r in ("balance_before", "balance"))
    made = list(map(Line._make, lines))
    return Found(_accounts(sheet), currencies, made, before, after)


def _days(sheet: Sheet) -> list[date]:
    """Give the day of each row.

    Raises:
        UnreadableError: A row has none.
    """
    days = sheet.dates("date")
    if None in days:
        line, name = sheet.lines[days.index(None)], sheet.names("date")[0]
        raise UnreadableError("csv-value", sheet.path, line, column=name, value="")
    return cast("list[date]", days)


def _accounts(sheet: Sheet) -> list[str]:
    known = dialect.accounts({*sheet.said("account")})
    if bank := sheet.made.bank:
        known = {text: dialect.dutch_iban(known[text], bank) for text in known}
    return [known[text] or sheet.made.account for text in sheet.said("account")]


def _currencies(sheet: Sheet, leg: Leg | None = None) -> list[str]:
    column = sheet.columns[leg.currency] if leg and leg.currency else ()
    said = column or sheet.said("currency")
    known = {text: text.upper() or sheet.made.currency for text in {*said}}
    return [known[text] for text in said]


def _amounts(sheet: Sheet, leg: Leg | None) -> list[Decimal]:
    """Add up what each row says that came in, less what went out."""
    if leg:
        return total(sheet, leg.plus, leg.minus)
    sums = total(sheet, sheet.names("amount"), sheet.names("minus"))
    for name in sheet.names("sign"):
        signs = {said.casefold(): sign for said, sign in sheet.made.signs.items()}
        column = sheet.columns[name]
        for word in dict.fromkeys(column):
            if word.casefold() not in signs:
                raise sheet.wrong(name, word)
        known = {word: signs[word.casefold()] for word in {*column}}
        pairs = zip(sums, column, strict=True)
        sums = [a if known[word] > 0 or not a else -a for a, word in pairs]
    return sums


def _in_cents(
    sheet: Sheet, amounts: Sequence[Decimal], currencies: Sequence[str]
) -> None:
    """Refuse an amount of euros that has parts of a cent."""
    odd = {amount for amount in {*amounts} if not dialect.in_cents(amount)}
    for amount, currency, line in zip(amounts, currencies, sheet.lines, strict=True):
        if odd and amount in odd and currency == "EUR":
            raise UnreadableError("csv-cents", sheet.path, line, value=amount)


def _balances(sheet: Sheet, role: str) -> Sequence[Decimal | None]:
    columns = [sheet.amounts(name) for name in sheet.names(role)]
    return columns[0] if columns else [None] * len(sheet.lines)
