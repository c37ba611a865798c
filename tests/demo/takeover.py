"""Seal what was filed before the takeover: `PYTHONPATH=src:tests python -m demo.takeover .`.

The one module here that uses the program: the form of a seal is the program's own.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from beancount.core import data

from demo import hand
from stichting_fin import filing, journal, seal
from stichting_fin.books import Books

NAME = "overname-2024"
FIRST = date(2025, 1, 1)  # all before it was filed from the package before
FOLDER = Path("ledger", "2024")


def files(books: Books) -> dict[str, bytes]:
    """Give the seal, and the journal with the directive that holds its SHA-256."""
    bare = Books(
        [entry for entry in books.entries if not _seal(entry)], path=books.path
    )
    day, reference = hand.FILED_2024[-1]
    filed = filing.take_over(bare, NAME, FIRST, day, reference)
    text = (
        "; Wat voor de overname is aangegeven; de aangiften zelf staan in overname.\n\n"
    )
    text += "".join(map(journal.written, filed.entries))
    return {filed.file: filed.posten.encode(), "aangiften.beancount": text.encode()}


def main(house: Path) -> None:
    """Write the seal into an administration."""
    for name, content in files(Books.load(house / "ledger" / "main.beancount")).items():
        (house / FOLDER / name).write_bytes(content)


def _seal(entry: data.Directive) -> bool:
    return isinstance(entry, data.Custom) and entry.type == seal.KIND


if __name__ == "__main__":
    main(Path(sys.argv[1]))
