"""Filing: the seal and the entries that a return leaves in the books once it is filed.

Source: the house's contract 1c.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any

from beancount.core import data
from beancount.core.amount import Amount
from beancount.parser.grammar import ValueType

from stichting_fin import seal
from stichting_fin.books import Books
from stichting_fin.fault import UnreadableError
from stichting_fin.figures import aangifte
from stichting_fin.figures.aangifte import Aangifte
from stichting_fin.figures.grondslag import items
from stichting_fin.money import ZERO
from stichting_fin.period import Period

TE_BETALEN, AFRONDING = "BSchBepBtw", "WBedAdlBet"  # RGS codes
PAYEE = "Belastingdienst"
CENTS = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Filed:
    """What is to be written down when a return is filed.

    Attributes:
        file: Name of the `.posten` file, beside the journal `aangiften`.
        posten: Its text.
        entries: What the journal gets: the `custom "aangifte"`, the `#aangifte`.
    """

    file: str
    posten: str
    entries: list[data.Directive]


def file(
    books: Books,
    period: Period,
    day: date,
    reference: str,
    labels: Mapping[str, Any] | None = None,
) -> Filed:
    """Seal the return of a period.

    Args:
        books: Without this return.
        period: What it is about.
        day: The day on which it was filed.
        reference: By which the payment is known.
        labels: Of the rounding difference, such as its taak.

    Raises:
        UnreadableError: It was filed already, an account is missing, or a seal is
            not sound.
    """
    _new(books, period.name, period.end)
    return_ = aangifte.aangifte(books, period)
    last = period.end - timedelta(days=1)
    posten = seal.write(seal.lines(books, [item.entry for item in return_.items]))
    amount = Amount(return_.te_betalen.quantize(CENTS), "EUR")
    custom = _custom(period.name, last, posten, day, reference, amount)
    moved = _moved(books, return_, last, labels or {})
    return Filed(
        seal.beside(custom, period.name).name,
        posten,
        [custom, moved] if moved.postings else [custom],
    )


def take_over(
    books: Books, name: str, before: date, day: date, reference: str
) -> Filed:
    """Seal all that was filed before a day, with other software.

    Args:
        books: With the entries that were taken over.
        name: No period, but such as "overname-2024".
        before: What counts from this day on is still to be filed here.
        day: The day on which the last of those returns was filed.
        reference: Where they are kept.

    Raises:
        UnreadableError: It was sealed already, or a seal is not sound.
    """
    _new(books, name, date.max)
    held = seal.held(seal.seals(books), books)
    entries = [item.entry for item in items(books) if item.day < before]
    free = [entry for entry in entries if id(entry) not in held]
    posten = seal.write(seal.lines(books, free))
    last = before - timedelta(days=1)
    nothing = Amount(ZERO.quantize(CENTS), "EUR")
    custom = _custom(name, last, posten, day, reference, nothing)
    return Filed(seal.beside(custom, name).name, posten, [custom])


def _new(books: Books, name: str, end: date) -> None:
    """Refuse a name that is sealed already, and what a takeover holds."""
    until = aangifte.taken_over(books)
    for entry, values in books.customs(seal.KIND):
        if values[0] == name or end <= until:
            meta = entry.meta
            file_, line = meta["filename"], meta["lineno"]
            raise UnreadableError("sealed-already", file_, line, period=name)


def _custom(name: str, last: date, posten: str, *said: Any) -> data.Custom:
    """Make the directive of a seal: its name and checksum, then what is said."""
    digest = sha256(posten.encode()).hexdigest()
    values = [ValueType(value, type(value)) for value in (name, digest, *said)]
    return data.Custom({"filename": "", "lineno": 0}, last, seal.KIND, values)


def _moved(
    books: Books, return_: Aangifte, last: date, labels: Mapping[str, Any]
) -> data.Transaction:
    """Empty the accounts of what the return holds into what is to be paid."""
    held: defaultdict[str, Decimal] = defaultdict(Decimal)
    for item in return_.items:
        for _, posted in item.taxes:
            held[posted.posting.account] -= posted.amount
    postings = [_posting(account, held[account]) for account in sorted(held)]
    owed = books.account("rgs", TE_BETALEN)
    postings.append(_posting(owed, -return_.te_betalen))
    rest = -sum((p.units.number or ZERO for p in postings if p.units), ZERO)
    if rest:
        rounding = books.account("rgs", AFRONDING)
        postings.append(_posting(rounding, rest, labels))
    period = return_.period.name
    return data.Transaction(
        {"filename": "", "lineno": 0, "ref": f"aangifte:{period}"},
        last,
        "*",
        PAYEE,
        f"Btw-aangifte {period}",
        frozenset({seal.KIND}),
        frozenset(),
        [p for p in postings if p.units and p.units.number],
    )


def _posting(
    account: str, amount: Decimal, labels: Mapping[str, Any] | None = None
) -> data.Posting:
    units = Amount(amount.quantize(CENTS), "EUR")
    return data.Posting(account, units, None, None, None, dict(labels or {}) or None)
