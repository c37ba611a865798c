"""Invoices and credit notes as UBL 2.1: NLCIUS, and Peppol BIS Billing 3."""

from __future__ import annotations

from decimal import Decimal
from xml.sax.saxutils import escape

from demo.bills import WRONG
from demo.choices import ABN_IBAN
from demo.model import Bill, Party

OURSELVES = Party(
    "ambtenaar", "Stichting Ambtenaar 2.0", ABN_IBAN, "NL859990011B01", "99001122",
    straat="Voorbeeldkade 20", postcode="2511 ZZ", plaats="Den Haag",
)  # fmt: skip
PROFILE = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
RULES = {
    False: "urn:cen.eu:en16931:2017#compliant#urn:fdc:nen.nl:nlcius:v1.0",
    True: "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0",
}
SPACES = "urn:oasis:names:specification:ubl:schema:xsd:"
REASONS = {
    "AE": ("VATEX-EU-AE", "Reverse charge"),
    "O": ("VATEX-EU-O", "Not subject to VAT"),
}


def write(bill: Bill) -> bytes:
    """Write a bill; that with the wrong total has 90 euro too much in its totals."""
    root = "CreditNote" if bill.credit else "Invoice"
    seller, buyer = (OURSELVES, bill.party) if bill.sale else (bill.party, OURSELVES)
    outside = any(line.category == "O" for line in bill.lines)
    head = [
        _el("CustomizationID", RULES[bill.bis3]),
        _el("ProfileID", PROFILE),
        _el("ID", bill.number),
        _el("IssueDate", bill.day),
        "" if bill.credit else _el("DueDate", bill.due),
        _el(f"{root}TypeCode", 381 if bill.credit else 380),
        _el("DocumentCurrencyCode", "EUR"),
        _el(
            "BuyerReference",
            f"AMB-{bill.day:%Y%m}" if not bill.sale else bill.party.kvk,
        ),
        _preceding(bill),
        f"<cac:AccountingSupplierParty>{_party(seller, bill, outside)}</cac:AccountingSupplierParty>",
        f"<cac:AccountingCustomerParty>{_party(buyer, bill, outside)}</cac:AccountingCustomerParty>",
        _means(bill, seller),
        _taxes(bill),
        _totals(bill),
        *(_line(n, bill) for n in range(len(bill.lines))),
    ]
    body = "".join(f"  {part}\n" for part in head if part)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{SPACES}{root}-2"'
        f' xmlns:cac="{SPACES}CommonAggregateComponents-2" xmlns:cbc="{SPACES}CommonBasicComponents-2">\n'
        f"{body}</{root}>\n"
    ).encode()


def _el(name: str, value: object, marks: str = "") -> str:
    return f"<cbc:{name}{marks}>{escape(str(value))}</cbc:{name}>"


def _eur(name: str, amount: Decimal) -> str:
    return _el(name, f"{amount:.2f}", ' currencyID="EUR"')


def _preceding(bill: Bill) -> str:
    if not bill.preceding:
        return ""
    number = _el("ID", bill.preceding)
    return f"<cac:BillingReference><cac:InvoiceDocumentReference>{number}</cac:InvoiceDocumentReference></cac:BillingReference>"


def _party(party: Party, bill: Bill, outside: bool) -> str:
    kvk = _el("CompanyID", party.kvk, ' schemeID="0106"') if party.kvk else ""
    if party.kvk:
        endpoint = _el("EndpointID", party.kvk, ' schemeID="0106"')
    else:
        endpoint = _el("EndpointID", f"billing@{party.key}.example", ' schemeID="EM"')
    scheme = "" if outside or not party.btw_id else (
        f"<cac:PartyTaxScheme>{_el('CompanyID', party.btw_id)}{VAT}</cac:PartyTaxScheme>"
    )  # fmt: skip
    return (
        f"<cac:Party>{endpoint if bill.bis3 else ''}<cac:PartyName>{_el('Name', party.naam)}</cac:PartyName>"
        f"<cac:PostalAddress>{_el('StreetName', party.straat)}{_el('CityName', party.plaats)}"
        f"{_el('PostalZone', party.postcode)}<cac:Country>{_el('IdentificationCode', party.land)}</cac:Country>"
        f"</cac:PostalAddress>{scheme}<cac:PartyLegalEntity>{_el('RegistrationName', party.naam)}{kvk}"
        "</cac:PartyLegalEntity></cac:Party>"
    )


VAT = f"<cac:TaxScheme>{_el('ID', 'VAT')}</cac:TaxScheme>"


def _means(bill: Bill, seller: Party) -> str:
    reference = _el("PaymentID", bill.kenmerk) if bill.kenmerk else ""
    return (
        f"<cac:PaymentMeans>{_el('PaymentMeansCode', 30)}{reference}<cac:PayeeFinancialAccount>"
        f"{_el('ID', seller.iban)}{_el('Name', seller.naam)}</cac:PayeeFinancialAccount></cac:PaymentMeans>"
    )


def _category(name: str, category: str, rate: int, reason: str = "") -> str:
    percent = "" if category == "O" else _el("Percent", rate)
    return f"<cac:{name}>{_el('ID', category)}{percent}{reason}{VAT}</cac:{name}>"


def _reason(bill: Bill, category: str) -> str:
    if category == "E":
        why = "Vrijgesteld: verzekering (art. 11 Wet OB)"
        if bill.party.kor:
            why = "Vrijgesteld van btw op grond van de kleineondernemersregeling (art. 25 Wet OB)"
        return _el("TaxExemptionReason", why)
    if category not in REASONS:
        return ""
    code, why = REASONS[category]
    return _el("TaxExemptionReasonCode", code) + _el("TaxExemptionReason", why)


def _taxes(bill: Bill) -> str:
    parts = [_eur("TaxAmount", bill.gross - bill.net)]
    for category, rate, base, tax in bill.groups:
        said = _category("TaxCategory", category, rate, _reason(bill, category))
        parts.append(
            f"<cac:TaxSubtotal>{_eur('TaxableAmount', base)}{_eur('TaxAmount', tax)}{said}</cac:TaxSubtotal>"
        )
    return f"<cac:TaxTotal>{''.join(parts)}</cac:TaxTotal>"


def _totals(bill: Bill) -> str:
    gross = bill.gross + (90 if bill.number == WRONG else 0)
    return (
        f"<cac:LegalMonetaryTotal>{_eur('LineExtensionAmount', bill.net)}{_eur('TaxExclusiveAmount', bill.net)}"
        f"{_eur('TaxInclusiveAmount', gross)}{_eur('PayableAmount', gross)}</cac:LegalMonetaryTotal>"
    )


def _line(n: int, bill: Bill) -> str:
    line = bill.lines[n]
    kind, quantity = (
        ("CreditNote", "Credited") if bill.credit else ("Invoice", "Invoiced")
    )
    said = _category("ClassifiedTaxCategory", line.category, line.rate)
    amount = _el(f"{quantity}Quantity", 1, ' unitCode="C62"')
    return (
        f"<cac:{kind}Line>{_el('ID', n + 1)}{amount}{_eur('LineExtensionAmount', line.net)}<cac:Item>"
        f"{_el('Name', line.text)}{said}</cac:Item><cac:Price>{_eur('PriceAmount', line.net)}</cac:Price></cac:{kind}Line>"
    )
