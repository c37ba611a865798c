"""The gifts on the website, as Mollie settles them month by month."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from random import Random

from demo import bills
from demo.line import GIFTS, PEOPLE
from demo.model import MOLLIE, Entry, Post, based, cents, money


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a Mollie settlement."""

    moment: str
    method: str
    amount: Decimal
    id: str
    text: str
    name: str
    settlement: str
    posts: tuple[Post, ...] = field(default_factory=tuple)

    @property
    def day(self) -> date:
        """The day on which it counts."""
        return date.fromisoformat(self.moment[:10])

    def entry(self) -> Entry:
        """Give what the books must hold."""
        return Entry(
            self.day, self.name, self.text, (Post(MOLLIE, self.amount), *self.posts)
        )


ODD = {  # month -> what came back: moment, method, amount, id, text
    6: ("06-23 09:30:00", "refund", "-50", "re_0601c0ffee", "Refund Gift via de website"),
    9: ("09-23 11:05:00", "chargeback", "-25", "chb_0901beef01", "Chargeback Gift via de website"),
}  # fmt: skip


def settlements() -> list[Row]:
    """Give the gifts on the website, month by month, each settled whole."""
    rng = Random(bills.SEED + 1)  # noqa: S311  # the same figures every time is the point
    rows: list[Row] = []
    for month in range(1, 13):
        reference = f"7042117.25{month:02}.01"
        drafts = []
        for n in range(5 + rng.randrange(3)):
            day, hour = 2 + rng.randrange(20), 8 + rng.randrange(14)
            moment = f"2025-{month:02}-{day:02} {hour:02}:{rng.randrange(60):02}:{n:02}"
            amount = money((10, 15, 25, 25, 50, 100)[rng.randrange(6)])
            drafts.append((moment, amount, PEOPLE[rng.randrange(len(PEOPLE))]))
        if month == 4:
            drafts += [("2025-04-14 20:11:07", money(25), "N. Hazelhof")] * 2
        drafts.sort(key=lambda draft: draft[0])
        for n, (moment, amount, name) in enumerate(drafts, 1):
            ident = f"tr_{month:02}{n:02}{rng.randrange(16**6):06x}"
            gift, text = (Post(GIFTS, -amount),), "Gift via de website"
            rows.append(
                Row(moment, "ideal", amount, ident, text, name, reference, gift)
            )
        if month in ODD:
            moment, method, back, ident, text = ODD[month]
            gift = (Post(GIFTS, -money(back)),)
            said = (f"2025-{moment}", method, money(back), ident, text, "", reference)
            rows.append(Row(*said, gift))
        rows.append(_fee(month, len(drafts), reference))
    return rows


def _fee(month: int, count: int, reference: str) -> Row:
    """Give what is held back: its btw is not deducted, since it serves gifts alone."""
    fee = cents(Decimal("0.39") * count + Decimal("0.05") * month)
    base = cents(fee / Decimal("1.21"))
    labels = {"platform": "algemeen"}
    account = "Expenses:Kantoor:Betaalkosten"
    posts = based(
        account, base, fee - base, code="inkoop-hoog", aftrek=0, labels=labels
    )
    moment, text = f"2025-{month:02}-25 00:00:00", f"Withheld fees MOL-2025-{month:04}"
    return Row(moment, "", -fee, "", text, "", reference, tuple(posts))
