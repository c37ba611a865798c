"""Whatever a bank or a payee wrote, a worksheet shows it and runs nothing."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import time
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from openpyxl import load_workbook

from stichting_fin.table import Column, Form, Kind, Row, Table
from stichting_fin.writers import xlsx

DAY = date(2025, 12, 31)
BALANS = Table(
    "Balans",
    (Column("2025"), Column("2024")),
    (
        Row(Kind.HEADING, "Activa"),
        Row(Kind.LINE, "Bank", (Decimal("1234.56"), Decimal(0))),
        Row(Kind.LINE, "Kas", (Decimal("-10.10"), None)),
        Row(Kind.SUBTOTAL, "Liquide middelen", (Decimal("1224.46"), None)),
        Row(Kind.TOTAL, "Totaal", (Decimal("1224.46"),)),
        Row(Kind.NOTE, "Na resultaatbestemming."),
    ),
    stub="EUR",
    note="bedragen in euro's & centen",
)


def drawn(*tables: Table) -> Any:
    return load_workbook(BytesIO(xlsx.write(tables, DAY)))


def cell(value: Any, form: Form = Form.TEXT) -> Any:
    table = Table("T", (Column("c", form),), (Row(Kind.LINE, "r", (value,)),))
    return drawn(table)["T"]["B2"]


@pytest.mark.parametrize(
    "text", ["=1+1", '=HYPERLINK("http://x")', "@SUM(A1)", "+1", "-1"]
)
def test_text_is_never_a_formula(text: str) -> None:
    table = Table("T", (Column(text),), (Row(Kind.LINE, text, (Decimal("1.10"),)),))

    sheet = drawn(table)["T"]

    assert (sheet["B1"].value, sheet["B1"].data_type) == (text, "s")
    assert (sheet["A2"].value, sheet["A2"].data_type) == (text, "s")
    assert sheet["A2"].quotePrefix
    assert sheet["B2"].value == 1.1


def test_a_text_in_a_column_of_amounts_is_still_a_text() -> None:
    assert (
        cell("=n.v.t.", Form.EUROS).value,
        cell("=n.v.t.", Form.EUROS).quotePrefix,
    ) == ("=n.v.t.", True)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("a\x18b", "a b"),
        ("a\ud800\uffffb", "a  b"),
        ("<&>", "<&>"),
        (" ruim ", " ruim "),
        ("", None),
        ("x" * 40_000, "x" * 32_767),
    ],
)
def test_what_xml_or_a_cell_cannot_hold_is_cut_or_blanked(
    said: str, shown: str
) -> None:
    assert cell(said).value == shown


def test_a_text_that_looks_like_an_escape_is_no_escape() -> None:
    assert (
        cell("_x0041_").value == "_x005F_x0041_"
    )  # which a spreadsheet shows as typed


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2))
def test_every_amount_is_written_to_the_last_digit(amount: Decimal) -> None:
    table = Table("T", (Column("2025"),), (Row(Kind.LINE, "r", (amount,)),))

    with ZipFile(BytesIO(xlsx.write([table], DAY))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()

    assert f"<v>{amount:f}</v>" in sheet


def test_a_form_chooses_how_a_number_looks() -> None:
    looks = {form: cell(Decimal("12.5"), form).number_format for form in Form}

    assert looks == xlsx.FORMATS
    assert cell(7, Form.NUMBER).value == 7
    assert cell(None, Form.NUMBER).value is None
    assert cell(date(2025, 3, 1), Form.DATE).value.date() == date(2025, 3, 1)


def test_a_name_out_of_a_list_is_a_text_too() -> None:
    assert cell(Kind.TOTAL).value == "total"
    assert cell(True, Form.NUMBER).value == 1


def test_a_kind_chooses_how_a_row_looks() -> None:
    sheet = drawn(BALANS)["Balans"]

    assert [bool(sheet[f"A{n}"].font.bold) for n in range(1, 8)] == [
        True,
        True,
        False,
        False,
        True,
        True,
        False,
    ]
    assert sheet["A7"].font.italic
    assert [sheet[f"C{n}"].border.top.style for n in (4, 5, 6)] == [
        None,
        "thin",
        "thin",
    ]
    assert sheet["B6"].border.bottom.style == "double"


def test_the_header_stays_in_sight_on_screen_and_paper() -> None:
    sheet = drawn(BALANS)["Balans"]

    assert sheet.freeze_panes == "B2"
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.dimensions == "A1:C7"
    assert sheet.page_setup.orientation == "portrait"
    assert [sheet.column_dimensions[c].width for c in "AB"] == [18, 10]
    assert sheet.oddHeader.left.text == "Balans"
    assert sheet.oddFooter.left.text == "bedragen in euro's && centen"
    wide = drawn(
        Table("Breed", (Column("m", Form.WHOLE),) * 12, (Row(Kind.LINE, "r", (1,)),))
    )
    assert wide["Breed"].page_setup.orientation == "landscape"


def test_each_table_has_a_sheet_with_a_title_of_its_own() -> None:
    long = "Baten en lasten van de beheerorganisatie"
    titles = ["A/B [c]", "a/b (c", long, long, "", "'", "History", "history"]

    book = drawn(*(Table(title, (), ()) for title in titles))

    assert book.sheetnames == [
        "A B  c",
        "a b (c",
        "Baten en lasten van de beheeror",
        "Baten en lasten van de behe (2)",
        "Blad",
        "Blad (2)",
        "History (2)",
        "history (3)",
    ]


def test_the_same_tables_give_the_same_bytes_anywhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    books = set()
    for zone in ("Europe/Amsterdam", "Pacific/Kiritimati"):
        monkeypatch.setitem(os.environ, "TZ", zone)
        time.tzset()
        books.add(xlsx.write([BALANS], DAY))

    assert len(books) == 1


def test_every_part_is_sound_xml() -> None:
    with ZipFile(BytesIO(xlsx.write([BALANS, BALANS], DAY))) as book:
        for name in book.namelist():
            etree.fromstring(book.read(name))


@pytest.mark.skipif(not shutil.which("soffice"), reason="no LibreOffice here")
def test_another_program_reads_the_same_figures(tmp_path: Path) -> None:
    rows = (
        *BALANS.rows,
        Row(Kind.LINE, "=1+1", (Decimal("0.30"), Decimal("99999999.99"))),
        Row(Kind.LINE, "_x0041_"),
    )
    (tmp_path / "balans.xlsx").write_bytes(
        xlsx.write([Table("B", BALANS.columns, rows, "EUR")], DAY)
    )

    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation=file://{tmp_path}/profile",
            "--headless",
            "--convert-to",
            "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false",
            "--outdir",
            str(tmp_path),
            str(tmp_path / "balans.xlsx"),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )

    with (tmp_path / "balans.csv").open(encoding="utf-8", newline="") as lines:
        got = list(csv.reader(lines))
    assert got[:3] == [
        ["EUR", "2025", "2024"],
        ["Activa", "", ""],
        ["Bank", "1234.56", "0"],
    ]
    assert got[-2:] == [["=1+1", "0.3", "99999999.99"], ["_x0041_", "", ""]]


def test_a_book_without_tables_is_an_empty_sheet(tmp_path: Path) -> None:
    (tmp_path / "leeg.xlsx").write_bytes(xlsx.write([], DAY))

    book = load_workbook(tmp_path / "leeg.xlsx")

    assert book.sheetnames == ["Leeg"]
