"""Exports of bookkeeping programs: what their readers of invoices do alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from stichting_fin.fault import UnreadableError
from stichting_fin.intake.billing import consistency
from stichting_fin.intake.invoice import Invoice, Vat
from stichting_fin.intake.statement import Note
from stichting_fin.money import ZERO

UNTOLD = "?"  # a category that the export does not tell: a person must say the code


def documents(found: Iterable[Invoice | None], path: Path) -> Iterator[Invoice]:
    """Give the invoices of an export; None stands for what is no invoice yet.

    The first says how many were left out: drafts, and what is no invoice at all.

    Raises:
        UnreadableError: There is no invoice in it.
    """
    listed = list(found)
    invoices = [each for each in listed if each is not None]
    if not invoices:
        raise UnreadableError("export-empty", path, number=len(listed))
    left = len(listed) - len(invoices)
    notes = (Note("export-skipped", {"number": left}),) if left else ()
    for number, invoice in enumerate(invoices):
        more = notes if number == 0 else ()
        checked = consistency.checked(invoice, {})
        yield replace(checked, warnings=(*checked.warnings, *more))


def groups(
    parts: Iterable[tuple[str, Decimal | None, Decimal, Decimal]],
) -> tuple[Vat, ...]:
    """Add up the parts of one category and rate: (category, rate, base, tax)."""
    found: dict[tuple[str, Decimal | None], tuple[Decimal, Decimal]] = {}
    for category, rate, base, tax in parts:
        bases, taxes = found.get((category, rate), (ZERO, ZERO))
        found[category, rate] = (bases + base, taxes + tax)
    return tuple(Vat(*key, *sums) for key, sums in found.items())


def category(tax: Decimal) -> str:
    """Give the category of a part whose export tells the btw only."""
    return "S" if tax else UNTOLD


def unsaid(vat: tuple[Vat, ...], tax: Decimal) -> Note | None:
    """Give why an invoice that charges btw cannot be booked without a breakdown."""
    return Note("export-breakdown", {"tax": tax}) if tax and not vat else None
