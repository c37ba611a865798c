"""Loading a ledger: Beancount's own steps, with a short way for plain entries.

An entry is plain when all its amounts are written out, in one currency, without a
price or a cost: whatever `import` writes. Nothing of it is to be booked, and what
adds up to zero needs no tolerance. Beancount itself does the rest, and the outcome is
the same as of its `load_file`; a test holds the two together.
"""

from __future__ import annotations

import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

from beancount import loader
from beancount.core import data
from beancount.core.interpolate import AUTOMATIC_TOLERANCES, infer_tolerances
from beancount.core.number import MISSING
from beancount.ops import validation
from beancount.parser import booking

from stichting_fin.money import CENT, ZERO

Errors = list[Any]
Options = dict[str, Any]


def load(path: Path) -> tuple[data.Directives, Errors, Options]:
    """Load a ledger with all that it includes; no cache is read or written.

    Returns:
        Entries by date, errors and options, equal to those of
        `beancount.loader.load_file` but for the hash by which its cache knows a file.
    """
    entries, errors, options = loader._parse_recursive([(str(path), True)], None)  # noqa: SLF001  # the only way past its booking
    entries.sort(key=data.entry_sortkey)
    entries, unbooked = _booked(entries, options)
    path_before = sys.path[:]
    sys.path[:0] = options["pythonpath"]  # where a ledger's own plugins may be
    try:
        entries, errors = loader.run_transformations(
            entries, [*errors, *unbooked], options, None
        )
    finally:
        sys.path[:] = path_before
    return entries, [*errors, *_invalid(entries, options)], options


def _booked(
    entries: data.Directives, options: Options
) -> tuple[data.Directives, Errors]:
    """Fill in what an entry leaves open; of a plain one that is nothing."""
    if any(map(_lots, entries)):
        made, said = booking.book(entries, options)
        return made, said
    tolerances: dict[str, dict[str, Decimal]] = {}
    found: data.Directives = []
    errors: Errors = []
    for entry in entries:
        if not isinstance(entry, data.Transaction):
            found.append(entry)
        elif currency := _cents(entry):
            if currency not in tolerances:
                tolerances[currency] = infer_tolerances(entry.postings, options)
            entry.meta[AUTOMATIC_TOLERANCES] = tolerances[currency]
            found.append(entry)
        else:
            made, said = booking.book([entry], options)
            found += made
            errors += said
    return found, errors


def _lots(entry: data.Directive) -> bool:
    """Whether the booking of an entry hangs on those before it."""
    if not isinstance(entry, data.Transaction):
        return False
    return any(
        posting.cost is not None
        or posting.price is not None
        or (posting.units is not MISSING and posting.units.currency is MISSING)  # type: ignore[union-attr, comparison-overlap]  # as parsed
        for posting in entry.postings
    )


def _cents(entry: data.Transaction) -> str:
    """Give the one currency of which every amount is written in cents, or ""."""
    found = ""
    for posting in entry.postings:
        units = posting.units
        if units is MISSING or units.number is MISSING:  # type: ignore[union-attr, comparison-overlap]  # as parsed
            return ""
        if not units.number.same_quantum(CENT):  # type: ignore[union-attr]
            return ""
        if found not in ("", units.currency):  # type: ignore[union-attr]
            return ""
        found = units.currency  # type: ignore[union-attr]
    return found


def _invalid(entries: data.Directives, options: Options) -> Errors:
    """Give what Beancount's validations say; a sum of zero is not worked out twice."""
    errors: Errors = []
    for check in validation.VALIDATIONS:
        balances = check is validation.validate_check_transaction_balances
        judged = [e for e in entries if not _zero(e)] if balances else entries
        errors += check(judged, options)  # type: ignore[no-untyped-call]
    return errors


def _zero(entry: data.Directive) -> bool:
    """Whether an entry certainly balances: amounts of one currency that sum to zero."""
    if not isinstance(entry, data.Transaction):
        return True
    total, currencies = ZERO, set()
    for posting in entry.postings:
        if posting.cost or posting.price:
            return False
        total += posting.units.number  # type: ignore[union-attr, operator]  # booked
        currencies.add(posting.units.currency)  # type: ignore[union-attr]
    return not total and len(currencies) <= 1
