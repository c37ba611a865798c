"""Suggestions: rules learnt from how the same other side was booked before."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import tomlkit
from beancount.core import data

from stichting_fin.books import euros
from stichting_fin.intake.desk import VRAAGPOSTEN, Desk
from stichting_fin.profile import Profile
from stichting_fin.relations import LABELS, bare, plain

Key = tuple[str, str, str]  # iban or "", name or "", sign
KEPT = ("btw", "aftrek", *LABELS)  # what a rule says of its counter posting


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A rule that history proposes; nobody has decided it yet.

    Attributes:
        rule: As it would stand in the profile, without its name.
        waits: Lines that wait and that it would place.
        agreed: Earlier lines that were booked as it says.
        seen: All earlier lines of the same other side and sign.
    """

    profile: Profile
    name: str
    rule: Mapping[str, Any]
    waits: int
    agreed: int
    seen: int


def suggestions(desk: Desk) -> Iterator[Suggestion]:
    """Give a rule for each other side that waits and that was booked before.

    One that persons decided twice or more waits for a rule, too. Who sends invoices
    gets none: a payment to it is never a cost by itself.
    """
    for profile in desk.banks:
        yield from _of(profile, desk)


def written(found: Iterable[Suggestion]) -> Iterator[str]:
    """Write suggestions as TOML, ready to paste into their profiles."""
    for each in found:
        yield f"# importers/bronnen/{each.profile.name}.toml"
        yield f"# ! {each.waits}, * {each.agreed}/{each.seen}"
        yield table(each.name, each.rule)


def table(name: str, rule: Mapping[str, Any]) -> str:
    """Write a rule as it stands in a profile."""
    found = tomlkit.table()
    for key, value in rule.items():
        found[key] = value if isinstance(value, str) else tomlkit.value(str(value))
    return tomlkit.dumps({"rule": {name: found}})


def named(entry: data.Transaction) -> dict[str, str]:
    """Give what a rule would know an entry's other side by: its IBAN, else its name."""
    if iban := entry.meta.get("iban"):
        return {"iban": str(iban)}
    return {"counterparty": entry.payee} if entry.payee else {}


def name_of(entry: data.Transaction, profile: Profile, taken: Iterable[str]) -> str:
    """Give a rule about an entry's other side a name that the profile has not yet."""
    known = {*taken, *(rule.name for rule in profile.rules)}
    stem = plain(entry.payee or entry.meta.get("iban", "")).replace(" ", "-") or "regel"
    names = [stem, *(f"{stem}-{number}" for number in range(2, len(known) + 3))]
    return next(name for name in names if name not in known)


def sign(entry: data.Transaction) -> str:
    """Give the sign of a bank line as rules say it."""
    return "bij" if euros(entry.postings[0]) > 0 else "af"


def _of(profile: Profile, desk: Desk) -> Iterator[Suggestion]:
    history: defaultdict[Key, list[data.Transaction]] = defaultdict(list)
    for entry in desk.books.transactions:
        if entry.postings and entry.postings[0].account == profile.account:
            history[_key(entry)].append(entry)
    taken: set[str] = set()
    for (iban, who, _), entries in history.items():
        waiting = [entry for entry in entries if entry.flag == "!"]
        decided = sum("besluit" in entry.meta for entry in entries)
        booked = Counter(filter(None, (_booked(entry, desk) for entry in entries)))
        if not (iban or who) or not booked or not (waiting or decided > 1):
            continue
        if any(_invoices(entry, desk) for entry in entries):
            continue
        (said, agreed), last = booked.most_common(1)[0], entries[-1]
        name = name_of(last, profile, taken)
        taken.add(name)
        rule = {**named(last), "sign": sign(last), **dict(said)}
        seen = sum(booked.values())
        yield Suggestion(profile, name, rule, len(waiting), agreed, seen)


def _key(entry: data.Transaction) -> Key:
    iban = bare(str(entry.meta.get("iban", "")))
    return iban, "" if iban else plain(entry.payee or ""), sign(entry)


def _booked(entry: data.Transaction, desk: Desk) -> tuple[tuple[str, Any], ...]:
    """Say how an entry was booked; nothing where that teaches nothing."""
    if entry.flag != "*" or len(entry.postings) == 1:
        return ()
    counter = entry.postings[1]
    own = {p.account for p in desk.profiles}
    open_ = {VRAAGPOSTEN, desk.kruisposten, desk.debiteuren, desk.crediteuren}
    if counter.account in own | open_:
        return ()
    said: dict[str, Any] = {"account": counter.account}
    meta = {**entry.meta, **(counter.meta or {})}
    said |= {key: meta[key] for key in KEPT if key in meta}
    if relatie := entry.meta.get("relatie"):
        said["relatie"] = relatie
    return tuple(said.items())


def _invoices(entry: data.Transaction, desk: Desk) -> bool:
    """Tell whether the other side sends invoices."""
    all_ = desk.relations
    found = all_.by_iban(str(entry.meta.get("iban", ""))) or all_.by_name(
        entry.payee or ""
    )
    return bool(found and found.facturen)
