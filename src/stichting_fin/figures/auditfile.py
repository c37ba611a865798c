"""The auditfile: a boekjaar of the books as the Belastingdienst's XAF divides it.

Each line of it is a posting, with the way back to its document; the opening balance
holds the saldi of earlier years on the account of previous earnings.

Source: Belastingdienst, XML Auditfile Financieel 4.0 (package 4.0.3).
"""

from __future__ import annotations

import calendar
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from typing import Any

from beancount.core import data
from beancount.core.amount import Amount

from stichting_fin import __version__, seal
from stichting_fin.auditfile import (
    Account,
    AccountKind,
    Address,
    Auditfile,
    Company,
    Header,
    Journal,
    JournalKind,
    Line,
    OpeningLine,
    Relation,
    RelationKind,
    Transaction,
    Vat,
    VatCode,
)
from stichting_fin.auditfile import Period as Part
from stichting_fin.books import Books, Posted, euros
from stichting_fin.evidence import dagboek, document
from stichting_fin.fault import UnreadableError
from stichting_fin.figures.grondslag import (
    VOORBELASTING,
    Item,
    items,
    rubrieken,
    taxed,
)
from stichting_fin.money import ZERO, cents
from stichting_fin.openitems import CREDITEUREN, DEBITEUREN, claim, side
from stichting_fin.period import Period
from stichting_fin.relations import Relations

SOFTWARE, RGS = "stichting-fin", "3.7"  # the list that the codes were checked against
CORRECTIES, MONTHS = "correcties", 12  # the dagboek of the period after the months
LONGEST = 35  # of a transaction's number
DAY = timedelta(days=1)
STREET = re.compile(r"(.*\S)\s+(\d+)\s*(.*)")
KINDS = {DEBITEUREN: RelationKind.CUSTOMER, CREDITEUREN: RelationKind.SUPPLIER}


@dataclass(frozen=True, slots=True)
class Year:
    """What every line of an auditfile is made from.

    Attributes:
        parts: The months, and what comes after them.
        items: The btw of an entry, by its id().
    """

    books: Books
    boekjaar: Period
    parts: tuple[Part, ...]
    items: Mapping[int, Item]

    def number(self, account: str) -> str:
        """Give the ledger number of an account, else its name."""
        return self.books.nummer(account) or account

    def part(self, entry: data.Transaction) -> int:
        """Give the number of the period of an entry."""
        last = self.parts[-1]
        if dagboek(entry) == CORRECTIES and entry.date == last.begin:
            return last.number
        begin = self.boekjaar.begin
        return _months(begin, entry.date) + 1


@dataclass(frozen=True, slots=True)
class Book:
    """The transactions of a dagboek, each made when it is asked for."""

    year: Year
    entries: Sequence[tuple[str, data.Transaction]]

    def __iter__(self) -> Iterator[Transaction]:
        for number, entry in self.entries:
            yield _transaction(self.year, number, entry)


def build(books: Books, boekjaar: Period, relations: Relations, day: date) -> Auditfile:
    """Lay out a boekjaar.

    Args:
        books: The whole ledger.
        boekjaar: The year that the file is about.
        relations: The names of debtors and creditors.
        day: The peildatum.

    Raises:
        UnreadableError: The foundation has no name or no RSIN.
    """
    held = [item for item in books.once(items) if item.entry.date in boekjaar]
    by_entry = {id(item.entry): item for item in held}
    year = Year(books, boekjaar, tuple(_parts(boekjaar)), by_entry)
    opening = {a: amount for a, amount in books.opening(boekjaar).items() if amount}
    moved = {a for a in books.by_account if books.on(a, boekjaar)}
    codes = _codes(year, held)
    named = {each.to_pay for each in codes} | {each.to_claim for each in codes}
    taxes = {account for account in rubrieken(books) if year.number(account) in named}
    order = sorted({*opening, *moved, *taxes}, key=lambda a: (books.nummer(a), a))
    facts = books.facts(boekjaar.end - DAY)
    last = boekjaar.end - DAY
    return Auditfile(
        Header(boekjaar.name, boekjaar.begin, last, day, SOFTWARE, __version__, RGS),
        _company(books, facts),
        tuple(_account(year, account) for account in order),
        year.parts,
        tuple(OpeningLine(year.number(a), opening[a]) for a in order if a in opening),
        tuple(_journals(year)),
        tuple(_relations(year, relations)),
        codes,
    )


