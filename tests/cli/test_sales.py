"""`invoice new` and `invoice run`: an invoice is written whole, or not at all."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from selling import given
from stichting_fin import commit
from stichting_fin.cli import main

HOUSE = Path(__file__).parents[2]
CONTRACTS = """
2026-01-01 custom "contract" "a" "waterhoek" "kwartaal" Income:Gebruik "verkoop-hoog" 100.00 EUR "Gebruik"
  order: "45856478"
2026-01-01 custom "contract" "b" "vereniging" "jaar" Income:Bijdragen "verkoop-buiten" 50.00 EUR "Bijdrage"
  {reference}
"""


@pytest.fixture
def administration(tmp_path: Path) -> Path:
    given.write(tmp_path)
    shutil.copytree(HOUSE / "reports/templates", tmp_path / "reports/templates")
    (tmp_path / "f.toml").write_text(given.REQUEST, "utf-8")
    return tmp_path


def invoice(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["--books", str(folder), "invoice", *words])


def names(folder: Path) -> list[str]:
    found = (folder / "ledger").rglob("*F2026*")
    return sorted(path.name for path in found)


def test_an_invoice_is_two_documents_and_an_entry(administration: Path) -> None:
    done = invoice(administration, "new", str(administration / "f.toml"))

    assert done.exit_code == 0, done.output
    assert names(administration) == [
        "2026-02-03.waterhoek-F2026-001.pdf",
        "2026-02-03.waterhoek-F2026-001.xml",
    ]
    assert "ledger/2026/verkoop.beancount\n" in done.output
    desk = given.desk(administration)
    item = desk.open.numbered("waterhoek", "F2026-001")
    assert item is not None
    assert (str(item.open), item.reference) == ("121.00", "F2026-001")


@pytest.mark.parametrize(
    "words", [("new", "{}/f.toml"), ("run", "2026", "--on", "2026-02-03")]
)
def test_a_dry_run_shows_it_and_writes_nothing(
    administration: Path, words: tuple[str, ...]
) -> None:
    given.write(administration, CONTRACTS.format(reference='kenmerk: "lid 7"'))
    named = [word.format(administration) for word in words]

    done = invoice(administration, *named, "--dry-run")

    assert done.exit_code == 0, done.output
    assert "F2026-001 Gemeente Waterhoek 121,00\n" in done.output
    assert not names(administration)


def test_the_next_one_has_the_next_number(administration: Path) -> None:
    for _ in range(2):
        invoice(administration, "new", str(administration / "f.toml"))

    assert names(administration)[-1] == "2026-02-03.waterhoek-F2026-002.xml"


def test_the_books_are_sound_afterwards(administration: Path) -> None:
    invoice(administration, "new", str(administration / "f.toml"))

    faults = CliRunner().invoke(main, ["--books", str(administration), "check"])

    assert "verkoop.beancount" not in faults.output


def test_what_lacks_something_writes_nothing(administration: Path) -> None:
    path = administration / "f.toml"
    path.write_text(given.REQUEST.replace("order", "kenmerk"), "utf-8")

    done = invoice(administration, "new", str(path))

    assert done.exit_code == 2
    assert "cannot do without order of Gemeente Waterhoek; give it in f.toml" in (
        done.output
    )
    assert not names(administration)


def test_a_full_disk_leaves_no_number_behind(
    administration: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, content: bytes) -> None:  # noqa: ARG001
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    monkeypatch.setattr(commit, "_write", full)

    done = invoice(administration, "new", str(administration / "f.toml"))

    assert done.exit_code == 2
    assert not names(administration)
    assert not (administration / "ledger/2026/verkoop.beancount").exists()


def test_unsound_books_get_no_invoice(administration: Path) -> None:
    (administration / "ledger/2026/memoriaal.beancount").write_text("2026-01-01 *\n x")

    done = invoice(administration, "new", str(administration / "f.toml"))

    assert done.exit_code == 1


def test_all_that_falls_due_is_invoiced_once(administration: Path) -> None:
    given.write(administration, CONTRACTS.format(reference='kenmerk: "lid 7"'))

    first = invoice(administration, "run", "2026", "--on", "2026-02-03")
    second = invoice(administration, "run", "2026")

    assert first.exit_code == 0, first.output
    assert len(names(administration)) == 10
    assert (second.exit_code, second.output) == (0, "nothing falls due\n")


def test_one_that_cannot_be_sent_does_not_stop_the_others(administration: Path) -> None:
    given.write(administration, CONTRACTS.format(reference=""))

    done = invoice(administration, "run", "2026-Q1", "--on", "2026-02-03")

    assert done.exit_code == 1
    assert "without order of Vereniging Model; give it in main.beancount" in done.stderr
    assert len(names(administration)) == 2

    given.write(administration, CONTRACTS.format(reference='kenmerk: "lid 7"'))
    again = invoice(administration, "run", "2026-Q1", "--on", "2026-02-03")

    assert again.exit_code == 0
    assert names(administration)[-1] == "2026-02-03.waterhoek-F2026-001.xml"
    assert "2026-02-03.vereniging-F2026-002.xml" in names(administration)


def test_two_commands_at_once_give_two_numbers(administration: Path) -> None:
    words = ["--books", str(administration), "invoice", "new"]
    command = [sys.executable, "-m", "stichting_fin", *words]
    asked = str(administration / "f.toml")
    env = {**os.environ, "PYTHONPATH": str(HOUSE / "src")}
    both = [subprocess.Popen([*command, asked], env=env) for _ in range(2)]

    assert [each.wait() for each in both] == [0, 0]
    assert [name for name in names(administration) if name.endswith("xml")] == [
        "2026-02-03.waterhoek-F2026-001.xml",
        "2026-02-03.waterhoek-F2026-002.xml",
    ]


def test_who_only_looks_finishes_what_a_kill_left(administration: Path) -> None:
    ledger = administration / "ledger"
    (ledger / ".new.draft").write_bytes(b"\n")
    plan = {"replace": [["ledger/.new.draft", "ledger/new"]], "move": []}
    (administration / commit.PLAN).write_text(json.dumps(plan), "utf-8")

    done = CliRunner().invoke(main, ["--books", str(administration), "status"])

    assert done.exit_code == 0, done.output
    assert (ledger / "new").read_bytes() == b"\n"
    assert not (administration / commit.PLAN).exists()
