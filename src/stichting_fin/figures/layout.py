"""Laid-out statements: any table that a TOML layout in `reports/` can describe.

A row is a `regel`: the accounts that carry it, on `open`. An account whose balance
has the other sign than its row shows on its `regel-omslag`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from stichting_fin.books import Books, Posted, before
from stichting_fin.evidence import Evidence
from stichting_fin.fault import Fault, UnreadableError, fault
from stichting_fin.money import ZERO
from stichting_fin.period import Period
from stichting_fin.profile import filled, listed, table_of, toml
from stichting_fin.table import Column, Kind, Row, Table

Sums = Mapping[str, Decimal]
Placed = Mapping[str, list[str]]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a layout: a heading, its rows, its total; each of them optional.

    Attributes:
        name: By which the `sum` of a later section names it.
        sign: What turns an amount as booked (debit positive) into one as shown.
        sum: The sections that its total adds up; without it, its own rows.
        kind: What its total is: "subtotal" or "total".
        code: The name by which `explain` finds its total.
        regels: The label of each row.
    """

    name: str = ""
    heading: str = ""
    sign: int = 1
    total: str = ""
    sum: tuple[str, ...] = ()
    kind: str = "subtotal"
    code: str = ""
    regels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Layout:
    """A statement as the foundation tells it.

    Attributes:
        soort: "balans" (what stands at the end of the last day) or "staat" (what
            moved in the boekjaar, with its begroting).
        saldo: Of "balans": the regel on which baten and lasten come together.
        columns: Their titles, newest first.
    """

    path: Path
    title: str
    soort: str
    columns: tuple[str, ...]
    section: tuple[Section, ...]
    note: str = ""
    stub: str = ""
    saldo: str = ""

    @property
    def name(self) -> str:
        """The name of the figure: the stem of its file."""
        return self.path.stem

    @property
    def signs(self) -> Mapping[str, int]:
        """The sign in which each regel is shown."""
        return {regel: each.sign for each in self.section for regel in each.regels}


@dataclass(frozen=True, slots=True)
class Part:
    """One column: the amount of each regel as booked, and the accounts behind it."""

    amounts: Sums
    placed: Placed


def load(path: Path) -> Layout:
    """Read a layout.

    Raises:
        UnreadableError: It is not sound TOML, or holds a key that we do not know.
    """
    said = toml(path)
    tables = listed(path, said, "section")
    sections = tuple(table_of(Section, path, each) for each in tables)
    said.pop("section", None)
    _known(path, said.get("soort"), ("balans", "staat"))
    names: set[str] = set()
    for section in sections:
        if unknown := set(section.sum) - names:
            raise UnreadableError("layout-sum", path, name=", ".join(sorted(unknown)))
        names.add(section.name)
        _known(path, section.kind, (Kind.SUBTOTAL, Kind.TOTAL))
    said.setdefault("columns", [])
    return table_of(Layout, path, said, path=path, section=sections)


def build(
    books: Books, layout: Layout, boekjaar: Period, adopted: Sums | None = None
) -> Table:
    """Fill a layout for a boekjaar, with the one before it beside it.

    `adopted` holds the figures of the boekjaar before as they were adopted: EUR per
    regel as booked; without it they are read from the books.
    """
    parts = _parts(books, layout, boekjaar)
    if adopted is not None:
        parts[-1] = Part(adopted, {})
    known = _days(books, boekjaar)
    rows = tuple(Page(books, layout, boekjaar, parts).rows())
    titles = [filled(layout.path, title, known) for title in layout.columns]
    title = filled(layout.path, layout.title, known)
    return Table(title, tuple(map(Column, titles)), rows, layout.stub, layout.note)


def cijfers(books: Books, layout: Layout, boekjaar: Period) -> dict[str, Decimal]:
    """Give what the boekjaar's column says: EUR per regel, debit positive."""
    amounts = _part(books, layout, boekjaar).amounts
    return {regel: amount for regel, amount in sorted(amounts.items()) if amount}


def unshown(books: Books, layout: Layout, boekjaar: Period) -> Iterator[Fault]:
    """Give a fault for each account with an amount for which the layout has no row."""
    missing = {
        (account, regel)
        for part in _parts(books, layout, boekjaar)
        for regel in part.placed.keys() - layout.signs.keys()
        for account in part.placed[regel]
        if account in books.accounts
    }
    for account, regel in sorted(missing):
        values = {"account": account, "regel": regel, "layout": layout.name}
        yield fault(books.accounts[account], "regel-unknown", **values)


def _known(path: Path, word: object, words: tuple[str, ...]) -> None:
    if word not in words:
        raise UnreadableError("layout-word", path, word=word, words=", ".join(words))


