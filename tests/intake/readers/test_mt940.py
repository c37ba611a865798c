"""MT940 of every Dutch bank, each in its smallest file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from decimal import Decimal
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stichting_fin.fault import UnreadableError, told
from stichting_fin.intake.readers import mt940
from stichting_fin.intake.readers.mt940_texts import told as text_of
from stichting_fin.intake.statement import Line, Statement
from stichting_fin.money import ZERO

HERE = Path(__file__).parent / "mt940"
FILES = sorted(HERE.glob("*.sta"))
BASE = """\
:20:A
:25:NL91ABNA0417164300
:28C:1
:60F:C250302EUR10,00
:61:2503030303C1,00NTRFNONREF
:86:Gift
:62F:C250303EUR11,00
"""


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_bank_says_what_its_twin_says(
    path: Path, golden: Callable[[Path, str], None]
) -> None:
    assert mt940.sniff(path.read_bytes()) == "mt940"

    golden(path.with_suffix(".txt"), "\n".join(said(mt940.read(path))) + "\n")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_windows_tells_the_same_as_unix(path: Path, tmp_path: Path) -> None:
    windows = tmp_path / path.name
    windows.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))

    assert mt940.sniff(windows.read_bytes()) == "mt940"
    assert list(mt940.read(windows)) == list(mt940.read(path))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_cut_anywhere_is_never_taken_for_whole(
    path: Path, tmp_path: Path
) -> None:
    """What is cut off is missed: by an error, a warning, a gap, or a statement less."""
    content = path.read_bytes()
    whole = list(mt940.read(path))
    last = content.rindex(b":62")
    for length in range(0, last, 7):
        cut = tmp_path / "cut.sta"
        cut.write_bytes(content[:length])
        try:
            got = list(mt940.read(cut))
        except UnreadableError:
            continue
        *full, rest = got
        assert len(full) < len(whole)
        assert rest.warnings or not rest.proven or rest == whole[len(full)]


@given(st.binary(max_size=60), st.integers(0, 10_000))
def test_no_bytes_lead_astray(noise: bytes, at: int) -> None:
    content = b"".join(path.read_bytes() for path in FILES[:4])
    at %= len(content)
    made = Memory(content[:at] + noise + content[at:])

    with suppress(UnreadableError):
        assert all(s.currency for s in mt940.read(made) if s.opening)  # type: ignore[arg-type]  # opens as a path does


class Memory(NamedTuple):
    """What opens as a path does, and lies on no disk."""

    content: bytes

    def open(self, *, encoding: str) -> TextIOWrapper:
        return TextIOWrapper(BytesIO(self.content), encoding)


def test_pages_are_one_statement(tmp_path: Path) -> None:
    first, second, third = read(HERE / "bladen.sta")

    assert first.proven
    assert [str(line.amount) for line in first.lines] == ["1.00", "2.00", "-3.00"]
    assert [line.number for line in first.lines] == [1, 2, 3]
    assert codes(first) == []
    assert codes(second) == ["page-not-last"]
    assert codes(third) == []

    alone = write(tmp_path, BASE.replace(":62F:", ":62M:"))
    assert codes(*read(alone)) == ["page-not-last"]


def test_lines_are_numbered_through_the_file(tmp_path: Path) -> None:
    path = write(tmp_path, BASE + BASE)

    assert [s.lines[0].number for s in read(path)] == [1, 2]


def test_ing_and_knab_give_keys_and_others_do_not() -> None:
    keys = {path.stem: [line.key for line in lines(path)] for path in FILES}

    assert keys.pop("ing") == [
        *(f"ing-bankref1:0000000000100{n}" for n in (5, 6, 7, 8)),
        "",
    ]
    assert keys.pop("knab") == [f"knab1:B4E07XM00J00002{n}" for n in (3, 4)]
    assert {key for some in keys.values() for key in some} == {""}


def test_the_bank_is_known_by_its_header_or_its_account(tmp_path: Path) -> None:
    movement = "NTRFNONREF//00000000001005"
    alone = BASE.replace("NTRFNONREF", movement)
    own = alone.replace("NL91ABNA0417164300", "NL20INGB0001234567")
    headed = "{1:F01INGBNL2ABXXX0000000000}\n" + alone.replace("NL91ABNA04", "")
    trcd = alone.replace(movement, movement + "\n/TRCD/00100/").replace("NL91ABNA", "")

    for text, key in [(alone, ""), *((t, "ing-bankref1") for t in (own, headed, trcd))]:
        [statement] = read(write(tmp_path, text))
        assert statement.lines[0].key.partition(":")[0] == key


def test_a_booking_day_lies_in_the_year_nearest_its_value_date(tmp_path: Path) -> None:
    for days, booked in [
        ("1401011229", "2013-12-29"),
        ("1312300102", "2014-01-02"),
        ("140101    ", "2014-01-01"),
        ("140101", "2014-01-01"),
    ]:
        [statement] = read(write(tmp_path, BASE.replace("2503030303", days)))
        assert str(statement.lines[0].date) == booked


def test_a_day_beyond_its_month_is_the_last_one_and_told(tmp_path: Path) -> None:
    path = write(tmp_path, BASE.replace("C250303", "C250231"))

    [statement] = read(path)

    assert statement.closing
    assert str(statement.closing.date) == "2025-02-28"
    assert codes(statement) == ["day-beyond"]


def test_a_reversed_credit_is_a_debit() -> None:
    _, reversed_debit, reversed_credit = lines(HERE / "duits.sta")

    assert (reversed_debit.amount, reversed_credit.amount) == (Decimal(1), Decimal(-2))


def test_bytes_of_windows_are_read_and_a_mark_is_dropped(tmp_path: Path) -> None:
    path = tmp_path / "made.sta"
    for name in ("utf-8-sig", "cp1252"):
        path.write_bytes(BASE.replace("Gift", "Privé").encode(name))
        [statement] = read(path)
        assert statement.lines[0].text == "Privé"


def test_signs_without_a_face_before_a_tag_do_not_count(tmp_path: Path) -> None:
    path = write(tmp_path, BASE.replace(":60F:", "\x1a:60F:"))

    assert mt940.sniff(path.read_bytes()) == "mt940"
    [statement] = read(path)
    assert statement.proven


@pytest.mark.parametrize(
    ("old", "new", "warned"),
    [
        (":62F:C250303EUR11,00\n", "", ["balance-missing"]),
        (":60F:C250302EUR10,00\n", "", ["balance-missing"]),
        (":25:NL91ABNA0417164300\n", "", ["account-missing"]),
        (":62F:C250303EUR", ":62F:C250303SEK", ["balance-currency"]),
    ],
)
def test_what_a_statement_lacks_is_told_and_proves_nothing(
    old: str, new: str, warned: list[str], tmp_path: Path
) -> None:
    [statement] = read(write(tmp_path, BASE.replace(old, new)))

    assert codes(statement) == warned
    assert len(statement.lines) == 1
    assert not statement.proven or warned == ["account-missing"]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (BASE, "", "element"),
        (BASE, "a letter\n", "element"),
        (":20:A\n:25:NL91ABNA0417164300\n", "", "mt940-loose"),
        (":62F:C250303EUR11,00\n", ":62F:C250303EUR11,00\n:61:250303C1,00NTRF\n", "mt940-loose"),
        ("C1,00NTRF", "X1,00NTRF", "entry"),
        ("C1,00NTRF", "C1.000,00NTRF", "entry"),
        ("2503030303", "2513030303", "entry"),
        ("2503030303", "2503000303", "entry"),
        ("C250303EUR", "250303EUR", "entry"),
        ("C250303EUR11,00", "C250303EUR,", "entry"),
        (":62F:", ":60F:", "entry"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_its_line(
    old: str, new: str, code: str, tmp_path: Path
) -> None:
    with pytest.raises(UnreadableError) as error:
        read(write(tmp_path, BASE.replace(old, new)))

    assert error.value.code == code
    assert str(error.value)
    assert error.value.line or code == "element"


def test_other_files_are_not_ours() -> None:
    for head in (
        b"",
        b":20:only\n",
        b"Datum;Bedrag\n",
        b":20:A\n:25:B\n:13:C\n:34F:D\n",
    ):
        assert mt940.sniff(head) == ""


def test_a_text_without_codewords_or_without_lines_is_free() -> None:
    assert text_of([])["text"] == ""
    assert text_of(["/and so on"])["text"] == "/and so on"
    assert text_of(["/WHAT/so/IBAN/NL02ABNA0123456789"])["text"].startswith("/WHAT/")


def test_a_blank_that_an_editor_took_from_a_line_comes_back() -> None:
    line = "/IBAN/NL02ABNA0123456789/NAME/A. Vrijgevig/REMI/Gift".ljust(64, "x")

    assert text_of([line, "voor u"])["text"].endswith("x voor u")


def test_the_first_codeword_that_says_something_counts_but_every_text() -> None:
    for line, name, text in [
        ("/NAME/A. Vrijgevig/REMI/Gift/NAME/B. Ander/REMI/ voor u", "A. Vrijgevig", "Gift voor u"),
        ("/NAME//NAME/B. Ander/REMI//REMI/Gift", "B. Ander", "Gift"),
        ("/CNTP/NL02ABNA0123456789/ABNANL2A/C. Gever///NAME/D/REMI/Gift", "C. Gever", "Gift"),
    ]:  # fmt: skip
        got = text_of([line])
        assert (got["name"], got["text"]) == (name, text)


def test_a_betalingskenmerk_is_found_in_any_text() -> None:
    for line in (
        "/NAME/A. Gever/REMI/SCOR/CUR/ 1234567890123456",
        "Betalingskenm.: 1234567890123456",
        "166?20ISSUER: CUR?21  REF: 1234567890123456",
    ):
        assert text_of([line])["structured"] == "1234567890123456", line


def said(statements: Iterable[Statement]) -> Iterator[str]:
    for each in statements:
        yield f"{each.account} {each.currency} {each.id}"
        yield f"{each.opening} {each.closing} {each.proven}"
        yield from (f"! {told(n.code, n.values)} ({n.rule})" for n in each.warnings)
        for line in each.lines:
            yield " | ".join([f"{line.number} {line.date} {line.amount}", *parts(line)])


def parts(line: Line) -> Iterator[str]:
    for name, value in line._asdict().items():
        if value and name not in ("date", "amount", "number"):
            yield f"{name}={value}"


def write(folder: Path, text: str) -> Path:
    path = folder / "made.sta"
    path.write_text(text, "utf-8")
    return path


def read(path: Path) -> list[Statement]:
    return list(mt940.read(path))


def lines(path: Path) -> list[Line]:
    return [line for statement in mt940.read(path) for line in statement.lines]


def codes(statement: Statement) -> list[str]:
    assert all(note.rule for note in statement.warnings)
    assert all(told(note.code, note.values) for note in statement.warnings)
    return [note.code for note in statement.warnings]


def test_amounts_of_all_small_files_add_up() -> None:
    for path in FILES:
        for statement in mt940.read(path):
            assert statement.proven, path.name
            assert statement.gap == ZERO
