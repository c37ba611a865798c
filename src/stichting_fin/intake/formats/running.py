"""Running: the balance beside each row, and the order of rows in which it runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple

from stichting_fin.intake.statement import Balance, Line
from stichting_fin.money import ZERO


class Step(NamedTuple):
    """A line with the balance before and after it, where the row says so."""

    line: Line
    before: Decimal | None = None
    after: Decimal | None = None


class Chain(NamedTuple):
    """The lines of an account, in the order in which its balance runs.

    Attributes:
        whole: Whether each row begins where the row before it ended.
    """

    lines: tuple[Line, ...]
    opening: Balance | None = None
    closing: Balance | None = None
    whole: bool = True


def chained(steps: Sequence[Step], order: str = "") -> Chain:
    """Find the order in which the balance runs, oldest first.

    Without a balance in every row nothing can be said, and the order is that of
    the file. When no order fits, the balances at both ends still count, unless
    they happen to agree: then they would prove what they do not.
    """
    whole = [_filled(step) for step in steps]
    if not whole or any(step.after is None for step in whole):
        return Chain(tuple(step.line for step in steps))
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


def _filled(step: Step) -> Step:
    """Work out the balance that a row leaves unsaid from the one that it says."""
    line, before, after = step
    if before is None and after is not None:
        return Step(line, after - line.amount, after)
    if after is None and before is not None:
        return Step(line, before, before + line.amount)
    return step


def _orders(steps: list[Step], order: str) -> Iterator[list[Step]]:
    """Give the orders to try; days decide, else what is usual for the bank."""
    first, last = steps[0].line.date, steps[-1].line.date
    newest = first > last or (first == last and order == "newest-first")
    both = [steps[::-1], steps] if newest else [steps, steps[::-1]]
    yield from both
    for each in both:
        yield sorted(each, key=lambda step: step.line.date)


def _runs(steps: list[Step]) -> bool:
    """Tell whether each row adds up and begins where the row before it ended."""
    last = steps[0].before
    for line, before, after in steps:
        if before != last or after is None or after - line.amount != before:
            return False
        last = after
    return True


def _ended(steps: list[Step]) -> Chain:
    first, last = steps[0], steps[-1]
    assert first.before is not None
    assert last.after is not None
    days = [step.line.date for step in steps]  # a bank may chain within days only
    opening = Balance(first.before, min(days) - timedelta(days=1))
    closing = Balance(last.after, max(days))
    return Chain(tuple(step.line for step in steps), opening, closing)
