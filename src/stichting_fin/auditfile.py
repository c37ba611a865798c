"""The auditfile: a year's ledger as the Belastingdienst's XAF 4.0 divides it.

Amounts are EUR in cents, debit positive. Days are inclusive, as in the format.

Source: Belastingdienst, XML Auditfile Financieel 4.0 (package 4.0.3).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import chain
from typing import NamedTuple

from stichting_fin.money import ZERO

CENTS = -2  # the exponent of an amount in cents


class JournalKind(StrEnum):
    """What a dagboek holds, by its letter in the format."""

    BANK = "B"
    CASH = "C"
    MEMO = "M"
    PURCHASE = "P"
    SALES = "S"
    PAYROLL = "Y"
    OTHER = "Z"


class RelationKind(StrEnum):
    """What a relation is to the foundation, by its letter in the format."""

    BOTH = "B"
    CUSTOMER = "C"
    SUPPLIER = "S"


class AccountKind(StrEnum):
    """Where an account stands, by its letter in the format."""

    BALANCE = "B"
    RESULT = "P"


@dataclass(frozen=True, slots=True)
class Header:
    """What the file is about.

    Attributes:
        boekjaar: "2025", or "2025-2026".
        created: The peildatum.
        rgs: The version of the RGS that the codes were checked against, or "".
    """

    boekjaar: str
    begin: date
    end: date
    created: date
    software: str
    version: str
    rgs: str = ""


@dataclass(frozen=True, slots=True)
class Address:
    """Where somebody is; "" for what is not known."""

    street: str = ""
    number: str = ""
    extension: str = ""
    city: str = ""
    postcode: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Company:
    """The foundation.

    Attributes:
        tax_id: The RSIN, without which there is no file.
    """

    name: str
    tax_id: str
    kvk: str = ""
    country: str = "NL"
    address: Address | None = None


@dataclass(frozen=True, slots=True)
class Relation:
    """A debtor or creditor that the year names.

    Attributes:
        opening: What was open between us as the year began; positive: owed to us.
        closing: The same, as it ended. None when nobody asked.
    """

    id: str
    name: str
    kind: RelationKind | None = None
    kvk: str = ""
    country: str = ""
    tax_id: str = ""
    opening: Decimal | None = None
    closing: Decimal | None = None
    address: Address | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """A ledger account; `id` is its number."""

    id: str
    name: str
    kind: AccountKind
    rgs: str = ""


@dataclass(frozen=True, slots=True)
class VatCode:
    """A btw code, with the accounts on which its tax stands."""

    id: str
    name: str
    to_pay: str = ""
    to_claim: str = ""


@dataclass(frozen=True, slots=True)
class Period:
    """A numbered part of the year, its last day included."""

    number: int
    begin: date
    end: date


@dataclass(frozen=True, slots=True)
class OpeningLine:
    """What an account held as the year began."""

    account: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Vat:
    """The btw over a base line: a code, percent and EUR, debit positive."""

    code: str
    percent: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Line:
    """One posting.

    Attributes:
        day: The invoice's date, or else that of the transaction.
        document: What can be looked up; the transaction's number when "".
        settled: The day of delivery or prepayment, if known.
        iban: Our own account, on a line of a bank account.
        counter_iban: That of the other side.
        currency: The code of an original in another currency, or "".
    """

    account: str
    amount: Decimal
    day: date
    document: str = ""
    text: str = ""
    relation: str = ""
    invoice: str = ""
    settled: date | None = None
    cost: str = ""
    product: str = ""
    project: str = ""
    iban: str = ""
    counter_iban: str = ""
    vat: tuple[Vat, ...] = ()
    currency: str = ""
    currency_amount: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Transaction:
    """One entry.

    Attributes:
        number: Follows from what the entry is, never from its place.
    """

    number: str
    day: date
    period: int
    lines: tuple[Line, ...]
    text: str = ""
    source: str = ""
    user: str = ""


@dataclass(frozen=True, slots=True)
class Journal:
    """A dagboek.

    Attributes:
        transactions: Gone through twice, so never an iterator; it may make each
            transaction when it is asked for.
        counter_account: The account against which it books, such as the bank's.
    """

    id: str
    name: str
    kind: JournalKind
    transactions: Iterable[Transaction]
    counter_account: str = ""


@dataclass(frozen=True, slots=True)
class Auditfile:
    """All that the format asks about one year."""

    header: Header
    company: Company
    accounts: tuple[Account, ...]
    periods: tuple[Period, ...]
    opening: tuple[OpeningLine, ...]
    journals: tuple[Journal, ...]
    relations: tuple[Relation, ...] = ()
    vat_codes: tuple[VatCode, ...] = ()


class Totals(NamedTuple):
    """How many lines there are, and what stands on either side."""

    lines: int
    debit: Decimal
    credit: Decimal


class UnsoundError(ValueError):
    """An auditfile that contradicts itself; its message lists how."""


def totals(amounts: Iterable[Decimal]) -> Totals:
    """Add both sides up, each positive.

    >>> totals([Decimal("2.50"), Decimal("-2.00"), Decimal("-0.50")])
    Totals(lines=3, debit=Decimal('2.50'), credit=Decimal('2.50'))
    """
    lines, debit, credit = 0, ZERO, ZERO
    for amount in amounts:
        lines += 1
        if amount < 0:
            credit -= amount
        else:
            debit += amount
    return Totals(lines, debit, credit)


def proven(file: Auditfile) -> tuple[Totals, Totals]:
    """Give the totals of the opening balance, then those of the transactions.

    Raises:
        UnsoundError: It does not balance, or speaks of what it does not define.
    """
    problems = list(chain(_definitions(file), _opening(file)))
    amounts = (line.amount for line in _proven_lines(file, problems))
    moved = totals(amounts)
    if problems:
        raise UnsoundError("\n".join(problems))
    return totals(line.amount for line in file.opening), moved


def _definitions(file: Auditfile) -> Iterator[str]:
    """Tell what is defined twice, or names what is not defined (rules 1 and 2)."""
    accounts = {account.id for account in file.accounts}
    yield from _twice("account", (each.id for each in file.accounts))
    yield from _twice("relation", (each.id for each in file.relations))
    yield from _twice("btw code", (each.id for each in file.vat_codes))
    yield from _twice("period", (str(each.number) for each in file.periods))
    yield from _twice("journal", (each.id for each in file.journals))
    named = [code.to_pay for code in file.vat_codes]
    named += [code.to_claim for code in file.vat_codes]
    named += [journal.counter_account for journal in file.journals]
    yield from (f"no account {name}" for name in named if name and name not in accounts)


def _twice(what: str, names: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            yield f"{what} {name} stands twice"
        seen.add(name)


def _opening(file: Auditfile) -> Iterator[str]:
    """Tell what is wrong with the opening balance (rules 4 to 6)."""
    accounts = {account.id for account in file.accounts}
    for line in file.opening:
        if line.account not in accounts:
            yield f"opening balance: no account {line.account}"
        if _finer_than_cents(line.amount):
            yield f"opening balance: {line.amount} is not in cents"
    if gap := sum((line.amount for line in file.opening), ZERO):
        yield f"opening balance: debit and credit differ by {gap}"


def _proven_lines(file: Auditfile, problems: list[str]) -> Iterator[Line]:
    """Give every line, noting what is wrong with it or its transaction (rule 10)."""
    accounts = {account.id for account in file.accounts}
    relations = {"", *(relation.id for relation in file.relations)}
    codes = {code.id for code in file.vat_codes}
    periods = {period.number: period for period in file.periods}
    for journal in file.journals:
        assert iter(journal.transactions) is not journal.transactions
        numbers: set[str] = set()
        for entry in journal.transactions:
            wrong = list(_entry(entry, periods, numbers))
            numbers.add(entry.number)
            for line in entry.lines:
                if line.account not in accounts:
                    wrong.append(f"no account {line.account}")
                if line.relation not in relations:
                    wrong.append(f"no relation {line.relation}")
                if line.vat and not codes.issuperset(vat.code for vat in line.vat):
                    wrong.append(f"no btw code among {[v.code for v in line.vat]}")
                if _finer_than_cents(line.amount):
                    wrong.append(f"{line.amount} is not in cents")
            problems += (f"{journal.id} {entry.number}: {what}" for what in wrong)
            yield from entry.lines


def _entry(
    entry: Transaction, periods: dict[int, Period], numbers: set[str]
) -> Iterator[str]:
    period = periods.get(entry.period)
    if period is None or not period.begin <= entry.day <= period.end:
        yield f"{entry.day} is not in period {entry.period}"
    if entry.number in numbers:
        yield "stands twice"
    if gap := sum(line.amount for line in entry.lines):
        yield f"debit and credit differ by {gap}"


def _finer_than_cents(amount: Decimal) -> bool:
    exponent = amount.as_tuple().exponent
    return isinstance(exponent, int) and exponent < CENTS and amount != round(amount, 2)
