"""Review: what waits as one TOML file, and the answers that come back in it.

Where one proposal stands out and no other line has it too, the file holds it: `neem`
accepts it, under the question or for all at once at the top of the file.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import tomlkit
from beancount.core import data
from tomlkit.items import AoT, Table

from stichting_fin.books import euros
from stichting_fin.fault import Fault, UnreadableError, fault
from stichting_fin.intake import booking
from stichting_fin.intake.asking import suggest
from stichting_fin.intake.desk import Desk
from stichting_fin.intake.matching.propose import Proposal, sole
from stichting_fin.profile import besluit, held, listed, rule, toml
from stichting_fin.relations import LABELS

ALTIJD = "altijd"  # an answer that holds always becomes a rule
TEXT = "text"  # with which words of the line the rule knows it
NEEM = "neem"  # accepts what is proposed
VOORSTEL = "voorstel"
DROP = {"ref", "by", "date", "why"}  # of an answer, not of its rule
WHY = "voorstel aanvaard"
NAME = "vragen.toml"
MONEY = 'account = ""\nlink = ""\nwhy = ""\naltijd = false\n'  # asked of a bank line
INVOICE = 'account = ""\nbtw = ""\nweiger = false\nwhy = ""\n'  # and of an invoice


@dataclass(slots=True)
class Answers:
    """What the answers change, or the faults in them."""

    writes: dict[Path, bytes] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def written(desk: Desk, day: date) -> str:
    """Write what waits, with an empty answer under each."""
    lines = [f'by = ""\ndate = {day}\n{NEEM} = false\n']
    offers = _offers(desk)
    several = Counter(each for links in offers.values() for each in links.split())
    for entry in waiting(desk):
        links = offers.get(entry.meta["ref"], "")
        once = links and all(several[each] == 1 for each in links.split())
        offer = f"{VOORSTEL} = {_string(links)}\n{NEEM} = false\n" if once else ""
        amount = f"{euros(entry.postings[0])} " if entry.postings else ""
        said = f"{entry.date} {amount}{entry.payee or ''} {entry.narration or ''}"
        asked = [*_reasons(entry, desk)]
        notes = "".join(f"# {' '.join(str(note).split())}\n" for note in [said, *asked])
        ref = _string(entry.meta["ref"])
        blank = MONEY if entry.postings else INVOICE
        if entry.postings and not suggest.named(entry):
            blank += f'{TEXT} = ""\n'
        lines.append(f"\n[[vraag]]\n{notes}ref = {ref}\n{offer}{blank}")
    return "".join(lines)


def _string(text: str) -> str:
    return tomlkit.item(text).as_string()


def _reasons(entry: data.Transaction, desk: Desk) -> Iterator[str]:
    """Say why an entry waits, and what it may settle as the books are now."""
    found = _proposed(entry, desk)
    for each in found:
        yield f"{VOORSTEL}: {each.links} ({each.reason})"
    for key in ("reden",) if found else ("reden", VOORSTEL):
        if key in entry.meta:
            yield entry.meta[key]


def _proposed(entry: data.Transaction, desk: Desk) -> list[Proposal]:
    if not (profile := desk.bank_of(entry)):
        return []
    return booking.proposed(booking.told_by(entry, profile), profile, desk)


def _offers(desk: Desk) -> dict[str, str]:
    """Give the links of the one best proposal of each entry that has one."""
    found = {entry.meta["ref"]: _proposed(entry, desk) for entry in waiting(desk)}
    return {ref: each[0].links for ref, each in found.items() if sole(each)}


def waiting(desk: Desk) -> Iterator[data.Transaction]:
    """Give each entry that waits and that a decision can name."""
    for entry in desk.books.transactions:
        if entry.flag == "!" and "ref" in entry.meta:
            yield entry


def answered(desk: Desk, path: Path, day: date) -> Answers:
    """Turn the answers in a file into decisions and rules; an empty one stays open.

    Raises:
        UnreadableError: It is not sound TOML.
    """
    said = toml(path)
    result = Answers()
    by, everything = held(path, said, "by"), held(path, said, NEEM, "bool")
    day = held(path, {"date": day} | said, "date", "dt.date")
    taken: set[str] = set()
    asked = {entry.meta["ref"]: entry for entry in waiting(desk)}
    rules: dict[Path, str] = {}
    besluiten: list[dict[str, Any]] = []
    for each in listed(path, said, "vraag"):
        _sound(path, each)
        always = each.pop(ALTIJD, False)
        accepted = _accepted(each, everything=everything)
        answer = _filled(each)
        if not accepted and not answer.keys() - {"ref", "why"}:
            continue
        answer = {"ref": "", "by": by, "date": day, "why": ""} | answer
        entry = asked.get(answer["ref"])
        found = _spoilt(accepted, taken, desk, (path, _line(path, answer["ref"])))
        taken |= accepted
        if found := found or _wrong(answer, entry, desk, path, always=always):
            result.faults.append(found)
        elif entry and always:
            _rule(answer, entry, desk, rules)
        else:
            besluiten.append(answer)
    if not result.faults:
        result.writes |= {place: text.encode() for place, text in rules.items()}
        if besluiten:
            place = desk.folder / "importers" / "besluiten.toml"
            text = place.read_text("utf-8") if place.exists() else ""
            result.writes[place] = decided(text, besluiten).encode()
    return result


def _sound(path: Path, each: Mapping[str, Any]) -> None:
    """Demand that what is read of an answer is of its kind."""
    for key in ("ref", "account", "link", "why", TEXT, VOORSTEL):
        held(path, each, key)
    for key in (ALTIJD, NEEM):
        held(path, each, key, "bool")


def _filled(each: Mapping[str, Any]) -> dict[str, Any]:
    """Give what she filled in; a nought says something too (`aftrek = 0`)."""
    return {k: value for k, value in each.items() if value is not False and value != ""}


def _accepted(each: dict[str, Any], *, everything: bool) -> set[str]:
    """Take what she accepted into her answer; her own words go before it.

    Returns:
        The links of it: {""} where she accepts but nothing is proposed.
    """
    links, taken = each.pop(VOORSTEL, ""), each.pop(NEEM, False)
    if _filled(each).keys() - {"ref", "why"} or not (taken or (everything and links)):
        return set()
    each |= {"link": links, "why": each.get("why") or WHY}
    return set(links.split()) or {""}


def _spoilt(
    accepted: set[str], taken: set[str], desk: Desk, place: tuple[Path, int]
) -> Fault | None:
    """Give what is wrong with an accepted proposal, or None."""
    for link in sorted(accepted):
        item = desk.open.linked(link)
        if not link:
            return fault(place, "review-offer")
        if link in taken or (item and not item.open):
            return fault(place, "review-twice", link=link)
    return None


def decided(text: str, besluiten: list[dict[str, Any]]) -> str:
    """Add decisions to the text of besluiten.toml, which keeps its comments.

    A decision about a `ref` that was decided before replaces it.
    """
    document = tomlkit.parse(text)
    known = document.get("besluit")
    found = known if isinstance(known, AoT) else tomlkit.aot()
    for answer in besluiten:
        for number, old in reversed(list(enumerate(found))):
            if old["ref"] == answer["ref"]:
                del found[number]
        found.append(_table(answer))
    if known is None:
        document["besluit"] = found
    made = tomlkit.dumps(document)
    assert len(tomllib.loads(made)["besluit"]) == len(found)
    return made


def _table(answer: Mapping[str, Any]) -> Table:
    table = tomlkit.table()
    for key, value in answer.items():
        table[key] = _item(value)
    return table


def _item(value: Any) -> Any:
    """Give a value as TOML has it: numbers exact, a list of tables on one line."""
    if isinstance(value, list):
        array = tomlkit.array()
        for each in value:
            inline = tomlkit.inline_table()
            inline.update({key: _item(one) for key, one in each.items()})
            array.append(inline)
        return array
    plain = isinstance(value, str | bool | date)
    return value if plain else tomlkit.value(str(value))


def _rule(
    answer: dict[str, Any], entry: data.Transaction, desk: Desk, rules: dict[Path, str]
) -> None:
    """Add a rule to the profile of the entry's account."""
    profile = desk.bank_of(entry)
    assert profile is not None
    path = desk.folder / "importers" / "bronnen" / f"{profile.name}.toml"
    text = rules.get(path) or path.read_text("utf-8")
    kept = {key: value for key, value in answer.items() if key not in DROP}
    name = suggest.name_of(entry, profile, tomllib.loads(text).get("rule", ()))
    rule = {**suggest.named(entry), "sign": suggest.sign(entry), **kept}
    why = " ".join(f"{answer['why']} ({answer['by']}, {answer['date']})".split())
    rules[path] = f"{text.rstrip()}\n\n# {why}\n{suggest.table(name, rule)}"


