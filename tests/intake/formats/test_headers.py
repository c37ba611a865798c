"""What a bank may do to a header: renamed, moved, missing, added, in other case.

Each change is made to each column of each header, of our own tables and of those of
others: the table is refused or read right, never read wrong.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from io import StringIO
from pathlib import Path

import pytest

from conftest import SAMPLES
from stichting_fin.fault import UnreadableError
from stichting_fin.intake.formats import description, dialect
from stichting_fin.intake.readers import csv_bank
from stichting_fin.intake.statement import Line, Statement

OWN = Path(__file__).parents[1] / "readers" / "csv"
KNOWN = {made.name: made for made in description.load() if not made.refuse}
TABLES = (*sorted(OWN.glob("*.csv")), *sorted(SAMPLES.glob("bank/csv-*/*")))
MOST = 8  # rows below a header
SIDE = ("counterparty", "iban")
BOOKED = (*SIDE, "date", "amount", "key", "text", "code", "structured_reference", "batch")  # fmt: skip
Table = list[list[str]]


def split(path: Path) -> tuple[str, Table]:
    """Give what stands before the header, and the table."""
    text = dialect.decoded(path.read_bytes())
    before = text[: text.index("\n") + 1] if text.startswith("KNAB") else ""
    body = text[len(before) :]
    sign = max(";,", key=body.split("\n")[0].count)
    quote = "'" if body.count("'") > body.count('"') else '"'
    rows = csv.reader(StringIO(body), delimiter=sign, quotechar=quote)
    table = [row for row in rows if any(row)][: MOST + 1]
    width = len(table[0])
    if KNOWN[csv_bank.sniff(path.read_bytes())].header:
        width = max(n for n, name in enumerate(table[0], 1) if name)
    return before, [[*row, *[""] * width][:width] for row in table]


def chosen(*, header: bool) -> Iterator[Path]:
    """Give one table for each header that is met; or the tables that have none."""
    seen = set()
    for path in TABLES:
        made = KNOWN.get(csv_bank.sniff(path.read_bytes()))
        if made and made.header == header and "\t" not in made.delimiter[:1]:
            first = tuple(split(path)[1][0])
            if len(first) > 1 and (made.name, first) not in seen:
                seen.add((made.name, first))
                yield path


HEADED, BARE = list(chosen(header=True)), list(chosen(header=False))
every_header = pytest.mark.parametrize("path", HEADED, ids=lambda path: path.stem)


def test_every_description_with_a_header_has_a_table() -> None:
    met = {csv_bank.sniff(path.read_bytes()) for path in HEADED}

    assert met == {name for name, made in KNOWN.items() if made.header}


@every_header
def test_a_column_renamed_missing_or_added_is_refused_or_read_right(
    path: Path, tmp_path: Path
) -> None:
    before, rows = split(path)
    right = read(written(tmp_path / "right.csv", before, rows))

    for place, name in enumerate(rows[0]):
        for change in changed(rows, place) if name else ():
            got = tried(written(tmp_path / "changed.csv", before, change))
            assert not got or alike(got, right), change[0]
            fewer = len(list(filter(None, change[0]))) < len(
                list(filter(None, rows[0]))
            )
            assert not got or fewer or noted(got), change[0]


@every_header
def test_a_column_that_moved_is_refused_or_read_right(
    path: Path, tmp_path: Path
) -> None:
    before, rows = split(path)
    right = read(written(tmp_path / "right.csv", before, rows))

    for place, name in enumerate(rows[0]):
        for change in moved(rows, place) if name else ():
            got = tried(written(tmp_path / "moved.csv", before, change))
            assert not got or said(got) == said(right), change[0]
            assert not got or noted(got), change[0]


@every_header
def test_a_name_lost_or_found_above_the_same_cells_is_refused_or_read_right(
    path: Path, tmp_path: Path
) -> None:
    before, rows = split(path)
    right = read(written(tmp_path / "right.csv", before, rows))

    for place, name in enumerate(rows[0]):
        for header in shifted(rows[0], place) if name else ():
            got = tried(written(tmp_path / "shifted.csv", before, [header, *rows[1:]]))
            assert not got or alike(got, right), header


@every_header
def test_a_column_behind_the_known_ones_is_told_and_kept(
    path: Path, tmp_path: Path
) -> None:
    before, rows = split(path)
    right = read(written(tmp_path / "right.csv", before, rows))
    wide = [[*row, "x" if n else "Nieuw"] for n, row in enumerate(rows)]

    got = read(written(tmp_path / "wide.csv", before, wide))

    assert said(got) == said(right)
    assert "csv-header-extra" in noted(got)
    assert all(line.more["Nieuw"] == "x" for one in got for line in one.lines)


@every_header
def test_another_letter_case_is_told_and_read_right(path: Path, tmp_path: Path) -> None:
    before, rows = split(path)
    right = read(written(tmp_path / "right.csv", before, rows))

    for case in (str.upper, str.lower, str.swapcase):
        loud = [[case(name) for name in rows[0]], *rows[1:]]
        if loud == rows:
            continue
        got = read(written(tmp_path / "loud.csv", before, loud))

        assert said(got) == said(right)
        assert "csv-header-case" in noted(got)


@every_header
def test_each_other_name_that_a_column_goes_by_is_read_right(
    path: Path, tmp_path: Path
) -> None:
    before, rows = split(path)
    right = read(written(tmp_path / "right.csv", before, rows))
    made = KNOWN[csv_bank.sniff(path.read_bytes())]

    for place, name in enumerate(rows[0]):
        for other in others(made, name):
            named = [*rows[0][:place], other, *rows[0][place + 1 :]]
            got = tried(written(tmp_path / "named.csv", before, [named, *rows[1:]]))
            assert not got or said(got) == said(right), named


@pytest.mark.parametrize("path", BARE, ids=lambda path: path.stem)
def test_a_table_without_a_header_is_no_less_safe(path: Path, tmp_path: Path) -> None:
    before, rows = split(path)
    signs = ",", KNOWN[csv_bank.sniff(path.read_bytes())].quote
    right = read(written(tmp_path / "right.csv", before, rows, *signs))

    for place in range(len(rows[0])):
        wide = [[*row[:place], "x", *row[place:]] for row in rows]
        for change in (without(rows, place), wide, *moved(rows, place)):
            got = tried(written(tmp_path / "changed.csv", before, change, *signs))
            assert not got or alike(got, right), change[0]


def without(rows: Table, place: int) -> Table:
    return [[*row[:place], *row[place + 1 :]] for row in rows]


def changed(rows: Table, place: int) -> Iterator[Table]:
    """Give the table with a column renamed, removed, and with one before it."""
    header = rows[0]
    for name in ("Onbekend", ""):
        yield [[*header[:place], name, *header[place + 1 :]], *rows[1:]]
    yield without(rows, place)
    for name in ("Nieuw", "", header[place]):
        wide = [[*row[:place], "x", *row[place:]] for row in rows[1:]]
        yield [[*header[:place], name, *header[place:]], *wide]


def moved(rows: Table, place: int) -> Iterator[Table]:
    """Give the table with a column in front, behind, and two places on."""
    rest = without(rows, place)
    for to in {0, place + 2, len(rows[0]) - 1}:
        pairs = zip(rest, rows, strict=True)
        change = [[*row[:to], old[place], *row[to:]] for row, old in pairs]
        if change != rows and change[0] != rows[0]:
            yield change


def shifted(header: list[str], place: int) -> Iterator[list[str]]:
    """Give the header without a name, and with one more, over cells that stay."""
    yield [*header[:place], *header[place + 1 :]]
    yield [*header[:place], "Nieuw", *header[place:]]
    yield [*header[:place], header[place], *header[place:]]


def others(made: description.Description, name: str) -> Iterator[str]:
    """Give the other names by which a column may go."""
    for column in made.column:
        if name in column.names:
            yield from (x for x in column.names if x != name and "*" not in x)


def written(
    path: Path,
    before: str,
    rows: Iterable[list[str]],
    sign: str = ";",
    quote: str = '"',
) -> Path:
    text = StringIO()
    writer = csv.writer(text, delimiter=sign, quotechar=quote, quoting=csv.QUOTE_ALL)
    writer.writerows(rows)
    path.write_text(before + text.getvalue(), "utf-8")
    return path


def read(path: Path) -> list[Statement]:
    return list(csv_bank.read(path))


def tried(path: Path) -> list[Statement]:
    """Give the statements; none where it is refused, or where nobody books it unseen."""
    try:
        got = read(path)
    except UnreadableError:
        return []
    return [] if any(one.proven is False for one in got) else got


def noted(statements: Iterable[Statement]) -> set[str]:
    return {note.code for one in statements for note in one.warnings}


def said(statements: Iterable[Statement]) -> list[object]:
    """Give all that is booked of lines."""
    return [
        (one.account, one.currency, getattr(line, name))
        for one in statements
        for line in one.lines
        for name in BOOKED
    ]


def alike(got: list[Statement], right: list[Statement]) -> bool:
    """Tell whether lines are the same, but for what a column less does not tell."""
    pairs = list(zip(lines(got), lines(right), strict=False))
    return len(lines(got)) == len(lines(right)) and all(
        (account, one.date, one.amount) == (other, two.date, two.amount)
        and one.key in ("", two.key)
        and all(getattr(one, name) in ("", getattr(two, name)) for name in SIDE)
        for (account, one), (other, two) in pairs
    )


def lines(statements: Iterable[Statement]) -> list[tuple[str, Line]]:
    found = [(one.account + one.currency, x) for one in statements for x in one.lines]
    return sorted(found, key=lambda pair: (pair[0], pair[1].number))
