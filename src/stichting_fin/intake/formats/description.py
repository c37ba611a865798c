"""Description: a bank's table in TOML, as values that fit a header or do not."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from stichting_fin.fault import UnreadableError
from stichting_fin.intake.formats import REGISTERS
from stichting_fin.intake.statement import Note
from stichting_fin.profile import listed, table_of, toml

PACKAGE = Path(__file__).parent
ROLES = {
    "account",
    "amount",
    "balance",
    "balance_before",
    "batch",
    "code",
    "counterparty",
    "creditor_id",
    "currency",
    "date",
    "end_to_end_id",
    "fee",
    "gross",
    "iban",
    "mandate",
    "minus",
    "original",
    "original_currency",
    "payee",
    "payer",
    "sign",
    "status",
    "structured_reference",
    "text",
    "value_date",
}
CLOSE = 0.6  # of the known columns, for a header that a bank seems to have changed


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what it is called, and what it is to us.

    Attributes:
        names: What its header may say, in every language and year; `*` stands for
            any text. The first is its name in this description.
        role: What it is to a line; "" keeps it as it stands. "amount" columns are
            added, "minus" columns are taken off.
        since: Columns of one `since` come together or not at all; "" always.
        like: A regular expression that each of its cells fits.
        decimal: Its decimal sign, where it differs from the other columns.
        zone: "UTC" when its clock times are UTC.
        dates: The forms of its days, where they differ from the other columns.
        form: "number" drops leading zeros, "date" makes an ISO day: for keys.
    """

    names: tuple[str, ...]
    role: str = ""
    since: str = ""
    like: str = ""
    decimal: str = ""
    zone: str = ""
    dates: tuple[str, ...] = ()
    form: str = ""

    @property
    def name(self) -> str:
        """Its name in this description."""
        return self.names[0]


@dataclass(frozen=True, slots=True)
class Key:
    """How the bank's own key of a line is made.

    Attributes:
        scheme: Its name with its version, "rabo-volgnr1".
        of: Columns that make it together; the first row of them that is filled.
        kind: Whether the kind of the line is part of it.
    """

    scheme: str
    of: tuple[tuple[str, ...], ...]
    kind: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """A line is of this kind when a column looks so: it becomes `Line.code`."""

    code: str
    column: str
    like: str


@dataclass(frozen=True, slots=True)
class Leg:
    """A movement that a row tells when its columns say so.

    Attributes:
        when: Column to the texts that it may hold.
        plus: Columns that are added up.
        minus: Columns that are taken off.
        skip: Why such rows are left out, or "".
    """

    when: Mapping[str, list[str]]
    plus: tuple[str, ...] = ()
    minus: tuple[str, ...] = ()
    currency: str = ""
    counterparty: str = ""
    code: str = ""
    skip: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Description:
    """How one bank writes its table.

    Attributes:
        name: The stem of its file: the name of the format, "csv-ing".
        title: What a person calls it.
        column: Its columns in their order.
        dates: The forms of its days; all rows of a file must fit one.
        header: Whether its first row names the columns.
        delimiter: The signs that may separate its cells.
        quote: The sign around texts.
        preamble: How the line before the header begins.
        comment: How a line begins that is no row.
        account: What the account is called where no column says.
        bank: The bank's code in an IBAN, where its tables give bare numbers.
        currency: The currency where no column says.
        presumed: Whether that currency is only presumed, which is told.
        decimal: The decimal sign; "" finds it out for each file.
        order: "newest-first", where a day's order cannot be told otherwise.
        signs: What the sign column says, to 1 or -1.
        booked: Statuses that count.
        unbooked: Statuses that are left out, and told.
        settled: Whether a row without a batch waits for its settlement.
        labels: Field to the words before it, inside the text.
        cells: The width at which the bank cuts its text, or 0.
        fingerprint: "digits" when only the digits of the text count.
        free: Whether unknown columns may stand anywhere: the user chose them.
        refuse: The code of the reason why such a file is not read.
    """

    name: str
    title: str
    column: tuple[Column, ...]
    dates: tuple[str, ...] = ()
    header: bool = True
    delimiter: str = ",;\t"
    quote: str = '"'
    preamble: str = ""
    comment: str = ""
    account: str = ""
    bank: str = ""
    currency: str = ""
    presumed: bool = False
    decimal: str = ""
    order: str = ""
    signs: Mapping[str, int] = field(default_factory=dict)
    booked: tuple[str, ...] = ()
    unbooked: tuple[str, ...] = ()
    settled: bool = False
    key: Key | None = None
    kind: tuple[Kind, ...] = ()
    leg: tuple[Leg, ...] = ()
    labels: Mapping[str, list[str]] = field(default_factory=dict)
    cells: int = 0
    fingerprint: str = ""
    free: bool = False
    refuse: str = ""


