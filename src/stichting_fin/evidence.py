"""Evidence: the postings behind a number, told only when somebody asks."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import overload

from beancount.core import data

from stichting_fin.books import Books, Posted
from stichting_fin.money import ZERO
from stichting_fin.table import Source


class Evidence(Sequence[Source]):
    """Postings as the sources of a row; each becomes a Source when it is read.

    Attributes:
        sign: What turns an amount as booked into one as the row shows it.
    """

    __slots__ = ("books", "postings", "sign")

    def __init__(self, books: Books, postings: list[Posted], sign: int = 1) -> None:
        self.books = books
        self.postings = postings
        self.sign = sign

    def __len__(self) -> int:
        return len(self.postings)

    @overload
    def __getitem__(self, at: int) -> Source: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Source]: ...
    def __getitem__(self, at: int | slice) -> Source | Sequence[Source]:
        if isinstance(at, slice):
            return Evidence(self.books, self.postings[at], self.sign)
        return source(self.books, self.postings[at], self.sign)

    @property
    def amount(self) -> Decimal:
        """What the sources add up to."""
        return self.sign * sum((p.amount for p in self.postings), ZERO) + ZERO


def source(books: Books, posted: Posted, sign: int = 1) -> Source:
    """Tell a posting with the way back to its bank line, document and entry."""
    entry, posting, amount = posted
    return Source(
        entry.date,
        posting.account,
        sign * amount + ZERO,
        entry.payee or "",
        entry.narration or "",
        str(entry.meta.get("ref", "")),
        str(entry.meta.get("bron", "")),
        document(books, entry),
        place(books, entry.meta),
    )


def document(books: Books, entry: data.Transaction) -> str:
    """Name the document of an entry: the file that shares a link with it, or ""."""
    links = entry.links
    if not links:
        return ""
    named = sorted(links) if len(links) > 1 else links
    return next((books.documents[x] for x in named if x in books.documents), "")


def place(books: Books, meta: data.Meta) -> str:
    """Say where an entry stands: its file as in `ledger/`, and the line."""
    file = Path(meta["filename"])
    if books.path and file.is_relative_to(books.path.parent):
        file = file.relative_to(books.path.parent)
    return f"{file.as_posix()}:{meta['lineno']}"


def dagboek(entry: data.Transaction) -> str:
    """Name the dagboek that an entry stands in: the stem of its file."""
    return parts(entry.meta["filename"])[1]


@cache
def parts(filename: str) -> tuple[str, str]:
    """Give the names of a file's folder and, without its ending, of the file."""
    path = Path(filename)
    return path.parent.name, path.stem
