"""The beangulp face: a preview of what an import would book."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from beancount.core import data

from intake import files as make
from stichting_fin.books import Books
from stichting_fin.intake.importer import ProfileImporter, RefusedError, importers


@pytest.fixture
def bank(administration: Path) -> ProfileImporter:
    """Give the importer of the current account."""
    found = {each.name: each for each in importers(administration / "importers")}
    assert list(found) == ["bank", "mollie", "spaar"]
    return found["bank"]


def put(folder: Path, text: str) -> str:
    path = folder / "b.xml"
    path.write_text(text, "utf-8")
    return str(path)


def test_a_file_is_known_by_its_account_and_shown_as_it_would_be_booked(
    bank: ProfileImporter, tmp_path: Path
) -> None:
    path = put(
        tmp_path, make.camt("1000.00", "1025.00", ("2025-03-03", "25.00", "gift"))
    )

    (entry,) = bank.extract(path, [])

    assert bank.identify(path)
    assert bank.account(path) == "Assets:Bank"
    assert bank.date(path) == dt.date(2025, 3, 3)
    assert isinstance(entry, data.Transaction)
    assert entry.meta["regel-id"] == "giften"


def test_a_file_of_another_account_or_of_nobody_is_not(
    bank: ProfileImporter, tmp_path: Path
) -> None:
    other = make.camt(
        "1.00", "2.00", ("2025-03-03", "1.00", "x"), account="NL91ABNA0417164300"
    )

    assert not bank.identify(put(tmp_path, other))
    assert not bank.identify(put(tmp_path, "niets"))


def test_a_statement_that_does_not_add_up_is_told_by_beangulp_too(
    bank: ProfileImporter, tmp_path: Path
) -> None:
    path = put(
        tmp_path, make.camt("1000.00", "1030.00", ("2025-03-03", "25.00", "gift"))
    )

    with pytest.raises(RefusedError, match="differ by EUR 5"):
        bank.extract(path, [])


def test_only_the_very_same_line_is_a_duplicate(
    bank: ProfileImporter, administration: Path, tmp_path: Path
) -> None:
    path = put(
        tmp_path,
        make.camt(
            "1000.00",
            "1051.00",
            ("2025-03-03", "25.00", "gift"),
            ("2025-03-04", "26.00", "gift"),
        ),
    )
    first, second = bank.extract(path, [])
    books = Books.load(administration / "ledger/main.beancount")

    bank.deduplicate([first, second], [*books.entries, first])

    assert "__duplicate__" in first.meta
    assert "__duplicate__" not in second.meta
