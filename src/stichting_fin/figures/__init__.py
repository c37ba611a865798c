"""Figures: from the books to tables. Nothing here knows a file format.

A figure is found by its name: a layout in `reports/`, else a module here, which
offers `build(books, boekjaar)`.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from stichting_fin.books import Books
from stichting_fin.period import Period
from stichting_fin.table import Table

LISTS = (
    "kolommenbalans",
    "grootboekkaarten",
    "journaal",
    "openstaand",
    "vrijwilligers",
)
COMPUTED = ("aangifte", "bestemming", *LISTS)


def names(reports: Path) -> Iterator[str]:
    """Give the name of every figure: the layouts first."""
    yield from (path.stem for path in sorted(reports.glob("*.toml")))
    yield from COMPUTED


def tables(name: str, books: Books, boekjaar: Period, reports: Path) -> Iterator[Table]:
    """Work a figure out, by its name.

    Raises:
        UnreadableError: The layout is not sound.
    """
    layout = import_module(f"{__name__}.layout")
    if (path := reports / f"{name}.toml").exists():
        yield layout.build(books, layout.load(path), boekjaar)
    else:
        yield from import_module(f"{__name__}.{name}").build(books, boekjaar)
