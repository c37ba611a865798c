"""The inbox: what the administration becomes when the files in it are booked."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import partial
from hashlib import sha256
from itertools import chain
from operator import attrgetter
from pathlib import Path

from beancount.core import data

from stichting_fin import journal
from stichting_fin.books import Books
from stichting_fin.fault import Fault, UnreadableError, fault
from stichting_fin.intake import (
    arrival,
    billing,
    booking,
    closing,
    documents,
    enrich,
    proof,
    receipt,
    release,
    twice,
)
from stichting_fin.intake.desk import Desk
from stichting_fin.intake.invoice import Invoice
from stichting_fin.intake.readers import detect
from stichting_fin.intake.statement import Statement
from stichting_fin.profile import Profile

DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of one statement or one file of invoices: a line of the table.

    Attributes:
        proven: Of a statement: whether its lines explain its balances.
        twice: Lines that the books hold already, from a file of another format.
    """

    account: str
    file: str
    begin: date | None
    until: date | None
    lines: int
    new: int
    opening: Decimal | None = None
    closing: Decimal | None = None
    proven: bool | None = None
    twice: int = 0


@dataclass(slots=True)
class Import:
    """A run of the inbox: what is to be written, moved and told."""

    writes: dict[Path, bytes] = field(default_factory=dict)
    moves: list[tuple[Path, Path]] = field(default_factory=list)
    tallies: list[Tally] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    entries: dict[Path, list[data.Directive]] = field(
        default_factory=lambda: defaultdict(list)
    )
    again: dict[Path, list[data.Directive]] = field(
        default_factory=lambda: defaultdict(list)
    )
    undone: set[Hashable] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class File:
    """A file of the inbox, read.

    Attributes:
        bron: `file#sha12`, to which each entry adds its place in the file.
        arrived: The day that its folder is named after, or None.
    """

    path: Path
    format: str
    content: bytes
    invoices: tuple[Invoice, ...]
    statements: tuple[Statement, ...]

    @property
    def bron(self) -> str:
        """Give the mark by which entries name their file."""
        return f"{self.path.name}#{sha256(self.content).hexdigest()[:12]}"

    @property
    def explains(self) -> bool:
        """Whether it only tells what a statement books as one."""
        return self.format.startswith(enrich.FORMAT)

    @property
    def arrived(self) -> date | None:
        """Give the day on which it came in, by the name of its folder."""
        names = (name for name in self.path.parts[:-1] if DAY.fullmatch(name))
        day = next(names, "")
        return date.fromisoformat(day) if day else None


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
    known = {e.meta["ref"] for e in books.transactions if "ref" in e.meta}
    for file in files:
        _attempt(file, result, partial(_bill, file, desk, known, result))
    _again(desk, result)
    banks = sorted((file for file in files if file.statements), key=_first_day)
    for file in banks:
        if not file.explains:
            _attempt(file, result, partial(_bank, file, desk, known, accept, result))
    for file in filter(attrgetter("explains"), banks):
        _attempt(file, result, partial(_explain, file, desk, result))
    _compose(administration, result)
    return result


def load(path: Path) -> File:
    """Read a file whole.

    Raises:
        UnreadableError: Nobody can.
    """
    format_, reader = detect(path)
    found = list(reader.read(path))
    return File(
        path,
        format_,
        path.read_bytes(),
        tuple(each for each in found if isinstance(each, Invoice)),
        tuple(each for each in found if isinstance(each, Statement)),
    )


def invoices(paths: Iterable[Path]) -> Iterator[Invoice]:
    """Give the invoices in files, and leave alone what nobody can read."""
    for path in paths:
        with suppress(UnreadableError):
            yield from load(path).invoices


def _read(paths: Iterable[Path], result: Import) -> Iterator[File]:
    for path in paths:
        try:
            yield load(path)
        except UnreadableError as error:
            result.faults.append(error.fault)


def _attempt(file: File, result: Import, deed: Callable[[], None]) -> None:
    """Do something with a file; a fault that stops it is told at its place."""
    try:
        deed()
    except UnreadableError as error:
        place = (error.file if error.file != "?" else file.path, error.line)
        result.faults.append(fault(place, error.code, **error.values))


