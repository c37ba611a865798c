"""The exports that are tables: ING savings, Mollie settlements, expense claims."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO
from xml.sax.saxutils import escape
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from demo.choices import ABN_IBAN, ING_NUMBER
from demo.line import Line
from demo.model import Bill
from demo.mollie import Row

SAVINGS = (
    "Datum", "Omschrijving", "Rekening", "Rekening naam", "Tegenrekening", "Af Bij", "Bedrag",
    "Valuta", "Mutatiesoort", "Mededelingen", "Saldo na mutatie",
)  # fmt: skip
MOLLIE = (
    "Date", "Payment method", "Currency", "Amount", "Status", "ID", "Description", "Consumer name",
    "Consumer bank account", "Consumer BIC", "Settlement currency", "Settlement amount",
    "Settlement reference", "Amount refunded",
)  # fmt: skip
CLAIMS = (
    "nummer", "datum", "naam", "iban", "omschrijving", "soort", "bedrag", "taak", "platform",
)  # fmt: skip
EPOCH = date(1899, 12, 30)


def savings(lines: Iterable[Line], opening: Decimal) -> bytes:
    """Write lines as ING's CSV of a savings account: the newest first."""
    rows, balance = [], opening
    for line in lines:
        balance += line.amount
        rows.append(_saved(line, balance))
    file = StringIO(newline="")
    writer = csv.writer(
        file, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n"
    )
    writer.writerow(SAVINGS)
    writer.writerows(reversed(rows))
    return file.getvalue().encode()


def _saved(line: Line, balance: Decimal) -> tuple[str, ...]:
    kind = "Rente" if not line.iban else "Inleg" if line.amount > 0 else "Opname"
    told = "" if line.iban else f"Valutadatum: {line.day:%d-%m-%Y}"
    return (
        str(line.day), line.text, ING_NUMBER, "Buffer", ABN_IBAN if line.iban else "",
        "Bij" if line.amount > 0 else "Af", _dutch(abs(line.amount)), "EUR", kind, told, _dutch(balance),
    )  # fmt: skip


def _dutch(amount: Decimal) -> str:
    return f"{amount:.2f}".replace(".", ",")


def mollie(rows: Iterable[Row]) -> bytes:
    """Write rows as Mollie's settlement export."""
    file = StringIO(newline="")
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(MOLLIE)
    for row in rows:
        status = {"refund": "refunded", "chargeback": "charged_back"}.get(
            row.method, "paidout"
        )
        refunded = f"{-row.amount:.2f}" if row.method == "refund" else ""
        writer.writerow((
            row.moment, row.method, "EUR", f"{row.amount:.2f}", status, row.id, row.text, row.name, "", "",
            "EUR", f"{row.amount:.2f}", row.settlement, refunded,
        ))  # fmt: skip
    return file.getvalue().encode()


def claims(bills: Iterable[Bill]) -> bytes:
    """Write claims as a workbook: one sheet, a claim on a row, the same bytes always."""
    rows = ["".join(_text(n, 1, name) for n, name in enumerate(CLAIMS))]
    for place, bill in enumerate(bills, 2):
        (line,) = bill.lines
        cells: tuple[str | date | Decimal, ...] = (
            bill.number, bill.day, bill.party.naam, bill.party.iban, line.text, bill.soort, line.net,
            bill.labels["taak"], bill.labels["platform"],
        )  # fmt: skip
        rows.append("".join(_cell(n, place, value) for n, value in enumerate(cells)))
    sheet = "".join(f'<row r="{n}">{row}</row>' for n, row in enumerate(rows, 1))
    parts = dict(PARTS) | {"xl/worksheets/sheet1.xml": SHEET.format(sheet)}
    file = BytesIO()
    with ZipFile(file, "w", ZIP_STORED) as archive:
        for name, content in parts.items():
            info = ZipInfo(name, (2025, 1, 1, 0, 0, 0))
            info.create_system = 0
            archive.writestr(info, HEAD + content)
    return file.getvalue()


def _cell(n: int, place: int, value: str | date | Decimal) -> str:
    if isinstance(value, str):
        return _text(n, place, value)
    style, said = (1, (value - EPOCH).days) if isinstance(value, date) else (2, value)
    return f'<c r="{chr(65 + n)}{place}" s="{style}"><v>{said}</v></c>'


def _text(n: int, place: int, value: str) -> str:
    return (
        f'<c r="{chr(65 + n)}{place}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'
    )


HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DOC = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_REL = "http://schemas.openxmlformats.org/package/2006/relationships"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
SHEET = f'<worksheet xmlns="{_MAIN}"><sheetData>{{}}</sheetData></worksheet>'
PARTS = {
    "[Content_Types].xml": (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}.worksheet+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_KIND}.styles+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_REL}"><Relationship Id="rId1" Type="{_DOC}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_DOC}"><sheets><sheet name="Declaraties" sheetId="1" '
        'r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_REL}"><Relationship Id="rId1" Type="{_DOC}/worksheet" '
        f'Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="{_DOC}/styles" Target="styles.xml"/>'
        "</Relationships>"
    ),
    "xl/styles.xml": (
        f'<styleSheet xmlns="{_MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill><patternFill patternType="none"/></fill></fills>'
        '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
        '<cellXfs count="3"><xf/><xf numFmtId="14" applyNumberFormat="1"/>'
        '<xf numFmtId="4" applyNumberFormat="1"/></cellXfs><cellStyles count="1">'
        '<cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    ),
}
