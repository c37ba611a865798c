"""Small files of the kinds that an inbox gets, made for the test that needs them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

BALANCE = (
    "<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy='EUR'>{amount}</Amt>"
    "<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>{day}</Dt></Dt></Bal>"
)
DAY = "2025-04-01"
CLAIMS = [
    "nummer",
    "datum",
    "naam",
    "iban",
    "omschrijving",
    "soort",
    "bedrag",
    "taak",
    "platform",
]


def lay(administration: Path, name: str, content: str | bytes, day: str = DAY) -> Path:
    """Lay a file in the inbox, in the folder of a day."""
    path = administration / "importers/inbox" / day / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def rest(administration: Path) -> list[str]:
    """Give the names of the files that stayed in the inbox."""
    inbox = administration / "importers/inbox"
    return sorted(path.name for path in inbox.rglob("*") if path.is_file())


def camt(
    opening: str,
    closing: str,
    *lines: tuple[str, str, str],
    account: str = "NL52ABNA0123998701",
    currency: str = "EUR",
    root: str = "053",
) -> str:
    """Write a statement; a line is (day, signed amount, text)."""
    names = {"053": ("BkToCstmrStmt", "Stmt"), "052": ("BkToCstmrAcctRpt", "Rpt")}
    outer, inner = names[root]
    entries = "".join(
        f"<Ntry><Amt Ccy='{currency}'>{amount.lstrip('-')}</Amt>"
        f"<CdtDbtInd>{'DBIT' if amount.startswith('-') else 'CRDT'}</CdtDbtInd><Sts>BOOK</Sts>"
        f"<BookgDt><Dt>{day}</Dt></BookgDt><AcctSvcrRef>R{n}{day}</AcctSvcrRef>"
        f"<AddtlNtryInf>{text}</AddtlNtryInf></Ntry>"
        for n, (day, amount, text) in enumerate(lines)
    )
    days = [day for day, _, _ in lines] or ["2025-03-03"]
    return (
        f"<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.{root}.001.02'><{outer}><{inner}>"
        f"<Id>S1</Id><Acct><Id><IBAN>{account}</IBAN></Id><Ccy>{currency}</Ccy></Acct>"
        + BALANCE.format(code="OPBD", amount=opening, day=min(days))
        + BALANCE.format(code="CLBD", amount=closing, day=max(days))
        + f"{entries}</{inner}></{outer}></Document>"
    )


def ubl(
    number: str = "2025-77",
    base: str = "100.00",
    gross: str | None = None,
    *,
    currency: str = "EUR",
    day: str = "2025-03-03",
    attachment: str = "",
) -> str:
    """Write an invoice of the printer to the foundation, 21 % btw on the base."""
    tax = f"{float(base) * 21 / 100:.2f}"
    total = f"{float(base) + float(tax):.2f}"
    amount = f"currencyID='{currency}'"
    extra = (
        "<cac:AdditionalDocumentReference><cbc:ID>1</cbc:ID><cac:Attachment>"
        f"<cbc:EmbeddedDocumentBinaryObject mimeCode='application/pdf' filename='{attachment}'>"
        "JVBERi0=</cbc:EmbeddedDocumentBinaryObject></cac:Attachment></cac:AdditionalDocumentReference>"
        if attachment
        else ""
    )
    return (
        "<Invoice xmlns='urn:oasis:names:specification:ubl:schema:xsd:Invoice-2'"
        " xmlns:cbc='urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2'"
        " xmlns:cac='urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2'>"
        f"<cbc:ID>{number}</cbc:ID><cbc:IssueDate>{day}</cbc:IssueDate>"
        f"<cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode><cbc:DocumentCurrencyCode>{currency}</cbc:DocumentCurrencyCode>"
        f"{extra}<cac:AccountingSupplierParty><cac:Party>"
        "<cac:PartyTaxScheme><cbc:CompanyID>NL001234567B01</cbc:CompanyID><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>"
        "<cac:PartyLegalEntity><cbc:RegistrationName>Drukkerij De Letter B.V.</cbc:RegistrationName></cac:PartyLegalEntity>"
        "</cac:Party></cac:AccountingSupplierParty><cac:AccountingCustomerParty><cac:Party>"
        "<cac:PartyLegalEntity><cbc:RegistrationName>Stichting Voorbeeld</cbc:RegistrationName></cac:PartyLegalEntity>"
        "</cac:Party></cac:AccountingCustomerParty>"
        f"<cac:TaxTotal><cbc:TaxAmount {amount}>{tax}</cbc:TaxAmount><cac:TaxSubtotal>"
        f"<cbc:TaxableAmount {amount}>{base}</cbc:TaxableAmount><cbc:TaxAmount {amount}>{tax}</cbc:TaxAmount>"
        "<cac:TaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>21</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:TaxCategory>"
        "</cac:TaxSubtotal></cac:TaxTotal><cac:LegalMonetaryTotal>"
        f"<cbc:LineExtensionAmount {amount}>{base}</cbc:LineExtensionAmount>"
        f"<cbc:TaxExclusiveAmount {amount}>{base}</cbc:TaxExclusiveAmount>"
        f"<cbc:TaxInclusiveAmount {amount}>{gross or total}</cbc:TaxInclusiveAmount>"
        f"<cbc:PayableAmount {amount}>{gross or total}</cbc:PayableAmount></cac:LegalMonetaryTotal>"
        f"<cac:InvoiceLine><cbc:ID>1</cbc:ID><cbc:LineExtensionAmount {amount}>{base}</cbc:LineExtensionAmount>"
        "<cac:Item><cbc:Name>drukwerk</cbc:Name><cac:ClassifiedTaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>21</cbc:Percent></cac:ClassifiedTaxCategory></cac:Item>"
        f"<cac:Price><cbc:PriceAmount {amount}>{base}</cbc:PriceAmount></cac:Price></cac:InvoiceLine></Invoice>"
    )


def paper(*lines: str) -> bytes:
    """Write a PDF that holds text for a person and nothing for a program."""
    drawn = " ".join(f"({line}) Tj T*" for line in lines)
    return _pdf(f"BT /F1 10 Tf 14 TL 40 780 Td {drawn} ET")


def pages(*texts: str) -> bytes:
    """Write a PDF in which each cell of a text stands where it would on paper.

    Cells are two blanks or more apart.
    """
    return _pdf(*map(_laid_out, texts))


def _laid_out(text: str) -> str:
    drawn = []
    for row, line in enumerate(text.split("\n")):
        for cell in re.finditer(r"\S+(?: \S+)*", line):
            across, up = 20 + cell.start() * 3.6, 800 - row * 10
            drawn.append(f"1 0 0 1 {across:.1f} {up} Tm ({cell[0]}) Tj")
    return " ".join(["BT /F1 7 Tf", *drawn, "ET"])


def _pdf(*drawn: str) -> bytes:
    """Write a PDF of pages that are drawn so."""
    writer = PdfWriter()
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
            NameObject("/Encoding"): NameObject("/WinAnsiEncoding"),
        }
    )
    fonts = DictionaryObject({NameObject("/F1"): font})
    for each in drawn:
        stream = DecodedStreamObject()
        stream.set_data(each.encode("cp1252"))
        page = writer.add_blank_page(595, 842)
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
        page[NameObject("/Contents")] = writer._add_object(stream)  # noqa: SLF001  # no public way
    writer.write(out := BytesIO())
    return out.getvalue()


def claims(*rows: Sequence[object], header: Sequence[str] = CLAIMS) -> bytes:
    """Write a spreadsheet of expense claims."""
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (header, *rows):
        sheet.append(list(row))
    book.save(out := BytesIO())
    return out.getvalue()
