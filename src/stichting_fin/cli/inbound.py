"""The commands of the inbound wing: read, import, status."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from stichting_fin.books import Books

LARGE = 1_000_000  # bytes that take a while to read
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
@click.option("--suggest", is_flag=True, help="Propose rules; write nothing.")
@click.option(
    "--review",
    is_flag=False,
    flag_value="",
    metavar="[FILE]",
    help="Write what waits to a file, or take the answers in FILE.",
)
@click.pass_obj
def import_(
    folder: Path,
    paths: tuple[Path, ...],
    *,
    dry_run: bool,
    accept: str,
    undo: Path | None,
    suggest: bool,
    review: str | None,
) -> None:
    """Book the files of the inbox, and PATHS. A second time changes nothing."""
    from stichting_fin.cli import tell

    books = tell.books(folder, writes=not (suggest or review == ""))
    if undo:
        _undo(folder, books, undo)
    elif suggest:
        _suggest(folder, books)
    elif review == "":
        _ask(folder, books)
    else:
        if review:
            _answer(folder, books, Path(review))
        _book(folder, books, paths, accept=accept, dry_run=dry_run)


def _book(
    folder: Path, books: Books, paths: tuple[Path, ...], *, accept: str, dry_run: bool
) -> None:
    """Book what is in the inbox, and files from elsewhere."""
    from stichting_fin.cli import tell
    from stichting_fin.commit import commit
    from stichting_fin.intake import arrival, inbox

    copies = arrival.deliver(folder, paths)
    try:
        result = inbox.run(folder, books, accept=accept, progress=_progress)
    finally:
        if dry_run:
            arrival.withdraw(folder, copies)
    if not dry_run:
        commit(folder, result.writes, result.moves)
    tell.imported(result.tallies)
    tell.stop_at(result.faults)


def _undo(folder: Path, books: Books, file: Path) -> None:
    """Take an import back: all of it, or nothing when a fault forbids it."""
    from stichting_fin.cli import tell
    from stichting_fin.commit import commit
    from stichting_fin.intake import replay, undo

    undone = undo.run(folder, books, file)
    tell.stop_at(undone.faults)
    tell.stop_at(replay.edited(folder, books, undone.refs))
    commit(folder, undone.writes, undone.moves, undone.gone)
    click.echo(f"-{undone.entries} {undone.moves[0][1].relative_to(folder)}")


def _suggest(folder: Path, books: Books) -> None:
    """Print the relations that invoices lack, and the rules that history proposes."""
    from stichting_fin.intake import arrival, delivery
    from stichting_fin.intake.asking import guess, stranger, suggest
    from stichting_fin.intake.desk import Desk

    desk = Desk.at(folder, books)
    invoices = delivery.invoices(arrival.waiting(folder))
    for text in stranger.written(stranger.strangers(invoices, desk)):
        click.echo(text)
    for text in suggest.written(suggest.suggestions(desk)):
        click.echo(text)
    for each in guess.guesses(desk):
        click.echo(each)


def _ask(folder: Path, books: Books) -> None:
    """Write what waits to the review file."""
    from stichting_fin.cli import tell
    from stichting_fin.intake.asking import review
    from stichting_fin.intake.desk import Desk

    today = tell.today()
    text = review.written(Desk.at(folder, books), today)
    tell.save(Path(review.NAME), text.encode())


def _answer(folder: Path, books: Books, file: Path) -> None:
    """Keep the answers of a review as decisions and rules."""
    from stichting_fin.cli import tell
    from stichting_fin.commit import commit
    from stichting_fin.intake.asking import review
    from stichting_fin.intake.desk import Desk

    today = tell.today()
    answers = review.answered(Desk.at(folder, books), file, today)
    tell.stop_at(answers.faults)
    commit(folder, answers.writes)


def _progress(paths: list[Path]) -> Iterable[Path]:
    """Show a bar over the bytes to read, when there are many and somebody looks."""
    sizes = [path.stat().st_size for path in paths]
    if not sys.stderr.isatty() or sum(sizes) < LARGE:
        return paths
    from tqdm import tqdm

    return _counted(paths, sizes, tqdm(total=sum(sizes), unit="B", unit_scale=True))


def _counted(paths: list[Path], sizes: list[int], bar: Any) -> Iterator[Path]:
    """Give each file, and move the bar on when it has been read."""
    with bar:
        for path, size in zip(paths, sizes, strict=True):
            bar.set_description(path.name)
            yield path
            bar.update(size)


@click.command("status")
@click.pass_obj
def status_(folder: Path) -> None:
    """Tell how far the books are, what waits for a person, and what is due."""
    from stichting_fin import status
    from stichting_fin.cli import tell
    from stichting_fin.intake.desk import Desk
    from stichting_fin.writers import text

    desk = Desk.at(folder, tell.books(folder))
    shown = status.tables(desk, tell.today())
    click.echo("\n\n".join(map(text.write, shown)))
