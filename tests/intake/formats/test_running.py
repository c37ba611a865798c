"""The balance beside each row, and what it proves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from stichting_fin.intake.formats import running
from stichting_fin.intake.formats.running import Chain
from stichting_fin.intake.statement import Line

CENTS = st.decimals(-1000, 1000, places=2)


class Step(NamedTuple):
    """A line with the balance before and after it, where the row says so."""

    line: Line
    before: Decimal | None = None
    after: Decimal | None = None


def chained(rows: Sequence[Step], order: str = "") -> Chain:
    lines = [row.line for row in rows]
    before, after = [row.before for row in rows], [row.after for row in rows]
    return running.chained(lines, before, after, order)


def steps(opening: Decimal, amounts: list[Decimal], day: int = 1) -> list[Step]:
    """Give one step a day, oldest first; on one day when `day` is 0."""
    made, balance = [], opening
    for number, amount in enumerate(amounts, 1):
        balance += amount
        when = date(2025, 1, 1 + day * number)
        made.append(Step(Line(when, amount, number=number), None, balance))
    return made


@given(CENTS, st.lists(CENTS, min_size=1, max_size=20), st.booleans())
def test_a_balance_that_runs_proves_the_lines_in_either_order(
    opening: Decimal, amounts: list[Decimal], newest: bool
) -> None:
    rows = steps(opening, amounts)

    chain = chained(rows[::-1] if newest else rows)

    assert chain.whole
    assert chain.opening
    assert chain.closing
    assert chain.opening.amount == opening
    assert chain.closing.amount == opening + sum(amounts)
    assert [line.number for line in chain.lines] == [s.line.number for s in rows]


def test_two_lines_of_one_day_run_as_is_usual_for_the_bank() -> None:
    rows = steps(Decimal(10), [Decimal(5), Decimal(-5)], day=0)

    usual = chained(rows[::-1], "newest-first").opening
    other = chained(rows[::-1]).opening

    assert usual
    assert other
    assert (usual.amount, other.amount) == (Decimal(10), Decimal(15))


def test_days_in_disorder_are_put_in_order() -> None:
    one, two, three = steps(Decimal(0), [Decimal(1), Decimal(2), Decimal(3)])

    assert chained([two, one, three]).whole


def test_a_missing_row_is_a_gap() -> None:
    one, _, three = steps(Decimal(0), [Decimal(1), Decimal(2), Decimal(3)])

    chain = chained([one, three])

    assert not chain.whole
    assert chain.closing
    assert chain.closing.amount == Decimal(6)


def test_ends_that_happen_to_agree_prove_nothing() -> None:
    one, two, three = steps(Decimal(0), [Decimal(1), Decimal(2), Decimal(3)])

    chain = chained([one, two._replace(after=Decimal(9)), three])

    assert not chain.whole
    assert chain.opening is None


def test_a_row_whose_two_balances_do_not_explain_its_amount_breaks() -> None:
    line = Line(date(2025, 1, 1), Decimal(5))

    assert not chained([Step(line, Decimal(1), Decimal(7))]).whole


def test_the_balance_before_is_as_good_as_that_after() -> None:
    line = Line(date(2025, 1, 1), Decimal(5))

    chain = chained([Step(line, Decimal(1), None)])

    assert chain.closing
    assert chain.closing.amount == Decimal(6)


def test_without_a_balance_in_every_row_nothing_is_said() -> None:
    one, two = steps(Decimal(0), [Decimal(1), Decimal(2)])

    assert chained([one, two._replace(after=None)]).opening is None
    assert chained([]).lines == ()