def _bill(file: File, desk: Desk, known: set[str], result: Import) -> None:
    """Book the invoices of a file: all of them, or none when one is unknown."""
    if not file.invoices:
        return
    stream = _stream(file, desk)
    bills = [billing.seen(each, desk, file.arrived) for each in file.invoices]
    fresh = [bill for bill in bills if bill.ref not in known]
    for bill in bills:
        if bill.ref in known:
            billing.unchanged(bill, desk)
    for number, bill in enumerate(bills, 1):
        if bill not in fresh:
            continue
        known.add(bill.ref)
        entry = billing.book(bill, stream, f"{file.bron}#{number}", desk)
        name = stream.verkoop if bill.sale and stream.verkoop else stream.name
        result.entries[_journal(desk, entry.date, name)].append(entry)
        account = desk.debiteuren if bill.sale else desk.crediteuren
        if stream.soort == "facturen":
            kept = documents.kept(bill, entry, account, file)
            for path, content, directive in kept:
                result.writes[desk.folder / path] = content
                place = _journal(desk, entry.date, "documenten")
                result.entries[place].append(directive)
    _archive(file, desk, result)
    days = [bill.day for bill in bills]
    tally = Tally(
        stream.name, file.path.name, min(days), max(days), len(bills), len(fresh)
    )
    result.tallies.append(tally)


def _bank(file: File, desk: Desk, known: set[str], accept: str, result: Import) -> None:
    """Book the statements of a file: all of them, or none when one is refused."""
    found = [(each, profile(each, file, desk)) for each in file.statements]
    for statement, source in found:
        proof.admit(statement, accept, source, desk.books)
        proof.chained(statement, source, desk, result.entries)
    work = [
        (source, own, *twice.sifted(own, source, known, desk, result.entries))
        for source in dict.fromkeys(source for _, source in found)
        for own in [[statement for statement, other in found if other is source]]
    ]
    for source, own, fresh, same in work:
        place = {id(x): n for n, s in enumerate(own) for x in s.lines}
        new = Counter(place[id(line)] for _, line in fresh)
        old = Counter(place[id(line)] for line in same)
        for ref, line in fresh:
            known.add(ref)
            bron = f"{file.bron}#{line.number}"
            entry = booking.book(ref, line, source, bron, desk)
            if source.soort == "psp":
                desk.settlements.add(entry)
            result.entries[_journal(desk, entry.date, source.name)].append(entry)
        days = {} if same else twice.held(desk.books, source, result.entries)
        held = [*desk.books.directives(data.Balance), *chain(*result.again.values())]
        late = closing.completed(held, (x for _, x in fresh), source, file.bron)
        for balance in [*late, *closing.balances(own, source, file.bron, days)]:
            at = _journal(desk, balance.date, source.name)
            result.entries[at].append(balance)
            result.again[at].append(balance)
        for number, statement in enumerate(own):
            if statement.gap:
                _accept(
                    statement,
                    source,
                    file,
                    reason=accept,
                    desk=desk,
                    known=known,
                    result=result,
                )
            tally = _tally(statement, source, file, new[number])
            result.tallies.append(replace(tally, twice=old[number]))
    _archive(file, desk, result)


def _explain(file: File, desk: Desk, result: Import) -> None:
    """Let a file tell of which payments the batches on statements were made."""
    found = [(each, profile(each, file, desk)) for each in file.statements]
    counts = enrich.explain(found, file.bron, desk, result.entries, result.again)
    for (statement, source), count in zip(found, counts, strict=True):
        result.tallies.append(_tally(statement, source, file, count))
    _archive(file, desk, result)


def _accept(
    statement: Statement,
    source: Profile,
    file: File,
    *,
    reason: str,
    desk: Desk,
    known: set[str],
    result: Import,
) -> None:
    """Write down that a gap was accepted, and ask where its money is."""
    if reason:
        custom = proof.accepted(statement, source, reason)
        result.entries[_journal(desk, custom.date, source.name)].append(custom)
    ref, line = proof.difference(statement, source)
    if ref not in known:
        known.add(ref)
        entry = booking.book(ref, line, source, f"{file.bron}#0", desk)
        result.entries[_journal(desk, entry.date, source.name)].append(entry)


def _again(desk: Desk, result: Import) -> None:
    """Decide anew what waits: a rule, a decision or an invoice may have come."""
    for entry in desk.books.transactions:
        waits = entry.flag == "!" and {"ref", "bron"} <= entry.meta.keys()
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


def _journal(desk: Desk, day: date, name: str) -> Path:
    boekjaar = desk.books.boekjaar_of(day).name
    return desk.folder / "ledger" / boekjaar / f"{name}.beancount"


def _archive(file: File, desk: Desk, result: Import) -> None:
    place = file.path.relative_to(desk.folder / "importers" / "inbox")
    target = desk.folder / "importers" / "archief" / place
    whole = receipt.whole(file.path)
    if target.exists() and receipt.whole(target) != whole:
        target = target.parent / sha256(whole).hexdigest()[:12] / target.name
    result.moves.append((file.path, target))
    if receipt.beside(file.path).is_file():
        result.moves.append((receipt.beside(file.path), receipt.beside(target)))


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
