"""Betaalbatch: the purchase invoices that are due, as transfers for the bank.

An invoice that must not be paid as it stands is left out, and a fault says why. What
may well be right, but is how invoice fraud looks, is paid with a loud warning.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from stichting_fin.books import Books
from stichting_fin.fault import Fault, UnreadableError, fault
from stichting_fin.lookalike import lookalike
from stichting_fin.money import ZERO
from stichting_fin.openitems import (
    CREDITEUREN,
    G_REKENING,
    Item,
    claim,
    open_items,
    side,
)
from stichting_fin.payment import (
    EEA,
    LONGEST,
    Address,
    Batch,
    Transfer,
    checked,
    compact,
    end_to_end_id,
    is_iban,
    issuer,
)
from stichting_fin.relations import Relation, Relations
from stichting_fin.table import Column, Form, Kind, Row, Table

BETAALREKENING = "BLimBanRba"  # the RGS code of a current account
G = "-G"  # how the identity of a payment on a G-rekening ends
COLUMNS = (
    Column("IBAN", Form.TEXT),
    Column("Kenmerk of factuur", Form.TEXT),
    Column("Uitvoeren op", Form.DATE),
    Column("Bedrag"),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be paid, and when.

    Attributes:
        until: The last day on which an invoice may be due.
        earliest: The first day on which the bank can execute anything.
        on: The day on which to execute all of it; None for each when it is due.
        net: Whether credit notes are taken off what the same creditor gets.
        sent: The links that each earlier batch settles, by its identities.
    """

    until: date
    earliest: date
    on: date | None = None
    net: bool = False
    sent: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Betaalbatch:
    """A batch, what was left out of it, and what somebody must look at first."""

    batch: Batch
    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...]

    def table(self) -> Table:
        """Lay the batch out for the two who sign it."""
        rows = [
            Row(
                Kind.LINE,
                each.naam,
                (each.iban, each.reference or each.text, each.day, each.amount),
                each.id,
            )
            for each in self.batch.transfers
        ]
        total = Row(Kind.TOTAL, "Totaal", ("", "", None, self.batch.total))
        title = f"Betalingen van {self.batch.iban}"
        return Table(title, COLUMNS, (*rows, total), "Begunstigde", self.batch.id)


@dataclass(frozen=True, slots=True)
class Paid:
    """How a relation was last paid: to which account, and by its own collection."""

    ibans: tuple[str, ...]
    incasso: bool


def build(books: Books, relations: Relations, asked: Asked) -> Betaalbatch:
    """Gather what is due into a batch, in the order of the creditors' keys.

    Raises:
        UnreadableError: The books do not name one account to pay from.
    """
    desk = _Desk(books, relations, asked)
    iban = betaalrekening(books)
    transfers = tuple(desk.transfers())
    naam = books.facts(asked.earliest).get("naam", "")
    batch = Batch(naam, iban, transfers)
    return Betaalbatch(batch, tuple(desk.faults), tuple(desk.warnings))


def betaalrekening(books: Books) -> str:
    """Give the IBAN of our current account, from which we pay and on which we are paid.

    Raises:
        UnreadableError: The books do not name one account, or no sound IBAN of it.
    """
    account = books.accounts[books.account("rgs", BETAALREKENING)]
    if not is_iban(iban := compact(account.get("iban", ""))):
        raise UnreadableError("pay-account", books.path or "?", iban=iban)
    return iban


