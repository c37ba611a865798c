"""Tables of banks and payment providers, each in its smallest file."""

from __future__ import annotations

import csv
import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Literal

import pytest

from stichting_fin.fault import UnreadableError, told
from stichting_fin.intake.formats import description
from stichting_fin.intake.proving import keys
from stichting_fin.intake.readers import csv_bank
from stichting_fin.intake.statement import Line, Note, Statement

HERE = Path(__file__).parent / "csv"
SAMPLES = sorted(HERE.glob("*.csv"))
Check = Callable[[Path, str], None]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_each_table_says_what_its_twin_says(path: Path, golden: Check) -> None:
    golden(path.with_suffix(".txt"), said(csv_bank.read(path)))


def test_each_description_has_a_table() -> None:
    known = {made.name for made in description.load() if not made.refuse}

    assert {csv_bank.sniff(path.read_bytes()) for path in SAMPLES} == known


def test_ing_tells_the_same_in_dutch_and_in_english() -> None:
    dutch, english = read("ing_nl.csv"), read("ing_en.csv")

    assert dutch.proven
    assert english.proven is None
    assert refs(dutch) == refs(english)
    assert len(refs(dutch)) == 3


def test_a_mollie_row_says_its_settlement_and_its_kind() -> None:
    mollie = read("mollie_en.csv")

    assert [line.code for line in mollie.lines] == [
        "payment",
        "payment",
        "refund",
        "chargeback",
        "fee",
    ]
    assert {line.batch for line in mollie.lines} == {"7654321.2503.01"}
    assert sum(line.amount for line in mollie.lines) == Decimal("122.12")
    assert mollie.lines[2].key == "mollie1:re_a3"
    assert mollie.lines[4].key == "mollie1:7654321.2503.01:Withheld fees MOL-2025-0001"


def test_a_fee_that_was_taken_off_is_a_part_of_the_line() -> None:
    gift, refund = read("stripe.csv").lines

    assert [(part.code, str(part.amount)) for part in gift.parts] == [
        ("payment", "12.00"),
        ("fee", "-0.43"),
    ]
    assert refund.parts == ()


def test_daily_balances_are_refused_with_the_reason(tmp_path: Path) -> None:
    path = tmp_path / "saldo.csv"
    path.write_text('"Datum","Boeksaldo","Valutair saldo"\n"2025-05-30","13,20","13"\n')

    assert csv_bank.sniff(path.read_bytes()) == "csv-ing-saldo"
    assert refusal(path) == "csv-saldo"


# What may be wrong with a table; its header has tests of its own (formats/).

ING = (HERE / "ing_nl.csv").read_text("utf-8")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('"25,00"', '"25.00"', "csv-value"),
        ('"25,00"', '"25,005"', "csv-cents"),
        ('"25,00"', '""', "csv-value"),
        ('"Bij"', '"Erbij"', "csv-value"),
        ('"20250303"', '"20250230"', "csv-value"),
        ('"20250303"', '""', "csv-value"),
        ('"20250303"', '"03-03-2025"', "csv-value"),
        ('"NL20INGB0001234567"', '"Rekening?"', "csv-value"),
        (';"1.220,50";""', ";", "csv-width"),
        (';"1.220,50";""', ';"1.220,50";"";"";"x"', "csv-width"),
        ('"Naam: Mevr.', '"Naam: "Mevr.', "csv-broken"),
        ('"Bedrag (EUR)"', '"Bedrag"', "csv-header"),
        ('"Datum";"Naam', '"Datum";"Datum";"Naam', "csv-header"),
        (ING, "Hallo\n", "format-unknown"),
        (ING, "", "format-unknown"),
        (ING, '"Datum', "format-unknown"),
    ],
)
def test_what_is_not_as_described_is_refused(
    old: str, new: str, code: str, tmp_path: Path
) -> None:
    path = tmp_path / "ing.csv"
    path.write_text(ING.replace(old, new, 1), "utf-8")

    assert refusal(path) == code


def test_a_cell_of_two_lines_does_not_move_the_place_of_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "ing.csv"
    text = ING.replace("Gift maart", "Gift\nmaart", 1).replace('"4,50"', '"4.50"')
    path.write_text(text, "utf-8")

    with pytest.raises(UnreadableError) as error:
        list(csv_bank.read(path))

    assert error.value.line == 5


