"""The command for invoices by hand: invoice, each of whose words has its own module."""

from __future__ import annotations

from importlib import import_module

import click

WORDS: dict[str, str] = {
    "new": "sales",
    "receive": "receive",
    "remind": "remind",
    "run": "sales",
}  # word -> the module of this package that holds it


class Face(click.Group):
    """A group that imports the module of a word when that word is asked."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's
        """Name every word."""
        return sorted(WORDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:  # noqa: ARG002  # click's
        """Give the command of a word, importing no more than its own module."""
        if name not in WORDS:
            return None
        module = import_module(f"stichting_fin.cli.{WORDS[name]}")
        found: click.Command = getattr(module, f"{name}_")
        return found


@click.group("invoice", cls=Face)
def invoice_() -> None:
    """Make invoices, or take in those that are only paper."""
