"""Delivery: a file that came in, and what becomes of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

from beancount.core import data

from stichting_fin.fault import Fault, UnreadableError
from stichting_fin.intake import arrival
from stichting_fin.intake.desk import Desk
from stichting_fin.intake.invoice import Invoice
from stichting_fin.intake.paper import receipt
from stichting_fin.intake.readers import detect
from stichting_fin.intake.statement import Statement
from stichting_fin.intake.transit import enrich


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of one statement or one file of invoices: a line of the table.

    Attributes:
        proven: Of a statement: whether its lines explain its balances.
        twice: Lines that the books hold already, from a file of another format.
    """

    account: str
    file: str
    begin: date | None
    until: date | None
    lines: int
    new: int
    opening: Decimal | None = None
    closing: Decimal | None = None
    proven: bool | None = None
    twice: int = 0


@dataclass(slots=True)
class Import:
    """A run of the inbox: what is to be written, moved and told."""

    writes: dict[Path, bytes] = field(default_factory=dict)
    moves: list[tuple[Path, Path]] = field(default_factory=list)
    tallies: list[Tally] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    entries: dict[Path, list[data.Directive]] = field(
        default_factory=lambda: defaultdict(list)
    )
    again: dict[Path, list[data.Directive]] = field(
        default_factory=lambda: defaultdict(list)
    )
    undone: set[Hashable] = field(default_factory=set)
    better: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class File:
    """A file of the inbox, read.

    Attributes:
        bron: `file#sha12`, to which each entry adds its place in the file.
        arrived: The day that its folder is named after, or None.
    """

    path: Path
    format: str
    content: bytes
    invoices: tuple[Invoice, ...]
    statements: tuple[Statement, ...]

    @property
    def bron(self) -> str:
        """Give the mark by which entries name their file."""
        return arrival.bron(self.path, self.content)

    @property
    def explains(self) -> bool:
        """Whether it only tells what a statement books as one."""
        return self.format.startswith(enrich.FORMAT)

    @property
    def arrived(self) -> date | None:
        """Give the day on which it came in, by the name of its folder."""
        day = arrival.folder_day(self.path)
        return date.fromisoformat(day) if day else None


def load(path: Path) -> File:
    """Read a file whole.

    Raises:
        UnreadableError: Nobody can, or a person read what needed no reading.
    """
    format_, reader = detect(path)
    found = list(reader.read(path))
    invoices = tuple(each for each in found if isinstance(each, Invoice))
    if receipt.is_read(path) and not any(each.aside.gelezen for each in invoices):
        raise UnreadableError("receipt-needless", receipt.beside(path))
    return File(
        path,
        format_,
        path.read_bytes(),
        invoices,
        tuple(each for each in found if isinstance(each, Statement)),
    )


def invoices(paths: Iterable[Path]) -> Iterator[Invoice]:
    """Give the invoices in files, and leave alone what nobody can read."""
    for path in paths:
        with suppress(UnreadableError):
            yield from load(path).invoices


def journal_of(desk: Desk, day: date, name: str) -> Path:
    """Give the journal of a dagboek in the boekjaar of a day."""
    boekjaar = desk.books.boekjaar_of(day).name
    return desk.folder / "ledger" / boekjaar / f"{name}.beancount"


def archive(file: File, desk: Desk, result: Import) -> None:
    """Move a file to the archive, and the TOML beside it; another of its name stays."""
    place = file.path.relative_to(desk.folder / "importers" / "inbox")
    target = desk.folder / "importers" / "archief" / place
    whole = receipt.whole(file.path)
    if target.exists() and receipt.whole(target) != whole:
        target = target.parent / sha256(whole).hexdigest()[:12] / target.name
    result.moves += arrival.moves(file.path, target)
