"""What the books of 2025 must say, worked out from the scenario alone."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from demo import bank, bills, hand, mollie, savings
from demo.line import Line
from demo.model import (
    ABN,
    CREDITEUREN,
    DEBITEUREN,
    ING,
    MOLLIE,
    TE_BETALEN,
    ZERO,
    Entry,
    booked,
    total,
)
from demo.mollie import Row
from demo.returns import Return, filed

FILED = (
    (date(2025, 4, 22), "859990011B015310"),
    (date(2025, 7, 21), "859990011B015360"),
    (date(2025, 10, 20), "859990011B015390"),
    (date(2026, 1, 26), "859990011B015420"),
)
PEILDATUM = date(2026, 3, 31)
CHART = Path(__file__).parents[2] / "ledger" / "accounts.beancount"
OPEN = re.compile(r"^\S+ open (\S+) EUR\n((?:  .*\n)*)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class World:
    """Everything that happened, as documents and as entries."""

    year: bills.Year
    lines: list[Line]
    savings: list[Line]
    rows: list[Row]
    returns: list[Return]
    before: list[Entry]
    memorial: list[Entry]

    @property
    def entries(self) -> list[Entry]:
        """Every entry up to the end of 2025."""
        every = (*self.year.sales, *self.year.purchases, *self.year.claims)
        return [
            *self.before,
            *self.memorial,
            *(booked(bill) for bill in every if bill.booked),
            *(line.entry(ABN) for line in self.lines),
            *(line.entry(ING) for line in self.savings),
            *(row.entry() for row in self.rows),
            *(each.entry for each in self.returns),
        ]


def world() -> World:
    """Let the year happen; it is the same year every time."""
    before = [hand.opening(), *hand.year_2024()]
    year = bills.year()
    every = (*year.sales, *year.purchases, *year.claims)
    entries = [booked(bill) for bill in every if bill.booked]
    returns = filed(entries, 2025, tuple(day for day, _ in FILED))
    old = [bill for bill in hand.bills_2024() if bill.number in OLD]
    lines = bank.current(year, old, returns, total(before, TE_BETALEN))
    return World(
        year, lines, savings.lines(), mollie.settlements(), returns, before, hand.memorial_2025(before)
    )  # fmt: skip


OLD = (*hand.LATE_2024, "F2024-031", "F2024-032")


def chart() -> dict[str, dict[str, str]]:
    """Read the labels of the foundation's chart of accounts."""
    text = CHART.read_text("utf-8")
    return {
        name: dict(re.findall(r'  ([\w-]+): "(.*)"', labels))
        for name, labels in OPEN.findall(text)
    }


def told(one: World) -> str:
    """Write the truth as JSON, amounts as texts: debit positive."""
    entries = one.entries
    assert not [
        entry for entry in entries if sum((p.amount for p in entry.posts), ZERO)
    ]
    moved, closing = _sums(entries, 2025), _sums(entries, None)
    accounts = {
        name: {"mutatie": str(moved[name]), "saldo": str(closing[name])}
        for name in sorted(set(moved) | set(closing))
    }
    said = {
        "boekjaar": "2025",
        "peildatum": str(PEILDATUM),
        "rekeningen": accounts,
        "regels": _regels(moved, closing),
        "saldo-baten-en-lasten": str(-_result(moved)),
        "aangiften": {
            each.period: _aangifte(n, each) for n, each in enumerate(one.returns)
        },
        "openstaand": _open(entries),
        "bankregels": {
            ABN: len(one.lines),
            ING: len(one.savings),
            MOLLIE: len(one.rows),
        },
        "documenten": _documents(one.year),
        "fonds": {"open-data": _fund(entries, closing)},
    }
    return json.dumps(said, indent=1, ensure_ascii=False) + "\n"


def _sums(entries: Iterable[Entry], year: int | None) -> defaultdict[str, Decimal]:
    found: defaultdict[str, Decimal] = defaultdict(lambda: ZERO)
    for entry in entries:
        if year in (None, entry.day.year):
            for post in entry.posts:
                found[post.account] += post.amount
    return found


def _income(account: str) -> bool:
    return account.partition(":")[0] in ("Income", "Expenses")


def _result(moved: dict[str, Decimal]) -> Decimal:
    return sum((amount for name, amount in moved.items() if _income(name)), ZERO)


def _regels(
    moved: dict[str, Decimal], closing: dict[str, Decimal]
) -> dict[str, dict[str, str]]:
    """Add up by regel: balance sheet at the end (by account on its own side), and the year."""
    labels = chart()
    balance: defaultdict[str, Decimal] = defaultdict(lambda: ZERO)
    year: defaultdict[str, Decimal] = defaultdict(lambda: ZERO)
    for name, amount in closing.items():
        if not _income(name):
            balance[_regel(labels[name], name, amount)] += amount
    balance["saldo-te-bestemmen"] += _result(closing)
    for name, amount in moved.items():
        if _income(name):
            year[labels[name]["regel"]] += amount
    assert not sum(balance.values(), ZERO)
    return {
        "balans": {
            name: str(balance[name]) for name in sorted(balance) if balance[name]
        },
        "baten-en-lasten": {name: str(year[name]) for name in sorted(year)},
    }


def _regel(labels: dict[str, str], account: str, amount: Decimal) -> str:
    """Give the row of an account: the other one when its balance has the other sign."""
    debit = account.startswith("Assets")
    if account.startswith(("Assets:Btw", "Liabilities:Btw")):
        debit = False
    other = amount < 0 if debit else amount > 0
    return labels.get("regel-omslag", labels["regel"]) if other else labels["regel"]


def _aangifte(n: int, each: Return) -> dict[str, object]:
    day, reference = FILED[n]
    return {
        "ingediend": str(day),
        "kenmerk": reference,
        "omzet": {name: str(each.base[name]) for name in sorted(each.base)},
        "btw": {name: str(each.tax[name]) for name in sorted(each.tax)},
        "formulier": {name: str(each.form[name]) for name in each.form},
    }


def _open(entries: Iterable[Entry]) -> list[dict[str, str]]:
    found: defaultdict[tuple[str, str, str], Decimal] = defaultdict(lambda: ZERO)
    for entry in entries:
        for post in entry.posts:
            if post.account in (DEBITEUREN, CREDITEUREN):
                own = {**entry.meta, **post.meta}
                found[post.account, str(own["relatie"]), str(own["factuurnummer"])] += (
                    post.amount
                )
    return [
        {
            "rekening": account,
            "relatie": relatie,
            "nummer": nummer,
            "bedrag": str(amount),
        }
        for (account, relatie, nummer), amount in sorted(found.items())
        if amount
    ]


def _documents(year: bills.Year) -> dict[str, int]:
    return {
        "verkoop": len(year.sales),
        "inkoop": len(year.purchases),
        "declaraties": len(year.claims),
        "geweigerd": sum(not bill.booked for bill in year.purchases),
    }


def _fund(entries: Iterable[Entry], closing: dict[str, Decimal]) -> dict[str, str]:
    baten, lasten = ZERO, ZERO
    for entry in entries:
        for post in entry.posts:
            if entry.day.year == 2025 and post.meta.get("fonds") == "open-data":
                if post.account.startswith("Income"):
                    baten -= post.amount
                else:
                    lasten += post.amount
    begin = -closing[hand.FUND]
    return {
        "begin": str(begin),
        "baten": str(baten),
        "lasten": str(lasten),
        "eind": str(begin + baten - lasten),
    }
