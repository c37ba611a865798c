"""The commands of the inbound wing: read, import, status."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from stichting_fin.books import Books

PATHS = click.argument("paths", nargs=-1, type=click.Path(path_type=Path))


@click.command("read")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One object a file.")
@click.pass_obj
def read_(folder: Path, files: tuple[Path, ...], as_json: bool) -> None:
    """Show what FILES say, touching no books."""
    from stichting_fin.intake import shown
    from stichting_fin.intake.readers import csv_bank

    csv_bank.FORMATEN.set(folder / "importers" / "formaten")
    show = shown.write_json if as_json else shown.write_text
    raise SystemExit(max(show(path, sys.stdout) for path in files))


@click.command("import")
@PATHS
@click.option(
    "--dry-run", is_flag=True, help="Show what would be booked; write nothing."
)
@click.option(
    "--accept", default="", metavar="REASON", help="Book what does not add up."
)
@click.option(
    "--undo",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Take the import of an archived file back.",
)
@click.pass_obj
def import_(
    folder: Path,
    paths: tuple[Path, ...],
    dry_run: bool,
    accept: str,
    undo: Path | None,
) -> None:
    """Book the files of the inbox, and PATHS. A second time changes nothing."""
    from stichting_fin.cli import tell
    from stichting_fin.commit import commit
    from stichting_fin.intake import inbox, shown

    books = tell.books(folder)
    if undo:
        _undo(folder, books, undo)
        return
    inbox.deliver(folder, paths)
    result = inbox.run(folder, books, accept=accept, progress=_progress)
    if not dry_run:
        commit(folder, result.writes, result.moves)
    shown.write_tallies(result.tallies, sys.stdout)
    tell.stop_at(result.faults)


def _undo(folder: Path, books: Books, file: Path) -> None:
    """Take an import back: all of it, or nothing when a fault forbids it."""
    from stichting_fin.cli import tell
    from stichting_fin.commit import commit
    from stichting_fin.intake import undo

    undone = undo.run(folder, books, file)
    tell.stop_at(undone.faults)
    commit(folder, undone.writes, undone.moves, undone.gone)
    click.echo(f"-{undone.entries} {undone.moves[0][1].relative_to(folder)}")


def _progress(paths: list[Path]) -> Iterable[Path]:
    """Show a bar on long work, when somebody is looking."""
    if not sys.stderr.isatty():
        return paths
    from tqdm import tqdm

    return tqdm(paths, unit="file", leave=False)


@click.command("status")
@click.pass_obj
def status_(folder: Path) -> None:
    """Tell how far the books are, what waits for a person, and what is due."""
    from datetime import date

    from stichting_fin import status
    from stichting_fin.cli import tell
    from stichting_fin.intake.desk import Desk
    from stichting_fin.writers import text

    desk = Desk.at(folder, tell.books(folder))
    shown = status.tables(desk, date.today())  # noqa: DTZ011  # her own calendar
    click.echo("\n\n".join(map(text.write, shown)))