def test_a_missing_row_breaks_the_running_balance(tmp_path: Path) -> None:
    rows = ING.splitlines(keepends=True)
    path = tmp_path / "ing.csv"
    path.write_text("".join([rows[0], rows[1], rows[3]]), "utf-8")

    (statement,) = csv_bank.read(path)

    assert statement.proven is False
    assert [note.code for note in statement.warnings] == ["csv-chain"]


def test_empty_rows_and_blanks_at_the_end_do_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "ing.csv"
    path.write_text(ING.replace('"";""\n', '"";"";;;\n') + "\n;;;\n\n", "utf-8")

    assert csv_bank.sniff(path.read_bytes()) == "csv-ing"
    (statement,) = csv_bank.read(path)
    assert len(statement.lines) == 3


def test_a_table_without_rows_has_nothing_to_say(tmp_path: Path) -> None:
    path = tmp_path / "ing.csv"
    path.write_text(ING.splitlines()[0], "utf-8")

    (statement,) = csv_bank.read(path)

    assert statement.lines == ()
    assert statement.currency == "EUR"


def test_a_table_in_which_all_waits_still_names_its_account(tmp_path: Path) -> None:
    rows = (HERE / "revolut.csv").read_text("utf-8").splitlines()
    path = tmp_path / "revolut.csv"
    path.write_text(f"{rows[0]}\n{rows[3]}\n", "utf-8")

    (statement,) = csv_bank.read(path)

    assert (statement.account, statement.currency) == ("Current", "EUR")
    assert [note.code for note in statement.skipped] == ["csv-status"]


def test_a_status_of_which_nobody_said_whether_it_counts_is_refused(
    tmp_path: Path,
) -> None:
    text = (HERE / "revolut.csv").read_text("utf-8")
    path = tmp_path / "revolut.csv"
    path.write_text(text.replace("PENDING", "DREAMT"), "utf-8")

    assert refusal(path) == "csv-value"


def test_a_row_that_tells_no_known_movement_is_refused(tmp_path: Path) -> None:
    text = (HERE / "wise_history.csv").read_text("utf-8")
    path = tmp_path / "wise.csv"
    path.write_text(text.replace(",OUT,", ",SIDEWAYS,"), "utf-8")

    assert refusal(path) == "csv-value"


def test_days_that_may_be_two_days_are_refused(tmp_path: Path) -> None:
    rows = (HERE / "paypal.csv").read_text("utf-8").splitlines()
    path = tmp_path / "paypal.csv"
    path.write_text(f"{rows[0]}\n{rows[1].replace('28/03', '04/03')}\n", "utf-8")

    assert refusal(path) == "csv-date-either"


def test_an_amount_that_may_be_two_amounts_is_refused(tmp_path: Path) -> None:
    rows = (HERE / "bunq.csv").read_text("utf-8").splitlines()
    path = tmp_path / "bunq.csv"
    path.write_text(f"{rows[0]}\n{rows[2].replace('25,00', '25.000')}\n", "utf-8")

    assert refusal(path) == "csv-amount-either"


def test_another_amount_of_the_file_tells_what_a_dot_means(tmp_path: Path) -> None:
    text = (HERE / "bunq.csv").read_text("utf-8")
    path = tmp_path / "bunq.csv"
    path.write_text(text.replace('"25,00"', '"25.000"'), "utf-8")

    (statement,) = csv_bank.read(path)

    assert statement.lines[1].amount == 25000


# Descriptions of a treasurer.

CUT = """
title = "Streekbank"
account = "streekbank"
dates = ["%d-%m-%Y"]
decimal = ","
column = [
  { names = ["Dag"], role = "date" },
  { names = ["Wat"], role = "text" },
  { names = ["Meer"], role = "text" },
  { names = ["Hoeveel"], role = "amount" },
  { names = ["Munt"], role = "currency" },
]
"""
OWN = """
title = "Streekbank"
account = "streekbank"
currency = "EUR"
dates = ["%d-%m-%Y"]
column = [
  { names = ["Dag"], role = "date" },
  { names = ["Wat"], role = "text" },
  { names = ["Hoeveel"], role = "amount" },
]
"""


