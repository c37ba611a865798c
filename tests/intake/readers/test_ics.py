"""Card statements of ICS, as pdftotext tells them."""

from __future__ import annotations

from pathlib import Path

import pytest

from intake import files as make
from stichting_fin.fault import UnreadableError
from stichting_fin.intake import readers
from stichting_fin.intake.readers import ics, ics_pdf

PATH = Path(__file__).parent / "ics" / "januari.txt"
TEXT = PATH.read_text("utf-8")


def test_a_month_adds_up_over_its_pages() -> None:
    assert ics.sniff(PATH.read_bytes()) == "txt-ics"

    (month,) = ics.read(PATH)

    assert month.proven
    assert (month.account, month.id) == ("12345678901", "2025-1")
    assert [str(line.amount) for line in month.lines] == [
        "150.00",
        "-11.82",
        "-18.50",
        "-18.50",
        "-0.01",
    ]


def test_a_day_of_december_is_one_of_the_year_before() -> None:
    (month,) = ics.read(PATH)

    paid, hosting, *_ = month.lines

    assert str(paid.date) == "2024-12-24"
    assert str(hosting.date) == "2025-01-02"
    assert hosting.more == {
        "Datum transactie": "2024-12-20",
        "Card": "0467",
        "Wisselkoers": "19,88240",
    }
    assert hosting.valuta == "235.01 ZAR"
    assert hosting.text == "HOSTING.EXAMPLE CAPE TOWN ZA"


def test_two_equal_rows_have_two_keys() -> None:
    (month,) = ics.read(PATH)

    assert [line.key for line in month.lines[2:4]] == ["ics1:2025-1:3", "ics1:2025-1:4"]


def test_a_month_without_its_balances_proves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "ics.txt"
    path.write_text(TEXT.replace("€", "EUR"), "utf-8")

    (month,) = ics.read(path)

    assert month.proven is None


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("0,01      Af", "0,01", "ics-row"),
        ("02 jan.", "30 feb.", "ics-row"),
        ("02 jan.", "02 xyz.", "ics-row"),
        (" van 2", "/2", "element"),
    ],
)
def test_a_row_that_we_do_not_know_is_refused(
    old: str, new: str, code: str, tmp_path: Path
) -> None:
    path = tmp_path / "ics.txt"
    path.write_text(TEXT.replace(old, new), "utf-8")

    with pytest.raises(UnreadableError) as error:
        list(ics.read(path))

    assert error.value.code == code
    assert str(error.value)


def test_another_text_is_not_ours() -> None:
    assert ics.sniff(b"Vorig openstaand saldo") == ""


def test_the_pdf_itself_says_what_its_text_says(tmp_path: Path) -> None:
    path = sheets_of(tmp_path, TEXT)

    assert readers.detect(path).name == "pdf-ics"
    assert list(ics_pdf.read(path)) == list(ics.read(PATH))


def test_a_row_of_the_pdf_that_we_do_not_know_is_shown(tmp_path: Path) -> None:
    path = sheets_of(tmp_path, TEXT.replace("0,01      Af", "0,01"))

    with pytest.raises(UnreadableError, match="04 jan 04 jan PORTO DEN HAAG NL 0,01"):
        list(ics_pdf.read(path))


def test_another_pdf_is_not_ours(tmp_path: Path) -> None:
    path = sheets_of(tmp_path, TEXT.replace("Vorig openstaand saldo", "Saldo"))

    assert ics_pdf.sniff(b"%PDF-1.4")
    assert ics_pdf.look(path) == ""
    assert readers.detect(path).name == "factur-x"


def test_a_broken_pdf_is_not_ours(tmp_path: Path) -> None:
    path = tmp_path / "broken.pdf"
    path.write_bytes(b"%PDF-1.4\n")

    assert ics_pdf.look(path) == ""
    assert ics_pdf.sniff(b"") == ""
    with pytest.raises(UnreadableError) as error:
        list(ics_pdf.read(path))
    assert error.value.code == "pdf-broken"


def sheets_of(folder: Path, text: str) -> Path:
    """Write a text as the PDF of two pages that ICS would give."""
    first, _, second = text.rpartition("\nDatum  ")
    path = folder / "ics.pdf"
    path.write_bytes(make.pages(first, f"Datum  {second}"))
    return path
