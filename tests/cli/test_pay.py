"""`pay`: a payment file, the list to sign, and what is remembered."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from stichting_fin.cli import main

HOUSE = Path(__file__).parents[2]
LEDGER = """
option "tolerance_multiplier" "0"
2025-01-01 event "naam" "Stichting Voorbeeld"
2025-01-01 open Assets:Bank
  rgs: "BLimBanRba"
  iban: "NL52ABNA0123998701"
2025-01-01 open Liabilities:Crediteuren
  rgs: "BSchCreHac"
2025-01-01 open Expenses:Kosten
2025-02-01 * "Oud" ^inkoop-letter/A0
  relatie: "letter"
  factuurnummer: "A0"
  factuurdatum: 2025-02-01
  Liabilities:Crediteuren  -7.00 EUR
  Expenses:Kosten
2025-02-02 * "Betaald" ^inkoop-letter/A0
  relatie: "letter"
  factuurnummer: "A0"
  iban: "NL20INGB0001234567"
  Liabilities:Crediteuren  7.00 EUR
  Assets:Bank
2025-03-01 * "Factuur" ^inkoop-letter/A1
  relatie: "letter"
  factuurnummer: "A1"
  factuurdatum: 2025-03-01
  Liabilities:Crediteuren  -50.00 EUR
  Expenses:Kosten
"""
RELATIONS = '[letter]\nnaam = "De Letter"\niban = ["NL91ABNA0417164300"]\n'


@pytest.fixture
def administration(tmp_path: Path) -> Path:
    (tmp_path / "ledger").mkdir()
    (tmp_path / "ledger/main.beancount").write_text(LEDGER, "utf-8")
    (tmp_path / "ledger/relaties.toml").write_text(RELATIONS, "utf-8")
    shutil.copytree(HOUSE / "reports/templates", tmp_path / "reports/templates")
    return tmp_path


def pay(folder: Path, *more: str) -> Result:
    words = ["--books", str(folder), "pay", "--until", "2025-03-31", *more]
    return CliRunner().invoke(main, words)


def test_what_is_due_becomes_a_file_a_list_and_a_record(administration: Path) -> None:
    target = administration / "bank.xml"

    done = pay(
        administration, "--on", "2025-04-01", "--version", "03", "--to", str(target)
    )

    assert done.exit_code == 0, done.output
    assert "LOOK: De Letter was last paid on NL20INGB0001234567" in done.stderr
    assert b"pain.001.001.03" in target.read_bytes()
    assert target.with_suffix(".pdf").read_bytes().startswith(b"%PDF")
    (record,) = (administration / "ledger/betaalbatches").iterdir()
    assert 'posten = ["inkoop-letter/A1"]' in record.read_text("utf-8")


def test_a_second_time_pays_nothing(administration: Path) -> None:
    assert pay(administration).exit_code == 0
    (written,) = (administration / "build").glob("batch-*.xml")
    written.unlink()

    done = pay(administration)

    assert done.exit_code == 1
    assert "invoice A1 stands in" in done.stderr
    assert not list((administration / "build").glob("*.xml"))


def test_a_batch_that_the_bank_refused_can_be_made_again(administration: Path) -> None:
    pay(administration, "--on", "2025-04-01")
    (record,) = (administration / "ledger/betaalbatches").iterdir()
    (first,) = (administration / "build").glob("*.xml")
    content = first.read_bytes()
    record.unlink()

    assert pay(administration, "--on", "2025-04-01").exit_code == 0
    assert first.read_bytes() == content


def test_the_list_is_dutch_also_where_nothing_is_to_be_warned_of(
    administration: Path,
) -> None:
    ledger = LEDGER.replace("NL20INGB0001234567", "NL91ABNA0417164300")
    (administration / "ledger/main.beancount").write_text(ledger, "utf-8")

    done = pay(administration)

    assert (done.exit_code, done.stderr) == (0, "")
