"""The simulated year is as hard as it says, and its truth holds."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from sim import world
from sim.world import Bill, Due, Paid, Party, World

LEAST = {
    "without any reference": 0.25,
    "mistyped, cut or with blanks inside": 0.10,
    "paying several": 0.10,
    "in part": 0.05,
    "open items equal in amount to another": 0.10,
}
DAY = date(2025, 3, 1)


@cache
def year(seed: int) -> World:
    return world.world(seed)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_it_is_as_large_and_as_hard_as_it_says(seed: int) -> None:
    made = year(seed)
    found = world.shares(made)

    assert (len(made.bills), len(made.lines)) == (2000, 6000)
    assert {name: found[name] for name in LEAST if found[name] < LEAST[name]} == {}
    assert 0.02 < found["from an unknown account and name"] < 0.2


def test_one_seed_gives_one_year() -> None:
    assert world.world(7, 100, 300) == world.world(7, 100, 300)
    assert world.world(7, 100, 300) != world.world(8, 100, 300)


def test_links_are_unique_and_accounts_sound() -> None:
    made = year(1)

    assert len({bill.link for bill in made.bills}) == len(made.bills)
    for party in made.parties:
        assert (
            int("".join(str(int(s, 36)) for s in party.account[4:] + party.account[:4]))
            % 97
            == 1
        )


def test_nobody_pays_more_than_it_says() -> None:
    """What is paid of a bill is all of it, a part, or more on purpose."""
    made = year(1)
    paid: defaultdict[str, Decimal] = defaultdict(Decimal)
    more = set()
    for line in made.lines:
        for link, amount in line.parts:
            paid[link] += amount
        if line.how == "meer":
            more |= {link for link, _ in line.parts}
        if line.parts and line.how != "cent":
            assert sum((a for _, a in line.parts), Decimal(0)) == line.amount
    owed = {bill.link: bill.amount for bill in made.bills}
    wrong = [x for x in paid if abs(paid[x]) > abs(owed[x]) and x not in more]
    assert not wrong


def test_lines_that_pay_nothing_are_most_and_hold_numbers() -> None:
    nothing = [line for line in year(1).lines if not line.parts]

    assert len(nothing) > 3000
    assert sum(any(map(str.isdigit, line.text)) for line in nothing) > 2000
    assert not any(line.kind != "niets" for line in nothing)


PARTY = Party("p1", "Gemeente Zuiderdam", ("NL1",), "NL1", sells=False)


def bill(number: str, amount: str) -> Due:
    made = Bill(f"verkoop-{number}", PARTY, number, DAY, DAY, Decimal(amount))
    return Due(made, Decimal(amount))


def paid(amount: str, *links: str, how: str = "heel", **more: Any) -> Paid:
    parts = tuple((f"verkoop-{link}", Decimal(amount)) for link in links)
    return Paid(
        DAY, Decimal(amount), "", "", "", how=how, parts=parts, party="p1", **more
    )


A, B, EQUAL = (
    bill("F2025-001", "50.00"),
    bill("F2025-002", "60.00"),
    bill("F2025-019", "50.00"),
)
NEAR = (("verkoop-F2025-001", "F2025-0O1"),)


@pytest.mark.parametrize(
    ("line", "due", "known"),
    [
        (paid("50.00", "F2025-001", named=True), [A, EQUAL], True),
        (paid("20.00", "F2025-001", named=True), [A], False),
        (paid("20.00", "F2025-001", named=True, known=True), [A], True),
        (paid("50.00", "F2025-001"), [A], False),
        (paid("50.00", "F2025-001", known=True), [A, B], True),
        (paid("50.00", "F2025-001", known=True), [A, EQUAL], False),
        (paid("50.00", "F2025-001", known=True, hinted=NEAR), [A, EQUAL], True),
        (paid("20.00", "F2025-001", known=True, how="deel"), [A], True),
        (paid("20.00", "F2025-001", known=True, how="deel"), [A, B], False),
        (paid("20.00", "F2025-001", known=True, how="meer"), [A], False),
        (paid("50.00", "F2025-001", named=True), [B], False),
        (paid("50.00"), [A], False),
        (paid("50.00", "F2025-001", known=True), [A, *[B] * 14], False),
    ],
)  # fmt: skip
def test_what_a_careful_person_could_know(
    line: Paid, due: list[Due], known: bool
) -> None:
    assert world.matchable(line, due) is known
