"""Replay: the journals made again from nothing but archive, rules and decisions."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from beancount.core import data

from stichting_fin import commit, journal
from stichting_fin.books import Books
from stichting_fin.fault import Fault, fault
from stichting_fin.intake import archive, inbox

RULE = "sources-rule"


@dataclass(frozen=True, slots=True)
class Difference:
    """An entry that the sources do not give as it stands in the books.

    Attributes:
        rule: Whether today's rules decide otherwise; else a person changed it.
    """

    ref: str
    place: Fault
    rule: bool


def differences(administration: Path, books: Books) -> list[Difference]:
    """Make the journals anew and give each entry that comes out otherwise."""
    with TemporaryDirectory() as folder:
        copy = Path(folder)
        _bare(administration, copy, books)
        _live(administration, copy)
        made = Books.load(copy / "ledger" / "main.beancount")
        theirs = {
            ref: entry._replace(meta=_moved(entry.meta, copy, administration))
            for ref, entry in _sourced(made).items()
        }
        return list(_compare(_sourced(books), theirs))


def edited(
    administration: Path, books: Books, refs: AbstractSet[str]
) -> Iterator[Fault]:
    """Give a fault for each of some entries that a person changed by hand."""
    ruled = {e.meta["ref"] for e in _sourced(books).values() if "regel-id" in e.meta}
    for each in differences(administration, books):
        changed = each.ref in refs and each.place.code in {"sources-hand", RULE}
        if changed and not (each.rule and each.ref in ruled):
            yield each.place._replace(code="undo-hand")


def _bare(administration: Path, copy: Path, books: Books) -> None:
    """Copy the administration without what an import has ever made."""
    skip = shutil.ignore_patterns("documents", "archief", "inbox", ".*")
    for name in ("ledger", "importers"):
        shutil.copytree(administration / name, copy / name, ignore=skip)
    for path in _journals(books):
        target = copy / path.relative_to(administration.resolve())
        text = target.read_text("utf-8")
        held = journal.blocks(text, target)
        facts = {journal.fact(b.entry) for b in held if "bron" in b.entry.meta}
        facts |= {
            journal.fact(b.entry) for b in held if isinstance(b.entry, data.Document)
        }
        target.write_bytes(journal.remove(text, facts, target).encode())


def _live(administration: Path, copy: Path) -> None:
    """Import the archive folder by folder, in the order in which they came in."""
    source = administration / "importers" / "archief"
    folders = dict.fromkeys(path.parent for path in archive.files(administration))
    for folder in folders:
        target = copy / "importers" / "inbox" / folder.relative_to(source)
        target.mkdir(parents=True, exist_ok=True)
        for path in sorted(folder.iterdir()):
            if path.is_file():
                shutil.copyfile(path, target / path.name)
        result = inbox.run(copy, Books.load(copy / "ledger" / "main.beancount"))
        commit.commit(copy, result.writes, result.moves)


def _journals(books: Books) -> set[Path]:
    made = (data.Transaction, data.Balance, data.Document)
    return {
        Path(entry.meta["filename"])
        for entry in books.entries
        if isinstance(entry, made)
        and ("bron" in entry.meta or isinstance(entry, data.Document))
    }


def _sourced(books: Books) -> dict[str, data.Transaction]:
    return {e.meta["ref"]: e for e in books.transactions if "bron" in e.meta}


def _moved(meta: data.Meta, copy: Path, administration: Path) -> data.Meta:
    """Name the place in the administration where an entry of the copy would stand."""
    below = Path(meta["filename"]).relative_to(copy.resolve())
    return meta | {"filename": str(administration / below), "lineno": 0}


def _compare(
    ours: dict[str, data.Transaction], theirs: dict[str, data.Transaction]
) -> Iterator[Difference]:
    for ref in dict.fromkeys([*ours, *theirs]):
        one, other = ours.get(ref), theirs.get(ref)
        if one is None or other is None:
            entry = one or other
            assert entry is not None
            code = "sources-unknown" if one else "sources-missing"
            yield Difference(ref, fault(entry.meta, code, ref=ref), rule=False)
        elif journal.written(one) != journal.written(other):
            rule = one.meta.get("regel-id") != other.meta.get("regel-id")
            code = RULE if rule else "sources-hand"
            yield Difference(ref, fault(one.meta, code, ref=ref), rule=rule)
