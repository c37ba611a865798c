"""A table that is read some rows at a time says what it says when read whole."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Literal, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stichting_fin.fault import Fault, UnreadableError
from stichting_fin.intake.formats import cells
from stichting_fin.intake.formats.cells import Claim
from stichting_fin.intake.formats.sheet import Rows
from stichting_fin.intake.readers import csv_bank
from stichting_fin.intake.statement import Statement

TABLES = Path(__file__).parents[1] / "readers" / "csv"
HEADER = ("Datum", "Naam / Omschrijving", "Rekening", "Tegenrekening", "Code", "Af Bij")
MORE = ("Bedrag (EUR)", "Mutatiesoort", "Mededelingen", "Saldo na mutatie", "Tag")
Quoting = Literal[0, 1]  # csv.QUOTE_MINIMAL, csv.QUOTE_ALL
OWN = "NL12INGB0009987021"


class Heard(NamedTuple):
    """What a reader said, and how many blocks it took."""

    said: list[Statement] | Fault
    blocks: int


def heard(path: Path, size: int) -> Heard:
    """Read a table in blocks of so many bytes, or whole when it is 0."""
    taken: list[Rows | None] = []

    def counted(path: Path, head: str, claim: Claim) -> list[Rows | None]:
        try:
            taken.extend(cells_blocks(path, head, claim) if size else ())
        except UnreadableError:
            taken.append(None)
        return taken

    cells_blocks = cells.blocks
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cells, "BLOCK", size)
        patch.setattr(cells, "blocks", counted)
        try:
            said: list[Statement] | Fault = list(csv_bank.read(path))
        except UnreadableError as error:
            said = error.fault
    return Heard(said, 0 if None in taken else len(taken))


def written(
    path: Path, rows: list[tuple[str, ...]], quoting: Quoting, end: str
) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        made = csv.writer(file, delimiter=";", quoting=quoting, lineterminator=end)
        made.writerows(rows)
    return path


def ing(texts: list[str], date: str = "202503{:02}") -> list[tuple[str, ...]]:
    """Give rows of ING, a day each, with a header."""
    rows: list[tuple[str, ...]] = [(*HEADER, *MORE)]
    for number, text in enumerate(texts, 1):
        day = date.format(number)
        start = (day, f"Donateur {number}", OWN, "", "GT", "Bij", "1,00")
        rows.append((*start, "Overschrijving", text, f"{number},00", ""))
    return rows


@pytest.mark.parametrize("size", [1, 200, 400])
@pytest.mark.parametrize("path", sorted(TABLES.glob("*.csv")), ids=lambda p: p.stem)
def test_blocks_of_any_size_say_what_the_whole_says(path: Path, size: int) -> None:
    assert heard(path, size).said == heard(path, 0).said


@given(
    texts=st.lists(st.text('";\r\n a€\t', max_size=5), min_size=1, max_size=9),
    quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
    end=st.sampled_from(["\n", "\r\n"]),
    size=st.integers(1, 2000),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_in_any_block_is_the_text_that_stands_there(
    texts: list[str], quoting: Quoting, end: str, size: int, tmp_path: Path
) -> None:
    path = written(tmp_path / "ing.csv", ing(texts), quoting, end)

    assert heard(path, size).said == heard(path, 0).said


@given(
    texts=st.lists(st.text('";\r\n a', max_size=4), min_size=3, max_size=3),
    end=st.sampled_from(["\n", "\r\n"]),
    tail=st.sampled_from(["", "\n", "\r\n\n", '"', '"";""']),
    size=st.sampled_from([60, 300, 1 << 17]),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_split_at_its_quotes_says_what_a_parser_reads(
    texts: list[str], end: str, tail: str, size: int, tmp_path: Path
) -> None:
    table = (TABLES / "ing_nl.csv").read_text("utf-8")
    rows = [line.split(";") for line in table.splitlines()]
    for row, text in zip(rows[1:], texts, strict=True):
        row[8] = f'"{text}"'
    path = tmp_path / "ing.csv"
    path.write_text(end.join(map(";".join, rows)) + tail, "utf-8", newline="")

    assert heard(path, size).said == heard(path, 0).said


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("quoting", [csv.QUOTE_ALL, csv.QUOTE_MINIMAL])
def test_as_a_bank_writes_it_a_table_is_read_in_blocks(
    quoting: Quoting, end: str, tmp_path: Path
) -> None:
    texts = ["Naam: A Omschrijving: gift", " los", "Naam: B", "met; teken"] * 5
    path = written(tmp_path / "ing.csv", ing(texts), quoting, end)

    found = heard(path, 500)

    assert found.blocks > 3
    assert found.said == heard(path, 0).said
    assert isinstance(found.said, list)
    assert [line.number for line in found.said[0].lines] == list(range(1, 21))
    assert found.said[0].proven


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"Tag"', '"Tag\n"'),  # a name of two lines
        ("gift 3", "gift\n3"),
        ("gift 3", "gift\r3"),
        ("gift 3", 'gift "3'),
        ("\n", "\r"),
        ('"20250303"', '"03-03-2025"'),  # another form in a later block
        ('"3,00"', '"3,0O"'),
        ('"Bij"', '"Bijna"'),
        ('"";"GT"', '"";"GT";"te veel"'),
        ("gift 3", "gift 3" * 200),  # a line longer than a block
    ],
)
def test_what_no_block_can_be_sure_of_is_read_whole(
    old: str, new: str, tmp_path: Path
) -> None:
    texts = [f"gift {number}" for number in range(1, 9)]
    path = written(tmp_path / "ing.csv", ing(texts), csv.QUOTE_ALL, "\n")
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8", newline="")

    assert heard(path, 300).said == heard(path, 0).said


def test_a_letter_in_another_encoding_far_down_counts_for_the_whole(
    tmp_path: Path,
) -> None:
    texts = ["caf\u00e9", "twee", "drie", "vier", "vijf", "caf\u00e9"]
    path = written(tmp_path / "ing.csv", ing(texts), csv.QUOTE_ALL, "\n")
    first, _, last = path.read_bytes().rpartition("é".encode())
    path.write_bytes(first + "é".encode("cp1252") + last)

    found = heard(path, 300)

    assert found == Heard(heard(path, 0).said, 0)
    assert isinstance(found.said, list)
    assert found.said[0].lines[-1].text == "café"


def test_a_letter_cut_off_at_the_end_is_no_utf_8(tmp_path: Path) -> None:
    path = written(tmp_path / "ing.csv", ing(["a"]), csv.QUOTE_ALL, "\n")
    path.write_bytes(path.read_bytes() + "é".encode()[:1])

    assert heard(path, 300) == Heard(heard(path, 0).said, 0)


def test_days_that_only_the_whole_can_tell_are_told_by_the_whole(
    tmp_path: Path,
) -> None:
    header = "Date;Description;Amount;Currency"
    days = ["05/06/2025", "06/07/2025", "25/07/2025"]
    rows = [f"{day};Gift;{n},00;EUR" for n, day in enumerate(days, 1)]
    own = tmp_path / "formaten"
    own.mkdir()
    own.joinpath("csv-own.toml").write_text(
        'title = "Own"\naccount = "own"\ndates = ["%m/%d/%Y", "%d/%m/%Y"]\ncolumn = [\n'
        '  { names = ["Date"], role = "date" },\n'
        '  { names = ["Description"], role = "text" },\n'
        '  { names = ["Amount"], role = "amount" },\n'
        '  { names = ["Currency"], role = "currency" },\n]\n',
        "utf-8",
    )
    path = tmp_path / "own.csv"
    path.write_text("\n".join([header, *rows]) + "\n", "utf-8")
    token = csv_bank.FORMATEN.set(own)
    try:
        found, whole = heard(path, 40), heard(path, 0)
    finally:
        csv_bank.FORMATEN.reset(token)

    assert found.said == whole.said
    assert isinstance(found.said, list)
    assert [f"{line.date:%d-%m}" for line in found.said[0].lines] == [
        "05-06",
        "06-07",
        "25-07",
    ]
