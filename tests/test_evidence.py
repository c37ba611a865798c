"""Evidence: the way back from a number to its bank line and document."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from stichting_fin.books import Books
from stichting_fin.evidence import Evidence

LEDGER = """
2025-01-01 open Assets:Bank
2025-01-01 open Income:Giften
2025-01-02 document Assets:Bank "documents/brief.xml" ^verkoop-1
2025-01-02 document Assets:Bank "documents/bijlage.pdf" ^verkoop-1
2025-02-01 * "Oost" "Gift" ^verkoop-1
  ref: "bank:1"
  bron: "a.xml#1#1"
  Assets:Bank     5.00 EUR
  Income:Giften  -5.00 EUR
2025-02-02 * "Gift"
  Assets:Bank     2.00 EUR
  Income:Giften  -2.00 EUR
"""


def test_a_source_names_its_bank_line_its_document_and_its_place(
    tmp_path: Path,
) -> None:
    (tmp_path / "2025").mkdir()
    (tmp_path / "documents").mkdir()
    for name in ("brief.xml", "bijlage.pdf"):
        (tmp_path / "documents" / name).touch()
    (tmp_path / "2025/bank.beancount").write_text(
        LEDGER.replace("documents/", "../documents/")
    )
    (tmp_path / "main.beancount").write_text('include "2025/bank.beancount"\n')
    books = Books.load(tmp_path / "main.beancount")
    assert not books.faults

    behind = Evidence(books, books.by_account["Income:Giften"], -1)

    first, second = behind
    assert first.amount == Decimal("5.00")
    assert first.ref == "bank:1"
    assert first.bron == "a.xml#1#1"
    assert first.document == "documents/brief.xml"
    assert first.place == "2025/bank.beancount:6"
    assert (second.document, second.payee, second.text) == ("", "", "Gift")
    assert len(behind) == 2
    assert list(behind[1:]) == [second]
    assert behind.amount == Decimal("7.00")


def test_books_from_a_text_have_places_too(books: Books) -> None:
    """
    2025-01-01 open Assets:Bank
    2025-01-01 open Income:Giften
    2025-02-01 * "Gift"
      Assets:Bank     5.00 EUR
      Income:Giften  -5.00 EUR
    """
    assert Evidence(books, books.postings)[0].place == "<string>:4"
