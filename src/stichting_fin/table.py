"""Tables: the one shape in which every figure can be drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """What a row is, from which a writer chooses how it looks."""

    HEADING = "heading"
    LINE = "line"
    SUBTOTAL = "subtotal"
    TOTAL = "total"
    NOTE = "note"


class Form(StrEnum):
    """What the cells of a column hold."""

    TEXT = "text"
    EUROS = "euros"  # EUR with cents
    WHOLE = "whole"  # whole euros, as on a form
    PERCENT = "percent"
    DATE = "date"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title, and what its cells hold."""

    title: str
    form: Form = Form.EUROS


@dataclass(frozen=True, slots=True)
class Source:
    """One posting behind a number, with the way back to bank line and document.

    Attributes:
        amount: EUR with the sign of the row, so that the sources add up to it.
        bron: `file#sha12#n` of the line that it came from, or "".
        place: `file:line` of the entry in the ledger, the file as in `ledger/`.
    """

    day: date
    account: str
    amount: Decimal
    payee: str
    text: str
    ref: str = ""
    bron: str = ""
    document: str = ""
    place: str = ""


class Row(NamedTuple):
    """One row: a label, and one cell for each column (None for an empty box).

    Attributes:
        code: The name by which `explain` finds the row, such as a regel; or "".
        sources: The postings behind its first amount.
    """

    kind: Kind
    label: str
    cells: tuple[str | Decimal | date | int | None, ...] = ()
    code: str = ""
    sources: Sequence[Source] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A titled table whose amounts have the signs that a reader expects.

    Attributes:
        columns: All columns but that of the labels, whose title is `stub`.
        note: A sentence below the title, such as "bedragen in euro's".
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...] = ()
    stub: str = ""
    note: str = ""
