"""A world lived by the program: a week of invoices, a week of lines, her answers.

Each week is imported as `import` does it: invoices first, then what waited, then the
new lines by day. At its end she answers what the invoices of which are here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from beancount.core import data

from sim.score import Case, Parts
from sim.world import FIRST, Bill, Due, Paid, World, matchable
from stichting_fin.books import Books, euros
from stichting_fin.intake import booking
from stichting_fin.intake.desk import Desk
from stichting_fin.intake.matching.propose import sole
from stichting_fin.intake.statement import Line
from stichting_fin.openitems import Item
from stichting_fin.profile import Profile, Rule
from stichting_fin.relations import Relation, Relations

OWED, OWING = "Assets:Debiteuren", "Liabilities:Crediteuren"
ACCOUNTS = {OWED: "BVorDebHad", OWING: "BSchCreHac", "Expenses:Afronding": "WBedAdlBet"}
BANK = Profile(
    "bank", "bank", "Assets:Bank", "NL52ABNA0123998701", "NL52ABNA0123998701",
    rules=(
        Rule("gift", "Income:Giften", text="gift", sign="bij"),
        Rule("kosten", "Expenses:Bank", counterparty="Bank", sign="af"),
    ),
)  # fmt: skip
WEEK = timedelta(days=7)


def desk_of(world: World) -> Desk:
    """Give a desk with the relations of a world and no entries."""
    opened: data.Entries = [
        data.Open({"rgs": rgs, "filename": "", "lineno": 0}, FIRST, name, ["EUR"], None)
        for name, rgs in ACCOUNTS.items()
    ]
    all_ = {
        party.key: Relation(
            party.key, party.name, iban=party.ibans,
            facturen=party.sells, debiteur=not party.sells,
        )
        for party in world.parties
    }  # fmt: skip
    return Desk(Books(opened), (BANK,), Relations(all_), {})


def item_of(bill: Bill) -> Item:
    """Give a bill as an open item."""
    return Item(
        OWING if bill.party.sells else OWED, bill.party.key, bill.number, bill.link,
        bill.day, amount=bill.amount, reference=bill.reference,
    )  # fmt: skip


@dataclass
class Play:
    """A world on its way through the program."""

    world: World
    desk: Desk
    due: dict[str, Due] = field(default_factory=dict)
    waiting: list[tuple[int, Paid]] = field(default_factory=list)

    def cases(self) -> Iterator[Case]:
        """Live the year, week by week, and tell what became of each line."""
        bills = sorted(self.world.bills, key=lambda bill: bill.arrives)
        lines = list(enumerate(self.world.lines))
        day = FIRST
        while bills or lines or self.waiting:
            day += WEEK
            while bills and bills[0].arrives < day:
                bill = bills.pop(0)
                self.due[bill.link] = Due(bill, bill.amount)
                self.desk.open.add(item_of(bill))
            new = [line for line in lines if line[1].day < day]
            lines = lines[len(new) :]
            known, self.waiting = self.waiting, []
            yield from self._week([*known, *new])

    def _week(self, lines: list[tuple[int, Paid]]) -> Iterator[Case]:
        asked = []
        for number, paid in lines:
            entry = booking.book(f"r:{number}", line_of(paid), BANK, "f#a#1", self.desk)
            sure = matchable(paid, list(self._open()))
            here = all(link in self.due for link, _ in paid.parts)
            if entry.flag == "*":
                yield Case(frozenset(paid.parts), sure, self._booked(entry))
            elif here:
                asked.append((paid, sure))
            else:
                self.waiting.append((number, paid))
                continue
            self._truly(paid)
        for paid, sure in asked:
            found = booking.proposed(line_of(paid), BANK, self.desk)
            first = frozenset(found[0].links.split()) if found else frozenset()
            yield Case(frozenset(paid.parts), sure, None, first, sole(found))
        for paid, _ in asked:
            for link, amount in paid.parts:
                item = self.desk.open.linked(link)
                assert item
                self.desk.open.settle(item, amount)

    def _open(self) -> Iterator[Due]:
        return (due for due in self.due.values() if due.open)

    def _truly(self, paid: Paid) -> None:
        for link, amount in paid.parts:
            if not (due := self.due.get(link)):
                continue  # settled wrongly, before its bill was here
            self.due[link] = Due(due.bill, due.open - amount)

    def _booked(self, entry: data.Transaction) -> Parts | None:
        """Give what an entry settles by itself; None of what a rule booked."""
        if "bewijs" not in entry.meta:
            return None
        found = set()
        for posting in entry.postings[1:]:
            said = posting.meta or {}
            if "relatie" in said:
                item = self.desk.open.numbered(said["relatie"], said["factuurnummer"])
                assert item
                found.add((item.link, -euros(posting)))
        return frozenset(found)


def line_of(paid: Paid) -> Line:
    """Give a bank line as a reader would."""
    return Line(
        paid.day, paid.amount, counterparty=paid.name, iban=paid.iban, text=paid.text,
        structured_reference=paid.reference,
    )  # fmt: skip
