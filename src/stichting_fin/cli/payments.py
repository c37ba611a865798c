"""The command for payments out: pay."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from stichting_fin.cli import DAY

if TYPE_CHECKING:
    from datetime import date

    from stichting_fin.figures.betaalbatch import Betaalbatch


@click.command("pay")
@click.option("--until", type=DAY, required=True, help="Pay what is due by this day.")
@click.option("--on", type=DAY, help="Execute all on this day; else each when due.")
@click.option("--net", is_flag=True, help="Take off credit notes of the creditor.")
@click.option(
    "--version", type=click.Choice(["09", "03"]), default="09", help="Of pain.001.001."
)
@click.option("--to", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def pay_(
    folder: Path,
    *,
    until: datetime,
    on: datetime | None,
    net: bool,
    version: str,
    to: Path | None,
) -> None:
    """Write a payment file for due purchase invoices, and the list to sign.

    What must not be paid is left out and told: exit 1. The batch is kept in
    ledger/betaalbatches; take its file away when the bank refuses it.
    """
    from stichting_fin import payment, relations
    from stichting_fin.cli import tell
    from stichting_fin.commit import commit
    from stichting_fin.figures import betaalbatch
    from stichting_fin.writers import pain, text

    books = tell.books(folder, writes=True)
    tell.stop_at(books.faults)
    ledger = folder / "ledger"
    today = tell.today()
    asked = betaalbatch.Asked(
        until.date(), today, on.date() if on else None, net, payment.sent(ledger)
    )
    made = betaalbatch.build(books, relations.load(ledger / "relaties.toml"), asked)
    batch = made.batch
    if batch.transfers:
        target = (to or folder / "build" / f"{batch.id}.xml").resolve()
        drawn = _paper(folder, made, today)
        tell.save(target, b"".join(pain.write(batch, today, version)))
        tell.save(target.with_suffix(".pdf"), drawn)
        record = ledger / payment.FOLDER / f"{batch.id}.toml"
        commit(folder, {record: batch.record.encode()})
        click.echo(text.write(made.table()))
    tell.warn(made.warnings)
    tell.stop_at(made.faults)


def _paper(folder: Path, made: Betaalbatch, day: date) -> bytes:
    """Draw the list that two people sign, what to look at before anything else."""
    from stichting_fin.dossier import templates
    from stichting_fin.fault import LANGUAGE
    from stichting_fin.writers import pdf

    token = LANGUAGE.set("nl")
    said = "\n".join(f"- {each.message}" for each in made.warnings)
    LANGUAGE.reset(token)
    table = made.table()
    sections = (pdf.Section(table.title, (*filter(None, [said]), table)),)
    signed = (("", "Opgesteld door"), ("", "Akkoord"))
    naam = made.batch.naam
    paper = pdf.Paper("Betaalbatch", naam, sections, signatories=signed)
    return pdf.write(paper, day, templates(folder), "overzicht.typ")
