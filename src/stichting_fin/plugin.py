"""The plugin: our checks inside Beancount, for bean-check, Fava and editors."""

from __future__ import annotations

from typing import Any

from beancount.core import data

from stichting_fin import checks
from stichting_fin.books import OWN, Books
from stichting_fin.fault import Fault

__plugins__ = ("check",)


def check(
    entries: data.Entries, options: dict[str, Any]
) -> tuple[data.Entries, list[Fault]]:
    """Give the entries as they are, with what is wrong in them.

    Our own commands run every check after the load, so here they wait.
    """
    if OWN.get():
        return entries, []
    return entries, list(checks.entries(Books(entries, options=options)))
