"""One close in a process of its own, its stages timed: `job.py FOLDER core|all`.

It prints the CPU seconds of each stage as JSON; `core` ends before the writers.
"""

from __future__ import annotations

import gc
import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from time import process_time

from stichting_fin import adopted, checks
from stichting_fin.books import Books
from stichting_fin.figures import (
    aangifte,
    bestemming,
    grootboekkaarten,
    journaal,
    kolommenbalans,
    layout,
    openstaand,
    toelichting,
)
from stichting_fin.period import Period, quarters
from stichting_fin.table import Table

STATEMENTS = ("balans", "baten-en-lasten")


@dataclass
class Job:
    """A close without its files, and the CPU seconds of each stage in their order."""

    folder: Path
    spent: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        """Add what is done within to a stage."""
        begin = process_time()
        yield
        self.spent[stage] = self.spent.get(stage, 0) + process_time() - begin

    def core(self) -> tuple[Books, Period, list[list[Table]]]:
        """Load, check, and work out every figure and every return."""
        with self.timed("load"):
            books = Books.load(self.folder / "ledger/main.beancount")
        boekjaar = books.period("2025")
        reports = self.folder / "reports"
        plans = [layout.load(reports / f"{name}.toml") for name in STATEMENTS]
        with self.timed("checks"):
            faults = list(checks.faults(books, boekjaar.end))
            for plan in plans:
                faults += layout.unshown(books, plan, boekjaar)
            faults += adopted.faults(books, self.folder / "ledger", plans)
        assert not faults, str(faults[0])
        with self.timed("statements"):
            sheets = [layout.build(books, plan, boekjaar) for plan in plans]
            sheets += bestemming.build(books, boekjaar)
            for note in toelichting.build(
                books, boekjaar, reports / "teksten/2025.toml"
            ):
                sheets += note.tabellen
            sheets += kolommenbalans.build(books, boekjaar)
            sheets += openstaand.build(books, boekjaar)
        with self.timed("cards and journaal"):
            cards = list(grootboekkaarten.build(books, boekjaar))
            days = list(journaal.build(books, boekjaar))
        with self.timed("btw"):
            forms = aangifte.aangiften(books, quarters(boekjaar))
            returns = [table for form in forms for table in form.tables()]
        assert returns
        return books, boekjaar, [sheets, cards, days]

    def rest(self, books: Books, boekjaar: Period, tables: list[list[Table]]) -> None:
        """Write what a close writes (but for the PDF), and read the archive again."""
        with self.timed("imports of writers"):
            from stichting_fin import relations  # noqa: PLC0415  # timed apart
            from stichting_fin.figures import auditfile  # noqa: PLC0415
            from stichting_fin.intake import archive  # noqa: PLC0415
            from stichting_fin.intake.desk import Desk  # noqa: PLC0415
            from stichting_fin.writers import xaf, xlsx  # noqa: PLC0415
        with self.timed("bare loop"):
            moved = _moved(books)
        assert moved
        with self.timed("auditfile"):
            known = relations.load(self.folder / "ledger/relaties.toml")
            file = auditfile.build(books, boekjaar, known, boekjaar.end)
            size = sum(map(len, xaf.write(file)))
        assert size
        with self.timed("xlsx"):
            for each in tables:
                xlsx.write(each, boekjaar.end)
        with self.timed("archive"):
            sum(1 for _ in archive.faults(self.folder, Desk.at(self.folder, books)))


def _moved(books: Books) -> dict[str, Decimal]:
    """Sum every posting by account, as plainly as can be: what figures are held to."""
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    for entry in books.transactions:
        for posting in entry.postings:
            units = posting.units
            sums[posting.account] += units.number  # type: ignore[union-attr, operator]  # loaded
    return sums


def main() -> None:
    """Run as the arguments say and print what each stage cost."""
    gc.disable()  # as the command line does
    job = Job(Path(sys.argv[1]), {"imports": process_time()})
    made = job.core()
    if sys.argv[2] == "all":
        job.rest(*made)
    print(json.dumps(job.spent))  # noqa: T201  # the parent reads it


if __name__ == "__main__":
    main()
