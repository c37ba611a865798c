"""The score of a matcher against the truth: it knows neither program nor world."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from math import sqrt
from typing import NamedTuple

SURE = 0.99  # the precision from which what is done automatically counts
Z = 1.96  # of a two-sided interval of 95 %
Parts = frozenset[tuple[str, Decimal]]


class Case(NamedTuple):
    """What became of one line.

    Attributes:
        truth: The bills that it pays with their EUR; empty when it pays nothing.
        matchable: Somebody careful could know.
        booked: What was booked by itself; None when it was not matched.
        first: The links of the first proposal.
        sole: No other proposal was as good.
    """

    truth: Parts
    matchable: bool = True
    booked: Parts | None = None
    first: frozenset[str] = frozenset()
    sole: bool = True


@dataclass(frozen=True, slots=True)
class Score:
    """How often a matcher was right: counts of lines."""

    lines: int = 0
    paying: int = 0
    matchable: int = 0
    right: int = 0
    wrong: int = 0
    found: int = 0
    proposed: int = 0
    mistaken: int = 0

    @property
    def precision(self) -> float:
        """The share of what was booked by itself that is right."""
        return share(self.right, self.right + self.wrong)

    @property
    def reached(self) -> float:
        """The share of the matchable that is booked or proposed first."""
        return share(self.found, self.matchable)

    @property
    def automatic(self) -> float:
        """The share of the paying lines booked by itself; 0 when that is not sure."""
        return share(self.right, self.paying) if self.precision >= SURE else 0.0


def score(cases: Iterable[Case]) -> Score:
    """Count; a line that pays nothing and is matched all the same is wrong."""
    lines = paying = matchable = right = wrong = found = proposed = mistaken = 0
    for case in cases:
        lines += 1
        links = frozenset(link for link, _ in case.truth)
        hit = case.booked is not None and case.booked == case.truth and bool(links)
        first = (
            case.booked is None and bool(links) and case.first == links and case.sole
        )
        paying += bool(links)
        right += hit
        wrong += case.booked is not None and not hit
        proposed += first
        mistaken += case.booked is None and bool(case.first) and case.sole and not first
        if case.matchable and links:
            matchable += 1
            found += hit or first
    return Score(lines, paying, matchable, right, wrong, found, proposed, mistaken)


def share(part: int, whole: int) -> float:
    """Give a share; of nothing it is 1, since nothing went wrong."""
    return part / whole if whole else 1.0


def wilson(part: int, whole: int) -> tuple[float, float]:
    """Give the interval of a share by Wilson's score, at 95 %."""
    if not whole:
        return 0.0, 1.0
    p, square = part / whole, Z * Z
    middle = p + square / (2 * whole)
    spread = Z * sqrt(p * (1 - p) / whole + square / (4 * whole * whole))
    return (
        max(0.0, (middle - spread) / (1 + square / whole)),
        min(1.0, (middle + spread) / (1 + square / whole)),
    )
