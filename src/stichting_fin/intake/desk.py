"""The desk: all that a booker must know to turn a document into an entry."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date
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
KRUIS = "kruis-"  # how the link of such money begins
VRAAGPOSTEN = "Assets:Vraagposten"
NEAR = 3  # days between the two sides of a transfer
LONG = 7  # the same where a payment provider pays out
Waits = list[tuple[date, str]]  # day and link of the sides that came first


def profiles(importers: Path) -> tuple[Profile, ...]:
    """Give the profile of every stream in importers/, in the order of names.

    Raises:
        UnreadableError: One is unsound.
    """
    paths = sorted((importers / "bronnen").glob("*.toml"))
    return tuple(load(path, LABELS) for path in paths)


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
        return cls(
            books,
            profiles(importers),
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

    @cached_property
    def banks(self) -> tuple[Profile, ...]:
        """The profiles whose files hold the lines of an account: of banks and PSPs."""
        return tuple(p for p in self.profiles if p.soort in {"bank", "psp"})

    def bank_of(self, entry: data.Transaction) -> Profile | None:
        """Give the profile of which an entry books a line, or None."""
        own = {posting.account for posting in entry.postings[:1]}
        return next((p for p in self.banks if p.account in own), None)

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
        waits = self._moved[other.account, one.account, -line.amount]
        if link := _second(waits, line.date, NEAR):
            return link
        said = f"{one.number}|{other.number}|{line.date}|{line.amount}|{line.text}"
        link = _kruis(said)
        waits = self._moved[one.account, other.account, line.amount]
        waits.append((line.date, link))
        return link

    def underway(self, line: Line) -> str:
        """Give the link of money on its way of which nobody says to where.

        The side that comes second, within a week, finds the first one's link.
        """
        if link := _second(self._moved[-line.amount], line.date, LONG):
            return link
        link = _kruis(f"{line.date}|{line.amount}|{line.counterparty}|{line.text}")
        self._moved[line.amount].append((line.date, link))
        return link

    @cached_property
    def _moved(self) -> defaultdict[Hashable, Waits]:
        """The money of which one side is booked.

        By (from, to, amount) between own accounts; by its amount where nobody says
        to where it goes.
        """
        found: defaultdict[str, list[data.Transaction]] = defaultdict(list)
        for entry in self.books.transactions:
            for link in entry.links or ():
                if link.startswith(KRUIS):
                    found[link].append(entry)
        waits: defaultdict[Hashable, Waits] = defaultdict(list)
        for link, (entry, *more) in found.items():
            if not more and entry.postings:
                other = self.own(entry.meta.get("iban", ""))
                account, amount = entry.postings[0].account, euros(entry.postings[0])
                way = (account, other.account, amount) if other else amount
                waits[way].append((entry.date, link))
        return waits

    def code(self, name: str, day: date) -> Code:
        """Give a btw code as the law of that day has it.

        Raises:
            UnreadableError: The law of that year has no such code.
        """
        return of(day).code(name)


def _second(waits: Waits, day: date, near: int) -> str:
    """Take out the link of which the other side comes on a day, or give ""."""
    for first, link in waits:
        if abs((first - day).days) <= near:
            waits.remove((first, link))
            return link
    return ""


def _kruis(said: str) -> str:
    """Give a new link, after what the first side says."""
    return f"{KRUIS}{sha256(said.encode()).hexdigest()[:12]}"


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