def test_a_treasurer_describes_her_own_bank(tmp_path: Path) -> None:
    path, folder = own(tmp_path, OWN)

    assert csv_bank.sniff(path.read_bytes()) == ""
    with described(folder):
        assert csv_bank.sniff(path.read_bytes()) == "csv-streek"
        (statement,) = csv_bank.read(path)
    assert statement.account == "streekbank"
    assert [line.amount for line in statement.lines] == [Decimal("25.50")]


def test_the_bank_of_the_manual_is_read(tmp_path: Path) -> None:
    manual = (Path(__file__).parents[3] / "docs" / "formats.md").read_text("utf-8")
    _, table, _, text, *_ = manual.split("```")
    path, folder = own(tmp_path, text.removeprefix("toml"))
    path.write_text(table.removeprefix("\n"), "utf-8")

    with described(folder):
        (statement,) = csv_bank.read(path)

    assert statement.proven
    assert [line.key for line in statement.lines] == [
        "streekbank1:71",
        "streekbank1:72",
    ]


def test_of_two_columns_of_one_role_the_first_filled_counts(tmp_path: Path) -> None:
    path, folder = own(
        tmp_path,
        """
        title = "Streekbank"
        currency = "EUR"
        dates = ["%d-%m-%Y"]
        key = { scheme = "streek1", of = [["Nummer"], ["Wie"]] }
        column = [
          { names = ["Dag"], role = "date" },
          { names = ["Boekdag"], role = "date" },
          { names = ["Nummer"], since = "2026" },
          { names = ["Wie"], role = "counterparty" },
          { names = ["Wie ook"], role = "counterparty" },
          { names = ["Hoeveel"], role = "amount" },
          { names = ["Rekening"], role = "account" },
        ]
        """,
    )
    path.write_text(
        "Dag;Boekdag;Wie;Wie ook;Hoeveel;Rekening\n"
        "3-3-2025;4-3-2025;A;B;1;R1\n;5-3-2025;;B;2;R1\n"
    )

    with described(folder):
        (statement,) = csv_bank.read(path)

    assert [line.date.day for line in statement.lines] == [3, 5]
    assert [line.counterparty for line in statement.lines] == ["A", "B"]
    assert [line.key for line in statement.lines] == ["streek1:A", ""]
    assert str(statement.lines[0].amount) == "1.00"


def test_a_text_that_the_bank_cut_goes_on_without_a_blank(tmp_path: Path) -> None:
    path, folder = own(tmp_path, CUT)
    first, second = "een lange tekst " * 9, "een korte"
    assert len(first[:140]) == 140
    path.write_text(
        "Dag;Wat;Meer;Hoeveel;Munt\n"
        f"3-3-2025;{first[:140]};rgens gaat hij verder;1,00;EUR\n"
        f"4-3-2025;{second};en nog wat;1,00;EUR\n"
    )

    with described(folder):
        (statement,) = csv_bank.read(path)

    texts = [line.text for line in statement.lines]
    assert texts == [f"{first[:140]}rgens gaat hij verder", "een korte en nog wat"]


def test_only_euros_have_cents(tmp_path: Path) -> None:
    path, folder = own(tmp_path, CUT)
    path.write_text(
        "Dag;Wat;Meer;Hoeveel;Munt\n3-3-2025;a;;1,00;EUR\n3-3-2025;b;;1,125;KWD\n"
    )

    with described(folder):
        euros, dinars = csv_bank.read(path)

    assert [line.amount for line in euros.lines] == [Decimal("1.00")]
    assert [line.amount for line in dinars.lines] == [Decimal("1.125")]


@pytest.mark.parametrize("quoting", [csv.QUOTE_ALL, csv.QUOTE_MINIMAL])
def test_cells_between_tabs_keep_their_blanks(
    quoting: Literal[0, 1], tmp_path: Path
) -> None:
    path, folder = own(tmp_path, CUT)
    first = " " + "x" * 139
    rows = [
        ("Dag", "Wat", "Meer", "Hoeveel", "Munt"),
        ("3-3-2025", first, "y", "1,00", "EUR"),
        ("4-3-2025", "", "z", "2,00", "EUR"),
    ]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter="\t", quoting=quoting).writerows(rows)

    with described(folder):
        (statement,) = csv_bank.read(path)

    assert [line.text for line in statement.lines] == [f"{first.strip()}y", "z"]


