"""What persons wrote in the ledger: opening balance, 2024 by hand, the memorials."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from demo import parties
from demo.model import (
    ABN,
    CREDITEUREN,
    DEBITEUREN,
    ING,
    TE_BETALEN,
    ZERO,
    Bill,
    Entry,
    Group,
    Party,
    Post,
    booked,
    money,
    payment,
)
from demo.returns import filed

FUND = "Equity:Bestemmingsfonds:OpenData"
RESULT = "Equity:Resultaat:TeBestemmen"
LATE_2024 = ("SH-24-12", "BH24-104")  # bills of 2024 that are paid in 2025
BEHEER = {"platform": "algemeen", "onderdeel": "beheer"}
BESTUUR = {"platform": "algemeen", "taak": "financieel-beheer", "onderdeel": "bestuur"}


def opening() -> Entry:
    """Give the balance sheet of 2023-12-31, in one entry that balances."""
    lindemeer = {"relatie": "gemeente-lindemeer", "factuurnummer": "F2023-027"}
    serverhuis = {"relatie": "serverhuis", "factuurnummer": "SH-23-12"}
    posts = [
        Post("Assets:Vast:Website", money("24000.00")),
        Post("Assets:Vast:WebsiteAfschrijving", money("-4800.00")),
        Post(DEBITEUREN, money("4840.00"), lindemeer),
        Post("Assets:Vooruitbetaald", money("840.00")),
        Post(ABN, money("41250.18")),
        Post(ING, money("55000.00")),
        Post("Equity:Stichtingskapitaal", money("-100.00")),
        Post("Equity:Continuiteitsreserve", money("-60000.00")),
        Post("Equity:Bestemmingsreserve:Modernisering", money("-20000.00")),
        Post(FUND, money("-8000.00")),
        Post(CREDITEUREN, money("-7986.00"), serverhuis),
        Post(TE_BETALEN, money("-3127.00")),
        Post("Liabilities:NogTeBetalen", money("-2300.00")),
    ]
    rest = -sum((post.amount for post in posts), ZERO)
    posts.insert(9, Post("Equity:OverigeReserve", rest))
    return Entry(
        date(2023, 12, 31), "", "Beginbalans uit de jaarrekening 2023", tuple(posts)
    )


def bills_2024() -> list[Bill]:
    """Give every bill of the year that was booked by hand."""
    found: list[Bill] = []

    def buy(party: Party, number: str, day: date, net: str, rate: int = 21) -> None:
        category = "S" if rate else "AE" if party.land != "NL" else "E"
        lines = (Group(f"Levering {day:%Y-%m}", money(net), rate, category),)
        found.append(Bill(party, number, day, lines))

    for month in range(1, 13):
        buy(parties.SERVERHUIS, f"SH-24-{month:02}", date(2024, month, 4), "6600.00")
    for n, month in enumerate((2, 4, 6, 8, 10, 12), 1):
        buy(parties.VANDERMEER, f"VDM2024-{n:02}", date(2024, month, 26), "8200.00")
    for n, month in enumerate((3, 6, 9, 12), 1):
        buy(parties.BOEKHOF, f"BH24-{100 + n}", date(2024, month, 20), "3300.00")
        buy(parties.CLOUDHAVEN, f"CHI-7{n}04", date(2024, month, 11), f"18{n}2.40", 0)
        buy(parties.BOSMAN, f"EB-2024-{n:02}", date(2024, month, 14), "1960.00", 0)
        buy(parties.VERBINDER, f"V24{n:03}", date(2024, month, 18), "5400.00")
    for n, month in enumerate((8, 11), 1):
        buy(parties.TOEGANKELIJK, f"TW-2024-{n:02}", date(2024, month, 21), "6600.00")
        buy(parties.NOORDLICHT, f"SN24-{30 + n}", date(2024, month, 8), "5250.00")
    buy(parties.DATADELVER, "DD-24-01", date(2024, 10, 9), "2900.00", 0)
    buy(parties.RECHTRAAD, "RR-240611", date(2024, 6, 11), "2870.00")
    buy(parties.CONTROLEHUIS, "CH-24-0088", date(2024, 4, 3), "2350.00")
    buy(parties.ZEKERPOLIS, "ZP-2024-5518", date(2024, 7, 1), "1740.00", 0)
    buy(parties.KANTOORHAL, "KH2024-30981", date(2024, 7, 2), "1500.00")
    for n, party in enumerate(parties.USERS[:12], 1):
        lines = (
            Group("Gebruik samenwerkplatform 2024", money(6150 + 175 * n), 21, "S"),
        )
        day = date(2024, min(n, 11), 12)
        found.append(Bill(party, f"F2024-{n:03}", day, lines, sale=True))
    for n, party in enumerate(parties.GIVERS[:7], 21):
        lines = (Group("Bijdrage 2024", money(14900 + 600 * (n % 4)), 0, "O"),)
        day = date(2024, n - 19, 6)
        found.append(Bill(party, f"F2024-{n:03}", day, lines, sale=True))
    lines = (
        Group(
            "Gebruik samenwerkplatform 2024, meer groepen", money("4000.00"), 21, "S"
        ),
    )
    found.append(
        Bill(parties.USERS[12], "F2024-031", date(2024, 12, 12), lines, sale=True)
    )
    lines = (Group("Bijdrage 2024, tweede helft", money("7500.00"), 0, "O"),)
    found.append(
        Bill(parties.GIVERS[7], "F2024-032", date(2024, 12, 16), lines, sale=True)
    )
    return found


def year_2024() -> list[Entry]:
    """Give 2024, fully booked, with its four returns."""
    bills = bills_2024()
    entries = [booked(bill) for bill in bills]
    entries += _paid(bills)
    entries += _loose()
    returns = filed(entries, 2024)
    for (day, reference), each in zip(FILED_2024, returns, strict=True):
        entries.append(
            replace(each.entry, text=f"{each.entry.text}, {reference}, {day}")
        )
    for quarter, (month, each) in enumerate(zip((4, 7, 10), returns, strict=False), 1):
        post = Post(TE_BETALEN, each.te_betalen)
        text = f"Omzetbelasting {quarter}e kwartaal 2024"
        entries.append(
            _money(date(2024, month, 29), "Belastingdienst", text, -post.amount, post)
        )
    return sorted(entries, key=lambda entry: entry.day)


FILED_2024 = (
    (date(2024, 4, 22), "859990011B011210"),
    (date(2024, 7, 22), "859990011B011240"),
    (date(2024, 10, 21), "859990011B011270"),
    (date(2025, 1, 20), "859990011B011300"),
)


def _paid(bills: list[Bill]) -> Iterator[Entry]:
    """Give a payment run and a batch of receipts each month, with the item on each."""
    for month in range(1, 13):
        day = date(2024, month, 28)
        due = [
            b
            for b in bills
            if not b.sale and b.day.month == month and b.number not in LATE_2024
        ]
        if month == 1:
            opened = {"relatie": "serverhuis", "factuurnummer": "SH-23-12"}
            yield _money(
                date(2024, 1, 5), "Serverhuis Beheer B.V.", "Factuur SH-23-12",
                money("-7986.00"), Post(CREDITEUREN, money("7986.00"), opened),
            )  # fmt: skip
        if due:
            posts = [payment(bill, -bill.gross) for bill in due]
            yield _money(
                day, "Betaalronde", f"{len(due)} facturen",
                -sum((b.gross for b in due), ZERO), *posts, links=[b.link for b in due],
            )  # fmt: skip
    for month in range(2, 13):
        got = [b for b in bills if b.sale and b.day.month == month - 1]
        day = date(2024, month, 20)
        posts = [payment(bill, bill.gross) for bill in got]
        amount = sum((b.gross for b in got), ZERO)
        if month == 2:
            opened = {"relatie": "gemeente-lindemeer", "factuurnummer": "F2023-027"}
            posts.append(Post(DEBITEUREN, money("-4840.00"), opened))
            amount += money("4840.00")
        yield _money(
            day, "Ontvangen", "Facturen", amount, *posts, links=[b.link for b in got]
        )


def _loose() -> Iterator[Entry]:
    """Give what has no bill: gifts, grants, interest, costs, depreciation, accruals."""
    subsidie = {"subsidie": "toegankelijkheid", "platform": "weblog"}
    last = date(2024, 12, 31)
    gifts = zip((3, 6, 9, 12), ("1312.50", "980.00", "1145.25", "2210.00"), strict=True)
    for month, amount in gifts:
        post = Post(
            "Income:Giften:Particulieren", -money(amount), {"platform": "algemeen"}
        )
        yield _money(
            date(2024, month, 27),
            "Gevers",
            "Giften van het kwartaal",
            money(amount),
            post,
        )
    fund = Post("Income:Giften:OpenData", money("-4500.00"), {"fonds": "open-data"})
    yield _money(
        date(2024, 5, 17),
        "Fonds Voorbeeld",
        "Gift voor open data",
        money("4500.00"),
        fund,
    )
    sponsor = Post("Income:Sponsoring", money("-8000.00"), {"platform": "netwerk"})
    yield _money(
        date(2024, 9, 3),
        "Papierwinkel B.V.",
        "Sponsorbijdrage 2024",
        money("8000.00"),
        sponsor,
    )
    yield _money(
        date(2024, 7, 8), "Rijksfonds Digitale Toegang", "Voorschot subsidie toegankelijkheid",
        money("38400.00"), Post("Liabilities:SubsidieVooruit", money("-38400.00"), subsidie),
    )  # fmt: skip
    for month, amount in ((6, "1240.35"), (12, "1385.60")):
        meta = {
            "platform": "netwerk",
            "taak": "relatiemanagement",
            "onderdeel": "beheer",
        }
        post = Post("Expenses:Vrijwilligers:Reiskosten", money(amount), meta)
        yield _money(
            date(2024, month, 25), "Vrijwilligers", "Declaraties", -money(amount), post
        )
    bank = Post("Expenses:Kantoor:Bankkosten", money("214.80"), BESTUUR)
    yield _money(last, "ABN AMRO", "Bankkosten 2024", money("-214.80"), bank)
    vat = Post(TE_BETALEN, money("3127.00"))
    yield _money(
        date(2024, 1, 29),
        "Belastingdienst",
        "Omzetbelasting 4e kwartaal 2023",
        money("-3127.00"),
        vat,
    )
    rente = (
        Post(ING, money("882.40")),
        Post("Income:Rente", money("-882.40"), {"platform": "algemeen"}),
    )
    yield Entry(last, "ING", "Rente 2024", rente)
    yield from depreciation(last, "4800.00", "162.60")
    yield from _turned(date(2024, 1, 1), "840.00", "2300.00")
    yield from _year_end(last, "870.00", "2400.00")
    grant = (
        Post("Liabilities:SubsidieVooruit", money("16000.00"), subsidie),
        Post("Income:Subsidies:Overheid", money("-16000.00"), subsidie),
    )
    yield Entry(last, "", "Bate subsidie toegankelijkheid over 2024", grant)


def depreciation(day: date, website: str, laptop: str) -> Iterator[Entry]:
    """Give the depreciation of the website and the laptop up to a day."""
    for name, amount in (("Website", website), ("Inventaris", laptop)):
        labels = {"taak": "technisch-beheer", **BEHEER}
        posts = (
            Post(f"Expenses:Afschrijving:{name}", money(amount), labels),
            Post(f"Assets:Vast:{name}Afschrijving", -money(amount)),
        )
        yield Entry(day, "", f"Afschrijving {name.lower()}", posts)


def _turned(day: date, prepaid: str, owed: str) -> Iterator[Entry]:
    """Turn what the year before left: prepaid insurance, accountant still to come."""
    insured = Post("Expenses:Kantoor:Verzekeringen", money(prepaid), BESTUUR)
    yield Entry(
        day,
        "",
        "Vrijval vooruitbetaalde verzekering",
        (insured, Post("Assets:Vooruitbetaald", -money(prepaid))),
    )
    cost = Post("Expenses:Uitbesteed:Administratie", -money(owed), BESTUUR)
    yield Entry(
        day,
        "",
        "Vrijval reservering beoordeling jaarrekening",
        (Post("Liabilities:NogTeBetalen", money(owed)), cost),
    )


def _year_end(day: date, prepaid: str, owed: str) -> Iterator[Entry]:
    insured = Post("Expenses:Kantoor:Verzekeringen", -money(prepaid), BESTUUR)
    yield Entry(
        day,
        "",
        "Verzekering van het volgende half jaar",
        (Post("Assets:Vooruitbetaald", money(prepaid)), insured),
    )
    cost = Post("Expenses:Uitbesteed:Administratie", money(owed), BESTUUR)
    yield Entry(
        day,
        "",
        "Reservering beoordeling jaarrekening",
        (cost, Post("Liabilities:NogTeBetalen", -money(owed))),
    )


def memorial_2025(before: Iterable[Entry]) -> list[Entry]:
    """Give what the treasurer booked by hand in 2025, first of all the bestemming."""
    toegang = {"subsidie": "toegankelijkheid", "platform": "weblog"}
    kennis = {"subsidie": "kennisdeling", "platform": "netwerk"}
    ahead, due = "Liabilities:SubsidieVooruit", "Assets:SubsidieTeOntvangen"
    income, last = "Income:Subsidies:Overheid", date(2025, 12, 31)
    entries = [bestemming(2024, before)]
    entries += _turned(date(2025, 1, 1), "870.00", "2400.00")
    for day in (date(2025, 3, 31), date(2025, 6, 30), date(2025, 9, 30), last):
        entries += depreciation(day, "1200.00", "81.30")
    half = (Post(ahead, money(16000), toegang), Post(income, money(-16000), toegang))
    entries.append(
        Entry(
            date(2025, 6, 30),
            "",
            "Bate subsidie toegankelijkheid, eerste half jaar",
            half,
        )
    )
    rest = (
        Post(ahead, money(6400), toegang),
        Post(due, money(9600), toegang),
        Post(income, money(-16000), toegang),
    )
    entries.append(
        Entry(last, "", "Bate subsidie toegankelijkheid, tweede half jaar", rest)
    )
    share = (Post(ahead, money(12000), kennis), Post(income, money(-12000), kennis))
    entries.append(
        Entry(last, "", "Bate subsidie kennisdeling, juli tot en met december", share)
    )
    entries += _year_end(last, "945.00", "2500.00")
    return sorted(entries, key=lambda entry: entry.day)


def bestemming(year: int, entries: Iterable[Entry]) -> Entry:
    """Give the bestemming of a year's saldo: fund, reserves."""
    result, fund = ZERO, ZERO
    for entry in entries:
        for post in entry.posts:
            if entry.day.year == year and post.account.startswith(
                ("Income", "Expenses")
            ):
                result -= post.amount
                if {**entry.meta, **post.meta}.get("fonds") == "open-data":
                    fund -= post.amount
    modern = money("2500.00")
    buffer = ((result - fund - modern) * Decimal("0.6")).quantize(Decimal("0.01"))
    posts = [
        Post(RESULT, result),
        Post(FUND, -fund),
        Post("Equity:Bestemmingsreserve:Modernisering", -modern),
        Post("Equity:Continuiteitsreserve", -buffer),
        Post("Equity:OverigeReserve", -(result - fund - modern - buffer)),
    ]
    text = f"Bestemming van het saldo over {year}"
    return Entry(date(year + 1, 1, 1), "", text, tuple(posts), tags=("bestemming",))


def _money(
    day: date,
    payee: str,
    text: str,
    amount: Decimal,
    *posts: Post,
    links: Iterable[str] = (),
) -> Entry:
    return Entry(day, payee, text, (Post(ABN, amount), *posts), links=tuple(links))
