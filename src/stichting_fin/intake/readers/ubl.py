"""UBL 2.0 and 2.1: invoices and credit notes, in every profile a Dutch party meets.

NLCIUS (SI-UBL 2), SI-UBL 1.x, UBL-OHNL, UBL-Ketentest, Peppol BIS 3, UBL.BE and
XRechnung differ in where a number stands, not in what it means; so the places
are tried in turn, and no CustomizationID is asked for.

Source: UBL 2.1 (OASIS, 2013); EN 16931-3-2 (the BT numbers of `invoice`).
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from stichting_fin.intake import excerpt, identity, markup
from stichting_fin.intake.billing import consistency
from stichting_fin.intake.invoice import (
    Invoice,
    Item,
    Part,
    Party,
    Totals,
    Vat,
)
from stichting_fin.intake.markup import Node
from stichting_fin.money import ZERO

SPACE = "urn:oasis:names:specification:ubl:schema:xsd:"
NAMES = {
    "cac": f"{SPACE}CommonAggregateComponents-2",
    "cbc": f"{SPACE}CommonBasicComponents-2",
}
ROOTS = (f"{{{SPACE}Invoice-2}}Invoice", f"{{{SPACE}CreditNote-2}}CreditNote")
KVK = {"0106", "NL:KVK", "KVK"}
BTW = {"VAT", "NL:VAT", "BTW"}
REFERENCES = "cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID"
CREDITED = "cac:BillingReference/cac:CreditNoteDocumentReference/cbc:ID"
PAYEE = "cac:PaymentMeans/cac:PayeeFinancialAccount/cbc:ID"
PAYER = "cac:PaymentMeans/cac:PaymentMandate/cac:PayerFinancialAccount/cbc:ID"
G_ACCOUNT = "GACCOUNT"  # the payment means that is a G-rekening
ENCLOSED = "cac:Attachment/cbc:EmbeddedDocumentBinaryObject"


def sniff(head: bytes) -> str:
    """Give "ubl" when the file's root is a UBL invoice or credit note."""
    return "ubl" if markup.root(head) in ROOTS else ""


def read(path: Path) -> Iterator[Invoice]:
    """Give the one invoice in the file.

    Raises:
        UnreadableError: It is not sound XML, or an amount or day is none.
    """
    yield parse(path.read_bytes(), path)


def parse(content: bytes, path: Path) -> Invoice:
    """Read an invoice that stands in a file, or in a file inside that file."""
    node = markup.parse(content, path, NAMES)
    head = next(node.spoken("cbc:InvoiceTypeCode", "cbc:CreditNoteTypeCode"), node)
    totals = next(node.all("cac:LegalMonetaryTotal"), node)
    groups = next(node.all("cac:TaxTotal"), totals)
    places = {
        "type": head.line,
        "head": node.line,
        "totals": totals.line,
        "vat": groups.line,
    }
    return consistency.checked(_invoice(node, totals), places)


def _invoice(node: Node, totals: Node) -> Invoice:
    code = node.text("cbc:InvoiceTypeCode", "cbc:CreditNoteTypeCode")
    currency = _currency(node, totals)
    accounts, doubts = excerpt.accounts(node.spoken(PAYEE))
    attachments, broken = excerpt.attachments(_files(node))
    own = _tax_totals(node, currency)
    return Invoice(
        type=consistency.kind(code, root_credit=node.tag == "CreditNote"),
        type_code=code,
        number=node.text("cbc:ID"),
        issue_date=node.day("cbc:IssueDate"),
        due_date=node.day(
            "cbc:DueDate",
            "cac:PaymentMeans/cbc:PaymentDueDate",
            "cac:PaymentTerms/cbc:PaymentDueDate",
        ),
        tax_point=node.day("cbc:TaxPointDate"),
        currency=currency,
        seller=_party(node, "Supplier", next(iter(accounts), "")),
        buyer=_party(node, "Customer", identity.iban(node.text(PAYER))),
        payee=node.text(
            "cac:PayeeParty/cac:PartyName/cbc:Name",
            "cac:PayeeParty/cac:PartyLegalEntity/cbc:RegistrationName",
        ),
        vat=tuple(_vat(group) for one in own for group in one.all("cac:TaxSubtotal")),
        totals=_totals(totals, own),
        vat_in_eur=_in_eur(node, currency),
        ibans=accounts,
        preceding=tuple(ref.own for ref in node.spoken(REFERENCES, CREDITED)),
        parts=tuple(_parts(node)),
        lines=tuple(_lines(node)),
        payment_reference=node.text("cac:PaymentMeans/cbc:PaymentID"),
        order_reference=node.text("cac:OrderReference/cbc:ID"),
        note=" ".join(note.own for note in node.spoken("cbc:Note")),
        attachments=attachments,
        warnings=(*doubts, *broken),
    )


def _currency(node: Node, totals: Node) -> str:
    """Give the document's currency, or that of its amount due where it names none."""
    said = node.text("cbc:DocumentCurrencyCode")
    amounts = totals.spoken("cbc:PayableAmount")
    return said or next((each.attribute("currencyID") for each in amounts), "")


