"""Twice: lines that the books hold already, by the keys of another format.

Source: the house's contract 1b.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from beancount.core import data

from stichting_fin.books import Books, euros
from stichting_fin.fault import UnreadableError
from stichting_fin.intake.desk import Desk
from stichting_fin.intake.proving import proof
from stichting_fin.intake.proving.keys import GAP, keyed, number_of, scheme
from stichting_fin.intake.statement import Line, Statement
from stichting_fin.profile import Profile

Refs = Mapping[str, Decimal]  # ref and EUR
Days = Mapping[date, Mapping[str, Refs]]  # of each day, by the scheme of the key
Written = proof.Written


def sifted(
    statements: Sequence[Statement],
    profile: Profile,
    known: AbstractSet[str],
    desk: Desk,
    entries: Written,
) -> tuple[list[tuple[str, Line]], list[Line]]:
    """Give the lines to book, and those that stand there by another format's keys.

    Args:
        statements: Those of one file and one account.
        profile: That of the account.
        known: Every `ref` that the books and this run hold.
        desk: The books, and what persons decided.
        entries: What this run writes.

    Raises:
        UnreadableError: On a day of both formats their amounts are not the same.
    """
    number = number_of(profile)
    every = list(keyed(statements, number))
    new = {ref for ref, _ in every if ref not in known}
    pairs = [
        (ref, line)
        for ref, line in every
        if ref not in new or not proof.ignored(ref, line, profile, desk)
    ]
    same = found(pairs, statements, profile, desk, entries, new=new)
    fresh = [(r, line) for r, line in pairs if r in new and r not in same]
    return fresh, [line for ref, line in pairs if ref in same]


def found(
    pairs: Sequence[tuple[str, Line]],
    statements: Iterable[Statement],
    profile: Profile,
    desk: Desk,
    entries: Written,
    *,
    new: AbstractSet[str],
) -> dict[str, str]:
    """Give for each line that stands there by another key the `ref` it has there.

    Args:
        pairs: The lines of one file, with their `ref`.
        statements: Those of the file.
        profile: That of the account.
        desk: The books.
        entries: What this run writes.
        new: Each `ref` that neither the books nor this run hold.

    Raises:
        UnreadableError: On a day of both formats their amounts are not the same.
    """
    books = held(desk.books, profile, entries)
    settled = proof.settled(statements, profile, desk, entries)
    number = number_of(profile)
    return counterparts(pairs, number, books, new=new, settled=settled)


def held(books: Books, profile: Profile, entries: Written) -> Days:
    """Give the lines that the books and a run hold of an account, by day."""
    account = _Account(profile.account, number_of(profile))
    there: Days = books.once(account)
    if not entries:
        return there
    return _Held(there, account, proof.Run.of(books, entries))


@dataclass(frozen=True, slots=True)
class _Account:
    """An account in the books, and how a `ref` names it."""

    name: str
    number: str

    def __call__(self, books: Books) -> Days:
        """Give its lines in the books: the index that every file of a run asks."""
        posted = books.by_account.get(self.name, ())
        return self.days((p.entry, p.posting) for p in posted)

    def days(self, legs: Iterable[tuple[data.Transaction, data.Posting]]) -> Days:
        """Lay legs of it out by day and scheme; a gap that was accepted is no line."""
        days: defaultdict[date, defaultdict[str, dict[str, Decimal]]]
        days = defaultdict(lambda: defaultdict(dict))
        for entry, posting in legs:
            ref = entry.meta.get("ref", "")
            if ref and (by := scheme(ref, self.number)) != GAP:
                days[entry.date][by][ref] = euros(posting)
        return dict(days)


@dataclass(frozen=True, slots=True)
class _Held(Mapping[date, Mapping[str, Refs]]):
    """The lines of an account in the books and in a run: a day when it is asked for."""

    books: Days
    account: _Account
    run: proof.Run

    def __getitem__(self, day: date) -> Mapping[str, Refs]:
        legs = self.run.postings.get((self.account.name, day))
        if not legs:
            return self.books[day]
        ours = self.account.days(legs).get(day, {})
        return _both(self.books.get(day, {}), ours)

    def __iter__(self) -> Iterator[date]:
        return iter({*self.books, *self.run.sums[self.account.name]})

    def __len__(self) -> int:
        return len({*self})


def _both(one: Mapping[str, Refs], other: Mapping[str, Refs]) -> Mapping[str, Refs]:
    """Give the lines of a day that stand in one or in the other."""
    return {by: {**one.get(by, {}), **other.get(by, {})} for by in {*one, *other}}


def counterparts(
    pairs: Sequence[tuple[str, Line]],
    number: str,
    books: Days,
    *,
    new: AbstractSet[str],
    settled: bool,
) -> dict[str, str]:
    """Give for each line that the books hold by another key the `ref` it has there.

    Args:
        pairs: The lines of one file, with their `ref`.
        number: How a `ref` names the account.
        books: What the books hold of the account, by day.
        new: Each `ref` that the books do not hold.
        settled: Whether the books already agree with the file's closing balance.

    Raises:
        UnreadableError: On a day that both hold, their amounts are not the same.
    """
    refs = {ref for ref, _ in pairs}
    fresh: defaultdict[date, dict[str, Decimal]] = defaultdict(dict)
    for ref, line in pairs:
        if ref in new:
            fresh[line.date][ref] = line.amount
    both = [
        day
        for day, lines in fresh.items()
        if (others := _schemes(books.get(day, {}), refs))
        and (settled or others.isdisjoint(scheme(ref, number) for ref in lines))
    ]
    if not both:
        return {}
    days = {line.date for _, line in pairs}
    own = {scheme(ref, number) for ref in refs}
    begin, end = min(days), max(days)
    left = [
        day
        for day in books
        if begin < day < end and day not in fresh and books[day].keys() - own
    ]
    there = {day: _others(books[day], refs) for day in [*both, *left]}
    wrong = [day for day in there if _amounts(fresh[day]) != _amounts(there[day])]
    if wrong:
        said = ", ".join(map(str, sorted(wrong)))
        raise UnreadableError("twice", account=number, days=said)
    return {
        ref: other
        for day in both
        for ref, other in zip(_sorted(fresh[day]), _sorted(there[day]), strict=True)
    }


def _schemes(day: Mapping[str, Refs], refs: AbstractSet[str]) -> set[str]:
    """Name the schemes of a day by which lines other than these stand there."""
    return {by for by, lines in day.items() if not lines.keys() <= refs}


def _others(day: Mapping[str, Refs], refs: AbstractSet[str]) -> Refs:
    """Give the lines of a day other than these."""
    return {
        ref: amount
        for lines in day.values()
        for ref, amount in lines.items()
        if ref not in refs
    }


def _amounts(lines: Refs) -> Counter[Decimal]:
    return Counter(lines.values())


def _sorted(lines: Refs) -> list[str]:
    return sorted(lines, key=lambda ref: lines[ref])
