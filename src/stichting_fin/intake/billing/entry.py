"""Billing: from an invoice, a credit note or a claim to a transaction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from beancount.core import data

from stichting_fin.books import Posted, euros
from stichting_fin.fault import UnreadableError, told
from stichting_fin.intake.billing import btw
from stichting_fin.intake.billing.bases import Place, bases
from stichting_fin.intake.billing.bill import Bill, link
from stichting_fin.intake.desk import Desk, slug
from stichting_fin.intake.invoice import Invoice, Part, Party
from stichting_fin.money import CENT, ZERO
from stichting_fin.openitems import AFRONDING, G_REKENING, Item
from stichting_fin.profile import Besluit, Profile
from stichting_fin.relations import LABELS, Relation, bare, plain

ODD = {"invoice-vat"}  # reasons to refuse that a person may know better
STRANGER = "onbekend"  # how the key of one begins who is no relation
LEDGER = "nl"  # the language of the books, whoever imports


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
    name = other.name or aside.relatie
    key = relation.key if relation else f"{STRANGER}-{slug(name)}"
    ref = f"{key}:{invoice.number}"
    besluit = desk.besluiten.get(ref)
    if relation is None:
        if not (besluit and besluit.weiger):
            values: dict[str, Any] = {"name": name, "number": invoice.number}
            raise UnreadableError("relation-unknown", ref=ref, **values)
        relation = Relation(key, name)
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
    besluit, refused = bill.besluit, bill.refused
    if besluit and besluit.weiger:
        return _transaction(bill, bron, "*", (), _why(besluit))
    odd = refused and refused.code in ODD and besluit and besluit.afwijking
    if refused and not odd:
        reden = told(refused.code, refused.values, LEDGER)
        return _transaction(bill, bron, "!", (), {"reden": reden})
    try:
        postings = tuple(_postings(bill, profile, desk))
    except UnreadableError as error:
        reden = told(error.code, error.values, LEDGER)
        return _transaction(bill, bron, "!", (), {"reden": reden})
    entry = _transaction(bill, bron, "*", postings, _why(besluit))
    _owe(bill, entry, desk)
    return entry


def _postings(bill: Bill, profile: Profile, desk: Desk) -> Iterator[data.Posting]:
    invoice, totals = bill.invoice, bill.invoice.totals
    if bill.rate is None:
        raise UnreadableError("rate-unknown", currency=invoice.currency)
    _whole_cents(invoice)
    side = -1 if bill.sale else 1
    found: list[data.Posting] = []
    for base in bases(bill, profile, desk, _earlier(bill, desk)):
        found.extend(btw.postings(base, desk.rubriek))
    rounding = bill.euros(totals.rounding or ZERO)
    if rounding:
        account = desk.books.account("rgs", AFRONDING)
        found.append(btw.posting(account, side * rounding))
    owed = sum(map(euros, found), ZERO)  # what the total says: the gate saw to that
    due = tuple(_due(bill, -owed, desk))
    yield from (*due, *found) if bill.sale else (*found, *due)


def _due(bill: Bill, owed: Decimal, desk: Desk) -> Iterator[data.Posting]:
    """Give what is owed: on debtors, or on creditors and their G-rekening.

    Raises:
        UnreadableError: The parts are not the whole, or there is no such account.
    """
    account = desk.debiteuren if bill.sale else desk.crediteuren
    marks = dict(_preceding(bill, desk))
    if original := bill.original(bill.invoice.totals.payable or ZERO):
        number, _, currency = original.partition(" ")
        sign = 1 if bill.sale else -1
        marks["valuta"] = f"{sign * Decimal(number)} {currency}"
    blocked = ZERO if bill.sale else _blocked(bill)
    if not blocked:
        yield btw.posting(account, owed, marks)
        return
    parts = bill.invoice.parts
    total, payable = sum((x.amount for x in parts), ZERO), bill.invoice.totals.payable
    if total != payable:
        raise UnreadableError("invoice-parts", total=total, payable=payable or ZERO)
    held = [(x, -bill.euros(x.amount)) for x in parts if x.blocked]
    free = [x for x in parts if not x.blocked]
    rest = owed - sum((amount for _, amount in held), ZERO)
    yield btw.posting(account, rest, marks | (_marks(free[0]) if free else {}))
    for part, amount in held:
        account = desk.books.account("rgs", G_REKENING)
        yield btw.posting(account, amount, marks | _marks(part))


def _marks(part: Part) -> dict[str, Any]:
    """Give where a part is to be paid."""
    said = {"iban": part.iban, "kenmerk": part.reference}
    return {key: value for key, value in said.items() if value}


def _blocked(bill: Bill) -> Decimal:
    """Give what is to be paid on a G-rekening."""
    return sum((part.amount for part in bill.invoice.parts if part.blocked), ZERO)


def _whole_cents(invoice: Invoice) -> None:
    """Stop what euros cannot say: a part of a cent would be lost on the way.

    Raises:
        UnreadableError: An amount of it has more decimals than cents.
    """
    totals = invoice.totals
    groups = [amount for group in invoice.vat for amount in (group.base, group.tax)]
    said = (totals.gross, totals.payable, totals.rounding, *groups)
    for amount in said if invoice.currency == "EUR" else ():
        if amount is not None and amount % CENT:
            raise UnreadableError("invoice-cents", amount=amount)


def _corrected(bill: Bill, desk: Desk) -> Item | None:
    """Give the item of the invoice that a credit note corrects, when we have it."""
    numbers = bill.invoice.preceding if bill.invoice.credit else ()
    found = (desk.open.numbered(bill.relation.key, number) for number in numbers)
    return next(filter(None, found), None)


def _preceding(bill: Bill, desk: Desk) -> Mapping[str, Any]:
    """Let a credit note settle the invoice that it corrects."""
    item = _corrected(bill, desk)
    return {"factuurnummer": item.nummer} if item else {}


def _earlier(bill: Bill, desk: Desk) -> Mapping[str, Place]:
    """Tell where the corrected invoice was booked, by btw code."""
    item = _corrected(bill, desk)
    entries = [posted.entry for posted in item.postings] if item else []
    entry = next((e for e in entries if "factuurdatum" in e.meta), None)
    found: dict[str, Place] = {}
    for posting in entry.postings if entry else ():
        meta = posting.meta or {}
        if "btw" in meta:
            labels = {key: meta[key] for key in LABELS if key in meta}
            aftrek = meta.get("aftrek", btw.HUNDRED)
            found.setdefault(meta["btw"], Place(posting.account, aftrek, labels))
    return found


def _owe(bill: Bill, entry: data.Transaction, desk: Desk) -> None:
    """Let the desk know what is open now."""
    accounts: Sequence[str] = (desk.debiteuren,)
    if not bill.sale:
        rgs = {a: meta.get("rgs") for a, meta in desk.books.accounts.items()}
        accounts = (desk.crediteuren, *(a for a in rgs if rgs[a] == G_REKENING))
    for posting in entry.postings:
        if posting.account not in accounts:
            continue
        meta, owed = posting.meta or {}, euros(posting)
        number = meta.get("factuurnummer")
        if number and (item := desk.open.numbered(bill.relation.key, number)):
            desk.open.settle(item, -owed)
            continue
        item = Item(
            posting.account,
            bill.relation.key,
            bill.invoice.number,
            link=bill.link,
            date=bill.day,
            amount=owed,
            reference=meta.get("kenmerk") or bill.invoice.payment_reference,
            valuta=meta.get("valuta", ""),
            postings=[Posted(entry, posting, owed)],
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
        tags=frozenset({"ubd"} if _is_ubd(bill) else ()),
        links=frozenset(links),
        postings=list(postings),
    )


def _is_ubd(bill: Bill) -> bool:
    """Tell whether it asks a natural person's pay without btw (UBD)."""
    charged = any(group.tax for group in bill.invoice.vat)
    return bill.relation.persoon and not bill.sale and not charged


def _why(besluit: Besluit | None) -> Mapping[str, Any]:
    if besluit is None:
        return {}
    said = {"besluit": besluit.reason}
    return said | ({"afwijking": besluit.reason} if besluit.afwijking else {})


def _is(party: Party, facts: Mapping[str, str]) -> bool:
    """Tell whether a party is the foundation itself."""
    own = {bare(facts.get("btw-id", "")), bare(facts.get("kvk", ""))} - {""}
    if own & {bare(party.vat_id), bare(party.kvk)}:
        return True
    return bool(party.name) and plain(party.name) == plain(facts.get("naam", ""))


def _ibans(invoice: Invoice, *, sale: bool) -> tuple[str, ...]:
    return (invoice.buyer.iban,) if sale else (*invoice.ibans, invoice.seller.iban)
