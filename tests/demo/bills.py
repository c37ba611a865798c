"""The bills of 2025: what was sold, bought and claimed, and when it came in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from demo import parties
from demo.model import Bill, Group, Party, money

SEED = 2025
FORGOTTEN = "Uitbreiding met drie groepen"
LATE = "RR-250319"  # dated in the first quarter, came in after its return
EARLY_PAID = "TW-2025-02"  # paid before it came
WRONG, RIGHT = "SN25-118", "SN25-118A"
DISPUTED = "SN25-097"  # a part is credited
CREDIT = "SN25-C03"
REIS, MATERIAAL, VERGOEDING = "reiskosten", "materiaal", "vergoeding"
CLAIM_ACCOUNTS = {
    REIS: "Expenses:Vrijwilligers:Reiskosten",
    MATERIAAL: "Expenses:Kantoor:Algemeen",
    VERGOEDING: "Expenses:Vrijwilligers:Vergoedingen",
}


@dataclass(frozen=True, slots=True)
class Year:
    """Every bill of 2025."""

    sales: tuple[Bill, ...]
    purchases: tuple[Bill, ...]
    claims: tuple[Bill, ...]

    def numbered(self, number: str) -> Bill:
        """Give the bill with that number."""
        every = (*self.sales, *self.purchases, *self.claims)
        return next(bill for bill in every if bill.number == number)


def year() -> Year:
    """Make the bills, always the same ones."""
    rng = Random(SEED)  # noqa: S311  # the same figures every time is the point
    return Year(_sales(rng), _purchases(rng), _claims(rng))


def arrives(day: date) -> date:
    """Give the folder of a bill: the middle or the end of its month."""
    if day.day <= 15:
        return day.replace(day=15)
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def kenmerk(twelve: int) -> str:
    """Give a betalingskenmerk of 16 digits with a sound check digit in front."""
    digits = f"{twelve:015}"
    weights = (2, 4, 8, 5, 10, 9, 7, 3, 6, 1, 2, 4, 8, 5, 10)
    rest = (
        11
        - sum(int(d) * w for d, w in zip(reversed(digits), weights, strict=True)) % 11
    )
    return f"{ {10: 1, 11: 0}.get(rest, rest) }{digits}"


def rf(body: str) -> str:
    """Give an ISO 11649 creditor reference."""
    digits = "".join(str(int(c, 36)) for c in f"{body}RF00")
    return f"RF{98 - int(digits) % 97:02}{body}"


def _sales(rng: Random) -> tuple[Bill, ...]:
    drafts: list[tuple[date, Party, str, int]] = []
    for n, party in enumerate(parties.USERS):
        day = date(2025, (1, 1, 2, 2, 3, 3)[n % 6], 6 + rng.randrange(20))
        drafts.append(
            (
                day,
                party,
                "Gebruik samenwerkplatform 2025",
                3600 + 50 * rng.randrange(50),
            )
        )
    more = [0, 2, 4, 8, 9, 15, 17]
    for n, which in enumerate(more):
        day = date(2025, (4, 5, 7, 9, 10, 11, 12)[n], 4 + rng.randrange(18))
        text = "Uitbreiding gebruik samenwerkplatform"
        drafts.append((day, parties.USERS[which], text, 1500 + 50 * rng.randrange(30)))
    streek = parties.USERS[12]
    drafts += [
        (date(2025, 4, 8), streek, "Gebruik door de dienst Sociaal", 1150),
        (date(2025, 4, 9), streek, "Gebruik door de dienst Ruimte", 1250),
        (date(2025, 6, 24), parties.USERS[6], FORGOTTEN, 1800),
    ]
    for n, party in enumerate(parties.GIVERS):
        day = date(2025, 1 + n % 4, 7 + rng.randrange(18))
        drafts.append((day, party, "Bijdrage 2025", 11200 + 100 * rng.randrange(40)))
    for n, party in enumerate(parties.GIVERS[:5]):
        day = date(2025, 7 + n, 3 + rng.randrange(20))
        drafts.append(
            (day, party, "Bijdrage 2025, tweede helft", 4600 + 100 * rng.randrange(20))
        )
    drafts.sort(key=lambda draft: (draft[0], draft[1].key, draft[2]))
    bills = [_sale(n, *draft) for n, draft in enumerate(drafts, 1)]
    return (*bills, _credited(bills))


def _sale(n: int, day: date, party: Party, text: str, net: int) -> Bill:
    taxed = not party.btw
    lines = [Group(text, money(net), 21 if taxed else 0, "S" if taxed else "O")]
    if taxed and n % 4 == 0:
        lines.append(Group("Inrichting en uitleg", money("375.50"), 21, "S"))
    return Bill(
        party,
        f"F2025-{n:03}",
        day,
        tuple(lines),
        sale=True,
        kenmerk=kenmerk(202500990000000 + n * 17) if n % 3 == 0 else "",
        folder=date(2025, 8, 15) if text == FORGOTTEN else arrives(day),
        bis3=party.land == "NL" and n % 2 == 0,
    )


def _credited(bills: list[Bill]) -> Bill:
    """Give back a part of what a municipality was charged."""
    party = parties.USERS[3]
    first = next(bill for bill in bills if bill.party is party)
    lines = (Group("Minder gebruikers dan gefactureerd", money("600.00"), 21, "S"),)
    day = first.day + timedelta(days=6)
    return Bill(
        party, "F2025-C01", day, lines, sale=True, credit=True, preceding=first.number,
        folder=arrives(day),
    )  # fmt: skip


def _purchases(rng: Random) -> tuple[Bill, ...]:
    found: list[Bill] = []

    def buy(
        party: Party, number: str, day: date, *lines: Group, **more: object
    ) -> None:
        bill = Bill(
            party, number, day, lines, folder=arrives(day), bis3=party.land != "NL"
        )
        found.append(replace(bill, **more))  # type: ignore[arg-type]  # a test's shorthand

    for month in range(1, 13):
        _monthly(buy, month, rng)
    for month in (1, 4, 7, 10):
        _quarterly(buy, month, rng)
    _once(buy)
    return tuple(
        sorted(found, key=lambda bill: (bill.day, bill.party.key, bill.number))
    )


def _monthly(buy, month: int, rng: Random) -> None:  # type: ignore[no-untyped-def]
    def day(n: int) -> date:
        return date(2025, month, n)

    extra = money(rng.randrange(9000)) / 100
    buy(
        parties.SERVERHUIS, f"SH-25-{month:02}", day(4),
        Group("SLA technisch beheer", money("6650.00"), 21, "S"),
        Group("Extra schijfruimte", money("85.00") * (1 + month // 5), 21, "S"),
    )  # fmt: skip
    buy(
        parties.CLOUDHAVEN, f"CHI-88{month:02}4", day(11),
        Group("Cloud compute and storage", money("612.40") + extra, 0, "AE"),
        kenmerk=rf(f"CHI2025{month:02}"),
    )  # fmt: skip
    buy(
        parties.VANDERMEER, f"VDM2025-{month:02}", day(27),
        Group("Functioneel beheer", money(70 * (76 + rng.randrange(8))), 21, "S"),
    )  # fmt: skip
    buy(
        parties.BOEKHOF, f"BH25-{100 + month}", day(20),
        Group("Administratie", money("1135.00"), 21, "S"),
    )  # fmt: skip
    if month not in (7, 8, 12):
        buy(
            parties.VERBINDER, f"V25{month:03}", day(18),
            Group("Netwerkbeheer en gesprekken", money(55 * (32 + rng.randrange(10))), 21, "S"),
        )  # fmt: skip
    if month % 3 != 1:
        hours = 13 + rng.randrange(8)
        buy(
            parties.BOSMAN, f"EB-2025-{month:02}", day(14),
            Group("Redactie weblog", money(52 * hours), 0, "E"),
        )  # fmt: skip
    if month in (1, 3, 5, 6, 8, 9, 11, 12):
        n = (1, 3, 5, 6, 8, 9, 11, 12).index(month) + 1
        buy(
            parties.TOEGANKELIJK, f"TW-2025-{n:02}", day(23),
            Group("Onderzoek en herstel toegankelijkheid", money("2310.00"), 21, "S"),
            folder=date(2025, 4, 30) if n == 2 else arrives(day(23)),
        )  # fmt: skip


def _quarterly(buy, month: int, rng: Random) -> None:  # type: ignore[no-untyped-def]
    def day(more: int, n: int) -> date:
        return date(2025, month + more, n)

    n = month // 3 + 1
    buy(
        parties.RECHENWERK,
        f"RW-2025-0{n}71",
        day(0, 16),
        Group("Lizenz Editor", money("912.50"), 0, "AE"),
    )
    buy(
        parties.ADREACH,
        f"ADR-55{n}19",
        day(1, 22),
        Group("Sponsored posts", money("214.37") + n, 0, "AE"),
    )
    buy(
        parties.DOMEINBALIE,
        f"DB2503{n}7",
        day(0, 9),
        Group("Domeinnamen", money("38.25"), 21, "S"),
    )
    amount = money(48 * (26 + rng.randrange(6)))
    buy(
        parties.DATADELVER,
        f"DD-25-{n:02}",
        day(1, 10),
        Group("Open data ontsluiten", amount, 0, "E"),
    )
    if month != 1:
        buy(
            parties.TRELLIS,
            f"TRL-0{n}4420",
            day(0, 21),
            Group("Docs subscription", money("179.00"), 0, "O"),
        )


def _once(buy) -> None:  # type: ignore[no-untyped-def]
    def ontwerp(text: str, net: str) -> Group:
        return Group(text, money(net), 21, "S")

    buy(
        parties.NOORDLICHT,
        "SN25-084",
        date(2025, 2, 12),
        ontwerp("Ontwerp schermen", "3150.00"),
    )
    buy(
        parties.NOORDLICHT,
        DISPUTED,
        date(2025, 5, 7),
        ontwerp("Ontwerp huisstijl", "2900.00"),
    )
    buy(
        parties.NOORDLICHT, CREDIT, date(2025, 5, 19), ontwerp("Correctie huisstijl", "400.00"),
        credit=True, preceding=DISPUTED,
    )  # fmt: skip
    buy(
        parties.NOORDLICHT,
        WRONG,
        date(2025, 8, 26),
        ontwerp("Ontwerp bibliotheek", "3275.00"),
        booked=False,
    )
    buy(
        parties.NOORDLICHT,
        RIGHT,
        date(2025, 9, 4),
        ontwerp("Ontwerp bibliotheek", "3275.00"),
    )
    buy(
        parties.NOORDLICHT,
        "SN25-131",
        date(2025, 12, 10),
        ontwerp("Iconen en kleuren", "2480.00"),
    )
    buy(
        parties.RECHTRAAD, LATE, date(2025, 3, 19), ontwerp("Advies verwerkersovereenkomst", "1640.00"),
        folder=date(2025, 5, 7),
    )  # fmt: skip
    buy(
        parties.RECHTRAAD,
        "RR-250630",
        date(2025, 6, 30),
        ontwerp("Advies statuten", "980.00"),
    )
    buy(
        parties.RECHTRAAD,
        "RR-251014",
        date(2025, 10, 14),
        ontwerp("Advies inkoopvoorwaarden", "1925.00"),
    )
    buy(
        parties.RECHTRAAD, "RR-251219", date(2025, 12, 19), ontwerp("Advies licenties", "1310.00"),
        folder=date(2026, 2, 10),
    )  # fmt: skip
    buy(
        parties.CONTROLEHUIS,
        "CH-25-0093",
        date(2025, 4, 2),
        ontwerp("Beoordeling jaarrekening 2024", "2450.00"),
    )
    buy(
        parties.ZEKERPOLIS, "ZP-2025-5518", date(2025, 7, 1),
        Group("Bestuurdersaansprakelijkheid en cyber", money("1890.00"), 0, "E"),
        kenmerk=kenmerk(551820259900017),
    )  # fmt: skip
    for number, day, hall, food in (
        ("DT-25-0411", date(2025, 4, 11), "845.00", "612.50"),
        ("DT-25-1107", date(2025, 11, 7), "920.00", "734.25"),
    ):
        buy(
            parties.DETAFEL,
            number,
            day,
            ontwerp("Zaal", hall),
            Group("Lunch", money(food), 9, "S"),
        )


def _claims(rng: Random) -> tuple[Bill, ...]:
    texts = {
        REIS: ("Reiskosten Den Haag", "Reiskosten Utrecht", "Reiskosten kennisdag"),
        MATERIAAL: ("Materiaal: naamkaartjes", "Materiaal: verlengsnoer"),
        VERGOEDING: ("Vergoeding moderator", "Vergoeding redactieraad"),
    }
    drafts = []
    for quarter in range(4):
        for _ in range(9):
            party = parties.VOLUNTEERS[rng.randrange(6)]
            day = date(2025, quarter * 3 + 1 + rng.randrange(3), 1 + rng.randrange(28))
            soort = (REIS, REIS, REIS, VERGOEDING, VERGOEDING, MATERIAAL)[
                rng.randrange(6)
            ]
            text = texts[soort][rng.randrange(len(texts[soort]))]
            amount = (
                money(rng.randrange(900, 6200)) / 100
                if soort != VERGOEDING
                else money(150)
            )
            taak = "communicatie" if soort == MATERIAAL else "relatiemanagement"
            drafts.append((day, party.key, soort, text, amount, taak, party))
    drafts.sort(key=lambda draft: draft[:6])
    bills = []
    for n, (day, _, soort, text, amount, taak, party) in enumerate(drafts, 1):
        platform = ("weblog", "netwerk", "samenwerkplatform")[n % 3]
        month = (day.month - 1) // 3 * 3 + 4
        folder = date(2025 + month // 13, (month - 1) % 12 + 1, 3)
        bills.append(
            Bill(
                party,
                f"D2025-{n:03}",
                day,
                (Group(text, amount.quantize(money(1)), 0, "O"),),
                folder=folder,
                rekening=CLAIM_ACCOUNTS[soort],
                claim=True,
                soort=soort,
                labels={"taak": taak, "platform": platform},
            )
        )
    return tuple(bills)
