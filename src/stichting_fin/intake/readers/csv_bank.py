"""CSV: tables of banks and payment providers, read as their descriptions say."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from io import StringIO
from pathlib import Path
from typing import NamedTuple

from stichting_fin.fault import UnreadableError
from stichting_fin.intake.formats import description, dialect
from stichting_fin.intake.formats.description import CLOSE, Description, Fit
from stichting_fin.intake.formats.rows import Row, statements
from stichting_fin.intake.statement import Note, Statement

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


def sniff(head: bytes, folder: Path | None = None) -> str:
    """Name the table that begins so, "csv-ing"; "" when no description knows it.

    Args:
        head: The first bytes of a file.
        folder: Holds more descriptions: an administration's importers/formaten.
    """
    if b"\0" in head:
        return ""
    claims = _claims(dialect.decoded(head, whole=False), folder)
    return claims[0].made.name if claims else ""


def read(path: Path, folder: Path | None = None) -> Iterator[Statement]:
    """Give a statement for each account and currency in the table.

    Raises:
        UnreadableError: No description fits, two do, or a row is not as described.
    """
    text = dialect.decoded(path.read_bytes())
    claims = _claims(text, folder)
    if not claims:
        raise UnreadableError("format-unknown", path)
    if len(claims) > 1:
        names = " and ".join(claim.made.name for claim in claims)
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


def _claims(text: str, folder: Path | None) -> list[Claim]:
    """Give the descriptions that fit; when none does, the one that nearly does."""
    known = description.load() + (description.load(folder) if folder else ())
    claims = [claim for made in known if (claim := _claim(made, text))]
    exact = [claim for claim in claims if claim.fit.exact]
    near = [claim for claim in claims if claim.fit.share >= CLOSE]
    return exact or sorted(near, key=lambda claim: -claim.fit.share)[:1]


def _claim(made: Description, text: str) -> Claim | None:
    """Lay a description on the beginning of a text, with the sign that fits best."""
    start = _start(made, text)
    if start is None:
        return None
    claims = []
    for delimiter in made.delimiter:
        first = _first(text[start:], made, delimiter)
        claims.append(Claim(made, delimiter, description.fit(made, first), first))
        if len(first) == 1 and delimiter in first[0]:
            inner = _first(first[0], made, delimiter)
            fitted = description.fit(made, inner)
            claims.append(Claim(made, delimiter, fitted, inner, mangled=True))
    return max(claims, key=lambda claim: (claim.fit.exact, claim.fit.share))


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


def _rows(path: Path, text: str, claim: Claim) -> list[Row]:
    """Give the rows below the header, each as wide as the header is."""
    made = claim.made
    start = _start(made, text) or 0
    reader = _parsed(text[start:], made, claim.delimiter)
    offset = text.count("\n", 0, start)
    rows = []
    header, remark, mangled = made.header, made.comment, claim.mangled
    try:
        for cells in reader:
            line = offset + reader.line_num  # type: ignore[attr-defined]  # csv.reader
            if header:
                header = False
            elif any(cells) and not (
                made.comment and cells[0].startswith(made.comment)
            ):
                if claim.mangled:
                    cells = _first(cells[0], made, claim.delimiter)  # noqa: PLW2901
                rows.append(Row(line, _whole(path, line, cells, claim.fit)))
    except csv.Error as error:
        line = offset + reader.line_num  # type: ignore[attr-defined]  # csv.reader
        raise UnreadableError("csv-broken", path, line) from error
    return rows


def _whole(path: Path, line: int, cells: list[str], fitted: Fit) -> list[str]:
    """Give a row that is as wide as the header; empty cells may be left off.

    Raises:
        UnreadableError: It is wider or narrower: something got lost.
    """
    width = len(fitted.places)
    while len(cells) > width and not cells[-1].strip():
        cells.pop()
    known = max((n for n, c in enumerate(fitted.places, 1) if c), default=0)
    if not known <= len(cells) <= width:
        raise UnreadableError("csv-width", path, line, cells=len(cells), width=width)
    return cells + [""] * (width - len(cells))
