"""Apart: a line that tells of several amounts, each judged by itself.

A row of a payment provider is a gross amount and its fee; a batch of a bank is its
payments. The entry stays one, with the line's own amount on its account.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from beancount.core import data

from stichting_fin.books import euros
from stichting_fin.intake.statement import Line
from stichting_fin.money import ZERO
from stichting_fin.profile import Profile, Rule

BRUTO = "bruto"  # what was paid before the fee, in the metadata of an entry
DEEL = "deel"  # the number of a part, in the metadata of its postings
FEE = "fee"  # the code of what a payment provider took off
KOSTEN = "kosten"  # the name of the rule that books it
KEPT = {  # what the first posting of a part keeps, so that it can be decided again
    "naam": "counterparty",
    "tekst": "text",
    "iban": "iban",
    "kenmerk": "structured_reference",
    "e2e": "end_to_end_id",
    "mandaat": "mandate",
    "bron": "key",  # the file that told of it, where that is not the entry's own
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """Where the money of a line goes, who decided it, and why.

    Attributes:
        postings: The counter postings; they add up to minus the line.
        meta: What the transaction says of the decision.
        sure: Whether a rule, a match or a person decided.
    """

    postings: tuple[data.Posting, ...]
    meta: Mapping[str, Any]
    links: frozenset[str] = frozenset()
    sure: bool = True


Judge = Callable[[str, Line, Profile], Verdict]


def judged(ref: str, line: Line, profile: Profile, judge: Judge) -> Verdict:
    """Decide a line as a whole, or else by its parts.

    A fee is always decided apart from what it was taken off. A batch is split only
    where nobody knows it as a whole and its parts explain it to the cent. A person
    may decide about a fee by the ref `<ref>#kosten`, about a part by `<ref>#<n>`.
    """
    whole = line._replace(parts=())
    if fee := _fee(line):
        gross = judge(ref, whole._replace(amount=line.amount - fee), profile)
        taken = Line(line.date, fee, code=FEE)
        cost = judge(f"{ref}#{KOSTEN}", taken, _of_fees(profile))
        meta = {**gross.meta, BRUTO: line.amount - fee}
        postings = (*gross.postings, *_marked(cost.postings, cost.meta))
        links = gross.links | cost.links
        return Verdict(postings, meta, links, sure=gross.sure and cost.sure)
    verdict = judge(ref, whole, profile)
    if verdict.sure or not explained(line):
        return verdict
    return _batch(ref, line, profile, judge)


def explained(line: Line) -> bool:
    """Tell whether the parts of a line are known to the cent."""
    amounts = [part.amount for part in line.parts]
    return bool(amounts) and all(amounts) and sum(amounts, ZERO) == line.amount


def told(entry: data.Transaction, line: Line) -> tuple[Line, ...]:
    """Give the parts of the line behind an entry, as far as the books kept them."""
    if BRUTO in entry.meta:
        gross = Decimal(entry.meta[BRUTO])
        fee = Line(line.date, line.amount - gross, code=FEE)
        return line._replace(amount=gross), fee
    parts: defaultdict[str, list[data.Posting]] = defaultdict(list)
    for posting in entry.postings:
        if posting.meta and DEEL in posting.meta:
            parts[posting.meta[DEEL]].append(posting)
    return tuple(_told(line, some) for some in parts.values())


def _told(line: Line, postings: list[data.Posting]) -> Line:
    amount = -sum(map(euros, postings), ZERO)
    meta = postings[0].meta or {}
    kept = {field: meta.get(name, "") for name, field in KEPT.items()}
    return Line(line.date, amount)._replace(**kept)


def _fee(line: Line) -> Decimal:
    """Give what a payment provider took off, which is less than nothing; or zero."""
    taken = (part.amount for part in line.parts if part.code == FEE)
    return sum(taken, ZERO) if explained(line) else ZERO


def _of_fees(profile: Profile) -> Profile:
    """Give a profile whose rules are those for fees; whatever they ask of a row."""
    rules = [rule for rule in profile.rules if rule.name == KOSTEN]
    rules += [rule for rule in profile.rules if rule.code == FEE]
    return replace(profile, rules=tuple(map(_bare, rules)))


def _bare(rule: Rule) -> Rule:
    return replace(
        rule, iban="", text="", counterparty="", code="", sign="", amount=None,
        mandate="",
    )  # fmt: skip


def _batch(ref: str, line: Line, profile: Profile, judge: Judge) -> Verdict:
    postings: list[data.Posting] = []
    links: frozenset[str] = frozenset()
    sure = True
    for number, part in enumerate(line.parts, 1):
        one = part._replace(date=line.date, code=part.code or line.code)
        verdict = judge(f"{ref}#{number}", one, profile)
        kept = {name: getattr(part, field) for name, field in KEPT.items()}
        said = {name: text for name, text in kept.items() if text}
        marked = _marked(verdict.postings, {**said, **verdict.meta})
        postings += [_with(each, {DEEL: str(number)}) for each in marked]
        links |= verdict.links
        sure = sure and verdict.sure
    return Verdict(tuple(postings), {}, links, sure)


def _marked(
    postings: tuple[data.Posting, ...], meta: Mapping[str, Any]
) -> Iterator[data.Posting]:
    """Let the first posting say what its entry would say of the decision."""
    first, *more = postings
    yield _with(first, meta)
    yield from more


def _with(posting: data.Posting, meta: Mapping[str, Any]) -> data.Posting:
    return posting._replace(meta={**(posting.meta or {}), **meta})