def _wrong(
    answer: dict[str, Any],
    entry: data.Transaction | None,
    desk: Desk,
    path: Path,
    *,
    always: bool,
) -> Fault | None:
    """Give what is wrong with an answer, or None."""
    ref, place = answer["ref"], (path, _line(path, answer["ref"]))
    account, links = answer.get("account", ""), answer.get("link", "").split()
    lost = next((link for link in links if not desk.open.linked(link)), "")
    ruled = entry and account and desk.bank_of(entry) and _known_by(answer, entry)
    faults = (
        (entry is None, "review-ref", {"ref": ref}),
        (not (answer["by"] and answer["why"]), "review-why", {"ref": ref}),
        (
            account and account not in desk.books.accounts,
            "review-account",
            {"account": account},
        ),
        (lost, "review-link", {"link": lost}),
        (always and not ruled, "review-always", {"ref": ref}),
    )
    for wrong, code, values in faults:
        if wrong:
            return fault(place, code, **values)
    rest = {name: x for name, x in answer.items() if not (always and name == TEXT)}
    try:
        besluit(path, LABELS, rest)
        if always:
            kept = {name: x for name, x in answer.items() if name not in DROP}
            rule(path, LABELS, "", kept)
    except UnreadableError as error:
        return fault(place, error.code, **error.values)
    return None


def _known_by(answer: Mapping[str, Any], entry: data.Transaction) -> bool:
    """Tell whether a rule can know the line again: by its other side or its words."""
    said = f"{entry.payee or ''} {entry.narration or ''}".casefold()
    words = str(answer.get(TEXT, "")).casefold()
    return words in said if words else bool(suggest.named(entry))


def _line(path: Path, ref: str) -> int:
    """Find the line on which an answer names its ref, as far as one can."""
    lines = enumerate(path.read_text("utf-8").splitlines(), 1)
    said = re.compile(rf"""ref\s*=\s*(["']){re.escape(ref)}\1""")
    return next((n for n, line in lines if ref and said.match(line)), 0)
