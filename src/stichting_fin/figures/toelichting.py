"""Toelichting: the notes to the annual accounts, as `reports/teksten/` orders them.

The sentences are the foundation's; a note may name tables, which are worked out here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from beancount.core import data

from stichting_fin.books import Books, before
from stichting_fin.evidence import Evidence
from stichting_fin.fault import UnreadableError
from stichting_fin.figures import bestemming
from stichting_fin.money import ZERO, cents
from stichting_fin.period import Period
from stichting_fin.profile import NAMES, TEXTS, filled, held, listed, table_of, toml
from stichting_fin.table import Column, Form, Kind, Row, Table

ACTIVA = ("Boekwaarde begin", "Investeringen", "Afschrijvingen", "Boekwaarde einde")
REGISTER = (
    Column("Aangeschaft", Form.DATE),
    Column("Kostprijs"),
    Column("Levensduur (maanden)", Form.NUMBER),
)
SUBSIDIES = ("Toegekend", "Baten eerder", "Baten boekjaar", "Besteed boekjaar")
UREN = (Column("Uren", Form.NUMBER), Column("Tarief"), Column("Waarde"))
BANK = (
    Column("Rekening", Form.TEXT),
    Column("Bewezen tot en met", Form.DATE),
    Column("Volgens de bank"),
    Column("Volgens de boeken"),
    Column("Verschil"),
)


@dataclass(frozen=True, slots=True)
class Note:
    """A note: paragraphs with an empty line between them, then its tables."""

    titel: str
    tekst: str = ""
    tabellen: tuple[Table, ...] = ()


def build(books: Books, boekjaar: Period, path: Path) -> Iterator[Note]:
    """Give the notes of a boekjaar in the order of its texts.

    One whose tables have nothing to show is left out.

    Raises:
        UnreadableError: The texts are not there, not sound, or name an unknown table.
    """
    earlier = before(books, boekjaar)
    day = boekjaar.end - timedelta(days=1)
    known = {
        **books.facts(day),
        "boekjaar": boekjaar.name,
        "vorig": earlier.name,
        "einde": f"{day:%d-%m-%Y}",
    }
    whole = toml(path)
    namen = held(path, whole, "namen", NAMES)
    for said in listed(path, whole, "noot"):
        names = held(path, said, "tabellen", TEXTS)
        said.pop("tabellen", None)
        if unknown := set(names) - TABLES.keys():
            raise UnreadableError("table-unknown", path, name=", ".join(unknown))
        note = table_of(Note, path, said, tabellen=())
        made = [table for name in names for table in TABLES[name](books, boekjaar)]
        tables = tuple(_named(table, namen) for table in made if table.rows)
        if tables or not names:
            text = filled(path, note.tekst, known)
            yield Note(filled(path, note.titel, known), text, tables)


def _named(table: Table, namen: Mapping[str, str]) -> Table:
    """Call the rows by the names that the texts give them."""
    rows = (row._replace(label=namen.get(row.code, row.label)) for row in table.rows)
    return replace(table, rows=tuple(rows))


def activa(books: Books, boekjaar: Period) -> Iterator[Table]:
    """Follow the book value of every regel that holds a declared activum."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    declared = {a for _, said in books.customs("activum") for a in said[1:3]}
    held = {books.accounts[a].get("regel", "") for a in declared if a in books.accounts}
    for account, meta in books.accounts.items():
        if meta.get("regel") in held and account not in books.results:
            found[meta["regel"]].append(account)
    opening = books.opening(boekjaar)
    rows = []
    for regel, accounts in sorted(found.items()):
        began = sum((opening.get(a, ZERO) for a in accounts), ZERO)
        postings = [p for a in accounts for p in books.on(a, boekjaar)]
        added = sum((p.amount for p in postings if p.amount > 0), ZERO)
        taken = sum((-p.amount for p in postings if p.amount < 0), ZERO)
        cells = (began + ZERO, added, taken, began + added - taken)
        behind = Evidence(books, postings)
        rows.append(Row(Kind.LINE, _words(regel), cells, regel, behind))
    titles = tuple(map(Column, ACTIVA))
    yield Table("Verloop van de vaste activa", titles, tuple(rows), "Soort")