def _parts(boekjaar: Period) -> Iterator[Part]:
    """Give the months of a boekjaar, then its last day for corrections."""
    begin, last, number = boekjaar.begin, boekjaar.end - DAY, 0
    while begin < boekjaar.end:
        number += 1
        days = calendar.monthrange(begin.year, begin.month)[1]
        end = min(begin.replace(day=days), last)
        yield Part(number, begin, end)
        begin = end + DAY
    yield Part(max(number, MONTHS) + 1, last, last)


def _months(begin: date, day: date) -> int:
    return (day.year - begin.year) * MONTHS + day.month - begin.month


def _company(books: Books, facts: Mapping[str, str]) -> Company:
    for name in ("naam", "rsin"):
        if not facts.get(name):
            raise UnreadableError("fact-missing", books.path or "?", name=name)
    street, number, extension = facts.get("adres", ""), "", ""
    if parts := STREET.fullmatch(street):
        street, number, extension = parts.groups()
    land = facts.get("land", "NL")
    address = Address(
        street,
        number,
        extension,
        facts.get("plaats") or facts.get("zetel", ""),
        facts.get("postcode", ""),
        land,
    )
    return Company(facts["naam"], facts["rsin"], facts.get("kvk", ""), land, address)


def _account(year: Year, account: str) -> Account:
    books = year.books
    result = account in books.results
    kind = AccountKind.RESULT if result else AccountKind.BALANCE
    rgs = str(books.accounts.get(account, {}).get("rgs", ""))
    return Account(year.number(account), books.title(account), kind, rgs)


def _codes(year: Year, held: list[Item]) -> tuple[VatCode, ...]:
    """Give the btw codes that the year uses, with the accounts of their tax."""
    accounts = {r: year.number(a) for a, r in rubrieken(year.books).items()}
    known = {code.name: code for item in held for code, _ in item.bases if code}
    return tuple(
        VatCode(
            code.name,
            code.label,
            next(
                (accounts.get(r, "") for r in code.belasting if r != VOORBELASTING), ""
            ),
            accounts.get(VOORBELASTING, "") if VOORBELASTING in code.belasting else "",
        )
        for _, code in sorted(known.items())
    )


def _journals(year: Year) -> Iterator[Journal]:
    """Give each dagboek with its entries, the declared ones first."""
    found: defaultdict[str, list[data.Transaction]] = defaultdict(list)
    said = {name: rest for _, (name, *rest) in year.books.customs("dagboek")}
    for name in said:
        found[name] = []
    for entry in year.books.transactions_in(year.boekjaar):
        if entry.postings:
            found[dagboek(entry)].append(entry)
    for name, entries in found.items():
        if entries:
            letter, *title = said.get(name, ("Z", name))
            kind = _kind(letter)
            bank = _shared(entries) if kind is JournalKind.BANK else ""
            book = Book(year, list(_numbered(entries, year.books)))
            counter = year.number(bank) if bank else ""
            yield Journal(name, (title or [name])[0], kind, book, counter)


def _kind(letter: str) -> JournalKind:
    """Give the kind of a dagboek; an opening of our own is a memoriaal there."""
    try:
        return JournalKind(letter)
    except ValueError:
        return JournalKind.MEMO


def _shared(entries: list[data.Transaction]) -> str:
    """Name the one account that stands in every entry, or ""."""
    found = set.intersection(*({p.account for p in e.postings} for e in entries))
    return found.pop() if len(found) == 1 else ""


def _numbered(
    entries: list[data.Transaction], books: Books
) -> Iterator[tuple[str, data.Transaction]]:
    """Give each entry a number that follows from what it is: its ref, else its text."""
    counted: Counter[str] = Counter()
    for entry in entries:
        number = str(entry.meta.get("ref", ""))
        if not 0 < len(number) <= LONGEST or not number.isprintable():
            text = number or seal.told(entry, books.accounts)
            number = sha256(text.encode()).hexdigest()[:12]
        counted[number] += 1
        again = counted[number]
        yield (f"{number}-{again}" if again > 1 else number), entry


