"""Cells: the text of a table becomes rows of cells, all at once or some at a time."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from io import StringIO
from itertools import repeat
from pathlib import Path
from typing import NamedTuple

from stichting_fin.fault import UnreadableError
from stichting_fin.intake.formats import dialect
from stichting_fin.intake.formats.description import Column, Description, Fit
from stichting_fin.intake.formats.sheet import Rows

BLOCK = 1 << 17  # bytes that are read at once


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


def start(made: Description, text: str) -> int | None:
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


def first_row(text: str, made: Description, delimiter: str) -> list[str]:
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
        skipinitialspace=_skips(delimiter),
        strict=True,
    )


def _skips(delimiter: str) -> bool:
    """Tell whether blanks behind a delimiter say nothing."""
    return delimiter != "\t"


def all_rows(path: Path, claim: Claim) -> Rows:
    """Give the rows below the header, each as wide as the header is.

    Raises:
        UnreadableError: A row is broken, or its width is another.
    """
    made, text = claim.made, dialect.decoded(path.read_bytes())
    begin = start(made, text) or 0
    before, text = text.count("\n", 0, begin), text[begin:]
    reader = _parsed(text, made, claim.delimiter)
    try:
        rows = list(reader)
        lines: Sequence[int] = range(before + 1, before + len(rows) + 1)
        if reader.line_num > len(rows):  # type: ignore[attr-defined]  # it has
            lines = _lines(text, claim, before)
    except csv.Error as error:
        line = before + reader.line_num  # type: ignore[attr-defined]  # it has
        raise UnreadableError("csv-broken", path, line) from error
    if claim.mangled:
        rows = [first_row(r[0], made, claim.delimiter) if r else [] for r in rows]
    if made.header:
        lines, rows = lines[1:], rows[1:]
    return _even(path, lines, rows, claim)


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


def blocks(path: Path, head: str, claim: Claim) -> Iterator[Rows | None]:
    """Give the rows below the header some at a time, for as long as that is sure.

    Where a cell may go on behind a line end, or another encoding is met, it is None.

    Args:
        path: The file.
        head: How its text begins.
        claim: Its description.

    Raises:
        UnreadableError: A row is of another width.
    """
    made = claim.made
    if claim.mangled:
        return
    begin = start(made, head) or 0
    if made.header:
        named = head[begin : head.find("\n", begin) + 1]
        if first_row(named, made, claim.delimiter) != claim.first:
            return
        begin += len(named)
    end = "\r\n" if "\r\n" in head else "\n"
    line, before = head.count("\n", 0, begin) + 1, 0
    try:
        for text in _texts(path, begin, end):
            rows = _split(text, claim, line, end) or _read(path, text, claim, line)
            if not text or rows is None:
                yield None
                return
            yield rows._replace(before=before)
            line += text.count("\n") + 1
            before += len(rows.lines)
    except UnicodeDecodeError:
        yield None


def _texts(path: Path, begin: int, end: str) -> Iterator[str]:
    """Cut a text up between its lines; nothing stands for what it cannot cut.

    Raises:
        UnicodeDecodeError: It is in another encoding.
    """
    decode = codecs.getincrementaldecoder("utf-8-sig")().decode
    kept = ""
    with path.open("rb") as file:
        while data := file.read(BLOCK):
            kept += decode(data)[begin:]
            begin = 0
            cut = kept.rfind(end)
            if cut >= 0 or len(kept) >= BLOCK:
                yield kept[: max(cut, 0)]
                kept = kept[cut + len(end) :]
    kept += decode(b"", final=True)
    if kept := kept.rstrip("\r\n"):
        yield kept


def _split(text: str, claim: Claim, line: int, end: str) -> Rows | None:
    """Read rows in which all cells stand in quotes, or none, by splitting.

    As banks write them, it goes thrice as fast. When between quotes, or between
    delimiters, stand cells and what parts them by turns, there is no other way to
    read a text. What is not so is None.
    """
    quote, delimiter, width = claim.made.quote, claim.delimiter, len(claim.fit.places)
    count = text.count("\n") + 1
    if claim.made.comment or text.count("\r") != (count - 1 if end == "\r\n" else 0):
        return None
    if quote and quote in text:
        pieces = text.split(quote)
        columns = [pieces[1 + 2 * n :: 2 * width] for n in range(width)]
        row = [*[delimiter] * (width - 1), end]
        whole = pieces[2:-1:2] == (row * count)[:-1] and pieces[0] == pieces[-1] == ""
        whole = whole and len(pieces) == 2 * count * width + 1
    else:
        cells = text.replace(end, f"{delimiter}\n{delimiter}").split(delimiter)
        columns = [cells[n :: width + 1] for n in range(width)]
        whole = cells[width :: width + 1] == ["\n"] * (count - 1)
        whole = whole and len(cells) == count * (width + 1) - 1
        if _skips(delimiter):
            columns = list(map(_shifted, columns, claim.fit.places))
    if not whole or not any(map(all, columns)):  # a row may be empty
        return None
    return Rows(range(line, line + count), columns)


def _shifted(cells: list[str], column: Column | None) -> list[str]:
    """Leave out the blanks before a text: no other column minds them."""
    if column and column.role == "text":
        return list(map(str.lstrip, cells, repeat(" ")))
    return cells


def _read(path: Path, text: str, claim: Claim, line: int) -> Rows | None:
    """Read rows as the csv module does, where each stands on one line."""
    reader = _parsed(text, claim.made, claim.delimiter)
    try:
        rows = list(reader)
    except csv.Error:
        return None
    if reader.line_num != len(rows):  # type: ignore[attr-defined]  # it has
        return None
    return _even(path, range(line, line + len(rows)), rows, claim)
