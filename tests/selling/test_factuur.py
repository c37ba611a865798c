"""The page of an invoice, and the code on it by which a bank's app pays."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pypdf
import pytest

from conftest import HOUSE, needs
from selling.given import line, sale
from stichting_fin.sale import Line, Sale
from stichting_fin.writers import factuur, pdf, qr

FOLDER = HOUSE / "reports" / "templates"
TEMPLATES = {path.name: path.read_text("utf-8") for path in FOLDER.glob("*.typ")}


def page(sold: Sale) -> str:
    read = pypdf.PdfReader(BytesIO(factuur.write(sold, TEMPLATES)))
    return " ".join(each.extract_text() for each in read.pages).replace("\xa0", " ")


def test_the_page_says_what_the_e_invoice_says() -> None:
    sold = sale(
        line("85.333", quantity=Decimal("7.5"), text="Training", unit="uur"),
        line("12.50", "verkoop-laag", text="Handboek"),
        note="Dank u wel.",
        reference="K-1",
        begin=date(2026, 1, 1),
        end=date(2026, 12, 31),
    )

    text = page(sold)

    for word in (
        "Factuur F2026-001", "Gemeente Waterhoek", "Modelweg 1", "2501 ZZ Waterhoek",
        "03-02-2026", "05-03-2026", "45856478", "K-1", "01-01-2026 tot en met 31-12-2026",
        "NL859901373B01", "00000001003214345000", "Training", "7,5 uur", "85,333", "640,00",
        "Btw 21% over € 640,00", "134,40", "Btw 9% over € 12,50", "1,13", "788,03",
        "Dank u wel.", "NL52 ABNA 0123 9987 01", "onder vermelding van F2026-001",
        "KvK 99001122", "btw NL859990011B01", "penningmeester@voorbeeld.example",
    ):  # fmt: skip
        assert word in text, word


def test_what_is_outside_btw_shows_no_rate_and_no_btw_number() -> None:
    text = page(sale(line(btw="verkoop-buiten")))

    assert "Niet onderworpen aan btw (€ 100,00)" in text
    assert "NL859990011B01" not in text


@pytest.mark.parametrize(
    ("sold", "word"),
    [
        (line(btw="verkoop-verlegd"), "verlegd"),
        (line(btw="verkoop-buiten", vrijgesteld="Artikel 11"), "Artikel 11 (€ 100,00)"),
    ],
)
def test_a_line_without_btw_says_so(sold: Line, word: str) -> None:
    text = page(sale(sold))

    assert word in text
    assert "0%" not in text


def test_a_zero_rate_is_shown_without_a_line_of_tax() -> None:
    text = page(sale(line(btw="verkoop-nul")))

    assert "0%" in text
    assert "Btw 0%" not in text


def test_a_credit_note_asks_for_no_payment() -> None:
    text = page(sale(credit="F2025-040"))

    assert "Creditnota F2026-001" in text
    assert "Wij verrekenen € 121,00 met factuur F2025-040." in text
    assert "Vervaldatum" not in text
    assert "app van uw bank" not in text


def test_a_buyer_abroad_and_a_person_at_it_stand_in_the_address() -> None:
    buyer = replace(sale().buyer, land="BE", contact="Jo Peeters")

    assert factuur.paper(sale(buyer=buyer)).subtitle == (
        "Gemeente Waterhoek",
        "t.a.v. Jo Peeters",
        "Modelweg 1",
        "2501 ZZ Waterhoek",
        "BE",
    )


def test_the_code_is_epc069_12() -> None:
    seller = replace(sale().seller, naam="Stichting Café «Naïef» & Co")

    assert factuur.payment_code(sale(seller=seller)).split("\n") == [
        "BCD", "002", "1", "SCT", "", "Stichting Cafe Naief + Co",
        "NL52ABNA0123998701", "EUR121.00", "", "", "F2026-001",
    ]  # fmt: skip


def test_the_longest_code_fits() -> None:
    seller = replace(sale().seller, naam="Stichting " * 20)

    code = factuur.payment_code(sale(seller=seller, number="F" * 35))

    assert len(code.encode()) <= 331


def test_the_code_is_on_the_page_with_words_for_who_cannot_see_it() -> None:
    picture = factuur.paper(sale()).sections[-1].parts[-1]

    assert isinstance(picture, pdf.Picture)
    assert "€ 121,00" in picture.alt
    assert factuur.write(sale(), TEMPLATES) == factuur.write(sale(), TEMPLATES)


@needs("pdftoppm")
def test_what_is_printed_is_the_code_square_by_square(tmp_path: Path) -> None:
    (tmp_path / "f.pdf").write_bytes(factuur.write(sale(), TEMPLATES))
    names = [str(tmp_path / "f.pdf"), str(tmp_path / "f")]
    subprocess.run(["pdftoppm", "-gray", "-r", "200", *names], check=True)
    _, size, _, pixels = (tmp_path / "f-1.pgm").read_bytes().split(b"\n", 3)
    wide, high = map(int, size.split())
    matrix = qr.encode(factuur.payment_code(sale()))
    millimetre = 200 / 25.4
    square = 32 * millimetre / (len(matrix) + 8)

    def black(x: float, y: float) -> bool:
        return pixels[int(y) * wide + int(x)] < 128

    left = 25 * millimetre + 4 * square  # the margin, and four white squares
    top = next(  # the first line as black and white as the top of two finders
        y
        for y in range(high)
        if all(black(left + (n + 0.5) * square, y) for n in range(7))
        and not black(left + 7.5 * square, y)
    )
    seen = [
        [
            black(left + (c + 0.5) * square, top + (r + 0.5) * square)
            for c in range(len(matrix))
        ]
        for r in range(len(matrix))
    ]

    assert seen == matrix
