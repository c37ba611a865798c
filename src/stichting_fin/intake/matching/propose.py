"""Proposals: what a payment probably settles, each with its reasons, best first.

A person accepts one, or says what it was. Nothing is proposed by its amount alone to
another side than the one that paid, and of equal candidates each is listed. The
reasons are Dutch, as all reasons in the ledger are.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum
from typing import NamedTuple

from stichting_fin.intake.matching.candidates import Hit, Open, total, wants
from stichting_fin.intake.matching.match import MANY, said, seen, signed, sums
from stichting_fin.intake.matching.mention import LONG, likely, mentions, near, signs
from stichting_fin.intake.statement import Line
from stichting_fin.openitems import Item
from stichting_fin.relations import Relation

MOST = 5  # proposals that a person reads
CROWD = 200  # items of one amount among which a number with a slip says nothing


class Rank(IntEnum):
    """How much speaks for a proposal: what is lower is better."""

    REFERENCE = 0
    NAMED = 1
    NEAR = 2
    WITH = 3
    AMOUNT = 4
    ALL = 5
    SUM = 6
    PARTLY = 7
    LIKE = 8
    ONLY = 9


class Proposal(NamedTuple):
    """Items that a payment probably settles, together.

    Attributes:
        items: All of them are meant.
        reason: What speaks for it, in Dutch.
    """

    rank: Rank
    items: tuple[Item, ...]
    reason: str

    @property
    def links(self) -> str:
        """The links of its items, as a decision names them."""
        return " ".join(item.link for item in self.items)


class Asked(NamedTuple):
    """A line that nobody can place for certain, and who seems to have paid.

    Attributes:
        party: Whose account or name it is, or whose name it resembles.
        known: What the party is known by: "rekening bekend".
    """

    line: Line
    items: Open
    party: Relation | None
    known: str


def proposals(
    line: Line, payer: Relation | None, hint: Relation | None, items: Open
) -> list[Proposal]:
    """Give what a line probably settles, best first; equal ones have one rank."""
    known = {"iban": "rekening bekend", "naam": "naam bekend"}
    words = [known[each] for each in seen(line, payer)] or ["naam lijkt erop"]
    asked = Asked(line, items, payer or hint, words[0])
    found: dict[frozenset[str], Proposal] = {}
    for each in sorted(_all(asked), key=lambda proposal: proposal.rank):
        found.setdefault(frozenset(item.link for item in each.items), each)
    return list(found.values())[:MOST]


def sole(found: list[Proposal]) -> bool:
    """Tell whether the first proposal has no equal."""
    return len(found) == 1 or (len(found) > 1 and found[0].rank < found[1].rank)


def _all(asked: Asked) -> Iterator[Proposal]:
    yield from _referred(asked)
    yield from _named(asked)
    yield from _near(asked)
    if asked.party:
        yield from _owed(asked, asked.party)


def _referred(asked: Asked) -> Iterator[Proposal]:
    found = asked.items.referred(asked.line)
    exact = [item for item in found if item.open == asked.line.amount]
    word = "kenmerk klopt, bedrag klopt" if exact else "kenmerk klopt"
    for item in exact or found:
        yield Proposal(Rank.REFERENCE, (item,), word)


def _named(asked: Asked) -> Iterator[Proposal]:
    """Propose what the text names: what adds up, and what does not."""
    party, amount = asked.party, asked.line.amount
    hits = asked.items.named(said(asked.line))
    own = [hit for hit in hits if party and hit.item.relatie == party.key]
    for relatie in dict.fromkeys(hit.item.relatie for hit in own or hits):
        some = [hit for hit in own or hits if hit.item.relatie == relatie]
        who = asked.known if own else "betaler niet herkend"
        made = sums((hit.item for hit in some), amount, MOST)
        for each in made:
            why = f"nummer in de tekst, bedrag klopt, {who}"
            yield Proposal(Rank.NAMED, tuple(each), why)
        found = [h for h in some if wants(h.item, amount)]
        if own and found and not made:
            yield from _with(asked, found)
        if found and not made and (own or all(_surely(hit) for hit in found)):
            why = f"nummer in de tekst, bedrag wijkt af, {who}"
            yield Proposal(Rank.PARTLY, tuple(hit.item for hit in found), why)


def _surely(hit: Hit) -> bool:
    return hit.whole and hit.straight and signs(hit.item.nummer) >= LONG


def _with(asked: Asked, hits: list[Hit]) -> Iterator[Proposal]:
    """Propose what is named together with what is not: one may be mistyped."""
    named = [hit.item for hit in hits]
    amount = asked.line.amount
    taken = set(map(id, named))
    known = asked.items.all_of(named[0].relatie)
    for some in sums((x for x in known if id(x) not in taken), amount - total(named)):
        why = f"een nummer in de tekst, som klopt, {asked.known}"
        yield Proposal(Rank.WITH, (*named, *some), why)


def _near(asked: Asked) -> Iterator[Proposal]:
    """Propose what has nearly the number in the text: of the party, or this amount."""
    party, amount = asked.party, asked.line.amount
    if not (heard := list(filter(likely, mentions(asked.line.text)))):
        return
    own = asked.items.of(party.key, amount) if party else []
    equal = asked.items.due(amount)
    if len(equal) > CROWD:
        equal = [item for item in own if item.open == amount]
    for item in {id(item): item for item in (*own, *equal)}.values():
        number = signed(item)
        if not any(near(word, number) for word in heard):
            continue
        if item.open == amount:
            mine = party and item.relatie == party.key
            who = asked.known if mine else "betaler niet herkend"
            reason = f"nummer lijkt erop, bedrag klopt, {who}"
            rank = Rank.NEAR if mine or not party else Rank.SUM
            yield Proposal(rank, (item,), reason)
        elif number not in heard:
            reason = f"nummer lijkt erop, bedrag wijkt af, {asked.known}"
            yield Proposal(Rank.LIKE, (item,), reason)


def _owed(asked: Asked, party: Relation) -> Iterator[Proposal]:
    """Propose what the party owes, or is owed, by amounts."""
    amount = asked.line.amount
    exact = asked.items.due(amount, party.key)
    which = "enige open post" if len(exact) == 1 else "een van meer open posten"
    for item in exact:
        why = f"{which} met dit bedrag, {asked.known}"
        yield Proposal(Rank.AMOUNT, (item,), why)
    owed = asked.items.of(party.key, amount)
    notes = asked.items.of(party.key, -amount)
    if notes and owed and total((*owed, *notes)) == amount:
        why = f"alles wat openstaat, met creditnota's, {asked.known}"
        yield Proposal(Rank.ALL, (*owed, *notes), why)
    if len(owed) <= MANY:
        made = sums(owed, amount) if not exact else []
        if len(made) == 1:
            why = f"enige som van open posten, {asked.known}"
            yield Proposal(Rank.SUM, tuple(made[0]), why)
    if len(owed) == 1 and abs(amount) < abs(owed[0].open):
        why = f"enige open post, bedrag is een deel, {asked.known}"
        yield Proposal(Rank.ONLY, tuple(owed), why)
