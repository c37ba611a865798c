"""Jortt: sales invoices as its API gives them, one or a list.

Source: app.jortt.nl API, as in jorttbv/jortt-ruby.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from stichting_fin.intake import exported, identity, json_text
from stichting_fin.intake.invoice import Aside, Invoice, Item, Party, Totals, Vat
from stichting_fin.intake.json_text import Node
from stichting_fin.money import ZERO, cents

KEYS = {"data.invoice_status", "data.invoice_number"}


def sniff(head: bytes) -> str:
    """Give "jortt" when the file's objects are invoices of Jortt."""
    return "jortt" if json_text.keys(head) >= KEYS else ""


def read(path: Path) -> Iterator[Invoice]:
    """Give every invoice in the file; drafts are left out.

    Raises:
        UnreadableError: It is not sound JSON, or holds no invoice.
    """
    whole = json_text.nodes(json_text.load(path), path)
    found = (each for one in whole for each in one.all("data"))
    return exported.documents(map(_invoice, found), path)


def _invoice(node: Node) -> Invoice | None:
    if node.text("invoice_status") == "draft":
        return None
    net = node.node("invoice_total").amount("value")
    gross = node.node("invoice_total_incl_vat").amount("value")
    tax = (gross or ZERO) - (net or ZERO)
    lines = tuple(_lines(node))
    vat = tuple(_groups(node, lines, net or ZERO, tax))
    return Invoice(
        type="invoice",
        number=node.text("invoice_number"),
        issue_date=node.day("invoice_date"),
        due_date=node.day("invoice_due_date"),
        currency=node.node("invoice_total").text("currency"),
        seller=Party(),
        buyer=Party(
            name=node.text("customer_company_name", "customer_attn"),
            vat_id=identity.vat_id([node.text("customer_vat_number")]),
            country=node.text("customer_address_country_code"),
        ),
        vat=vat,
        totals=Totals(net=net, vat=tax, gross=gross, payable=gross),
        lines=lines if sum((x.net for x in lines), ZERO) == net else (),
        note=" ".join(line.text for line in lines),
        refused=exported.unsaid(vat, tax),
        aside=Aside(sale=True),
    )


def _lines(node: Node) -> Iterator[Item]:
    """Give the lines: `total_amount_excl_vat` of the API is the price of one unit."""
    for line in node.all("line_items"):
        price = line.node("amount_per_unit").amount("value") or ZERO
        units = line.amount("units")
        rate = line.amount("vat")
        net = cents(price * (Decimal(1) if units is None else units))
        yield Item(line.text("description"), net, "S" if rate else "", rate)


def _groups(
    node: Node, lines: tuple[Item, ...], net: Decimal, tax: Decimal
) -> Iterator[Vat]:
    """Give the btw groups: the header's amounts, or what lines add up to exactly."""
    rates = {line.rate or ZERO for line in lines}
    if node.yes("customer_vat_shifted"):
        yield Vat("AE", ZERO, net, tax)
    elif node.yes("invoice_marked_free_of_vat"):
        yield Vat("E", ZERO, net, tax)
    elif len(rates) == 1 or not tax:
        rate = rates.pop() if len(rates) == 1 else ZERO
        yield Vat(exported.category(tax), rate, net, tax)
    else:
        bases = dict.fromkeys(sorted(rates), ZERO)
        for line in lines:
            bases[line.rate or ZERO] += line.net
        made = [(rate, base, cents(base * rate / 100)) for rate, base in bases.items()]
        if (sum(bases.values()), sum(each for *_, each in made)) == (net, tax):
            for rate, base, own in made:
                yield Vat(exported.category(own), rate, base, own)
