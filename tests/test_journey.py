"""One gift of EUR 25.00, from the bank's file to the page of the annual report, and back."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pypdf

from stichting_fin import figures
from stichting_fin.books import Books
from stichting_fin.intake import delivery
from stichting_fin.intake.proving.keys import keyed

GIVER, AMOUNT = "K. Oudeklok", Decimal("25.00")
REGEL = "baten-particulieren"


def test_a_gift_reaches_the_annual_report_and_is_found_again(lived: Path) -> None:
    # 1. The bank's file says it, in a statement that adds up.
    (path,) = (lived / "importers/archief/2025-02-03").glob("camt*")
    file = delivery.load(path)
    (statement,) = file.statements
    ref, line = next(
        (ref, line)
        for ref, line in keyed([statement], statement.account)
        if line.counterparty == GIVER and line.amount == AMOUNT
    )
    assert statement.proven

    # 2. The ledger holds it once, by the bank's own reference, and knows its file.
    books = Books.load(lived / "ledger/main.beancount")
    (entry,) = (e for e in books.transactions if e.meta.get("ref") == ref)
    assert entry.meta["bron"] == f"{file.bron}#{line.number}"
    assert entry.date == line.date

    # 3. It is in one row of the statement of income and expenses.
    (table,) = figures.tables(
        "baten-en-lasten", books, books.period("2025"), lived / "reports"
    )
    (row,) = (row for row in table.rows if row.code == REGEL)
    (source,) = (each for each in row.sources if each.ref == ref)
    assert source.amount == AMOUNT

    # 4. The row is a line of the PDF's text.
    pages = pypdf.PdfReader(lived / "build/2025/jaarrekening-2025.pdf").pages
    text = "\n".join(page.extract_text() for page in pages)
    assert "Baten van particulieren 11.845,00" in text
    assert row.cells[0] == Decimal("11845.00")

    # 5. And back: from the row to the posting, the bank's line, the place in the ledger.
    assert source.bron == entry.meta["bron"]
    name, _, number = source.place.rpartition(":")
    text = (lived / "ledger" / name).read_text("utf-8")
    assert GIVER in text.split("\n")[int(number) - 1]
