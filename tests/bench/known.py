"""New bank lines against few and against many known ones."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from bench.administration import IBAN
from bench.formats import spent
from stichting_fin.books import Books
from stichting_fin.intake.desk import Desk
from stichting_fin.intake.proving import twice
from stichting_fin.intake.statement import Line, Statement

DAY = date(2025, 12, 31)
TIMES = 9  # it takes but a millisecond
AGAIN = 20  # before each time the litter of the whole books is swept out of the cache


def sift(folder: Path, new: int) -> float:
    """Give the CPU seconds in which new lines are known to be new.

    The books and their indices stand ready: loading is timed apart.
    """
    books = Books.load(folder / "ledger/main.beancount")
    desk = Desk.at(folder, books)
    known = {entry.meta["ref"] for entry in books.transactions if "ref" in entry.meta}
    profile = desk.profile_of(IBAN)
    assert profile
    assert books.by_account
    lines = tuple(
        Line(DAY, Decimal(1), f"acctsvcr1:new-{n}", n, text=f"gift {n}")
        for n in range(1, new + 1)
    )
    statements = (Statement(IBAN, "EUR", lines),)

    def deed() -> None:
        for _ in range(AGAIN):
            fresh, _ = twice.sifted(statements, profile, known, desk, {})
            assert len(fresh) == new

    return spent(deed, TIMES) / AGAIN
