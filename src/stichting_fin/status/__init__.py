"""The status: how far the books are, what waits for a person, and what must be done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from stichting_fin.intake.desk import Desk
from stichting_fin.status import account, contract, coverage, deadline, rule, waiting
from stichting_fin.table import Table


def tables(desk: Desk, today: date) -> Iterator[Table]:
    """Give each table of the status that has something to say."""
    books = desk.books
    found = (
        account.table(books),
        coverage.table(books, today),
        waiting.table(books),
        waiting.papers(desk, today),
        rule.uncaught(desk),
        rule.idle(desk),
        waiting.undocumented(desk),
        account.open_items(books),
        account.overpaid(books),
        contract.table(desk, today),
        deadline.table(desk, today),
    )
    yield from (table for table in found if table.rows)
