"""UN/CEFACT CII: the other syntax of EN 16931, alone or inside a PDF.

Source: UN/CEFACT Cross Industry Invoice D16B (:100); EN 16931-3-3.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from stichting_fin.intake import excerpt, identity, markup
from stichting_fin.intake.billing import consistency
from stichting_fin.intake.invoice import Invoice, Item, Party, Totals, Vat
from stichting_fin.intake.markup import Node
from stichting_fin.money import ZERO

SPACE = "urn:un:unece:uncefact:data:standard:"
NAMES = {
    "rsm": f"{SPACE}CrossIndustryInvoice:100",
    "ram": f"{SPACE}ReusableAggregateBusinessInformationEntity:100",
    "udt": f"{SPACE}UnqualifiedDataType:100",
}
ROOT = f"{{{SPACE}CrossIndustryInvoice:100}}CrossIndustryInvoice"
TRADE = "rsm:SupplyChainTradeTransaction"
AGREEMENT = f"{TRADE}/ram:ApplicableHeaderTradeAgreement"
SETTLEMENT = f"{TRADE}/ram:ApplicableHeaderTradeSettlement"
SUMMATION = f"{SETTLEMENT}/ram:SpecifiedTradeSettlementHeaderMonetarySummation"
MEANS = f"{SETTLEMENT}/ram:SpecifiedTradeSettlementPaymentMeans"
DUE = f"{SETTLEMENT}/ram:SpecifiedTradePaymentTerms/ram:DueDateDateTime"
CREDITOR = f"{MEANS}/ram:PayeePartyCreditorFinancialAccount/ram:IBANID"
DEBTOR = f"{MEANS}/ram:PayerPartyDebtorFinancialAccount/ram:IBANID"
NO_LINES = {"GROUP", "INFORMATION"}  # they repeat what the lines below them say


def sniff(head: bytes) -> str:
    """Give "cii" when the file's root is a cross industry invoice."""
    return "cii" if markup.root(head) == ROOT else ""


def read(path: Path) -> Iterator[Invoice]:
    """Give the one invoice in the file.

    Raises:
        UnreadableError: It is not sound XML, or an amount or day is none.
    """
    yield parse(path.read_bytes(), path)


def parse(content: bytes, path: Path) -> Invoice:
    """Read an invoice that stands in a file, or in a file inside that file."""
    node = markup.parse(content, path, NAMES)
    code = next(node.spoken("rsm:ExchangedDocument/ram:TypeCode"), node)
    totals = next(node.all(SUMMATION), node)
    groups = next(node.all(f"{SETTLEMENT}/ram:ApplicableTradeTax"), totals)
    places = {
        "type": code.line,
        "head": node.line,
        "totals": totals.line,
        "vat": groups.line,
    }
    return consistency.checked(_invoice(node, totals), places)


def _invoice(node: Node, totals: Node) -> Invoice:
    code = node.text("rsm:ExchangedDocument/ram:TypeCode")
    currency = node.text(f"{SETTLEMENT}/ram:InvoiceCurrencyCode")
    accounts, doubts = excerpt.accounts(node.spoken(CREDITOR))
    attachments, broken = excerpt.attachments(_files(node))
    notes = node.spoken("rsm:ExchangedDocument/ram:IncludedNote/ram:Content")
    preceding = f"{SETTLEMENT}/ram:InvoiceReferencedDocument/ram:IssuerAssignedID"
    return Invoice(
        type=consistency.kind(code),
        type_code=code,
        number=node.text("rsm:ExchangedDocument/ram:ID"),
        issue_date=node.day(
            "rsm:ExchangedDocument/ram:IssueDateTime/udt:DateTimeString"
        ),
        due_date=node.day(f"{DUE}/udt:DateTimeString"),
        tax_point=node.day(
            f"{SETTLEMENT}/ram:ApplicableTradeTax/ram:TaxPointDate/udt:DateString"
        ),
        currency=currency,
        seller=_party(node, "Seller", next(iter(accounts), "")),
        buyer=_party(node, "Buyer", identity.iban(node.text(DEBTOR))),
        payee=node.text(f"{SETTLEMENT}/ram:PayeeTradeParty/ram:Name"),
        vat=tuple(map(_vat, node.all(f"{SETTLEMENT}/ram:ApplicableTradeTax"))),
        totals=_totals(totals, currency),
        vat_in_eur=None if currency == "EUR" else _tax(totals, {"EUR"}),
        ibans=accounts,
        preceding=tuple(each.own for each in node.spoken(preceding)),
        lines=tuple(_lines(node)),
        payment_reference=node.text(f"{SETTLEMENT}/ram:PaymentReference"),
        order_reference=node.text(
            f"{AGREEMENT}/ram:BuyerOrderReferencedDocument/ram:IssuerAssignedID"
        ),
        note=" ".join(note.own for note in notes),
        attachments=attachments,
        warnings=(*doubts, *broken),
    )


