"""A bank statement, whatever file it came in: the neutral document that adds up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple, Protocol

from stichting_fin.money import ZERO

NOTHING: Mapping[str, str] = MappingProxyType({})


class Cells(Protocol):
    """The cells of a column."""

    def __getitem__(self, row: int, /) -> str:
        """Give the cell of a row."""


class Rest(Mapping[str, str]):
    """Fields of the origin by name: what a row of columns says.

    Of most rows nobody asks for them, so that they are only gathered when asked for.
    """

    __slots__ = ("_columns", "_row")

    def __init__(self, columns: Mapping[str, Cells], row: int) -> None:
        self._columns = columns
        self._row = row

    def __getitem__(self, name: str) -> str:
        """Give the cell of a name."""
        if text := self._columns[name][self._row].strip():
            return text
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        """Go over the names of what is filled."""
        row = self._row
        return (name for name, some in self._columns.items() if some[row].strip())

    def __len__(self) -> int:
        """Count what is filled."""
        return sum(1 for _ in self)

    def __repr__(self) -> str:
        """Show what a dict shows."""
        return repr(dict(self))


@dataclass(frozen=True, slots=True)
class Note:
    """What a reader noticed: a warning, or a row that it left out.

    Attributes:
        code: The code of its words in the catalogues of messages.
        rule: The reading rule it follows, "L-12", or "".
        values: What the words name.
        line: The line of the file, or 0.
    """

    code: str
    values: Mapping[str, object] = field(default_factory=dict)
    rule: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Balance:
    """What the account held: EUR (or the statement's currency) at the end of a day."""

    amount: Decimal
    date: dt.date | None


class Line(NamedTuple):
    """One booked movement on a bank account.

    Attributes:
        date: The day on which the bank booked it.
        amount: In the statement's currency; positive when the account gained.
        key: The bank's own key within the account, `<scheme+version>:<key>`;
            "" where the bank gives none (then `booking` counts a fingerprint).
        number: The line's place in its file, from 1.
        counterparty: The name of the other side, or "".
        iban: The account of the other side, or "".
        text: The remittance information, on one line.
        structured_reference: A betalingskenmerk or RF reference, or "".
        code: The bank's own kind of transaction, or "".
        batch: The id of the batch that this line books as one, or "".
        parts: The details of a batch: what each was for.
        more: Fields of the origin that we do not use, as they stood there.
    """

    date: dt.date
    amount: Decimal
    key: str = ""
    number: int = 0
    value_date: dt.date | None = None
    counterparty: str = ""
    iban: str = ""
    text: str = ""
    structured_reference: str = ""
    end_to_end_id: str = ""
    code: str = ""
    mandate: str = ""
    creditor_id: str = ""
    batch: str = ""
    valuta: str = ""
    parts: tuple[Line, ...] = ()
    more: Mapping[str, str] = NOTHING


@dataclass(frozen=True, slots=True)
class Statement:
    """The movements of one account between two balances.

    Attributes:
        account: IBAN, or the number that the bank gives the account.
        begin: The first day it speaks of, if it says so.
        until: The last day it speaks of, if it says so.
        preview: A camt.052 or another document that must never be booked.
    """

    account: str
    currency: str
    lines: tuple[Line, ...]
    id: str = ""
    opening: Balance | None = None
    closing: Balance | None = None
    begin: dt.date | None = None
    until: dt.date | None = None
    skipped: tuple[Note, ...] = ()
    warnings: tuple[Note, ...] = ()
    preview: bool = False

    @property
    def gap(self) -> Decimal | None:
        """What the lines fail to explain; None when a balance is not stated."""
        if self.opening is None or self.closing is None:
            return None
        moved = sum((line.amount for line in self.lines), ZERO)
        return self.closing.amount - self.opening.amount - moved

    @property
    def proven(self) -> bool | None:
        """Whether opening + lines = closing; None when the file cannot say."""
        return None if self.gap is None else not self.gap
