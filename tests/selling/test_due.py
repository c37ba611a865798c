"""The status names the terms of contracts that wait to be invoiced."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from selling import given
from stichting_fin.status import contract
from stichting_fin.writers import text

CONTRACT = """
2026-01-01 custom "contract" "a" "waterhoek" "kwartaal" Income:Gebruik "verkoop-hoog" 100.00 EUR "Gebruik"
2026-01-05 * "Factuur" ^verkoop-F2026-001
  relatie: "waterhoek"
  factuurnummer: "F2026-001"
  contract: "a"
  begin: 2026-01-01
"""


def test_what_began_and_has_no_invoice_is_named(tmp_path: Path) -> None:
    desk = given.desk(given.write(tmp_path, CONTRACT))

    assert contract.table(desk, date(2026, 3, 31)).rows == ()
    (row,) = contract.table(desk, date(2026, 4, 1)).rows
    assert (row.label, row.cells) == (
        "a",
        (date(2026, 4, 1), "waterhoek", Decimal("100.00")),
    )
    assert "invoice run" in text.write(contract.table(desk, date(2026, 4, 1)))