def test_two_descriptions_of_one_table_are_refused(tmp_path: Path) -> None:
    path, folder = own(tmp_path, OWN)
    (folder / "csv-twee.toml").write_text(OWN, "utf-8")

    with described(folder), pytest.raises(UnreadableError, match="streek, csv-twee"):
        list(csv_bank.read(path))


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('role = "text"', 'role = "tekst"', "csv-role"),
        ("currency", "munt", "key-unknown"),
        (
            'account = "streekbank"',
            'key = { scheme = "s1", of = [["Nr"]] }',
            "csv-column-unknown",
        ),
        ('account = "streekbank"', "key = 3", "key-kind"),
        ('account = "streekbank"', 'key = { scheme = "s1", of = 3 }', "key-kind"),
        ('account = "streekbank"', 'key = { scheme = "s1", of = ["Nr"] }', "key-kind"),
        ('account = "streekbank"', 'kind = "bij"', "key-kind"),
        ('dates = ["%d-%m-%Y"]', "", "csv-dates"),
        ('"amount"', '"loon"', "csv-role"),
        ('"amount"', '"code"', "csv-needs"),
    ],
)
def test_a_description_that_is_not_sound_is_told(
    old: str, new: str, code: str, tmp_path: Path
) -> None:
    path, folder = own(tmp_path, OWN.replace(old, new, 1))

    with described(folder), pytest.raises(UnreadableError) as error:
        csv_bank.sniff(path.read_bytes())

    assert error.value.code == code
    assert str(error.value)


def test_the_garbage_collector_is_left_as_it_was() -> None:
    gc.disable()
    try:
        read("ing_nl.csv")
        assert not gc.isenabled()
    finally:
        gc.enable()
    read("ing_nl.csv")
    assert gc.isenabled()


def test_bytes_that_are_no_text_are_not_ours() -> None:
    assert csv_bank.sniff(b"\x00\x01Datum") == ""


@contextmanager
def described(folder: Path) -> Iterator[None]:
    """Add a folder of descriptions, as a face does."""
    token = csv_bank.FORMATEN.set(folder)
    try:
        yield
    finally:
        csv_bank.FORMATEN.reset(token)


def own(folder: Path, text: str) -> tuple[Path, Path]:
    path, formats = folder / "streek.csv", folder / "formaten"
    formats.mkdir()
    (formats / "csv-streek.toml").write_text(text, "utf-8")
    path.write_text("Dag;Wat;Hoeveel\n3-3-2025;Gift;25,50\n", "utf-8")
    return path, formats


def read(name: str) -> Statement:
    (statement,) = csv_bank.read(HERE / name)
    return statement


def refusal(path: Path) -> str:
    with pytest.raises(UnreadableError) as error:
        list(csv_bank.read(path))
    assert str(error.value)
    return error.value.code


def heard(path: Path) -> object:
    """Give what a table says, or why it is refused and where."""
    try:
        return list(csv_bank.read(path))
    except UnreadableError as error:
        return error.fault


def refs(statement: Statement) -> set[str]:
    return {ref for ref, _ in keys.keyed([statement], statement.account)}


def said(statements: Iterable[Statement]) -> str:
    """Write statements as a person may compare them."""
    told_ = []
    for s in statements:
        told_.append(f"{s.account} {s.currency} {s.opening} {s.closing} {s.proven}")
        told_ += [line_said(line) for line in s.lines]
        told_ += [f"- {note_said(note)}" for note in s.skipped]
        told_ += [f"! {note_said(note)}" for note in s.warnings]
    return "\n".join(told_) + "\n"


def line_said(line: Line) -> str:
    values = line._asdict()
    parts = "; ".join(line_said(part) for part in line.parts)
    shown = values | {"more": dict(line.more), "parts": parts}
    head = f"{line.number} {line.date} {line.amount}"
    rest = [
        f"{k}={v}"
        for k, v in shown.items()
        if v and k not in {"number", "date", "amount"}
    ]
    return " | ".join([head, *rest])


def note_said(note: Note) -> str:
    return f"{note.rule} line {note.line}: {told(note.code, note.values)}"
