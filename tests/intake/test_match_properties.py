"""What holds of any set of invoices and payments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from beancount.core import data
from hypothesis import given, settings
from hypothesis import strategies as st

from sim import play
from sim.world import Bill, Party, World, iban
from stichting_fin import journal, openitems
from stichting_fin.books import Books, euros
from stichting_fin.intake import booking
from stichting_fin.intake.billing import btw
from stichting_fin.intake.desk import Desk
from stichting_fin.intake.statement import Line

DAY = date(2025, 3, 1)
PARTIES = [
    Party("stad", "Gemeente Zuiderdam", (iban(1),), iban(1), sells=False),
    Party("dorp", "Waterschap Oosterveen", (iban(2),), iban(2), sells=False),
    Party("drukker", "Drukkerij Achterberg", (iban(3),), iban(3), sells=True),
]
WORLD = World(PARTIES, [])
Found = dict[str, tuple[tuple[str, str], ...]]


class Payment(NamedTuple):
    """A bank line with a name of its own."""

    ref: str
    line: Line


def bill(number: int, party: Party, amount: int) -> Bill:
    nummer = f"F2025-{number:03}"
    link = f"inkoop-{party.key}/{nummer}" if party.sells else f"verkoop-{nummer}"
    owed = Decimal(-amount if party.sells else amount)
    return Bill(link, party, nummer, DAY, DAY, owed)


@st.composite
def bills(draw: st.DrawFn) -> list[Bill]:
    amounts = st.integers(10, 99) | st.sampled_from([50, 60, 110])
    some = draw(
        st.lists(st.tuples(st.sampled_from(PARTIES), amounts), min_size=1, max_size=6)
    )
    return [bill(n, party, amount) for n, (party, amount) in enumerate(some, 1)]


def line(amount: Decimal, text: str, party: Party | None) -> Line:
    if party is None:
        return Line(DAY, amount, text=text)
    return Line(DAY, amount, counterparty=party.name, iban=party.account, text=text)


@st.composite
def anything(draw: st.DrawFn, owed: Sequence[Bill]) -> list[Payment]:
    """Give lines of any amount that name anything."""
    lines = []
    for _ in range(draw(st.integers(0, 8))):
        named = draw(st.lists(st.sampled_from(list(owed)), max_size=3))
        total = sum((each.amount for each in named), Decimal(0))
        off = draw(st.sampled_from(["0", "0", "0", "0.03", "-0.05", "-9", "7", "100"]))
        party = draw(st.sampled_from([*PARTIES, None, *(x.party for x in named)]))
        text = " ".join(["gift", *(each.number for each in named)])
        if amount := total + Decimal(off):
            lines.append(line(amount, text, party))
    return [Payment(f"r:{n}", each) for n, each in enumerate(lines)]


@st.composite
def honest(draw: st.DrawFn, owed: Sequence[Bill]) -> list[Payment]:
    """Give lines that together pay no bill twice, each saying what it pays, or not."""
    lines = []
    for each in owed:
        way = draw(st.sampled_from(["heel", "vreemd", "delen", "deel", "stil", "niet"]))
        half = Decimal(int(each.amount / 2))
        party = each.party
        if way == "heel":
            lines.append(line(each.amount, each.number, party))
        elif way == "vreemd":
            lines.append(line(each.amount, each.number, None))
        elif way == "delen":
            lines.append(line(half, each.number, party))
            who = draw(st.sampled_from([party, None]))
            lines.append(line(each.amount - half, each.number, who))
        elif way == "deel":
            lines.append(line(half, f"deel {each.number}", party))
        elif way == "stil":
            lines.append(line(each.amount, "dank", party))
    return [Payment(f"r:{n}", each) for n, each in enumerate(lines)]


def invoice(each: Bill) -> data.Transaction:
    account = play.OWING if each.party.sells else play.OWED
    said = {
        "ref": f"{each.party.key}:{each.number}",
        "relatie": each.party.key,
        "factuurnummer": each.number,
        "factuurdatum": DAY,
    }
    postings = [
        btw.posting(account, each.amount),
        btw.posting("Income:X", -each.amount),
    ]
    meta = data.new_metadata("x", 0, said)
    return data.Transaction(
        meta, DAY, "*", None, "", frozenset(), frozenset({each.link}), postings
    )


class House:
    """Books that take in invoices and lines as imports do, each on a desk of its own."""

    def __init__(self) -> None:
        self.opened = play.desk_of(WORLD).books.entries
        self.invoices: list[data.Transaction] = []
        self.booked: dict[str, data.Transaction] = {}

    @property
    def books(self) -> Books:
        return Books([*self.opened, *self.invoices, *self.booked.values()])

    @property
    def desk(self) -> Desk:
        whole = play.desk_of(WORLD)
        return Desk(self.books, whole.profiles, whole.relations, {})

    def take(self, owed: Sequence[Bill], lines: Sequence[Payment]) -> None:
        """Import: invoices, then what waits, then the new lines."""
        self.invoices += map(invoice, owed)
        desk = self.desk
        self._again(desk)
        for ref, said in lines:
            self.booked[ref] = booking.book(ref, said, play.BANK, "f#a#1", desk)

    def settle(self) -> int:
        """Import nothing, until nothing changes; give how often that took."""
        for count in range(len(self.booked) + 2):
            before = self.written()
            self._again(self.desk)
            if self.written() == before:
                return count
        raise AssertionError

    def _again(self, desk: Desk) -> None:
        for ref, entry in self.booked.items():
            if entry.flag == "!":
                self.booked[ref] = booking.again(entry, play.BANK, desk)

    def written(self) -> list[str]:
        return [journal.written(entry) for _, entry in sorted(self.booked.items())]

    def matched(self) -> Found:
        return {
            ref: tuple(
                sorted(
                    (p.meta["factuurnummer"], str(-euros(p)))
                    for p in entry.postings
                    if p.meta and "factuurnummer" in p.meta
                )
            )
            for ref, entry in sorted(self.booked.items())
            if "bewijs" in entry.meta
        }


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_what_is_open_and_what_was_matched_is_what_was_booked(
    given: st.DataObject,
) -> None:
    owed = given.draw(bills())
    house = House()

    house.take(owed, given.draw(anything(owed)))

    items = openitems.items(house.books).values()
    invoiced = [item for item in items if item.link]
    matched = sum(
        (Decimal(a) for some in house.matched().values() for _, a in some), Decimal(0)
    )
    assert sum(item.open for item in invoiced) + matched == sum(x.amount for x in owed)
    for account in (play.OWED, play.OWING):
        booked = sum(p.amount for p in house.books.by_account.get(account, []))
        assert sum(item.open for item in items if item.account == account) == booked
    live = house.desk.open
    for party in PARTIES:
        some = [item for item in invoiced if item.relatie == party.key and item.open]
        assert [x.link for x in live.all_of(party.key)] == [x.link for x in some]


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_matching_twice_changes_nothing(given: st.DataObject) -> None:
    """What was matched stays; what waits comes to rest, and then stays too."""
    owed = given.draw(bills())
    house = House()
    house.take(owed, given.draw(anything(owed)))
    before = house.matched()

    house.settle()
    rest = house.written()
    house.take([], [])

    assert before.items() <= house.matched().items()
    assert house.written() == rest


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_the_order_of_arrival_does_not_change_what_is_certain(
    given: st.DataObject,
) -> None:
    owed = given.draw(bills())
    lines = given.draw(honest(owed))
    one, other = House(), House()
    one.take(owed, lines)
    other.take(owed, [])
    for each in given.draw(st.permutations(lines)):
        other.take([], [each])

    one.settle()
    other.settle()

    assert one.matched() == other.matched()


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_payment_before_its_invoice_is_included(given: st.DataObject) -> None:
    """Wherever its relation sends or gets invoices, whatever a rule would say."""
    party = given.draw(st.sampled_from(PARTIES))
    owed = bill(1, party, given.draw(st.integers(10, 99)))
    text = given.draw(st.sampled_from(["", "gift ", "gift 2025 "]))
    house = House()

    house.take([], [Payment("r:1", line(owed.amount, f"{text}{owed.number}", party))])
    early = house.booked["r:1"]
    house.take([owed], [])

    assert (early.flag, early.meta["relatie"]) == ("!", party.key)
    assert house.matched() == {"r:1": ((owed.number, str(owed.amount) + ".00"),)}
    assert not openitems.open_items(house.books)
    assert early.date == DAY < DAY + timedelta(1)
