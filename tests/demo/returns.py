"""The btw returns that the entries lead to, box by box, and the entry that files each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, Decimal

from demo.model import AFRONDING, BASES, TAX, TE_BETALEN, ZERO, Entry, Post

ALWAYS = date.max


@dataclass(frozen=True, slots=True)
class Return:
    """One return: exact amounts by rubriek, and what the form says of them.

    Attributes:
        base: Exact base by rubriek; of sales and purchases positive.
        tax: Exact tax by rubriek: owed, or for 5b reclaimed, positive.
        form: Whole euros by box: `1a-omzet`, `1a-btw`, `5a`, `5b`, `5g`.
    """

    period: str
    base: dict[str, Decimal]
    tax: dict[str, Decimal]
    form: dict[str, Decimal]
    entry: Entry

    @property
    def te_betalen(self) -> Decimal:
        """What goes to the tax office; negative when it comes back."""
        return self.form["5g"].quantize(Decimal("0.01"))


def filed(
    entries: Iterable[Entry], year: int, days: tuple[date, ...] = (ALWAYS,) * 4
) -> list[Return]:
    """Give the four returns: each holds what had come and no earlier one held."""
    waiting = [entry for entry in entries if entry.tax_day]
    returns = []
    for quarter, day in enumerate(days, 1):
        last = _last(year, quarter)
        held = [e for e in waiting if e.came <= day and e.tax_day and e.tax_day <= last]
        sealed = {id(entry) for entry in held}
        waiting = [entry for entry in waiting if id(entry) not in sealed]
        returns.append(_return(f"{year}-Q{quarter}", last, held))
    return returns


def _return(period: str, last: date, held: list[Entry]) -> Return:
    base: dict[str, Decimal] = {}
    tax: dict[str, Decimal] = {}
    names = {account: rubriek for rubriek, account in TAX.items()}
    for entry in held:
        for post in entry.posts:
            if rubriek := BASES.get(str(post.meta.get("btw"))):
                sign = -1 if rubriek == "1a" else 1
                base[rubriek] = base.get(rubriek, ZERO) + sign * post.amount
            if rubriek := names.get(post.account):
                sign = 1 if rubriek == "5b" else -1
                tax[rubriek] = tax.get(rubriek, ZERO) + sign * post.amount
    form = {f"{name}-omzet": _whole(base[name], ROUND_DOWN) for name in sorted(base)}
    for name in sorted(set(tax) - {"5b"}):
        form[f"{name}-btw"] = _whole(tax[name], ROUND_FLOOR)
    form["5a"] = sum((v for k, v in form.items() if k.endswith("-btw")), Decimal(0))
    form["5b"] = _whole(tax.get("5b", ZERO), ROUND_CEILING)
    form["5g"] = form["5a"] - form["5b"]
    return Return(period, base, tax, form, _entry(period, last, tax, form["5g"]))


def _entry(period: str, last: date, tax: dict[str, Decimal], owed: Decimal) -> Entry:
    """Empty the rubriek accounts into what is to be paid, and book the rounding."""
    posts = []
    for name in sorted(tax):
        amount = -tax[name] if name == "5b" else tax[name]
        if amount:
            posts.append(Post(TAX[name], amount))
    posts.append(Post(TE_BETALEN, -owed.quantize(Decimal("0.01"))))
    rest = -sum((post.amount for post in posts), ZERO)
    labels = {
        "platform": "algemeen",
        "taak": "financieel-beheer",
        "onderdeel": "bestuur",
    }
    if rest:
        posts.append(Post(AFRONDING, rest, labels))
    return Entry(
        last,
        "Belastingdienst",
        f"Btw-aangifte {period}",
        tuple(posts),
        tags=("aangifte",),
    )


def _last(year: int, quarter: int) -> date:
    first = date(year + quarter // 4, quarter * 3 % 12 + 1, 1)
    return first - timedelta(days=1)


def _whole(amount: Decimal, rounding: str) -> Decimal:
    return amount.quantize(Decimal(1), rounding) + 0