class _Desk:
    """One run over the open items, which collects what it has to say."""

    def __init__(self, books: Books, relations: Relations, asked: Asked) -> None:
        self.books = books
        self.relations = relations
        self.asked = asked
        self.faults: list[Fault] = []
        self.warnings: list[Fault] = []
        self.paid = _paid(books)
        self.own = {
            compact(meta["iban"]) for meta in books.accounts.values() if "iban" in meta
        }
        self.handed = {
            link: name for name, links in asked.sent.items() for link in links
        }

    def transfers(self) -> Iterator[Transfer]:
        """Give the transfers, and take down faults and warnings."""
        owed: defaultdict[str, list[Item]] = defaultdict(list)
        for item in open_items(self.books):
            if side(self.books.accounts[item.account]) == CREDITEUREN:
                owed[item.relatie].append(item)
        for relatie in sorted(owed):
            due = [item for item in owed[relatie] if self._is_due(item)]
            new = [item for item in due if not self._batched(item)]
            if new and (relation := self._relation(relatie, new)):
                yield from self._creditor(relation, new, owed[relatie])

    def _is_due(self, item: Item) -> bool:
        day = _due(item)
        return bool(item.link) and item.open < 0 and day <= self.asked.until

    def _batched(self, item: Item) -> bool:
        name = self.handed.get(item.link, "")
        if name:
            self._refuse(item, "pay-batched", batch=name)
        return bool(name)

    def _relation(self, relatie: str, due: list[Item]) -> Relation | None:
        """Give the creditor, unless it is unknown or collects its money itself."""
        relation = self.relations.all.get(relatie)
        if relation is None:
            for item in due:
                self._refuse(item, "pay-relation", relatie=relatie)
        elif self.last(relatie).incasso:
            for item in due:
                self._warn(item, "pay-incasso", naam=relation.naam)
            return None
        return relation

    def last(self, relatie: str) -> Paid:
        """Tell how a relation was paid before."""
        return self.paid.get(relatie, Paid((), incasso=False))

    def _creditor(
        self, relation: Relation, due: list[Item], owed: list[Item]
    ) -> Iterator[Transfer]:
        by_iban: defaultdict[str, list[Item]] = defaultdict(list)
        for item in due:
            if iban := self._iban(item, relation):
                by_iban[iban].append(item)
        credit = self._in_favour(relation, owed) if by_iban else []
        for iban, items in by_iban.items():
            if not self._blocked(items[0]):
                self._alarm(items[0], relation, iban)
            yield from self._to(relation, iban, items, credit)
            credit = []  # it is taken off once

    def _iban(self, item: Item, relation: Relation) -> str:
        """Give the account to pay an invoice to; "" when it must not be paid."""
        declared = [compact(each) for each in relation.iban]
        before = self.last(relation.key).ibans
        named = [compact(x) for x in _named(item).split(",") if x]
        usual = [each for each in before[-1:] if each in declared or not declared]
        wanted = named or [*usual, *declared]
        known = [each for each in wanted if each in (*declared, *before)]
        iban = next(iter(known or wanted), "")
        if code := self._wrong(iban, known):
            self._refuse(item, code, naam=relation.naam, iban=iban)
            return ""
        return iban

    def _blocked(self, item: Item) -> bool:
        """Tell whether it is to be paid on a G-rekening."""
        return self.books.accounts[item.account].get("rgs") == G_REKENING

    def _wrong(self, iban: str, known: list[str]) -> str:
        if not iban:
            return "pay-iban-none"
        if not is_iban(iban):
            return "pay-iban-check"
        if iban in self.own:
            return "pay-iban-own"
        return "" if known else "pay-iban-unknown"

    def _alarm(self, item: Item, relation: Relation, iban: str) -> None:
        """Warn when the payee is not the one who was paid before: so fraud begins."""
        before = self.last(relation.key).ibans[-1:]
        if before and before[0] != iban:
            values = {"naam": relation.naam, "iban": iban, "was": before[0]}
            self._warn(item, "pay-iban-changed", **values)
        elif not before:
            everyone = self.relations.all
            known = (everyone[key] for key in self.paid if key in everyone)
            if other := lookalike(replace(relation, iban=(iban,)), known):
                values = {"naam": relation.naam, "other": other.naam}
                self._warn(item, "pay-resembles", **values)

    def _in_favour(self, relation: Relation, owed: list[Item]) -> list[Item]:
        """Give the credit notes to take off; tell of what else is in our favour."""
        ours = [x for x in owed if x.open > 0 and x.link not in self.handed]
        notes = [item for item in ours if item.link and item.amount > 0]
        netted = notes if self.asked.net else []
        for item in ours:
            if item not in netted:
                code = "pay-credit" if item in notes else "pay-unexplained"
                values = {"naam": relation.naam, "nummer": item.nummer}
                self._warn(item, code, amount=item.open, **values)
        return netted

    def _to(
        self, relation: Relation, iban: str, items: list[Item], credit: list[Item]
    ) -> Iterator[Transfer]:
        """Give the transfers to one account: one an invoice, or one of all netted."""
        if not credit:
            for item in items:
                yield self._transfer(relation, iban, [item])
        elif _owed([*items, *credit]) > 0:
            yield self._transfer(relation, iban, [*items, *credit])
        else:
            self._warn(items[0], "pay-netted", naam=relation.naam)

    def _transfer(self, relation: Relation, iban: str, items: list[Item]) -> Transfer:
        first, *more = items
        reference = "" if more else str(first.reference)
        known = issuer(reference)
        if known == "CUR" and not checked(compact(reference)):
            self._warn(first, "pay-kenmerk", kenmerk=reference, naam=relation.naam)
        numbers = dict.fromkeys((reference, *(str(item.nummer) for item in items)))
        day = max(self.asked.earliest, min(map(_due, items)))
        links = tuple(item.link for item in items)
        id_ = end_to_end_id(links)
        return Transfer(
            f"{id_[: LONGEST - len(G)]}{G}" if self._blocked(first) else id_,
            self.asked.on or day,
            relation.naam,
            iban,
            _owed(items),
            compact(reference) if known else "",
            " ".join(filter(None, numbers)),
            links,
            self._address(first, relation, iban),
        )

    def _address(self, item: Item, relation: Relation, iban: str) -> Address | None:
        """Give the creditor's address; warn where a bank asks for one in vain."""
        land = relation.land
        if relation.plaats and re.fullmatch("[A-Z]{2}", land):
            return Address(relation.adres, relation.postcode, relation.plaats, land)
        if iban[:2] not in EEA:
            self._warn(item, "pay-address", naam=relation.naam)
        return None

    def _refuse(self, item: Item, code: str, **values: object) -> None:
        self.faults.append(_about(item, code, values))

    def _warn(self, item: Item, code: str, **values: object) -> None:
        self.warnings.append(_about(item, code, values))


