"""What became of an import: a table with a line for each statement or file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Protocol

from stichting_fin.table import Column, Form, Kind, Row, Table

PROVEN = {True: "=", False: "≠", None: "?"}
COLUMNS = (
    Column("File", Form.TEXT),
    Column("Period", Form.TEXT),
    Column("Lines", Form.NUMBER),
    Column("New", Form.NUMBER),
    Column("Known", Form.NUMBER),
    Column("Opening"),
    Column("Closing"),
    Column("Proven", Form.TEXT),
)


class Tally(Protocol):
    """What became of one statement, or of one file of invoices."""

    @property
    def account(self) -> str:
        """The account, or what else the file speaks of."""

    @property
    def file(self) -> str:
        """The name of the file."""

    @property
    def begin(self) -> date | None:
        """The first day of its lines."""

    @property
    def until(self) -> date | None:
        """The last day of its lines."""

    @property
    def lines(self) -> int:
        """How many there are."""

    @property
    def new(self) -> int:
        """How many of them the books did not hold."""

    @property
    def twice(self) -> int:
        """How many the books hold from a file in another format."""

    @property
    def opening(self) -> Decimal | None:
        """What the account held before."""

    @property
    def closing(self) -> Decimal | None:
        """What the account held after."""

    @property
    def proven(self) -> bool | None:
        """Whether its lines explain its balances."""


def table(tallies: Iterable[Tally]) -> Table:
    """Give the table; below a line stands what its file shares with another format."""
    rows = tuple(row for tally in tallies for row in _rows(tally))
    return Table("Import", COLUMNS, rows, stub="Account")


def _rows(tally: Tally) -> Iterator[Row]:
    days = [f"{day}" for day in (tally.begin, tally.until) if day]
    cells = (
        tally.file,
        " - ".join(days),
        tally.lines,
        tally.new,
        tally.lines - tally.new,
        tally.opening,
        tally.closing,
        PROVEN[tally.proven],
    )
    yield Row(Kind.LINE, tally.account, cells)
    if tally.twice:
        note = f"{tally.file}: {tally.twice} known from another format"
        yield Row(Kind.NOTE, note)
