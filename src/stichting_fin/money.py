"""Euro amounts: exact, in cents, and rounded only by the name of a rule."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_UP,
    Decimal,
)

ZERO = Decimal(0)
EURO = Decimal(1)
CENT = Decimal("0.01")


def cents(amount: Decimal) -> Decimal:
    """Round to whole cents, halves away from zero: the arithmetic rule of invoices.

    >>> cents(Decimal("0.125")), cents(Decimal("-0.125")), cents(Decimal("7"))
    (Decimal('0.13'), Decimal('-0.13'), Decimal('7.00'))
    """
    return amount.quantize(CENT, ROUND_HALF_UP) + ZERO


def euros_down(amount: Decimal) -> Decimal:
    """Drop the cents: the rounding that favours a payer on a box to be paid.

    >>> euros_down(Decimal("210.99")), euros_down(Decimal("-210.01"))
    (Decimal('210'), Decimal('-211'))
    """
    return _whole(amount, ROUND_FLOOR)


def euros_up(amount: Decimal) -> Decimal:
    """Round to the next whole euro: for a box that is reclaimed.

    >>> euros_up(Decimal("42.01"))
    Decimal('43')
    """
    return _whole(amount, ROUND_CEILING)


def euros_cut(amount: Decimal) -> Decimal:
    """Cut the cents off, whatever the sign: for turnover.

    >>> euros_cut(Decimal("-100.99"))
    Decimal('-100')
    """
    return _whole(amount, ROUND_DOWN)


ROUNDINGS: dict[str, Callable[[Decimal], Decimal]] = {
    "cents": cents,
    "euros_down": euros_down,
    "euros_up": euros_up,
    "euros_cut": euros_cut,
}


def shares(amount: Decimal, weights: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """Split an amount in cents over weights, so that the parts add up exactly.

    The cents that rounding leaves go to the largest remainders, the first of
    equals first.

    >>> shares(Decimal("1.00"), [Decimal(1)] * 3)
    (Decimal('0.34'), Decimal('0.33'), Decimal('0.33'))
    """
    total = sum(weights, ZERO)
    exact = [amount * weight / total for weight in weights]
    parts = [part.quantize(CENT, ROUND_FLOOR) for part in exact]
    left = int((amount - sum(parts, ZERO)) / CENT)
    order = sorted(range(len(parts)), key=lambda n: parts[n] - exact[n])
    for n in order[:left]:
        parts[n] += CENT
    return tuple(parts)


def dutch(amount: Decimal) -> str:
    """Write an amount the way a Dutch annual report prints it.

    >>> dutch(Decimal("-1234567.5"))
    '-1.234.567,50'
    """
    return f"{amount:,.2f}".translate(str.maketrans(",.", ".,"))


def _whole(amount: Decimal, rounding: str) -> Decimal:
    # Adding ZERO turns Decimal("-0"), which prints as "-0,00", into a plain zero.
    return amount.quantize(EURO, rounding) + ZERO
