"""Bases: on which accounts the groups of an invoice go, each with its btw code.

The document's btw breakdown is the measure, never lines times rate. A group may have
an account of its own by a rule on the texts of its lines; a person may divide it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from stichting_fin.fault import UnreadableError
from stichting_fin.intake.billing import btw
from stichting_fin.intake.billing.bill import Bill
from stichting_fin.intake.billing.treatment import Case, code_of
from stichting_fin.intake.desk import Desk
from stichting_fin.intake.invoice import Item, Vat
from stichting_fin.intake.rules import decide
from stichting_fin.intake.statement import Line
from stichting_fin.money import ZERO, cents, shares
from stichting_fin.profile import Deel, Profile, Rule

CODE, AFTREK = "btw-code", "aftrek"  # what an account says of all that is booked on it
KOR = "kor"  # the event by which the foundation itself takes part


@dataclass(frozen=True, slots=True)
class Place:
    """Where a base goes: its account, what may be deducted, and its labels."""

    account: str
    aftrek: Decimal
    labels: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Job:
    """An invoice with all by which its groups are placed."""

    bill: Bill
    profile: Profile
    desk: Desk
    earlier: Mapping[str, Place]


def bases(
    bill: Bill, profile: Profile, desk: Desk, earlier: Mapping[str, Place]
) -> Iterator[btw.Base]:
    """Give a base for each group of the btw breakdown, as the document states it.

    Args:
        bill: The invoice.
        profile: Its stream, whose rules look at the texts of each group's lines.
        desk: The books and the settings.
        earlier: Where the invoice that this one corrects was booked, by btw code.

    Raises:
        UnreadableError: A person must say how one of them is to be treated.
    """
    job = _Job(bill, profile, desk, earlier)
    groups = bill.invoice.vat or (whole(bill),)
    delen = bill.besluit.delen if bill.besluit else ()
    side = -1 if bill.sale else 1
    divided = 0
    for group, tax in zip(groups, _taxes(bill, groups), strict=True):
        parts = [deel for deel in delen if _is_of(deel, group, groups)]
        divided += len(parts)
        made = _divided(job, group, tax, parts) if parts else [_one(job, group, tax)]
        for base in made:
            yield replace(base, amount=side * base.amount, tax=side * base.tax)
    if divided != len(delen):
        raise UnreadableError("delen-group", ref=bill.ref)


def whole(bill: Bill) -> Vat:
    """Give the one group of a document without a breakdown, which charges no btw."""
    categories = {line.category for line in bill.invoice.lines}
    category = categories.pop() if len(categories) == 1 else ""
    return Vat(category, None, bill.gross, ZERO)


def _taxes(bill: Bill, groups: Sequence[Vat]) -> Sequence[Decimal]:
    """Give the tax of each group in EUR; what the document says in EUR is right."""
    said = bill.invoice.vat_in_eur
    total = sum((group.tax for group in groups), ZERO)
    if bill.invoice.currency == "EUR" or said is None or not total:
        return [bill.euros(group.tax) for group in groups]
    return shares(cents(bill.sign * said), [group.tax for group in groups])


def _is_of(deel: Deel, group: Vat, groups: Sequence[Vat]) -> bool:
    """Tell whether a part is of a group: by its rate, where there are several."""
    return len(groups) == 1 or deel.tarief == (group.rate or ZERO)


def _one(job: _Job, group: Vat, tax: Decimal) -> btw.Base:
    """Give the base of a group that goes on one account."""
    bill = job.bill
    rule = decide(_line(bill, group), job.profile)
    decided = bill.besluit.account if bill.besluit else ""
    said = decided or bill.invoice.aside.account
    account = said or (rule.account if rule else "") or bill.relation.rekening
    case = _case(bill, rule, account, job.desk)
    code = code_of(replace(case, decided=case.decided or _as_before(job, group)), group)
    if code.name in job.earlier and not said:
        place = job.earlier[code.name]
    else:
        place = _place(bill, rule, account, job.desk)
    base = bill.euros(group.base)
    if not code.belasting or (code.verlegd and not bill.sale):
        base, tax = base + tax, ZERO  # btw that is no btw here is a cost
    labels = dict(place.labels)
    if original := bill.original(group.base):
        labels["valuta"] = original
    return btw.Base(place.account, base, tax, code, place.aftrek, labels)


def _as_before(job: _Job, group: Vat) -> str:
    """Give the code by which the corrected invoice booked such a group, if one did."""
    codes = [job.desk.code(name, job.bill.day) for name in job.earlier]
    charges = bool(group.tax)
    found = [
        code.name
        for code in codes
        if charges == bool(code.belasting and not code.verlegd)
        and (not charges or code.procent == group.rate)
    ]
    return found[0] if len(found) == 1 else ""


def _divided(
    job: _Job, group: Vat, tax: Decimal, parts: Sequence[Deel]
) -> Iterator[btw.Base]:
    """Divide a group as a person said; the amounts must add up to its base."""
    bill, besluit = job.bill, job.bill.besluit
    assert besluit
    given = sum((part.bedrag for part in parts), ZERO)
    if given != group.base or not given:
        values: dict[str, Any] = {"ref": bill.ref, "given": given, "base": group.base}
        raise UnreadableError("delen-sum", **values)
    taxes = shares(tax, [part.bedrag for part in parts])
    for part, share in zip(parts, taxes, strict=True):
        own = replace(
            besluit,
            account=part.account,
            btw=part.btw or besluit.btw,
            aftrek=besluit.aftrek if part.aftrek is None else part.aftrek,
            labels=dict(besluit.labels) | dict(part.labels),
        )
        some = replace(group, base=part.bedrag)
        yield _one(replace(job, bill=replace(bill, besluit=own)), some, share)


def _case(bill: Bill, rule: Rule | None, account: str, desk: Desk) -> Case:
    invoice, relation, besluit = bill.invoice, bill.relation, bill.besluit
    other = invoice.buyer if bill.sale else invoice.seller
    usual = (
        rule.btw if rule else "",
        relation.btw,
        str(desk.books.accounts.get(account, {}).get(CODE, "")),
    )
    return Case(
        sale=bill.sale,
        day=bill.day,
        relation=relation,
        decided=besluit.btw if besluit else "",
        usual=usual,
        vat_id=other.vat_id,
        land=other.country,
        kor=_kor(bill, desk),
        read=bool(invoice.aside.gelezen),
    )


def _place(bill: Bill, rule: Rule | None, account: str, desk: Desk) -> Place:
    relation, besluit, accounts = bill.relation, bill.besluit, desk.books.accounts
    if not account:
        raise UnreadableError("account-unknown", relatie=relation.key)
    if account not in accounts:
        raise UnreadableError("review-account", account=account)
    labels = dict(relation.labels) | dict(rule.labels if rule else {})
    labels |= dict(bill.invoice.labels)
    labels |= dict(besluit.labels if besluit else {})
    own = accounts.get(account, {}).get(AFTREK)
    said = (
        besluit.aftrek if besluit else None,
        rule.aftrek if rule else None,
        relation.aftrek,
        own if isinstance(own, Decimal) else None,
    )
    usual = ZERO if _kor(bill, desk) else btw.HUNDRED
    aftrek = next((each for each in said if each is not None), usual)
    return Place(account, aftrek, labels)


def _kor(bill: Bill, desk: Desk) -> bool:
    return desk.books.facts(bill.day).get(KOR) == "ja"


def _line(bill: Bill, group: Vat) -> Line:
    """Give a group as rules see it: who, its base, and the texts of its own lines.

    A sale is "bij" and a purchase "af", also where it is a credit note. Where the
    lines do not tell of which group they are, all of them speak.
    """
    lines: Sequence[Item] = bill.invoice.lines
    if len(bill.invoice.vat) > 1:
        own = [x for x in lines if (x.category, x.rate) == (group.category, group.rate)]
        lines = own or lines
    words = " ".join([bill.invoice.note, *(line.text for line in lines)])
    base = abs(bill.euros(group.base))
    amount = base if bill.sale else -base
    return Line(bill.day, amount, counterparty=bill.relation.naam, text=words)
