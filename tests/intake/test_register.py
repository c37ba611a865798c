"""Registers: a treasurer's own table of invoices, read as she described it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import Workbook

from stichting_fin.cli import main
from stichting_fin.fault import UnreadableError
from stichting_fin.intake import register
from stichting_fin.intake.formats import FORMATEN
from stichting_fin.intake.invoice import Invoice
from stichting_fin.intake.readers import detect

SALES = """
title = "Verkoopregister"
sale = true
decimal = ","
dates = "%d-%m-%Y"
"""
PAIRS = """Factuurnummer;Factuurdatum;Vervaldatum;Klant;Omzet 21%;Btw 21%;Omzet 9%;Btw 9%;Omzet 0%
2025-001;03-03-2025;02-04-2025;Gemeente Zuiderdam;1.000,00;210,00;;;
2025-002;04-03-2025;;Gemeente Zuiderdam;100,00;21,00;50,00;4,50;10,00
"""
ROWS = """Debiteur;Factuurnummer;Factuurdatum;Omschrijving;Bedrag excl. BTW;BTW-code;BTW-bedrag;Bedrag incl. BTW
Gemeente Zuiderdam;2025-001;03-03-2025;gebruik;100,00;Hoog;21,00;121,00
Gemeente Zuiderdam;2025-001;03-03-2025;boek;50,00;9%;4,50;54,50
Gemeente Zuiderdam;2025-002;03-03-2025;werk;10,00;Verlegd;0,00;10,00
"""
Read = Callable[..., list[Invoice]]


@pytest.fixture
def described(tmp_path: Path) -> Iterator[Callable[..., None]]:
    """Describe tables as a treasurer does."""
    (tmp_path / "formaten").mkdir()
    token = FORMATEN.set(tmp_path / "formaten")

    def describe(text: str = SALES, name: str = "register-verkoop") -> None:
        (tmp_path / f"formaten/{name}.toml").write_text(text, "utf-8")

    yield describe
    FORMATEN.reset(token)


@pytest.fixture
def read(tmp_path: Path, described: Callable[..., None]) -> Read:
    """Read a table by a description, that of sales unless another is given."""

    def read(content: str | bytes, text: str = SALES) -> list[Invoice]:
        described(text)
        path = tmp_path / "a.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        found = detect(path)
        assert found.name == "register-verkoop"
        return list(found.reader.read(path))  # type: ignore[arg-type]

    return read


def sheet(*rows: Sequence[object]) -> bytes:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(list(row))
    book.save(out := BytesIO())
    return out.getvalue()


def groups(invoice: Invoice) -> list[tuple[str, str | None, str, str]]:
    return [
        (
            v.category,
            None if v.rate is None else f"{v.rate}",
            f"{v.base:.2f}",
            f"{v.tax:.2f}",
        )
        for v in invoice.vat
    ]


def test_a_pair_of_columns_for_each_rate(read: Read) -> None:
    one, two = read(PAIRS)

    assert (one.number, one.buyer.name) == ("2025-001", "Gemeente Zuiderdam")
    assert one.aside.sale
    assert (f"{one.issue_date}", f"{one.due_date}") == ("2025-03-03", "2025-04-02")
    assert groups(one) == [("S", "21", "1000.00", "210.00")]
    assert groups(two) == [
        ("S", "21", "100.00", "21.00"),
        ("S", "9", "50.00", "4.50"),
        ("?", "0", "10.00", "0.00"),
    ]
    assert f"{two.totals.payable}" == "185.50"
    assert {one.refused, two.refused} == {None}


def test_one_column_of_rates_and_rows_of_one_number_are_one_invoice(read: Read) -> None:
    text = f'{SALES}[rates]\nHoog = "21"\nVerlegd = "AE"\n'

    one, two = read(ROWS, text)

    assert groups(one) == [("S", "21", "100.00", "21.00"), ("S", "9", "50.00", "4.50")]
    assert f"{one.totals.gross}" == "175.50"
    assert [line.text for line in one.lines] == ["gebruik", "boek"]
    assert groups(two) == [("AE", "0", "10.00", "0.00")]


def test_purchases_with_names_of_their_own_in_english(read: Read) -> None:
    text = (
        'title = "Purchases"\nsale = false\ndecimal = "."\ndates = "%m/%d/%Y"\n'
        '[names]\nnumber = ["Doc"]\ngross = ["All in"]\n'
    )
    table = (
        "Supplier,Doc,Date,IBAN,VAT,All in,Currency,Payment reference,Country\n"
        'Printer,7,3/31/2025,NL20INGB0001234567,21.00,"1,021.00",USD,RF1,ie\n'
        "Printer,8,3/31/2025,,,12.00,,,\n"
    )

    seven, eight = read(table, text)

    assert (seven.seller.name, seven.aside.sale) == ("Printer", False)
    assert seven.seller.country == "IE"
    assert (f"{seven.issue_date}", seven.currency) == ("2025-03-31", "USD")
    assert seven.ibans == ("NL20INGB0001234567",)
    assert groups(seven) == [("S", None, "1000.00", "21.00")]
    assert (eight.currency, groups(eight)) == ("EUR", [("?", None, "12.00", "0.00")])


def test_the_btw_follows_from_what_is_with_and_without_it(read: Read) -> None:
    table = (
        "Factuurnummer;Datum;Klant;Excl. btw;Incl. btw\n"
        "1;03-03-2025;A;100,00;121,00\n"
        "2;03-03-2025;A;100,00;\n"
    )

    one, two = read(table)

    assert groups(one) == [("S", None, "100.00", "21.00")]
    assert groups(two) == [("?", None, "100.00", "0.00")]


def test_what_does_not_add_up_is_refused(read: Read) -> None:
    table = "Factuurnummer;Datum;Klant;Excl. btw;Btw;Incl. btw\n1;03-03-2025;A;100,00;21,00;122,00\n"

    [invoice] = read(table)

    assert invoice.refused
    assert invoice.refused.code == "invoice-sum"


def test_drafts_and_a_line_of_totals_are_left_out_and_told(read: Read) -> None:
    table = (
        "Factuurnummer;Datum;Klant;Excl. btw;Btw;Status\n"
        "1;03-03-2025;A;100,00;21,00;Verzonden\n"
        "2;03-03-2025;A;100,00;21,00;Concept\n"
        "\n"
        ";;;200,00;42,00;\n"
    )

    [invoice] = read(table)

    assert [note.values for note in invoice.warnings] == [{"number": 2}]


def test_a_spreadsheet_has_days_floats_serials_and_texts(read: Read) -> None:
    table = sheet(
        [],
        ["Factuurnummer", "Factuurdatum", "Klant", "Excl. btw", "Btw", None],
        [2025001, datetime(2025, 3, 3), "A", 100.1, 21.02, None],  # noqa: DTZ001
        [2025002.0, 45719, "A", "1.000,00", 210, None],
        ["F3", "05-03-2025", "A", 5, None, None],
    )

    one, two, three = read(table)

    assert [each.number for each in (one, two, three)] == ["2025001", "2025002", "F3"]
    days = [f"{each.issue_date}" for each in (one, two, three)]
    assert days == ["2025-03-03", "2025-03-03", "2025-03-05"]
    assert groups(one) == [("S", None, "100.10", "21.02")]
    assert groups(two) == [("S", None, "1000.00", "210.00")]
    assert groups(three) == [("?", None, "5.00", "0.00")]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("03-03-2025", "2025-03-03", "2025-03-03 is not what column date holds"),
        ("1.000,00", "1000.00", "1000.00 is not what column net holds"),
        (";;;\n", ";;;;7\n", "the row has 10 cells, the header 9"),
        ("2025-002", "2025-001", "number 2025-001 stands on line 2"),
    ],
)
def test_a_cell_that_is_not_what_it_should_be_is_told(
    read: Read, old: str, new: str, said: str
) -> None:
    with pytest.raises(UnreadableError, match=said):
        read(PAIRS.replace(old, new, 1))


def test_a_rate_that_nobody_declared_is_told(read: Read) -> None:
    with pytest.raises(UnreadableError, match="Hoog is not what column rate holds"):
        read(ROWS)
    [one] = read(ROWS.partition("Gemeente Zuiderdam;2025-002")[0].replace("Hoog", ""))[
        :1
    ]
    assert groups(one)[0] == ("S", None, "100.00", "21.00")


def test_a_float_that_is_no_amount_is_told(read: Read) -> None:
    table = sheet(
        ["Factuurnummer", "Datum", "Klant", "Totaal"], ["1", 45719, "A", 1.005]
    )

    with pytest.raises(UnreadableError, match=r"1.005 is not what column gross holds"):
        read(table)


def test_two_descriptions_of_one_table_are_both_named(
    tmp_path: Path, described: Callable[..., None]
) -> None:
    described()
    described(SALES.replace("true", "false"), "register-inkoop")
    path = tmp_path / "a.csv"
    path.write_text(PAIRS)

    with pytest.raises(UnreadableError, match="register-inkoop, register-verkoop"):
        list(detect(path).reader.read(path))


def test_a_table_that_may_be_of_a_bank_too_is_nobody_s(
    tmp_path: Path, described: Callable[..., None]
) -> None:
    described()
    names = ("Factuurnummer", "Datum", "Klant", "Totaal")
    roles = ("", "date", "counterparty", "amount")
    columns = ", ".join(
        f'{{names = ["{name}"], role = "{role}"}}'
        for name, role in zip(names, roles, strict=True)
    )
    more = 'account = "NL91ABNA0417164300"\ncurrency = "EUR"\ndecimal = ","\n'
    described(
        f'title = "Bank"\n{more}dates = ["%d-%m-%Y"]\ncolumn = [{columns}]\n', "csv-x"
    )
    path = tmp_path / "a.csv"
    path.write_text(f"{';'.join(names)}\n1;03-03-2025;A;1,00\n")

    with pytest.raises(UnreadableError, match="csv-x, register-verkoop"):
        detect(path)


def test_two_descriptions_are_told_apart_by_their_own_names(
    tmp_path: Path, described: Callable[..., None]
) -> None:
    described(f'{SALES}[names]\nname = ["Klant"]\n')
    described(f'{SALES}[names]\nname = ["Leverancier"]\n', "register-inkoop")
    path = tmp_path / "a.csv"
    path.write_text(PAIRS)

    assert detect(path).name == "register-verkoop"


@pytest.mark.parametrize(
    "content",
    [
        b"Factuurnummer;Klant\n1;A\n",
        b"Factuurnummer;Datum;Klant;Btw\n1;03-03-2025;A;1\n",
        b"\n\n",
        f"{PAIRS}{'x' * 140_000}".encode(),
        b"Factuurnummer\0",
    ],
)  # fmt: skip
def test_a_table_that_says_too_little_is_no_register(
    tmp_path: Path, described: Callable[..., None], content: bytes
) -> None:
    described()
    path = tmp_path / "a.csv"
    path.write_bytes(content)

    with pytest.raises(UnreadableError, match="no format that we know"):
        detect(path)


@pytest.mark.parametrize(
    "content",
    [sheet(["Factuurnummer"])[:300], sheet(["Factuurnummer", "Klant"], ["1", "A"])],
)
def test_a_spreadsheet_that_is_no_register_is_presumed_to_be_claims(
    tmp_path: Path, described: Callable[..., None], content: bytes
) -> None:
    described()
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)

    assert detect(path).name == "declaraties"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("title", "titel", "titel"),
        ('","', '";"', "decimal, dates"),
        ("%d-%m-%Y", "%d-%m", "decimal, dates"),
        ("sale", 'names = "x"\nsale', "names"),
        ("sale", 'rates = "x"\nsale', "rates"),
        ("sale", "rates = {Hoog = 21}\nsale", "Hoog"),
        ("sale", 'names = {nummer = ["x"]}\nsale', "nummer"),
        ("sale", 'names = {number = "x"}\nsale', "number"),
        ("sale", "names = {number = [1]}\nsale", "number"),
        ("sale", "skip = [1]\nsale", "skip"),
    ],
)
def test_a_description_that_is_not_sound_is_told(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    path = tmp_path / "register-x.toml"
    path.write_text(SALES.replace(old, new, 1))

    with pytest.raises(UnreadableError, match=said):
        register.load(path)


def test_a_description_may_say_what_is_no_invoice(read: Read) -> None:
    table = "Factuurnummer;Datum;Klant;Totaal;Status\n1;03-03-2025;A;1,00;X\n2;03-03-2025;A;1,00;concept\n"

    assert [each.number for each in read(table, f'{SALES}skip = ["x"]\n')] == ["2"]


def test_a_register_is_booked_like_any_invoice(administration: Path) -> None:
    formaten = administration / "importers/formaten"
    formaten.mkdir()
    (formaten / "register-verkoop.toml").write_text(SALES)
    inbox = administration / "importers/inbox/2025-04-01"
    inbox.mkdir(parents=True)
    (inbox / "register.csv").write_text(PAIRS.replace(";10,00\n", ";\n"))

    result = CliRunner().invoke(main, ["--books", str(administration), "import"])

    assert result.exit_code == 0, result.output
    booked = (administration / "ledger/2025/verkoop.beancount").read_text("utf-8")
    assert "1210.00 EUR" in booked
    assert 'btw: "verkoop-laag"' in booked
    kept = (administration / "ledger/documents").rglob("*.csv")
    assert len(list(kept)) == 1


def test_without_a_description_a_table_of_invoices_is_nothing_we_know(
    tmp_path: Path, described: Callable[..., None]
) -> None:
    described("", "csv-bank")
    (tmp_path / "formaten/csv-bank.toml").unlink()
    path = tmp_path / "a.csv"
    path.write_text(PAIRS)

    with pytest.raises(UnreadableError, match="describe it in importers/formaten"):
        detect(path)
    FORMATEN.set(None)
    with pytest.raises(UnreadableError, match="describe it in importers/formaten"):
        detect(path)
