"""Fresh: what `init` writes loads, is sound, and shows the values as they were given."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from beancount import loader
from click.testing import CliRunner, Result

from stichting_fin import fresh
from stichting_fin.books import Books
from stichting_fin.cli import main

HOUSE = Path(__file__).parents[1]
GOOD = {
    "--naam": "Stichting Voorbeeld",
    "--zetel": "Zwolle",
    "--rsin": "859990011",
    "--kvk": "99001122",
    "--iban": "NL52 ABNA 0123 9987 01",
    "--boekjaar": "2025",
}


def init(folder: Path, **other: str) -> Result:
    said = GOOD | {f"--{name}": value for name, value in other.items()}
    words = [word for pair in said.items() for word in pair]
    return CliRunner().invoke(main, ["init", str(folder), *words])


def test_a_fresh_administration_is_sound_and_closes_an_empty_year(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "nieuw" / "boeken"

    done = init(folder)
    checked = CliRunner().invoke(main, ["--books", str(folder), "check"])
    closed = CliRunner().invoke(
        main, ["--books", str(folder), "close", "2025", "--draft"]
    )
    books = Books.load(folder / "ledger/main.beancount")

    assert done.exit_code == 0, done.output
    assert "ledger/2024/beginbalans.beancount" in done.output
    assert (checked.output, checked.exit_code) == ("sound\n", 0)
    assert closed.exit_code == 0, closed.output
    assert (folder / "build/2025/jaarrekening-2025.pdf").is_file()
    assert books.accounts["Assets:Bank"]["iban"] == "NL52ABNA0123998701"
    assert (folder / "importers/inbox").is_dir()


@pytest.mark.parametrize(
    "naam",
    [
        'Stichting "De \\ Proef"',
        "$iban ${jaar} {x}",
        '"\n2025-01-01 open A:B',
        "Ünïcø∂é",
    ],
)
def test_a_name_of_any_kind_stays_a_name(tmp_path: Path, naam: str) -> None:
    done = init(tmp_path / "x", naam=naam)
    books = Books.load(tmp_path / "x/ledger/main.beancount")
    profile = tomllib.loads((tmp_path / "x/importers/bronnen/bank.toml").read_text())

    assert done.exit_code == 0, done.output
    assert not books.faults
    assert books.facts(books.period("2025").begin)["naam"] == " ".join(naam.split())
    assert books.options["title"] == " ".join(naam.split())
    assert profile["iban"] == "NL52ABNA0123998701"


def test_the_balance_shown_as_an_example_is_the_comparative_one(tmp_path: Path) -> None:
    init(tmp_path / "x")
    home = tmp_path / "x/ledger/2024/beginbalans.beancount"
    shown = [line.removeprefix("; ") for line in home.read_text().splitlines()[3:]]
    home.write_text("\n".join(line.removeprefix(";") for line in shown) + "\n")

    words = ["--books", str(tmp_path / "x")]
    checked = CliRunner().invoke(main, [*words, "check"])
    balans = CliRunner().invoke(main, [*words, "show", "balans", "2025"]).output

    assert checked.output == "sound\n"
    assert "Liquide middelen               1.234,56    1.234,56" in balans
    assert "Crediteuren                      100,00      100,00" in balans


def test_beancount_itself_finds_nothing_wrong(tmp_path: Path) -> None:
    init(tmp_path / "x")

    _, errors, _ = loader.load_file(str(tmp_path / "x/ledger/main.beancount"))

    assert not errors


def test_what_is_there_stays_and_an_account_must_be_one(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    assert init(tmp_path / "x", iban="NL52ABNA0123998702").exit_code == 2
    assert not any((tmp_path / "x").iterdir())

    (tmp_path / "x/brief.txt").write_text("mijn")
    assert init(tmp_path / "x").exit_code == 2
    assert [path.name for path in (tmp_path / "x").iterdir()] == ["brief.txt"]


def test_every_shared_file_is_packed_into_the_wheel() -> None:
    said = tomllib.loads((HOUSE / "pyproject.toml").read_text("utf-8"))
    packed = said["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]

    for name in fresh.SHARED:
        holder = next(place for place in packed if name.startswith(place))
        assert (HOUSE / name).is_file()
        assert packed[holder] == f"stichting_fin/fresh/{holder}"


def test_in_a_wheel_the_shared_files_lie_beside_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in fresh.SHARED:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("packed")
    (tmp_path / "ledger").mkdir()
    (tmp_path / "ledger/main.beancount").write_text("; $naam\n")
    monkeypatch.setattr(fresh, "OWN", tmp_path)
    about = fresh.Foundation("Voorbeeld", "Zwolle", "1", "2", "3", 2025)

    made = dict(fresh.files(about))

    assert made.pop("ledger/main.beancount") == b"; Voorbeeld\n"
    assert made == dict.fromkeys(fresh.SHARED, b"packed")
