"""Proof: what must hold before a statement is booked."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate
from pathlib import Path

from beancount.core import data
from beancount.core.account import TYPE as ACCOUNT
from beancount.core.amount import Amount
from beancount.parser.grammar import ValueType

from stichting_fin.books import Books, euros
from stichting_fin.fault import UnreadableError
from stichting_fin.intake.desk import Desk
from stichting_fin.intake.proving.keys import GAP, number_of
from stichting_fin.intake.statement import Line, Statement
from stichting_fin.money import ZERO
from stichting_fin.period import Period
from stichting_fin.profile import Profile

NEAR = 5  # days between a line of the bank and the entry that a person made of it
ONE = timedelta(days=1)
Written = Mapping[Path, Sequence[data.Directive]]  # by journal; each of them only grows
Leg = tuple[data.Transaction, data.Posting]


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """What a run writes, by account and day: it looks at each entry once.

    Attributes:
        read: How many entries of each journal it has seen.
    """

    read: dict[Path, int] = field(default_factory=dict)
    postings: dict[tuple[str, date], list[Leg]] = field(default_factory=dict)
    sums: dict[str, dict[date, Decimal]] = field(
        default_factory=lambda: defaultdict(dict)
    )

    @classmethod
    def of(cls, books: Books, entries: Written) -> Run:
        """Give that of a run on these books, as far as it has come."""
        run = books.once(_runs).setdefault(id(entries), (cls(), entries))[0]
        for path, some in entries.items():
            for entry in some[run.read.get(path, 0) :]:
                if isinstance(entry, data.Transaction):
                    _add(entry, run)
            run.read[path] = len(some)
        return run


def _add(entry: data.Transaction, run: Run) -> None:
    for posting in entry.postings:
        run.postings.setdefault((posting.account, entry.date), []).append(
            (entry, posting)
        )
        days = run.sums[posting.account]
        days[entry.date] = days.get(entry.date, ZERO) + euros(posting)


def _runs(_: Books) -> dict[int, tuple[Run, Written]]:
    """Hold the runs on some books, each with its entries, whose id stays theirs."""
    return {}


def admit(
    statement: Statement,
    accept: str = "",
    profile: Profile | None = None,
    books: Books | None = None,
) -> None:
    """Let a statement in that may be booked.

    A gap is let in when a person accepts it now, or did so before (`aanvaard`).

    Raises:
        UnreadableError: It is a preview, in another currency, or does not add up
            and nobody accepted that.
    """
    if statement.preview:
        raise UnreadableError("preview", account=statement.account)
    if statement.currency != "EUR":
        raise UnreadableError(
            "not-euros", account=statement.account, currency=statement.currency
        )
    before = profile and books and _accepted(statement, profile, books)
    if statement.gap and not accept and not before:
        raise UnreadableError("gap", account=statement.account, gap=statement.gap)


def chained(
    statement: Statement,
    profile: Profile,
    desk: Desk,
    entries: Written,
) -> None:
    """Let a statement follow on what the books hold before its first day.

    Raises:
        UnreadableError: The account held something else: a file is missing.
    """
    begin = first(statement)
    if statement.opening is None or begin is None:
        return
    held = _held(profile.account, begin, desk, entries)
    if held != statement.opening.amount:
        raise UnreadableError(
            "chain",
            account=statement.account,
            day=begin,
            opening=statement.opening.amount,
            held=held,
        )


def settled(
    statements: Iterable[Statement],
    profile: Profile,
    desk: Desk,
    entries: Written,
) -> bool:
    """Tell whether the books already hold the last closing balance of a file."""
    closing = [s.closing for s in statements if s.closing and s.closing.date]
    if not closing:
        return False
    last = max(closing, key=lambda balance: balance.date or date.min)
    assert last.date is not None
    after = last.date + ONE
    return _held(profile.account, after, desk, entries) == last.amount


def first(statement: Statement) -> date | None:
    """Give the first day of which a statement has, or could have, a line."""
    days = [line.date for line in statement.lines]
    if days:
        return min(days)
    if statement.closing and statement.closing.date:
        return statement.closing.date
    return statement.begin


def ignored(ref: str, line: Line, profile: Profile, desk: Desk) -> bool:
    """Tell whether a person booked this line by hand and said so (`negeer`).

    Raises:
        UnreadableError: The books hold no such entry, so that money would be lost.
    """
    besluit = desk.besluiten.get(ref)
    if besluit is None or not besluit.negeer:
        return False
    near = Period(line.date - timedelta(NEAR), line.date + timedelta(NEAR + 1), "")
    for posted in desk.books.on(profile.account, near):
        if posted.amount == line.amount and "ref" not in posted.entry.meta:
            return True
    raise UnreadableError("negeer-nothing", ref=ref, amount=line.amount, day=line.date)


def difference(statement: Statement, profile: Profile) -> tuple[str, Line]:
    """Give an accepted gap as a line, with the ref by which a person decides it."""
    assert statement.gap is not None
    day = _closed(statement)
    account = number_of(profile)
    ref = f"{account}:{GAP}:{day}:{statement.gap:.2f}"
    return ref, Line(day, statement.gap, text=f"Verschil in afschrift {statement.id}")


def accepted(statement: Statement, profile: Profile, reason: str) -> data.Custom:
    """Give the `custom "aanvaard"` that tells the accountant of a gap."""
    assert statement.gap is not None
    day = _closed(statement) + ONE
    values = [
        ValueType(profile.account, ACCOUNT),  # type: ignore[arg-type]  # their marker
        ValueType(Amount(statement.gap, "EUR"), Amount),
        ValueType(reason, str),
    ]
    return data.Custom(data.new_metadata("", 0), day, "aanvaard", values)


def _accepted(statement: Statement, profile: Profile, books: Books) -> bool:
    day = _closed(statement) + ONE
    return any(
        entry.date == day and account == profile.account and gap.number == statement.gap
        for entry, (account, gap, _) in books.customs("aanvaard")
    )


def _closed(statement: Statement) -> date:
    """Give the day of the closing balance, else of the last line."""
    if statement.closing and statement.closing.date:
        return statement.closing.date
    return max(line.date for line in statement.lines)


def _held(leg: str, day: date, desk: Desk, entries: Written) -> Decimal:
    """Add up what the books and this run hold on an account before a day."""
    posted = desk.books.by_account.get(leg, [])
    number = bisect_left(posted, day, key=lambda p: p.entry.date)
    sums = desk.books.once(_running).get(leg, [ZERO])
    new = Run.of(desk.books, entries).sums[leg] if entries else {}
    return sums[number] + sum((new[each] for each in new if each < day), ZERO)


def _running(books: Books) -> Mapping[str, Sequence[Decimal]]:
    """Give what each account held: at first nothing, then after each posting."""
    return {
        account: list(accumulate((p.amount for p in posted), initial=ZERO))
        for account, posted in books.by_account.items()
    }