def _transaction(year: Year, number: str, entry: data.Transaction) -> Transaction:
    vat = _vat(year.items.get(id(entry)))
    lines = tuple(
        _line(year, Posted(entry, p, euros(p)), vat.get(id(p), ()))
        for p in entry.postings
    )
    text = " ".join(filter(None, (entry.payee, entry.narration)))
    source = str(entry.meta.get("bron", ""))
    return Transaction(number, entry.date, year.part(entry), lines, text, source)


def _line(year: Year, posted: Posted, vat: tuple[Vat, ...]) -> Line:
    entry, posting, amount = posted
    books, meta = year.books, entry.meta
    account = books.accounts[posting.account]
    owed = side(account) in KINDS
    own = posting.meta or {}
    iban = str(account.get("iban", ""))
    invoiced = meta.get("factuurdatum")
    currency, original = _valuta(entry, own)
    project = books.label(posted, "fonds") or books.label(posted, "subsidie")
    return Line(
        year.number(posting.account),
        amount,
        invoiced if isinstance(invoiced, date) else entry.date,
        document(books, entry) or str(meta.get("ref", "")),
        entry.narration or "",
        claim(posted)[0] if owed else "",
        str(own.get("factuurnummer") or meta.get("factuurnummer", "")),
        cost=books.label(posted, "taak") or "",
        product=books.label(posted, "platform") or "",
        project=project or "",
        iban=iban,
        counter_iban=str(meta.get("iban", "")) if iban else "",
        vat=vat,
        currency=currency,
        currency_amount=original,
    )


def _valuta(entry: data.Transaction, own: Mapping[str, Any]) -> tuple[str, Decimal]:
    """Give the original of an amount in another currency.

    That of an entry is the original of its two postings; of more it is of none.
    """
    said = own.get("valuta")
    if said is None and len(entry.postings) == len("DC"):
        said = entry.meta.get("valuta")
    if said is None:
        return "", ZERO
    if isinstance(said, Amount):
        return said.currency, said.number or ZERO
    number, _, currency = str(said).partition(" ")
    try:
        return currency, Decimal(number)
    except InvalidOperation:
        return "", ZERO


def _vat(item: Item | None) -> dict[int, tuple[Vat, ...]]:
    """Give the btw over each base, by the posting's id().

    In each rubriek the btw of all bases adds up to what was booked there.
    """
    found: defaultdict[int, list[Vat]] = defaultdict(list)
    if item is None:
        return {}
    left: defaultdict[str, Decimal] = defaultdict(Decimal)
    for rubriek, posted in item.taxes:
        left[rubriek] += posted.amount
    owed = list(taxed(item))
    last = {rubriek: at for at, (_, _, rubriek, _) in enumerate(owed)}
    for at, (code, posted, rubriek, exact) in enumerate(owed):
        amount = left[rubriek] if last[rubriek] == at else cents(exact)
        left[rubriek] -= amount
        found[id(posted.posting)].append(Vat(code.name, code.procent, amount))
    for untaxed, posted in item.bases:
        if untaxed and not untaxed.belasting:
            nothing = Vat(untaxed.name, untaxed.procent, ZERO)
            found[id(posted.posting)].append(nothing)
    return {posting: tuple(each) for posting, each in found.items()}


def _relations(year: Year, relations: Relations) -> Iterator[Relation]:
    """Give who owed us or was owed in the year, and no one else."""
    books, boekjaar = year.books, year.boekjaar
    opening: defaultdict[str, Decimal] = defaultdict(Decimal)
    moved: defaultdict[str, Decimal] = defaultdict(Decimal)
    kinds: defaultdict[str, set[str]] = defaultdict(set)
    for account, meta in books.accounts.items():
        rgs = side(meta)
        for posted in books.by_account.get(account, ()) if rgs in KINDS else ():
            key, _ = claim(posted)
            if posted.entry.date < boekjaar.begin:
                opening[key] += posted.amount
            elif posted.entry.date in boekjaar:
                moved[key] += posted.amount
            if posted.entry.date < boekjaar.end:
                kinds[key].add(rgs)
    for key in sorted({*moved, *(k for k, amount in opening.items() if amount)} - {""}):
        known = relations.all.get(key)
        both = len(kinds[key]) > 1
        yield Relation(
            key,
            known.naam if known else key,
            RelationKind.BOTH if both else KINDS[min(kinds[key])],
            known.kvk if known else "",
            known.land if known else "",
            known.btw_id if known else "",
            opening[key] + ZERO,
            opening[key] + moved[key] + ZERO,
        )
