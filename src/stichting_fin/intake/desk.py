"""The desk: all that a booker must know to turn a document into an entry."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from beancount.core import data

from stichting_fin import openitems, payment, relations
from stichting_fin.books import Books, euros
from stichting_fin.intake.matching.candidates import Open
from stichting_fin.intake.statement import Line
from stichting_fin.intake.transit.settlements import Settlements
from stichting_fin.profile import Besluit, Profile, besluiten, load
from stichting_fin.relations import LABELS, Relations, bare
from stichting_fin.taxyear import Code, of

KRUISPOSTEN = "BLimKruSto"  # RGS of money on its way between own accounts
VRAAGPOSTEN = "Assets:Vraagposten"
NEAR = 3  # days between the two sides of a transfer
LONG = 7  # the same where a payment provider pays out


@dataclass(frozen=True)
class Desk:
    """The books with what the foundation says of its sources and relations."""

    books: Books
    profiles: tuple[Profile, ...]
    relations: Relations
    besluiten: Mapping[str, Besluit]
    folder: Path = field(default_factory=Path)

    @classmethod
    def at(cls, administration: Path, books: Books) -> Desk:
        """Set up the desk of an administration.

        Raises:
            UnreadableError: A profile, the relations or the decisions are unsound.
        """
        importers = administration / "importers"
        paths = sorted((importers / "bronnen").glob("*.toml"))
        return cls(
            books,
            tuple(load(path, LABELS) for path in paths),
            relations.load(administration / "ledger" / "relaties.toml"),
            besluiten(importers / "besluiten.toml", LABELS),
            administration,
        )

    @cached_property
    def open(self) -> Open:
        """The items that are open; booking a document adds to them."""
        ledger = self.folder / "ledger"
        sent, handed = payment.sent(ledger), payment.handed(ledger)
        return Open(openitems.items(self.books).values(), sent, handed)

    @cached_property
    def debiteuren(self) -> str:
        """The debtors' account."""
        return self.books.account("rgs", openitems.DEBITEUREN)

    @cached_property
    def crediteuren(self) -> str:
        """The creditors' account."""
        return self.books.account("rgs", openitems.CREDITEUREN)

    @cached_property
    def kruisposten(self) -> str:
        """The account of money on its way between own accounts."""
        return self.books.account("rgs", KRUISPOSTEN)

    @cached_property
    def settlements(self) -> Settlements:
        """What payment providers still hold, by settlement."""
        return Settlements(self.books)

    @cached_property
    def afronding(self) -> str:
        """The account of the few cents that a payment may differ."""
        return self.books.account("rgs", openitems.AFRONDING)

    @property
    def koersverschil(self) -> str:
        """The account of what a foreign amount became more or less worth."""
        return self.books.account("rgs", openitems.KOERSVERSCHIL)

    def rubriek(self, name: str) -> str:
        """Give the account of a rubriek's tax."""
        return self.books.account("rubriek", name)

    def profile_of(self, account: str) -> Profile | None:
        """Give the profile of an account as a file names it."""
        names = (p for p in self.profiles if bare(account) == bare(p.number))
        return next(names, None)

    def own(self, iban: str) -> Profile | None:
        """Give the profile of our own account, when the other side is ourselves."""
        wanted = bare(iban)
        return next(
            (
                p
                for p in self.profiles
                if wanted and wanted in map(bare, (p.iban, p.number))
            ),
            None,
        )

    def transfer(self, one: Profile, other: Profile, line: Line) -> str:
        """Give the link of a transfer between own accounts, the same for both sides.

        The side that comes second, within three days, finds the first one's link.
        """
        waits = self._transfers[other.account, one.account, -line.amount]
        for day, link in waits:
            if abs((day - line.date).days) <= NEAR:
                waits.remove((day, link))
                return link
        said = f"{one.number}|{other.number}|{line.date}|{line.amount}|{line.text}"
        link = f"kruis-{sha256(said.encode()).hexdigest()[:12]}"
        self._transfers[one.account, other.account, line.amount].append(
            (line.date, link)
        )
        return link

    def underway(self, line: Line) -> str:
        """Give the link of money on its way of which nobody says to where.

        The side that comes second, within a week, finds the first one's link.
        """
        waits = self._underway[-line.amount]
        for day, link in waits:
            if abs((day - line.date).days) <= LONG:
                waits.remove((day, link))
                return link
        said = f"{line.date}|{line.amount}|{line.counterparty}|{line.text}"
        link = f"kruis-{sha256(said.encode()).hexdigest()[:12]}"
        self._underway[line.amount].append((line.date, link))
        return link

    @cached_property
    def _underway(self) -> defaultdict[Decimal, list[tuple[date, str]]]:
        """The money of which one side is booked: amount -> day, link."""
        waits: defaultdict[Decimal, list[tuple[date, str]]] = defaultdict(list)
        for link, (entry, *more) in self._moved.items():
            if not more and not self.own(entry.meta.get("iban", "")):
                waits[euros(entry.postings[0])].append((entry.date, link))
        return waits

    @cached_property
    def _moved(self) -> Mapping[str, list[data.Transaction]]:
        """The entries of each link of money on its way."""
        found: defaultdict[str, list[data.Transaction]] = defaultdict(list)
        for entry in self.books.transactions:
            for link in entry.links or ():
                if link.startswith("kruis-"):
                    found[link].append(entry)
        return found

    @cached_property
    def _transfers(self) -> defaultdict[Hashable, list[tuple[date, str]]]:
        """The transfers with one side booked: (from, to, amount) -> day, link."""
        waits: defaultdict[Hashable, list[tuple[date, str]]] = defaultdict(list)
        for link, (entry, *more) in self._moved.items():
            if not more and (other := self.own(entry.meta.get("iban", ""))):
                amount = euros(entry.postings[0])
                account = entry.postings[0].account
                waits[account, other.account, amount].append((entry.date, link))
        return waits

    def code(self, name: str, day: date) -> Code:
        """Give a btw code as the law of that day has it.

        Raises:
            UnreadableError: The law of that year has no such code.
        """
        return of(day).code(name)


LONGEST = 60  # signs of a slug: a file's name holds two, and has no more than 255


def slug(text: str) -> str:
    """Give a text as it may stand in a link or a file name.

    Four hex digits of the raw text follow when anything had to change, and more
    when it was cut.

    >>> slug("2025-001"), slug("Año 7")
    ('2025-001', 'A-o-7-baa5')
    """
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", text).strip("-.") or "x"
    if len(plain) > LONGEST:
        return f"{plain[:LONGEST]}-{sha256(text.encode()).hexdigest()[:16]}"
    if plain == text:
        return plain
    return f"{plain}-{sha256(text.encode()).hexdigest()[:4]}"
