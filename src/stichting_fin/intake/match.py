"""Matching: which open items a payment settles, with the evidence for it.

Only what is certain is a match: the identity that we gave a payment ourselves, a
structured reference, or the number of an invoice as a whole word together with its
amount or its party. Never an amount alone, never one of two equal candidates.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from stichting_fin.intake.statement import Line
from stichting_fin.money import ZERO
from stichting_fin.openitems import Item
from stichting_fin.payment import end_to_end_id
from stichting_fin.relations import Relation, bare

TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]*")
LONG = 5  # signs from which a number alone may name an invoice


class Match(NamedTuple):
    """What a payment settles.

    Attributes:
        parts: Each item with the EUR that it gets, signed as the bank line.
        evidence: "betaalbatch", "kenmerk" or "nummer", with what was seen.
    """

    parts: tuple[tuple[Item, Decimal], ...]
    evidence: str


class Open:
    """The items that are open now, found by reference, number and relation."""

    def __init__(
        self, items: Iterable[Item], sent: Mapping[str, tuple[str, ...]] | None = None
    ) -> None:
        """Take in items, and the links behind each identity of payments sent."""
        self._sent = sent or {}
        self._ids: defaultdict[str, list[Item]] = defaultdict(list)
        self._links: dict[str, Item] = {}
        self._references: defaultdict[str, list[Item]] = defaultdict(list)
        self._numbers: defaultdict[str, list[Item]] = defaultdict(list)
        self._relations: defaultdict[str, list[Item]] = defaultdict(list)
        for item in items:
            self.add(item)

    def add(self, item: Item) -> None:
        """Take in an item that came to the books."""
        if item.reference:
            self._references[bare(item.reference)].append(item)
        if item.link:
            self._links.setdefault(item.link, item)
            self._ids[end_to_end_id([item.link])].append(item)
        self._numbers[bare(item.nummer)].append(item)
        self._relations[item.relatie].append(item)

    def of(self, relatie: str, amount: Decimal) -> list[Item]:
        """Give the relation's items that money of this sign can settle."""
        return [item for item in self._relations[relatie] if _wants(item, amount)]

    def numbered(self, relatie: str, nummer: str) -> Item | None:
        """Give the relation's item of that number."""
        return next(
            (x for x in self._numbers[bare(nummer)] if x.relatie == relatie), None
        )

    def linked(self, link: str) -> Item | None:
        """Give the item of a link."""
        return self._links.get(link)

    def sent(self, line: Line) -> list[Item]:
        """Give the items that we ourselves sent this payment for.

        It carries our own identity of it, or is the sum of a batch that we sent.
        """
        if line.amount > 0:
            return []
        words = (line.end_to_end_id, line.batch, *TOKEN.findall(line.text))
        for name in words:
            known = [self._links.get(link) for link in self._sent.get(name, ())]
            found = [item for item in known if item and item.open]
            if found and sum((item.open for item in found), ZERO) == line.amount:
                return found
        named = self._ids.get(line.end_to_end_id, [])
        own = [item for item in named if _wants(item, line.amount)]
        return own if len(own) == 1 else []

    def referred(self, reference: str, amount: Decimal) -> list[Item]:
        """Give the items that ask for this very payment reference."""
        found = self._references[bare(reference)] if bare(reference) else []
        return [item for item in found if _wants(item, amount)]

    def named(self, text: str, amount: Decimal) -> list[Item]:
        """Give the items whose number stands in a text as a whole word."""
        found: dict[int, Item] = {}
        for word in _words(text):
            for item in self._numbers.get(word, ()):
                if _wants(item, amount):
                    found.setdefault(id(item), item)
        return list(found.values())


def match(line: Line, payer: Relation | None, items: Open) -> Match | None:
    """Give what a bank line certainly settles, or None."""
    if own := items.sent(line):
        return _settled(own, line.amount, "betaalbatch")
    by_reference = items.referred(line.structured_reference, line.amount)
    if len(by_reference) == 1:
        return _settled(by_reference, line.amount, "kenmerk")
    said = f"{line.text} {line.end_to_end_id}"
    found = items.named(said, line.amount)
    if payer:
        found = [item for item in found if item.relatie == payer.key]
    elif len({item.relatie for item in found}) > 1:
        return None
    exact = sum((item.open for item in found), ZERO) == line.amount
    sure = exact and all(len(bare(item.nummer)) >= LONG for item in found)
    if found and (payer or sure) and (exact or len(found) == 1):
        return _settled(found, line.amount, "nummer")
    return None


def _settled(found: list[Item], amount: Decimal, how: str) -> Match:
    """Share the money out; what one invoice gets too much stays open on it."""
    numbers = " ".join(item.nummer for item in found)
    if len(found) == 1:
        return Match(((found[0], amount),), f"{how} {numbers}")
    return Match(tuple((item, item.open) for item in found), f"{how} {numbers}")


def _wants(item: Item, amount: Decimal) -> bool:
    return item.open * amount > 0 and bool(item.link)


def _words(text: str) -> Iterator[str]:
    """Give the words of a text without signs, and two neighbours as one word."""
    words = [bare(word) for word in TOKEN.findall(text)]
    yield from words
    for left, right in pairwise(words):
        yield left + right