class Fit(NamedTuple):
    """How a header, or a first row, fits a description.

    Attributes:
        places: The column of each cell; None where it is not known.
        missing: Names of columns that it lacks.
        unknown: Names that stand where nothing unknown may stand.
        share: How many of the known columns it has, of 1.
        notes: What differs without harm.
    """

    places: tuple[Column | None, ...]
    missing: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    share: float = 1.0
    notes: tuple[Note, ...] = ()

    @property
    def exact(self) -> bool:
        """Whether the table can be read by it."""
        return not self.missing and not self.unknown


def load(folder: Path = PACKAGE) -> tuple[Description, ...]:
    """Read every description of a bank's table in a folder, in the order of names.

    Raises:
        UnreadableError: One is not sound, or names what we do not know.
    """
    paths = sorted({*folder.glob("*.toml")} - {*folder.glob(REGISTERS)})
    return tuple(_description(path, path.stat().st_mtime_ns) for path in paths)


@cache
def _description(path: Path, _: int) -> Description:
    """Read a description, once as long as its file does not change."""
    said = toml(path)
    for name, kind in (("column", Column), ("kind", Kind), ("leg", Leg)):
        said[name] = tuple(_table(kind, path, one) for one in listed(path, said, name))
    if "key" in said:
        said["key"] = _key(path, said["key"])
    made: Description = _table(Description, path, {"name": path.stem, **said})
    for column in made.column:
        if column.role and column.role not in ROLES:
            raise UnreadableError("csv-role", path, role=column.role)
    for name in _named(made):
        if name not in {column.name for column in made.column}:
            raise UnreadableError("csv-column-unknown", path, column=name)
    _sound(made, path)
    return made


def _key(path: Path, said: object) -> Key:
    """Make the key of what its table says: lists of columns, the first that fits."""
    if not isinstance(said, dict):
        raise UnreadableError("key-kind", path, key="key")
    of = said.get("of", [])
    if not (isinstance(of, list) and all(isinstance(each, list) for each in of)):
        raise UnreadableError("key-kind", path, key="of")
    return table_of(Key, path, {**said, "of": tuple(map(tuple, of))})


def _sound(made: Description, path: Path) -> None:
    """Refuse a description by which nothing could be read."""
    roles = {column.role for column in made.column}
    if not all(column.dates or made.dates for column in made.column):
        raise UnreadableError("csv-dates", path)
    moves = roles & {"amount", "minus"} or made.leg or made.refuse
    if "date" not in roles or not moves:
        raise UnreadableError("csv-needs", path)


def _table(kind: type[Any], path: Path, said: dict[str, Any]) -> Any:
    """Make a value in which every list has become a tuple."""
    lists = {k: tuple(v) if isinstance(v, list) else v for k, v in said.items()}
    return table_of(kind, path, lists)


def _named(made: Description) -> list[str]:
    """List the columns that a description speaks of."""
    legs = [[*leg.when, *leg.plus, *leg.minus] for leg in made.leg]
    more = [[leg.currency, leg.counterparty] for leg in made.leg]
    keys = made.key.of if made.key else ()
    kinds = [[kind.column for kind in made.kind]]
    return [name for some in (*legs, *more, *keys, *kinds) for name in some if name]


def fit(made: Description, cells: Sequence[str]) -> Fit:
    """Lay a description on the first row of a table."""
    return _header(made, cells) if made.header else _row(made, cells)


