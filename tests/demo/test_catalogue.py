"""Each check can fail: the smallest change to the demonstration's books, once lived."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from stichting_fin import close
from stichting_fin.books import Books

CATALOGUE = tomllib.loads(Path(__file__).with_name("catalogue.toml").read_text("utf-8"))


@contextmanager
def changed(path: Path, said: dict[str, Any]) -> Iterator[None]:
    """Change a file for a moment."""
    text, old = path.read_text("utf-8"), said.get("old", "")
    assert old in text
    new = text.replace(old, said["new"], 1) if old else text + said["new"] + "\n"
    path.write_text(new, "utf-8")
    try:
        yield
    finally:
        path.write_text(text, "utf-8")


def found(house: Path) -> list[str]:
    books = Books.load(house / "ledger/main.beancount")
    return [each.code for each in close.faults(books, books.period("2025"), house)]


def test_the_lived_year_has_no_fault(lived: Path) -> None:
    assert not found(lived)


@pytest.mark.parametrize("said", CATALOGUE["check"], ids=lambda said: said["name"])
def test_the_smallest_change_trips_its_check_and_no_other(
    lived: Path, said: dict[str, Any]
) -> None:
    with changed(lived / "ledger" / said["file"], said):
        codes = set(found(lived))

    assert codes == {said["code"], *said.get("also", ())}
