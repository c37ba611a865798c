"""Booking: from a line of a bank or PSP to a transaction."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import Any

from beancount.core import data

from stichting_fin.intake.billing import btw, exchange
from stichting_fin.intake.desk import KRUISPOSTEN, VRAAGPOSTEN, Desk, slug
from stichting_fin.intake.matching import release
from stichting_fin.intake.matching.match import match
from stichting_fin.intake.matching.propose import MOST, Proposal, Rank, proposals
from stichting_fin.intake.proving.keys import GAP, number_of, scheme
from stichting_fin.intake.rules import decide, says
from stichting_fin.intake.statement import Line
from stichting_fin.intake.transit import apart
from stichting_fin.intake.transit.apart import Verdict
from stichting_fin.intake.transit.settlements import AFREKENING
from stichting_fin.money import ZERO
from stichting_fin.openitems import Item
from stichting_fin.profile import Besluit, Profile, Rule
from stichting_fin.relations import Relation

KEPT = {  # what a line must keep so that it can be decided again later
    "iban": "iban",
    "kenmerk": "structured_reference",
    "e2e": "end_to_end_id",
    "code": "code",
    "mandaat": "mandate",
    "afrekening": "batch",
    "valuta": "valuta",
}


def book(  # noqa: PLR0917  # as a line is booked
    ref: str,
    line: Line,
    profile: Profile,
    bron: str,
    desk: Desk,
    loose: frozenset[str] = frozenset(),
) -> data.Transaction:
    """Give the transaction of a line; `!` when a person must look.

    Args:
        ref: Its identity.
        line: What the bank booked.
        profile: Of the account.
        bron: Its place in its file.
        desk: The books, and all that is known.
        loose: Links of what a person took it off: it is not matched with them.
    """
    own = partial(judge, desk=desk, loose=loose)
    verdict = apart.judged(ref, line, profile, own)
    facts = {name: getattr(line, field) for name, field in KEPT.items()}
    kept = {name: value for name, value in facts.items() if value}
    meta = {"ref": ref, "bron": bron, **kept, **verdict.meta}
    links = verdict.links | _settlement(line, profile)
    return data.Transaction(
        meta=data.new_metadata(bron, 0, meta),
        date=line.date,
        flag="*" if verdict.sure else "!",
        payee=line.counterparty or None,
        narration=line.text,
        tags=frozenset(),
        links=links,
        postings=[btw.posting(profile.account, line.amount), *verdict.postings],
    )


def again(
    entry: data.Transaction, profile: Profile, desk: Desk, parts: tuple[Line, ...] = ()
) -> data.Transaction:
    """Decide an entry anew, from what it keeps of its line, or by parts now known."""
    loose = release.loose(entry, desk)
    release.release(entry, desk)
    ref, bron = entry.meta["ref"], entry.meta["bron"]
    line = told_by(entry, profile)
    line = line._replace(parts=parts or line.parts)
    return book(ref, line, profile, bron, desk, loose)


def told_by(entry: data.Transaction, profile: Profile) -> Line:
    """Give the line behind an entry, as far as the books kept it."""
    amounts = (p.units for p in entry.postings if p.account == profile.account)
    amount = next(x.number for x in amounts if x and x.number is not None)
    kept = {field: entry.meta.get(name, "") for name, field in KEPT.items()}
    line = Line(
        entry.date, amount, counterparty=entry.payee or "", text=entry.narration or ""
    )
    line = line._replace(**kept)
    return line._replace(parts=apart.told(entry, line))


def judge(
    ref: str,
    line: Line,
    profile: Profile,
    desk: Desk,
    loose: frozenset[str] = frozenset(),
) -> Verdict:
    """Decide where a line goes: a person, ourselves, an item, a rule, or a question."""
    if besluit := desk.besluiten.get(ref):
        return _decided(besluit, line, desk)
    if (own := desk.own(line.iban)) and own is not profile:
        return _between(line, profile, own, desk)
    if payout := _payout(line, profile, desk):
        return payout
    gap = scheme(ref, number_of(profile)) == GAP
    rule = None if gap else decide(line, profile)
    payer = payer_of(line, rule, desk)
    if settled := _settled(line, payer, profile, desk, loose):
        return settled
    if not (verdict := _question(line, payer, rule, desk)):
        verdict = _ruled(rule, line, desk) if rule else _unplaced(line)
    mark = {release.LOS: " ".join(sorted(loose))} if loose else {}
    return replace(verdict, meta={**verdict.meta, **mark})


def proposed(line: Line, profile: Profile, desk: Desk) -> list[Proposal]:
    """Give what a line that waits probably settles, as the books are now."""
    if any(part.code == apart.FEE for part in line.parts):
        line = line.parts[0]
    payer = payer_of(line, decide(line, profile), desk)
    return proposals(line, payer, _hint(line, payer, desk), desk.open)


def payer_of(line: Line, rule: Rule | None, desk: Desk) -> Relation | None:
    """Give whose account or name a line has, or of whom its rule speaks."""
    found = desk.relations.by_iban(line.iban) or desk.relations.by_name(
        line.counterparty
    )
    return found or (desk.relations.all.get(rule.relatie) if rule else None)


def _hint(line: Line, payer: Relation | None, desk: Desk) -> Relation | None:
    return None if payer else desk.relations.resembling(line.counterparty)


def _decided(besluit: Besluit, line: Line, desk: Desk) -> Verdict:
    meta: dict[str, Any] = {"besluit": f"{besluit.why} ({besluit.by}, {besluit.date})"}
    if besluit.relatie:
        meta["relatie"] = besluit.relatie
    if besluit.link:
        return _linked(besluit.link.split(), line, meta, desk)
    rule = Rule(
        "besluit",
        besluit.account,
        btw=besluit.btw,
        aftrek=besluit.aftrek,
        labels=besluit.labels,
    )
    return Verdict(tuple(_counter(rule, line, desk)), meta)


def _linked(
    links: list[str], line: Line, meta: Mapping[str, Any], desk: Desk
) -> Verdict:
    """Settle the items that a person named; the last one gets what is left."""
    found = [desk.open.linked(link) for link in links]
    items = [item for item in found if item]
    if len(items) < len(links):
        posting = btw.posting(VRAAGPOSTEN, -line.amount)
        return Verdict((posting,), meta, frozenset(links), sure=False)
    *first, last = items
    parts = [(item, item.open) for item in first]
    rest = line.amount - sum((amount for _, amount in parts), ZERO)
    return Verdict(_paid([*parts, (last, rest)], line, desk), meta, frozenset(links))


def _paid(
    parts: Iterable[tuple[Item, Decimal]], line: Line, desk: Desk
) -> tuple[data.Posting, ...]:
    """Let each item have its EUR of a line, and give the postings of it."""
    postings = []
    for item, amount in parts:
        marks = {"relatie": item.relatie, "factuurnummer": item.nummer}
        gain = exchange.difference(item, amount, line)
        postings.append(btw.posting(item.account, gain - amount, marks))
        if gain:
            postings.append(btw.posting(desk.koersverschil, -gain))
        desk.open.settle(item, amount - gain)
    return tuple(postings)


def _between(line: Line, profile: Profile, own: Profile, desk: Desk) -> Verdict:
    """Book a transfer between own accounts, with one link for both its sides."""
    posting = btw.posting(desk.kruisposten, -line.amount)
    link = desk.transfer(profile, own, line)
    return Verdict((posting,), {"regel-id": "eigen-rekening"}, frozenset({link}))


def _payout(line: Line, profile: Profile, desk: Desk) -> Verdict | None:
    """Book what a PSP pays out against its clearing account, by its reference."""
    for psp in desk.profiles:
        if psp.soort != "psp" or psp is profile:
            continue
        posting = btw.posting(psp.account, -line.amount)
        meta = {"regel-id": "afrekening"}
        if psp.relatie:
            meta = {"relatie": psp.relatie} | meta
        if psp.verwijzing and (found := re.search(psp.verwijzing, line.text)):
            link = settlement(psp, found.group())
            return Verdict((posting,), meta, frozenset({link}))
        if psp.uitbetaling and says(psp.uitbetaling, line):
            link = desk.settlements.paid(psp.account, line.amount)
            links = frozenset({link} if link else ())
            return Verdict((posting,), meta, links, sure=bool(link))
    return None


def _settled(
    line: Line,
    payer: Relation | None,
    profile: Profile,
    desk: Desk,
    loose: frozenset[str],
) -> Verdict | None:
    hint = _hint(line, payer, desk)
    found = match(line, payer, desk.open, own=profile.iban, hint=hint)
    if not found or any(item.link in loose for item, _ in found.parts):
        return None
    postings = _paid(found.parts, line, desk)
    if found.rounding:
        postings += (btw.posting(desk.afronding, -found.rounding),)
    meta: dict[str, Any] = {"bewijs": found.evidence, "gezien": " ".join(found.seen)}
    relaties = {item.relatie for item, _ in found.parts}
    links = frozenset(item.link for item, _ in found.parts)
    return Verdict(postings, {"relatie": relaties.pop()} | meta, links)


def _question(
    line: Line, payer: Relation | None, rule: Rule | None, desk: Desk
) -> Verdict | None:
    """Ask, where an item may be meant, or the payer's invoices are not here yet."""
    found = proposals(line, payer, _hint(line, payer, desk), desk.open)
    meta: dict[str, Any] = {"relatie": payer.key} if payer else {}
    candidates = desk.open.of(payer.key, line.amount) if payer else []
    meta |= told(found)
    if candidates and not found:
        meta["voorstel"] = " ".join(item.link for item in candidates[:MOST])
    if payer and payer.facturen and line.amount < 0:
        posting = btw.posting(desk.crediteuren, -line.amount)
        return Verdict((posting,), meta, sure=False)
    strong = bool(found) and found[0].rank <= Rank.NEAR
    waits = rule is None and bool(meta)
    early = payer and payer.debiteur and line.amount > 0 and not _names(rule)
    if candidates or strong or waits or early:
        return Verdict((btw.posting(VRAAGPOSTEN, -line.amount),), meta, sure=False)
    return None


