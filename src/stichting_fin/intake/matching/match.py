"""Matching: which open items a payment settles, with the evidence for it.

Only what is certain is a match: the identity that we gave a payment ourselves, a
structured reference, or the number of an invoice as a whole word together with its
amount or its party. Never an amount alone, never one of two equal candidates. What is
only likely is a proposal (`propose`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from itertools import combinations
from typing import NamedTuple

from stichting_fin.intake.matching.candidates import Hit, Open, total, wants
from stichting_fin.intake.matching.mention import LONG, near, signs, words
from stichting_fin.intake.statement import Line
from stichting_fin.money import ZERO
from stichting_fin.openitems import Item
from stichting_fin.relations import Relation, bare

SLACK = Decimal("0.05")  # EUR that may differ where the reference is exact
DATE = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}")
DIGITS = 3  # digits by which a word may be the number of an invoice
MANY = 12  # items of one other side of which every sum is tried


class Match(NamedTuple):
    """What a payment settles.

    Attributes:
        parts: Each item with the EUR that it gets, signed as the bank line.
        evidence: "betaalbatch", "kenmerk", "nummer" or "abonnement", with what was
            seen.
        seen: What else agrees: "iban", "naam", "bedrag", "deel", "meer".
        rounding: EUR of the line that settles nothing: a few cents.
    """

    parts: tuple[tuple[Item, Decimal], ...]
    evidence: str
    seen: tuple[str, ...] = ()
    rounding: Decimal = ZERO


def match(
    line: Line,
    payer: Relation | None,
    items: Open,
    *,
    own: str = "",
    hint: Relation | None = None,
) -> Match | None:
    """Give what a bank line certainly settles, or None.

    Args:
        line: What the bank booked.
        payer: Whose account or name it is.
        items: What is open.
        own: The IBAN of our own account.
        hint: Whose name it resembles, where nobody's account or name it is.
    """
    if sent := items.sent(line, own):
        return _settled(sent, line, payer, "betaalbatch", exact=True)
    if (found := _referred(line, payer, items)) or (
        found := _numbered(line, payer, items, hint)
    ):
        return found
    return _subscribed(line, payer, items)


def sums(items: Iterable[Item], amount: Decimal, most: int = 2) -> list[list[Item]]:
    """Give the ways in which whole items make up an amount: `most` of them, at most.

    Of more items than can be tried, each of them and each pair.
    """
    tried = list(items)
    sizes = range(1, len(tried) + 1) if len(tried) <= MANY else (1, 2)
    found: list[list[Item]] = []
    for size in sizes:
        for some in combinations(tried, size):
            if total(some) == amount:
                found.append(list(some))
                if len(found) == most:
                    return found
    return found


def rivals(item: Item, amount: Decimal, items: Open) -> bool:
    """Tell whether other items of its relation, as invoiced, about make up an amount.

    Then money of another amount that names this one may be meant for those.
    """
    others = [x for x in items.all_of(item.relatie) if x is not item]
    if len(others) > MANY:
        made = {other.amount for other in others}
    else:
        made = {ZERO}
        for other in others:
            made |= {each + other.amount for each in made}
    sought = (amount, amount - item.amount)
    return any(abs(s - each) <= SLACK for s in sought for each in made - {ZERO})


def said(line: Line) -> str:
    """Give all that the payer wrote."""
    return f"{line.text} {line.end_to_end_id}"


def seen(line: Line, payer: Relation | None) -> tuple[str, ...]:
    """Say by what the other side of a line is known."""
    if not payer:
        return ()
    return ("iban",) if line.iban and _holds(payer, line.iban) else ("naam",)


def _holds(relation: Relation, iban: str) -> bool:
    return bare(iban) in map(bare, relation.iban)


def _referred(line: Line, payer: Relation | None, items: Open) -> Match | None:
    found = items.referred(line)
    if len(found) > 1 and total(found) != line.amount:
        found = [item for item in found if item.open == line.amount]
    if len(found) == 1 or (found and total(found) == line.amount):
        return _settled(found, line, payer, "kenmerk", exact=True)
    return None


def _numbered(
    line: Line, payer: Relation | None, items: Open, hint: Relation | None
) -> Match | None:
    hits = items.named(said(line))
    if payer:
        hits = [hit for hit in hits if hit.item.relatie == payer.key]
    if not hits or len({hit.item.relatie for hit in hits}) > 1:
        return None
    hits = settling(hits, line.amount)
    found = [hit.item for hit in hits]
    exact = all(hit.whole and signs(hit.item.nummer) >= LONG for hit in hits)
    if found and total(found) == line.amount:
        sure = _party(hits, items, payer) if payer else _alone(hits, line, items, hint)
        return _settled(found, line, payer, "nummer") if sure else None
    if not found or not payer or not exact:
        return None
    if abs(total(found) - line.amount) <= SLACK < abs(line.amount):
        return _settled(found, line, payer, "nummer", exact=True)
    if len(found) == 1 and _otherwise(found[0], line, items):
        return _settled(found, line, payer, "nummer")
    return None


def _otherwise(item: Item, line: Line, items: Open) -> bool:
    """Tell whether another amount than what is open is surely meant for an item."""
    if line.date < (item.date or line.date):
        return False
    return not _unexplained(line, item) and not rivals(item, line.amount, items)


def settling(hits: list[Hit], amount: Decimal) -> list[Hit]:
    """Give the hits that money of this sign settles; credit notes where all add up."""
    if len(hits) > 1 and total(hit.item for hit in hits) == amount:
        return hits
    return [hit for hit in hits if wants(hit.item, amount)]


def _party(hits: list[Hit], items: Open, payer: Relation) -> bool:
    """Tell whether the numbers are sure: a short one may be any number."""
    item = hits[0].item
    if len(hits) > 1 or signs(item.nummer) >= LONG:
        return True
    return not _equals(item, items.due(item.open, payer.key))


def _alone(hits: list[Hit], line: Line, items: Open, hint: Relation | None) -> bool:
    """Tell whether the numbers are sure where nobody knows who paid.

    What a stranger writes in digits alone may be the number of anything.
    """
    stranger = bool(line.counterparty) and not hint
    for item, straight, _ in hits:
        if not straight or signs(item.nummer) < LONG:
            return False
        if stranger and signed(item).isdigit():
            return False
        if hint and hint.key != item.relatie:
            return False
        equals = _equals(item, items.due(item.open))
        if any(near(signed(x), signed(item)) for x in equals):
            return False
    return True


def _equals(item: Item, due: list[Item]) -> list[Item]:
    """Give the other items just as due, of which nothing was paid yet.

    What is half paid does not become an equal: a match that is certain stays so,
    whatever came in before it.
    """
    return [other for other in due if other is not item and not other.paid]


def signed(item: Item) -> str:
    """Give an item's number without separators."""
    return bare(item.nummer)