def register(books: Books, boekjaar: Period) -> Iterator[Table]:
    """List every declared activum that was there at the end of the boekjaar."""
    rows = tuple(
        Row(Kind.LINE, name, (entry.date, cost.number, months), name)
        for entry, (name, _, _, cost, months, *_) in books.customs("activum")
        if entry.date < boekjaar.end
    )
    yield Table("Register van vaste activa", REGISTER, rows, "Activum")


def subsidies(books: Books, boekjaar: Period) -> Iterator[Table]:
    """Show each grant: what was granted, what came of it, and its conditions."""
    moved = _by_subsidie(books, boekjaar)
    rows = []
    for entry, (key, giver, granted, *conditions) in books.customs("subsidie"):
        if entry.date < boekjaar.end:
            cells = (granted.number, *moved[key])
            rows.append(Row(Kind.LINE, f"{giver}: {_words(key)}", cells, key))
            rows += [Row(Kind.NOTE, each) for each in conditions]
    yield Table("Subsidies", tuple(map(Column, SUBSIDIES)), tuple(rows), "Verstrekker")


def _by_subsidie(books: Books, boekjaar: Period) -> Mapping[str, list[Decimal]]:
    """Add up per grant its baten before the boekjaar, its baten and lasten in it."""
    found: defaultdict[str, list[Decimal]] = defaultdict(lambda: [ZERO] * 3)
    for account in books.results:
        baten = account.split(":")[0] == "Income"
        for posted in books.on(account, Period(date.min, boekjaar.end, "")):
            if key := books.label(posted, "subsidie"):
                within = posted.entry.date in boekjaar
                if baten:
                    found[key][1 if within else 0] -= posted.amount
                elif within:
                    found[key][2] += posted.amount
    return found


def uren(books: Books, boekjaar: Period) -> Iterator[Table]:
    """Value the hours that others gave in kind; they stand outside the saldo."""
    rows, total = [], ZERO
    for _, (name, taak, hours, rate, *source) in books.customs("uren"):
        if name == boekjaar.name:
            tarief = getattr(rate, "number", rate)
            cells = (hours, tarief, cents(hours * tarief))
            rows.append(Row(Kind.LINE, _words(taak), cells, taak))
            rows += [Row(Kind.NOTE, each) for each in source]
            total += cells[2]
    if rows:
        rows.append(Row(Kind.TOTAL, "Totaal", (None, None, total)))
    yield Table("Bijdragen in natura", UREN, tuple(rows), "Taak")


def bank(books: Books, boekjaar: Period) -> Iterator[Table]:
    """Compare each account with the last balance that its bank proved."""
    last: dict[str, data.Balance] = {}
    for entry in books.directives(data.Balance):
        if entry.date <= boekjaar.end:
            last[entry.account] = entry
    rows = []
    for account, entry in last.items():
        days = Period(date.min, entry.date, "")
        held = sum((p.amount for p in books.on(account, days)), ZERO)
        said = entry.amount.number or ZERO
        meta = books.accounts.get(account, {})
        cells = (
            meta.get("iban", ""),
            entry.date - timedelta(days=1),
            said,
            held + ZERO,
            held - said,
        )
        rows.append(Row(Kind.LINE, books.title(account), cells, account))
    yield Table("Aansluiting met de bank", BANK, tuple(rows), "Geldmiddel")


def herstel(books: Books, boekjaar: Period) -> Iterator[Table]:
    """Tell why figures of an adopted boekjaar were mended."""
    rows = [
        Row(Kind.NOTE, f"{name}: {reason}")
        for entry, (name, reason, *_) in books.customs("herstel")
        if entry.date < boekjaar.end and name != boekjaar.name
    ]
    yield Table("Herstel van eerdere boekjaren", (), tuple(rows))


def _words(key: str) -> str:
    return key.replace("-", " ").capitalize()


TABLES: Mapping[str, Callable[[Books, Period], Iterator[Table]]] = {
    "activa": activa,
    "register": register,
    "reserves": bestemming.build,
    "subsidies": subsidies,
    "uren": uren,
    "bank": bank,
    "herstel": herstel,
}
