"""NLCIUS, rule by rule: all that we write holds to it, and each rule can fail."""

from __future__ import annotations

from pathlib import Path

import pytest

from selling import nlcius
from selling.given import line, sale
from selling.test_ubl import SALES
from stichting_fin.sale import Sale
from stichting_fin.writers import ubl

INVOICE, CREDIT = sale(), SALES["credit"]
EXEMPT = SALES["exempt"]
ALLOWANCE = (
    "<cac:AllowanceCharge><cbc:ChargeIndicator>false</cbc:ChargeIndicator>"
    "<cbc:AllowanceChargeReasonCode>95</cbc:AllowanceChargeReasonCode>"
    "</cac:AllowanceCharge>"
)
FISCAL = (
    "<cac:TaxRepresentativeParty><cac:PostalAddress><cac:Country>"
    "<cbc:IdentificationCode>NL</cbc:IdentificationCode></cac:Country>"
    "</cac:PostalAddress></cac:TaxRepresentativeParty><cac:PaymentMeans>"
)
# Of each rule: a document of ours, and the smallest change that breaks the rule.
CHANGES: dict[str, tuple[Sale, str, str]] = {
    "BR-NL-1": (INVOICE, 'schemeID="0106">99001122</cbc:CompanyID', 'schemeID="0002">99001122</cbc:CompanyID'),
    "BR-NL-2": (INVOICE, "<cbc:ID>45856478</cbc:ID>", ""),
    "BR-NL-3": (INVOICE, "<cbc:PostalZone>2511 ZZ</cbc:PostalZone>", ""),
    "BR-NL-4": (INVOICE, "<cbc:CityName>Waterhoek</cbc:CityName>", ""),
    "BR-NL-5": (INVOICE, "<cac:PaymentMeans>", FISCAL),
    "BR-NL-7": (INVOICE, ">380<", ">326<"),
    "BR-NL-8": (CREDIT, ">381<", ">380<"),
    "BR-NL-9": (INVOICE, ">380<", ">384<"),
    "BR-NL-10": (INVOICE, 'schemeID="0190">00000001003214345000</cbc:CompanyID', 'schemeID="0199">1</cbc:CompanyID'),
    "BR-NL-11": (INVOICE, "cac:PaymentMeans>", "cac:PaymentTerms>"),
    "BR-NL-12": (INVOICE, ">30<", ">31<"),
    "BR-NL-13": (SALES["outside"], "<cac:Item>", "<cac:OrderLineReference><cbc:LineID>1</cbc:LineID></cac:OrderLineReference><cac:Item>"),
    "BR-NL-19": (INVOICE, "<cac:PaymentMeans>", "<cbc:TaxCurrencyCode>EUR</cbc:TaxCurrencyCode><cac:PaymentMeans>"),
    "BR-NL-20": (INVOICE, "<cac:PaymentMeans>", "<cbc:TaxPointDate>2026-01-01</cbc:TaxPointDate><cac:PaymentMeans>"),
    "BR-NL-21": (SALES["all"], "</cac:InvoicePeriod>", "<cbc:DescriptionCode>3</cbc:DescriptionCode></cac:InvoicePeriod>"),
    "BR-NL-24": (CREDIT, "</cac:InvoiceDocumentReference>", "<cbc:IssueDate>2026-01-01</cbc:IssueDate></cac:InvoiceDocumentReference>"),
    "BR-NL-25": (INVOICE, "<cbc:ID>VAT</cbc:ID>", "<cbc:ID>TAX</cbc:ID>"),
    "BR-NL-26": (INVOICE, "</cac:PartyLegalEntity>", "<cbc:CompanyLegalForm>Stichting</cbc:CompanyLegalForm></cac:PartyLegalEntity>"),
    "BR-NL-27": (INVOICE, "</cac:PostalAddress>", "<cac:AddressLine><cbc:Line>3</cbc:Line></cac:AddressLine></cac:PostalAddress>"),
    "BR-NL-28": (INVOICE, "</cac:PostalAddress>", "<cbc:CountrySubentity>ZH</cbc:CountrySubentity></cac:PostalAddress>"),
    "BR-NL-29": (INVOICE, "<cbc:PaymentMeansCode>", '<cbc:PaymentMeansCode name="x">'),
    "BR-NL-30": (INVOICE, "</cac:PayeeFinancialAccount>", "<cbc:Name>x</cbc:Name></cac:PayeeFinancialAccount>"),
    "BR-NL-31": (INVOICE, "30</cbc:PaymentMeansCode>", "58</cbc:PaymentMeansCode><cac:FinancialInstitutionBranch><cbc:ID>x</cbc:ID></cac:FinancialInstitutionBranch>"),
    "BR-NL-32": (INVOICE, "<cac:PaymentMeans>", f"{ALLOWANCE}<cac:PaymentMeans>"),
    "BR-NL-33": (INVOICE, 'TaxAmount currencyID="EUR"', 'TaxAmount currencyID="USD"'),
    "BR-NL-35": (EXEMPT, "<cbc:TaxExemptionReason>", "<cbc:TaxExemptionReasonCode>x</cbc:TaxExemptionReasonCode><cbc:TaxExemptionReason>"),
    "SI-UBL-2": (INVOICE, "<cac:PaymentMeans>", "<cbc:Note/><cac:PaymentMeans>"),
    "BR-NL-BFR-1": (INVOICE, "penningmeester@", "penningmeester"),
    "BR-NL-BFR-2": (INVOICE, 'schemeID="0190">00000001003214345000</cbc:CompanyID', 'schemeID="0106">99010053</cbc:CompanyID'),
    "BR-NL-BFR-3": (INVOICE, ">NL52ABNA0123998701<", "><"),
}  # fmt: skip
# Of the corpus: what its names promise, and what the published rules say instead.
KNOWN = {"BR-NL-7_error_381": {"BR-NL-8"}, "BR-S-08_error": set()}


@pytest.mark.parametrize("rule", list(nlcius.RULES))
def test_all_that_we_write_holds_to(rule: str) -> None:
    only = {rule: nlcius.RULES[rule]}

    broken = [n for n, sold in SALES.items() if nlcius.broken(ubl.write(sold), only)]

    assert not broken


@pytest.mark.parametrize("rule", list(nlcius.RULES))
def test_a_document_can_break(rule: str) -> None:
    sold, old, new = CHANGES[rule]
    document = ubl.write(sold).decode()
    assert old in document
    if rule == "BR-NL-13":  # without an order of the whole
        document = document.replace("<cbc:ID>45856478</cbc:ID>", "")

    found = nlcius.broken(document.replace(old, new).encode())

    assert rule in found


def test_a_seller_elsewhere_is_not_bound() -> None:
    document = ubl.write(sale(line())).replace(b">NL</", b">BE</")

    assert nlcius.broken(document.replace(b"2511 ZZ", b"")) == set()


def test_the_rules_judge_the_test_set_of_the_authority_as_it_does(
    samples: Path,
) -> None:
    folder = samples / "invoices"
    wrong = {}
    for path in [*folder.glob("invalid/si-ubl20*"), *folder.glob("ubl/nl/si-ubl20*")]:
        name = path.stem.removeprefix("si-ubl20_")
        promised = {name.split("_")[0]} if "_error" in name else set()
        known = (rules for mark, rules in KNOWN.items() if mark in name)
        found = nlcius.broken(path.read_bytes(), nlcius.FATAL)
        if found != next(known, promised):
            wrong[name] = found

    assert wrong == {}
