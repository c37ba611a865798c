"""A year of exports in, a closed year out: cent for cent what the truth says."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import pypdf
import pytest
from click.testing import CliRunner, Result

from demo import compare, live
from stichting_fin.books import Books
from stichting_fin.cli import main
from stichting_fin.figures import aangifte, layout
from stichting_fin.period import named

HOUSE = Path(__file__).parents[1]
TRUTH = json.loads((HOUSE / "tests/demo/truth.json").read_text("utf-8"))
PEILDATUM = "2026-03-31"
RESERVES = (
    "bestemmingsfondsen",
    "bestemmingsreserves",
    "continuiteitsreserve",
    "overige-reserve",
    "saldo-te-bestemmen",
)
PAGE = (
    "Liquide middelen 140.561,19",
    "Bestemmingsfondsen 9.430,00",
    "Crediteuren 12.866,75",
)


@pytest.fixture
def copy(lived: Path, tmp_path: Path) -> Path:
    """Give a copy of the lived year that a test may change."""
    return Path(shutil.copytree(lived, tmp_path / "copy"))


def run(administration: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["--books", str(administration), *words])


def digests(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in files
    }


def package(folder: Path) -> dict[str, str]:
    """Give the digests of a package; who made it, and when, is no part of it."""
    return {
        name: each for name, each in digests(folder).items() if name != "herkomst.json"
    }


def test_the_books_are_what_the_truth_says(lived: Path) -> None:
    assert list(compare.differences(lived)) == []


def cijfers(administration: Path, name: str) -> dict[str, Decimal]:
    books = Books.load(administration / "ledger/main.beancount")
    plan = layout.load(administration / f"reports/{name}.toml")
    return layout.cijfers(books, plan, books.period("2025"))


def test_each_row_of_the_statement_is_what_the_truth_says(lived: Path) -> None:
    said = TRUTH["regels"]["baten-en-lasten"]

    assert cijfers(lived, "baten-en-lasten") == {k: Decimal(v) for k, v in said.items()}


def test_each_row_of_the_balans_is_what_the_truth_says(lived: Path) -> None:
    """The saldo stands in the reserves there; the truth has it apart."""
    said = {k: Decimal(v) for k, v in TRUTH["regels"]["balans"].items()}
    found = cijfers(lived, "balans")
    fund = found["bestemmingsfondsen"]
    reserves = [
        sum(each.pop(name, Decimal()) for name in RESERVES) for each in (found, said)
    ]

    assert found == said
    assert reserves[0] == reserves[1]
    assert fund == -Decimal(TRUTH["fonds"]["open-data"]["eind"])


def test_the_page_of_the_balans_says_so(lived: Path) -> None:
    pages = pypdf.PdfReader(lived / "build/2025/jaarrekening-2025.pdf").pages
    text = "\n".join(page.extract_text() for page in pages)

    for line in PAGE:
        assert line in text


def test_beancount_itself_finds_no_error(lived: Path) -> None:
    for folder in (lived, HOUSE):
        done = subprocess.run(
            [sys.executable, "-m", "beancount.scripts.check", "--no-cache", str(folder / "ledger/main.beancount")],
            env=os.environ | {"PYTHONPATH": str(HOUSE / "src")}, capture_output=True, text=True, check=False,
        )  # fmt: skip

        assert (done.returncode, done.stderr) == (0, "")


def test_a_second_close_in_one_folder_changes_no_byte(copy: Path) -> None:
    before = package(copy / "build/2025")

    done = run(copy, "close", "2025", "--on", PEILDATUM)

    assert done.exit_code == 0, done.output
    assert package(copy / "build/2025") == before


@pytest.mark.parametrize("name", list(TRUTH["aangiften"]))
def test_each_return_is_what_the_truth_says(lived: Path, name: str) -> None:
    books = Books.load(lived / "ledger/main.beancount")
    period = named(name)
    assert period
    said, found = TRUTH["aangiften"][name], aangifte.aangifte(books, period)

    for rubriek, amount in said["omzet"].items():
        assert found.rubrieken[rubriek].base == Decimal(amount)
    for rubriek, amount in said["btw"].items():
        assert found.rubrieken[rubriek].tax == Decimal(amount)
    assert found.te_betalen == Decimal(said["formulier"]["5g"])


def test_one_cent_in_one_export_is_seen(tmp_path: Path) -> None:
    house = tmp_path / "house"
    for part in live.PARTS:
        shutil.copytree(HOUSE / part, house / part)
    path = next((house / "importers/inbox/2025-02-03").glob("camt*"))
    path.write_bytes(path.read_bytes().replace(b"50.00", b"50.01", 1))

    live.copy(tmp_path / "life", house)
    live.arrive(tmp_path / "life", ("2025-02-03",), house)
    result = run(tmp_path / "life", "import")

    assert result.exit_code == 1
    assert "differ by EUR -0.01" in result.output


def test_one_cent_in_one_invoice_is_another_truth(tmp_path: Path) -> None:
    life = tmp_path / "life"
    assert live.live(life, "2025-Q1") is None
    journal = life / "ledger/2025/verkoop.beancount"
    before = Books.load(life / "ledger/main.beancount").balances(named("2026").begin)  # type: ignore[union-attr]  # a year
    text = journal.read_text("utf-8")
    journal.write_text(text.replace("4779.50 EUR", "4779.51 EUR", 1), "utf-8")
    after = Books.load(life / "ledger/main.beancount")

    assert after.faults
    assert after.balances(named("2026").begin) != before  # type: ignore[union-attr]  # a year


def test_a_second_import_of_everything_changes_no_byte(copy: Path) -> None:
    before = digests(copy / "ledger")
    shutil.copytree(
        copy / "importers/archief", copy / "importers/inbox", dirs_exist_ok=True
    )

    result = run(copy, "import")

    assert result.exit_code == 0, result.output
    assert digests(copy / "ledger") == before


def test_a_second_close_elsewhere_by_another_gives_the_same(
    lived: Path, copy: Path
) -> None:
    env = os.environ | {
        "TZ": "Pacific/Auckland",
        "USER": "iemand",
        "LC_ALL": "C",
        "PYTHONHASHSEED": "7",
    }
    done = subprocess.run(
        [sys.executable, "-m", "stichting_fin", "--books", str(copy), "close", "2025", "--on", PEILDATUM, "--to", str(copy / "elders")],
        env=env | {"PYTHONPATH": str(HOUSE / "src")}, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert package(copy / "elders") == package(lived / "build/2025")


def test_the_package_says_itself_whether_it_is_whole(copy: Path) -> None:
    build = copy / "build/2025"
    assert run(copy, "verify", str(build)).output == "whole\n"
    path = build / "jaarrekening-2025.xlsx"
    path.write_bytes(path.read_bytes()[:-1])

    assert run(copy, "verify", str(build)).exit_code == 1


def test_the_sources_give_the_same_journals_but_for_a_hand_edit(copy: Path) -> None:
    assert run(copy, "verify", "--from-sources").output == "equal\n"
    journal = copy / "ledger/2025/abnamro.beancount"
    text = journal.read_text("utf-8")
    journal.write_text(text.replace('"W. Achterberg"', '"Wim Achterberg"', 1), "utf-8")

    result = run(copy, "verify", "--from-sources")

    lines = result.output.strip().split("\n")
    assert result.exit_code == 1
    assert len(lines) == 1
    assert "was changed by hand" in lines[0]


def test_without_decisions_the_close_names_exactly_the_two(tmp_path: Path) -> None:
    life = tmp_path / "life"
    live.copy(life)
    (life / "importers/besluiten.toml").unlink()
    steps = list(live.steps(life / "build"))
    for step in steps[:-1]:
        live.arrive(life, step.folders)
        if step.name == "daarna":
            live.write_on(life)
        for command in step.commands:
            done = run(life, *command)
            assert done.exit_code == 0, done.output

    refused = run(life, "close", "2025")

    waits = [line for line in refused.output.split("\n") if "waits" in line]
    assert refused.exit_code == 1
    assert len(waits) == 2
    assert any("150" in line for line in waits)
    assert any("SN25-118" in line for line in waits)
    assert not (life / "build/2025").exists()


def test_a_draft_goes_on_and_says_concept_on_every_page(copy: Path) -> None:
    memoriaal = copy / "ledger/2025/memoriaal.beancount"
    memoriaal.write_text(
        memoriaal.read_text("utf-8")
        + '\n2025-12-31 ! "wacht"\n  Assets:Vraagposten  1.00 EUR\n  Expenses:Kantoor:Algemeen  -1.00 EUR\n    taak: "financieel-beheer"\n',
        "utf-8",
    )
    assert run(copy, "close", "2025", "--to", str(copy / "nee")).exit_code == 1

    result = run(copy, "close", "2025", "--draft", "--to", str(copy / "ja"))

    pages = pypdf.PdfReader(copy / "ja/jaarrekening-2025.pdf").pages
    assert result.exit_code == 0
    assert not (copy / "nee").exists()
    assert all("CONCEPT" in page.extract_text() for page in pages)


def test_an_adopted_year_is_kept_and_told_from_then_on(copy: Path) -> None:
    done = run(
        copy,
        "close",
        "2025",
        "--on",
        PEILDATUM,
        "--final",
        "2026-05-20",
        "--to",
        str(copy / "ja"),
    )

    kept = copy / "ledger/2025/vastgesteld"
    assert done.exit_code == 0, done.output
    assert (kept / "cijfers.json").exists()
    assert run(copy, "check").exit_code == 0
