"""The books: a loaded Beancount ledger, asked by label and period."""

from __future__ import annotations

import os
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from beancount.core import data

from stichting_fin import loading
from stichting_fin.collector import resting
from stichting_fin.custom import fits
from stichting_fin.fault import Fault, UnreadableError, fault
from stichting_fin.money import ZERO
from stichting_fin.period import Period, named

RESULT = {"Income", "Expenses"}  # Beancount's roots
BESTEMMING = "bestemming"  # the tag of a resultaatbestemming
OWN: ContextVar[bool] = ContextVar("OWN", default=False)  # our plugin then waits

S = TypeVar("S")
T = TypeVar("T", bound=data.Directive)


class Posted(NamedTuple):
    """A posting with the entry that holds it: EUR, debit positive."""

    entry: data.Transaction
    posting: data.Posting
    amount: Decimal


def booked(entry: data.Transaction) -> date | None:
    """Give the day on which an entry counts: the day it is booked on."""
    return entry.date


@dataclass(frozen=True)
class Books:
    """Every entry of the ledger, and what went wrong while reading it.

    Amounts keep Beancount's signs: a debit is positive, a credit negative.

    Attributes:
        entries: In Beancount's order, by date.
        faults: What Beancount or our plugin said while loading.
        path: The main file, or None of books that came from a text.
        options: Beancount's options.
    """

    entries: data.Entries
    faults: tuple[Fault, ...] = ()
    path: Path | None = None
    options: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path) -> Books:
        """Load a ledger from disk, with all that it includes; no cache is used.

        Raises:
            UnreadableError: There is no such file.
        """
        if not path.is_file():
            raise UnreadableError("no-ledger", path)
        own = OWN.set(True)
        try:
            with resting(for_good=True):
                entries, errors, options = loading.load(path.resolve())
        finally:
            OWN.reset(own)
        faults = tuple(map(_fault, errors))
        return cls(entries, faults, path.resolve(), options)

    @cached_property
    def _kinds(self) -> Mapping[type, list[Any]]:
        """The entries of each kind of directive, found in one pass."""
        found: defaultdict[type, list[Any]] = defaultdict(list)
        for entry in self.entries:
            found[type(entry)].append(entry)
        return found

    def directives(self, kind: type[T]) -> list[T]:
        """Give every directive of one kind, such as data.Balance, by date."""
        return self._kinds.get(kind, [])

    def once(self, work: Callable[[Books], S]) -> S:
        """Give what a function makes of these books; it is worked out once."""
        made: dict[Callable[[Books], S], S] = self._made
        if work not in made:
            made[work] = work(self)
        return made[work]

    @cached_property
    def _made(self) -> dict[Any, Any]:
        return {}

    @cached_property
    def transactions(self) -> list[data.Transaction]:
        """Every transaction, by date."""
        return self.directives(data.Transaction)

    def transactions_in(self, period: Period) -> list[data.Transaction]:
        """Give the transactions of a period, by date."""
        begin = bisect_left(self.transactions, period.begin, key=_day)
        end = bisect_left(self.transactions, period.end, key=_day)
        return self.transactions[begin:end]

    @cached_property
    def postings(self) -> list[Posted]:
        """Every posting, by date of its entry."""
        return [
            Posted(entry, posting, euros(posting))
            for entry in self.transactions
            for posting in entry.postings
        ]

    @cached_property
    def by_account(self) -> Mapping[str, list[Posted]]:
        """Every posting of each account, by date."""
        found: defaultdict[str, list[Posted]] = defaultdict(list)
        for posted in self.postings:
            found[posted.posting.account].append(posted)
        return found

    @cached_property
    def _days(self) -> list[date]:
        return [posted.entry.date for posted in self.postings]

    @cached_property
    def accounts(self) -> Mapping[str, data.Meta]:
        """What the chart of accounts says about each account."""
        return {entry.account: entry.meta for entry in self.directives(data.Open)}

    @cached_property
    def documents(self) -> Mapping[str, str]:
        """The first document of each link, as a path from the main file."""
        found: dict[str, str] = {}
        home = str(self.path.parent if self.path else Path.cwd())
        for entry in self.directives(data.Document):
            name = entry.filename.removeprefix(f"{home}{os.sep}")
            if name == entry.filename:
                name = os.path.relpath(name, home)
            for link in entry.links or ():
                found.setdefault(link, name.replace(os.sep, "/"))
        return found

    def customs(self, kind: str) -> Iterator[tuple[data.Custom, list[Any]]]:
        """Give each `custom` of a kind with the plain values of its arguments.

        One without the arguments of its kind is left out; a check tells of it.
        """
        for entry in self._customs.get(kind, ()):
            yield entry, [each.value for each in entry.values]

    @cached_property
    def _customs(self) -> Mapping[str, list[data.Custom]]:
        found: defaultdict[str, list[data.Custom]] = defaultdict(list)
        for entry in self.directives(data.Custom):
            if fits(entry):
                found[entry.type].append(entry)
        return found

    def facts(self, day: date) -> Mapping[str, str]:
        """Give the dated facts that hold on a day: name, seat, RSIN, btw-id."""
        return {
            entry.type: entry.description
            for entry in self.directives(data.Event)
            if entry.date <= day
        }

    @cached_property
    def boekjaren(self) -> Mapping[str, Period]:
        """The boekjaren that are declared, by name; a calendar year needs none."""
        return {
            name: Period(first, last + timedelta(days=1), name)
            for _, (name, first, last) in self.customs("boekjaar")
        }

    def period(self, name: str) -> Period:
        """Give the boekjaar, year, quarter or month of that name.

        Raises:
            UnreadableError: It is not declared, and no calendar period either.
        """
        if found := self.boekjaren.get(name) or named(name):
            return found
        raise UnreadableError("boekjaar", name=name)

    def boekjaar_of(self, day: date) -> Period:
        """Give the boekjaar in which a day lies."""
        declared = (period for period in self.boekjaren.values() if day in period)
        return next(declared, None) or self.period(str(day.year))

    def account(self, label: str, value: str) -> str:
        """Give the one account that carries a label, such as rgs "BVorDebHad".

        Raises:
            UnreadableError: None carries it, or several do.
        """
        found = [a for a, meta in self.accounts.items() if meta.get(label) == value]
        if len(found) == 1:
            return found[0]
        raise UnreadableError(
            "account-label",
            self.path or "?",
            label=label,
            value=value,
            found=", ".join(found) or "-",
        )

    def within(self, period: Period) -> list[Posted]:
        """Give the postings whose entries are dated in the period, by date."""
        begin = bisect_left(self._days, period.begin)
        return self.postings[begin : bisect_left(self._days, period.end)]

    def on(self, account: str, period: Period) -> list[Posted]:
        """Give the postings on an account in a period, by date."""
        posted = self.by_account.get(account, [])
        begin = bisect_left(posted, period.begin, key=_posted)
        return posted[begin : bisect_left(posted, period.end, key=_posted)]

    def sums(self, period: Period) -> Mapping[str, Decimal]:
        """Add up the period's postings by account; it is done once for a period."""
        if period not in self._sums:
            self._sums[period] = {
                account: sum((p.amount for p in self.on(account, period)), ZERO)
                for account in self.by_account
            }
        return self._sums[period]

    @cached_property
    def _sums(self) -> dict[Period, Mapping[str, Decimal]]:
        return {}

    @cached_property
    def results(self) -> frozenset[str]:
        """The accounts of baten and lasten; every other one is on the balans."""
        return frozenset(a for a in self.accounts if a.split(":")[0] in RESULT)

    @property
    def previous_earnings(self) -> str:
        """The account against which the saldo of a year is appropriated."""
        below = self.options.get("account_previous_earnings", "Earnings:Previous")
        return f"Equity:{below}"

    def opening(self, boekjaar: Period) -> Mapping[str, Decimal]:
        """Give the balance with which each account begins a boekjaar.

        Baten and lasten begin at zero: those of earlier years stand on the account
        of previous earnings.
        """
        sums = self.sums(Period(date.min, boekjaar.begin, ""))
        found = {a: amount for a, amount in sums.items() if a not in self.results}
        earlier = sum((sums[a] for a in sums if a in self.results), ZERO)
        earnings = self.previous_earnings
        return found | {earnings: found.get(earnings, ZERO) + earlier}

    def bestemming(self, boekjaar: Period) -> list[Posted]:
        """Give the postings in the next boekjaar that appropriate the saldo of this."""
        if boekjaar not in self._bestemming:
            ahead = Period(boekjaar.end, self.boekjaar_of(boekjaar.end).end, "")
            self._bestemming[boekjaar] = [
                Posted(entry, posting, euros(posting))
                for entry in self.transactions_in(ahead)
                if entry.tags and BESTEMMING in entry.tags
                for posting in entry.postings
            ]
        return self._bestemming[boekjaar]

    @cached_property
    def _bestemming(self) -> dict[Period, list[Posted]]:
        return {}

    def nummer(self, account: str) -> str:
        """Give the ledger number of an account, or ""."""
        return self._nummers.get(account, "")

    @cached_property
    def _nummers(self) -> Mapping[str, str]:
        return {a: str(meta.get("nummer", "")) for a, meta in self.accounts.items()}

    def title(self, account: str) -> str:
        """Give the name of an account for readers: its `naam`, else its parts."""
        return self._titles.get(account) or " ".join(account.split(":")[1:])

    @cached_property
    def _titles(self) -> Mapping[str, str]:
        return {
            account: meta.get("naam") or " ".join(account.split(":")[1:])
            for account, meta in self.accounts.items()
        }

    def movements(
        self,
        period: Period,
        by: str,
        day: Callable[[data.Transaction], date | None] = booked,
    ) -> Mapping[Any, Decimal]:
        """Add up the period's postings by a label.

        Args:
            period: The days that count.
            by: A metadata key, such as "regel", "btw" or "platform", or "account".
                The label of a posting goes before that of its transaction, and
                both go before that of its account.
            day: Gives the day on which an entry counts; None when it never does.

        Returns:
            EUR for each label, debit positive. A label without postings is zero;
            postings without a label are together under None.
        """
        moved: defaultdict[Any, Decimal] = defaultdict(Decimal)
        for posted in self._counted(period, day):
            moved[self.label(posted, by)] += posted.amount
        return moved

    def evidence(
        self,
        period: Period,
        by: str,
        day: Callable[[data.Transaction], date | None] = booked,
    ) -> Mapping[Any, list[Posted]]:
        """Give the postings behind each number of `movements`, by date."""
        found: defaultdict[Any, list[Posted]] = defaultdict(list)
        for posted in self._counted(period, day):
            found[self.label(posted, by)].append(posted)
        return found

    def balances(self, day: date, by: str = "account") -> Mapping[Any, Decimal]:
        """Add up, by a label, all postings before the start of a day."""
        return self.movements(Period(date.min, day, ""), by)

    def label(self, posted: Posted, by: str) -> Any:
        """Give a posting's label: its own, else its entry's, else its account's."""
        entry, posting, _ = posted
        if by == "account":
            return posting.account
        if posting.meta and by in posting.meta:
            return posting.meta[by]
        if by in entry.meta:
            return entry.meta[by]
        return self.accounts.get(posting.account, {}).get(by)

    def _counted(
        self, period: Period, day: Callable[[data.Transaction], date | None]
    ) -> list[Posted]:
        if day is booked:
            return self.within(period)
        return [posted for posted in self.postings if day(posted.entry) in period]


def euros(posting: data.Posting) -> Decimal:
    """Give the EUR of a posting in loaded books, where no amount is left open."""
    units = posting.units
    assert units is not None
    assert units.number is not None
    return units.number


def before(books: Books, boekjaar: Period) -> Period:
    """Give the boekjaar that ends where this one begins."""
    return books.boekjaar_of(boekjaar.begin - timedelta(days=1))


def _day(entry: data.Transaction) -> date:
    return entry.date


def _posted(posted: Posted) -> date:
    return posted.entry.date


def _fault(error: Any) -> Fault:
    if isinstance(error, Fault):
        return error
    return fault(error.source or {}, "beancount", said=error.message)
