"""Release: a match undone, by taking its decision away or its link off the entry.

The line then waits again. With what a person took it off it is never matched by
itself any more; that stands as `los` on the entry.
"""

from __future__ import annotations

from collections.abc import Iterator

from beancount.core import data

from stichting_fin.books import euros
from stichting_fin.intake.desk import Desk
from stichting_fin.openitems import Item

LOS = "los"


def undone(entry: data.Transaction, desk: Desk) -> bool:
    """Tell whether a person took back what an entry says; in open years only."""
    if entry.flag != "*" or not {"ref", "bron"} <= entry.meta.keys():
        return False
    decided = "besluit" in entry.meta
    gone = decided and entry.meta["ref"] not in desk.besluiten
    return (gone or bool(_cut(entry, desk))) and not _closed(entry, desk)


def loose(entry: data.Transaction, desk: Desk) -> frozenset[str]:
    """Give the links with which an entry may not be matched by itself."""
    kept = str(entry.meta.get(LOS, "")).split()
    return frozenset({*kept, *_cut(entry, desk)})


def release(entry: data.Transaction, desk: Desk) -> None:
    """Let the items of an entry be open again, as far as it settled them."""
    for item, posting in _settled(entry, desk):
        desk.open.settle(item, euros(posting))


def _cut(entry: data.Transaction, desk: Desk) -> list[str]:
    """Give the links that its postings ask for and that it has no more."""
    if not {"bewijs", "besluit"} & entry.meta.keys():
        return []
    links = entry.links or frozenset()
    found = (item.link for item, _ in _settled(entry, desk))
    return sorted({link for link in found if link and link not in links})


def _settled(
    entry: data.Transaction, desk: Desk
) -> Iterator[tuple[Item, data.Posting]]:
    for posting in entry.postings[1:]:
        said = posting.meta or {}
        if {"relatie", "factuurnummer"} <= said.keys():
            item = desk.open.numbered(said["relatie"], said["factuurnummer"])
            if item:
                yield item, posting


def _closed(entry: data.Transaction, desk: Desk) -> bool:
    adopted = {name for _, (name, *_) in desk.books.customs("afgesloten")}
    return desk.books.boekjaar_of(entry.date).name in adopted
