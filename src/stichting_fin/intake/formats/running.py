"""Running: the balance beside each row, and the order of rows in which it runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from operator import eq, sub
from typing import NamedTuple

from stichting_fin.intake.statement import Balance, Line
from stichting_fin.money import ZERO


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
    """Lines in some order, each with the balance before and after it."""

    lines: Sequence[Line]
    before: Sequence[Decimal]
    after: Sequence[Decimal]

    def turned(self) -> _Run:
        """Give them from the last to the first."""
        return _Run(self.lines[::-1], self.before[::-1], self.after[::-1])

    def by_day(self) -> _Run:
        """Give them in the order of their days."""
        rows = zip(self.lines, self.before, self.after, strict=True)
        lines, before, after = zip(*sorted(rows, key=_day), strict=True)
        return _Run(lines, before, after)


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
    for one in _orders(whole, order):
        if _runs(one):
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
    begins, ends = [], []
    for line, first, last in zip(lines, before, after, strict=True):
        if last is None:
            if first is None:
                return None
            last = first + line.amount  # noqa: PLW2901  # what it leaves unsaid
        begins.append(last - line.amount if first is None else first)
        ends.append(last)
    return _Run(lines, begins, ends) if lines else None


def _orders(run: _Run, order: str) -> Iterator[_Run]:
    """Give the orders to try; days decide, else what is usual for the bank."""
    first, last = run.lines[0].date, run.lines[-1].date
    newest = first > last or (first == last and order == "newest-first")
    both = [run.turned(), run] if newest else [run, run.turned()]
    yield from both
    for each in both:
        yield each.by_day()


def _runs(run: _Run) -> bool:
    """Tell whether each row adds up and begins where the row before it ended."""
    moved = (line.amount for line in run.lines)
    adds_up = all(map(eq, run.before, map(sub, run.after, moved)))
    return adds_up and all(map(eq, run.before[1:], run.after))


def _ended(run: _Run) -> Chain:
    days = [line.date for line in run.lines]  # a bank may chain within days only
    opening = Balance(run.before[0], min(days) - timedelta(days=1))
    closing = Balance(run.after[-1], max(days))
    return Chain(tuple(run.lines), opening, closing)


def _day(row: tuple[Line, Decimal, Decimal]) -> date:
    return row[0].date
