"""What a hostile sender writes in an invoice waits or is told; the rest goes on."""

from __future__ import annotations

import os
import shutil
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook

from intake.exports import Row, camt, lay, ledger, run
from intake.files import ubl
from stichting_fin.intake import arrival
from stichting_fin.intake.desk import slug
from stichting_fin.intake.readers import workbook


def test_a_number_of_any_length_makes_a_name_that_a_disk_takes(
    administration: Path,
) -> None:
    lay(administration, "a.xml", ubl(number="9" * 20_000))

    done = run(administration, "import")

    assert done.exit_code == 0, done.output
    (kept,) = (administration / "ledger/documents").rglob("*.xml")
    assert len(kept.name) < 200


def test_two_long_numbers_are_two() -> None:
    assert slug("9" * 200 + "1") != slug("9" * 200 + "2")
    assert slug("a" * 60) == "a" * 60


@pytest.mark.parametrize("amount", ["9" * 40, "1" + "0" * 400])
def test_an_amount_beyond_all_sums_is_told_and_the_bank_is_booked(
    administration: Path, amount: str
) -> None:
    lay(administration, "a.xml", ubl().replace(">100.00<", f">{amount}<"))
    lay(administration, "b.xml", camt([Row(3, "5.00")]))

    done = run(administration, "import")

    assert done.exit_code == 1, done.output
    assert "is no amount; ask the sender" in done.output
    assert "5.00 EUR" in ledger(administration)["2025/bank.beancount"]


def sheet(rows: dict[tuple[int, int], str]) -> bytes:
    book = Workbook()
    for (row, column), value in rows.items():
        book.worksheets[0].cell(row, column, value)
    book.save(out := BytesIO())
    return out.getvalue()


def test_a_cell_at_the_end_of_a_sheet_costs_no_memory() -> None:
    found = workbook.rows(sheet({(1, 1): "a", (40_000, 2): "b", (2, 16_384): "far"}))

    assert found == [(1, ["a", None]), (40_000, [None, "b"])]


def test_a_sheet_that_unpacks_to_more_than_any_table_is_not_opened() -> None:
    with ZipFile(out := BytesIO(), "w", ZIP_DEFLATED) as made:
        made.writestr("xl/workbook.xml", b" " * (workbook.LARGEST + 1))

    with pytest.raises(workbook.WorkbookError):
        workbook.rows(out.getvalue())


def test_an_empty_sheet_has_no_rows() -> None:
    assert workbook.rows(sheet({})) == []


def test_a_sheet_that_is_broken_inside_is_told_and_the_bank_is_booked(
    administration: Path,
) -> None:
    with ZipFile(out := BytesIO(), "w") as made:
        made.writestr("[Content_Types].xml", "<broken")
    lay(administration, "a.xlsx", "")
    place = administration / "importers/inbox/2025-04-01/a.xlsx"
    place.write_bytes(out.getvalue())
    lay(administration, "b.xml", camt([Row(3, "5.00")]))

    done = run(administration, "import")

    assert done.exit_code == 1, done.output
    assert "the first row must be" in done.output
    assert "5.00 EUR" in ledger(administration)["2025/bank.beancount"]


def test_a_name_as_long_as_a_disk_takes_is_booked(administration: Path) -> None:
    name = "x" * 250 + ".xml"
    lay(administration, name, ubl())

    done = run(administration, "import")

    assert done.exit_code == 0, done.output
    assert list((administration / "importers/archief").rglob(name))
    assert run(administration, "import", "--undo", name).exit_code == 0


def test_no_name_and_no_text_of_a_file_steers_a_terminal(
    administration: Path,
) -> None:
    red = "\x1b[31m"
    lay(administration, f"{red}.xml", ubl(number=f"1{red}".replace("\x1b", "&#155;")))
    place = administration / "importers/inbox/2025-04-01" / f"{red}.xml"

    done = run(administration, "read", str(place))

    assert done.exit_code == 0, done.output
    assert not {"\x1b", "\x9b"} & set(done.output)


def test_what_is_no_text_in_a_name_is_told_as_json_too(administration: Path) -> None:
    place = administration / os.fsdecode(b"a\xff.xml")
    place.write_text(ubl(), "utf-8")

    done = run(administration, "read", "--json", str(place))

    assert done.exit_code == 2
    assert '"file-name"' in done.output


def test_a_file_that_was_copied_half_does_not_wait(
    administration: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.xml").write_text(ubl(), "utf-8")

    def broken(source: Path, target: Path) -> None:
        target.write_bytes(source.read_bytes()[:9])
        raise OSError(5, "Input/output error", str(source))

    monkeypatch.setattr(shutil, "copyfile", broken)
    done = run(administration, "import", str(tmp_path / "a.xml"))

    assert done.exit_code == 2
    assert arrival.waiting(administration) == []


def test_books_without_an_entry_have_nothing_open(administration: Path) -> None:
    (administration / "ledger/2024/begin.beancount").write_text("", "utf-8")

    done = run(administration, "open")

    assert done.exit_code == 0, done.output
    assert "Debiteuren per" in done.output
