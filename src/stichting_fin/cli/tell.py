"""What every command does alike: load the books, tell faults, end with the exit."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from stichting_fin.books import Books
from stichting_fin.commit import recover


def books(administration: Path) -> Books:
    """Load the books, after finishing what a killed import left."""
    recover(administration)
    return Books.load(administration / "ledger" / "main.beancount")


def stop_at(faults: Iterable[object]) -> None:
    """Tell the faults, if any, and end with exit 1."""
    told = list(faults)
    for fault in told:
        click.echo(fault, err=True)
    if told:
        raise SystemExit(1)
