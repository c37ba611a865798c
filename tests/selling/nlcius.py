"""The fatal rules of NLCIUS, and what it advises against, as XPath on a document.

Written after the schematron si-ubl-2.0-nlcius of the Peppolautoriteit, which needs
XSLT 2 and stands in no package; its words are left out, its conditions are not.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lxml import etree

SPACE = "urn:oasis:names:specification:ubl:schema:xsd:"
NAMES = {
    "inv": f"{SPACE}Invoice-2",
    "cn": f"{SPACE}CreditNote-2",
    "cac": f"{SPACE}CommonAggregateComponents-2",
    "cbc": f"{SPACE}CommonBasicComponents-2",
}
SELLER = "//cac:AccountingSupplierParty/cac:Party"
BUYER = "//cac:AccountingCustomerParty/cac:Party"
ADDRESS = "cbc:StreetName and cbc:CityName and cbc:PostalZone"
DUTCH = "cac:Country/cbc:IdentificationCode = 'NL'"
NUMBER = "cbc:CompanyID[@schemeID = '0106' or @schemeID = '0190']"
NEVER = "false()"
Rule = tuple[str, str]  # on which nodes; what must hold there

FATAL: Mapping[str, Rule] = {
    "BR-NL-1": (
        SELLER,
        f"cac:PartyLegalEntity/{NUMBER} and normalize-space(cac:PartyLegalEntity/cbc:CompanyID)",
    ),
    "BR-NL-2": ("/*", "cbc:BuyerReference or cac:OrderReference/cbc:ID"),
    "BR-NL-3": (f"{SELLER}/cac:PostalAddress", ADDRESS),
    "BR-NL-4": (f"{BUYER}/cac:PostalAddress", f"not({DUTCH}) or ({ADDRESS})"),
    "BR-NL-5": (
        "//cac:TaxRepresentativeParty/cac:PostalAddress",
        f"not({DUTCH}) or ({ADDRESS})",
    ),
    "BR-NL-7": (
        "//cbc:InvoiceTypeCode | //cbc:CreditNoteTypeCode",
        ". = '380' or . = '381' or . = '384' or . = '389'",
    ),
    "BR-NL-8": (
        "//cbc:InvoiceTypeCode | //cbc:CreditNoteTypeCode",
        "(. != '381' or /cn:CreditNote) and (. = '381' or /inv:Invoice)",
    ),
    "BR-NL-9": (
        "//cbc:InvoiceTypeCode | //cbc:CreditNoteTypeCode",
        ". != '384' or /*/cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID",
    ),
    "BR-NL-10": (
        f"{BUYER}/cac:PartyLegalEntity",
        f"not({BUYER}/cac:PostalAddress/{DUTCH}) or {NUMBER}",
    ),
    "BR-NL-11": (
        "/inv:Invoice/cac:LegalMonetaryTotal",
        "number(cbc:PayableAmount) <= 0 or //cac:PaymentMeans",
    ),
    "BR-NL-12": (
        "//cac:PaymentMeans/cbc:PaymentMeansCode",
        "contains(' 30 48 49 57 58 59 ', concat(' ', normalize-space(.), ' '))",
    ),
    "BR-NL-13": (
        "//cac:OrderLineReference/cbc:LineID",
        "boolean(/*/cac:OrderReference/cbc:ID)",
    ),
}
ADVICE: Mapping[str, Rule] = {
    "BR-NL-19": ("//cbc:TaxCurrencyCode", NEVER),
    "BR-NL-20": ("//cbc:TaxPointDate", NEVER),
    "BR-NL-21": ("//cac:InvoicePeriod/cbc:DescriptionCode", NEVER),
    "BR-NL-24": ("//cac:InvoiceDocumentReference/cbc:IssueDate", NEVER),
    "BR-NL-25": (
        f"{SELLER}/cac:PartyTaxScheme[cbc:CompanyID]",
        "cac:TaxScheme/cbc:ID = 'VAT'",
    ),
    "BR-NL-26": ("//cac:PartyLegalEntity/cbc:CompanyLegalForm", NEVER),
    "BR-NL-27": ("//cac:AddressLine/cbc:Line", NEVER),
    "BR-NL-28": ("//cbc:CountrySubentity", NEVER),
    "BR-NL-29": ("//cbc:PaymentMeansCode", "not(@name)"),
    "BR-NL-30": ("//cac:PayeeFinancialAccount/cbc:Name", NEVER),
    "BR-NL-31": (
        "//cac:PaymentMeans[cbc:PaymentMeansCode = '58' or cbc:PaymentMeansCode = '59']",
        "not(.//cac:FinancialInstitutionBranch/cbc:ID)",
    ),
    "BR-NL-32": ("//cac:AllowanceCharge/cbc:AllowanceChargeReasonCode", NEVER),
    "BR-NL-33": (
        "//cac:TaxTotal/cbc:TaxAmount",
        "@currencyID = //cbc:DocumentCurrencyCode",
    ),
    "BR-NL-35": ("//cac:TaxCategory/cbc:TaxExemptionReasonCode", NEVER),
    "SI-UBL-2": ("//*[not(*) and not(normalize-space())]", NEVER),
}
# Logius, Basisfactuur Rijk: what its portal refuses to take in without.
RIJK: Mapping[str, Rule] = {
    "BR-NL-BFR-1": (SELLER, "contains(cac:Contact/cbc:ElectronicMail, '@')"),
    "BR-NL-BFR-2": (
        f"{BUYER}[cac:PostalAddress/{DUTCH}]/cac:PartyLegalEntity",
        "cbc:CompanyID/@schemeID = '0190'",
    ),
    "BR-NL-BFR-3": (
        "/inv:Invoice",
        "normalize-space(cac:PaymentMeans/cac:PayeeFinancialAccount/cbc:ID)",
    ),
}  # fmt: skip
RULES = {**FATAL, **ADVICE, **RIJK}


def broken(document: bytes, rules: Mapping[str, Rule] = RULES) -> set[str]:
    """Name the rules that a document breaks; they bind sellers in the Netherlands."""
    root: Any = etree.fromstring(document)
    if not root.xpath(f"{SELLER}/cac:PostalAddress/{DUTCH}", namespaces=NAMES):
        return set()
    return {
        name
        for name, (context, holds) in rules.items()
        for node in root.xpath(context, namespaces=NAMES)
        if not node.xpath(f"boolean({holds})", namespaces=NAMES)
    }
