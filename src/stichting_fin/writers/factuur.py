"""Factuur: a sale as the page that a person reads, with a code to pay it by.

Source: Wet OB 1968, art. 35a (what an invoice says); EPC069-12 (the code, version 2).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from stichting_fin.money import dutch
from stichting_fin.sale import EXEMPT, OUTSIDE, PIECE, REVERSED, Line, Sale, Side
from stichting_fin.table import Column, Form, Kind, Row, Table
from stichting_fin.writers import pdf, qr
from stichting_fin.writers.pain import latin

TEMPLATE = "factuur.typ"
CODE_NAME = 70  # signs of a name in the code
CENT = Decimal("0.01")
LINES = (
    Column("Aantal", Form.TEXT),
    Column("Prijs", Form.TEXT),
    Column("Btw", Form.TEXT),
    Column("Bedrag"),
)


def write(sale: Sale, templates: Mapping[str, str]) -> bytes:
    """Set the page with the foundation's own templates.

    Raises:
        UnreadableError: There is no template, or Typst does not understand it.
    """
    return pdf.write(paper(sale), sale.day, templates, TEMPLATE)


def paper(sale: Sale) -> pdf.Paper:
    """Lay the invoice out."""
    sections = (
        pdf.Section("", (_facts(sale),)),
        pdf.Section("", (_lines(sale), *filter(None, [sale.note]))),
        pdf.Section("", tuple(_payment(sale))),
    )
    return pdf.Paper(
        sale.title,
        sale.seller.naam,
        sections,
        _address(sale.buyer),
        footer=_footer(sale),
    )


def payment_code(sale: Sale) -> str:
    """Give the text of the code by which a bank's app pays: EPC069-12.

    Version 002 needs no BIC within the EEA; the number stands as plain text.
    """
    name = latin(sale.seller.naam)[:CODE_NAME]
    amount = f"EUR{sale.gross:.2f}"
    lines = ("BCD", "002", "1", "SCT", "", name, sale.iban, amount, "", "", sale.number)
    return "\n".join(lines)


def _facts(sale: Sale) -> Table:
    said = (
        ("Nummer" if sale.credit else "Factuurnummer", sale.number),
        ("Crediteert factuur", sale.credit),
        ("Datum" if sale.credit else "Factuurdatum", _day(sale.day)),
        ("Vervaldatum", "" if sale.credit else _day(sale.due)),
        ("Uw ordernummer", sale.order),
        ("Uw kenmerk", sale.reference),
        ("Periode", _span(sale)),
        ("Uw btw-id", "" if sale.untaxed else sale.buyer.btw_id),
        ("Uw OIN", sale.buyer.oin),
    )
    rows = tuple(Row(Kind.LINE, label, (text,)) for label, text in said if text)
    return Table("", (Column("", Form.TEXT),), rows)


def _lines(sale: Sale) -> Table:
    rows = [
        Row(
            Kind.LINE,
            line.text,
            (
                _count(line),
                _price(line.price),
                _charged(line),
                line.net,
            ),
        )
        for line in sale.lines
    ]
    rows.append(Row(Kind.SUBTOTAL, "Totaal zonder btw", ("", "", "", sale.net)))
    for group in sale.groups:
        if group.tax:
            over = f"Btw {_rate(group.rate)} over € {dutch(group.base)}"
            rows.append(Row(Kind.LINE, over, ("", "", "", group.tax)))
        elif group.reason:
            over = f"{group.reason} (€ {dutch(group.base)})"
            rows.append(Row(Kind.NOTE, over, ("", "", "", None)))
    words = "Te verrekenen" if sale.credit else "Te betalen"
    rows.append(Row(Kind.TOTAL, words, ("", "", "", sale.gross)))
    return Table("", LINES, tuple(rows), "Omschrijving")


def _payment(sale: Sale) -> list[pdf.Picture | str]:
    amount, due = f"€ {dutch(sale.gross)}", _day(sale.due)
    if sale.credit:
        return [f"Wij verrekenen {amount} met factuur {sale.credit}."]
    asked = (
        f"Wilt u {amount} uiterlijk op {due} betalen op {_grouped(sale.iban)} ten "
        f"name van {sale.seller.naam}, onder vermelding van {sale.number}?"
    )
    text = payment_code(sale)
    alt = f"QR-code om {amount} te betalen op {sale.iban}, kenmerk {sale.number}"
    return [asked, pdf.Picture(qr.svg(text), alt, "Betaal met de app van uw bank")]


def _address(side: Side) -> tuple[str, ...]:
    contact = f"t.a.v. {side.contact}" if side.contact else ""
    place = f"{side.postcode} {side.plaats}".strip()
    land = "" if side.land == "NL" else side.land
    return tuple(filter(None, (side.naam, contact, side.adres, place, land)))


def _footer(sale: Sale) -> str:
    side = sale.seller
    said = (
        side.naam,
        side.adres,
        f"{side.postcode} {side.plaats}",
        f"KvK {side.kvk}",
        "" if sale.untaxed else f"btw {side.btw_id}",
        _grouped(sale.iban),
        side.email,
    )
    return " · ".join(filter(None, said))


def _span(sale: Sale) -> str:
    if not sale.begin or not sale.end:
        return ""
    return f"{_day(sale.begin)} tot en met {_day(sale.end)}"


def _count(line: Line) -> str:
    number = f"{line.quantity.normalize():f}".replace(".", ",")
    return number if line.unit == PIECE else f"{number} {line.unit}"


def _charged(line: Line) -> str:
    """Say the rate of a line, or that there is none."""
    if line.category == REVERSED:
        return "verlegd"
    outside = line.category in {OUTSIDE, EXEMPT}
    return "–" if outside else _rate(line.code.procent)


def _price(price: Decimal) -> str:
    return (
        dutch(price)
        if price == price.quantize(CENT)
        else f"{price:f}".replace(".", ",")
    )


def _rate(rate: Decimal) -> str:
    return f"{rate.normalize():f}%".replace(".", ",")


def _grouped(iban: str) -> str:
    return "\xa0".join(iban[at : at + 4] for at in range(0, len(iban), 4))


def _day(day: date) -> str:
    return f"{day:%d-%m-%Y}"
