"""Invoices as UBL with the fields that decide how they are booked; nobody is real."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from xml.sax.saxutils import escape

Group = tuple[str, str, str, str]  # category, rate ("" for none), base, tax
SPACE = "urn:oasis:names:specification:ubl:schema:xsd"
US = ("Stichting Proefneming", "NL859990011B01", "NL")


def bill(
    number: str,
    seller: tuple[str, str, str],
    *groups: Group,
    buyer: tuple[str, str, str] = US,
    day: str = "2026-10-01",
    due: str = "2026-10-31",
    currency: str = "EUR",
    root: str = "Invoice",
    preceding: str = "",
    rounding: str = "",
    prepaid: str = "",
    parts: Sequence[tuple[str, str, str, str]] = (),
    tax_in_eur: str = "",
    texts: Sequence[str] = (),
    reason: str = "",
) -> str:
    """Write an invoice, or a credit note; its totals follow from its groups.

    A party is its name, its btw-id and its country; a part the name of its payment
    means, the IBAN, the reference and the amount. Each group has one line, with its
    text of `texts`.
    """
    code, line = ("380", "Invoice") if root == "Invoice" else ("381", "CreditNote")
    net = sum((Decimal(g[2]) for g in groups), Decimal(0))
    tax = sum((Decimal(g[3]) for g in groups), Decimal(0))
    gross = net + tax
    payable = gross - Decimal(prepaid or 0) + Decimal(rounding or 0)

    def amount(name: str, value: object) -> str:
        return f"<cbc:{name} currencyID='{currency}'>{value}</cbc:{name}>"

    def party(side: str, said: tuple[str, str, str]) -> str:
        name, vat_id, country = said
        number = (
            f"<cac:PartyTaxScheme><cbc:CompanyID>{vat_id}</cbc:CompanyID><cac:TaxScheme>"
            "<cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>"
            if vat_id
            else ""
        )
        return (
            f"<cac:Accounting{side}Party><cac:Party><cac:PostalAddress><cac:Country>"
            f"<cbc:IdentificationCode>{country}</cbc:IdentificationCode></cac:Country></cac:PostalAddress>"
            f"{number}<cac:PartyLegalEntity><cbc:RegistrationName>{escape(name)}</cbc:RegistrationName>"
            f"</cac:PartyLegalEntity></cac:Party></cac:Accounting{side}Party>"
        )

    def category(group: Group, name: str) -> str:
        rate = f"<cbc:Percent>{group[1]}</cbc:Percent>" if group[1] else ""
        why = f"<cbc:TaxExemptionReason>{escape(reason)}</cbc:TaxExemptionReason>"
        return (
            f"<cac:{name}><cbc:ID>{group[0]}</cbc:ID>{rate}{why if reason else ''}"
            f"<cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:{name}>"
        )

    means = "".join(
        f"<cac:PaymentMeans><cbc:ID>{name}</cbc:ID><cbc:PaymentMeansCode>58</cbc:PaymentMeansCode>"
        f"<cbc:PaymentID>{reference}</cbc:PaymentID><cac:PayeeFinancialAccount><cbc:ID>{iban}</cbc:ID>"
        "</cac:PayeeFinancialAccount></cac:PaymentMeans>"
        for name, iban, reference, _ in parts
    )
    terms = "".join(
        f"<cac:PaymentTerms><cbc:PaymentMeansID>{name}</cbc:PaymentMeansID>"
        f"{amount('Amount', part)}</cac:PaymentTerms>"
        for name, _, _, part in parts
    )
    groups_ = "".join(
        f"<cac:TaxSubtotal>{amount('TaxableAmount', g[2])}{amount('TaxAmount', g[3])}"
        f"{category(g, 'TaxCategory')}</cac:TaxSubtotal>"
        for g in groups
    )
    in_eur = (
        f"<cac:TaxTotal><cbc:TaxAmount currencyID='EUR'>{tax_in_eur}</cbc:TaxAmount></cac:TaxTotal>"
        if tax_in_eur
        else ""
    )
    before = (
        "<cac:BillingReference><cac:InvoiceDocumentReference>"
        f"<cbc:ID>{preceding}</cbc:ID></cac:InvoiceDocumentReference></cac:BillingReference>"
        if preceding
        else ""
    )
    lines = "".join(
        f"<cac:{line}Line><cbc:ID>{n}</cbc:ID>{amount('LineExtensionAmount', g[2])}<cac:Item>"
        f"<cbc:Name>{escape(texts[n] if texts else 'werk')}</cbc:Name>"
        f"{category(g, 'ClassifiedTaxCategory')}</cac:Item></cac:{line}Line>"
        for n, g in enumerate(groups)
    )
    extra = amount("PrepaidAmount", prepaid) if prepaid else ""
    extra += amount("PayableRoundingAmount", rounding) if rounding else ""
    return (
        f"<{root} xmlns='{SPACE}:{root}-2' xmlns:cbc='{SPACE}:CommonBasicComponents-2'"
        f" xmlns:cac='{SPACE}:CommonAggregateComponents-2'>"
        f"<cbc:ID>{number}</cbc:ID><cbc:IssueDate>{day}</cbc:IssueDate><cbc:DueDate>{due}</cbc:DueDate>"
        f"<cbc:{line}TypeCode>{code}</cbc:{line}TypeCode>"
        f"<cbc:DocumentCurrencyCode>{currency}</cbc:DocumentCurrencyCode>{before}"
        f"{party('Supplier', seller)}{party('Customer', buyer)}{means}{terms}"
        f"<cac:TaxTotal>{amount('TaxAmount', tax)}{groups_}</cac:TaxTotal>{in_eur}"
        f"<cac:LegalMonetaryTotal>{amount('LineExtensionAmount', net)}{amount('TaxExclusiveAmount', net)}"
        f"{amount('TaxInclusiveAmount', gross)}{extra}{amount('PayableAmount', payable)}"
        f"</cac:LegalMonetaryTotal>{lines}</{root}>"
    )
