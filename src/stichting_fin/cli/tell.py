"""What every command does alike: load the books, tell faults, end with the exit."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import click

from stichting_fin import figures, journal
from stichting_fin.books import Books
from stichting_fin.commit import PLAN, alone, commit, recover
from stichting_fin.dossier import Output
from stichting_fin.fault import UnreadableError
from stichting_fin.filing import Filed
from stichting_fin.intake import tallied
from stichting_fin.intake.readers import csv_bank
from stichting_fin.intake.tallied import Tally
from stichting_fin.money import ZERO
from stichting_fin.period import Period
from stichting_fin.table import Column, Form, Kind, Row, Table
from stichting_fin.writers import text


def books(administration: Path, *, writes: bool = False) -> Books:
    """Load the books, after finishing what a killed import left.

    A command that writes has them to itself until it ends.

    Raises:
        UnreadableError: Another command is at work.
    """
    main = administration / "ledger" / "main.beancount"
    if writes and main.exists():
        click.get_current_context().with_resource(alone(administration))
        recover(administration)
    elif (administration / PLAN).exists():
        with alone(administration):
            recover(administration)
    speak(administration)
    return Books.load(main)


def today() -> date:
    """Give the day it is, by her own calendar: no other code asks."""
    return date.today()  # noqa: DTZ011  # hers


def speak(administration: Path) -> None:
    """Let the readers know the bank formats that the foundation described itself."""
    csv_bank.FORMATEN.set(administration / "importers" / "formaten")


def figure(administration: Path, name: str, period: str) -> tuple[list[Table], Period]:
    """Work a figure out; give also the period that was meant.

    Raises:
        UnreadableError: There is no such figure, or no such period.
    """
    reports = administration / "reports"
    known = list(figures.names(reports))
    if name not in known:
        raise UnreadableError("figure-unknown", figure=name, known=", ".join(known))
    found = books(administration)
    when = found.period(period)
    return list(figures.tables(name, found, when, reports)), when


def sources(row: Row) -> Table:
    """Lay out the postings behind a row."""
    columns = (
        Column("EUR"),
        Column("Account", Form.TEXT),
        Column("Who", Form.TEXT),
        Column("Text", Form.TEXT),
        Column("Bron", Form.TEXT),
        Column("Document", Form.TEXT),
        Column("Place", Form.TEXT),
    )
    rows = [
        Row(
            Kind.LINE,
            str(each.day),
            (
                each.amount,
                each.account,
                each.payee,
                each.text,
                each.bron,
                each.document,
                each.place,
            ),
        )
        for each in row.sources
    ]
    total = sum((each.amount for each in row.sources), ZERO)
    rows.append(Row(Kind.TOTAL, row.label, (total, *[None] * (len(columns) - 1))))
    return Table(row.label, columns, tuple(rows))


def imported(tallies: Iterable[Tally]) -> None:
    """Tell what became of the files of an import, if there were any."""
    table = tallied.table(tallies)
    if table.rows:
        click.echo(text.write(table))


def stop_at(faults: Iterable[object]) -> None:
    """Tell the faults, if any, and end with exit 1."""
    told = list(faults)
    for fault in told:
        click.echo(fault, err=True)
    if told:
        raise SystemExit(1)


def warn(faults: Iterable[object]) -> None:
    """Tell faults that a draft goes on in spite of."""
    for fault in faults:
        click.echo(fault, err=True)


def write(folder: Path, outputs: Iterable[Output]) -> None:
    """Write the files of a close: all of them, or none when the disk refuses."""
    root = folder.resolve()
    made = {root / output.name: output.content for output in outputs}
    commit(root, made)
    for path in made:
        click.echo(_near(path))


def save(path: Path, content: bytes) -> None:
    """Write one file, whole or not at all."""
    root = path.resolve().parent
    commit(root, {root / path.name: content})
    click.echo(_near(root / path.name))


def seal(administration: Path, books: Books, filed: Filed) -> None:
    """Write down that a return was filed: its seal and its entries."""
    day = filed.entries[0].date
    home = administration / "ledger" / books.boekjaar_of(day).name
    path = home / "aangiften.beancount"
    merged = journal.merge(journal.read(path), filed.entries, path)
    commit(
        administration,
        {home / filed.file: filed.posten.encode(), path: merged.encode()},
    )


def _near(path: Path) -> str:
    """Name a file from here, when it is below here."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)
