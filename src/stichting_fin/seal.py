"""Seals: which entries a filed return holds, and what each said when it was filed.

A seal is a `.posten` file beside `custom "aangifte"`, which holds its SHA-256. Each
of its lines is 12 hex digits over an entry and the name by which it is found again:
its `ref`, else the stem of its file, its date and its place among those of that day.

Source: the house's contract 1c.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

from beancount.core import data
from beancount.core.amount import Amount

from stichting_fin.books import Books
from stichting_fin.fault import Fault, UnreadableError, fault

KIND = "aangifte"  # the custom directive, and the tag of the entry that goes with it
LINE = re.compile(r"([0-9a-f]{12})  (\S.*)")
OURS = {"filename", "lineno"}


class Line(NamedTuple):
    """An entry in a seal: its name, and 12 hex digits over what it said."""

    name: str
    digest: str


@dataclass(frozen=True, slots=True)
class Seal:
    """What one filed return holds.

    Attributes:
        name: Its period, such as "2025-Q1".
        filed: The day on which it was filed.
        te_betalen: What was filed, in EUR; None when the directive does not say.
        path: Its `.posten` file.
        entry: Its `custom "aangifte"`.
    """

    name: str
    filed: date
    reference: str
    te_betalen: Decimal | None
    lines: tuple[Line, ...]
    path: Path
    entry: data.Custom


def _plain(value: Any) -> list[str]:
    """Say a value that JSON does not know, equal numbers in one way."""
    if isinstance(value, Decimal):
        return ["number", f"{value.normalize() + 0:f}"]
    return [type(value).__name__, str(value)]


TELL = json.JSONEncoder(ensure_ascii=False, default=_plain).encode
Holders = dict[int, tuple[Seal, Line, data.Transaction]]  # by the entry's id()


def seals(books: Books) -> tuple[Seal, ...]:
    """Read every seal of the books, the oldest first.

    Raises:
        UnreadableError: A `.posten` file is gone, was changed, or is none.
    """
    return tuple(_seal(entry, values) for entry, values in books.customs(KIND))


def beside(entry: data.Custom, name: str) -> Path:
    """Give the place of the `.posten` file of a directive: in the same folder."""
    return Path(entry.meta["filename"]).parent / f"aangifte-{name}.posten"


def write(lines: Iterable[Line]) -> str:
    """Write the text of a `.posten` file.

    >>> print(write([Line("NL1:v1:7", "0123456789ab")]), end="")
    0123456789ab  NL1:v1:7
    """
    return "".join(f"{line.digest}  {line.name}\n" for line in lines)


def read(text: str, path: Path | str = "?") -> tuple[Line, ...]:
    """Read the text of a `.posten` file.

    Raises:
        UnreadableError: A line is not 12 hex digits and a name.
    """
    found = []
    for number, line in enumerate(StringIO(text), 1):
        if not (parts := LINE.fullmatch(line.removesuffix("\n"))):
            raise UnreadableError("seal-line", path, number)
        found.append(Line(parts[2], parts[1]))
    return tuple(found)


def lines(books: Books, entries: Iterable[data.Transaction]) -> tuple[Line, ...]:
    """Give the lines of entries, in the order of the books."""
    wanted = {id(entry) for entry in entries}
    return tuple(
        Line(name, digest(entry, books.accounts))
        for name, entry in named(books)
        if id(entry) in wanted
    )


def named(books: Books) -> Iterator[tuple[str, data.Transaction]]:
    """Give every transaction with its name, by date."""
    counted: Counter[tuple[str, date]] = Counter()
    for entry in books.transactions:
        if (ref := entry.meta.get("ref")) is not None:
            yield _word(ref), entry
        else:
            place = (Path(entry.meta["filename"]).stem, entry.date)
            counted[place] += 1
            yield f"{place[0]} {place[1]} {counted[place]}", entry


def digest(entry: data.Transaction, accounts: Mapping[str, data.Meta]) -> str:
    """Give 12 hex digits over an entry as the parser sees it, and its rubrieken."""
    return sha256(told(entry, accounts).encode()).hexdigest()[:12]


def told(entry: data.Transaction, accounts: Mapping[str, data.Meta]) -> str:
    """Say all that an entry says, in one way only: no file, line, comment or blank."""
    words = (entry.flag, entry.payee, entry.narration)
    marks = (sorted(entry.tags or ()), sorted(entry.links or ()), _meta(entry.meta))
    postings = [
        (
            posting.account,
            accounts.get(posting.account, {}).get("rubriek"),
            posting.units,
            posting.cost,
            posting.price,
            posting.flag,
            _meta(posting.meta or {}),
        )
        for posting in entry.postings
    ]
    said = (entry.date, *words, *marks, postings)
    return TELL(said)


def held(sealed: Sequence[Seal], books: Books) -> Holders:
    """Find the entry of each line, by the entry's id().

    An entry without `ref` whose name is not its own any more, because another one
    came before it, is found by what it says.
    """
    where = {line.name: (seal, line) for seal in sealed for line in seal.lines}
    found: Holders = {}
    bare: list[data.Transaction] = []
    for entry in books.transactions if where else ():
        if (ref := entry.meta.get("ref")) is None:
            bare.append(entry)
        elif hit := where.pop(ref, None):
            found[id(entry)] = (*hit, entry)
    same: defaultdict[str, list[data.Transaction]] = defaultdict(list)
    for entry in bare if where else ():
        same[digest(entry, books.accounts)].append(entry)
    for name, (one, line) in list(where.items()):
        if equal := same[line.digest]:
            entry = equal.pop(0)
            found[id(entry)] = (one, line, entry)
            del where[name]
    for name, entry in named(books) if where else ():
        if name in where and id(entry) not in found:
            found[id(entry)] = (*where.pop(name), entry)
    return found


def faults(books: Books) -> Iterator[Fault]:
    """Give a fault for each entry that a seal holds and the books do not say so."""
    try:
        sealed = seals(books)
    except UnreadableError as error:
        yield error.fault
        return
    yield from changes(books, sealed, held(sealed, books))


def changes(books: Books, sealed: Sequence[Seal], holders: Holders) -> Iterator[Fault]:
    """Give a fault for each line of which the entry is gone, or says otherwise."""
    yield from _twice(sealed)
    seen = {(one.name, line.name): entry for one, line, entry in holders.values()}
    for one in sealed:
        for number, line in enumerate(one.lines, 1):
            entry = seen.get((one.name, line.name))
            values = {"period": one.name, "name": line.name}
            if entry is None:
                yield fault((one.path, number), "sealed-gone", **values)
            elif digest(entry, books.accounts) != line.digest:
                yield fault(entry.meta, "sealed-changed", **values)


def _twice(sealed: Sequence[Seal]) -> Iterator[Fault]:
    first: dict[str, str] = {}
    for seal in sealed:
        for number, line in enumerate(seal.lines, 1):
            other = first.setdefault(line.name, seal.name)
            if other != seal.name:
                values = {"period": seal.name, "name": line.name, "other": other}
                yield fault((seal.path, number), "sealed-twice", **values)


def _seal(entry: data.Custom, values: list[Any]) -> Seal:
    name, sha, filed, reference, *rest = values
    path = beside(entry, name)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableError("no-file", path) from error
    if sha256(content).hexdigest() != sha:
        raise UnreadableError("seal-changed", path)
    amount = next((each.number for each in rest if isinstance(each, Amount)), None)
    found = read(content.decode(), path)
    return Seal(name, filed, reference, amount, found, path, entry)


def _word(text: str) -> str:
    """Give a name on one line."""
    return " ".join(str(text).split()) or "-"


def _meta(meta: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return sorted(
        (key, value)
        for key, value in meta.items()
        if key not in OURS and not key.startswith("__")
    )