def _row(made: Description, cells: Sequence[str]) -> Fit:
    """Fit a row of a table that has no header: by number and look of its cells."""
    columns = made.column
    least = sum(not column.since for column in columns)
    if not least <= len(cells) <= len(columns):
        return Fit((), missing=(made.title,), share=0)
    columns = columns[: len(cells)]
    pairs = zip(columns, cells, strict=True)
    odd = tuple(c.name for c, cell in pairs if not looks(c.like, cell.strip()))
    return Fit(columns, unknown=odd, share=0 if odd else 1)


def looks(like: str, text: str) -> bool:
    """Tell whether a cell looks as its column must; without a look all do."""
    return not like or re.fullmatch(like, text, re.IGNORECASE) is not None


def _header(made: Description, cells: Sequence[str]) -> Fit:
    """Fit the names of a header. What is moved is found, what is new is told."""
    names = list(cells)
    while names and not names[-1].strip():
        names.pop()
    places = _placed(made, names)
    found = {id(column) for column in places if column}
    there = {column.since for column in places if column}
    missing = tuple(
        column.name
        for column in made.column
        if id(column) not in found and (not column.since or column.since in there)
    )
    dated = [column.name for column in made.column if column.role == "date"]
    if not any(column and column.role == "date" for column in places):
        missing = (*dated[:1], *(name for name in missing if name not in dated))
    last = max((n for n, column in enumerate(places) if column), default=-1)
    strange = [n for n, column in enumerate(places) if not column]
    unknown = [names[n] for n in strange if n < last and not made.free]
    extra = [names[n] for n in strange if n > last or made.free]
    order = [made.column.index(column) for column in places if column]
    moved = order != sorted(order)
    if moved and _doubled(made):
        unknown.append(names[0])
    unknown += [names[n] for n in strange if _columns(made).get(_plain(names[n]))]
    fixed = sum(not column.since for column in made.column)
    share = sum(not column.since for column in places if column) / max(fixed, 1)
    notes = _notes(places, names, extra, moved)
    places += [None] * (len(cells) - len(names))
    return Fit(tuple(places), missing, tuple(unknown), share, notes)


def _placed(made: Description, names: Sequence[str]) -> list[Column | None]:
    """Give the column of each name; of columns with one name the first goes first."""
    known, used = _columns(made), set[int]()
    places: list[Column | None] = []
    for name in names:
        plain = _plain(name)
        found = [*known.get(plain, ()), *_wild(made, plain)]
        column = next((each for each in found if id(each) not in used), None)
        used.add(id(column))
        places.append(column)
    return places


@cache
def _columns(made: Description) -> Mapping[str, list[Column]]:
    """Give the columns of a description by each plain name."""
    known: dict[str, list[Column]] = {}
    for column in made.column:
        for name in {_plain(name) for name in column.names}:
            known.setdefault(name, []).append(column)
    return known


def _wild(made: Description, plain: str) -> list[Column]:
    """Give the columns of which a name with `*` fits."""
    return [
        column
        for column in made.column
        for known in column.names
        if "*" in known and fnmatchcase(plain, _plain(known))
    ]


def _notes(
    places: Sequence[Column | None], names: Sequence[str], extra: list[str], moved: bool
) -> tuple[Note, ...]:
    pairs = zip(places, names, strict=True)
    cased = [
        name
        for column, name in pairs
        if column and not any(_exactly(name.strip(), known) for known in column.names)
    ]
    notes = []
    if cased:
        notes.append(Note("csv-header-case", {"columns": ", ".join(cased)}, "L-41", 1))
    if moved:
        notes.append(Note("csv-header-moved", rule="L-42", line=1))
    if extra:
        notes.append(Note("csv-header-extra", {"columns": ", ".join(extra)}, "L-43", 1))
    return tuple(notes)


def _doubled(made: Description) -> bool:
    """Tell whether two columns of a description share a name."""
    names = Counter(name for column in made.column for name in column.names)
    return max(names.values(), default=0) > 1


def _exactly(name: str, known: str) -> bool:
    return fnmatchcase(name, known) if "*" in known else name == known


@cache
def _plain(name: str) -> str:
    parts = unicodedata.normalize("NFKD", name)
    bare = "".join(sign for sign in parts if not unicodedata.combining(sign))
    return " ".join(bare.casefold().split())
