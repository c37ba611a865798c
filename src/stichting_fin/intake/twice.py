"""Twice: lines that the books hold already, by the keys of another format.

Source: the house's contract 1b.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from decimal import Decimal
from itertools import chain
from pathlib import Path

from beancount.core import data

from stichting_fin.books import Books, euros
from stichting_fin.fault import UnreadableError
from stichting_fin.intake import proof
from stichting_fin.intake.desk import Desk
from stichting_fin.intake.keys import GAP, keyed, scheme
from stichting_fin.intake.statement import Line, Statement
from stichting_fin.profile import Profile

Days = Mapping[date, Mapping[str, Decimal]]  # of each day: ref and EUR
Written = Mapping[Path, Iterable[data.Directive]]


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
    number = profile.iban or profile.number
    pairs = [
        (ref, line)
        for ref, line in keyed(statements, number)
        if ref in known or not proof.ignored(ref, line, profile, desk)
    ]
    same = found(pairs, statements, profile, desk, entries)
    fresh = [(r, line) for r, line in pairs if r not in known and r not in same]
    return fresh, [line for ref, line in pairs if ref in same]


def found(
    pairs: Sequence[tuple[str, Line]],
    statements: Iterable[Statement],
    profile: Profile,
    desk: Desk,
    entries: Written,
) -> dict[str, str]:
    """Give for each line that stands there by another key the `ref` it has there.

    Raises:
        UnreadableError: On a day of both formats their amounts are not the same.
    """
    books = held(desk.books, profile, entries)
    settled = proof.settled(statements, profile, desk, entries)
    number = profile.iban or profile.number
    return counterparts(pairs, number, books, settled=settled)


def held(books: Books, profile: Profile, entries: Written) -> Days:
    """Give the lines that the books and a run hold of an account, by day."""
    there = ((p.entry, p.posting) for p in books.by_account.get(profile.account, ()))
    ours = (
        (entry, posting)
        for entry in chain(*entries.values())
        if isinstance(entry, data.Transaction)
        for posting in entry.postings
        if posting.account == profile.account
    )
    number = profile.iban or profile.number
    lines: defaultdict[date, dict[str, Decimal]] = defaultdict(dict)
    for entry, posting in chain(there, ours):
        ref = entry.meta.get("ref", "")
        if ref and scheme(ref, number) != GAP:
            lines[entry.date][ref] = euros(posting)
    return lines


def counterparts(
    pairs: Sequence[tuple[str, Line]], number: str, books: Days, *, settled: bool
) -> dict[str, str]:
    """Give for each line that the books hold by another key the `ref` it has there.

    Args:
        pairs: The lines of one file, with their `ref`.
        number: How a `ref` names the account.
        books: What the books hold of the account, by day.
        settled: Whether the books already agree with the file's closing balance.

    Raises:
        UnreadableError: On a day that both hold, their amounts are not the same.
    """
    refs = {ref for ref, _ in pairs}
    known = {ref for day in books.values() for ref in day}
    fresh: defaultdict[date, dict[str, Decimal]] = defaultdict(dict)
    for ref, line in pairs:
        if ref not in known:
            fresh[line.date][ref] = line.amount
    others = {
        d: {r: a for r, a in day.items() if r not in refs} for d, day in books.items()
    }
    both = [
        day
        for day, lines in fresh.items()
        if others.get(day)
        and (
            settled or _schemes(lines, number).isdisjoint(_schemes(others[day], number))
        )
    ]
    if not both:
        return {}
    days = {line.date for _, line in pairs}
    own = _schemes(refs, number)
    left = [
        day
        for day, lines in others.items()
        if min(days) < day < max(days)
        and day not in fresh
        and not _schemes(lines, number) <= own
    ]
    wrong = [d for d in [*both, *left] if _amounts(fresh[d]) != _amounts(others[d])]
    if wrong:
        said = ", ".join(map(str, sorted(wrong)))
        raise UnreadableError("twice", account=number, days=said)
    return {
        ref: other
        for day in both
        for ref, other in zip(_sorted(fresh[day]), _sorted(others[day]), strict=True)
    }


def _schemes(refs: Iterable[str], number: str) -> set[str]:
    return {scheme(ref, number) for ref in refs}


def _amounts(lines: Mapping[str, Decimal]) -> Counter[Decimal]:
    return Counter(lines.values())


def _sorted(lines: Mapping[str, Decimal]) -> list[str]:
    return sorted(lines, key=lambda ref: lines[ref])
