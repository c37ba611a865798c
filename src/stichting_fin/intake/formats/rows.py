"""Rows: a table and its description become statements, one for each account."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from decimal import MAX_PREC, Decimal, localcontext
from functools import partial
from itertools import chain
from typing import Any, NamedTuple, cast

from stichting_fin.collector import resting
from stichting_fin.fault import UnreadableError
from stichting_fin.intake.formats import dialect, fields
from stichting_fin.intake.formats.description import Leg
from stichting_fin.intake.formats.running import chained
from stichting_fin.intake.formats.sheet import Layout, Rows, Sheet, each, total
from stichting_fin.intake.statement import Line, Note, Statement
from stichting_fin.money import ZERO

LINE = partial(tuple.__new__, Line)  # as Line._make, of rows that are complete


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


class Told(NamedTuple):
    """What rows tell: movements, rows that were left out, and what else was noticed.

    Attributes:
        named: The account and currency of which the rows are, if nothing moved.
    """

    named: tuple[str, str]
    found: Found
    skipped: Sequence[Note]
    warnings: Sequence[Note]


def statements(
    layout: Layout, whole: Callable[[], Rows], blocks: Iterable[Rows | None] = ()
) -> Iterator[Statement]:
    """Read a table whose description fits.

    Args:
        layout: What is so for all its rows.
        whole: What gives all its rows.
        blocks: The same rows a few at a time, until one of them is None.

    Raises:
        UnreadableError: A row is not what the description says.
    """
    with resting():
        told = _by_blocks(layout, blocks) or _told(layout.sheet(whole()))
        found = list(_statements(layout, told))
    yield from found


def _by_blocks(layout: Layout, blocks: Iterable[Rows | None]) -> Told | None:
    """Read a table a few rows at a time: what that leaves behind fits in a cache.

    The rows of a table say together how its days and amounts are to be read. When
    some say something else than those before them, or cannot be read, it is None.
    """
    told: list[Told] = []
    said = None
    try:
        for rows in blocks:
            sheet = rows and layout.sheet(rows)
            if not sheet or said not in (None, sheet.reading):
                return None
            said = sheet.reading
            told.append(_told(sheet))
    except UnreadableError:
        return None
    if not told:
        return None
    columns = zip(*(one.found for one in told), strict=True)
    return Told(
        told[0].named,
        Found(*(list(chain.from_iterable(some)) for some in columns)),
        [note for one in told for note in one.skipped],
        [note for one in told for note in one.warnings],
    )


def _told(sheet: Sheet) -> Told:
    booked, notes = _booked(sheet)
    found, skipped = _movements(booked)
    named = zip(_accounts(sheet), _currencies(sheet), strict=True)
    nobody = (sheet.made.account, sheet.made.currency)
    warnings = fields.odd_value_dates(sheet)
    return Told(next(named, nobody), found, [*notes, *skipped], warnings)


def _statements(layout: Layout, told: Told) -> Iterator[Statement]:
    made = layout.made
    skipped, warnings = told.skipped, [*layout.fit.notes, *told.warnings]
    if made.presumed and (told.found.lines or skipped):
        warnings.append(Note("csv-presumed", {"currency": made.currency}, "L-50"))
    taken = _by_account(told.found)
    for (account, currency), found in (taken or {told.named: Found()}).items():
        run = chained(found.lines, found.before, found.after, made.order)
        broken = Note("csv-chain", {"account": account}, "L-49")
        yield Statement(
            account,
            currency,
            run.lines,
            opening=run.opening,
            closing=run.closing,
            skipped=tuple(skipped),
            warnings=tuple(warnings if run.whole else [*warnings, broken]),
        )
        skipped, warnings = [], []  # told once, in the first statement


def _by_account(found: Found) -> dict[tuple[str, str], Found]:
    """Give the movements of each account and currency; of most tables it is one."""
    if len({*found.account}) == len({*found.currency}) == 1:
        return {(found.account[0], found.currency[0]): found}
    names = dict.fromkeys(zip(found.account, found.currency, strict=True))
    rows: dict[tuple[str, str], list[Sequence[Any]]] = {name: [] for name in names}
    for row in zip(*found, strict=True):
        rows[row[:2]].append(row)
    return {name: Found.of(some) for name, some in rows.items()}


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


def _movements(sheet: Sheet) -> tuple[Found, list[Note]]:
    """Give what the rows tell, as a rule one movement each, and why others do not."""
    if not sheet.made.leg:
        return _read(sheet, None), []
    found: list[tuple[Any, ...]] = []
    skipped: list[Note] = []
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
    return Found.of(sorted(found, key=lambda row: row[2].number)), skipped


def _which(sheet: Sheet, leg: Leg) -> list[bool]:
    """Tell of each row whether a leg speaks of it."""
    which = [True] * len(sheet.lines)
    for name, values in leg.when.items():
        column = sheet.columns[name] if name in sheet.raw else [""] * len(which)
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
    made = list(map(LINE, lines))
    return Found(_accounts(sheet), currencies, made, before, after)


def _days(sheet: Sheet) -> Sequence[date]:
    """Give the day of each row.

    Raises:
        UnreadableError: A row has none.
    """
    days = sheet.dates("date")
    if None in {*days}:
        line, name = sheet.lines[days.index(None)], sheet.names("date")[0]
        path = sheet.layout.path
        raise UnreadableError("csv-value", path, line, column=name, value="")
    return cast("Sequence[date]", days)


def _accounts(sheet: Sheet) -> Sequence[str]:
    def account(text: str) -> str:
        found = dialect.account(text)
        if bank := sheet.made.bank:
            found = dialect.dutch_iban(found, bank)
        return found or sheet.made.account

    return each(account, sheet.said("account"))


def _currencies(sheet: Sheet, leg: Leg | None = None) -> Sequence[str]:
    column = sheet.columns[leg.currency] if leg and leg.currency else ()
    said = column or sheet.said("currency")
    return each(lambda text: text.upper() or sheet.made.currency, said)


def _amounts(sheet: Sheet, leg: Leg | None) -> Sequence[Decimal]:
    """Add up what each row says that came in, less what went out."""
    if leg:
        return total(sheet, leg.plus, leg.minus)
    sums = total(sheet, sheet.names("amount"), sheet.names("minus"))
    for name in sheet.names("sign"):
        sums = _signed(sheet, name, sums)
    return sums


def _signed(sheet: Sheet, name: str, amounts: Sequence[Decimal]) -> Sequence[Decimal]:
    """Give amounts the sign that a column says in words.

    Raises:
        UnreadableError: Nobody said what a word means.
    """
    signs = {said.casefold(): sign for said, sign in sheet.made.signs.items()}

    def minus(word: str) -> bool:
        if word.casefold() not in signs:
            raise sheet.wrong(name, word)
        return signs[word.casefold()] < 0

    pairs = zip(amounts, each(minus, sheet.columns[name]), strict=True)
    return [-amount if less and amount else amount for amount, less in pairs]


def _in_cents(
    sheet: Sheet, amounts: Sequence[Decimal], currencies: Sequence[str]
) -> None:
    """Refuse an amount of euros that has parts of a cent."""
    with localcontext(prec=MAX_PREC):
        together = sum(amounts, ZERO)  # has as many decimals as any of them
    if together.as_tuple().exponent in {0, -1, -2}:
        return
    for amount, currency, line in zip(amounts, currencies, sheet.lines, strict=True):
        if currency == "EUR" and not dialect.in_cents(amount):
            path = sheet.layout.path
            raise UnreadableError("csv-cents", path, line, value=amount)


def _balances(sheet: Sheet, role: str) -> Sequence[Decimal | None]:
    columns = [sheet.amounts(name) for name in sheet.names(role)]
    return columns[0] if columns else [None] * len(sheet.lines)