def told(found: Sequence[Proposal]) -> dict[str, str]:
    """Give proposals as the metadata of a line that waits says them, best first."""
    meta: dict[str, str] = {}
    for number, each in enumerate(found, 1):
        suffix = "" if number == 1 else f"-{number}"
        meta |= {f"voorstel{suffix}": each.links, f"waarom{suffix}": each.reason}
    return meta


def _names(rule: Rule | None) -> bool:
    """Tell whether a rule is about one other side, which a person had in mind."""
    return rule is not None and bool(rule.iban or rule.counterparty or rule.relatie)


def _ruled(rule: Rule, line: Line, desk: Desk) -> Verdict:
    meta: dict[str, Any] = {"regel-id": rule.name}
    if rule.relatie:
        meta = {"relatie": rule.relatie} | meta
    return Verdict(tuple(_counter(rule, line, desk)), meta, _underway(rule, line, desk))


def _underway(rule: Rule, line: Line, desk: Desk) -> frozenset[str]:
    """Link money that a rule puts on its way with its other side."""
    if desk.books.accounts.get(rule.account, {}).get("rgs") != KRUISPOSTEN:
        return frozenset()
    return frozenset({desk.underway(line)})


def _unplaced(line: Line) -> Verdict:
    return Verdict((btw.posting(VRAAGPOSTEN, -line.amount),), {}, sure=False)


def _counter(rule: Rule, line: Line, desk: Desk) -> Iterator[data.Posting]:
    """Give the counter postings of a rule, with their btw where it has a code."""
    if not rule.btw:
        yield btw.posting(rule.account, -line.amount, rule.labels)
        return
    code = desk.code(rule.btw, line.date)
    base, tax = btw.inclusive(-line.amount, code)
    yield from btw.postings(
        btw.Base(rule.account, base, tax, code, rule.aftrek, rule.labels), desk.rubriek
    )


def settlement(psp: Profile, reference: str) -> str:
    """Give the link of one settlement of a PSP."""
    return f"{AFREKENING}{psp.name}-{slug(reference)}"


def _settlement(line: Line, profile: Profile) -> frozenset[str]:
    if profile.soort == "psp" and line.batch:
        return frozenset({settlement(profile, line.batch)})
    return frozenset()
