"""The archive: the bank's files read again, to prove that the books say the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from pathlib import Path

from beancount.core import data

from stichting_fin.fault import Fault, UnreadableError, fault
from stichting_fin.intake import arrival, delivery, inbox
from stichting_fin.intake.desk import Desk
from stichting_fin.intake.paper import receipt
from stichting_fin.intake.proving import twice
from stichting_fin.intake.proving.keys import keyed, number_of
from stichting_fin.intake.proving.proof import difference
from stichting_fin.intake.statement import Line, Statement
from stichting_fin.profile import Profile


def files(administration: Path) -> list[Path]:
    """Give every archived file, in the order in which they came in."""
    return arrival.files(administration / "importers" / "archief")


def faults(administration: Path, desk: Desk) -> Iterator[Fault]:
    """Compare every archived bank line with the leg that the books have of it."""
    booked = {e.meta["ref"]: e for e in desk.books.transactions if "ref" in e.meta}
    seen: set[str] = set()
    for path in files(administration):
        try:
            file = delivery.load(path)
        except UnreadableError as error:
            yield from _unreadable(error)
            continue
        for profile, statements in _by_profile(file, desk).items():
            seen |= {difference(s, profile)[0] for s in statements if s.gap}
            pairs = list(keyed(statements, number_of(profile)))
            new = {ref for ref, _ in pairs if ref not in booked}
            same = _same(pairs, statements, profile, desk, new) if new else {}
            seen |= set(same.values())
            for ref, line in pairs:
                seen.add(ref)
                if ref in same:
                    continue
                if ref in booked:
                    yield from _compare(booked[ref], line, profile)
                elif ref not in desk.besluiten or not desk.besluiten[ref].negeer:
                    yield fault((path, line.number), "archive-unbooked", ref=ref)
    for ref, entry in booked.items():
        if ref not in seen and "bron" in entry.meta and desk.bank_of(entry):
            yield fault(entry.meta, "archive-unknown", ref=ref)


def _unreadable(error: UnreadableError) -> Iterator[Fault]:
    """Tell of a file that nobody can read, unless it is a copy for people."""
    if error.code not in receipt.PAPER:
        yield error.fault


def _same(
    pairs: list[tuple[str, Line]],
    statements: list[Statement],
    profile: Profile,
    desk: Desk,
    new: AbstractSet[str],
) -> Mapping[str, str]:
    """Give the lines that the books hold by the keys of another format."""
    try:
        return twice.found(pairs, statements, profile, desk, {}, new=new)
    except UnreadableError:
        return {}


def _by_profile(file: delivery.File, desk: Desk) -> Mapping[Profile, list[Statement]]:
    found: defaultdict[Profile, list[Statement]] = defaultdict(list)
    for statement in file.statements:
        found[inbox.profile(statement, file, desk)].append(statement)
    return found


def _compare(entry: data.Transaction, line: Line, profile: Profile) -> Iterator[Fault]:
    legs = [p.units for p in entry.postings if p.account == profile.account]
    amounts = [units.number for units in legs if units]
    if entry.date != line.date or amounts != [line.amount]:
        yield fault(
            entry.meta,
            "archive-differs",
            ref=entry.meta["ref"],
            day=line.date,
            amount=line.amount,
        )
