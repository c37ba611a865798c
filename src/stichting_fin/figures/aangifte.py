"""The btw-aangifte: what the books say in each rubriek, with the postings behind it.

A return holds what no earlier one held, up to the end of its period. The form takes
whole euros, each box rounded by the rule that the law names.

Source: Belastingdienst, toelichting bij de digitale aangifte omzetbelasting; the
house's contract 1c.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from stichting_fin import seal, taxyear
from stichting_fin.books import Books, Posted
from stichting_fin.evidence import Evidence
from stichting_fin.fault import Fault, UnreadableError, fault
from stichting_fin.figures.grondslag import (
    VOORBELASTING,
    Item,
    accepted,
    items,
    rubrieken,
)
from stichting_fin.figures.grondslag import faults as disagreements
from stichting_fin.money import ROUNDINGS, ZERO
from stichting_fin.period import Period, named, quarters
from stichting_fin.seal import Holders, Seal
from stichting_fin.table import Column, Form, Kind, Row, Source, Table
from stichting_fin.taxyear import Box, TaxYear

OWED, SUBTOTAL, TOTAL = "5a", "5c", "5g"
SAID = ("day", "account", "amount", "payee", "text", "ref", "bron", "document", "place")
QUARTER = timedelta(days=92)
FORM = (Column("Omzet", Form.WHOLE), Column("Btw", Form.WHOLE))
PROOF = (Column("Volgens de boeken"), Column("Aangifte", Form.WHOLE))
LATE = (
    Column("Datum", Form.DATE),
    Column("Stuk", Form.TEXT),
    Column("Grondslag"),
    Column("Verschuldigd"),
    Column("Voorbelasting"),
)
ODD = (*LATE[:2], Column("Reden", Form.TEXT), *LATE[2:])


@dataclass(slots=True)
class Rubriek:
    """One row of the form.

    Attributes:
        base: EUR by the books, with the sign of the form.
        tax: The same of the tax.
        bases: The postings behind `base`.
        taxes: The postings behind `tax`.
        sign: What turns a base as booked into one as the form shows it.
    """

    box: Box
    base: Decimal = ZERO
    tax: Decimal = ZERO
    bases: list[Posted] = field(default_factory=list)
    taxes: list[Posted] = field(default_factory=list)
    sign: int = 1

    @property
    def omzet(self) -> Decimal | None:
        """Whole euros; None when the form has no such box."""
        return ROUNDINGS[self.box.omzet](self.base) if self.box.omzet else None

    @property
    def btw(self) -> Decimal | None:
        """Whole euros of tax; None when the form has no such box."""
        return ROUNDINGS[self.box.btw](self.tax) if self.box.btw else None


@dataclass(frozen=True)
class Aangifte:
    """The return of one period.

    Attributes:
        rubrieken: Every row of the form, by its name.
        items: What it holds, by date.
        seal: What was filed, once it was.
    """

    books: Books
    period: Period
    law: TaxYear
    rubrieken: Mapping[str, Rubriek]
    items: Sequence[Item]
    seal: Seal | None

    @property
    def te_betalen(self) -> Decimal:
        """Whole euros due; negative when the foundation gets money back."""
        return self.rubrieken[TOTAL].tax

    @property
    def exact(self) -> Decimal:
        """EUR due by the books."""
        boxes = self.rubrieken.items()
        owed = sum((each.tax for name, each in boxes if name < OWED), ZERO)
        return owed - self.rubrieken[VOORBELASTING].tax

    @property
    def afronding(self) -> Decimal:
        """EUR that rounding costs; negative when it saves."""
        return self.te_betalen - self.exact

    @property
    def late(self) -> list[Item]:
        """What counts for an earlier period, but no return held."""
        return [item for item in self.items if item.day < self.period.begin]

    @property
    def afwijkend(self) -> list[Item]:
        """What holds other tax than its base gives, for a reason that was accepted."""
        return [item for item in self.items if accepted(item)]

    @property
    def correctie(self) -> Decimal:
        """EUR by which earlier returns were too low; negative when too high."""
        return sum((item.owed - item.voorbelasting for item in self.late), ZERO)

    @property
    def suppletie(self) -> bool:
        """Whether the correction is too large to go along with this return."""
        return bool(abs(self.correctie) > self.law.values["suppletie"]["drempel"])

    def tables(self) -> Iterator[Table]:
        """Give the form, its proof from the books, and what comes late."""
        yield self.table()
        yield self.proof()
        if self.late:
            yield self.late_table()
        if self.afwijkend:
            yield self.odd_table()

    def table(self) -> Table:
        """Lay out the form."""
        rows = []
        for name, each in self.rubrieken.items():
            cells = each.omzet, each.btw
            if cells != (None, None):
                kind = {OWED: Kind.SUBTOTAL, TOTAL: Kind.TOTAL}.get(name, Kind.LINE)
                behind = self.behind(f"{name}-{'btw' if cells[0] is None else 'omzet'}")
                rows.append(Row(kind, _label(name, each), cells, name, behind))
        title = f"Btw-aangifte {self.period.name}"
        return Table(title, FORM, tuple(rows), "Rubriek", "in hele euro's")

    def proof(self) -> Table:
        """Set each box that is filled in beside the books."""
        rows = []
        for name, each in self.rubrieken.items():
            pairs = {"omzet": (each.base, each.omzet), "btw": (each.tax, each.btw)}
            for column, cells in pairs.items():
                if behind := self.behind(f"{name}-{column}"):
                    label = f"{name} {column}: {each.box.label}"
                    code = f"{name}-{column}"
                    rows.append(Row(Kind.LINE, label, cells, code, behind))
        rows.append(Row(Kind.SUBTOTAL, "Afronding", (self.afronding, None)))
        rows.append(Row(Kind.TOTAL, "Te betalen", (self.exact, self.te_betalen)))
        title = f"Aansluiting btw-aangifte {self.period.name}"
        return Table(title, PROOF, tuple(rows), "Rubriek")

    def late_table(self) -> Table:
        """List what comes late, and what it corrects."""
        rows = [self.row(item) for item in self.late]
        owed = sum((item.owed for item in self.late), ZERO)
        back = sum((item.voorbelasting for item in self.late), ZERO)
        rows.append(Row(Kind.TOTAL, "Totaal", (None, None, None, owed, back)))
        title = f"Niet eerder aangegeven, in {self.period.name}"
        note = "suppletie nodig" if self.suppletie else ""
        return Table(title, LATE, tuple(rows), "Relatie", note)

    def odd_table(self) -> Table:
        """List what was accepted though base and tax disagree, with its reason."""
        rows = [self.row(item, item.afwijking) for item in self.afwijkend]
        title = f"Aanvaarde afwijkingen in {self.period.name}"
        return Table(title, ODD, tuple(rows), "Relatie")

    def row(self, item: Item, *said: str) -> Row:
        """Lay out an item: its day and number, what is said of it, and its tax."""
        meta = item.entry.meta
        number = meta.get("factuurnummer") or meta.get("ref", "")
        cells = (item.day, number, *said, item.base, item.owed, item.voorbelasting)
        postings = [p for _, p in item.bases] or [p for _, p in item.taxes]
        behind = Evidence(self.books, postings)
        label = item.entry.payee or item.entry.narration or ""
        return Row(Kind.LINE, label, cells, meta.get("ref", ""), behind)

    def behind(self, code: str) -> Evidence:
        """Give the postings behind a box: "1a-omzet", "5b-btw"."""
        name, _, column = code.partition("-")
        each = self.rubrieken[name]
        if column == "omzet":
            return Evidence(self.books, each.bases, each.sign)
        return Evidence(self.books, each.taxes, 1 if name == VOORBELASTING else -1)

    def plain(self) -> dict[str, Any]:
        """Say all of it in texts, lists and tables, for JSON; amounts as texts."""
        boxes = {
            name: {
                "label": each.box.label,
                "omzet": _text(each.omzet),
                "btw": _text(each.btw),
                "grondslag": _text(each.base if each.bases else None),
                "belasting": _text(each.tax if each.taxes else None),
                "bij-omzet": [_plain(s) for s in self.behind(f"{name}-omzet")],
                "bij-btw": [_plain(s) for s in self.behind(f"{name}-btw")],
            }
            for name, each in self.rubrieken.items()
            if each.omzet is not None or each.btw is not None
        }
        return {
            "tijdvak": self.period.name,
            "rubrieken": boxes,
            "te-betalen": _text(self.te_betalen),
            "volgens-de-boeken": _text(self.exact),
            "afronding": _text(self.afronding),
            "niet-eerder-aangegeven": [_late(item) for item in self.late],
            "aanvaarde-afwijkingen": [
                _late(item) | {"reden": item.afwijking} for item in self.afwijkend
            ],
            "correctie": _text(self.correctie),
            "suppletie": self.suppletie,
            "ingediend": self.seal and str(self.seal.filed),
            "kenmerk": self.seal and self.seal.reference,
        }


def build(books: Books, period: Period) -> Iterator[Table]:
    """Lay out the return of a period, or each of the quarters that end in it."""
    long = period.end - period.begin > QUARTER
    for each in aangiften(books, quarters(period) if long else (period,)):
        yield from each.tables()


def aangifte(books: Books, period: Period) -> Aangifte:
    """Work out the return of one period: what no earlier seal holds."""
    return aangiften(books, (period,))[0]


def aangiften(books: Books, periods: Iterable[Period]) -> list[Aangifte]:
    """Work out returns in one pass, in the order of their periods.

    What a seal holds belongs to the return that was filed; what one of a takeover
    holds, to the period of its tax day; anything else to the first of these periods
    that is not filed yet and had not ended on its tax day.

    Raises:
        UnreadableError: A seal, or the law of a year, is not there or not sound.
    """
    sealed = seal.seals(books)
    holders = seal.held(sealed, books)
    return _aangiften(books, periods, sealed, holders, books.once(items))


def _aangiften(
    books: Books,
    periods: Iterable[Period],
    sealed: Sequence[Seal],
    holders: Holders,
    every: Iterable[Item],
) -> list[Aangifte]:
    periods = sorted(periods, key=lambda period: period.end)
    filed = {each.name: each for each in sealed}
    whole = {name for name in filed if named(name)}
    until = taken_over(books)
    ours = [p for p in periods if p.name not in filed]
    old = [period for period in ours if period.end <= until]
    free = ours[len(old) :]
    ends = {True: [p.end for p in old], False: [p.end for p in free]}
    placed: defaultdict[str, list[Item]] = defaultdict(list)
    for item in every:
        holder = holders.get(id(item.entry))
        if holder and holder[0].name in whole:
            placed[holder[0].name].append(item)
        else:
            at = bisect_right(ends[holder is not None], item.day)
            if at < len(open_ := old if holder else free):
                placed[open_[at].name].append(item)
    return [_filled(books, p, placed[p.name], filed.get(p.name)) for p in periods]


def taken_over(books: Books) -> date:
    """Give the first day that is to be filed here, after the seal of a takeover.

    Such a seal has no period for a name, but one such as "overname-2024".
    """
    days = [e.date for e, values in books.customs(seal.KIND) if not named(values[0])]
    return max(days, default=date.min) + timedelta(days=1)


def faults(books: Books) -> Iterator[Fault]:
    """Give what is wrong in codes and tax, in what was filed, and in what is left."""
    every = books.once(items)
    yield from disagreements(books, every)
    try:
        sealed = seal.seals(books)
    except UnreadableError as error:
        yield error.fault
        return
    holders = seal.held(sealed, books)
    broken = list(seal.changes(books, sealed, holders))
    yield from broken
    if not broken:
        periods = [p for p in (named(each.name) for each in sealed) if p]
        yield from _differs(_aangiften(books, periods, sealed, holders, every))
        yield from _left(books, (i for i in every if id(i.entry) not in holders))


def _differs(again: Iterable[Aangifte]) -> Iterator[Fault]:
    """Give each return of which the books now give another amount than was filed."""
    for each in again:
        assert each.seal
        was, now = each.seal.te_betalen, each.te_betalen
        if was is not None and was != now:
            values = {"period": each.period.name, "was": was, "now": now}
            yield fault(each.seal.entry.meta, "aangifte-differs", **values)


def _left(books: Books, free: Iterable[Item]) -> Iterator[Fault]:
    """Give each account whose balance is not the tax that is still to be filed."""
    left: defaultdict[str, Decimal] = defaultdict(Decimal)
    for item in free:
        for _, posted in item.taxes:
            left[posted.posting.account] += posted.amount
    for account in rubrieken(books):
        stands = sum((p.amount for p in books.by_account.get(account, ())), ZERO)
        if rest := stands - left[account]:
            place = books.accounts[account]
            yield fault(place, "aangifte-rest", account=account, rest=rest)


def _filled(
    books: Books, period: Period, held: list[Item], filed: Seal | None
) -> Aangifte:
    law = taxyear.of(period.end - timedelta(days=1))
    form = {name: Rubriek(box) for name, box in law.boxes.items()}
    for item in held:
        for code, posted in item.bases:
            if code and code.rubriek:
                row = form[code.rubriek]
                row.sign = code.sign
                row.base += code.sign * posted.amount
                row.bases.append(posted)
        for name, posted in item.taxes:
            if name in form:
                back = name == VOORBELASTING
                form[name].tax += posted.amount if back else -posted.amount
                form[name].taxes.append(posted)
    boxes = [each.btw or ZERO for name, each in form.items() if name < OWED]
    form[OWED].tax = sum(boxes, ZERO)
    owed = form[OWED].tax - (form[VOORBELASTING].btw or ZERO)
    form[SUBTOTAL].tax = form[TOTAL].tax = owed
    return Aangifte(books, period, law, form, held, filed)


def _label(name: str, each: Rubriek) -> str:
    return f"{name} {each.box.label}"


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else str(amount)


def _plain(source: Source) -> dict[str, str]:
    said = ((name, getattr(source, name)) for name in SAID)
    return {name: str(value) for name, value in said if value}


def _late(item: Item) -> dict[str, str]:
    meta = item.entry.meta
    return {
        "datum": str(item.day),
        "stuk": meta.get("factuurnummer") or meta.get("ref", ""),
        "relatie": item.entry.payee or "",
        "grondslag": str(item.base),
        "verschuldigd": str(item.owed),
        "voorbelasting": str(item.voorbelasting),
    }
