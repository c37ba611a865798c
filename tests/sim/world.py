"""A year of invoices and bank lines, with the truth of who paid what.

Nothing here knows the program: a world is made of a seed alone, as banks and people
would make it. A bank line says what its payer wrote, well or badly, or nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations
from random import Random

FIRST = date(2025, 1, 1)
LAST = date(2025, 12, 31)
CENT = Decimal("0.01")
ROUND = ("50.00", "60.50", "121.00", "250.00", "302.50", "1210.00")
PLACES = [
    "Zuiderdam",
    "Oosterveen",
    "Hogedam",
    "Zandrijk",
    "Lindemeer",
    "Waterhoek",
    "Terwilgen",
    "Noordwolde",
    "Kastelerveen",
    "Brugstede",
    "Molenaarsdijk",
    "Wilgenoord",
    "Duinrade",
    "Heemsterhout",
    "Vlietlanden",
    "Achterbroek",
    "Sluiskerke",
    "Roggeveld",
    "Eikenrode",
    "Plassenburg",
]
SORTS = ("Gemeente", "Waterschap", "Provincie", "Bibliotheek", "Regio")
TRADES = [
    "Drukkerij",
    "Hosting",
    "Cloudbeheer",
    "Tolkdienst",
    "Zaalverhuur",
    "Accountancy",
    "Ontwerpburo",
    "Schoonmaak",
    "Koerier",
    "Juristen",
    "Fotografie",
    "Uitgeverij",
]
FAMILIES = [
    "Achterberg",
    "Bakkum",
    "Cornelissen",
    "Dijkgraaf",
    "Evertsen",
    "Fokkema",
    "Groeneveld",
    "Hazelaar",
    "Iedema",
    "Jongbloed",
    "Kuipersma",
    "Lankhorst",
    "Meulenbelt",
    "Nagtegaal",
    "Oldenhof",
    "Pastoor",
]


@dataclass(frozen=True, slots=True)
class Party:
    """A customer or a supplier.

    Attributes:
        ibans: The accounts that the foundation has written down; may be none.
        account: The account from which it really pays, or is paid.
    """

    key: str
    name: str
    ibans: tuple[str, ...]
    account: str
    sells: bool


@dataclass(frozen=True, slots=True)
class Bill:
    """An invoice or a credit note.

    Attributes:
        amount: EUR; positive when the party owes us.
        arrives: The day on which it is in the books.
        reference: What the payer is asked to write as payment reference, or "".
    """

    link: str
    party: Party
    number: str
    day: date
    arrives: date
    amount: Decimal
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Paid:
    """A bank line, and what it truly is.

    Attributes:
        kind: How well it names what it pays; "niets" when it pays nothing.
        how: "heel", "deel", "meer", "cent", "meerdere" or "saldo".
        parts: EUR for each bill, by link.
        named: Its whole text names every bill that it pays, and rightly.
        hinted: The damaged numbers in it, by link.
    """

    day: date
    amount: Decimal
    name: str
    iban: str
    text: str
    reference: str = ""
    kind: str = "niets"
    how: str = ""
    parts: tuple[tuple[str, Decimal], ...] = ()
    party: str = ""
    known: bool = False
    named: bool = False
    hinted: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class World:
    """A year: who there is, what was invoiced, and what the bank booked, by day."""

    parties: list[Party]
    bills: list[Bill]
    lines: list[Paid] = field(default_factory=list)


def world(seed: int, bills: int = 2000, lines: int = 6000) -> World:
    """Let a year happen; the same seed gives the same year."""
    random = Random(f"wereld {seed}")  # noqa: S311  # a simulation
    parties = list(_parties(random, max(12, bills // 11)))
    year = World(parties, list(_bills(random, parties, bills)))
    paying = list(_payments(random, year.bills))
    paying += _noise(random, year, lines - len(paying))
    year.lines = sorted(paying, key=lambda line: (line.day, line.text, line.amount))
    return year


def _parties(random: Random, count: int) -> Iterator[Party]:
    names = [f"{sort} {place}" for place in PLACES for sort in SORTS]
    trades = [f"{trade} {family} B.V." for family in FAMILIES for trade in TRADES]
    random.shuffle(names)
    random.shuffle(trades)
    for number in range(count):
        sells = number % 2 == 1
        name = (trades if sells else names)[number // 2]
        account = iban(number)
        known = random.random() < (0.97 if sells else 0.85)
        yield Party(f"p{number:03}", name, (account,) if known else (), account, sells)


def iban(number: int) -> str:
    """Give an IBAN of an invented bank; its check digits hold."""
    base = f"TEST{number:010}"
    digits = "".join(str(int(sign, 36)) for sign in f"{base}NL00")
    return f"NL{98 - int(digits) % 97:02}{base}"


def rf(number: int) -> str:
    """Give an ISO 11649 reference."""
    base = f"{number:09}"
    digits = "".join(str(int(sign, 36)) for sign in f"{base}RF00")
    return f"RF{98 - int(digits) % 97:02}{base}"


def _bills(random: Random, parties: Sequence[Party], count: int) -> Iterator[Bill]:
    """Give invoices through the year; each supplier numbers in its own way."""
    serial: defaultdict[str, int] = defaultdict(int)
    days = sorted(random.randrange(330) for _ in range(count))
    for number, day in enumerate(days):
        party = random.choice(parties)
        serial[party.key if party.sells else ""] += 1
        nummer = _number(party, serial[party.key if party.sells else ""])
        if random.random() < 0.2:
            amount = Decimal(random.choice(ROUND))
        else:
            amount = Decimal(random.randrange(1500, 400000)) * CENT
        if random.random() < 0.02:
            amount = -amount
        when = FIRST + timedelta(days=day)
        late = random.randrange(20, 60) if random.random() < 0.03 else 0
        yield Bill(
            f"inkoop-{party.key}/{nummer.replace(' ', '-')}" if party.sells else f"verkoop-{nummer}",
            party, nummer, when, when + timedelta(days=late),
            -amount if party.sells else amount,
            rf(number) if random.random() < 0.25 else "",
        )  # fmt: skip


def _number(party: Party, serial: int) -> str:
    if not party.sells:
        return f"F2025-{serial:04}"
    base = int(party.key[1:])
    return (
        f"2025-{serial:03}",
        f"{party.name[:2].upper()}-25-{serial:02}",
        f"INV{base * 100 + serial:06}",
        f"{88000 + base * 40 + serial}",
        f"25/{1000 + base + serial}",
        f"{serial}",
    )[base // 2 % 6]


def _payments(random: Random, bills: Sequence[Bill]) -> Iterator[Paid]:
    """Pay nearly all: one by one, several at once, in parts, netted, a bit wrong."""
    queues: defaultdict[str, list[Bill]] = defaultdict(list)
    for bill in bills:
        queues[bill.party.key].append(bill)
    for queue in queues.values():
        while queue:
            yield from _next(random, queue, bills)


def _next(random: Random, queue: list[Bill], bills: Sequence[Bill]) -> Iterator[Paid]:
    bill = queue.pop(0)
    owed = bill.amount * (-1 if bill.party.sells else 1)
    if owed < 0:  # a credit note goes off the next invoice, when that is larger
        if queue and queue[0].amount * bill.amount < 0 and abs(queue[0].amount) > -owed:
            yield _line(random, [bill, queue.pop(0)], "saldo", bills)
        return
    chance = random.random()
    if chance < 0.03:
        return  # stays open
    if chance < 0.16 and queue:
        some = [bill]
        size = random.choice((2, 2, 2, 3, 3, 4))
        while queue and len(some) < size and queue[0].amount * bill.amount > 0:
            some.append(queue.pop(0))
        yield _line(random, some, "meerdere" if len(some) > 1 else "heel", bills)
    elif chance < 0.22:
        part = (bill.amount * random.randrange(30, 70) / 100).quantize(CENT)
        first = _line(random, [bill], "deel", bills, part)
        yield first
        yield _line(random, [bill], "deel", bills, bill.amount - part, first.day)
    elif chance < 0.23:
        yield _line(random, [bill], "meer", bills, bill.amount * 2)
    elif chance < 0.24:
        cents = random.choice((-4, -2, -1, 1, 3, 5)) * CENT
        yield _line(random, [bill], "cent", bills, bill.amount + cents)
    else:
        yield _line(random, [bill], "heel", bills)


def _line(  # noqa: PLR0917  # as a line is made
    random: Random,
    bills: Sequence[Bill],
    how: str,
    world: Sequence[Bill],
    amount: Decimal | None = None,
    after: date | None = None,
) -> Paid:
    """Let a party pay, with what it writes and what the bank makes of it."""
    party = bills[0].party
    start = after or max(bill.day for bill in bills)
    soon = -random.randrange(1, 9) if not after and random.random() < 0.02 else 0
    day = start + timedelta(days=soon or random.randrange(3, 32))
    total = sum((bill.amount for bill in bills), Decimal(0))
    paid = total if amount is None else amount
    if how in ("heel", "cent", "meerdere", "saldo"):
        parts = tuple((bill.link, bill.amount) for bill in bills)
    else:
        parts = ((bills[0].link, paid),)
    name, account, known = _side(random, party)
    kind = random.choices(("geen", "beschadigd", "heel", "kenmerk"), (30, 14, 44, 12))[
        0
    ]
    if kind == "kenmerk" and not (len(bills) == 1 and bills[0].reference):
        kind = "heel"
    alike = [
        x
        for x in world
        if x.party is party and (how == "deel" or x.amount in {y.amount for y in bills})
    ]
    text, reference, hinted = _said(random, bills, kind, alike)
    return Paid(
        day, paid, name, account, text, reference, kind, how, parts, party.key, known,
        kind in ("heel", "kenmerk"), hinted,
    )  # fmt: skip


def _side(random: Random, party: Party) -> tuple[str, str, bool]:
    """Give the name and the account as the bank tells them, and whether they tell."""
    chance = random.random()
    name = party.name
    if chance < 0.10:
        name = name.replace("Gemeente", "Gem.").replace(" B.V.", "").upper()
    elif chance < 0.14:
        name = name[:-2]
    account = party.account
    if random.random() < 0.05:  # another account of theirs, under another name
        account = iban(5000 + random.randrange(1000))
        name = random.choice(("Financiele administratie", "Shared Service Center", ""))
        return name, account, False
    return name, account, bool(party.ibans) or name == party.name


def _said(
    random: Random, bills: Sequence[Bill], kind: str, alike: Sequence[Bill]
) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    """Give the text, the structured reference, and the damaged numbers in it."""
    numbers = [bill.number for bill in bills]
    if kind == "geen":
        said = ("Betaling", "Factuur", "Uw rekening", "dank u wel", "maandbedrag", "", "zie bijlage", "contributie 2025", "klantnr 10234")  # fmt: skip
        return random.choice(said), "", ()
    if kind == "kenmerk":
        reference = bills[0].reference
        if random.random() < 0.5:
            return random.choice(("", "betaling")), reference, ()
        groups = " ".join(reference[n : n + 4] for n in range(0, len(reference), 4))
        return f"Kenmerk {random.choice((reference, groups, groups.lower()))}", "", ()
    if kind == "heel":
        glue = random.choice((", ", " ", " + ", " en ", "; "))
        listed = glue.join(numbers)
        form = random.choice(
            ("{}", "Factuur {}", "fact. {} klant 10234", "Fact.nr {} d.d. 12-03-2025",
             "betaling {} boekjaar 2025", "factuurnummer: {}", "{} 2025", "nota {} dank")
        )  # fmt: skip
        text = form.format(listed)
        return (text.lower() if random.random() < 0.2 else text), "", ()
    hurt = random.randrange(len(bills))
    broken = _broken(random, bills[hurt], alike)
    listed = " ".join(broken if n == hurt else x for n, x in enumerate(numbers))
    return f"Factuur {listed}", "", ((bills[hurt].link, broken),)


def _broken(random: Random, bill: Bill, alike: Sequence[Bill]) -> str:
    """Damage a number; a slip that makes it another bill of this party is none.

    Of the same amount, or of a part, nobody could tell such a line from a right one.
    """
    number = bill.number
    while True:
        place = random.randrange(len(number))
        way = random.randrange(5)
        if way == 0 and number[place].isdigit():
            made = number[:place] + str(random.randrange(10)) + number[place + 1 :]
        elif way == 1 and place:
            made = (
                number[: place - 1]
                + number[place]
                + number[place - 1]
                + number[place + 1 :]
            )
        elif way == 2:
            made = number[:place] + number[place + 1 :]
        elif way == 3:
            made = number[: -random.choice((1, 2))]
        else:
            made = f"{number[:place]} {number[place:]}"
        same = [x for x in alike if plain(x.number) == plain(made)]
        if made.strip() and made != number and (way > 3 or not same):
            return made


def plain(number: str) -> str:
    """Give a number in capitals without separators."""
    return "".join(sign for sign in number.upper() if sign.isalnum())


def _noise(random: Random, year: World, count: int) -> Iterator[Paid]:
    """Give lines that pay no bill, many with numbers in them."""
    customers = [party for party in year.parties if not party.sells]
    for n in range(count):
        day = FIRST + timedelta(days=random.randrange(365))
        chance = random.random()
        person = f"{random.choice('ABCDEFGHJK')}. {random.choice(FAMILIES)}"
        account = iban(20000 + n)
        gift = Decimal(random.choice(("5.00", "10.00", "25.00", "50.00", "121.00")))
        if chance < 0.5:
            said = random.choice(("gift", "gift 2025", "Donateursnr 100234 gift", f"gift 2025-{n % 400:03}", f"gift lid {88000 + n % 3000}"))  # fmt: skip
            yield Paid(day, gift, person, account, said)
        elif chance < 0.8:
            shop = random.choice(("Bakker", "Boekhandel", "Station", "Koffiehuis"))
            amount = -Decimal(random.randrange(200, 9000)) * CENT
            said = f"{shop} {1000 + n % 9000} {day:%d-%m-%Y} 14:05 PAS 023 TR {n:06}"
            yield Paid(day, amount, shop, "", said)
        elif chance < 0.95:
            amount = -Decimal(random.randrange(100, 2500)) * CENT
            yield Paid(
                day, amount, "Bank", "", f"Kosten {day:%m-%Y} ref {202500 + n % 99}"
            )
        elif chance < 0.98:
            bill = random.choice(year.bills)  # names a bill and does not pay it
            amount = bill.amount + random.choice((-7, 9, 13))
            yield Paid(day, amount, person, account, f"order {bill.number} 2025")
        else:
            party = random.choice(customers)
            amount = Decimal(random.randrange(1, 60) * 5 + 1)
            yield Paid(day, amount, party.name, party.account, "gift jubileum 2025")


@dataclass(frozen=True, slots=True)
class Due:
    """A bill with what is truly open of it."""

    bill: Bill
    open: Decimal


def matchable(line: Paid, due: Sequence[Due]) -> bool:
    """Tell whether a careful person could know for certain enough what a line pays.

    She can where it names everything and rightly; where she knows the payer and only
    one set of its bills makes up the amount; where of equal sets a damaged number
    points to one; and of a part where the payer has nothing else open.
    """
    links = {link for link, _ in line.parts}
    own = [each for each in due if each.bill.party.key == line.party]
    meant = [each for each in own if each.bill.link in links]
    if len(meant) < len(links) or not links:
        return False
    exact = sum((each.open for each in meant), Decimal(0)) == line.amount
    if line.named:
        long = all(len(plain(each.bill.number)) >= 5 for each in meant)
        return line.kind == "kenmerk" or line.known or (exact and long)
    if not line.known:
        return False
    if not exact:
        return line.how == "deel" and len(own) == 1
    sets = _sets(own, line.amount)
    if len(sets) == 1:
        return True
    single = [each for each in own if each.open == line.amount]
    near = [each for each in single if any(_like(damaged, each.bill.number) for _, damaged in line.hinted)]  # fmt: skip
    return len(links) == 1 and near == meant


def _sets(own: Sequence[Due], amount: Decimal) -> list[set[str]]:
    """Give every set of bills that makes up an amount, or two of very many."""
    if len(own) > 14:
        return [set(), set()]
    return [
        {each.bill.link for each in some}
        for size in range(1, len(own) + 1)
        for some in combinations(own, size)
        if sum((each.open for each in some), Decimal(0)) == amount
    ]


def _like(damaged: str, number: str) -> bool:
    """Tell, naively, whether one sign more, less or other makes the number."""
    one, other = plain(damaged), plain(number)
    if one == other or other.startswith(one):
        return True
    if len(one) == len(other):
        wrong = [n for n in range(len(one)) if one[n] != other[n]]
        return len(wrong) <= 2 and (len(wrong) < 2 or sorted(one) == sorted(other))
    long, short = sorted((one, other), key=len, reverse=True)
    return any(long[:n] + long[n + 1 :] == short for n in range(len(long)))


def shares(year: World) -> dict[str, float]:
    """Tell what share of the paying lines, and of the bills, is how hard."""
    paying = [line for line in year.lines if line.parts]
    counted = {
        "without any reference": [line.kind == "geen" for line in paying],
        "mistyped, cut or with blanks inside": [bool(x.hinted) for x in paying],
        "paying several": [line.how == "meerdere" for line in paying],
        "in part": [line.how == "deel" for line in paying],
        "less a credit note": [line.how == "saldo" for line in paying],
        "too much, or a few cents off": [x.how in ("meer", "cent") for x in paying],
        "from an unknown account and name": [not line.known for line in paying],
    }
    found = {name: sum(each) / len(each) for name, each in counted.items()}
    return found | {"open items equal in amount to another": _equal(year.bills)}


def _equal(bills: Sequence[Bill]) -> float:
    """Give the share of bills of which an equal one came within thirty days."""
    days: defaultdict[Decimal, list[date]] = defaultdict(list)
    for bill in bills:
        days[bill.amount].append(bill.day)
    near = (
        sum(abs((bill.day - day).days) <= 30 for day in days[bill.amount]) > 1
        for bill in bills
    )
    return sum(near) / len(bills)
