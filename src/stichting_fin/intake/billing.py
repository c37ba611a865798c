"""Billing: from an invoice, a credit note or a claim to a transaction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from beancount.core import data

from stichting_fin.books import euros
from stichting_fin.fault import UnreadableError, told
from stichting_fin.intake import btw
from stichting_fin.intake.desk import Desk, slug
from stichting_fin.intake.invoice import Invoice, Party, Vat
from stichting_fin.intake.rules import decide
from stichting_fin.intake.statement import Line
from stichting_fin.money import ZERO, cents
from stichting_fin.openitems import Item
from stichting_fin.profile import Besluit, Profile
from stichting_fin.relations import Relation, bare, plain
from stichting_fin.taxyear import Code, of

AFRONDING = "WBedAdlBet"
LEDGER = "nl"  # the language of the books, whoever imports


@dataclass(frozen=True, slots=True, eq=False)
class Bill:
    """An invoice seen from our side: who the other is, and where it belongs.

    Attributes:
        sale: Whether we are the seller.
        day: Its date.
        ontvangen: The day on which it came in, where somebody knows.
    """

    invoice: Invoice
    relation: Relation
    sale: bool
    day: date
    besluit: Besluit | None
    ontvangen: date | None

    @property
    def ref(self) -> str:
        """Its identity in the books."""
        return f"{self.relation.key}:{self.invoice.number}"

    @property
    def link(self) -> str:
        """The link that ties it to its payments."""
        return link(self.relation, self.invoice.number, sale=self.sale)

    @property
    def sign(self) -> int:
        """Minus one for a credit note, whose amounts are positive."""
        return -1 if self.invoice.type == "credit-note" else 1

    @property
    def rate(self) -> Decimal | None:
        """EUR for one unit of its currency; None when nobody said it."""
        if self.invoice.currency == "EUR":
            return Decimal(1)
        decided = self.besluit.koers if self.besluit else None
        decided = decided or self.invoice.aside.koers
        return decided or self.relation.koers.get(self.invoice.currency)


def seen(invoice: Invoice, desk: Desk, ontvangen: date | None) -> Bill:
    """Look up the other party of an invoice.

    Raises:
        UnreadableError: It is not ours, or its other party is no relation yet.
    """
    day = invoice.issue_date
    if day is None or not invoice.number:
        raise UnreadableError("invoice-nameless")
    aside = invoice.aside
    sale, other = sides(invoice, desk)
    relation = desk.relations.all.get(aside.relatie) or (
        desk.relations.by_number(other.vat_id, other.kvk)
        or next(
            filter(None, map(desk.relations.by_iban, _ibans(invoice, sale=sale))), None
        )
        or desk.relations.by_name(other.name)
    )
    if relation is None:
        raise UnreadableError(
            "relation-unknown",
            name=other.name or aside.relatie,
            number=invoice.number,
        )
    besluit = desk.besluiten.get(f"{relation.key}:{invoice.number}")
    if besluit and besluit.ontvangen:
        ontvangen = besluit.ontvangen
    return Bill(invoice, relation, sale, day, besluit, ontvangen)


def sides(invoice: Invoice, desk: Desk) -> tuple[bool, Party]:
    """Tell whether we are the seller, and give the other party."""
    facts = desk.books.facts(invoice.issue_date or date.min)
    sale = invoice.aside.sale
    if sale is None:
        sale = _is(invoice.seller, facts)
    return sale, invoice.buyer if sale else invoice.seller


def book(bill: Bill, profile: Profile, bron: str, desk: Desk) -> data.Transaction:
    """Give the entry of an invoice; one without postings when it cannot be booked."""
    refused = bill.invoice.refused
    if bill.besluit and bill.besluit.weiger:
        return _transaction(bill, bron, "*", (), _why(bill.besluit))
    if refused:
        reden = told(refused.code, refused.values, LEDGER)
        return _transaction(bill, bron, "!", (), {"reden": reden})
    try:
        postings = tuple(_postings(bill, profile, desk))
    except UnreadableError as error:
        reden = told(error.code, error.values, LEDGER)
        return _transaction(bill, bron, "!", (), {"reden": reden})
    _owe(bill, postings, desk)
    return _transaction(bill, bron, "*", postings, _why(bill.besluit))


def unchanged(bill: Bill, desk: Desk) -> None:
    """Let an invoice that the books hold come again, when it says the same.

    Raises:
        UnreadableError: It has the number of one with another amount.
    """
    item = desk.open.numbered(bill.relation.key, bill.invoice.number)
    if item and item.link and bill.rate and bill.invoice.currency == "EUR":
        totals = bill.invoice.totals
        owed = _euros(
            bill, (totals.gross or totals.payable or ZERO) + (totals.rounding or ZERO)
        )
        if abs(item.amount) != abs(owed):
            raise UnreadableError(
                "invoice-changed",
                number=item.nummer,
                was=abs(item.amount),
                now=abs(owed),
            )


def _postings(bill: Bill, profile: Profile, desk: Desk) -> Iterator[data.Posting]:
    invoice, totals = bill.invoice, bill.invoice.totals
    if bill.rate is None:
        raise UnreadableError("rate-unknown", currency=invoice.currency)
    owed = _euros(bill, totals.gross or totals.payable or ZERO)
    rounding = _euros(bill, totals.rounding or ZERO)
    side = -1 if bill.sale else 1
    found: list[data.Posting] = []
    for base in _bases(bill, profile, desk, side):
        found.extend(btw.postings(base, desk.rubriek))
    if rounding:
        account = desk.books.account("rgs", AFRONDING)
        found.append(btw.posting(account, side * rounding))
    account = desk.debiteuren if bill.sale else desk.crediteuren
    due = btw.posting(account, -side * (owed + rounding), _preceding(bill, desk))
    left = sum(map(euros, (*found, due)), ZERO)
    if abs(left) > Decimal("0.05"):
        raise UnreadableError("invoice-uneven", left=left)
    if left:
        found.append(btw.posting(desk.books.account("rgs", AFRONDING), -left))
    yield from (due, *found) if bill.sale else (*found, due)


def _bases(bill: Bill, profile: Profile, desk: Desk, side: int) -> Iterator[btw.Base]:
    """Give a base for each group of the btw breakdown, as the document states it."""
    rule = decide(_line(bill), profile)
    relation, besluit = bill.relation, bill.besluit
    account = (
        (besluit and besluit.account)
        or bill.invoice.aside.account
        or (rule and rule.account)
        or relation.rekening
    )
    if not account:
        raise UnreadableError("account-unknown", relatie=relation.key)
    if account == bill.invoice.aside.account not in desk.books.accounts:
        raise UnreadableError("review-account", account=account)
    labels = dict(relation.labels) | dict(rule.labels if rule else {})
    labels |= dict(bill.invoice.labels)
    labels |= dict(besluit.labels if besluit else {})
    aftrek = relation.aftrek
    if besluit and besluit.aftrek is not None:
        aftrek = besluit.aftrek
    for group in bill.invoice.vat or (_whole(bill),):
        code = _code(bill, group, desk)
        base, tax = _euros(bill, group.base), _euros(bill, group.tax)
        if not code.belasting or (code.verlegd and not bill.sale):
            base, tax = base + tax, ZERO  # btw that is no btw here is a cost
        yield btw.Base(account, side * base, side * tax, code, aftrek, labels)


def _code(bill: Bill, group: Vat, desk: Desk) -> Code:
    """Choose the btw code of a group by direction, country, category and rate.

    Raises:
        UnreadableError: Nobody said how this case is to be treated.
    """
    relation = bill.relation
    name = bill.besluit.btw if bill.besluit else ""
    richting = "verkoop" if bill.sale else "inkoop"
    if not name and group.tax and relation.land == "NL":
        if relation.kor:
            raise UnreadableError("kor-with-btw", relatie=relation.key)
        home = ("5b",) if richting == "inkoop" else None
        for code in of(bill.day).codes.values():
            fits = code.richting == richting and code.procent == group.rate
            if fits and code.belasting and (not home or code.belasting == home):
                return code
    name = name or relation.btw or _usual(bill, group)
    if not name:
        raise UnreadableError(
            "btw-unknown", relatie=relation.key, category=group.category or "-"
        )
    return desk.code(name, bill.day)


def _usual(bill: Bill, group: Vat) -> str:
    """Name the code that a case without tax usually has; "" when it is a question."""
    land, category = bill.relation.land, group.category
    eu = land in of(bill.day).values.get("eu-landen", {}).get("landen", ())
    if bill.sale:
        return {"AE": "verkoop-verlegd" if land == "NL" else "verkoop-eu-dienst"}.get(
            category, ""
        )
    if group.tax:
        return "inkoop-geen"
    if land == "NL":
        return {"AE": "inkoop-verlegd"}.get(category, "inkoop-geen")
    return "inkoop-eu-dienst" if eu else "inkoop-buiten-eu-dienst"


def _whole(bill: Bill) -> Vat:
    """Give the one group of a document without a breakdown, which charges no btw."""
    totals = bill.invoice.totals
    amount = totals.gross or totals.payable or ZERO
    categories = {line.category for line in bill.invoice.lines}
    category = categories.pop() if len(categories) == 1 else ""
    return Vat(category, None, amount, ZERO)


def _line(bill: Bill) -> Line:
    """Give the invoice as rules see it: who, and all its texts."""
    words = " ".join([bill.invoice.note, *(x.text for x in bill.invoice.lines)])
    return Line(bill.day, Decimal(0), counterparty=bill.relation.naam, text=words)


def _preceding(bill: Bill, desk: Desk) -> Mapping[str, Any]:
    """Let a credit note settle the invoice that it corrects, when we have that."""
    numbers = bill.invoice.preceding if bill.invoice.credit else ()
    for number in numbers:
        if item := desk.open.numbered(bill.relation.key, number):
            return {"factuurnummer": item.nummer}
    return {}


def _owe(bill: Bill, postings: tuple[data.Posting, ...], desk: Desk) -> None:
    """Let the desk know what is open now."""
    owed = postings[0] if bill.sale else postings[-1]
    number = (owed.meta or {}).get("factuurnummer")
    if number and (item := desk.open.numbered(bill.relation.key, number)):
        item.paid += euros(owed)
        return
    item = Item(
        owed.account,
        bill.relation.key,
        bill.invoice.number,
        link=bill.link,
        date=bill.day,
        amount=euros(owed),
        reference=bill.invoice.payment_reference,
    )
    desk.open.add(item)


def _transaction(
    bill: Bill,
    bron: str,
    flag: str,
    postings: tuple[data.Posting, ...],
    more: Mapping[str, Any],
) -> data.Transaction:
    invoice = bill.invoice
    meta: dict[str, Any] = {
        "ref": bill.ref,
        "bron": bron,
        "relatie": bill.relation.key,
        "factuurnummer": invoice.number,
        "factuurdatum": bill.day,
    }
    if invoice.due_date:
        meta["vervaldatum"] = invoice.due_date
    if not bill.sale and bill.ontvangen and bill.ontvangen != bill.day:
        meta["ontvangen"] = bill.ontvangen
    if invoice.payment_reference:
        meta["kenmerk"] = invoice.payment_reference
    if not bill.sale and any(invoice.ibans):
        meta["iban"] = ", ".join(filter(None, invoice.ibans))
    if invoice.aside.gelezen:
        meta["gelezen"] = invoice.aside.gelezen
    if invoice.currency != "EUR":
        meta["valuta"] = f"{invoice.totals.payable} {invoice.currency}"
    links = {bill.link}
    for posting in postings:
        number = (posting.meta or {}).get("factuurnummer")
        if number:
            links.add(link(bill.relation, number, sale=bill.sale))
    kind = "Creditnota" if invoice.credit else "Factuur"
    return data.Transaction(
        meta=data.new_metadata(bron, 0, meta | dict(more)),
        date=bill.day,
        flag=flag,
        payee=bill.relation.naam,
        narration=f"{kind} {invoice.number}",
        tags=frozenset({"ubd"} if bill.relation.persoon and not bill.sale else ()),
        links=frozenset(links),
        postings=list(postings),
    )


def link(relation: Relation, number: str, *, sale: bool) -> str:
    """Give the link of an invoice; the slash keeps purchases apart from sales."""
    return (
        f"verkoop-{slug(number)}" if sale else f"inkoop-{relation.key}/{slug(number)}"
    )


def _why(besluit: Besluit | None) -> Mapping[str, Any]:
    if besluit is None:
        return {}
    return {"besluit": f"{besluit.why} ({besluit.by}, {besluit.date})"}


def _euros(bill: Bill, amount: Decimal) -> Decimal:
    return cents(bill.sign * amount * (bill.rate or Decimal(1)))


def _is(party: Party, facts: Mapping[str, str]) -> bool:
    """Tell whether a party is the foundation itself."""
    own = {bare(facts.get("btw-id", "")), bare(facts.get("kvk", ""))} - {""}
    if own & {bare(party.vat_id), bare(party.kvk)}:
        return True
    return bool(party.name) and plain(party.name) == plain(facts.get("naam", ""))


def _ibans(invoice: Invoice, *, sale: bool) -> tuple[str, ...]:
    return (invoice.buyer.iban,) if sale else (*invoice.ibans, invoice.seller.iban)
