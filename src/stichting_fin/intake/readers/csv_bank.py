"""CSV: tables of banks and payment providers, read as their descriptions say.

A face sets `FORMATEN` to the folder with the treasurer's own descriptions.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from functools import cache
from io import StringIO
from pathlib import Path
from typing import NamedTuple

from stichting_fin.fault import UnreadableError
from stichting_fin.intake import formats
from stichting_fin.intake.formats import description, dialect
from stichting_fin.intake.formats.description import CLOSE, Description, Fit
from stichting_fin.intake.formats.rows import statements
from stichting_fin.intake.formats.sheet import Rows, uncollected
from stichting_fin.intake.statement import Note, Statement

HEAD = 16384  # signs in which a header or a first row stands
FORMATEN = formats.FORMATEN
Firsts = dict[tuple[int, str, str], list[str]]  # by start, quote and delimiter
MANGLED = Note("csv-mangled", rule="L-40")


class Claim(NamedTuple):
    """A description that may be that of a file.

    Attributes:
        first: The row that names the columns, or the first row.
        mangled: Whether each row stands, quoted, in one cell: Excel's work.
    """

    made: Description
    delimiter: str
    fit: Fit
    first: Sequence[str]
    mangled: bool = False


def sniff(head: bytes) -> str:
    """Name the table that begins so, "csv-ing"; "" when no description knows it."""
    if b"\0" in head:
        return ""
    claims = _claims(dialect.decoded(head, whole=False))
    return claims[0].made.name if claims else ""


def read(path: Path) -> Iterator[Statement]:
    """Give a statement for each account and currency in the table.

    Raises:
        UnreadableError: No description fits, two do, or a row is not as described.
    """
    text = dialect.decoded(path.read_bytes())
    claims = _claims(text[:HEAD])
    if not claims:
        raise UnreadableError("format-unknown", path)
    if len(claims) > 1:
        names = ", ".join(claim.made.name for claim in claims)
        raise UnreadableError("format-ambiguous", path, names=names)
    claim = claims[0]
    if claim.made.refuse:
        raise UnreadableError(claim.made.refuse, path)
    if not claim.fit.exact:
        raise UnreadableError(
            "csv-header",
            path,
            1,
            format=claim.made.title,
            missing=", ".join(claim.fit.missing) or "-",
            unknown=", ".join(claim.fit.unknown) or "-",
        )
    rows = _rows(path, text, claim)
    fitted = claim.fit
    if claim.mangled:
        fitted = fitted._replace(notes=(MANGLED, *fitted.notes))
    yield from statements(path, claim.made, fitted, claim.first, rows)


def _claims(text: str) -> list[Claim]:
    """Give the descriptions that fit; when none does, the one that nearly does."""
    folder = FORMATEN.get()
    known = _shipped() + (description.load(folder) if folder else ())
    read: Firsts = {}
    claims = [claim for made in known if (claim := _claim(made, text, read))]
    exact = [claim for claim in claims if claim.fit.exact]
    near = [claim for claim in claims if claim.fit.share >= CLOSE]
    return exact or sorted(near, key=lambda claim: -claim.fit.share)[:1]


@cache
def _shipped() -> tuple[Description, ...]:
    """Give the descriptions of the package, which do not change while it runs."""
    return description.load()


def _claim(made: Description, text: str, read: Firsts) -> Claim | None:
    """Lay a description on the beginning of a text, with the sign that fits best.

    Many descriptions ask for one row: `read` keeps it.
    """
    start = _start(made, text)
    if start is None:
        return None
    claims = []
    for delimiter in made.delimiter:
        asked = (start, made.quote, delimiter)
        if asked not in read:
            read[asked] = _first(text[start:], made, delimiter)
        first = read[asked]
        if len(first) == 1 and delimiter not in first[0]:
            continue  # no table has one column
        claims.append(Claim(made, delimiter, description.fit(made, first), first))
        if len(first) == 1 and delimiter in first[0]:
            inner = _first(first[0], made, delimiter)
            fitted = description.fit(made, inner)
            claims.append(Claim(made, delimiter, fitted, inner, mangled=True))
    return max(
        claims, key=lambda claim: (claim.fit.exact, claim.fit.share), default=None
    )


def _start(made: Description, text: str) -> int | None:
    """Tell where the table begins, behind preamble, comments and empty lines."""
    at, preamble = 0, made.preamble
    while at < len(text):
        end = text.find("\n", at) + 1 or len(text)
        line = text[at:end].strip()
        if preamble:
            if not fnmatchcase(line, preamble):
                return None
            preamble = ""
        elif line and not (made.comment and line.startswith(made.comment)):
            return at
        at = end
    return None if preamble else at


def _first(text: str, made: Description, delimiter: str) -> list[str]:
    """Give the cells of the first row; of one that is cut off, what is there."""
    try:
        return next(_parsed(text, made, delimiter), [])
    except csv.Error:
        return []


def _parsed(text: str, made: Description, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(
        StringIO(text, newline=""),
        delimiter=delimiter,
        quotechar=made.quote or None,
        quoting=csv.QUOTE_MINIMAL if made.quote else csv.QUOTE_NONE,
        skipinitialspace=delimiter != "\t",
        strict=True,
    )


def _rows(path: Path, text: str, claim: Claim) -> Rows:
    """Give the rows below the header, each as wide as the header is."""
    made = claim.made
    start = _start(made, text) or 0
    before = text.count("\n", 0, start)
    if quoted := _quoted(text[start:], claim, before):
        return quoted
    reader = _parsed(text[start:], made, claim.delimiter)
    try:
        with uncollected():
            rows = list(reader)
        lines: Sequence[int] = range(before + 1, before + len(rows) + 1)
        if reader.line_num > len(rows):  # type: ignore[attr-defined]  # it has
            lines = _lines(text[start:], claim, before)
    except csv.Error as error:
        line = before + reader.line_num  # type: ignore[attr-defined]  # it has
        raise UnreadableError("csv-broken", path, line) from error
    if claim.mangled:
        rows = [_first(row[0], made, claim.delimiter) if row else [] for row in rows]
    if made.header:
        lines, rows = lines[1:], rows[1:]
    return _even(path, lines, rows, claim)


def _quoted(text: str, claim: Claim, before: int) -> Rows | None:
    """Read a table in which all cells stand in quotes and none holds one, by splitting.

    As banks write them, it goes thrice as fast. When there are two quotes for each
    cell that the splitting found, no cell has any inside, so that there is no other
    way to read them. What is not so is None.
    """
    quote, width = claim.made.quote, len(claim.fit.places)
    if not quote or claim.made.comment or claim.mangled:
        return None
    last = text.rfind(quote)
    end = "\r\n" if "\r\n" in text else "\n"
    count = text.count(end, 0, last) + 1
    cut = quote + claim.delimiter + quote
    cells = text[1:last].replace(quote + end + quote, cut + "\n" + cut).split(cut)
    whole = (
        text.startswith(quote)
        and not text[last + 1 :].strip("\r\n")
        and text.count(quote) == 2 * count * width
        and text.count("\n", 0, last) == count - 1
        and text.count("\r", 0, last) == (end == "\r\n") * (count - 1)
        and len(cells) == count * (width + 1) - 1
        and {*cells[width :: width + 1]} <= {"\n"}
    )
    first = int(claim.made.header)
    begin = first * (width + 1)
    columns = [cells[begin + n :: width + 1] for n in range(width)]
    if not whole or not any(map(all, columns)):  # a row may be empty
        return None
    return Rows(range(before + first + 1, before + count + 1), columns)


def _lines(text: str, claim: Claim, before: int) -> Sequence[int]:
    """Tell on which line of the file each row ends, where cells may hold lines."""
    reader = _parsed(text, claim.made, claim.delimiter)
    return [before + reader.line_num for _ in reader]  # type: ignore[attr-defined]  # it has


def _even(
    path: Path, lines: Sequence[int], rows: Sequence[list[str]], claim: Claim
) -> Rows:
    """Leave out empty rows and comments; make all rows as wide as the header.

    Where the user chose the columns, a name too few or too many over cells that stay
    would go unseen: there no row may be wider or narrower.

    Raises:
        UnreadableError: A row is wider or narrower: something got lost.
    """
    places, comment = claim.fit.places, claim.made.comment
    width = len(places)
    named = max((n for n, x in enumerate(claim.first, 1) if x.strip()), default=0)
    least = max((n for n, column in enumerate(places, 1) if column), default=0)
    same = {*map(len, rows)} <= {width} and all(map(any, rows))
    if same and not comment:
        return Rows.of(lines, rows)
    kept, even = [], []
    for line, cells in zip(lines, rows, strict=True):
        if not any(map(str.strip, cells)) or (comment and cells[0].startswith(comment)):
            continue
        lost = any(map(str.strip, cells[width:])) or len(cells) < least
        if lost or (claim.made.free and len(cells) not in (named, width)):
            raise UnreadableError(
                "csv-width", path, line, cells=len(cells), width=width
            )
        kept.append(line)
        even.append([*cells, *[""] * (width - len(cells))][:width])
    return Rows.of(kept, even)