def _days(books: Books, boekjaar: Period) -> dict[str, str]:
    earlier = before(books, boekjaar)
    return {
        "boekjaar": boekjaar.name,
        "vorig": earlier.name,
        "einde": f"{boekjaar.end - timedelta(days=1):%d-%m-%Y}",
        "vorig_einde": f"{earlier.end - timedelta(days=1):%d-%m-%Y}",
    }


def _parts(books: Books, layout: Layout, boekjaar: Period) -> list[Part]:
    """Work out each column: the boekjaar, of a staat its begroting, the one before."""
    parts = [_part(books, layout, boekjaar)]
    if layout.soort == "staat":
        parts.append(_gathered(books, layout, begroting(books, boekjaar)))
    return [*parts, _part(books, layout, before(books, boekjaar))]


def _part(books: Books, layout: Layout, boekjaar: Period) -> Part:
    if layout.soort == "staat":
        moved = books.sums(boekjaar)
        sums = {a: amount for a, amount in moved.items() if a in books.results}
    else:
        sums = standing(books, boekjaar)
    return _gathered(books, layout, sums)


def standing(books: Books, boekjaar: Period) -> dict[str, Decimal]:
    """Give what stands on each account after the boekjaar, its saldo appropriated."""
    sums = dict(books.sums(Period(date.min, boekjaar.end, "")))
    for posted in books.bestemming(boekjaar):
        account = posted.posting.account
        sums[account] = sums.get(account, ZERO) + posted.amount
    return sums


def begroting(books: Books, boekjaar: Period) -> dict[str, Decimal]:
    """Give the budget of a boekjaar: EUR per account, as it would be booked."""
    found: defaultdict[str, Decimal] = defaultdict(Decimal)
    for _, (name, account, amount, *_) in books.customs("begroting"):
        if name == boekjaar.name:
            found[account] += amount.number
    return dict(found)


def _gathered(books: Books, layout: Layout, sums: Sums) -> Part:
    amounts: defaultdict[str, Decimal] = defaultdict(Decimal)
    placed: defaultdict[str, list[str]] = defaultdict(list)
    signs = layout.signs
    for account in sorted(account for account, amount in sums.items() if amount):
        regel = _regel(books, layout, signs, account, sums[account])
        amounts[regel] += sums[account]
        placed[regel].append(account)
    return Part(amounts, placed)


def _regel(
    books: Books,
    layout: Layout,
    signs: Mapping[str, int],
    account: str,
    amount: Decimal,
) -> str:
    if layout.saldo and account in books.results:
        return layout.saldo
    meta = books.accounts.get(account, {})
    regel: str = meta.get("regel", "")
    if "regel-omslag" in meta and signs.get(regel, 1) * amount < 0:
        regel = meta["regel-omslag"]
    return regel


@dataclass(frozen=True, slots=True)
class Page:
    """What every row of a statement is made from."""

    books: Books
    layout: Layout
    boekjaar: Period
    parts: list[Part]

    def rows(self) -> Iterator[Row]:
        """Give each section: heading, rows, total; what is empty is left out."""
        covered: dict[str, list[str]] = {}
        for section in self.layout.section:
            sign, below = section.sign, [r for n in section.sum for r in covered[n]]
            lines = [
                self.row(Kind.LINE, regel, [regel], sign, label)
                for regel, label in section.regels.items()
            ]
            lines = [row for row in lines if any(row.cells)]
            covered[section.name] = [*section.regels, *below]
            if section.heading and (lines or not section.regels):
                yield Row(Kind.HEADING, section.heading)
            yield from lines
            if section.total and (lines or section.sum):
                code = section.code or section.name
                every = covered[section.name]
                yield self.row(Kind(section.kind), code, every, sign, section.total)

    def row(
        self, kind: Kind, code: str, regels: list[str], sign: int, label: str
    ) -> Row:
        """Give one row, with the postings behind its first amount."""
        cells = tuple(
            sign * sum((part.amounts.get(r, ZERO) for r in regels), ZERO) + ZERO
            for part in self.parts
        )
        return Row(kind, label, cells, code, self.behind(regels, sign))

    def behind(self, regels: list[str], sign: int) -> Evidence:
        """Give the postings behind a row of the boekjaar."""
        placed = self.parts[0].placed
        accounts = {account for regel in regels for account in placed.get(regel, ())}
        staat = self.layout.soort == "staat"
        begin = self.boekjaar.begin if staat else date.min
        days = Period(begin, self.boekjaar.end, "")
        found: list[Posted] = []
        for account in sorted(accounts):
            found += self.books.on(account, days)
        if not staat:
            later = self.books.bestemming(self.boekjaar)
            found += [p for p in later if p.posting.account in accounts]
        return Evidence(self.books, found, sign)