def _party(node: Node, side: str, iban: str) -> Party:
    party = next(node.all(f"cac:Accounting{side}Party/cac:Party"), None)
    if party is None:
        return Party(iban=iban)
    return Party(
        name=party.text(
            "cac:PartyLegalEntity/cbc:RegistrationName",
            "cac:PartyName/cbc:Name",
            "cac:Contact/cbc:Name",
        ),
        vat_id=identity.vat_id(_numbers(party, BTW)),
        kvk=identity.kvk(_numbers(party, KVK)),
        country=party.text(
            "cac:PostalAddress/cac:Country/cbc:IdentificationCode",
            "cac:PartyLegalEntity/cac:RegistrationAddress/cac:Country/cbc:IdentificationCode",
        ),
        iban=iban,
    )


def _parts(node: Node) -> Iterator[Part]:
    """Give what is due on each account: the NLCIUS extension for the G-rekening."""
    means = {each.text("cbc:ID"): each for each in node.all("cac:PaymentMeans")}
    for terms in node.all("cac:PaymentTerms"):
        name, amount = terms.text("cbc:PaymentMeansID"), terms.amount("cbc:Amount")
        if name in means and amount is not None:
            place = means[name]
            iban = place.text("cac:PayeeFinancialAccount/cbc:ID")
            reference = place.text("cbc:PaymentID")
            yield Part(amount, identity.iban(iban), reference, name == G_ACCOUNT)


def _numbers(party: Node, schemes: set[str]) -> Iterator[str]:
    """Give a party's numbers of a scheme, wherever a profile puts them."""
    for scheme in party.all("cac:PartyTaxScheme"):
        if schemes & BTW and _is_btw(scheme):
            yield scheme.text("cbc:CompanyID")
    places = ("cac:PartyLegalEntity/cbc:CompanyID", "cac:PartyIdentification/cbc:ID")
    for number in party.spoken(*places, "cbc:EndpointID"):
        names = {number.attribute("schemeID"), number.attribute("schemeAgencyName")}
        if schemes & {name.upper() for name in names}:
            yield number.own


def _is_btw(scheme: Node) -> bool:
    name = scheme.text("cac:TaxScheme/cbc:ID", "cac:TaxScheme/cbc:Name").upper()
    return not name or "VAT" in name or "BTW" in name


def _tax_totals(node: Node, currency: str) -> list[Node]:
    """Give the tax totals in the document's own currency.

    Of several, those with a breakdown: UBL 2.0 has one for each kind of tax.
    """
    own = [
        total
        for total in node.all("cac:TaxTotal")
        if {amount.attribute("currencyID") for amount in total.all("cbc:TaxAmount")}
        <= {currency, ""}
    ]
    return [total for total in own if any(total.all("cac:TaxSubtotal"))] or own[:1]


def _in_eur(node: Node, currency: str) -> Decimal | None:
    """Give the btw in EUR that a document in another currency states."""
    for amount in node.spoken("cac:TaxTotal/cbc:TaxAmount"):
        if amount.attribute("currencyID") == "EUR" != currency:
            return amount.amount(".")
    return None


def _vat(group: Node) -> Vat:
    category = group.text("cac:TaxCategory/cbc:ID")
    code = group.text("cac:TaxCategory/cbc:TaxExemptionReasonCode")
    return Vat(
        category=excerpt.category(category, code),
        rate=group.amount("cac:TaxCategory/cbc:Percent", "cbc:Percent"),
        base=group.amount("cbc:TaxableAmount") or ZERO,
        tax=group.amount("cbc:TaxAmount") or ZERO,
        exemption_code=code,
        exemption_reason=group.text("cac:TaxCategory/cbc:TaxExemptionReason"),
    )


def _totals(node: Node, own: list[Node]) -> Totals:
    said = [one.amount("cbc:TaxAmount") for one in own]
    taxes = [amount for amount in said if amount is not None]
    return Totals(
        lines=node.amount("cbc:LineExtensionAmount"),
        allowances=node.amount("cbc:AllowanceTotalAmount"),
        charges=node.amount("cbc:ChargeTotalAmount"),
        net=node.amount("cbc:TaxExclusiveAmount"),
        vat=sum(taxes, ZERO) if taxes else None,
        gross=node.amount("cbc:TaxInclusiveAmount"),
        prepaid=node.amount("cbc:PrepaidAmount"),
        rounding=node.amount("cbc:PayableRoundingAmount"),
        payable=node.amount("cbc:PayableAmount"),
    )


def _lines(node: Node) -> Iterator[Item]:
    for name in ("cac:InvoiceLine", "cac:CreditNoteLine"):
        for line in node.all(name):
            item = "cac:Item/cac:ClassifiedTaxCategory"
            total = "cac:TaxTotal/cac:TaxSubtotal"
            yield Item(
                text=line.text("cac:Item/cbc:Name", "cac:Item/cbc:Description"),
                net=line.amount("cbc:LineExtensionAmount") or ZERO,
                category=excerpt.category(
                    line.text(f"{item}/cbc:ID", f"{total}/cac:TaxCategory/cbc:ID"),
                    line.text(f"{item}/cbc:TaxExemptionReasonCode"),
                ),
                rate=line.amount(
                    f"{item}/cbc:Percent",
                    f"{total}/cac:TaxCategory/cbc:Percent",
                    f"{total}/cbc:Percent",
                ),
            )


def _files(node: Node) -> Iterator[tuple[str, Node]]:
    for reference in node.all("cac:AdditionalDocumentReference"):
        for file in reference.spoken(ENCLOSED):
            yield reference.text("cbc:ID"), file
