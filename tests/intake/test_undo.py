"""An import is taken back whole, as long as nothing of it was filed or adopted."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from intake.exports import Row, camt, lay, ledger, run

ROWS = [Row(3, "25.00", key="A"), Row(4, "10.00", "lezing", key="B")]
UBL = """<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
 xmlns:a="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
 xmlns:b="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
<b:ID>{number}</b:ID><b:IssueDate>2025-03-01</b:IssueDate>
<b:InvoiceTypeCode>380</b:InvoiceTypeCode><b:DocumentCurrencyCode>EUR</b:DocumentCurrencyCode>
<a:AccountingSupplierParty><a:Party>
<a:PostalAddress><a:Country><b:IdentificationCode>NL</b:IdentificationCode></a:Country></a:PostalAddress>
<a:PartyTaxScheme><b:CompanyID>NL001234567B01</b:CompanyID><a:TaxScheme><b:ID>VAT</b:ID></a:TaxScheme></a:PartyTaxScheme>
<a:PartyLegalEntity><b:RegistrationName>Drukkerij De Letter B.V.</b:RegistrationName></a:PartyLegalEntity>
</a:Party></a:AccountingSupplierParty>
<a:AccountingCustomerParty><a:Party>
<a:PartyLegalEntity><b:RegistrationName>Stichting Voorbeeld</b:RegistrationName></a:PartyLegalEntity>
</a:Party></a:AccountingCustomerParty>
<a:TaxTotal><b:TaxAmount currencyID="EUR">21.00</b:TaxAmount><a:TaxSubtotal>
<b:TaxableAmount currencyID="EUR">100.00</b:TaxableAmount><b:TaxAmount currencyID="EUR">21.00</b:TaxAmount>
<a:TaxCategory><b:ID>S</b:ID><b:Percent>21</b:Percent><a:TaxScheme><b:ID>VAT</b:ID></a:TaxScheme></a:TaxCategory>
</a:TaxSubtotal></a:TaxTotal>
<a:LegalMonetaryTotal><b:LineExtensionAmount currencyID="EUR">100.00</b:LineExtensionAmount>
<b:TaxExclusiveAmount currencyID="EUR">100.00</b:TaxExclusiveAmount>
<b:TaxInclusiveAmount currencyID="EUR">121.00</b:TaxInclusiveAmount>
<b:PayableAmount currencyID="EUR">121.00</b:PayableAmount></a:LegalMonetaryTotal>
<a:InvoiceLine><b:ID>1</b:ID><b:InvoicedQuantity unitCode="C62">1</b:InvoicedQuantity>
<b:LineExtensionAmount currencyID="EUR">100.00</b:LineExtensionAmount>
<a:Item><b:Name>Folders</b:Name><a:ClassifiedTaxCategory><b:ID>S</b:ID><b:Percent>21</b:Percent>
<a:TaxScheme><b:ID>VAT</b:ID></a:TaxScheme></a:ClassifiedTaxCategory></a:Item>
<a:Price><b:PriceAmount currencyID="EUR">100.00</b:PriceAmount></a:Price></a:InvoiceLine>
</Invoice>"""


def files(administration: Path) -> set[str]:
    found = (path for path in administration.rglob("*") if path.is_file())
    return {path.relative_to(administration).as_posix() for path in found}


def test_an_import_taken_back_leaves_the_books_as_they_were(
    administration: Path,
) -> None:
    lay(administration, "a.xml", camt(ROWS[:1], until=3))
    run(administration, "import")
    before = ledger(administration)
    lay(administration, "b.xml", camt(ROWS[1:], opening="1025.00"))
    run(administration, "import")
    after = ledger(administration)

    undone = run(administration, "import", "--undo", "b.xml")

    assert undone.output == "-1 importers/inbox/2025-04-01/b.xml\n"
    assert ledger(administration) == before
    assert "importers/inbox/2025-04-01/b.xml" in files(administration)
    run(administration, "import")
    assert ledger(administration) == after


def test_an_accepted_gap_goes_with_its_statement(administration: Path) -> None:
    (administration / "ledger/2024/hand.beancount").write_text(
        '2025-04-01 custom "aanvaard" Assets:Spaar 1 EUR "van een andere rekening"\n',
        "utf-8",
    )
    before = ledger(administration)
    archived = lay(administration, "a.xml", camt(ROWS).replace("1035.00", "1036.00"))
    run(administration, "import", "--accept", "zo is het")

    run(administration, "import", "--undo", str(archived))

    after = ledger(administration)
    assert after.pop("2025/bank.beancount").strip() == ""
    assert after == before


def test_an_invoice_goes_with_its_documents(administration: Path) -> None:
    before = files(administration)
    lay(administration, "f.xml", UBL.format(number="F1"))
    lay(administration, "g.xml", UBL.format(number="G1"))
    run(administration, "import")
    assert "document" in ledger(administration)["2025/documenten.beancount"]

    undone = run(administration, "import", "--undo", "2025-04-01/f.xml")

    kept = {path for path in files(administration) - before if "documents" in path}
    assert undone.exit_code == 0
    assert [path.rpartition("-")[2] for path in kept] == ["G1.xml"]
    assert "F1" not in "".join(ledger(administration).values())


@pytest.mark.parametrize("name", ["weg.xml", "a.xml"])
def test_a_name_must_be_that_of_one_file(administration: Path, name: str) -> None:
    archived = lay(administration, "a.xml", camt(ROWS))
    run(administration, "import")
    (archived.parents[1] / "2025-05-01").mkdir()
    (archived.parents[1] / "2025-05-01/a.xml").write_text("x", "utf-8")

    refused = run(administration, "import", "--undo", name)

    found = "2025-04-01/a.xml, 2025-05-01/a.xml" if name == "a.xml" else "-"
    assert refused.exit_code == 2
    assert f"one file of importers/archief, but of: {found};" in refused.output


def test_what_a_filed_return_holds_stays(administration: Path) -> None:
    lay(administration, "a.xml", camt(ROWS))
    run(administration, "import")
    text = "0123456789ab  NL52ABNA0123998701:acctsvcr1:A:25.00\n"
    home = administration / "ledger/2025"
    (home / "aangifte-2025-Q1.posten").write_text(text, "utf-8")
    digest = sha256(text.encode()).hexdigest()
    (home / "aangiften.beancount").write_text(
        f'2025-04-20 custom "aangifte" "2025-Q1" "{digest}" 2025-04-20 "859" 0 EUR\n',
        "utf-8",
    )
    before = ledger(administration)

    refused = run(administration, "import", "--undo", "a.xml")

    assert refused.exit_code == 1
    assert (
        "2025-Q1 is filed or adopted with 1 of its entries, so it stays"
        in refused.output
    )
    assert ledger(administration) == before


def test_what_the_board_adopted_stays(administration: Path) -> None:
    lay(administration, "a.xml", camt(ROWS))
    run(administration, "import")
    (administration / "ledger/2025/afgesloten.beancount").write_text(
        '2026-05-20 custom "afgesloten" "2025" 2026-03-31 "a" "b"\n', "utf-8"
    )

    refused = run(administration, "import", "--undo", "a.xml")

    assert "2025 is filed or adopted with 3 of its entries" in refused.output


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Income:Giften  ", "Income:Gebruik "),
        ('  regel-id: "giften"\n', ""),
    ],
)
def test_what_a_person_changed_by_hand_is_not_thrown_away(
    administration: Path, old: str, new: str
) -> None:
    lay(administration, "a.xml", camt(ROWS))
    run(administration, "import")
    path = administration / "ledger/2025/bank.beancount"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    before = ledger(administration)

    refused = run(administration, "import", "--undo", "a.xml")

    assert refused.exit_code == 1
    assert "was changed by hand" in refused.output
    assert ledger(administration) == before


def test_what_a_newer_rule_would_book_elsewhere_may_be_taken_back(
    administration: Path,
) -> None:
    lay(administration, "a.xml", camt(ROWS))
    run(administration, "import")
    path = administration / "importers/bronnen/bank.toml"
    text = path.read_text("utf-8").replace("[rule.giften]", "[rule.gaven]")
    path.write_text(text, "utf-8")

    assert run(administration, "import", "--undo", "a.xml").exit_code == 0
