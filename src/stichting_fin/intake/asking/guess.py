"""Guesses: what machine learning thinks of lines that nothing else places.

Only where the optional package smart_importer is installed. A guess is printed for a
person to decide; it is never booked, and no rule is made of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import NamedTuple

from beancount.core import data

from stichting_fin.intake.desk import VRAAGPOSTEN, Desk

EXTRA = "smart_importer"


class Guess(NamedTuple):
    """The account on which a waiting line may belong."""

    ref: str
    account: str

    def __str__(self) -> str:
        return f"# ? {self.ref}: {self.account} ({EXTRA})"


def guesses(desk: Desk) -> Iterator[Guess]:
    """Give a guess for each line that waits without a proposal; none without EXTRA."""
    try:
        predict = import_module(EXTRA).PredictPostings
    except ImportError:
        return
    open_ = [VRAAGPOSTEN, desk.kruisposten, desk.debiteuren, desk.crediteuren]
    known = [each for each in desk.books.entries if not _waits(each)]
    for profile in desk.profiles:
        asked = [
            entry._replace(postings=entry.postings[:1])
            for entry in desk.books.transactions
            if _waits(entry)
            and "voorstel" not in entry.meta
            and entry.postings
            and entry.postings[0].account == profile.account
        ]
        if asked:
            learnt = predict(denylist_accounts=open_)
            [(_, found, *_)] = learnt.hook([("", asked, profile.account, None)], known)
            for entry in found:
                for posting in entry.postings[1:]:
                    yield Guess(str(entry.meta.get("ref", "")), posting.account)


def _waits(entry: data.Directive) -> bool:
    return isinstance(entry, data.Transaction) and entry.flag == "!"
