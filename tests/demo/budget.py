"""The budgets that the board adopted, signed as booked: baten are negative."""

from __future__ import annotations

from decimal import Decimal

from demo.model import money


def begroting(year: int) -> list[tuple[str, Decimal]]:
    """Give the budget of a year, signed as booked."""
    rows = BEGROTING[year]
    return [(account, money(amount)) for account, amount in rows.items()]


BEGROTING: dict[int, dict[str, int]] = {
    2024: {
        "Income:Giften:Particulieren": -5000,
        "Income:Giften:OpenData": -4000,
        "Income:Sponsoring": -7500,
        "Income:Bijdragen:Overheid": -105000,
        "Income:Subsidies:Overheid": -16000,
        "Income:Gebruik:Samenwerkplatform": -90000,
        "Income:Rente": -800,
        "Expenses:Uitbesteed:TechnischBeheer": 85000,
        "Expenses:Uitbesteed:Administratie": 17000,
        "Expenses:Uitbesteed:Juridisch": 4000,
        "Expenses:Uitbesteed:Freelancers": 110000,
        "Expenses:Uitbesteed:Ontwerp": 10000,
        "Expenses:Ict:Hosting": 8500,
        "Expenses:Vrijwilligers:Reiskosten": 2500,
        "Expenses:Kantoor:Verzekeringen": 1700,
        "Expenses:Kantoor:Bankkosten": 250,
        "Expenses:Afschrijving:Website": 4800,
        "Expenses:Afschrijving:Inventaris": 200,
    },
    2025: {
        "Income:Giften:Particulieren": -6500,
        "Income:Giften:OpenData": -5000,
        "Income:Sponsoring": -9000,
        "Income:Bijdragen:Overheid": -125000,
        "Income:Subsidies:Overheid": -44000,
        "Income:Gebruik:Samenwerkplatform": -105000,
        "Income:Rente": -900,
        "Expenses:Uitbesteed:TechnischBeheer": 88000,
        "Expenses:Uitbesteed:Administratie": 17500,
        "Expenses:Uitbesteed:Juridisch": 6000,
        "Expenses:Uitbesteed:Freelancers": 135000,
        "Expenses:Uitbesteed:Ontwerp": 16000,
        "Expenses:Ict:Hosting": 9000,
        "Expenses:Ict:Software": 4500,
        "Expenses:Communicatie:Advertenties": 1500,
        "Expenses:Communicatie:Bijeenkomsten": 4000,
        "Expenses:Vrijwilligers:Vergoedingen": 2500,
        "Expenses:Vrijwilligers:Reiskosten": 1500,
        "Expenses:Kantoor:Verzekeringen": 1800,
        "Expenses:Kantoor:Algemeen": 500,
        "Expenses:Kantoor:Bankkosten": 250,
        "Expenses:Kantoor:Betaalkosten": 100,
        "Expenses:Afschrijving:Website": 4800,
        "Expenses:Afschrijving:Inventaris": 330,
    },
}
