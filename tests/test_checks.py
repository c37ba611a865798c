"""Each check can fail: the smallest change that trips it, and nothing else."""

from __future__ import annotations

import shutil
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from beancount import loader

from stichting_fin import checks
from stichting_fin.books import Books
from stichting_fin.fault import LANGUAGE

HERE = Path(__file__).parent
SOUND = HERE / "checks"
CATALOGUE = tomllib.loads((HERE / "checks.toml").read_text("utf-8"))["check"]
END = date(2026, 1, 1)


def found(folder: Path) -> list[str]:
    books = Books.load(folder / "main.beancount")
    return [each.code for each in checks.faults(books, END)]


def test_sound_books_have_no_fault() -> None:
    books = Books.load(SOUND / "main.beancount")

    assert list(map(str, checks.faults(books, END))) == []
    assert list(map(str, checks.faults(books))) == []


@pytest.mark.parametrize("said", CATALOGUE, ids=lambda said: said["name"])
def test_the_smallest_change_trips_its_check_and_no_other(
    tmp_path: Path, said: dict[str, Any]
) -> None:
    shutil.copytree(SOUND, tmp_path, dirs_exist_ok=True)
    path = tmp_path / said["file"]
    text = path.read_text("utf-8")
    old = said.get("old", "")
    assert old in text
    changed = text.replace(old, said["new"], 1) if old else text + said["new"] + "\n"
    path.write_text(changed, "utf-8")

    codes = set(found(tmp_path))

    assert codes == {said["code"], *said.get("also", ())}


def test_every_check_has_a_change_that_trips_it() -> None:
    every = [*checks.ENTRIES, *checks.FILES, *checks.YEARS]
    tried = {each["code"] for each in CATALOGUE}

    assert len(every) == len(set(every))
    assert len(tried) >= len(every)


def test_every_fault_of_a_check_is_told_in_both_languages(tmp_path: Path) -> None:
    shutil.copytree(SOUND, tmp_path, dirs_exist_ok=True)
    for said in CATALOGUE:
        path = tmp_path / said["file"]
        text = path.read_text("utf-8")
        old = said.get("old", "")
        path.write_text(
            text.replace(old, said["new"], 1) if old else text + said["new"] + "\n"
        )
    books = Books.load(tmp_path / "main.beancount")
    for language in ("nl", "en"):
        token = LANGUAGE.set(language)
        assert all(str(each) for each in checks.faults(books, END))
        LANGUAGE.reset(token)


def test_a_waiting_entry_of_next_year_blocks_nothing(tmp_path: Path) -> None:
    shutil.copytree(SOUND, tmp_path, dirs_exist_ok=True)
    with (tmp_path / "2026/memoriaal.beancount").open("a") as file:
        file.write(
            '2026-01-02 ! "?"\n  Assets:Bank 1 EUR\n  Assets:Vraagposten -1 EUR\n'
        )

    assert not found(tmp_path)


def test_the_last_saldo_may_still_be_appropriated(tmp_path: Path) -> None:
    shutil.copytree(SOUND, tmp_path, dirs_exist_ok=True)
    (tmp_path / "2026/memoriaal.beancount").unlink()

    assert not found(tmp_path)


def test_empty_books_have_no_year_to_check(books: Books) -> None:
    """
    option "tolerance_multiplier" "0"
    """
    assert not list(checks.faults(books))


def test_what_another_plugin_made_stands_nowhere(books: Books) -> None:
    """
    option "tolerance_multiplier" "0"
    """
    text = '2025-01-01 * "x"\n'
    entries, _, options = loader.load_string(text)

    made = Books(entries, options=books.options)

    assert options
    assert not list(checks.placed(made))


def test_the_plugin_tells_what_is_wrong_in_the_entries(tmp_path: Path) -> None:
    shutil.copytree(SOUND, tmp_path, dirs_exist_ok=True)
    main = tmp_path / "main.beancount"
    main.write_text(main.read_text() + 'plugin "stichting_fin.plugin"\n')
    (tmp_path / "foundation.beancount").write_text("")

    _, errors, _ = loader.load_file(str(main))
    books = Books.load(main)

    assert {getattr(error, "code", "") for error in errors} == {"dagboek", "waarde"}
    assert not books.faults


def test_a_document_that_is_gone_is_told_by_beancount_alone(tmp_path: Path) -> None:
    shutil.copytree(SOUND, tmp_path, dirs_exist_ok=True)
    for path in (tmp_path / "documents").rglob("*.*"):
        path.unlink()

    assert set(found(tmp_path)) == {"beancount"}
