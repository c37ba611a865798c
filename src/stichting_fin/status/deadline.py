"""Deadlines: what must be filed or published, by which day the law says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from typing import NamedTuple

from stichting_fin import seal, taxyear
from stichting_fin.adopted import KIND
from stichting_fin.books import Books, Posted, before
from stichting_fin.fault import UnreadableError
from stichting_fin.intake.desk import Desk
from stichting_fin.period import Period, named, quarters
from stichting_fin.table import Column, Form, Kind, Row, Table


class Deadline(NamedTuple):
    """Something to be done, and its last day."""

    name: str
    day: date


def table(desk: Desk, today: date) -> Table:
    """List what is to be done next, and what is late, by day."""
    rows = tuple(
        Row(Kind.LINE, name, (day, (day - today).days))
        for name, day in sorted(deadlines(desk, today), key=lambda each: each.day)
    )
    columns = (Column("Until", Form.DATE), Column("Days", Form.NUMBER))
    return Table("Deadlines", columns, rows)


def deadlines(desk: Desk, today: date) -> Iterator[Deadline]:
    """Give every deadline; a year whose law is not here has none yet."""
    books = desk.books
    for part in (_returns(books, today), _persons(desk, today), _anbi(books, today)):
        with suppress(UnreadableError):
            yield from part


def _returns(books: Books, today: date) -> Iterator[Deadline]:
    """Give the quarters that are not filed, from the last one that is.

    Where none is, from the year of the first posting with a btw code; a year that
    was adopted was somebody else's to file.
    """
    if not any("rubriek" in meta for meta in books.accounts.values()):
        return
    filed = {each.name for each in seal.seals(books)}
    adopted = {name for _, (name, *_) in books.customs(KIND)}
    ends = [period.end for period in map(named, filed | adopted) if period]
    coded = (posted.entry.date for posted in books.postings if _coded(posted))
    first = min(next(coded, today), today)
    begin = max(ends, default=books.boekjaar_of(first).begin)
    span = Period(begin, books.boekjaar_of(today).end, "")
    for quarter in quarters(span):
        if quarter.begin <= today and quarter.begin >= begin:
            said = taxyear.of(quarter.begin).values["termijn"]
            day = _after(quarter, said["aangifte"]["maanden-na-tijdvak"])
            yield Deadline(f"btw-aangifte {quarter.name}", day)
            if _icp(books, quarter):
                day = _after(quarter, said["icp"]["maanden-na-tijdvak"])
                yield Deadline(f"ICP {quarter.name}", day)


def _coded(posted: Posted) -> bool:
    return "btw" in (posted.posting.meta or ())


def _icp(books: Books, quarter: Period) -> bool:
    """Tell whether something was sold to the rest of the EU."""
    codes = taxyear.of(quarter.begin).codes
    used = {books.label(posted, "btw") for posted in books.within(quarter)}
    return any(codes[name].rubriek == "3b" for name in used & codes.keys())


def _persons(desk: Desk, today: date) -> Iterator[Deadline]:
    """Give the day of the uitbetaalde bedragen aan derden, where some were paid."""
    persons = {key for key, each in desk.relations.all.items() if each.persoon}
    for year in (today.year - 1, today.year):
        paid = desk.books.transactions_in(_year(year))
        if any(entry.meta.get("relatie") in persons for entry in paid):
            last = taxyear.load(year).values["ubd"]["uiterste-dag"]
            day = date.fromisoformat(f"{year + 1}-{last}")
            if day >= today:
                yield Deadline(f"UBD {year}", day)


def _anbi(books: Books, today: date) -> Iterator[Deadline]:
    """Give the day by which an ANBI must have published its year."""
    if "anbi" not in books.facts(today):
        return
    this = books.boekjaar_of(today)
    for boekjaar in (before(books, this), this):
        last = boekjaar.end - timedelta(days=1)
        said = taxyear.of(last).values["anbi"]
        day = _after(boekjaar, said["publicatie-maanden"])
        if day >= today:
            yield Deadline(f"ANBI-publicatie {boekjaar.name}", day)


def _after(period: Period, months: int) -> date:
    """Give the last day of the month that ends so many months after a period."""
    later, month = divmod(period.end.month - 1 + months, 12)
    return date(period.end.year + later, month + 1, 1) - timedelta(days=1)


def _year(year: int) -> Period:
    return Period(date(year, 1, 1), date(year + 1, 1, 1), str(year))
