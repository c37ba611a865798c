"""Closing balances: what the bank says that an account holds at the end of a day.

A day may be downloaded before it ends. Its balance then lacks what still came, so
it is told for the whole day, as far as the books know it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from decimal import Decimal
from itertools import chain

from beancount.core import data
from beancount.core.amount import Amount

from stichting_fin.intake.proving.keys import keyed, number_of
from stichting_fin.intake.proving.twice import Days
from stichting_fin.intake.statement import Line, Statement
from stichting_fin.money import ZERO
from stichting_fin.profile import Profile

DAY = timedelta(days=1)


def balances(
    statements: Sequence[Statement],
    profile: Profile,
    bron: str,
    books: Days,
) -> Iterator[data.Balance]:
    """Give the closing balance of each statement, with what it lacks of its day.

    Args:
        statements: Those of one file and one account.
        profile: That of the account.
        bron: The mark of their file.
        books: What the books hold of the account now, by day; nothing where they
            hold it by the keys of another format.
    """
    keys = {id(x): r for r, x in keyed(statements, number_of(profile))}
    for statement in statements:
        refs = {keys[id(line)] for line in statement.lines}
        for balance in _stated(statement, profile, bron):
            day = books.get(balance.date - DAY, {})
            lines = chain(*(some.items() for some in day.values()))
            yield _plus(balance, (a for ref, a in lines if ref not in refs))


def completed(
    held: Iterable[data.Directive], fresh: Iterable[Line], profile: Profile, bron: str
) -> Iterator[data.Balance]:
    """Give anew the balances that stand after a day of which lines still came.

    Args:
        held: The balances that the books and this run hold; the last one counts.
        fresh: The lines of the file that the books did not hold.
        profile: That of the account.
        bron: The mark of their file.
    """
    own = {
        entry.date: entry
        for entry in held
        if isinstance(entry, data.Balance) and entry.account == profile.account
    }
    lines = list(fresh)
    for day, balance in own.items():
        later = [line.amount for line in lines if line.date == day - DAY]
        if later:
            meta = data.new_metadata(bron, 0, {"bron": bron})
            yield _plus(balance._replace(meta=meta), later)


def _stated(
    statement: Statement, profile: Profile, bron: str
) -> Iterator[data.Balance]:
    """Give the bank's closing balance, which holds at the start of the next day."""
    if statement.closing and statement.closing.date:
        day = statement.closing.date + DAY
        amount = Amount(statement.closing.amount, "EUR")
        meta = data.new_metadata(bron, 0, {"bron": bron})
        yield data.Balance(meta, day, profile.account, amount, None, None)


def _plus(balance: data.Balance, later: Iterable[Decimal]) -> data.Balance:
    amount = balance.amount.number
    assert amount is not None
    return balance._replace(amount=Amount(amount + sum(later, ZERO), "EUR"))
