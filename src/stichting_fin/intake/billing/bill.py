"""A bill: an invoice seen from our side, with who the other is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from stichting_fin.intake.billing import consistency
from stichting_fin.intake.desk import slug
from stichting_fin.intake.invoice import Invoice
from stichting_fin.intake.statement import Note
from stichting_fin.money import ZERO, cents
from stichting_fin.profile import Besluit
from stichting_fin.relations import Relation


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
    def refused(self) -> Note | None:
        """Why nobody can book it as it is, by its reader or by what it says."""
        return self.invoice.refused or consistency.checked(self.invoice, {}).refused

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

    @property
    def gross(self) -> Decimal:
        """The amount with btw, as the document says it or as it follows from that."""
        totals, vat = self.invoice.totals, self.invoice.vat
        if totals.gross is not None or not vat:
            return totals.gross or totals.payable or ZERO
        return sum((group.base + group.tax for group in vat), ZERO)

    def euros(self, amount: Decimal) -> Decimal:
        """Give an amount of the document in EUR, to cents, with the sign of a debt."""
        return cents(self.sign * amount * (self.rate or Decimal(1)))

    def original(self, amount: Decimal) -> str:
        """Give an amount of the document in its own currency; "" when that is EUR."""
        currency = self.invoice.currency
        return "" if currency == "EUR" else f"{self.sign * amount} {currency}"


def link(relation: Relation, number: str, *, sale: bool) -> str:
    """Give the link of an invoice; the slash keeps purchases apart from sales."""
    return (
        f"verkoop-{slug(number)}" if sale else f"inkoop-{relation.key}/{slug(number)}"
    )
