"""The commands of the outbound wing: check, show, open, btw, close, verify."""

from __future__ import annotations

import getpass
import platform
import subprocess
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from stichting_fin.cli import DAY

if TYPE_CHECKING:
    from datetime import date

    from stichting_fin.books import Books
    from stichting_fin.dossier import Output
    from stichting_fin.table import Table

FORMS = click.Choice(["text", "json", "csv", "xlsx"])


@click.command("check")
@click.pass_obj
def check_(folder: Path) -> None:
    """Hold the books against every check, and against the archived files."""
    from stichting_fin import adopted, checks
    from stichting_fin.cli import tell
    from stichting_fin.dossier import layouts
    from stichting_fin.intake import archive
    from stichting_fin.intake.desk import Desk

    books = tell.books(folder)
    plans = layouts(folder)
    tell.stop_at(
        [
            *checks.faults(books),
            *adopted.faults(books, folder / "ledger", plans),
            *archive.faults(folder, Desk.at(folder, books)),
        ]
    )
    click.echo("sound")


@click.command("show")
@click.argument("figure")
@click.argument("period")
@click.option("--as", "form", type=FORMS, default="text", show_default=True)
@click.option("--to", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def show_(folder: Path, figure: str, period: str, form: str, to: Path | None) -> None:
    """Show FIGURE of PERIOD, such as `balans 2025` or `aangifte 2025-Q1`."""
    from stichting_fin.cli import tell

    tables, when = tell.figure(folder, figure, period)
    _give(_drawn(tables, form, when.end), to)


def _give(content: bytes, to: Path | None) -> None:
    """Write to a file, or on the screen."""
    from stichting_fin.cli import tell

    if to:
        tell.save(to, content)
    else:
        click.echo(content, nl=False)


def _drawn(tables: list[Table], form: str, day: date) -> bytes:
    from stichting_fin.writers import csv_table, json_table, text, xlsx

    if form == "xlsx":
        return xlsx.write(tables, day)
    if form == "text":
        return "\n".join(map(text.write, tables)).encode()
    writer = csv_table if form == "csv" else json_table
    return b"\n".join(map(writer.write, tables))


@click.command("explain")
@click.argument("figure")
@click.argument("row")
@click.argument("period")
@click.pass_obj
def explain_(folder: Path, figure: str, row: str, period: str) -> None:
    """Give the postings behind ROW of FIGURE, down to bank line and document."""
    from stichting_fin.cli import tell
    from stichting_fin.fault import UnreadableError
    from stichting_fin.writers import text

    tables, _ = tell.figure(folder, figure, period)
    rows = [each for table in tables for each in table.rows if each.code]
    found = [each for each in rows if each.code == row]
    if not found:
        known = ", ".join(dict.fromkeys(each.code for each in rows))
        raise UnreadableError("row-unknown", row=row, known=known)
    for each in found:
        click.echo(text.write(tell.sources(each)))


@click.command("open")
@click.option("--on", type=DAY, help="The day; else the latest of the books.")
@click.option("--as", "form", type=FORMS, default="text", show_default=True)
@click.option("--to", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def open_(folder: Path, on: datetime | None, form: str, to: Path | None) -> None:
    """Show open debtors and creditors, with their age."""
    from stichting_fin import relations
    from stichting_fin.cli import tell
    from stichting_fin.figures import openstaand

    books = tell.books(folder)
    known = relations.load(folder / "ledger" / "relaties.toml").all
    names = {key: each.naam for key, each in known.items()}
    latest = books.transactions[-1].date if books.transactions else tell.today()
    day = on.date() if on else latest
    _give(_drawn(list(openstaand.on(books, day, names)), form, day), to)


@click.command("btw")
@click.argument("period")
@click.option("--filed-on", type=DAY, help="Seal the return: the day it was filed.")
@click.option("--reference", default="", help="The payment reference of the return.")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def btw_(
    folder: Path, period: str, filed_on: datetime | None, reference: str, as_json: bool
) -> None:
    """Show the btw return of PERIOD with its evidence, or seal it once filed."""
    import json

    from stichting_fin import filing
    from stichting_fin.cli import tell
    from stichting_fin.figures import aangifte
    from stichting_fin.writers import text

    books = tell.books(folder, writes=bool(filed_on))
    when = books.period(period)
    if filed_on:
        faults = [*books.faults, *aangifte.faults(books)]
        tell.stop_at(faults)
        tell.seal(folder, books, filing.file(books, when, filed_on.date(), reference))
        books = tell.books(folder)
    found = aangifte.aangifte(books, when)
    if as_json:
        click.echo(json.dumps(found.plain(), ensure_ascii=False, indent=1))
        return
    for table in found.tables():
        click.echo(text.write(table))


@click.command("close")
@click.argument("boekjaar")
@click.option("--to", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--on", type=DAY, help="The peildatum; else as adopted, or the last entry."
)
@click.option(
    "--draft", is_flag=True, help="Go on in spite of faults; CONCEPT on each page."
)
@click.option(
    "--final", "final_on", type=DAY, help="Adopt the year: the day it was decided."
)
@click.pass_obj
def close_(
    folder: Path,
    boekjaar: str,
    *,
    to: Path | None,
    on: datetime | None,
    draft: bool,
    final_on: datetime | None,
) -> None:
    """Write the annual accounts and the tax package of BOEKJAAR.

    Nothing is written while the books hold a fault.
    """
    from stichting_fin import close
    from stichting_fin.cli import tell
    from stichting_fin.intake import archive
    from stichting_fin.intake.desk import Desk

    books = tell.books(folder, writes=bool(final_on))
    when = books.period(boekjaar)
    faults = [
        *close.faults(books, when, folder),
        *archive.faults(folder, Desk.at(folder, books)),
    ]
    if not draft:
        tell.stop_at(faults)
    day = on.date() if on else close.peildatum(books, when)
    made = list(close.close(books, when, folder, day, draft))
    tell.write(to or folder / "build" / when.name, [*made, _herkomst(folder)])
    if final_on and not draft:
        kept = close.final(books, when, folder, day, on=final_on.date(), closed=made)
        tell.write(folder, kept)
    if draft:
        tell.warn(faults)


def _herkomst(folder: Path) -> Output:
    from stichting_fin import __version__, close

    commit = subprocess.run(  # noqa: S603  # fixed words
        ["git", "-C", str(folder), "rev-parse", "HEAD"],  # noqa: S607  # as installed
        capture_output=True,
        text=True,
        check=False,
    )
    facts = {
        "who": getpass.getuser(),
        "where": platform.node(),
        "when": datetime.now().astimezone().isoformat(timespec="seconds"),
        "commit": commit.stdout.strip(),
        "python": platform.python_version(),
        "program": f"stichting-fin {__version__}",
    }
    return close.herkomst(facts)


@click.command("verify")
@click.argument("path", required=False, type=click.Path(path_type=Path))
@click.option(
    "--from-sources", is_flag=True, help="Make the journals anew and compare."
)
@click.pass_obj
def verify_(folder: Path, path: Path | None, from_sources: bool) -> None:
    """Say whether the package at PATH is whole, and is what the books say."""
    from stichting_fin import verification
    from stichting_fin.cli import tell

    faults: list[object] = []
    books: Books | None = None
    if (folder / "ledger" / "main.beancount").exists():
        books = tell.books(folder)
    if path:
        faults += verification.whole(path)
        if books:
            faults += verification.rebuilt(path, books, folder)
    if from_sources and books:
        faults += _sources(folder, books)
    tell.stop_at(faults)
    click.echo("whole" if path else "equal")


def _sources(folder: Path, books: Books) -> Iterable[object]:
    """Give the differences with the sources: hand edits first, then rules."""
    from stichting_fin.intake import replay

    found = replay.differences(folder, books)
    yield from (each.place for each in found if not each.rule)
    yield from (each.place for each in found if each.rule)
