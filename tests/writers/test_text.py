"""What a terminal, a spreadsheet and another program get of one table."""

from __future__ import annotations

import csv
import json
from datetime import date
from decimal import Decimal
from io import StringIO

import pytest

from stichting_fin.table import Column, Form, Kind, Row, Source, Table
from stichting_fin.writers import csv_table, json_table, text

SOURCE = Source(
    date(2025, 3, 1),
    "Income:Giften",
    Decimal("25.00"),
    "A. Proef",
    "Gift",
    "ref",
    "f.xml#0#1",
    "d.pdf",
    "2025/triodos.beancount:7",
)
TABLE = Table(
    "Baten",
    (
        Column("2025"),
        Column("Dag", Form.DATE),
        Column("Naam", Form.TEXT),
        Column("Deel", Form.PERCENT),
        Column("Nr", Form.NUMBER),
        Column("Heel", Form.WHOLE),
    ),
    (
        Row(Kind.HEADING, "Geworven"),
        Row(
            Kind.LINE,
            "Giften",
            (Decimal("1234.5"), date(2025, 3, 1), "=1+1", Decimal("12.5"), 1000, 1000),
            "giften",
            (SOURCE,),
        ),
        Row(Kind.TOTAL, "Totaal", (Decimal("-0.5"), None, "日本")),
        Row(
            Kind.NOTE,
            "Een zin die langer is dan alle bedragen bij elkaar, en toch blijft staan.",
        ),
    ),
    stub="EUR",
    note="in euro's",
)


def test_a_terminal_shows_amounts_under_each_other() -> None:
    assert text.write(TABLE).split("\n") == [
        "Baten",
        "in euro's",
        "",
        "EUR         2025         Dag  Naam   Deel    Nr   Heel",
        "",
        "Geworven",
        "Giften  1.234,50  2025-03-01  =1+1  12,5%  1000  1.000",
        "        --------",
        "Totaal     -0,50              日本",
        "Een zin die langer is dan alle bedragen bij elkaar, en toch blijft staan.",
    ]


def test_a_payee_does_not_steer_the_terminal() -> None:
    row = Row(Kind.LINE, "\x1b[2Jweg\u202e", ("\x07" + "x" * 60,))

    drawn = text.write(Table("T\x1b", (Column("", Form.TEXT),), (row,)))

    assert drawn == "T \n\n [2Jweg   " + " " + "x" * 46 + "…"


def test_a_table_without_columns_is_its_labels() -> None:
    assert text.write(Table("T", (), (Row(Kind.LINE, "regel"),))) == "T\n\nregel"


@pytest.mark.parametrize("said", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_spreadsheet_runs_no_text(said: str) -> None:
    table = Table("T", (Column("c", Form.TEXT),), (Row(Kind.LINE, said, (said,)),))

    lines = list(csv.reader(StringIO(csv_table.write(table).decode(), newline="")))

    assert lines == [["code", "", "c"], ["", f"'{said}", f"'{said}"]]


def test_a_spreadsheet_gets_amounts_as_numbers() -> None:
    lines = csv_table.write(TABLE).decode().split("\r\n")

    assert lines[0] == "code,EUR,2025,Dag,Naam,Deel,Nr,Heel"
    assert lines[2] == "giften,Giften,1234.5,2025-03-01,'=1+1,12.5,1000,1000"
    assert lines[3] == ",Totaal,-0.5,,日本,,,"


def test_a_program_gets_amounts_as_text_and_the_postings_behind_them() -> None:
    said = json.loads(json_table.write(TABLE))

    assert (said["title"], said["note"], said["stub"]) == ("Baten", "in euro's", "EUR")
    assert said["columns"][0] == {"title": "2025", "form": "euros"}
    assert said["rows"][1]["cells"] == [
        "1234.5",
        "2025-03-01",
        "=1+1",
        "12.5",
        1000,
        1000,
    ]
    assert said["rows"][2]["cells"] == ["-0.5", None, "日本"]
    assert said["rows"][1]["code"] == "giften"
    assert said["rows"][1]["sources"] == [
        {
            "date": "2025-03-01",
            "account": "Income:Giften",
            "amount": "25.00",
            "payee": "A. Proef",
            "text": "Gift",
            "ref": "ref",
            "bron": "f.xml#0#1",
            "document": "d.pdf",
            "place": "2025/triodos.beancount:7",
        }
    ]


def test_half_a_character_stops_no_writer() -> None:
    table = Table("T\ud800", (), (Row(Kind.LINE, "\ud800"),))

    assert b"?" in csv_table.write(table)
    assert b"?" in json_table.write(table)
