"""Adopted: what the board adopted of a boekjaar, kept and compared ever after.

In `ledger/<boekjaar>/vastgesteld/` stand the figures per regel (cijfers.json) and a
line per entry (posten.tsv); `custom "afgesloten"` holds the SHA-256 of both.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

from beancount.core import data

from stichting_fin import __version__, seal
from stichting_fin.books import BESTEMMING, Books
from stichting_fin.evidence import dagboek
from stichting_fin.fault import Fault, UnreadableError, fault
from stichting_fin.figures import layout
from stichting_fin.figures.layout import Layout
from stichting_fin.money import ZERO
from stichting_fin.period import Period

KIND = "afgesloten"
CIJFERS, POSTEN = "cijfers.json", "posten.tsv"


@dataclass(frozen=True, slots=True)
class Adopted:
    """An adopted boekjaar.

    Attributes:
        regels: Per layout the EUR of each regel, debit positive.
        posten: The line of every entry.
    """

    boekjaar: str
    peildatum: date
    regels: Mapping[str, Mapping[str, Decimal]]
    posten: tuple[str, ...]


def folder(ledger: Path, boekjaar: str) -> Path:
    """Give where the adopted files of a boekjaar stand."""
    return ledger / boekjaar / "vastgesteld"


def read(books: Books, ledger: Path, boekjaar: str) -> Adopted | None:
    """Read what was adopted of a boekjaar; None when it is not adopted.

    Raises:
        UnreadableError: A file is gone, or is not what was adopted.
    """
    for _, (name, peildatum, *digests) in books.customs(KIND):
        if name == boekjaar:
            home = folder(ledger, boekjaar)
            cijfers, posten = (
                _kept(home / file, digest)
                for file, digest in zip((CIJFERS, POSTEN), digests, strict=True)
            )
            regels = {
                each: {regel: Decimal(amount) for regel, amount in amounts.items()}
                for each, amounts in json.loads(cijfers)["regels"].items()
            }
            lines = tuple(posten.decode().splitlines())
            return Adopted(boekjaar, peildatum, regels, lines)
    return None


def comparative(
    books: Books, ledger: Path, boekjaar: str
) -> Mapping[str, Mapping[str, Decimal]]:
    """Give the adopted figures that stand beside those of the next boekjaar.

    There are none when it is not adopted, or was mended: then the books say them.

    Raises:
        UnreadableError: A file is gone, or is not what was adopted.
    """
    mended = {name for _, (name, *_) in books.customs("herstel")}
    found = None if boekjaar in mended else read(books, ledger, boekjaar)
    return found.regels if found else {}


def files(
    books: Books, boekjaar: Period, layouts: Iterable[Layout], day: date
) -> Mapping[str, bytes]:
    """Give the two files of a boekjaar as it is adopted, by name."""
    said = {
        "boekjaar": boekjaar.name,
        "peildatum": day.isoformat(),
        "program": __version__,
        "regels": {
            each.name: {
                regel: f"{amount:.2f}"
                for regel, amount in layout.cijfers(books, each, boekjaar).items()
            }
            for each in layouts
        },
    }
    text = json.dumps(said, ensure_ascii=False, indent=2, sort_keys=True)
    lines = "".join(f"{line}\n" for line in posten(books, boekjaar))
    return {CIJFERS: f"{text}\n".encode(), POSTEN: lines.encode()}


def directive(boekjaar: Period, day: date, made: Mapping[str, bytes], on: date) -> str:
    """Write the directive that closes a boekjaar, dated the day of the decision."""
    digests = " ".join(
        f'"{sha256(made[name]).hexdigest()}"' for name in (CIJFERS, POSTEN)
    )
    return f'{on} custom "{KIND}" "{boekjaar.name}" {day} {digests}\n'


def posten(books: Books, boekjaar: Period) -> list[str]:
    """Give a line per entry of a boekjaar and of its bestemming, sorted."""
    ahead = Period(boekjaar.end, books.boekjaar_of(boekjaar.end).end, "")
    later = [e for e in books.transactions_in(ahead) if BESTEMMING in (e.tags or ())]
    entries = [*books.transactions_in(boekjaar), *later]
    return sorted(_line(entry, books.accounts) for entry in entries)


def faults(books: Books, ledger: Path, layouts: Iterable[Layout]) -> Iterator[Fault]:
    """Give a fault for each adopted figure or entry about which the books now differ.

    `custom "herstel"` says why they may.
    """
    layouts = tuple(layouts)
    mended = {name for _, (name, *_) in books.customs("herstel")}
    for entry, (name, *_) in books.customs(KIND):
        try:
            adopted = read(books, ledger, name)
        except UnreadableError as error:
            yield error.fault
            continue
        if adopted and name not in mended:
            boekjaar = books.period(name)
            yield from _figures(books, entry, adopted, boekjaar, layouts)
            yield from _entries(books, entry, adopted, boekjaar)


def _figures(
    books: Books,
    entry: data.Custom,
    adopted: Adopted,
    boekjaar: Period,
    layouts: Iterable[Layout],
) -> Iterator[Fault]:
    for each in layouts:
        was = adopted.regels.get(each.name, {})
        now = layout.cijfers(books, each, boekjaar)
        for regel in sorted(was.keys() | now.keys()):
            before, after = was.get(regel, ZERO), now.get(regel, ZERO)
            if before != after:
                yield fault(
                    entry.meta,
                    "adopted-differs",
                    boekjaar=boekjaar.name,
                    layout=each.name,
                    regel=regel,
                    was=before,
                    now=after,
                )


def _entries(
    books: Books, entry: data.Custom, adopted: Adopted, boekjaar: Period
) -> Iterator[Fault]:
    was, now = Counter(adopted.posten), Counter(posten(books, boekjaar))
    for line in sorted((was - now) + (now - was)):
        day, stem, ref, _ = line.split("\t")
        code = "adopted-gone" if line in was else "adopted-new"
        yield fault(
            entry.meta, code, boekjaar=boekjaar.name, day=day, dagboek=stem, ref=ref
        )


def _line(entry: data.Transaction, accounts: Mapping[str, data.Meta]) -> str:
    ref, digest = entry.meta.get("ref", ""), seal.digest(entry, accounts)
    return f"{entry.date}\t{dagboek(entry)}\t{ref}\t{digest}"


def _kept(path: Path, digest: str) -> bytes:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableError("no-file", path) from error
    if sha256(content).hexdigest() != digest:
        raise UnreadableError("adopted-changed", path)
    return content
