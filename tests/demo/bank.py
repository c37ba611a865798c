"""The current account of 2025: every line, in the order of the bank."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from demo import bills, parties
from demo.choices import ING_IBAN
from demo.line import GIFTS, PEOPLE, Line, workday
from demo.model import (
    MOLLIE,
    ONDERWEG,
    TE_BETALEN,
    ZERO,
    Bill,
    Post,
    cents,
    money,
    payment,
)
from demo.mollie import settlements
from demo.returns import Return
from demo.savings import TRANSFERS

LAST = date(2025, 12, 31)
UNPLACED = "J.P. van Zanten"


def current(
    year: bills.Year, old: Iterable[Bill], returns: list[Return], te_goed: Decimal
) -> list[Line]:
    """Give every line of the current account, in the bank's order, with its reference.

    Args:
        year: The bills of 2025.
        old: The bills of 2024 that were open.
        returns: The returns of 2025.
        te_goed: What the return of the last quarter of 2024 gives back.
    """
    lines = [
        *_old(old),
        *_receipts(year),
        *_paid(year),
        *_gifts(),
        *_cards(),
        *_tax(returns, te_goed),
    ]
    lines += [*_fees(), *_payouts(), *_loose()]
    lines = [line for line in lines if line.day <= LAST]
    lines.sort(key=lambda line: (line.day, line.name, line.text, line.amount))
    return [
        replace(line, reference=_reference(n, line)) for n, line in enumerate(lines, 1)
    ]


def _reference(n: int, line: Line) -> str:
    if line.kind in ("card", "fee"):
        return f"{line.day:%m%d}15{n:010}"
    return f"{line.day.timetuple().tm_yday:04}D{n * 7 + 1000000:07}{n % 10}S0PS"


def _settle(
    day: date, bill: Bill, amount: Decimal, text: str = "", kenmerk: str = ""
) -> Line:
    said = text or ("" if kenmerk else f"Factuur {bill.number}")
    return Line(
        workday(day),
        amount,
        bill.party.naam,
        bill.party.iban,
        said,
        (payment(bill, amount),),
        kenmerk=kenmerk,
    )


def _old(old: Iterable[Bill]) -> Iterator[Line]:
    for n, bill in enumerate(old):
        amount = bill.gross if bill.sale else -bill.gross
        yield _settle(date(2025, 1, 8 + 2 * n), bill, amount)


def _receipts(year: bills.Year) -> Iterator[Line]:
    """Give what debtors paid: alone, in parts, three at once, less a credit note."""
    streek = [bill for bill in year.sales if bill.party.key == "gr-duinstreek"]
    text = f"Facturen {' '.join(bill.number for bill in streek)}"
    posts = tuple(payment(bill, bill.gross) for bill in streek)
    amount = sum((bill.gross for bill in streek), ZERO)
    first = streek[0]
    yield Line(
        date(2025, 4, 30), amount, first.party.naam, first.party.iban, text, posts
    )
    credit = year.numbered("F2025-C01")
    for n, bill in enumerate(year.sales):
        day = bill.day + timedelta(days=17 + 5 * n % 16)
        if bill in streek or bill.credit:
            continue
        if bill.number == credit.preceding:
            yield _settle(
                day,
                bill,
                bill.gross - credit.gross,
                f"Factuur {bill.number} na creditnota",
            )
        elif bill.party.key == "provincie-zuiderland":
            part = cents(bill.gross * 6 / 10)
            yield _settle(day, bill, part, f"{bill.number} eerste deel")
            if bill.day.month < 6:
                yield _settle(
                    day + timedelta(days=28),
                    bill,
                    bill.gross - part,
                    f"{bill.number} tweede deel",
                )
        else:
            yield _settle(day, bill, bill.gross, kenmerk=bill.kenmerk)


def _paid(year: bills.Year) -> Iterator[Line]:
    """Give what creditors and volunteers got."""
    credited = year.numbered(bills.CREDIT)
    for bill in (*year.purchases, *year.claims):
        assert bill.folder
        if bill.credit or not bill.booked:
            continue
        day = max(bill.folder + timedelta(days=3), bill.due - timedelta(days=9))
        if bill.number == bills.EARLY_PAID:
            day = date(2025, 3, 26)
        if bill.number == bills.DISPUTED:
            yield _settle(
                day, bill, credited.gross - bill.gross, f"{bill.number} min correctie"
            )
        elif bill.claim:
            yield _settle(
                bill.folder + timedelta(days=6),
                bill,
                -bill.gross,
                f"Declaratie {bill.number}",
            )
        else:
            yield _settle(day, bill, -bill.gross, kenmerk=bill.kenmerk)


def _gifts() -> Iterator[Line]:
    rng = Random(bills.SEED + 2)  # noqa: S311  # the same figures every time is the point
    texts = (
        "Gift",
        "Gift Ambtenaar 2.0",
        "Maandelijkse gift",
        "gift voor het goede werk",
    )
    for month in range(1, 13):
        for _ in range(5):
            who = rng.randrange(len(PEOPLE))
            amount = money((20, 25, 35, 50, 75, 150)[rng.randrange(6)])
            day = workday(date(2025, month, 1 + rng.randrange(26)))
            yield _gift(day, who, amount, texts[rng.randrange(4)])
    for _ in range(2):
        yield _gift(date(2025, 4, 14), 2, money(25), "Gift")
    yield _gift(date(2025, 5, 12), 5, money(200), "Gift, twee keer overgemaakt")
    yield _gift(date(2025, 5, 20), 5, money(-100), "Terugbetaling gift")
    for day, who, euros in (
        (date(2025, 3, 12), 10, 2500),
        (date(2025, 9, 17), 11, 2500),
        (date(2025, 11, 5), 12, 350),
    ):
        meta = {"platform": "algemeen", "fonds": "open-data"}
        post = Post("Income:Giften:OpenData", money(-euros), meta)
        yield Line(
            day, money(euros), PEOPLE[who], _person(who), "Gift open data", (post,)
        )


def _gift(day: date, who: int, amount: Decimal, text: str) -> Line:
    return Line(day, amount, PEOPLE[who], _person(who), text, (Post(GIFTS, -amount),))


def _person(who: int) -> str:
    return parties.iban(
        "NL", f"{('INGB', 'RABO', 'ABNA')[who % 3]}{who * 4339 + 620000000:010}"
    )


def _cards() -> Iterator[Line]:
    for month, euros, usd in (
        (2, "11.12", "12.00"),
        (5, "10.68", "12.00"),
        (8, "20.61", "24.00"),
        (11, "20.79", "24.00"),
    ):
        yield _card(
            date(2025, month, 6),
            euros,
            "GITLAKE INC",
            "Expenses:Ict:Software",
            place="SAN FRANCISCO, Land: USA",
            valuta=f"{usd} USD",
        )
    for month, euros, name in (
        (3, "64.30", "Printpunt Modelstad"),
        (6, "17.85", "Koffiehuis De Proef"),
        (9, "92.40", "Printpunt Modelstad"),
        (10, "23.60", "Koffiehuis De Proef"),
    ):
        account = (
            "Expenses:Kantoor:Algemeen"
            if name.startswith("P")
            else "Expenses:Communicatie:Bijeenkomsten"
        )
        yield _card(date(2025, month, 13), euros, name, account, place="MODELSTAD")


def _card(
    day: date, euros: str, name: str, account: str, *, place: str, valuta: str = ""
) -> Line:
    amount = money(euros)
    return Line(
        workday(day),
        -amount,
        name,
        "",
        "",
        (Post(account, amount),),
        "card",
        valuta=valuta,
        place=place,
    )


def _tax(returns: list[Return], te_goed: Decimal) -> Iterator[Line]:
    """Give what was paid to and got back from the tax office, return by return."""
    days = (date(2025, 4, 28), date(2025, 7, 29), date(2025, 10, 29))
    amounts = [(date(2025, 2, 6), te_goed, "2024-Q4")]
    for day, each in zip(days, returns, strict=False):
        late = day if each.te_betalen > 0 else day + timedelta(days=21)
        amounts.append((workday(late), -each.te_betalen, each.period))
    who = parties.BELASTINGDIENST
    for n, (day, amount, period) in enumerate(amounts):
        text = f"Teruggaaf omzetbelasting {period}" if amount > 0 else ""
        kenmerk = "" if amount > 0 else bills.kenmerk(859990011501200 + 30 * n)
        yield Line(
            day,
            amount,
            who.naam,
            who.iban,
            text,
            (Post(TE_BETALEN, -amount),),
            kenmerk=kenmerk,
        )


def _fees() -> Iterator[Line]:
    for month in range(1, 13):
        day = workday(date(2025, month, 2))
        post = Post("Expenses:Kantoor:Bankkosten", money("18.45"))
        text = f"ABN AMRO Bank N.V.               Zakelijk Betaalpakket {month:02}-2025    18,45"
        yield Line(day, money("-18.45"), "", "", text, (post,), "fee")


def _payouts() -> Iterator[Line]:
    totals: dict[str, Decimal] = {}
    for row in settlements():
        totals[row.settlement] = totals.get(row.settlement, ZERO) + row.amount
    for n, (reference, amount) in enumerate(totals.items(), 1):
        day = workday(date(2025, n, 27))
        text = f"{reference} REF 7042117 uitbetaling Mollie"
        who = parties.MOLLIE_BV
        yield Line(
            day, amount, who.naam, who.iban, text, (Post(MOLLIE, -amount),), "mollie"
        )


def _loose() -> Iterator[Line]:
    for day, amount in TRANSFERS:
        text = "Naar spaarrekening" if amount > 0 else "Van spaarrekening"
        seen = day if amount > 0 else day + timedelta(days=1)
        yield Line(
            seen,
            -amount,
            "Stichting Ambtenaar 2.0",
            ING_IBAN,
            text,
            (Post(ONDERWEG, amount),),
        )
    meta = {"subsidie": "kennisdeling"}
    grant = Post("Liabilities:SubsidieVooruit", money(-19200), meta)
    yield Line(
        date(2025, 7, 15),
        money(19200),
        parties.KENNISKAS.naam,
        parties.KENNISKAS.iban,
        "Voorschot subsidie SKD-2025-114",
        (grant,),
    )
    for day, euros, name, bban in (
        (date(2025, 6, 4), 5000, "Papierwinkel B.V.", "RABO0300991177"),
        (date(2025, 9, 24), 4500, "Drukkerij De Letterbak", "INGB0009911882"),
    ):
        post = Post("Income:Sponsoring", money(-euros))
        text = "Sponsorbijdrage 2025 zonder tegenprestatie"
        yield Line(day, money(euros), name, parties.iban("NL", bban), text, (post,))
    post = Post("Income:Overig", money(-150))
    yield Line(
        date(2025, 7, 29),
        money(150),
        UNPLACED,
        parties.iban("NL", "KNAB0255990031"),
        "zoals afgesproken",
        (post,),
    )
