"""Ubl: a sale as the e-invoice that Dutch governments take in, NLCIUS in UBL 2.1.

What stands here is what EN 16931 and NLCIUS ask for and nothing that NLCIUS advises
against, so that no reader has to skip anything. The same sale gives the same bytes.

Source: EN 16931-1:2017 (BT numbers), UBL 2.1 (order of elements), NLCIUS 1.0
(SI-UBL 2.0, rules BR-NL-1 to BR-NL-35), Logius "Basisfactuur Rijk" (BR-NL-BFR).
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from lxml import etree
from lxml.etree import _Element as Element

from stichting_fin.sale import OUTSIDE, UNITS, Line, Sale, Side

SPACE = "urn:oasis:names:specification:ubl:schema:xsd:"
CAC = f"{SPACE}CommonAggregateComponents-2"
CBC = f"{SPACE}CommonBasicComponents-2"
RULES = "urn:cen.eu:en16931:2017#compliant#urn:fdc:nen.nl:nlcius:v1.0"
PROFILE = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
INVOICE, CREDIT_NOTE = "380", "381"  # UNCL 1001
TRANSFER = "30"  # UNCL 4461
CENT = Decimal("0.01")


def write(sale: Sale) -> bytes:
    """Give the document."""
    kind = "CreditNote" if sale.credit else "Invoice"
    names: dict[Any, str] = {None: f"{SPACE}{kind}-2", "cac": CAC, "cbc": CBC}
    root = etree.Element(f"{{{SPACE}{kind}-2}}{kind}", nsmap=names)
    _head(root, sale, kind)
    _references(root, sale)
    _party(_cac(root, "AccountingSupplierParty"), sale.seller, sale)
    _party(_cac(root, "AccountingCustomerParty"), sale.buyer, sale)
    _payment(root, sale)
    _taxes(root, sale)
    total = _cac(root, "LegalMonetaryTotal")
    _amounts(
        total,
        ("LineExtensionAmount", sale.net),
        ("TaxExclusiveAmount", sale.net),
        ("TaxInclusiveAmount", sale.gross),
        ("PayableAmount", sale.gross),
    )
    for number, line in enumerate(sale.lines, 1):
        _line(root, number, line, kind)
    etree.indent(root)
    content: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return content + b"\n"


def _head(root: Element, sale: Sale, kind: str) -> None:
    _cbc(root, "CustomizationID", RULES)
    _cbc(root, "ProfileID", PROFILE)
    _cbc(root, "ID", sale.number)
    _cbc(root, "IssueDate", sale.day)
    if not sale.credit:
        _cbc(root, "DueDate", sale.due)
    _cbc(root, f"{kind}TypeCode", CREDIT_NOTE if sale.credit else INVOICE)
    _cbc(root, "Note", sale.note)
    _cbc(root, "DocumentCurrencyCode", "EUR")
    _cbc(root, "BuyerReference", sale.reference)


def _references(root: Element, sale: Sale) -> None:
    if sale.begin and sale.end:
        period = _cac(root, "InvoicePeriod")
        _cbc(period, "StartDate", sale.begin)
        _cbc(period, "EndDate", sale.end)
    if sale.order:
        _cbc(_cac(root, "OrderReference"), "ID", sale.order)
    if sale.credit:
        preceding = _cac(root, "BillingReference", "InvoiceDocumentReference")
        _cbc(preceding, "ID", sale.credit)


def _party(place: Element, side: Side, sale: Sale) -> None:
    party = _cac(place, "Party")
    scheme, number = side.number
    _cbc(party, "EndpointID", number, schemeID=scheme)
    _cbc(_cac(party, "PartyName"), "Name", side.naam)
    address = _cac(party, "PostalAddress")
    _cbc(address, "StreetName", side.adres)
    _cbc(address, "CityName", side.plaats)
    _cbc(address, "PostalZone", side.postcode)
    _cbc(_cac(address, "Country"), "IdentificationCode", side.land)
    if side.btw_id and not sale.untaxed:
        taxed = _cac(party, "PartyTaxScheme")
        _cbc(taxed, "CompanyID", side.btw_id)
        _scheme(taxed)
    legal = _cac(party, "PartyLegalEntity")
    _cbc(legal, "RegistrationName", side.naam)
    _cbc(legal, "CompanyID", number, schemeID=scheme)
    if side.contact or side.email:
        contact = _cac(party, "Contact")
        _cbc(contact, "Name", side.contact)
        _cbc(contact, "Telephone", side.telefoon)
        _cbc(contact, "ElectronicMail", side.email)


def _payment(root: Element, sale: Sale) -> None:
    """Say how it is paid; a credit note is not paid to us."""
    if not sale.credit:
        means = _cac(root, "PaymentMeans")
        _cbc(means, "PaymentMeansCode", TRANSFER)
        _cbc(means, "PaymentID", sale.number)
        _cbc(_cac(means, "PayeeFinancialAccount"), "ID", sale.iban)
    days = (sale.due - sale.day).days
    said = f"Betaling binnen {days} dagen"
    if sale.credit:
        said = f"Wordt verrekend met factuur {sale.credit}"
    _cbc(_cac(root, "PaymentTerms"), "Note", said)


def _taxes(root: Element, sale: Sale) -> None:
    total = _cac(root, "TaxTotal")
    _amounts(total, ("TaxAmount", sale.tax))
    for group in sale.groups:
        part = _cac(total, "TaxSubtotal")
        _amounts(part, ("TaxableAmount", group.base), ("TaxAmount", group.tax))
        category = _cac(part, "TaxCategory")
        _rate(category, group.category, group.rate)
        _cbc(category, "TaxExemptionReason", group.reason)
        _scheme(category)


def _line(root: Element, number: int, line: Line, kind: str) -> None:
    place = _cac(root, f"{kind}Line")
    _cbc(place, "ID", str(number))
    quantity = "CreditedQuantity" if kind == "CreditNote" else "InvoicedQuantity"
    _cbc(place, quantity, f"{line.quantity.normalize():f}", unitCode=UNITS[line.unit])
    _amounts(place, ("LineExtensionAmount", line.net))
    item = _cac(place, "Item")
    _cbc(item, "Name", line.text)
    category = _cac(item, "ClassifiedTaxCategory")
    _rate(category, line.category, line.code.procent)
    _scheme(category)
    price = line.price if line.price % CENT else line.price.quantize(CENT)
    _cbc(_cac(place, "Price"), "PriceAmount", f"{price:f}", currencyID="EUR")


def _rate(category: Element, name: str, rate: Decimal) -> None:
    """Name the category, and its rate: what is outside btw has none."""
    _cbc(category, "ID", name)
    if name != OUTSIDE:
        _cbc(category, "Percent", f"{rate:f}")


def _scheme(place: Element) -> None:
    _cbc(_cac(place, "TaxScheme"), "ID", "VAT")


def _amounts(place: Element, *amounts: tuple[str, Decimal]) -> None:
    for name, amount in amounts:
        _cbc(place, name, f"{amount:.2f}", currencyID="EUR")


def _cac(place: Element, *names: str) -> Element:
    for name in names:
        place = etree.SubElement(place, f"{{{CAC}}}{name}")
    return place


def _cbc(place: Element, name: str, said: object, **marks: str) -> None:
    """Add a value; an empty one has no element."""
    if text := _plain(str(said)):
        etree.SubElement(place, f"{{{CBC}}}{name}", marks).text = text


def _plain(text: Iterable[str]) -> str:
    """Give a text without what XML cannot hold."""
    drawn = "".join(sign if sign.isprintable() else " " for sign in text)
    return " ".join(drawn.split())
