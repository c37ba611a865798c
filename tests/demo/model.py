"""What happens in the demonstration: bills, money, and the entries they must become.

Nothing here knows the program: the entries are worked out from the house's rules on
paper, so that the books can be compared with them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
ZERO = Decimal("0.00")
DEBITEUREN = "Assets:Debiteuren"
CREDITEUREN = "Liabilities:Crediteuren"
VOORBELASTING = "Assets:Btw:Voorbelasting"
ABN = "Assets:Bank:AbnAmro"
ING = "Assets:Bank:IngSparen"
MOLLIE = "Assets:Kruisposten:Mollie"
ONDERWEG = "Assets:Kruisposten:Overboekingen"
TE_BETALEN = "Liabilities:Btw:TeBetalen"
AFRONDING = "Expenses:Kantoor:Afronding"
TAX = {
    "1a": "Liabilities:Btw:Hoog",
    "4a": "Liabilities:Btw:BuitenEu",
    "4b": "Liabilities:Btw:Eu",
    "5b": VOORBELASTING,
}
BASES = {  # code -> rubriek of its base
    "verkoop-hoog": "1a",
    "inkoop-buiten-eu-dienst": "4a",
    "inkoop-eu-dienst": "4b",
}
DEDUCTIBLE = {
    "inkoop-hoog",
    "inkoop-laag",
    "inkoop-eu-dienst",
    "inkoop-buiten-eu-dienst",
}


def cents(amount: Decimal) -> Decimal:
    """Round to cents, halves away from zero."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def money(text: str | int) -> Decimal:
    """Make an amount in cents."""
    return Decimal(text).quantize(CENT)


@dataclass(frozen=True, slots=True)
class Party:
    """The other side, and what the treasurer decided about it."""

    key: str
    naam: str
    iban: str
    btw_id: str = ""
    kvk: str = ""
    land: str = "NL"
    straat: str = "Voorbeeldstraat 1"
    postcode: str = "1000 AA"
    plaats: str = "Voorbeeldstad"
    rekening: str = ""
    btw: str = ""
    aftrek: int = 100
    facturen: bool = False
    debiteur: bool = False
    kor: bool = False
    persoon: bool = False
    termijn: int = 30
    labels: Mapping[str, str] = field(default_factory=dict)
    why: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """A line of a bill: all lines of one category and rate make one btw group."""

    text: str
    net: Decimal
    rate: int
    category: str


@dataclass(frozen=True, slots=True)
class Bill:
    """An invoice, a credit note or a claim.

    Attributes:
        folder: The day on which it came in; None in the books made by hand.
        booked: False for the invoice whose totals are wrong.
        code: The btw code of its groups without tax.
    """

    party: Party
    number: str
    day: date
    lines: tuple[Group, ...]
    sale: bool = False
    credit: bool = False
    preceding: str = ""
    kenmerk: str = ""
    folder: date | None = None
    booked: bool = True
    rekening: str = ""
    bis3: bool = False
    claim: bool = False
    soort: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def due(self) -> date:
        """The last day of its term."""
        return self.day + timedelta(days=self.party.termijn)

    @property
    def groups(self) -> list[tuple[str, int, Decimal, Decimal]]:
        """Category, rate, base and tax of each btw group."""
        bases: dict[tuple[str, int], Decimal] = {}
        for line in self.lines:
            key = line.category, line.rate
            bases[key] = bases.get(key, ZERO) + line.net
        return [(c, r, b, cents(b * r / 100)) for (c, r), b in bases.items()]

    @property
    def net(self) -> Decimal:
        """The sum of its lines."""
        return sum((line.net for line in self.lines), ZERO)

    @property
    def gross(self) -> Decimal:
        """What is to be paid."""
        return self.net + sum((tax for *_, tax in self.groups), ZERO)

    @property
    def link(self) -> str:
        """The link of its entry and its payments."""
        return (
            f"verkoop-{self.number}"
            if self.sale
            else f"inkoop-{self.party.key}/{self.number}"
        )


@dataclass(frozen=True, slots=True)
class Post:
    """A posting: debit is positive."""

    account: str
    amount: Decimal
    meta: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entry:
    """A transaction as the books must hold it.

    Attributes:
        tax_day: The day on which it counts for btw; None when it never does.
        came: The day on which it came in: a return holds what was there.
    """

    day: date
    payee: str
    text: str
    posts: tuple[Post, ...]
    meta: Mapping[str, object] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    tax_day: date | None = None
    came: date = date.min


def booked(bill: Bill) -> Entry:
    """Work out the entry of a bill by the treatment of its btw groups."""
    party, sign = bill.party, -1 if bill.credit else 1
    account = bill.rekening or party.rekening
    labels = dict(party.labels) | dict(bill.labels)
    side = -1 if bill.sale else 1
    posts: list[Post] = []
    for _, rate, base, tax in bill.groups:
        code = _code(bill, rate)
        posts += based(
            account,
            side * sign * base,
            side * sign * tax,
            code=code,
            aftrek=party.aftrek,
            labels=labels,
        )
    owed = sum((post.amount for post in posts), ZERO)
    own = {"factuurnummer": bill.preceding} if bill.preceding else {}
    due = Post(DEBITEUREN if bill.sale else CREDITEUREN, -owed, own)
    meta = {
        "relatie": party.key,
        "factuurnummer": bill.number,
        "factuurdatum": bill.day,
        "vervaldatum": bill.due,
    }
    links = [bill.link]
    if bill.preceding:
        links.append(bill.link.replace(bill.number, bill.preceding))
    tax_day = bill.day if bill.sale else (bill.folder or bill.day)
    return Entry(
        bill.day,
        party.naam,
        f"{'Creditnota' if bill.credit else 'Factuur'} {bill.number}",
        (due, *posts) if bill.sale else (*posts, due),
        meta,
        links=tuple(links),
        tax_day=tax_day,
        came=bill.folder or bill.day,
    )


def based(
    account: str,
    base: Decimal,
    tax: Decimal,
    *,
    code: str,
    aftrek: int,
    labels: Mapping[str, object],
) -> list[Post]:
    """Give a base, its tax, and the part of it that is a cost."""
    marks: dict[str, object] = {**labels, "btw": code}
    if code in DEDUCTIBLE and aftrek != 100:
        marks["aftrek"] = aftrek
    posts = [Post(account, base, marks)]
    if code == "verkoop-hoog":
        return [*posts, Post(TAX["1a"], tax)]
    if code not in DEDUCTIBLE:
        return posts
    verlegd = BASES.get(code)
    due = cents(base * 21 / 100) if verlegd else tax
    back = cents(due * aftrek / 100)
    posts += [Post(account, due - back, labels), Post(VOORBELASTING, back)]
    if verlegd:
        posts.append(Post(TAX[verlegd], -due))
    return [post for post in posts if post.amount or "btw" in post.meta]


def _code(bill: Bill, rate: int) -> str:
    if rate:
        return (
            f"{'verkoop' if bill.sale else 'inkoop'}-{'hoog' if rate == 21 else 'laag'}"
        )
    return bill.party.btw or "inkoop-geen"


def payment(bill: Bill, amount: Decimal) -> Post:
    """Give the counter posting of money (positive: we got it) that settles a bill."""
    account = DEBITEUREN if bill.sale else CREDITEUREN
    return Post(
        account, -amount, {"relatie": bill.party.key, "factuurnummer": bill.number}
    )


def total(entries: Iterable[Entry], account: str) -> Decimal:
    """Add up an account."""
    return sum(
        (p.amount for e in entries for p in e.posts if p.account == account), ZERO
    )
