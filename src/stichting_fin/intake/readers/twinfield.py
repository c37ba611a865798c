"""Twinfield: purchase and sales transactions (INK, SLS) and sales invoices, in XML.

A btw code belongs to an administration of Twinfield, so that one without btw does
not tell why there is none: a person must say it.

Source: accounting.twinfield.com web services, as in php-twinfield/twinfield.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from stichting_fin.intake import exported, markup
from stichting_fin.intake.invoice import Aside, Invoice, Item, Party, Totals
from stichting_fin.intake.markup import Node
from stichting_fin.money import ZERO

TRANSACTIONS = {"transaction", "transactions"}
INVOICES = {"salesinvoice", "salesinvoices"}
OFFICE = b"<office"  # in the header of either: others have such roots too


def sniff(head: bytes) -> str:
    """Give "twinfield" for transactions and invoices of Twinfield."""
    known = markup.root(head) in TRANSACTIONS | INVOICES
    return "twinfield" if known and OFFICE in head else ""


def read(path: Path) -> Iterator[Invoice]:
    """Give every invoice in the file; concepts, and other transactions, are left out.

    Raises:
        UnreadableError: It is not sound XML, or holds no invoice.
    """
    root = markup.parse(path.read_bytes(), path, {})
    inner = [root] if root.tag in {"transaction", "salesinvoice"} else root.all("*")
    return exported.documents(map(_document, inner), path)


def _document(node: Node) -> Invoice | None:
    if node.tag == "salesinvoice":
        return None if node.text("header/status") == "concept" else _invoice(node)
    if node.text("header/code") not in {"INK", "SLS"}:
        return None
    return _transaction(node)


def _transaction(node: Node) -> Invoice:
    """Read a transaction: all is counted from the side of its total."""
    sale = node.text("header/code") == "SLS"
    lines = list(node.all("lines/line"))
    total = next((x for x in lines if x.attribute("type") == "total"), node)
    own = "debit" if sale else "credit"
    side = -1 if total.text("debitcredit") not in {own, ""} else 1
    gross = side * (total.amount("value") or ZERO)
    parts = list(_parts(lines, own))
    tax = sum((each for *_, each in parts), ZERO)
    who = Party(total.text("dim2")) if not _name(total) else Party(_name(total))
    return Invoice(
        type="invoice",
        number=node.text("header/invoicenumber"),
        issue_date=node.day("header/date"),
        due_date=node.day("header/duedate"),
        currency=node.text("header/currency"),
        seller=Party() if sale else who,
        buyer=who if sale else Party(),
        vat=exported.groups(parts),
        totals=Totals(net=gross - tax, vat=tax, gross=gross, payable=gross),
        lines=tuple(
            Item(line.text("description"), _signed(line, own))
            for line in lines
            if line.attribute("type") == "detail"
        ),
        payment_reference=node.text("header/paymentreference"),
        aside=Aside(sale=sale),
    )


def _name(total: Node) -> str:
    """Give the name of the other party; its code stands beside it."""
    return next((each.attribute("name") for each in total.all("dim2")), "")


def _parts(
    lines: list[Node], own: str
) -> Iterator[tuple[str, Decimal | None, Decimal, Decimal]]:
    """Give the btw groups: those of the vat lines, then what was booked without."""
    taxed = {x.text("vatcode") for x in lines if x.attribute("type") == "vat"}
    for line in lines:
        kind, code = line.attribute("type"), line.text("vatcode")
        if kind == "vat":
            tax = _signed(line, own)
            base = abs(line.amount("vatturnover") or ZERO).copy_sign(tax)
            yield exported.category(tax), None, base, tax
        elif kind == "detail" and code not in taxed:
            category = exported.UNTOLD if code else "O"
            yield category, None, _signed(line, own), ZERO


def _signed(line: Node, own: str) -> Decimal:
    """Give the amount of a line, positive when it stands across the total's side."""
    side = -1 if line.text("debitcredit") == own else 1
    return side * (line.amount("value") or ZERO)


def _invoice(node: Node) -> Invoice:
    """Read a sales invoice: it names its customer by code only."""
    lines = list(node.all("lines/line"))
    parts = [
        (
            exported.category(line.amount("vatvalue") or ZERO),
            None,
            line.amount("valueexcl") or ZERO,
            line.amount("vatvalue") or ZERO,
        )
        for line in lines
    ]
    net, gross = node.amount("totals/valueexcl"), node.amount("totals/valueinc")
    return Invoice(
        type="invoice",
        number=node.text("header/invoicenumber"),
        issue_date=node.day("header/invoicedate"),
        due_date=node.day("header/duedate"),
        currency=node.text("header/currency"),
        seller=Party(),
        buyer=Party(node.text("header/customer")),
        vat=exported.groups(parts),
        totals=Totals(net=net, gross=gross, payable=gross),
        lines=tuple(
            Item(line.text("description"), line.amount("valueexcl") or ZERO)
            for line in lines
        ),
        aside=Aside(sale=True),
    )