def _party(node: Node, side: str, iban: str) -> Party:
    party = next(node.all(f"{AGREEMENT}/ram:{side}TradeParty"), None)
    if party is None:
        return Party(iban=iban)
    numbers = party.spoken(
        "ram:SpecifiedLegalOrganization/ram:ID", "ram:GlobalID", "ram:ID"
    )
    return Party(
        name=party.text("ram:Name", "ram:DefinedTradeContact/ram:PersonName"),
        vat_id=identity.vat_id(
            each.own
            for each in party.spoken("ram:SpecifiedTaxRegistration/ram:ID")
            if each.attribute("schemeID") in {"VA", "VAT", ""}
        ),
        kvk=identity.kvk(
            each.own for each in numbers if each.attribute("schemeID") == "0106"
        ),
        country=party.text("ram:PostalTradeAddress/ram:CountryID"),
        iban=iban,
    )


def _vat(group: Node) -> Vat:
    code = group.text("ram:ExemptionReasonCode")
    return Vat(
        category=excerpt.category(group.text("ram:CategoryCode"), code),
        rate=group.amount("ram:RateApplicablePercent"),
        base=group.amount("ram:BasisAmount") or ZERO,
        tax=group.amount("ram:CalculatedAmount") or ZERO,
        exemption_code=code,
        exemption_reason=group.text("ram:ExemptionReason"),
    )


def _totals(node: Node, currency: str) -> Totals:
    return Totals(
        lines=node.amount("ram:LineTotalAmount"),
        allowances=node.amount("ram:AllowanceTotalAmount"),
        charges=node.amount("ram:ChargeTotalAmount"),
        net=node.amount("ram:TaxBasisTotalAmount"),
        vat=_tax(node, {currency, ""}),
        gross=node.amount("ram:GrandTotalAmount"),
        prepaid=node.amount("ram:TotalPrepaidAmount"),
        rounding=node.amount("ram:RoundingAmount"),
        payable=node.amount("ram:DuePayableAmount"),
    )


def _tax(node: Node, currencies: set[str]) -> Decimal | None:
    """Give the total of the btw in one of these currencies."""
    for amount in node.spoken("ram:TaxTotalAmount"):
        if amount.attribute("currencyID") in currencies:
            return amount.amount(".")
    return None


def _lines(node: Node) -> Iterator[Item]:
    settled = "ram:SpecifiedLineTradeSettlement"
    tax = f"{settled}/ram:ApplicableTradeTax"
    summed = f"{settled}/ram:SpecifiedTradeSettlementLineMonetarySummation"
    status = "ram:AssociatedDocumentLineDocument/ram:LineStatusReasonCode"
    for line in node.all(f"{TRADE}/ram:IncludedSupplyChainTradeLineItem"):
        if line.text(status) not in NO_LINES:
            yield Item(
                text=line.text("ram:SpecifiedTradeProduct/ram:Name"),
                net=line.amount(f"{summed}/ram:LineTotalAmount") or ZERO,
                category=excerpt.category(
                    line.text(f"{tax}/ram:CategoryCode"),
                    line.text(f"{tax}/ram:ExemptionReasonCode"),
                ),
                rate=line.amount(f"{tax}/ram:RateApplicablePercent"),
            )


def _files(node: Node) -> Iterator[tuple[str, Node]]:
    for document in node.all(f"{AGREEMENT}/ram:AdditionalReferencedDocument"):
        for file in document.spoken("ram:AttachmentBinaryObject"):
            yield document.text("ram:IssuerAssignedID"), file
