"""A simulated year through the program: no wrong match by itself, and most found."""

from __future__ import annotations

from sim import play, score, world
from sim.score import Case

SMALL = (300, 900)


def cases(seed: int) -> list[Case]:
    made = world.world(seed, *SMALL)
    return list(play.Play(made, play.desk_of(made)).cases())


def test_what_is_certain_is_right_and_the_rest_is_proposed_first() -> None:
    for seed in (1, 2, 3):
        found = score.score(cases(seed))

        assert found.lines == SMALL[1]
        assert found.wrong == 0
        assert found.reached >= 0.95
        assert found.automatic >= 0.45


def test_a_matcher_by_amount_alone_would_fail() -> None:
    """The year is hard enough: who only looks at amounts is wrong, and often."""
    made = world.world(1, *SMALL)
    bills = {bill.amount: bill for bill in reversed(made.bills)}
    naive = [
        Case(
            frozenset(line.parts),
            booked=frozenset({(bills[line.amount].link, line.amount)})
            if line.amount in bills
            else None,
        )
        for line in made.lines
    ]

    assert score.score(naive).precision < 0.8
