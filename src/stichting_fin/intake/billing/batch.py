"""Bills: the invoices of a file booked, all of them or none."""

from __future__ import annotations

from pathlib import Path

from beancount.core import data

from stichting_fin.fault import UnreadableError
from stichting_fin.intake import documents
from stichting_fin.intake.billing import entry as billing
from stichting_fin.intake.billing import repeat
from stichting_fin.intake.billing.bill import link
from stichting_fin.intake.delivery import File, Import, Tally, archive, journal_of
from stichting_fin.intake.desk import Desk
from stichting_fin.profile import Profile


def book(file: File, held: repeat.Held, known: set[str], result: Import) -> None:
    """Book the invoices of a file: all of them, or none when one is unknown.

    One that the books hold already is booked no second time; it takes the place of
    one that waits, when that was unsound and this is not.
    """
    if not file.invoices:
        return
    desk = held.desk
    stream = _stream(file, desk)
    seen = [billing.seen(each, desk, file.arrived) for each in file.invoices]
    place = {id(bill): f"{file.bron}#{number}" for number, bill in enumerate(seen, 1)}
    bills = [(bill, held.earlier(bill)) for bill in repeat.once(seen)]
    for bill, entry in bills:
        if entry:
            repeat.refused(bill, entry, file.bron)
            held.unchanged(bill, entry)
    for bill, entry in bills:
        if entry is None or repeat.better(bill, entry, file.bron):
            known.add(bill.ref)
            today = billing.book(bill, stream, place[id(bill)], desk)
            name = stream.verkoop if bill.sale and stream.verkoop else stream.name
            if entry:
                result.again[Path(entry.meta["filename"])].append(today)
                result.better.add(bill.ref)
            else:
                result.entries[journal_of(desk, today.date, name)].append(today)
            held.add(today)
        if stream.soort == "facturen" and (entry is None or len(seen) == 1):
            account = desk.debiteuren if bill.sale else desk.crediteuren
            for kept in documents.kept(bill, entry or today, account, file):
                _keep(kept, desk, result)
    archive(file, desk, result)
    days = [bill.day for bill, _ in bills]
    new = sum(entry is None for _, entry in bills)
    tally = Tally(stream.name, file.path.name, min(days), max(days), len(seen), new)
    result.tallies.append(tally)


def copy(file: File, held: repeat.Held, result: Import) -> None:
    """Keep a PDF for people beside the invoice that came for programs.

    Raises:
        UnreadableError: It is a copy of none: a person must read it.
    """
    if file.format != repeat.PLAIN:
        return
    found = held.copied(file.path)
    if found is None:
        raise UnreadableError(repeat.PLAIN)
    desk = held.desk
    relation, entry = found
    account = held.account(entry)
    number = str(entry.meta["factuurnummer"])
    own = link(relation, number, sale=account == desk.debiteuren)
    _keep(documents.copied((relation, own), entry, account, file), desk, result)
    archive(file, desk, result)
    day = entry.date
    result.tallies.append(Tally("document", file.path.name, day, day, 1, 0))


def _keep(kept: tuple[Path, bytes, data.Document], desk: Desk, result: Import) -> None:
    """Write an original under a name of its own, with its directive."""
    path, content, directive = kept
    path = documents.free(desk.folder, result.writes, path, content)
    result.writes[desk.folder / path] = content
    place = journal_of(desk, directive.date, "documenten")
    result.entries[place].append(documents.named(directive, path))


def _stream(file: File, desk: Desk) -> Profile:
    """Give the profile of an invoice stream.

    Raises:
        UnreadableError: No profile speaks of it.
    """
    soort = "declaraties" if file.format == "declaraties" else "facturen"
    found = next((p for p in desk.profiles if p.soort == soort), None)
    if found is None:
        raise UnreadableError("profile-none", account=soort)
    return found
