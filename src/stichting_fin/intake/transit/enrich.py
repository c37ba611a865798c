"""Enrichment: a camt.054 tells of which payments a batch on a statement was made.

It books nothing by itself. The entry of the batch, as long as it waits, is decided
anew by its payments.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, MutableMapping
from pathlib import Path
from typing import NamedTuple

from beancount.core import data

from stichting_fin import journal
from stichting_fin.books import euros
from stichting_fin.fault import UnreadableError
from stichting_fin.intake import booking
from stichting_fin.intake.desk import Desk
from stichting_fin.intake.proving.keys import number_of
from stichting_fin.intake.statement import Line, Statement
from stichting_fin.intake.transit import apart
from stichting_fin.money import ZERO
from stichting_fin.profile import Profile

FORMAT = "camt.054"
Journals = MutableMapping[Path, list[data.Directive]]


class Place(NamedTuple):
    """An entry, and the list in which this run decides it; empty when it does not."""

    entry: data.Transaction
    some: list[data.Directive]


def explain(
    found: Iterable[tuple[Statement, Profile]],
    bron: str,
    desk: Desk,
    entries: Journals,
    again: Journals,
) -> list[int]:
    """Decide the batches of a file by their payments.

    Args:
        found: The notifications, each with the profile of its account.
        bron: The file, as entries name it.
        desk: The books, and all that is known.
        entries: What this run books.
        again: What it decides anew.

    Returns:
        How many entries each notification explained.

    Raises:
        UnreadableError: The books do not hold a batch yet, or its payments do not
            add up to it. Nothing has changed then.
    """
    work = []
    for statement, profile in found:
        if statement.currency != "EUR":
            raise UnreadableError(
                "not-euros", account=statement.account, currency=statement.currency
            )
        places = list(_places(profile, desk, entries, again))
        lines = _batches(statement.lines, profile, places)
        told = ((_place(x, profile, places), x) for x in lines)
        news = [(place, _parts(x, place, profile, bron)) for place, x in told]
        work.append((profile, [(place, parts) for place, parts in news if parts]))
    for profile, fresh in work:
        for place, parts in fresh:
            entry = booking.again(place.entry, profile, desk, parts)
            place.some[place.some.index(place.entry)] = entry
    return [len(fresh) for _, fresh in work]


def _places(
    profile: Profile, desk: Desk, entries: Journals, again: Journals
) -> Iterator[Place]:
    """Give the newest version of each entry of an account."""
    found: dict[object, Place] = {}
    for posted in desk.books.by_account.get(profile.account, ()):
        if "ref" in posted.entry.meta:
            found[posted.entry.meta["ref"]] = Place(posted.entry, [])
    for some in (*again.values(), *entries.values()):
        for entry in some:
            if isinstance(entry, data.Transaction) and _on(entry, profile):
                found[journal.fact(entry)] = Place(entry, some)
    yield from found.values()


def _on(entry: data.Transaction, profile: Profile) -> bool:
    return any(posting.account == profile.account for posting in entry.postings[:1])


def _batches(
    lines: Iterable[Line], profile: Profile, places: list[Place]
) -> Iterator[Line]:
    """Give each entry of a notification with its payments.

    Some banks give an entry for each payment: together they are the batch.
    """
    loose: defaultdict[str, list[Line]] = defaultdict(list)
    for line in lines:
        whole = line if line.parts else line._replace(parts=(line,))
        if line.batch and not _found(line, profile, places):
            loose[line.batch].append(whole)
        else:
            yield whole
    for some in loose.values():
        parts = tuple(part for line in some for part in line.parts)
        amount = sum((line.amount for line in some), ZERO)
        yield some[0]._replace(amount=amount, key="", parts=parts)


def _place(line: Line, profile: Profile, places: list[Place]) -> Place:
    if place := _found(line, profile, places):
        return place
    account = number_of(profile)
    raise UnreadableError(
        "batch-none", account=account, day=line.date, amount=line.amount
    )


def _found(line: Line, profile: Profile, places: list[Place]) -> Place | None:
    """Find the entry of a batch: by the bank's key, its batch, or day and amount."""
    ref = f"{number_of(profile)}:{line.key}"
    if line.key and (same := [x for x in places if x.entry.meta["ref"] == ref]):
        return same[0]
    equal = [x for x in places if euros(x.entry.postings[0]) == line.amount]
    named = [x for x in equal if x.entry.meta.get("afrekening") == line.batch != ""]
    dated = [x for x in equal if x.entry.date == line.date]
    return next((some[0] for some in (named, dated) if len(some) == 1), None)


def _parts(line: Line, place: Place, profile: Profile, bron: str) -> tuple[Line, ...]:
    """Give the payments of an entry; nothing where that tells no news.

    Raises:
        UnreadableError: They do not add up.
    """
    entry = place.entry
    decided = entry.flag != "!" or not place.some
    if decided or (len(line.parts) == 1 and entry.payee):
        return ()
    parts = tuple(
        part._replace(key=f"{bron}#{number}")
        for number, part in enumerate(line.parts, 1)
    )
    told = booking.told_by(entry, profile)._replace(parts=parts)
    if not apart.explained(told):
        raise UnreadableError(
            "batch-differs",
            account=profile.name,
            day=entry.date,
            amount=told.amount,
        )
    return parts
