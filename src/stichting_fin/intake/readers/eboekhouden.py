"""e-Boekhouden.nl: invoices among the mutations that its SOAP and JSON give.

A mutation is an invoice when its kind says so; payments, money and memorials are
what the bank says, or what a person books.

Source: the mutation fields of soap.e-boekhouden.nl, as in niro1987/eBoekhouden.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from lxml import etree

from stichting_fin.intake import exported, json_text, markup
from stichting_fin.intake.invoice import Aside, Invoice, Item, Party, Totals
from stichting_fin.intake.json_text import Node
from stichting_fin.money import ZERO

KINDS = {"FactuurOntvangen": False, "FactuurVerstuurd": True}  # whether we sold
SPACE = b"e-boekhouden.nl/soap"
CATEGORIES: Mapping[str, str] = {  # how a btw code begins -> UNCL 5305
    "HOOG_": "S",
    "LAAG_": "S",
    "VERL_": "AE",
    "BU_EU_VERK": "G",
    "BI_EU_VERK_D": "AE",
    "BI_EU_VERK": "K",
    "GEEN": "O",
}


def sniff(head: bytes) -> str:
    """Give "e-boekhouden" for mutations in XML or JSON."""
    soap = head.lstrip().startswith((b"<", b"\xef\xbb\xbf<")) and SPACE in head
    if soap and b"Mutatie" in head:
        return "e-boekhouden"
    names = {key.rpartition(".")[2] for key in json_text.keys(head)}
    return "e-boekhouden" if {"MutatieNr", "Soort"} <= names else ""


def read(path: Path) -> Iterator[Invoice]:
    """Give every invoice in the file; other mutations are left out.

    Raises:
        UnreadableError: It is not sound XML or JSON, or holds no invoice.
    """
    content = path.read_bytes()
    if content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        said: Any = _plain(markup.parse(content, path, {}).element)
    else:
        said = json_text.load(path)
    found = (Node(each, path) for each in _mutations(said))
    return exported.documents(map(_invoice, found), path)


def _plain(element: etree._Element) -> Any:
    """Give an element as JSON would: its text, or its children by name."""
    found: dict[str, list[Any]] = {}
    for child in element.iterchildren("{*}*"):
        found.setdefault(etree.QName(child).localname, []).append(_plain(child))
    return found or (element.text or "")


def _mutations(said: Any) -> Iterator[Mapping[str, Any]]:
    """Give each mutation, however deep it stands."""
    if isinstance(said, list):
        for each in said:
            yield from _mutations(each)
    elif isinstance(said, dict):
        if "MutatieNr" in said and "Soort" in said:
            yield _single(said)
        else:
            yield from _mutations(list(said.values()))


def _single(said: Any) -> Any:
    """Take a value out of its list where it is alone, as XML gives all."""
    if isinstance(said, dict):
        return {key: _single(each) for key, each in said.items()}
    if isinstance(said, list):
        return _single(said[0]) if len(said) == 1 else [_single(each) for each in said]
    return said


def _invoice(node: Node) -> Invoice | None:
    sale = KINDS.get(node.text("Soort"))
    if sale is None:
        return None
    lines = list(_lines(node))
    parts = [
        (
            _category(line.text("BTWCode")),
            line.amount("BTWPercentage"),
            line.amount("BedragExclBTW") or ZERO,
            line.amount("BedragBTW") or ZERO,
        )
        for line in lines
    ]
    net = sum((base for _, _, base, _ in parts), ZERO)
    gross = sum((line.amount("BedragInclBTW") or ZERO for line in lines), ZERO)
    day = node.day("Datum")
    who = Party(node.text("Relatie", "RelatieNaam", "RelatieCode"))
    return Invoice(
        type="invoice",
        number=node.text("Factuurnummer"),
        issue_date=day,
        due_date=_due(day, node.amount("Betalingstermijn")),
        currency="EUR",
        seller=Party() if sale else who,
        buyer=who if sale else Party(),
        vat=exported.groups(parts),
        totals=Totals(
            net=net, vat=sum((t for *_, t in parts), ZERO), gross=gross, payable=gross
        ),
        lines=(Item(node.text("Omschrijving"), net),),
        payment_reference=node.text("Betalingskenmerk"),
        aside=Aside(sale=sale),
    )


def _lines(node: Node) -> Iterator[Node]:
    """Give the lines: SOAP has them one level below their list."""
    for line in node.all("MutatieRegels"):
        inner = [each for key in line.said for each in line.all(key)]
        yield from [line] if "BTWCode" in line else inner


def _category(code: str) -> str:
    """Give the category of a btw code; a foreign purchase does not say of what."""
    known = (each for name, each in CATEGORIES.items() if code.startswith(name))
    return next(known, exported.UNTOLD)


def _due(day: date | None, term: Decimal | None) -> date | None:
    return day + timedelta(days=int(term)) if day and term else None
