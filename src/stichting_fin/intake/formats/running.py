"""Running: the balance beside each row, and the order of rows in which it runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice
from operator import attrgetter, eq, sub
from typing import NamedTuple, cast

from stichting_fin.intake.statement import Balance, Line
from stichting_fin.money import ZERO

AMOUNT = attrgetter("amount")


class Chain(NamedTuple):
    """The lines of an account, in the order in which its balance runs.

    Attributes:
        whole: Whether each row begins where the row before it ended.
    """

    lines: tuple[Line, ...]
    opening: Balance | None = None
    closing: Balance | None = None
    whole: bool = True


class _Run(NamedTuple):
    """Lines in some order, each with the balance behind it.

    Attributes:
        before: The balance before each, where the table says it.
    """

    lines: Sequence[Line]
    before: Sequence[Decimal | None]
    after: Sequence[Decimal]

    def turned(self) -> _Run:
        """Give them from the last to the first."""
        return _Run(self.lines[::-1], self.before[::-1], self.after[::-1])

    def by_day(self) -> _Run:
        """Give them in the order of their days."""
        rows = zip(self.lines, self.before, self.after, strict=True)
        lines, before, after = zip(*sorted(rows, key=_day), strict=True)
        return _Run(lines, before, after)

    def begins(self) -> Iterator[Decimal]:
        """Work out the balance before each line."""
        return map(sub, self.after, map(AMOUNT, self.lines))


def chained(
    lines: Sequence[Line],
    before: Sequence[Decimal | None],
    after: Sequence[Decimal | None],
    order: str = "",
) -> Chain:
    """Find the order in which the balance before and after lines runs, oldest first.

    Without a balance in every row nothing can be said, and the order is that of
    the file. When no order fits, the balances at both ends still count, unless
    they happen to agree: then they would prove what they do not.
    """
    whole = _filled(lines, before, after)
    if whole is None:
        return Chain(tuple(lines))
    for one in _orders(whole, order) if _adds_up(whole) else ():
        if all(map(eq, islice(one.begins(), 1, None), one.after)):
            return _ended(one)
    broken = _ended(next(_orders(whole, order)))
    assert broken.opening is not None
    assert broken.closing is not None
    moved = sum((line.amount for line in broken.lines), ZERO)
    if broken.closing.amount - broken.opening.amount == moved:
        return Chain(broken.lines, whole=False)
    return broken._replace(whole=False)


def _filled(
    lines: Sequence[Line],
    before: Sequence[Decimal | None],
    after: Sequence[Decimal | None],
) -> _Run | None:
    """Work out the balance that a row leaves unsaid from the one that it says.

    It is None when a row says neither.
    """
    if {*map(type, after)} == {Decimal}:
        return _Run(lines, before, cast("Sequence[Decimal]", after))
    ends = []
    for line, first, last in zip(lines, before, after, strict=True):
        if last is not None:
            ends.append(last)
        elif first is not None:
            ends.append(first + line.amount)
        else:
            return None
    return _Run(lines, before, ends) if lines else None


def _orders(run: _Run, order: str) -> Iterator[_Run]:
    """Give the orders to try; days decide, else what is usual for the bank."""
    first, last = run.lines[0].date, run.lines[-1].date
    newest = first > last or (first == last and order == "newest-first")
    both = [run.turned(), run] if newest else [run, run.turned()]
    yield from both
    for each in both:
        yield each.by_day()


def _adds_up(run: _Run) -> bool:
    """Tell whether each balance is the one before it and the amount of its line."""
    if {*run.before} == {None}:
        return True
    pairs = zip(run.before, run.begins(), strict=True)
    return all(said in (None, begin) for said, begin in pairs)


def _ended(run: _Run) -> Chain:
    days = {line.date for line in run.lines}  # a bank may chain within days only
    first = run.before[0]
    begin = next(run.begins()) if first is None else first
    opening = Balance(begin, min(days) - timedelta(days=1))
    closing = Balance(run.after[-1], max(days))
    return Chain(tuple(run.lines), opening, closing)


def _day(row: tuple[Line, Decimal | None, Decimal]) -> date:
    return row[0].date