def _unexplained(line: Line, item: Item) -> bool:
    """Tell whether a text holds another word that may be the number of an invoice."""
    others = (bare(word) for word in words(line.text) if not DATE.fullmatch(word))
    return any(
        len(word) >= LONG and sum(map(str.isdigit, word)) >= DIGITS
        for word in others
        if word != signed(item)
    )


def _subscribed(line: Line, payer: Relation | None, items: Open) -> Match | None:
    """Match by account and amount, where a person switched that on."""
    if not payer or not payer.abonnement or not _holds(payer, line.iban):
        return None
    found = items.due(line.amount, payer.key)
    named = (hit.item for hit in items.named(said(line)))
    others = (x for x in named if x.relatie == payer.key and x not in found)
    if len(found) != 1 or any(others):
        return None
    return _settled(found, line, payer, "abonnement")


def _settled(
    found: list[Item],
    line: Line,
    payer: Relation | None,
    how: str,
    *,
    exact: bool = False,
) -> Match:
    """Share the money out; what one invoice gets too much stays open on it."""
    evidence = f"{how} {' '.join(item.nummer for item in found)}"
    rest = line.amount - total(found)
    known = seen(line, payer)
    parts = tuple((item, item.open) for item in found)
    if not rest:
        return Match(parts, evidence, (*known, "bedrag"))
    if exact and abs(rest) <= SLACK < abs(line.amount):
        return Match(parts, evidence, (*known, "afronding"), rest)
    more = abs(line.amount) > abs(found[0].open)
    word = "meer" if more else "deel"
    return Match(((found[0], line.amount),), evidence, (*known, word))
