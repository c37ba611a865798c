"""Checks: what must hold in sound books, each as a function from books to faults.

Those in ENTRIES need nothing but the entries, so that bean-check and Fava run them
too; those in FILES read what lies beside the ledger; those in YEARS hold at the end
of a boekjaar.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

from beancount.core import data

from stichting_fin.books import BESTEMMING, Books, euros
from stichting_fin.custom import FAVA, KINDS, accounts, fits
from stichting_fin.evidence import dagboek, parts
from stichting_fin.fault import Fault, fault
from stichting_fin.figures import aangifte, vrijwilligers
from stichting_fin.money import ZERO
from stichting_fin.openitems import nameless
from stichting_fin.period import Period
from stichting_fin.relations import LABELS
from stichting_fin.series import gaps

Check = Callable[[Books], Iterator[Fault]]
YearCheck = Callable[[Books, date], Iterator[Fault]]

NEEDED = ("nummer", "rgs", "regel")
PSP = "BVorTusTon"  # RGS of the account of what a PSP holds for us
TRANSIT = {"afrekening": PSP, "kruis": "BLimKruSto"}  # links -> RGS of their account
TEXTS = frozenset({"bron", "factuurnummer", "iban", "ref", "relatie"})
UNDERWAY = timedelta(days=7)  # money may be on its way at the end of a year


def faults(books: Books, end: date | None = None) -> Iterator[Fault]:
    """Give everything that is wrong, what Beancount said first.

    What holds at the end of a boekjaar must hold for those that ended by `end`, the
    day after the boekjaar that is closed; else before the boekjaar of the latest
    entry.
    """
    yield from books.faults
    yield from entries(books)
    for check in FILES:
        yield from check(books)
    end = end or complete(books)
    for year_check in YEARS:
        yield from year_check(books, end)


def entries(books: Books) -> Iterator[Fault]:
    """Give what is wrong in the entries themselves."""
    for check in ENTRIES:
        yield from check(books)


def complete(books: Books) -> date:
    """Give the first day of the boekjaar of the latest transaction."""
    if not books.transactions:
        return date.min
    return books.boekjaar_of(books.transactions[-1].date).begin


def tolerance(books: Books) -> Iterator[Fault]:
    """Demand that a cent is a cent."""
    if books.options.get("tolerance_multiplier") != ZERO:
        yield fault((books.options.get("filename", "?"), 1), "tolerance")


def labelled(books: Books) -> Iterator[Fault]:
    """Demand that every account says what it is."""
    for account, meta in books.accounts.items():
        for label in NEEDED:
            if not (meta.get(label) and isinstance(meta[label], str)):
                yield fault(meta, "account-bare", account=account, label=label)


def numbered(books: Books) -> Iterator[Fault]:
    """Demand that no two accounts have one number."""
    first: dict[str, str] = {}
    for account, meta in books.accounts.items():
        if nummer := books.nummer(account):
            other = first.setdefault(nummer, account)
            if other != account:
                values = {"nummer": nummer, "account": account, "other": other}
                yield fault(meta, "nummer-twice", **values)


def declared(books: Books) -> Iterator[Fault]:
    """Demand that a label has a value that `custom "waarde"` allows."""
    for place, key, value in books.once(_strange):
        if key not in TEXTS:
            yield fault(place, "waarde", label=key, value=value)


def worded(books: Books) -> Iterator[Fault]:
    """Demand that what names an entry, its relation or its invoice is a text."""
    for place, key, value in books.once(_strange):
        if key in TEXTS:
            yield fault(place, "not-text", key=key, value=value)


def known(books: Books) -> Iterator[Fault]:
    """Demand that a custom directive is of a known kind, with its arguments."""
    for entry in books.directives(data.Custom):
        kind = entry.type
        if kind not in KINDS and not kind.startswith(FAVA):
            yield fault(entry.meta, "custom-unknown", kind=kind)
        elif not fits(entry):
            wanted = KINDS[kind].replace("|", " ").strip(" *")
            yield fault(entry.meta, "custom-arguments", kind=kind, wanted=wanted)
        else:
            for account in accounts(entry):
                if account not in books.accounts:
                    yield fault(
                        entry.meta, "custom-account", kind=kind, account=account
                    )


def unique(books: Books) -> Iterator[Fault]:
    """Demand that no two entries record one fact."""
    seen: set[str] = set()
    for entry in books.transactions:
        if ref := entry.meta.get("ref"):
            if ref in seen:
                yield fault(entry.meta, "ref-twice", ref=ref)
            seen.add(ref)


def plain(books: Books) -> Iterator[Fault]:
    """Demand that all is in euros: no pad, no price, no cost, no other currency."""
    for pad in books.directives(data.Pad):
        yield fault(pad.meta, "pad", account=pad.account)
    for price in books.directives(data.Price):
        yield fault(price.meta, "price", currency=price.currency)
    for entry, posting, _ in books.postings:
        if posting.price or posting.cost:
            yield fault(entry.meta, "price", currency=posting.account)
        if posting.units and posting.units.currency != "EUR":
            yield fault(entry.meta, "currency", currency=posting.units.currency)


def unclosed(books: Books) -> Iterator[Fault]:
    """Demand that baten and lasten are never closed by an entry."""
    equity = {a for a in books.by_account if a.split(":")[0] == "Equity"}
    for entry in books.transactions:
        accounts = [posting.account for posting in entry.postings]
        if not (equity.isdisjoint(accounts) or books.results.isdisjoint(accounts)):
            yield fault(entry.meta, "result-closed")


def placed(books: Books) -> Iterator[Fault]:
    """Demand a declared dagboek for each entry, in the folder of its boekjaar."""
    stems = {name for _, (name, *_) in books.customs("dagboek")}
    folders: dict[date, str] = {}
    for entry in books.transactions:
        if not entry.meta["filename"].endswith(".beancount"):
            continue  # a plugin made it
        folder, stem = parts(entry.meta["filename"])
        if stem not in stems:
            yield fault(entry.meta, "dagboek", name=stem)
        if entry.date not in folders:
            folders[entry.date] = books.boekjaar_of(entry.date).name
        if folder != folders[entry.date]:
            yield fault(entry.meta, "folder", boekjaar=folders[entry.date])


def documented(books: Books) -> Iterator[Fault]:
    """Demand that a document is, to the byte, what it was when it was booked."""
    for entry in books.directives(data.Document):
        said = entry.meta.get("sha256")
        if not said:
            yield fault(entry.meta, "document-unsealed", name=_name(entry))
        elif _digest(entry.filename) not in (said, ""):
            yield fault(entry.meta, "document-changed", name=_name(entry))


def settled(books: Books, end: date) -> Iterator[Fault]:
    """Demand that a settlement, or a transfer between own accounts, comes to zero.

    A settlement does as soon as the bank has paid it out; what is not paid out, or
    has left one account only, may be on its way in the last days of the boekjaar.
    """
    for link, group in _groups(books).items():
        rgs = TRANSIT[link.partition("-")[0]]
        legs = [
            (books.accounts.get(posting.account, {}), euros(posting))
            for entry in group
            for posting in entry.postings
        ]
        left = sum((amount for meta, amount in legs if meta.get("rgs") == rgs), ZERO)
        paid = rgs == PSP and any("iban" in meta for meta, _ in legs)
        if left and (paid or group[-1].date < end - UNDERWAY):
            yield fault(group[0].meta, "transit", link=link, left=left)


def funded(books: Books, end: date) -> Iterator[Fault]:
    """Demand that a fund moves by its own baten and lasten, and by nothing else."""
    funds = {
        meta["fonds"]: account
        for account, meta in books.accounts.items()
        if "fonds" in meta and account not in books.results
    }
    opening = {name for _, (name, kind, *_) in books.customs("dagboek") if kind == "O"}
    for boekjaar in _boekjaren(books, end):
        if later := books.bestemming(boekjaar):
            earned = _by_fund(books, boekjaar)
            for fonds in sorted(funds.keys() | earned.keys(), key=str):
                account = funds.get(fonds, "")
                moved = [
                    posted
                    for posted in books.on(account, boekjaar)
                    if BESTEMMING not in (posted.entry.tags or ())
                    and dagboek(posted.entry) not in opening
                ]
                moved += [p for p in later if p.posting.account == account]
                left = earned.get(fonds, ZERO) - sum((p.amount for p in moved), ZERO)
                if left:
                    place = books.accounts.get(account) or later[0].entry.meta
                    values = {"fonds": fonds, "boekjaar": boekjaar.name, "left": left}
                    yield fault(place, "fund", **values)


def appropriated(books: Books, end: date) -> Iterator[Fault]:
    """Demand that what is appropriated is the saldo; an earlier one may not lack."""
    earnings = books.previous_earnings
    for boekjaar in _boekjaren(books, end):
        moved = books.bestemming(boekjaar)
        sums = books.sums(boekjaar)
        saldo = sum(
            (sums[account] for account in sums if account in books.results), ZERO
        )
        left = saldo + sum(
            (p.amount for p in moved if p.posting.account == earnings), ZERO
        )
        if left and (moved or boekjaar.end < end):
            place = moved[0].entry.meta if moved else _main(books)
            yield fault(place, "bestemming", boekjaar=boekjaar.name, left=left)


def waiting(books: Books, end: date) -> Iterator[Fault]:
    """Demand that nothing dated before a day waits for a person."""
    for entry in books.transactions:
        if entry.flag == "!" and entry.date < end:
            ref = entry.meta.get("ref", "?")
            if entry.postings:
                amount = abs(euros(entry.postings[0]))
                values = {"amount": amount, "day": entry.date, "ref": ref}
                yield Fault(entry.meta, "waits", values, entry)
            else:
                values = {"ref": ref, "reden": entry.meta.get("reden", "?")}
                yield Fault(entry.meta, "waits-document", values, entry)


ENTRIES: tuple[Check, ...] = (
    tolerance,
    labelled,
    numbered,
    declared,
    worded,
    known,
    nameless,
    unique,
    plain,
    unclosed,
    placed,
    gaps,
)
FILES: tuple[Check, ...] = (documented, aangifte.faults, vrijwilligers.faults)
YEARS: tuple[YearCheck, ...] = (settled, funded, appropriated, waiting)


def _name(entry: data.Document) -> str:
    return Path(entry.filename).name


def _digest(filename: str) -> str:
    """Give the SHA-256 of a file, or "" where there is none: Beancount tells that."""
    try:
        with open(filename, "rb", buffering=0) as file:  # noqa: PTH123  # many are read
            return sha256(file.read()).hexdigest()
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        return ""


def _main(books: Books) -> Mapping[str, object]:
    return {"filename": books.options.get("filename", "?"), "lineno": 1}


def _strange(books: Books) -> list[tuple[data.Meta, str, Any]]:
    """Give each label whose value is not declared, and what is to be a text but isn't.

    A ledger has much metadata: it is gone over once.
    """
    allowed = {tuple(said) for _, said in books.customs("waarde")}
    wanted = TEXTS.union(LABELS)
    found = []
    for place, meta in _metas(books):
        for key in meta:
            if key in wanted:
                value = meta[key]
                text = key in TEXTS
                if not (isinstance(value, str) if text else (key, value) in allowed):
                    found.append((place, key, value))
    return found


def _metas(books: Books) -> Iterator[tuple[data.Meta, data.Meta]]:
    """Give all metadata in which a label may stand, each after its place."""
    for meta in books.accounts.values():
        yield meta, meta
    for entry in books.transactions:
        yield entry.meta, entry.meta
        for posting in entry.postings:
            yield entry.meta, posting.meta or {}


def _groups(books: Books) -> Mapping[str, list[data.Transaction]]:
    """Give the entries of each settlement and each transfer, by its link."""
    found: defaultdict[str, list[data.Transaction]] = defaultdict(list)
    for entry in books.transactions:
        for link in entry.links or ():
            if link.partition("-")[0] in TRANSIT:
                found[link].append(entry)
    return found


def _boekjaren(books: Books, end: date) -> Iterator[Period]:
    """Give every boekjaar with entries that ended by a day, the first one first."""
    if books.transactions:
        boekjaar = books.boekjaar_of(books.transactions[0].date)
        while boekjaar.end <= end:
            yield boekjaar
            boekjaar = books.boekjaar_of(boekjaar.end)


def _by_fund(books: Books, boekjaar: Period) -> Mapping[str, Decimal]:
    found: defaultdict[str, Decimal] = defaultdict(Decimal)
    for account in books.results:
        for posted in books.on(account, boekjaar):
            if fonds := books.label(posted, "fonds"):
                found[fonds] += posted.amount
    return found
