"""The inbox: what the administration becomes when the files in it are booked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import chain
from operator import attrgetter
from pathlib import Path

from beancount.core import data

from stichting_fin import journal
from stichting_fin.books import Books
from stichting_fin.fault import UnreadableError, fault
from stichting_fin.intake import arrival, booking, documents
from stichting_fin.intake.billing import batch as bills
from stichting_fin.intake.billing import entry as billing
from stichting_fin.intake.billing import repeat
from stichting_fin.intake.delivery import (
    File,
    Import,
    Tally,
    archive,
    journal_of,
    load,
)
from stichting_fin.intake.desk import Desk
from stichting_fin.intake.matching import release
from stichting_fin.intake.proving import closing, proof, twice
from stichting_fin.intake.statement import Line, Statement
from stichting_fin.intake.transit import enrich
from stichting_fin.profile import Profile


@dataclass(frozen=True, slots=True)
class _Job:
    """A run of the inbox: what the booking of its statements asks and adds to.

    Attributes:
        known: Every `ref` that the books and this run hold.
        reason: Why a statement that does not add up is booked all the same, or "".
    """

    desk: Desk
    known: set[str]
    reason: str
    run: Import


def run(
    administration: Path,
    books: Books,
    *,
    accept: str = "",
    only: Callable[[Path], bool] = Path.exists,
    progress: Callable[[list[Path]], Iterable[Path]] = iter,
) -> Import:
    """Work out an import of the whole inbox; nothing is written here.

    Invoices go before payments, so that money that came with its invoice is
    matched at once. What cannot be read, proven or placed is a fault; its file
    stays in the inbox and the rest goes on.

    Args:
        administration: The folder with ledger/ and importers/.
        books: Its books as they are.
        accept: Why a statement that does not add up is booked all the same.
        only: Which of the files in it; else all of them.
        progress: Wraps the list of files for a face that shows how far it is.
    """
    result = Import()
    desk = Desk.at(administration, books)
    waiting = list(filter(only, arrival.waiting(administration)))
    files = list(_read(progress(waiting), result))
    held = repeat.Held(desk)
    known = {e.meta["ref"] for e in books.transactions if "ref" in e.meta}
    job = _Job(desk, known, accept, result)
    for file in files:
        _attempt(file, result, partial(bills.book, file, held, known, result))
    for file in files:
        _attempt(file, result, partial(bills.copy, file, held, result))
    _again(desk, result)
    banks = sorted((file for file in files if file.statements), key=_first_day)
    for file in banks:
        if not file.explains:
            _attempt(file, result, partial(_bank, file, job))
    for file in filter(attrgetter("explains"), banks):
        _attempt(file, result, partial(_explain, file, desk, result))
    _compose(administration, result)
    return result


def _read(paths: Iterable[Path], result: Import) -> Iterator[File]:
    for path in paths:
        try:
            yield load(path)
        except UnreadableError as error:
            if error.code == repeat.PLAIN:
                yield File(path, error.code, path.read_bytes(), (), ())
            else:
                result.faults.append(error.fault)


def _attempt(file: File, result: Import, deed: Callable[[], None]) -> None:
    """Do something with a file; a fault that stops it is told at its place."""
    try:
        deed()
    except UnreadableError as error:
        place = (error.file if error.file != "?" else file.path, error.line)
        result.faults.append(fault(place, error.code, **error.values))


def _bank(file: File, job: _Job) -> None:
    """Book the statements of a file: all of them, or none when one is refused."""
    desk, result = job.desk, job.run
    found = [(each, profile(each, file, desk)) for each in file.statements]
    for statement, source in found:
        proof.admit(statement, job.reason, source, desk.books)
        proof.chained(statement, source, desk, result.entries)
    work = [
        (source, own, *twice.sifted(own, source, job.known, desk, result.entries))
        for source in dict.fromkeys(source for _, source in found)
        for own in [[statement for statement, other in found if other is source]]
    ]
    for source, own, fresh, same in work:
        place = {id(x): n for n, s in enumerate(own) for x in s.lines}
        new = Counter(place[id(line)] for _, line in fresh)
        old = Counter(place[id(line)] for line in same)
        for ref, line in fresh:
            entry = _enter(ref, line, source, f"{file.bron}#{line.number}", job)
            if source.soort == "psp":
                desk.settlements.add(entry)
        days = {} if same else twice.held(desk.books, source, result.entries)
        held = [*desk.books.directives(data.Balance), *chain(*result.again.values())]
        late = closing.completed(held, (x for _, x in fresh), source, file.bron)
        for balance in [*late, *closing.balances(own, source, file.bron, days)]:
            at = journal_of(desk, balance.date, source.name)
            result.entries[at].append(balance)
            result.again[at].append(balance)
        for number, statement in enumerate(own):
            if statement.gap:
                _accept(statement, source, file, job)
            tally = _tally(statement, source, file, new[number])
            result.tallies.append(replace(tally, twice=old[number]))
    archive(file, desk, result)


def _enter(
    ref: str, line: Line, source: Profile, bron: str, job: _Job
) -> data.Transaction:
    """Book a line that is new."""
    job.known.add(ref)
    entry = booking.book(ref, line, source, bron, job.desk)
    at = journal_of(job.desk, entry.date, source.name)
    job.run.entries[at].append(entry)
    return entry


def _explain(file: File, desk: Desk, result: Import) -> None:
    """Let a file tell of which payments the batches on statements were made."""
    found = [(each, profile(each, file, desk)) for each in file.statements]
    counts = enrich.explain(found, file.bron, desk, result.entries, result.again)
    for (statement, source), count in zip(found, counts, strict=True):
        result.tallies.append(_tally(statement, source, file, count))
    archive(file, desk, result)


def _accept(statement: Statement, source: Profile, file: File, job: _Job) -> None:
    """Write down that a gap was accepted, and ask where its money is."""
    if job.reason:
        custom = proof.accepted(statement, source, job.reason)
        at = journal_of(job.desk, custom.date, source.name)
        job.run.entries[at].append(custom)
    ref, line = proof.difference(statement, source)
    if ref not in job.known:
        _enter(ref, line, source, f"{file.bron}#0", job)


def _again(desk: Desk, result: Import) -> None:
    """Decide anew what waits: a rule, a decision or an invoice may have come."""
    for entry in desk.books.transactions:
        waits = entry.flag == "!" and {"ref", "bron"} <= entry.meta.keys()
        if entry.meta.get("ref") in result.better:
            continue
        if not waits and not release.undone(entry, desk):
            continue
        source = next((p for p in desk.profiles if _holds(entry, p.account)), None)
        if source:
            today = booking.again(entry, source, desk)
            result.undone |= set() if waits else {journal.fact(entry)}
        elif bill := documents.again(entry, desk, load):
            stream = next(p for p in desk.profiles if p.soort == "facturen")
            today = billing.book(bill, stream, entry.meta["bron"], desk)
        else:
            continue
        result.again[Path(entry.meta["filename"])].append(today)


def _compose(administration: Path, result: Import) -> None:
    """Turn entries into the new text of each journal that changes."""
    for path in dict.fromkeys([*result.entries, *result.again]):
        text = journal.read(path)
        merged = journal.merge(text, result.entries.get(path, ()), path)
        again = result.again.get(path, ())
        merged = journal.rebook(merged, again, path, result.undone)
        if merged != text:
            result.writes[path] = merged.encode()
    assert all(path.is_relative_to(administration) for path in result.writes)


def _holds(entry: data.Transaction, account: str) -> bool:
    return any(posting.account == account for posting in entry.postings[:1])


def profile(statement: Statement, file: File, desk: Desk) -> Profile:
    """Give the profile of a statement's account.

    Raises:
        UnreadableError: No profile speaks of it.
    """
    found = desk.profile_of(statement.account)
    psps = (p for p in desk.profiles if p.soort == "psp")
    found = found or next((p for p in psps if file.format == f"csv-{p.number}"), None)
    if found is None:
        raise UnreadableError("profile-none", account=statement.account)
    return found


def _first_day(file: File) -> tuple[date, str]:
    days = [d for s in file.statements for d in (proof.first(s),) if d]
    return min(days, default=date.max), file.path.as_posix()


def _tally(statement: Statement, profile: Profile, file: File, new: int) -> Tally:
    days = [line.date for line in statement.lines]
    opening, closing = statement.opening, statement.closing
    return Tally(
        profile.name,
        file.path.name,
        statement.begin or min(days, default=None),
        statement.until or max(days, default=closing.date if closing else None),
        len(days),
        new,
        opening.amount if opening else None,
        closing.amount if closing else None,
        statement.proven,
    )
