"""The scorer can fail: whatever is wrong, late or lucky is counted as what it is."""

from __future__ import annotations

from decimal import Decimal

import pytest

from sim.score import Case, Parts, score, share, wilson

ONE: Parts = frozenset({("a", Decimal(5))})
OTHER: Parts = frozenset({("b", Decimal(5))})
NOTHING: Parts = frozenset()
A, B = frozenset("a"), frozenset("b")


def test_a_perfect_matcher_is_perfect() -> None:
    found = score([Case(ONE, booked=ONE), Case(ONE, first=A), Case(NOTHING)])

    assert (found.lines, found.paying, found.matchable) == (3, 2, 2)
    assert (found.right, found.wrong, found.found) == (1, 0, 2)
    assert (found.precision, found.reached, found.automatic) == (1.0, 1.0, 0.5)


@pytest.mark.parametrize(
    "case",
    [
        Case(ONE, booked=OTHER),  # another bill
        Case(ONE, booked=frozenset({("a", Decimal(4))})),  # another amount
        Case(ONE, booked=ONE | OTHER),  # one too many
        Case(NOTHING, booked=ONE),  # it pays nothing
        Case(NOTHING, booked=NOTHING),  # matched with nothing
    ],
)
def test_a_wrong_automatic_match_is_counted_and_spoils_the_precision(
    case: Case,
) -> None:
    found = score([case, Case(ONE, booked=ONE)])

    assert (found.right, found.wrong) == (1, 1)
    assert found.precision == 0.5
    assert found.automatic == 0.0


@pytest.mark.parametrize(
    "case",
    [
        Case(ONE, first=B),
        Case(ONE),
        Case(ONE, first=A | B),
        Case(ONE, first=A, sole=False),  # one of two equals: a guess
        Case(ONE, booked=OTHER, first=A),
    ],
)
def test_what_is_not_first_is_not_reached(case: Case) -> None:
    assert score([case]).reached == 0.0


def test_a_mistaken_first_proposal_is_told() -> None:
    cases = [Case(ONE, first=B), Case(NOTHING, first=A), Case(ONE, first=B, sole=False)]

    assert score(cases).mistaken == 2


def test_what_nobody_could_know_does_not_count_against_it() -> None:
    found = score([Case(ONE, matchable=False), Case(ONE, first=A)])

    assert (found.matchable, found.found, found.proposed) == (1, 1, 1)


def test_nothing_is_no_division() -> None:
    assert (score([]).precision, share(0, 0), wilson(0, 0)) == (1.0, 1.0, (0.0, 1.0))


def test_the_interval_is_that_of_wilson() -> None:
    """81 of 263: the example of E.B. Wilson's score in the literature on intervals."""
    low, high = wilson(81, 263)

    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)
    assert wilson(10, 10)[1] == pytest.approx(1.0)
    assert wilson(0, 10)[0] == 0.0
