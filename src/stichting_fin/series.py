"""Series: the numbers of the invoices that we send, which follow each other in a year.

Source: Wet OB 1968, art. 35a, 1, b: a consecutive number, with one or more series.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from beancount.core import data

from stichting_fin.books import Books
from stichting_fin.fault import Fault, fault

REEKS = "reeks"  # what a number begins with, on the entry of an invoice that we made
WIDE = 3  # digits of a number within its year


def following(numbers: Iterable[str], reeks: str) -> str:
    """Give the number after the last one of a series.

    >>> following(["F2026-009", "F2026-C01", "F2025-044"], "F2026-")
    'F2026-010'
    """
    last = max((_count(number, reeks) for number in numbers), default=0)
    return f"{reeks}{last + 1:0{WIDE}}"


def gaps(books: Books) -> Iterator[Fault]:
    """Demand that no number is missing between those of the invoices that we made."""
    ours: defaultdict[str, dict[int, data.Transaction]] = defaultdict(dict)
    for entry in books.transactions:
        if reeks := entry.meta.get(REEKS):
            ours[reeks][_count(entry.meta.get("factuurnummer"), reeks)] = entry
    for reeks, made in ours.items():
        numbers = (e.meta.get("factuurnummer") for e in books.transactions)
        held = {_count(number, reeks) for number in numbers}
        for number, entry in made.items():
            if number > min(made) and number - 1 not in held:
                missing = f"{reeks}{number - 1:0{WIDE}}"
                yield fault(entry.meta, "series-gap", number=missing)


def _count(number: object, reeks: str) -> int:
    """Give a number's place in a series; 0 when it is none of it."""
    place = re.fullmatch(f"{re.escape(reeks)}([0-9]+)", str(number))
    return int(place[1]) if place else 0
