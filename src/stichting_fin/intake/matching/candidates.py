"""Candidates: the items that are open now, found by all that may name them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from stichting_fin.intake.matching.mention import mentions, references, spellings, words
from stichting_fin.intake.statement import Line
from stichting_fin.money import ZERO
from stichting_fin.openitems import Item
from stichting_fin.payment import Handed, end_to_end_id
from stichting_fin.relations import bare

NEAR = 3  # days between the execution of a batch and its line
Bucket = dict[int, Item]  # by the place at which they came


class Hit(NamedTuple):
    """An item that a text names.

    Attributes:
        straight: But for blanks the number stands there as it is.
        whole: It stands there as one word.
    """

    item: Item
    straight: bool
    whole: bool


class Open:
    """The items that are open now, found by reference, number, relation and amount.

    What is settled is a candidate no longer; `settle` is told of each payment.
    """

    def __init__(
        self,
        items: Iterable[Item],
        sent: Mapping[str, tuple[str, ...]] | None = None,
        handed: Sequence[Handed] = (),
    ) -> None:
        """Take in items, and what is known of payments that we sent."""
        self._sent = sent or {}
        self._handed = handed
        self._ids: defaultdict[str, list[Item]] = defaultdict(list)
        self._links: dict[str, Item] = {}
        self._references: defaultdict[str, list[Item]] = defaultdict(list)
        self._numbers: defaultdict[str, list[Item]] = defaultdict(list)
        self._relations: defaultdict[tuple[str, bool], Bucket] = defaultdict(dict)
        self._amounts: defaultdict[Decimal, Bucket] = defaultdict(dict)
        self._places: dict[int, int] = {}
        self._due: defaultdict[tuple[str, Decimal], Bucket] = defaultdict(dict)
        for item in items:
            self.add(item)

    def add(self, item: Item) -> None:
        """Take in an item that came to the books."""
        if item.reference:
            self._references[bare(item.reference)].append(item)
        if item.link:
            self._links.setdefault(item.link, item)
            self._ids[end_to_end_id([item.link])].append(item)
        self._places.setdefault(id(item), len(self._places))
        for spelling in spellings(item.nummer):
            self._numbers[spelling].append(item)
        self._enter(item)

    def settle(self, item: Item, amount: Decimal) -> None:
        """Let an item have EUR of a bank line, signed as that line."""
        for bucket in self._buckets(item):
            bucket.pop(self._places[id(item)], None)
        item.paid -= amount
        self._enter(item)

    def of(self, relatie: str, amount: Decimal) -> list[Item]:
        """Give the relation's items that money of this sign can settle."""
        return _ordered(self._relations[relatie, amount > 0])

    def all_of(self, relatie: str) -> list[Item]:
        """Give the relation's open items, whichever side owes."""
        return _ordered(
            self._relations[relatie, True] | self._relations[relatie, False]
        )

    def due(self, amount: Decimal, relatie: str | None = None) -> list[Item]:
        """Give the items, of one relation or all, of which this very amount is open."""
        if relatie is None:
            return _ordered(self._amounts[amount])
        return _ordered(self._due[relatie, amount])

    def numbered(self, relatie: str, nummer: str) -> Item | None:
        """Give the relation's item of that number."""
        known = self._numbers[bare(nummer)]
        return next((item for item in known if item.relatie == relatie), None)

    def linked(self, link: str) -> Item | None:
        """Give the item of a link."""
        return self._links.get(link)

    def sent(self, line: Line, own: str = "") -> list[Item]:
        """Give the items that we ourselves sent this payment for.

        It carries our own identity of it, or is the sum of a batch that we sent.
        """
        if line.amount > 0:
            return []
        for name in (line.end_to_end_id, line.batch, *words(line.text)):
            found = self._behind(self._sent.get(name, ()))
            if found and total(found) == line.amount:
                return found
        named = self._ids.get(line.end_to_end_id, [])
        mine = [item for item in named if wants(item, line.amount)]
        return mine if len(mine) == 1 else self._batched(line, own)

    def referred(self, line: Line) -> list[Item]:
        """Give the items that ask for the reference of a line, or one in its text."""
        if not self._references:
            return []
        found: dict[int, Item] = {}
        for reference in (bare(line.structured_reference), *references(line.text)):
            for item in self._references.get(reference, ()):
                if wants(item, line.amount):
                    found[id(item)] = item
        return list(found.values())

    def named(self, text: str) -> list[Hit]:
        """Give the open items whose number stands in a text as a whole word."""
        found: dict[int, Hit] = {}
        for spelling, whole in mentions(text).items():
            straight = not spelling.startswith("~")
            for item in self._numbers.get(spelling, ()):
                old = found.get(id(item), Hit(item, straight=False, whole=False))
                if item.open and item.link:
                    found[id(item)] = Hit(
                        item, old.straight or straight, old.whole or whole
                    )
        return list(found.values())

    def _behind(self, links: Iterable[str]) -> list[Item]:
        known = map(self._links.get, links)
        return [item for item in known if item and item.open]

    def _batched(self, line: Line, own: str) -> list[Item]:
        """Give the items of the one group sent of this sum, at about this day."""
        if line.iban:
            return []
        found = [
            items
            for each in self._handed
            if bare(each.iban) == bare(own)
            and abs((each.day - line.date).days) <= NEAR
            and each.amount == -line.amount
            and (items := self._behind(each.links))
            and total(items) == line.amount
        ]
        return found[0] if len(found) == 1 else []

    def _enter(self, item: Item) -> None:
        if item.open and item.link:
            for bucket in self._buckets(item):
                bucket[self._places[id(item)]] = item

    def _buckets(self, item: Item) -> tuple[Bucket, Bucket, Bucket]:
        return (
            self._relations[item.relatie, item.open > 0],
            self._amounts[item.open],
            self._due[item.relatie, item.open],
        )


def _ordered(bucket: Bucket) -> list[Item]:
    return [bucket[place] for place in sorted(bucket)]


def total(items: Iterable[Item]) -> Decimal:
    """Add up what is open of items: EUR."""
    return sum((item.open for item in items), ZERO)


def wants(item: Item, amount: Decimal) -> bool:
    """Tell whether money of this sign can settle an item."""
    return item.open * amount > 0 and bool(item.link)
