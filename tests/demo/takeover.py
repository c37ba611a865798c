"""Seal what was filed before the takeover: `PYTHONPATH=src:tests python -m demo.takeover .`.

The one module here that uses the program: the form of a seal is the program's own.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path

from beancount.core import data

from demo import hand
from demo.returns import filed
from stichting_fin import seal
from stichting_fin.books import Books

FIRST = date(2025, 1, 1)  # all before it was filed from the package before
PERIOD = "overname-2024"  # no period: the program then knows it for a takeover
FOLDER = Path("ledger", "2024")


def held(books: Books) -> Iterator[data.Transaction]:
    """Give the entries with btw of before the takeover, but those that file a return."""
    for entry in books.transactions:
        accounts = (books.accounts[posting.account] for posting in entry.postings)
        coded = any("btw" in (posting.meta or {}) for posting in entry.postings)
        taxed = coded or any("rubriek" in labels for labels in accounts)
        if entry.date < FIRST and taxed and "aangifte" not in (entry.tags or ()):
            yield entry


def files(books: Books) -> dict[str, bytes]:
    """Give the seal and the directive that holds its SHA-256."""
    posten = seal.write(seal.lines(books, held(books))).encode()
    day, reference = hand.FILED_2024[-1]
    last = filed(hand.year_2024(), 2024)[-1]
    text = (
        "; Wat voor de overname is aangegeven, in een zegel: de aangiften zelf staan in overname.\n\n"
        f'2024-12-31 custom "aangifte" "{PERIOD}" "{sha256(posten).hexdigest()}" {day}'
        f' "{reference}" {last.te_betalen} EUR\n'
    )
    return {f"aangifte-{PERIOD}.posten": posten, "aangiften.beancount": text.encode()}


def main(house: Path) -> None:
    """Write the seal into an administration."""
    for name, content in files(Books.load(house / "ledger" / "main.beancount")).items():
        (house / FOLDER / name).write_bytes(content)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
