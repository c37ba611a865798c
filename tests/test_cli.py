"""The command line: exit 0 done, 1 faults told, 2 wrong usage or an unreadable file."""

from __future__ import annotations

import errno
import importlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from demo import live
from stichting_fin import commit
from stichting_fin.cli import COMMANDS, inbound, main

HOUSE = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def quarter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Live the first quarter on a copy; the tests leave it as it is."""
    target = tmp_path_factory.mktemp("life")
    assert live.live(target, "2025-Q1") is None
    return target


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    """Give a copy of the administration, in which nothing came in yet."""
    live.copy(tmp_path)
    return tmp_path


def run(administration: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["--books", str(administration), *words])


def test_help_needs_nothing_but_click() -> None:
    code = (
        "import sys; from click.testing import CliRunner; from stichting_fin.cli import main;"
        "assert CliRunner().invoke(main, ['--help']).exit_code == 0;"
        "print(*(m for m in ('lxml','beancount','openpyxl','typst','fava') if m in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == ""


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_each_command_tells_what_it_does(name: str) -> None:
    result = CliRunner().invoke(main, [name, "--help"])

    assert result.exit_code == 0
    assert len(result.output.split("\n")[2]) > 10


def test_a_command_that_is_none_is_wrong_usage() -> None:
    assert CliRunner().invoke(main, ["boek"]).exit_code == 2


def test_the_program_runs_as_a_module() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "stichting_fin", "--version"],
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.startswith("stichting-fin, version ")


def test_a_folder_without_books_is_told_in_either_language(tmp_path: Path) -> None:
    english, dutch = (
        run(tmp_path, "status"),
        CliRunner().invoke(
            main, ["--books", str(tmp_path), "--language", "nl", "status"]
        ),
    )

    assert (english.exit_code, dutch.exit_code) == (2, 2)
    assert "main.beancount:0: no such ledger; name an administration" in english.output
    assert "main.beancount:0: geen grootboek; noem een administratie" in dutch.output


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("importers/bronnen/abnamro.toml", "soort = \n", "abnamro.toml:1: not sound TOML"),
        ("importers/besluiten.toml", "[[besluit]]\n", "the key ref is missing"),
        ("ledger/relaties.toml", "x = 1\n", "the key x holds another kind"),
        ("ledger/2025/abnamro.beancount", '2025-01-01 * "x\n', "mend it before you import"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_and_nothing_is_written(
    fresh: Path, name: str, text: str, said: str
) -> None:
    live.arrive(fresh, ("2025-02-03",))
    (fresh / name).write_text(text)

    result = run(fresh, "import")

    assert result.exit_code == 2
    assert said in result.output
    assert (fresh / "importers/inbox/2025-02-03").exists()
    assert not (fresh / "importers/archief").exists()


def test_a_full_disk_is_told_and_nothing_is_written(
    fresh: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    live.arrive(fresh, ("2025-02-03",))

    def full(path: Path, content: bytes) -> None:  # noqa: ARG001
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    monkeypatch.setattr(commit, "_write", full)
    result = run(fresh, "import")

    assert result.exit_code == 2
    assert "No space left on device: nothing was changed" in result.output
    assert not (fresh / "ledger/2025/abnamro.beancount").exists()


def test_the_status_tells_accounts_and_what_is_open(quarter: Path) -> None:
    output = run(quarter, "status").output

    assert "Assets:Bank:AbnAmro" in output
    assert "Assets:Debiteuren" in output


def test_open_items_are_told_by_name_on_any_day(quarter: Path) -> None:
    assert "Gemeente" in run(quarter, "open").output
    assert run(quarter, "open", "--on", "2025-01-31").exit_code == 0


@pytest.mark.parametrize("form", ["text", "csv", "json"])
def test_a_figure_is_shown_in_any_form(quarter: Path, form: str) -> None:
    result = run(quarter, "show", "balans", "2025", "--as", form)

    assert result.exit_code == 0
    assert "Liquide middelen" in result.output


def test_a_figure_may_go_to_a_file(
    quarter: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(
        quarter, "show", "kolommenbalans", "2025", "--as", "xlsx", "--to", "kb.xlsx"
    )

    assert result.output == "kb.xlsx\n"
    assert (tmp_path / "kb.xlsx").read_bytes().startswith(b"PK")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("show", "winst", "2025"), "no figure winst; choose one of"),
        (("show", "balans", "altijd"), "no boekjaar altijd"),
        (("explain", "balans", "goud", "2025"), "no row goud; choose one of"),
        (("btw", "2031-Q1"), "the law of 2031 is not here yet"),
    ],
)
def test_what_there_is_not_is_told(
    quarter: Path, words: tuple[str, ...], said: str
) -> None:
    result = run(quarter, *words)

    assert result.exit_code == 2
    assert said in result.output


def test_a_row_is_explained_down_to_its_bank_lines(quarter: Path) -> None:
    output = run(
        quarter, "explain", "baten-en-lasten", "baten-particulieren", "2025"
    ).output

    assert "camt053_NL52ABNA0123998701" in output
    assert "2025/abnamro.beancount:" in output


def test_a_return_is_shown_for_people_and_for_programs(quarter: Path) -> None:
    shown = run(quarter, "btw", "2025-Q1")
    said = json.loads(run(quarter, "btw", "2025-Q1", "--json").output)

    assert "Btw-aangifte 2025-Q1" in shown.output
    assert said["kenmerk"] == "859990011B015310"


def test_a_return_is_filed_once(quarter: Path) -> None:
    result = run(
        quarter, "btw", "2025-Q1", "--filed-on", "2025-04-22", "--reference", "X"
    )

    assert result.exit_code == 2


def test_files_are_read_without_books(tmp_path: Path) -> None:
    files = sorted((HOUSE / "importers/inbox/2025-02-03").iterdir())
    broken = tmp_path / "x.bin"
    broken.write_bytes(b"\x00")

    shown = run(tmp_path, "read", *map(str, files))
    said = run(tmp_path, "read", "--json", *map(str, [*files, broken]))

    assert shown.exit_code == 0
    assert said.exit_code == 2
    answers = [json.loads(line) for line in said.output.strip().split("\n")]
    assert [a.get("kind") for a in answers] == ["bank", "bank", None]
    assert answers[0]["statements"][0]["proven"] is True


def test_a_lived_quarter_is_sound(quarter: Path) -> None:
    assert run(quarter, "check").output == "sound\n"


def test_a_year_in_which_something_waits_is_not_closed(
    quarter: Path, tmp_path: Path
) -> None:
    copy = Path(shutil.copytree(quarter, tmp_path / "copy"))
    (copy / "ledger/2024/overname.beancount").write_text(
        (copy / "ledger/2024/overname.beancount").read_text("utf-8")
        + '\n2024-12-31 ! "wacht"\n  Assets:Vraagposten  1.00 EUR\n  Equity:OverigeReserve  -1.00 EUR\n',
        "utf-8",
    )

    result = run(copy, "close", "2024")

    assert result.exit_code == 1
    assert "waits" in result.output
    assert not (copy / "build/2024").exists()


def test_the_sources_of_nothing_are_equal(fresh: Path) -> None:
    assert run(fresh, "verify", "--from-sources").output == "equal\n"


def test_a_package_without_books_is_held_against_its_manifest_alone(
    tmp_path: Path,
) -> None:
    (tmp_path / "manifest.json").write_text("{}")

    result = run(tmp_path, "verify", str(tmp_path))

    assert result.exit_code == 2


def test_long_work_shows_how_far_it_is_when_somebody_looks(
    fresh: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert inbound._progress([fresh]) == [fresh]  # noqa: SLF001  # a terminal cannot be had here
    monkeypatch.setattr(inbound, "LARGE", 0)

    assert list(inbound._progress([fresh])) == [fresh]  # noqa: SLF001  # a terminal cannot be had here


def test_a_whole_package_needs_no_books(quarter: Path, tmp_path: Path) -> None:
    assert (
        run(quarter, "close", "2024", "--to", str(tmp_path / "pakket")).exit_code == 0
    )

    assert run(tmp_path, "verify", str(tmp_path / "pakket")).output == "whole\n"


def test_the_module_is_no_program_when_it_is_imported() -> None:
    assert importlib.import_module("stichting_fin.__main__").main is main


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("words", ["open --on", "invoice remind --on", "pay --until"])
def test_a_day_that_nobody_means_is_refused(words: str, day: str) -> None:
    done = CliRunner().invoke(main, [*words.split(), day])

    assert done.exit_code == 2
    assert f"{day} is no day between 1980 and 2200" in done.output
