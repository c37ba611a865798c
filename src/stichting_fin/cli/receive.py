"""The word `receive` of `invoice`: an invoice that is only paper or a plain PDF."""

from __future__ import annotations

import re
from collections.abc import Callable, Container
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from stichting_fin.cli import DAY

if TYPE_CHECKING:
    from stichting_fin.intake.desk import Desk
    from stichting_fin.intake.paper.draft import Draft

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("receive")
@click.argument("file", type=FILE)
@click.option("--on", type=DAY, help="The day it came in; else today.")
@click.option(
    "--draft", is_flag=True, help="Write what the text proposes; book nothing."
)
@click.pass_obj
def receive_(folder: Path, file: Path, *, on: datetime | None, draft: bool) -> None:
    """Book FILE, a photo or a PDF that no program can read.

    What it says is asked here, or taken from FILE.toml when that lies beside it.
    What the text of a PDF shows is proposed, with the line that says it.
    """
    from stichting_fin.cli import tell
    from stichting_fin.fault import UnreadableError
    from stichting_fin.intake import arrival, delivery
    from stichting_fin.intake.desk import Desk
    from stichting_fin.intake.paper import draft as drafts
    from stichting_fin.intake.paper import receipt

    desk = Desk.at(folder, tell.books(folder, writes=not draft))
    today = tell.today()
    place = receipt.beside(file)
    if draft and place.exists():
        raise UnreadableError("receipt-there", place)
    try:
        delivery.load(file)
    except UnreadableError as error:
        if error.code not in receipt.PAPER:
            raise
        made = drafts.proposed(file, desk, today)
        if not draft:
            _ask(made, desk, place)
        tell.save(place, drafts.text(made).encode())
    if not draft:
        day = f"{on.date()}" if on else ""
        _book(folder, desk, file, day or arrival.day_of(file) or f"{today}")


def _book(folder: Path, desk: Desk, file: Path, day: str) -> None:
    """Lay the file and its TOML in the inbox, under the day, and book it alone."""
    from stichting_fin.cli import tell
    from stichting_fin.commit import commit
    from stichting_fin.intake import arrival, inbox

    copy = arrival.received(folder, file, day).resolve()
    result = inbox.run(folder, desk.books, only=lambda path: path.resolve() == copy)
    commit(folder, result.writes, result.moves)
    tell.imported(result.tallies)
    tell.stop_at(result.faults)


def _ask(draft: Draft, desk: Desk, place: Path) -> None:
    """Ask what the paper says, until it adds up or a person says that it does not."""
    from stichting_fin.fault import told
    from stichting_fin.intake.paper import draft as drafts
    from stichting_fin.intake.paper import receipt

    _one(draft, "relatie", _of(desk.relations.all))
    usual = drafts.usual(desk.relations.all[draft.said["relatie"]])
    draft.said = {**usual, **draft.said}
    _one(draft, "factuurnummer", str)
    _one(draft, "factuurdatum", _day)
    _one(draft, "vervaldatum", _day, optional=True)
    _one(draft, "iban", _iban, optional=True)
    _one(draft, "kenmerk", str, optional=True)
    _one(draft, "omschrijving", str, optional=True)
    _one(draft, "account", _of(desk.books.accounts))
    _labels(draft)
    while True:
        _one(draft, "totaal", _amount)
        _rates(draft)
        _one(draft, "by", str)
        said = {**draft.said, "tarief": draft.tarief}
        wrong = receipt.invoice(receipt.made(said, place), place).refused
        if wrong is None:
            return
        click.echo(told(wrong.code, wrong.values))
        if click.confirm("!"):
            return


def _one(
    draft: Draft, key: str, read: Callable[[str], Any], *, optional: bool = False
) -> None:
    """Ask one thing, under the line of the text that proposes it."""
    said = f"{draft.said.pop(key, '')}"
    answer = _prompt(key, draft.notes.get(key, ""), said, read, optional=optional)
    if answer:
        draft.said[key] = answer


def _prompt(
    key: str, note: str, said: str, read: Callable[[str], Any], *, optional: bool
) -> Any:
    from stichting_fin.intake.paper import receipt

    if note:
        click.echo(f"# {receipt.inline(note)}")
    return click.prompt(
        key,
        default=said or ("" if optional else None),
        show_default=bool(said),
        value_proc=lambda text: read(text.strip()) if text.strip() else "",
    )


def _labels(draft: Draft) -> None:
    """Ask all labels on one line: taak=communicatie platform=weblog."""
    from stichting_fin.relations import LABELS

    said = " ".join(
        f"{name}={draft.said.pop(name)}" for name in LABELS if name in draft.said
    )
    found = _prompt("labels", "", said, _pairs, optional=True)
    draft.said |= dict(found or ())


def _rates(draft: Draft) -> None:
    """Ask all rates on one line: procent grondslag btw; and so on."""
    said = "; ".join(" ".join(map(str, each.values())) for each in draft.tarief)
    notes = [note for key, note in draft.notes.items() if key.startswith("tarief.")]
    found = _prompt("tarief", " | ".join(notes), said, _groups, optional=True)
    draft.tarief = list(found or ())


def _of(known: Container[str]) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in known:
            raise click.BadParameter(f"{text}?")
        return text

    return read


def _iban(text: str) -> str:
    from stichting_fin.intake import identity

    if not (found := identity.iban(text)):
        raise click.BadParameter(f"{text}?")
    return found


def _day(text: str) -> date:
    for form in ("%Y-%m-%d", "%d-%m-%Y"):
        with suppress(ValueError):
            return datetime.strptime(text, form).date()  # noqa: DTZ007  # a day
    raise click.BadParameter("2025-01-31")


def _amount(text: str) -> Decimal:
    """Read an amount as a person types it: 1234,50 or 1234.50."""
    if not re.fullmatch(r"-?\d+([.,]\d+)?", text):
        raise click.BadParameter("1234,50")
    return Decimal(text.replace(",", "."))


def _groups(text: str) -> list[dict[str, Any]]:
    return [_group(each.split()) for each in text.split(";") if each.strip()]


def _group(words: list[str]) -> dict[str, Any]:
    if len(words) not in {3, 4}:
        raise click.BadParameter("21 100,00 21,00")
    found: dict[str, Any] = {
        key: _amount(word)
        for key, word in zip(("procent", "grondslag", "btw"), words, strict=False)
    }
    return found | ({"categorie": words[3]} if words[3:] else {})


def _pairs(text: str) -> dict[str, str]:
    from stichting_fin.relations import LABELS

    found = dict(each.partition("=")[::2] for each in text.split())
    if not (found.keys() <= set(LABELS) and all(found.values())):
        raise click.BadParameter(" ".join(f"{name}=..." for name in LABELS))
    return found
