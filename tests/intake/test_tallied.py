"""An import ends with a table: what was in each file, and what of it was new."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest

from stichting_fin.cli import tell
from stichting_fin.intake import tallied
from stichting_fin.writers import text


@dataclass(frozen=True)
class Tally:
    """A line of the import's table."""

    account: str = "NL1"
    file: str = "a.xml"
    begin: date | None = date(2025, 1, 2)
    until: date | None = None
    lines: int = 3
    new: int = 2
    twice: int = 0
    opening: Decimal | None = None
    closing: Decimal | None = None
    proven: bool | None = None


def test_an_import_is_told_in_a_table_with_a_line_for_each_file() -> None:
    whole = Tally(
        file="b.xml",
        until=date(2025, 1, 31),
        twice=1,
        opening=Decimal("1000.00"),
        closing=Decimal("-5.50"),
        proven=True,
    )
    table = tallied.table([Tally(), whole, Tally(begin=None, proven=False)])

    assert text.write(table).splitlines() == [
        "Import",
        "",
        "Account  File   Period                   Lines  New  Known   Opening  Closing  Proven",
        "NL1      a.xml  2025-01-02                   3    2      1                     ?",
        "NL1      b.xml  2025-01-02 - 2025-01-31      3    2      1  1.000,00    -5,50  =",
        "b.xml: 1 known from another format",
        "NL1      a.xml                               3    2      1                     ≠",
    ]


def test_an_import_of_nothing_tells_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    tell.imported([])

    assert not capsys.readouterr().out
