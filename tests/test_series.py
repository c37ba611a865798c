"""The numbers of our invoices: none is given twice, none is missing."""

from __future__ import annotations

import pytest
from beancount import loader

from stichting_fin import series
from stichting_fin.books import Books

INVOICE = """
2026-01-0{day} * "Factuur" ^verkoop-{number}
  relatie: "waterhoek"
  factuurnummer: "{number}"
  {reeks}
"""


def entries(*numbers: str, reeks: str = 'reeks: "F2026-"') -> str:
    return "".join(
        INVOICE.format(day=day, number=number, reeks=reeks)
        for day, number in enumerate(numbers, 1)
    )


@pytest.mark.parametrize(
    ("ledger", "missing"),
    [
        (entries("F2026-001", "F2026-002", "F2026-003"), []),
        (entries("F2026-003", "F2026-001", "F2026-002"), []),
        (entries("F2026-008", "F2026-009"), []),
        (entries("F2026-001", "F2026-003", "F2026-007"), ["F2026-002", "F2026-006"]),
        (entries("F2026-001", "F2026-003") + entries("F2026-002", reeks="aa: 1"), []),
        (entries("F2026-001", "F2026-003", reeks="aa: 1"), []),
    ],
)
def test_a_number_that_is_missing_is_named(ledger: str, missing: list[str]) -> None:

    loaded, errors, options = loader.load_string(ledger)
    assert not errors

    found = series.gaps(Books(loaded, options=options))

    assert [fault.values["number"] for fault in found] == missing
