"""The commands for invoices that we send: invoice new, invoice run."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from stichting_fin.cli import DAY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stichting_fin.intake.desk import Desk
    from stichting_fin.sale import Sale
    from stichting_fin.selling.record import Sent

DRY_RUN = click.option(
    "--dry-run", is_flag=True, help="Show what would be sent; write nothing."
)


@click.command("new")
@click.argument("file", type=click.Path(path_type=Path))
@DRY_RUN
@click.pass_obj
def new_(folder: Path, file: Path, *, dry_run: bool) -> None:
    """Make the invoice or credit note that FILE asks for, and book it."""
    from stichting_fin.cli import tell
    from stichting_fin.selling import compose, request

    asked = request.load(file)
    desk = _desk(folder)
    made = compose.sale(asked, desk, tell.today())
    _write(folder, desk, [made], dry_run=dry_run)


@click.command("run")
@click.argument("period")
@click.option("--on", type=DAY, help="The day of the invoices; else today.")
@DRY_RUN
@click.pass_obj
def run_(folder: Path, period: str, *, on: datetime | None, dry_run: bool) -> None:
    """Make the invoices of all contracts that fall due in PERIOD, each once."""
    from stichting_fin.cli import tell
    from stichting_fin.fault import Fault, UnreadableError
    from stichting_fin.selling import compose, contract

    desk = _desk(folder)
    day = on.date() if on else tell.today()
    faults: list[Fault] = []
    made: list[Sale] = []
    for asked in contract.due(desk.books, desk.books.period(period), faults):
        try:
            taken = [sale.number for sale in made]
            made.append(compose.sale(asked, desk, day, taken))
        except UnreadableError as error:  # the others are invoiced all the same
            faults.append(error.fault)
    _write(folder, desk, made, dry_run=dry_run)
    if not made and not faults:
        click.echo("nothing falls due")
    tell.stop_at(faults)


def _desk(folder: Path) -> Desk:
    """Load books that are sound."""
    from stichting_fin.cli import tell
    from stichting_fin.intake.desk import Desk

    books = tell.books(folder, writes=True)
    tell.stop_at(books.faults)
    return Desk.at(folder, books)


def _write(folder: Path, desk: Desk, sales: list[Sale], *, dry_run: bool) -> None:
    """Set the papers of the invoices and write all there is of them at once."""
    from stichting_fin.commit import commit
    from stichting_fin.dossier import templates
    from stichting_fin.money import dutch
    from stichting_fin.selling import record

    for sale in sales:
        click.echo(f"{sale.number} {sale.buyer.naam} {dutch(sale.gross)}")
    if dry_run:
        return
    shapes = templates(folder)
    sent = [_papers(sale, shapes) for sale in sales]
    writes = record.written(sent, desk)
    commit(folder, writes)
    for path in writes:
        click.echo(path.relative_to(folder))


def _papers(sale: Sale, shapes: Mapping[str, str]) -> Sent:
    from stichting_fin.selling.record import Sent
    from stichting_fin.writers import factuur, ubl

    papers = {"xml": ubl.write(sale), "pdf": factuur.write(sale, shapes)}
    return Sent(sale, papers)
