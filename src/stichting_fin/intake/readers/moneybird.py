"""Moneybird: sales, external sales and purchase invoices as its API gives them.

Source: developer.moneybird.com, v2, as kept by sandorian/moneybird-api-php.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from stichting_fin.intake import exported, identity, json_text
from stichting_fin.intake.invoice import Aside, Invoice, Item, Party, Totals, Vat
from stichting_fin.intake.json_text import Node
from stichting_fin.money import ZERO

KEYS = {"administration_id", "contact_id"}
DOCUMENT = ({"invoice_id"}, {"reference", "date"})  # one of these is there too
EXPORT_ONLY = {"NL/3a": "G"}  # a rubriek that says all of the category


def sniff(head: bytes) -> str:
    """Give "moneybird" for invoices; its bank mutations are none."""
    keys = json_text.keys(head)
    return "moneybird" if keys >= KEYS and any(keys >= d for d in DOCUMENT) else ""


def read(path: Path) -> Iterator[Invoice]:
    """Give every invoice in the file; drafts are left out.

    Raises:
        UnreadableError: It is not sound JSON, or holds no invoice.
    """
    found = json_text.nodes(json_text.load(path), path)
    return exported.documents(map(_invoice, found), path)


def _invoice(node: Node) -> Invoice | None:
    if node.text("state") == "draft":
        return None
    sale = "invoice_id" in node or "marked_dubious_on" in node
    vat = tuple(_groups(node))
    net, gross = (
        node.amount("total_price_excl_tax"),
        node.amount("total_price_incl_tax"),
    )
    tax = (gross or ZERO) - (net or ZERO)
    who = _party(node)
    return Invoice(
        type="invoice",
        number=node.text("invoice_id", "reference"),
        issue_date=node.day("invoice_date") or node.day("date"),
        due_date=node.day("due_date"),
        currency=node.text("currency"),
        seller=Party() if sale else who,
        buyer=who if sale else Party(),
        vat=vat,
        totals=Totals(net=net, vat=tax, gross=gross, payable=gross),
        lines=tuple(_lines(node)),
        payment_reference=node.text("payment_reference"),
        ibans=(who.iban,) if who.iban and not sale else (),
        refused=exported.unsaid(vat, tax),
        aside=Aside(sale=sale),
    )


def _party(node: Node) -> Party:
    """Give the contact; a purchase may name it by its number only."""
    contact = node.node("contact")
    person = " ".join(filter(None, map(contact.text, ("firstname", "lastname"))))
    return Party(
        name=contact.text("company_name") or person or node.text("contact_id"),
        vat_id=identity.vat_id([contact.text("tax_number")]),
        kvk=identity.kvk([contact.text("chamber_of_commerce")]),
        country=contact.text("country"),
        iban=identity.iban(contact.text("sepa_iban", "bank_account")),
    )


def _groups(node: Node) -> Iterator[Vat]:
    """Give the btw groups: the export numbers its rates, and does not name them."""
    boxes = {
        line.text("tax_rate_id"): box
        for line in node.all("details")
        for box in line.said.get("tax_report_reference") or [""]
    }
    for group in node.all("tax_totals"):
        base = group.amount("taxable_amount") or ZERO
        tax = group.amount("tax_amount") or ZERO
        box = str(boxes.get(group.text("tax_rate_id"), ""))
        category = EXPORT_ONLY.get(box, exported.category(tax))
        yield Vat(category, None, base, tax)


def _lines(node: Node) -> Iterator[Item]:
    for line in node.all("details"):
        net = line.amount("total_price_excl_tax_with_discount")
        yield Item(line.text("description"), net or ZERO)
