"""The old spreadsheet of ABN AMRO."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest

from stichting_fin.fault import UnreadableError
from stichting_fin.intake.readers import xls_bank

HEADER = [
    "accountNumber",
    "mutationcode",
    "transactiondate",
    "valuedate",
    "startsaldo",
    "endsaldo",
    "amount",
    "description",
]
TEXT, NUMBER, DAY = 1, 2, 3


def cell(value: object) -> SimpleNamespace:
    return SimpleNamespace(value=value, ctype=NUMBER if value != str(value) else TEXT)


def sheet(*rows: list[object]) -> SimpleNamespace:
    """Stand in for what xlrd opens: a book of one sheet."""
    cells = [[cell(value) for value in row] for row in rows]
    one = SimpleNamespace(nrows=len(cells), row=lambda n: cells[n])
    return SimpleNamespace(datemode=0, sheet_by_index=lambda _: one)


def given(monkeypatch: pytest.MonkeyPatch, book: SimpleNamespace) -> None:
    monkeypatch.setattr("xlrd.open_workbook", lambda *_, **__: book)


def test_numbers_of_a_spreadsheet_are_whole_cents(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    row = [123456789.0, "EUR", 20250304.0, 20250304.0, 1000.0, 914.5, -85.5, "Huur"]
    given(monkeypatch, sheet(list(HEADER), row))

    (statement,) = xls_bank.read(Path("abn.xls"))

    assert statement.proven
    assert statement.account == "NL02ABNA0123456789"
    assert statement.lines[0].amount == Decimal("-85.50")


def test_a_number_of_more_than_cents_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    row = [123456789.0, "EUR", 20250304.0, 20250304.0, 1000.0, 914.5, -85.5051, "Huur"]
    given(monkeypatch, sheet(list(HEADER), row))

    with pytest.raises(UnreadableError, match="parts of a cent"):
        list(xls_bank.read(Path("abn.xls")))


def test_a_day_that_a_spreadsheet_knows_is_a_day(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    row = [123456789.0, "EUR", 45720.0, 20250304.0, 1000.0, 914.5, -85.5, "Huur"]
    book = sheet(list(HEADER), row)
    book.sheet_by_index(0).row(1)[2].ctype = DAY
    given(monkeypatch, book)

    (statement,) = xls_bank.read(Path("abn.xls"))

    assert str(statement.lines[0].date) == "2025-03-04"


@pytest.mark.parametrize("rows", [[], [["Iets", "anders"]]])
def test_another_spreadsheet_is_refused(
    rows: list[list[object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    given(monkeypatch, sheet(*rows))

    with pytest.raises(UnreadableError, match="no format that we know"):
        list(xls_bank.read(Path("abn.xls")))


def test_a_broken_spreadsheet_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "abn.xls"
    path.write_bytes(xls_bank.MAGIC + b"broken")

    assert xls_bank.sniff(path.read_bytes()) == "xls-abnamro"
    with pytest.raises(UnreadableError, match="no format that we know"):
        list(xls_bank.read(path))


def test_another_file_is_no_spreadsheet() -> None:
    assert xls_bank.sniff(b"PK\x03\x04") == ""
