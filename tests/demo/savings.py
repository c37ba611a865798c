"""The savings account: transfers, and interest each quarter."""

from __future__ import annotations

from datetime import date, timedelta

from demo.choices import ABN_IBAN
from demo.line import Line
from demo.model import ONDERWEG, Post, money

ENDS = (date(2025, 3, 31), date(2025, 6, 30), date(2025, 9, 30), date(2025, 12, 31))
TRANSFERS = (
    (date(2025, 3, 20), money(30000)),
    (date(2025, 10, 8), money(-15000)),
    (date(2025, 12, 18), money(10000)),
)


def lines() -> list[Line]:
    """Give the lines of the savings account: transfers, and interest each quarter."""
    found = []
    for day, amount in TRANSFERS:
        way = "van" if amount > 0 else "naar"
        text = f"Overboeking {way} betaalrekening {ABN_IBAN}"
        seen = day + timedelta(days=1) if day.month == 3 else day
        found.append(Line(seen, amount, "", ABN_IBAN, text, (Post(ONDERWEG, -amount),)))
    for day, euros in zip(ENDS, ("209.55", "284.10", "284.10", "260.75"), strict=True):
        post = Post("Income:Rente", -money(euros), {"platform": "algemeen"})
        found.append(Line(day, money(euros), "", "", "Rente", (post,)))
    return sorted(found, key=lambda line: line.day)
