"""The command for invoices by hand: invoice, each of whose words has its own module."""

from __future__ import annotations

import click

from stichting_fin.cli import Lazy

WORDS = {  # word -> the module of this package that holds it
    "new": "sales",
    "receive": "receive",
    "remind": "remind",
    "run": "sales",
}


@click.group("invoice", cls=Lazy, modules=WORDS)
def invoice_() -> None:
    """Make invoices, or take in those that are only paper."""
