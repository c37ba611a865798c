"""Undo: an import of one archived file taken back, while nothing of it is sealed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from beancount.core import data

from stichting_fin import journal, seal
from stichting_fin.books import Books
from stichting_fin.fault import Fault, UnreadableError, fault
from stichting_fin.intake import arrival


@dataclass(slots=True)
class Undone:
    """What taking an import back changes, or the faults that forbid it.

    Attributes:
        moves: The file, from the archive to the inbox.
        gone: Documents that go with their invoices.
        entries: How many transactions go.
        refs: Their identities, as far as they have one.
    """

    writes: dict[Path, bytes] = field(default_factory=dict)
    moves: list[tuple[Path, Path]] = field(default_factory=list)
    gone: list[Path] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    entries: int = 0
    refs: frozenset[str] = frozenset()


def run(administration: Path, books: Books, name: Path) -> Undone:
    """Work out what goes when the import of a file is taken back.

    Args:
        administration: The folder with ledger/ and importers/.
        books: Its books as they are.
        name: The file: its path, its place below importers/archief, or its name.

    Raises:
        UnreadableError: The archive does not hold one file of that name.
    """
    root = administration.resolve()
    archive = root / "importers" / "archief"
    path = archived(archive, name)
    bron = _bron(path)
    entries = list(_of(bron, books))
    faults = [*_sealed(entries, books, path), *_explained(bron, books, path)]
    result = Undone(faults=faults)
    if result.faults:
        return result
    facts: defaultdict[Path, set[Hashable]] = defaultdict(set)
    for entry in entries:
        facts[Path(entry.meta["filename"])].add(journal.fact(entry))
    for place, some in facts.items():
        text = journal.remove(journal.read(place), some, place)
        result.writes[place] = text.encode()
    for entry in entries:
        if isinstance(entry, data.Document):
            result.gone.append(Path(entry.filename))
    for file in (path, *_beside(entries, archive)):
        target = root / "importers" / "inbox" / file.relative_to(archive)
        result.moves += arrival.moves(file, target)
    result.refs = frozenset(e.meta["ref"] for e in entries if "ref" in e.meta)
    result.entries = sum(isinstance(entry, data.Transaction) for entry in entries)
    return result


def archived(archive: Path, name: Path) -> Path:
    """Find the one archived file that a person means.

    Raises:
        UnreadableError: There is none, or there are several.
    """
    for path in (name.resolve(), archive / name):
        if path.is_file() and path.is_relative_to(archive):
            return path
    found = sorted(path for path in archive.rglob("*") if path.name == str(name))
    if len(found) == 1:
        return found[0]
    said = ", ".join(path.relative_to(archive).as_posix() for path in found)
    raise UnreadableError("undo-file", name, found=said or "-")


def _of(bron: str, books: Books) -> Iterator[data.Directive]:
    """Give the entries that came from a file, and what stands there beside them."""
    links: set[str] = set()
    closed = set()
    for entry in books.entries:
        mark = entry.meta.get("bron", "")
        if isinstance(entry, data.Transaction) and mark.rpartition("#")[0] == bron:
            links |= {
                link for link in entry.links or () if "factuurnummer" in entry.meta
            }
            yield entry
        elif isinstance(entry, data.Balance) and mark == bron:
            closed.add((entry.date, entry.account))
            yield entry
    digest = bron.rpartition("#")[2]
    for document in books.directives(data.Document):
        copied = str(document.meta.get("sha256", "")).startswith(digest)
        if links & (document.links or set()) or (copied and not _shared(bron, books)):
            yield document
    for custom, (account, *_) in books.customs("aanvaard"):
        if (custom.date, account) in closed:
            yield custom


def _explained(bron: str, books: Books, path: Path) -> Iterator[Fault]:
    """Give a fault for each file of which an entry was split by this one."""
    entries = [entry for entry in books.transactions if bron in _split_by(entry)]
    for name, count in Counter(_file(entry.meta["bron"]) for entry in entries).items():
        bank = name.rpartition("#")[0]
        yield fault((path, 0), "undo-explains", count=count, bank=bank)


def _beside(entries: list[data.Directive], archive: Path) -> list[Path]:
    """Find the files by which entries were split: without those they wait there."""
    some = (entry for entry in entries if isinstance(entry, data.Transaction))
    wanted = {bron for entry in some for bron in _split_by(entry)}
    names = {bron.rpartition("#")[0] for bron in wanted}
    files = sorted(path for path in archive.rglob("*") if path.name in names)
    return [path for path in files if _bron(path) in wanted]


def _split_by(entry: data.Transaction) -> set[str]:
    """Name the files that told of the payments of an entry."""
    metas = (posting.meta or {} for posting in entry.postings)
    return {_file(meta["bron"]) for meta in metas if "bron" in meta}


def _file(bron: str) -> str:
    """Give the file of a bron, without the place in it."""
    return bron.rpartition("#")[0]


def _bron(path: Path) -> str:
    return arrival.bron(path, path.read_bytes())


def _shared(bron: str, books: Books) -> bool:
    """Tell whether an entry came from the same bytes under another name."""
    digest = bron.rpartition("#")[2]
    marks = (str(e.meta.get("bron", "")) for e in books.transactions)
    return any(f"#{digest}#" in mark and not mark.startswith(bron) for mark in marks)


def _sealed(entries: list[data.Directive], books: Books, path: Path) -> Iterator[Fault]:
    """Give a fault for each filed return and each adopted boekjaar that holds some."""
    holders = seal.held(seal.seals(books), books)
    adopted = {name for _, (name, *_) in books.customs("afgesloten")}
    counted: Counter[str] = Counter()
    for entry in entries:
        boekjaar = books.boekjaar_of(entry.date).name
        if id(entry) in holders:
            counted[holders[id(entry)][0].name] += 1
        elif boekjaar in adopted:
            counted[boekjaar] += 1
    for period, count in counted.items():
        yield fault((path, 0), "undo-sealed", period=period, count=count)
