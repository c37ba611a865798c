"""The command for reminders: invoice remind."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from stichting_fin.cli import DAY

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from stichting_fin.dossier import Output
    from stichting_fin.figures.herinnering import Herinnering


@click.command("remind")
@click.option("--on", type=DAY, help="The day of the letters; else today.")
@click.option("--to", type=click.Path(file_okay=False, path_type=Path))
@click.pass_obj
def remind_(folder: Path, on: datetime | None, to: Path | None) -> None:
    """Write a letter to each debtor whose invoices are over their term.

    They go to build/herinneringen, a file for each debtor; nothing is booked.
    """
    from stichting_fin import relations
    from stichting_fin.cli import tell
    from stichting_fin.figures import betaalbatch, herinnering

    books = tell.books(folder)
    tell.stop_at(books.faults)
    day = on.date() if on else tell.today()
    known = relations.load(folder / "ledger" / "relaties.toml")
    account = books.accounts[books.account("rgs", betaalbatch.BETAALREKENING)]
    facts = {**books.facts(day), "iban": str(account.get("iban", ""))}
    letters = [
        _letter(folder, each, facts, day)
        for each in herinnering.build(books, known, day)
    ]
    if letters:
        tell.write(to or folder / "build" / "herinneringen" / str(day), letters)
    else:
        click.echo("nobody is over term")


def _letter(
    folder: Path, asked: Herinnering, facts: Mapping[str, str], day: date
) -> Output:
    """Set the letter to one debtor in the words of the foundation."""
    from datetime import timedelta

    from stichting_fin.dossier import Output, templates
    from stichting_fin.figures import herinnering
    from stichting_fin.intake.desk import slug
    from stichting_fin.money import dutch
    from stichting_fin.writers import pdf

    path = folder / "reports/teksten/herinnering.toml"
    brief = herinnering.brief(path)
    values = {
        **facts,
        "totaal": f"€ {dutch(asked.open)}",
        "datum": f"{day:%d-%m-%Y}",
        "uiterlijk": f"{day + timedelta(days=brief.dagen):%d-%m-%Y}",
    }
    words = brief.filled(path, values)
    other, naam = asked.relatie, facts.get("naam", "")
    town = f"{other.postcode} {other.plaats}"
    place = " ".join(facts.get(key, "") for key in ("postcode", "zetel"))
    sender = (naam, facts.get("adres", ""), place, facts["iban"])
    paper = pdf.Paper(
        words.onderwerp,
        naam,
        (pdf.Section("", (words.tekst, asked.table, words.slot)),),
        tuple(filter(None, map(str.strip, (other.naam, other.adres, town)))),
        footer=" · ".join(filter(None, map(str.strip, sender))),
    )
    content = pdf.write(paper, day, templates(folder), "brief.typ")
    return Output(f"herinnering-{slug(asked.relatie.key)}.pdf", content)