def _about(item: Item, code: str, values: Mapping[str, object]) -> Fault:
    place = item.postings[0].entry.meta
    return fault(place, code, **{"nummer": item.nummer, **values})


def _invoice(item: Item) -> Mapping[str, Any]:
    """Give what the invoice itself says: its entry may not be the first on it."""
    metas = (posted.entry.meta for posted in item.postings)
    return next((meta for meta in metas if "factuurdatum" in meta), {})


def _named(item: Item) -> str:
    """Give the accounts that the invoice names for it, with commas between."""
    own = (item.postings[0].posting.meta or {}).get("iban")
    return str(own or _invoice(item).get("iban", ""))


def _owed(items: list[Item]) -> Decimal:
    return -sum((item.open for item in items), ZERO)


def _due(item: Item) -> date:
    """Give the day on which an item is due: at once where it has no term."""
    return item.vervaldatum or item.date or date.min


def _paid(books: Books) -> Mapping[str, Paid]:
    """Tell of each relation how it was paid, as the bank said it."""
    found: dict[str, Paid] = {}
    for posted in books.postings:
        account, meta = posted.posting.account, posted.entry.meta
        owed = books.accounts.get(account, {}).get("rgs") == CREDITEUREN
        if owed and posted.amount > 0 and posted.entry.flag == "*":
            relatie, iban = claim(posted)[0], compact(meta.get("iban", ""))
            if iban and "factuurdatum" not in meta:
                earlier = found[relatie].ibans if relatie in found else ()
                ibans = (*(each for each in earlier if each != iban), iban)
                found[relatie] = Paid(ibans, "mandaat" in meta)
    return found
