"""`invoice remind`: a letter to each debtor over term."""

from __future__ import annotations

import shutil
from pathlib import Path

import pypdf
import pytest
from click.testing import CliRunner, Result

from stichting_fin.cli import main

HOUSE = Path(__file__).parents[2]
LEDGER = """
option "tolerance_multiplier" "0"
2025-01-01 event "naam" "Stichting Voorbeeld"
2025-01-01 event "zetel" "Den Haag"
2025-01-01 open Assets:Bank
  rgs: "BLimBanRba"
  iban: "NL52ABNA0123998701"
2025-01-01 open Assets:Debiteuren
  rgs: "BVorDebHad"
2025-01-01 open Liabilities:Crediteuren
  rgs: "BSchCreHac"
2025-01-01 open Income:Gebruik
2025-01-01 open Expenses:Kosten
2025-03-01 * "Gebruik" ^verkoop-F1
  relatie: "gemeente"
  factuurnummer: "F1"
  factuurdatum: 2025-03-01
  vervaldatum: 2025-03-31
  Assets:Debiteuren  1210.00 EUR
  Income:Gebruik  -1210.00 EUR
2025-03-20 * "Een deel" ^verkoop-F1
  relatie: "gemeente"
  factuurnummer: "F1"
  Assets:Bank  210.00 EUR
  Assets:Debiteuren  -210.00 EUR
2025-03-25 * "Tegoed" ^verkoop-C1
  relatie: "gemeente"
  factuurnummer: "C1"
  factuurdatum: 2025-03-25
  vervaldatum: 2025-12-31
  Assets:Debiteuren  -100.00 EUR
  Income:Gebruik  100.00 EUR
2025-04-10 * "Nog niet vervallen" ^verkoop-F2
  relatie: "gemeente"
  factuurnummer: "F2"
  factuurdatum: 2025-04-10
  vervaldatum: 2025-05-10
  Assets:Debiteuren  50.00 EUR
  Income:Gebruik  -50.00 EUR
2025-03-01 * "Vreemde naam" ^verkoop-F3
  relatie: "../../elders"
  factuurnummer: "F3"
  factuurdatum: 2025-03-01
  Assets:Debiteuren  10.00 EUR
  Income:Gebruik  -10.00 EUR
2025-03-01 * "Verrekend" ^verkoop-F4
  relatie: "verrekend"
  factuurnummer: "F4"
  factuurdatum: 2025-03-01
  Assets:Debiteuren  10.00 EUR
  Income:Gebruik  -10.00 EUR
2025-03-01 * "Verrekend" ^verkoop-C4
  relatie: "verrekend"
  factuurnummer: "C4"
  factuurdatum: 2025-03-01
  Assets:Debiteuren  -10.00 EUR
  Income:Gebruik  10.00 EUR
2025-03-01 * "Wij zijn schuldig" ^inkoop-letter/A1
  relatie: "letter"
  factuurnummer: "A1"
  factuurdatum: 2025-03-01
  Liabilities:Crediteuren  -50.00 EUR
  Expenses:Kosten  50.00 EUR
"""


@pytest.fixture
def administration(tmp_path: Path) -> Path:
    (tmp_path / "ledger").mkdir()
    (tmp_path / "ledger/main.beancount").write_text(LEDGER, "utf-8")
    (tmp_path / "ledger/relaties.toml").write_text(
        '[gemeente]\nnaam = "Gemeente #Veen"\nadres = "Plein 1"\n'
        'postcode = "1234 ZZ"\nplaats = "Veen"\n',
        "utf-8",
    )
    shutil.copytree(HOUSE / "reports/templates", tmp_path / "reports/templates")
    shutil.copytree(HOUSE / "reports/teksten", tmp_path / "reports/teksten")
    return tmp_path


def remind(folder: Path, *more: str) -> Result:
    return CliRunner().invoke(
        main, ["--books", str(folder), "invoice", "remind", *more]
    )


def text(path: Path) -> str:
    pages = pypdf.PdfReader(path).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_a_debtor_over_term_gets_a_letter_with_what_is_due(
    administration: Path,
) -> None:
    done = remind(administration, "--on", "2025-04-15")
    folder = administration / "build/herinneringen/2025-04-15"
    letter = text(folder / "herinnering-gemeente.pdf")

    assert done.exit_code == 0, done.output
    assert "Gemeente #Veen Plein 1 1234 ZZ Veen" in letter
    assert "F1" in letter
    assert "C1" in letter
    assert "F2" not in letter
    assert "Te betalen 900,00" in letter
    assert "€ 900,00 vóór 29-04-2025" in letter
    assert "NL52ABNA0123998701" in letter


def test_no_letter_leaves_its_folder_and_who_owes_nothing_gets_none(
    administration: Path,
) -> None:
    done = remind(
        administration, "--on", "2025-04-15", "--to", str(administration / "x")
    )
    names = sorted(path.name for path in (administration / "x").iterdir())

    assert done.exit_code == 0
    assert len(names) == 2
    assert names[0].startswith("herinnering-elders-")
    assert names[1] == "herinnering-gemeente.pdf"


def test_where_nobody_is_over_term_nothing_is_written(administration: Path) -> None:
    done = remind(administration, "--on", "2025-01-15")

    assert done.exit_code == 0
    assert done.output == "nobody is over term\n"
    assert not (administration / "build").exists()


def test_today_is_the_day_unless_another_is_named(administration: Path) -> None:
    remind(administration)
    [folder] = (administration / "build/herinneringen").iterdir()

    assert "F2" in text(folder / "herinnering-gemeente.pdf")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ('onderwerp = "x"\n', "tekst"),
        ('onderwerp = "{wie}"\ntekst = ""\nslot = ""\ndagen = 1\n', "{wie}"),
    ],
)
def test_words_that_do_not_fit_stop_it(
    administration: Path, said: str, told: str
) -> None:
    (administration / "reports/teksten/herinnering.toml").write_text(said)

    done = remind(administration, "--on", "2025-04-15")

    assert done.exit_code == 2
    assert told in done.output
    assert "herinnering.toml" in done.output
    assert not (administration / "build").exists()


def test_what_is_open_goes_to_a_sheet(administration: Path) -> None:
    target = administration / "open.xlsx"
    words = ["--books", str(administration), "open", "--on", "2025-04-15"]

    done = CliRunner().invoke(main, [*words, "--as", "xlsx", "--to", str(target)])

    assert done.exit_code == 0, done.output
    assert target.read_bytes().startswith(b"PK")
    assert "F3" in CliRunner().invoke(main, [*words, "--as", "csv"]).output
