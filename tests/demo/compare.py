"""Compare books with the truth: `PYTHONPATH=tests python -m demo.compare TARGET`."""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from beancount import loader
from beancount.core import data

from demo.model import CREDITEUREN, DEBITEUREN, ZERO

TRUTH = Path(__file__).parent / "truth.json"
END = date(2026, 1, 1)


def differences(target: Path) -> list[str]:
    """Say everything in which the books of a target are not as the truth has it."""
    truth = json.loads(TRUTH.read_text("utf-8"))
    entries, errors, _ = loader.load_file(str(target / "ledger" / "main.beancount"))
    every = [entry for entry in entries if isinstance(entry, data.Transaction)]
    found = [f"error: {error.message}" for error in errors]
    found += [
        f"waits: {e.date} {e.payee} {e.narration}" for e in every if e.flag == "!"
    ]
    found += _accounts(every, truth)
    found += _open(every, truth)
    found += _lines(every, truth)
    found += _returns(entries, truth)
    return found


def _accounts(every: list[data.Transaction], truth: dict[str, Any]) -> Iterator[str]:
    moved: defaultdict[str, Decimal] = defaultdict(lambda: ZERO)
    closing: defaultdict[str, Decimal] = defaultdict(lambda: ZERO)
    for entry, posting, amount in _postings(every):
        closing[posting.account] += amount
        if entry.date.year == 2025:
            moved[posting.account] += amount
    for account in sorted({*closing, *truth["rekeningen"]}):
        said = truth["rekeningen"].get(account, {"mutatie": "0", "saldo": "0"})
        for name, books in (("mutatie", moved[account]), ("saldo", closing[account])):
            yield from _unlike(f"{account} {name}", said[name], books)


def _open(every: list[data.Transaction], truth: dict[str, Any]) -> Iterator[str]:
    items: defaultdict[tuple[str, ...], Decimal] = defaultdict(lambda: ZERO)
    for entry, posting, amount in _postings(every):
        if posting.account in (DEBITEUREN, CREDITEUREN):
            own = {**entry.meta, **(posting.meta or {})}
            number = own.get("factuurnummer", own.get("ref", "?"))
            items[posting.account, own.get("relatie", "?"), number] += amount
    told = {
        (each["rekening"], each["relatie"], each["nummer"]): each["bedrag"]
        for each in truth["openstaand"]
    }
    for key in sorted({*items, *told}):
        yield from _unlike(f"open {' '.join(key)}", told.get(key, "0"), items[key])


def _lines(every: list[data.Transaction], truth: dict[str, Any]) -> Iterator[str]:
    """Count the entries of 2025 on each bank account that came from a file."""
    for account, count in truth["bankregels"].items():
        came = [
            entry
            for entry in every
            if "bron" in entry.meta
            and any(p.account == account for p in entry.postings)
        ]
        own = [e for e in came if _of(account, e)]
        yield from _unlike(f"lines {account}", str(count), Decimal(len(own)))


def _of(account: str, entry: data.Transaction) -> bool:
    """Tell whether an entry is a line of this account: its first posting is there."""
    return bool(entry.postings) and entry.postings[0].account == account


def _returns(entries: list[Any], truth: dict[str, Any]) -> Iterator[str]:
    filed = {
        entry.values[0].value: entry.values
        for entry in entries
        if isinstance(entry, data.Custom) and entry.type == "aangifte"
    }
    for period, said in truth["aangiften"].items():
        if period not in filed:
            yield f"aangifte {period}: not filed"
            continue
        _, _, day, reference, *rest = (each.value for each in filed[period])
        if (str(day), reference) != (said["ingediend"], said["kenmerk"]):
            yield f"aangifte {period}: filed {day} {reference}"
        amount = next((x.number for x in rest if hasattr(x, "number")), None)
        yield from _unlike(f"aangifte {period}", said["formulier"]["5g"], amount)


def _postings(
    every: list[data.Transaction],
) -> Iterator[tuple[data.Transaction, data.Posting, Decimal]]:
    for entry in every:
        for posting in entry.postings if entry.date < END else ():
            assert posting.units
            assert posting.units.number is not None
            yield entry, posting, posting.units.number


def _unlike(name: str, truth: str, books: Decimal | None) -> Iterator[str]:
    if books is None or Decimal(truth) != books:
        yield f"{name}: truth {truth}, books {books}"


if __name__ == "__main__":
    told = differences(Path(sys.argv[1]))
    print("\n".join(told) or "the books are as the truth has them")  # noqa: T201
    sys.exit(bool(told))
