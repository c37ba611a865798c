"""What a hostile sender writes in an invoice waits or is told; the rest goes on."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from intake.exports import Row, camt, lay, ledger, run
from intake.files import ubl
from stichting_fin.intake import arrival
from stichting_fin.intake.desk import slug


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
