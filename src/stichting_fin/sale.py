"""A sale: an invoice or credit note that the foundation sends, with its sums.

Btw is reckoned over each group, not over each line, and rounded arithmetically.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from stichting_fin.money import ZERO, cents
from stichting_fin.taxyear import Code

HUNDRED = Decimal(100)
TAXED, EXEMPT, OUTSIDE, REVERSED = "S", "E", "O", "AE"  # UNCL 5305
CATEGORIES = {  # of a sale's btw code that charges nothing
    "verkoop-nul": "Z",
    "verkoop-verlegd": REVERSED,
    "verkoop-eu-dienst": REVERSED,
    "verkoop-buiten": OUTSIDE,
}
PIECE = "stuk"
UNITS = {  # the unit of a quantity -> UN/ECE Recommendation 20
    PIECE: "C62",
    "uur": "HUR",
    "dag": "DAY",
    "week": "WEE",
    "maand": "MON",
    "kwartaal": "QAN",
    "jaar": "ANN",
    "kilometer": "KMT",
}
REASONS = {
    REVERSED: "Btw verlegd",
    OUTSIDE: "Niet onderworpen aan btw",
}


@dataclass(frozen=True, slots=True)
class Side:
    """The seller or the buyer, as an e-invoice must name it.

    Attributes:
        oin: The number by which a government body is known; "" of any other.
    """

    naam: str
    adres: str = ""
    postcode: str = ""
    plaats: str = ""
    land: str = "NL"
    kvk: str = ""
    oin: str = ""
    btw_id: str = ""
    contact: str = ""
    email: str = ""
    telefoon: str = ""

    @property
    def number(self) -> tuple[str, str]:
        """Its scheme (EAS, ICD) and number: OIN before KvK; ("", "") without any."""
        if self.oin:
            return "0190", self.oin
        return ("0106", self.kvk) if self.kvk else ("", "")


@dataclass(frozen=True, slots=True)
class Line:
    """What is charged: a quantity at a price without btw.

    Attributes:
        quantity: Negative to take something off.
        unit: One of `UNITS`.
        vrijgesteld: Why it is exempt, where it is.
    """

    text: str
    quantity: Decimal
    price: Decimal
    code: Code
    account: str
    unit: str = PIECE
    vrijgesteld: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def net(self) -> Decimal:
        """EUR without btw."""
        return cents(self.quantity * self.price)

    @property
    def category(self) -> str:
        """The btw category of an e-invoice; "" when there is none for its code."""
        if self.code.belasting:
            return TAXED
        known = CATEGORIES.get(self.code.name, "")
        return EXEMPT if known == OUTSIDE and self.vrijgesteld else known


@dataclass(frozen=True, slots=True)
class Group:
    """One group of the btw breakdown."""

    category: str
    rate: Decimal
    base: Decimal
    reason: str
    code: Code

    @property
    def tax(self) -> Decimal:
        """EUR of btw."""
        return cents(self.base * self.rate / HUNDRED)


@dataclass(frozen=True)
class Sale:
    """An invoice, or a credit note when it credits an earlier number.

    Attributes:
        relatie: The key of the buyer.
        reference: What the buyer wants to read on it, beside its order.
        iban: Where it is to be paid.
        begin: The first day that it is about, and `end` the last, or None.
        contract: The contract of which this is the term that starts at `begin`.
        reeks: The series that its number belongs to: what that begins with.
    """

    number: str
    day: date
    due: date
    seller: Side
    buyer: Side
    relatie: str
    iban: str
    lines: tuple[Line, ...]
    order: str = ""
    reference: str = ""
    note: str = ""
    credit: str = ""
    begin: date | None = None
    end: date | None = None
    contract: str = ""
    reeks: str = ""

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """The btw breakdown, a group for each category and rate."""
        found: dict[tuple[str, Decimal], list[Line]] = {}
        for line in self.lines:
            found.setdefault((line.category, line.code.procent), []).append(line)
        return tuple(
            Group(
                category,
                rate,
                sum((line.net for line in lines), ZERO),
                _reason(category, lines),
                lines[0].code,
            )
            for (category, rate), lines in found.items()
        )

    @property
    def net(self) -> Decimal:
        """EUR without btw."""
        return sum((group.base for group in self.groups), ZERO)

    @property
    def tax(self) -> Decimal:
        """EUR of btw."""
        return sum((group.tax for group in self.groups), ZERO)

    @property
    def gross(self) -> Decimal:
        """EUR to be paid, or to be given back."""
        return self.net + self.tax

    @property
    def title(self) -> str:
        """What it is called."""
        return f"{'Creditnota' if self.credit else 'Factuur'} {self.number}"

    @property
    def untaxed(self) -> bool:
        """Whether it is outside btw altogether, so that it names no btw number."""
        return any(group.category == OUTSIDE for group in self.groups)


def _reason(category: str, lines: list[Line]) -> str:
    if category == EXEMPT:
        return "; ".join(dict.fromkeys(line.vrijgesteld for line in lines))
    return REASONS.get(category, "")
