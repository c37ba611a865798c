"""Claims: the spreadsheet in which volunteers ask back what they paid.

One claim a row: nummer, datum, naam, iban, omschrijving, soort, bedrag, taak,
platform. A claim is an invoice without btw, so that it is followed until it is paid.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path

from stichting_fin.fault import UnreadableError
from stichting_fin.intake.invoice import Invoice, Item, Party, Totals, Vat
from stichting_fin.intake.readers import workbook
from stichting_fin.money import ZERO, cents

HEADER = (
    "nummer",
    "datum",
    "naam",
    "iban",
    "omschrijving",
    "soort",
    "bedrag",
    "taak",
    "platform",
)
PRESUMED = True  # a spreadsheet is claims, unless another reader knows it
SHEET = (b"[Content_Types].xml", b"docProps/", b"xl/", b"_rels/")


def sniff(head: bytes) -> str:
    """Tell by the first names inside whether a zip is a spreadsheet."""
    if not head.startswith(b"PK\x03\x04"):
        return ""
    return "declaraties" if head[30:60].startswith(SHEET) else ""


def read(path: Path) -> Iterator[Invoice]:
    """Give each claim, in the order of the rows.

    Raises:
        UnreadableError: It is no spreadsheet, has another header, or a row of it
            cannot be read.
    """
    try:
        rows = iter(workbook.rows(path.read_bytes()))
    except workbook.WorkbookError as error:
        raise UnreadableError("claim-header", path, header=", ".join(HEADER)) from error
    line, names = next(rows, (1, []))
    if tuple(str(cell or "").strip().casefold() for cell in names) != HEADER:
        raise UnreadableError("claim-header", path, line, header=", ".join(HEADER))
    for number, row in rows:
        yield _claim(path, number, dict(zip(HEADER, row, strict=True)))


def _claim(path: Path, number: int, said: dict[str, object]) -> Invoice:
    column = "datum"
    try:
        day = _day(said[column])
        amount = _amount(said[column := "bedrag"])
    except (ValueError, InvalidOperation) as error:
        values = {"row": number, "column": column, "value": said[column] or "-"}
        raise UnreadableError("claim-row", path, number, **values) from error
    text = {name: str(said[name] or "").strip() for name in HEADER}
    words = f"{text['omschrijving']} ({text['soort']})"
    return Invoice(
        "invoice",
        text["nummer"],
        day,
        "EUR",
        Party(text["naam"], iban=text["iban"]),
        Party(),
        (Vat("O", None, amount, ZERO),),
        Totals(net=amount, gross=amount, payable=amount),
        ibans=(text["iban"],),
        lines=(Item(words, amount, "O"),),
        labels={name: text[name] for name in ("taak", "platform") if text[name]},
    )


def _day(value: object) -> date:
    if isinstance(value, datetime):
        return value.date()
    return date.fromisoformat(str(value or "").strip())


def _amount(value: object) -> Decimal:
    amount = Decimal(str(value).strip().replace(",", ".") if value is not None else "")
    if not amount.is_finite() or amount != cents(amount):
        raise ValueError(value)
    return cents(amount)
