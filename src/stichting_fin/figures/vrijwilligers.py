"""Vrijwilligers: what persons claimed and got, beside the maxima and for the UBD.

An allowance is what is booked on the account of allowances; it counts in the month
for which it was claimed. What a volunteer got besides are costs, with receipts. The
UBD asks what was paid, by the day of payment.

Source: Wet LB 1964, art. 2 (6); Besluit IB/LB, opgaaf uitbetaalde bedragen aan derden.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from beancount.core import data

from stichting_fin import taxyear
from stichting_fin.books import Books, Posted
from stichting_fin.evidence import Evidence
from stichting_fin.fault import Fault, UnreadableError, fault
from stichting_fin.money import ZERO, dutch
from stichting_fin.openitems import CREDITEUREN, claim, items, side
from stichting_fin.period import Period
from stichting_fin.table import Column, Form, Kind, Row, Table

VERGOEDINGEN = "WBedOvpOvb"  # RGS of the account of allowances
UBD = "ubd"  # the tag of an invoice of a natural person without btw
ALLOWANCES = (
    Column("Tijdvak", Form.TEXT),
    Column("Betaald"),
    Column("Vergoeding"),
    Column("Maximum"),
    Column("Boven maximum"),
)
PERSONS = (
    Column("Betaald op", Form.DATE),
    Column("Factuur", Form.TEXT),
    Column("Bedrag"),
    Column("Reden", Form.TEXT),
)


@dataclass(frozen=True, slots=True)
class Payment:
    """What a person was paid at once.

    Attributes:
        ubd: Whether it is pay without a btw invoice.
    """

    relatie: str
    nummer: str
    amount: Decimal
    posted: Posted
    ubd: bool = False

    @property
    def day(self) -> date:
        """The day on which it was paid."""
        return self.posted.entry.date


@dataclass(frozen=True, slots=True)
class Claim:
    """An allowance that a person claimed, or got without a claim.

    Attributes:
        afwijking: Why an amount over the maximum is right, or "".
    """

    relatie: str
    day: date
    vergoeding: Decimal
    entry: data.Transaction
    afwijking: str = ""


@dataclass(frozen=True)
class Sum:
    """What a volunteer claimed and was paid in a month, or in a year."""

    relatie: str
    period: str
    maximum: Decimal
    claims: Sequence[Claim]
    payments: Sequence[Payment]

    @cached_property
    def vergoeding(self) -> Decimal:
        """EUR of allowances that were claimed for it."""
        return sum((each.vergoeding for each in self.claims), ZERO)

    @property
    def above(self) -> Decimal:
        """EUR by which that is over the maximum."""
        return max(ZERO, self.vergoeding - self.maximum)

    @property
    def afwijking(self) -> str:
        """Why that is right, as far as somebody said."""
        return "; ".join(dict.fromkeys(x.afwijking for x in self.claims if x.afwijking))


def build(
    books: Books, boekjaar: Period, namen: Mapping[str, str] | None = None
) -> Iterator[Table]:
    """Lay out the calendar years that end in a boekjaar: allowances, and the UBD.

    `namen` holds the names of relations by their keys; without one the key stands.
    """
    for year in range(boekjaar.begin.year, boekjaar.end.year + 1):
        if date(year, 12, 31) in boekjaar:
            found = list(sums(books, year))
            yield _allowances(books, year, found, namen or {})
            yield _persons(books, year, found, namen or {})


def faults(books: Books) -> Iterator[Fault]:
    """Give each volunteer who claimed more than the maximum, unless it was accepted."""
    for year in sorted({each.day.year for each in books.once(claims)}):
        try:
            found = list(sums(books, year))
        except UnreadableError as error:
            yield error.fault
            continue
        for one in found:
            if one.above and not one.afwijking:
                values: dict[str, Any] = {"relatie": one.relatie, "period": one.period}
                values |= {"amount": one.vergoeding, "maximum": one.maximum}
                place = one.claims[-1].entry.meta
                yield fault(place, "volunteer-maximum", **values)


def sums(books: Books, year: int) -> Iterator[Sum]:
    """Give what each volunteer claimed and got in each month, and then in the year.

    Raises:
        UnreadableError: The law of that year is not here.
    """
    asked = [each for each in books.once(claims) if each.day.year == year]
    paid = [each for each in books.once(payments) if each.day.year == year]
    for relatie in sorted({each.relatie for each in books.once(claims)}):
        own = [each for each in asked if each.relatie == relatie]
        got = [each for each in paid if each.relatie == relatie]
        months = {f"{x.day:%Y-%m}" for x in own} | {f"{x.day:%Y-%m}" for x in got}
        for month in sorted(months):
            some = [each for each in own if f"{each.day:%Y-%m}" == month]
            then = [each for each in got if f"{each.day:%Y-%m}" == month]
            yield Sum(relatie, month, _maximum(year, "maand"), some, then)
        if own or got:
            yield Sum(relatie, str(year), _maximum(year, "jaar"), own, got)


def claims(books: Books) -> list[Claim]:
    """Give every allowance, by the day for which it was claimed."""
    found = []
    for account in books.accounts:
        if not _is_allowance(books, account):
            continue
        for posted in books.by_account.get(account, ()):
            entry = posted.entry
            if relatie := claim(posted)[0]:
                said = entry.meta.get("factuurdatum")
                day = said if isinstance(said, date) else entry.date
                why = _afwijking(entry)
                found.append(Claim(relatie, day, posted.amount, entry, why))
    return sorted(found, key=lambda each: (each.relatie, each.day))


def payments(books: Books) -> list[Payment]:
    """Give every payment to a volunteer, or to a person without a btw invoice."""
    volunteers = {each.relatie for each in books.once(claims)}
    found = [*_settled(books), *_direct(books)]
    kept = (each for each in found if each.ubd or each.relatie in volunteers)
    return sorted(kept, key=lambda each: (each.relatie, each.day, each.nummer))


def _settled(books: Books) -> Iterator[Payment]:
    """Give what was paid on claims and invoices."""
    owed = {a for a, m in books.accounts.items() if side(m) == CREDITEUREN}
    for item in books.once(items).values():
        if item.account in owed:
            invoices = [p.entry for p in item.postings if _is_invoice(p.entry)]
            ubd = any(UBD in (entry.tags or ()) for entry in invoices)
            for posted in item.postings:
                if not _is_invoice(posted.entry):
                    number = str(item.nummer)
                    yield Payment(item.relatie, number, posted.amount, posted, ubd)


def _direct(books: Books) -> Iterator[Payment]:
    """Give allowances that were paid without a claim, to a relation that is named."""
    for each in books.once(claims):
        for posting in each.entry.postings:
            if not _is_invoice(each.entry) and _is_allowance(books, posting.account):
                number = str(each.entry.meta.get("ref", ""))
                posted = Posted(each.entry, posting, each.vergoeding)
                yield Payment(each.relatie, number, each.vergoeding, posted)


def _is_invoice(entry: data.Transaction) -> bool:
    return "factuurdatum" in entry.meta


def _is_allowance(books: Books, account: str) -> bool:
    return books.accounts.get(account, {}).get("rgs") == VERGOEDINGEN


def _afwijking(entry: data.Transaction) -> str:
    said = entry.meta.get("afwijking")
    return said if isinstance(said, str) else ""


def _maximum(year: int, of: str) -> Decimal:
    return Decimal(taxyear.load(year).values["vrijwilliger"][of])


def _allowances(
    books: Books, year: int, found: Sequence[Sum], namen: Mapping[str, str]
) -> Table:
    """Lay out what volunteers got, and the maximum of each month and the year."""
    rows = []
    for one in found:
        paid = sum((each.amount for each in one.payments), ZERO)
        cells = (one.period, paid, one.vergoeding, one.maximum, one.above)
        kind = Kind.SUBTOTAL if one.period == str(year) else Kind.LINE
        behind = Evidence(books, [each.posted for each in one.payments])
        label = namen.get(one.relatie, one.relatie)
        rows.append(Row(kind, label, cells, f"{one.relatie}/{one.period}", behind))
    years = [one for one in found if one.period == str(year)]
    got = sum((each.amount for one in years for each in one.payments), ZERO)
    claimed = sum((one.vergoeding for one in years), ZERO)
    rows.append(Row(Kind.TOTAL, "Totaal", ("", got, claimed, None, None)))
    note = _told(taxyear.load(year).values["vrijwilliger"]) if found else ""
    title = f"Vergoedingen aan vrijwilligers in {year}"
    return Table(title, ALLOWANCES, tuple(rows), "Vrijwilliger", note)


def _told(law: Mapping[str, Any]) -> str:
    """Say what the books cannot tell, and how sure the maxima are."""
    hour = dutch(Decimal(law["uur"]))
    words = [
        "Een vergoeding telt in de maand waarover zij is gedeclareerd.",
        f"Uren staan niet in de boeken: toets zelf het uurbedrag (EUR {hour}).",
    ]
    if law["zekerheid"] != "V":
        words.append("De maxima zijn niet nagegaan bij de bron.")
    return " ".join(words)


def _persons(
    books: Books, year: int, found: Sequence[Sum], namen: Mapping[str, str]
) -> Table:
    """Lay out what natural persons got without a btw invoice, for the UBD.

    A volunteer who claimed more than the maximum belongs on it, with all of the year.
    """
    over = {
        one.relatie: f"boven het maximum; {one.afwijking}".rstrip("; ")
        for one in found
        if one.above
    }
    paid = [each for each in books.once(payments) if each.day.year == year]
    told = [each for each in paid if each.ubd or each.relatie in over]
    rows = []
    for each in told:
        why = over.get(each.relatie, "zonder btw-factuur")
        cells = (each.day, each.nummer, each.amount, why)
        label = namen.get(each.relatie, each.relatie)
        behind = Evidence(books, [each.posted])
        rows.append(Row(Kind.LINE, label, cells, each.nummer, behind))
    total = sum((each.amount for each in told), ZERO)
    rows.append(Row(Kind.TOTAL, "Totaal", (None, "", total, "")))
    title = f"Betaald aan natuurlijke personen, op te geven over {year} (UBD)"
    return Table(title, PERSONS, tuple(rows), "Ontvanger")
